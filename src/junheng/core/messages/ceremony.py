"""Sentences of the ceremony and of the commands around it."""

SENTENCES: dict[str, str] = {
    "ceremony_file_unreadable": (
        "结果文件夹里的 %(file)s 读不出来，可能被改动或损坏。"
        "请从备份或光盘恢复这个文件夹，再用同一条命令继续。"
    ),
    "record_destroyed": (
        "这场现场会的名册、名单、凭条等个人信息保存期满，已于 %(day)s 按期销毁，"
        "不能再查看或办理；公开的抽签记录仍在。"
    ),
    "ceremony_folder_in_use": "这个结果文件夹正被另一个窗口使用，请先关闭那一个。",
    "disk_full": "磁盘已满，没有写入任何不完整的文件。请腾出空间后再做一次，会接着做完。",
    "folder_not_writable": "结果文件夹不能写入。请换一个有写入权限的位置，或检查磁盘。",
    "folder_is_file": "这个位置已有一个同名的文件，不是文件夹。请换一个文件夹名。",
    "choice_differs_from_freeze": (
        "%(option)s 与本文件夹冻结时的不同。一次冻结的规则不能再改；"
        "请去掉这一项，或换一个新文件夹重新冻结、重新公告。"
    ),
    "ledger_damaged": (
        "结果文件夹里的流水账与规则不符，可能被改动。请不要继续，保留现场，并从备份或光盘恢复。"
    ),
    "roster_differs_from_freeze": (
        "这份名册或参数与本文件夹已冻结的不一致（冻结码开头 %(freeze)s）。"
        "要继续原来的分班，请用原名册，或不给名册文件；要更正名册，请换一个新文件夹重新冻结、重新公告。"
    ),
    "class_count_for_unknown_sheet": "--classes 里的工作表“%(sheet)s”不在这份名册里。",
    "class_count_out_of_range": (
        "工作表“%(sheet)s”有 %(students)s 名学生，班级数不能是 %(classes)s；"
        "请写 1 到 %(students)s 之间的数。"
    ),
    "class_size_above_limit": (
        "工作表“%(sheet)s”：%(students)s 名学生分 %(classes)s 个班，每班 %(size)s 人，"
        "超过班额上限 %(limit)s 人。至少要 %(needed)s 个班。"
    ),
    "stage_not_found_for_sheet": "工作表“%(sheet)s”看不出是小学还是初中，请用 --stage 指明。",
    "several_sheets": (
        "名册里有几张表（%(sheets)s）。全部分班请加 --sheets；只用一张请加 --sheet 表名。"
    ),
    "rehearsal_after_ceremony_began": (
        "这个文件夹的现场会已经开始，不能再演练。演练请换一个文件夹；"
        "继续现场会请用 --interactive 或 --public。"
    ),
    "seed_not_locked": "种子还没有锁定，不能抽签。",
    "envelope_count_recorded_differs": (
        "这个文件夹里已记录了另外的封数。投箱以后封数不能再变；请对照现场数字记录表。"
    ),
    "public_numbers_recorded_differ": (
        "这个文件夹里已记录了另外的公开数。一次冻结只有一个种子，不能换数字重抽；"
        "请对照现场数字记录表。"
    ),
    "seed_recorded_differs": (
        "这个文件夹的种子已锁定，封签数与现在给的不同。一次冻结只有一个种子，不能换数字重抽；"
        "请对照现场数字记录表。"
    ),
    "late_numbers_recorded_differ": (
        "这一批补录已用另外的数字抽过签，不能换数字重抽；请对照补录抽签记录表。"
    ),
    "ceremony_cards_too_few": (
        "有效的封签卡只有 %(found)s 张，至少要 %(expected)s 张，不能产生种子。"
        "若是录入有误，用同一条命令重新录入；若确实不足，由纪检书面作废这次冻结（理由 D），"
        "换一个新文件夹重新冻结、重新公告。"
    ),
    "teachers_differ_from_freeze": (
        "班主任名单与冻结的不同。冻结以后更换班主任，要经批准并重新冻结、公告。"
    ),
    "program_differs_from_freeze": (
        "冻结以后程序换过版本，不能用它封存：请换回冻结时的版本，再用同一条命令继续。"
    ),
    "draw_differs_from_ledger": (
        "%(unit)s 重算的结果与流水账记录的不同。请停止使用这台电脑的结果，换一台电脑用封存包核验。"
    ),
    "verify_file_unreadable": "读不到文件 %(file)s，请检查文件名和位置。",
    "verify_unfinished": (
        "核验没有做完，没有结论：内存不够，或者有一个核验进程被中途结束。"
        "请关闭其他程序再核验一次，或者用 --processes 1 只开一个进程。"
    ),
    "finished_folder_missing": "这里没有已完成的分班，请指明当初的结果文件夹。",
    "late_file_missing": (
        "结果文件夹里少了一批补录的冻结文件（internal/late-…）。请从备份或光盘恢复。"
    ),
    "late_several_sheets": "补录名册里有几张表（%(sheets)s），请用 --sheet 指明用哪一张。",
    "draw_not_finished": "这个文件夹还没有正式分班结果：请先完成分班（junheng draw）。",
    "school_unclear": "请用 --school 指明哪所学校：%(schools)s。",
    "single_class_has_no_lots": "%(unit)s 只有一个班，不用抽签。",
    "representatives_numbers_recorded_differ": (
        "%(unit)s 的家长代表已经用另一组数字抽过；一次结果只抽一次，请用记录的那组数字。"
    ),
    "lots_without_teachers": (
        "%(unit)s 冻结时没有班主任名单，不能抽签定班主任。名单要在冻结时用 --teachers 一起给出。"
    ),
    "lots_entries_differ": (
        "两人录入的签号不一致（%(lines)s），都不算数。请对照签字的记录表，两人都重新录入。"
    ),
    "group_lots_wrong": (
        "各组签号在 %(line)s 处不对：按 G1、G2……的次序，1 到 %(expected)d 每个号正好一次。"
    ),
    "teacher_lots_wrong": (
        "班主任签号在 %(line)s 处不对：按冻结名单 T1、T2……的次序，"
        "1 到 %(expected)d 每个号正好一次。"
    ),
    "recusal_teacher_unknown": (
        "回避的班主任“%(teacher)s”不在冻结的名单里，请写 T1、T2 这样的编号。"
    ),
    "recusal_twice": "班主任 %(teacher)s 的回避写了两次，每人只有一次。",
    "recusal_lot_wrong": (
        "班主任 %(teacher)s 回避后抽的第二个签号不对：要在 1 到 %(expected)d 之间，"
        "不能是自己原来的号。"
    ),
    "lots_recorded_differ": (
        "%(unit)s 的班主任签已经记录，与这次的不同；一次结果只抽一次，已记录的不能改。"
    ),
    "lots_file_missing": (
        "结果文件夹里少了 %(unit)s 的班主任签文件（internal/lots-…）。请从备份或光盘恢复。"
    ),
    "late_student_known": "工作表“%(sheet)s”第 %(row)s 行的学生已在原名册或以前的补录中。",
    "late_batch_waiting": (
        "%(unit)s 还有一批补录已冻结、没有抽签，名单与这一份不同。请先用原名单完成那一批。"
    ),
    "change_student_unknown": "这名学生不在 %(unit)s 现在的班级名单里，请核对。",
    "change_recorded_differs": (
        "批准文号 %(approval)s 已经记入流水账，内容与这次的不同；已记录的不能改。"
    ),
    "change_numbers_recorded_differ": (
        "这名学生已经用另一组数字抽过班级；一次批准只抽一次，请用记录的那组数字。"
    ),
    "change_move_without_other_class": "只有一个班，没有别的班可以抽。",
    "change_file_missing": (
        "结果文件夹里少了一项变动的文件（internal/change-…）。请从备份或光盘恢复。"
    ),
    "late_column_missing": "补录名册缺少“%(column)s”列，这一项是当初分班时均衡的。",
}

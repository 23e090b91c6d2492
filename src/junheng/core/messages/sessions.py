"""Sentences of sessions: arranging, the ceremony on the screen, and what follows the draw."""

from typing import Final

SENTENCES: Final[dict[str, str]] = {
    "bureau_missing": "还没有填写教育局资料，请先完成初始设置。",
    "session_without_schools": "请至少选一所学校的起始年级。",
    "session_is_frozen": "名册已经冻结，现场会的安排不能再改。",
    "session_is_past": "现场会时间已经过去，请先改成以后的时间。",
    "session_of_other_schools": "这场现场会有别的学校参加，由教育局办理，您的岗位只管本校。",
    "session_act_underway": "“%(act)s”正在办理，请稍等它完成。没有重复记录。",
    "session_act_waits": (
        "“%(act)s”已经收下，不要再提交：别的工作正用着这场现场会的文件夹，平台随后接着办。"
        "请过一分钟打开这场现场会的页面，看是否已经办成。"
    ),
    "session_waits_for_room": (
        "“%(act)s”已经记入流水账，不会重做；但磁盘已满或不能写入，文件还没有写完。"
        "请腾出磁盘空间，关掉正在打开的名单或表格，再打开这场现场会的页面，平台会接着写完。"
    ),
    "session_has_moved_on": "这一步已经过去，没有重复记录。现在的状态是“%(state)s”。",
    "cohort_not_approved": "%(cohort)s还没有审定，或是单班免编，不能冻结。",
    "teachers_not_filed": (
        "%(school)s备案的班主任有 %(found)d 名，要 %(needed)d 名（每班一名）。"
        "请学校先上报班主任名单并由教育局备案。"
    ),
    "freeze_roster_changed": (
        "提请冻结以后，名册或班主任名单有了变化，这次没有冻结。请重新提请，并重新核对人数。"
    ),
    "freeze_needs_digits": (
        "冻结要由纪检监督人员录入杯中掷出的 20 位保密数字：请到这场现场会的“确认冻结”页面办理。"
    ),
    "secret_digits_malformed": "保密数字要正好 %(length)d 位数字，现在是 %(found)d 位。",
    "seats_out_of_range": (
        "席位写了 %(found)d 个，应在 %(least)d 到 %(most)d 之间。写身份，不写姓名，用顿号隔开。"
    ),
    "seat_twice": "席位“%(seat)s”写了两次，请加以区别，如“家长甲、家长乙”。",
    "seat_malformed": "席位“%(seat)s”不合要求：写身份，不超过 %(most)d 个字，不写姓名和号码。",
    "seat_count_differs": (
        "席位写了 %(seats)d 个，报数是 %(counted)d 封。请打开票箱前再数一遍，两个数要一样。"
    ),
    "public_numbers_malformed": (
        "公开数要正好 %(length)d 位，每位是 %(first)s 到 %(last)s；现在是 %(found)d 位。"
    ),
    "public_numbers_differ_from_dice": (
        "录入的公开数与第三步当众记录的不一致，这一次不算数。请对照记录表重新录入。"
    ),
    "card_malformed": (
        "“%(seat)s”的封签卡要正好 %(length)d 位数字；认不清的格子按 0 录入，空卡写“空”。"
    ),
    "small_public_malformed": "公开数要至少 %(least)d 位数字。",
    "small_cards_malformed": (
        "封签卡至少 %(least)d 张，每张正好 %(length)d 位数字，用空格或顿号隔开；空卡写“空”。"
    ),
    "lot_malformed": "%(line)s 的签号要写数字。",
    "recusal_malformed": "回避要写成 T3=5 这样：班主任编号=重抽的签号；没有就空着。",
    "entries_missing": "要两个人分别录入并且一致，才能进行这一步。",
    "entries_are_complete": "两个人都已录入并且一致，不用再录。要改，请先取消录入。",
    "entries_differ": "两次录入不一致（%(lines)s），都不算数，请两人都重新录入。",
    "seed_entries_changed": "提请锁定以后，录入被取消或重新录过，这次没有锁定。请重新提请。",
    "second_entry_is_the_firsts": "第二次录入要由另一个人用他自己的账号完成。",
    "lots_are_recorded": "这所学校的班主任签已经记入流水账，不能再改。",
    "representatives_are_drawn": "这所学校的家长代表已经抽定，一次结果只抽一次。",
    "ledger_differs_from_database": (
        "“%(session)s”的流水账与数据库里的抄录不一致，可能有人动过文件，或恢复了旧的备份。"
        "平台停止工作，请保留现场，不要再操作，把流水账、光盘和张贴的账尾拿来核对。"
    ),
    "passphrase_not_held": "平台没有保存封存包口令，请录入两张纸上的前半和后半。",
    "passphrase_half_of_others": "口令前半由教育局保管，后半由纪检监督保管，不能一个人看两半。",
    "passphrase_not_taken": "口令的两半还没有都抄下来，不能清除。",
    "signed_in_future": "签字时间不能晚于现在。",
    "recording_times_wrong": "录像的结束时间要晚于开始时间，并且不能晚于现在。",
    "signatures_missing": "还缺签字：%(roles)s。",
    "signed_scan_missing": "还没有上传签字表的扫描件。",
    "freeze_notice_not_posted": (
        "冻结公告还没有登记张贴，不能封签。请先在核对冻结码的页面记录公告张贴在哪里。"
    ),
    "teachers_not_posted": (
        "%(school)s的班主任名单还没有公示，不能抽签。请学校先在“公示公告”里生成班主任名单公示，"
        "张贴并登记照片。"
    ),
    "result_notice_not_made": (
        "分班结果公示正在生成，请稍等片刻再看；很久没有生成的，请看“表格和文件”页面上的后台任务。"
    ),
    "result_notice_not_posted": "请学校张贴分班结果公示，并在“公示公告”里登记张贴和照片。",
    "result_notice_hangs": "分班结果公示期到 %(until)s，公示期满以后才能锁定。",
    "objections_open": "还有 %(count)d 件异议没有答复，全部答复以后才能锁定。",
    "recording_missing": "还没有登记全程录像。",
    "disc_missing": "还没有做存档光盘。",
    "result_not_complete": (
        "还缺 %(count)d 项材料，结果不能生效。请看页面上列出的项目，补齐后再办。"
    ),
    "nothing_to_publish": "没有已经签字生效、等待公示的结果。",
    "void_after_lock": (
        "有学校的名单已经锁定，只能凭纪检监察机关或法院的书面决定（理由 D）作废。"
        "个别学生的更正请走“特殊情况调整”。"
    ),
    "void_after_year": (
        "这一年度的工作已经结束，记录不再改动，不能在平台上作废。有法院或纪检监察机关书面决定的，"
        "请教育局按决定以纸质文件办理，连同决定放进这一年度的档案。"
    ),
    "void_notice_not_posted": (
        "作废的结果曾经生效，要先让家长知道：还有 %(count)d 所学校没有登记作废公告的张贴"
        "（例如%(first)s），全部张贴以后才能重新冻结。请在“公示公告”里办理。"
    ),
}

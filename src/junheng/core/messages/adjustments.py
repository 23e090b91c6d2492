"""Sentences of what comes after the lock: late arrivals, changes, the registered roll."""

from typing import Final

_RULE: Final = "不能办理。规则：%(rule)s依据：%(source)s。可以这样办：%(way_out)s这次要求已经记录。"

SENTENCES: Final[dict[str, str]] = {
    "classes_stand_later": "现在是“%(state)s”，班级名单还没有生效；名单签字生效以后才能办理。",
    # rules
    "forbidden_redraw": f"重新编班{_RULE}",
    "forbidden_chosen_class": f"指定班级{_RULE}",
    "forbidden_list_edit": f"修改锁定的名单{_RULE}",
    "forbidden_transfer": f"第一学期转学{_RULE}",
    "forbidden_picked_seat": f"按空位安排班级{_RULE}",
    "forbidden_teacher_swap": f"班主任互换或直接换人{_RULE}",
    "forbidden_second_assignment": f"二次分班{_RULE}",
    # late arrivals
    "registered_in_future": "登记日期不能晚于今天。",
    "late_batch_at_work": "还有一批补录没有办完，办完（或取消）后再登记新的一批。",
    "late_batch_is_frozen": "这一批现在是“%(state)s”，名单不能再改。",
    "late_batch_empty": "这一批还没有登记学生。",
    "late_batch_not_frozen": "这一批现在是“%(state)s”，不在冻结待抽签的状态。",
    "late_batch_not_posted": "冻结公告还没有登记张贴：先生成公告、张贴、登记，再当众抽签。",
    "late_batch_changed_meanwhile": "提出冻结以后名单有了变化，这次没有冻结；请重新提出。",
    "late_batch_needs_no_signature": "这一批不需要督学另外签字，或者已经签过。",
    "late_form_not_printed": "补录抽签记录表还没有印好，抽签完成后再来打开。",
    "forced_not_countersigned": (
        "这一批只有一个班有空位，没有抽签余地：须先由责任督学写明空位原因并签字。"
    ),
    "late_one_sheet": "一次只上传一张补录表，请只留一个工作表。",
    "late_students_elsewhere": (
        "这一批里有学生也在其他学校的名单上：%(found)s。同一名学生不能在两所学校："
        "请与对方核实，由不收这名学生的学校撤出名册（已经编班的，办理离校），"
        "或者从这一批里去掉，再提出冻结；两校说法不一的，由教育局决定。"
    ),
    "late_student_twice": "同一名学生在这一批里登记了两次。",
    # changes
    "ground_not_for_this": "所选理由不属于这类事项，请重新选择。",
    "reason_too_short": "请把原因写清楚，至少 %(least)d 个字。",
    "evidence_is_no_pdf": "证明材料请上传 PDF 文件；照片或 Word 请先另存为 PDF。",
    "plan_missing": "班级建制调整要写明调整方案。",
    "change_who_missing": "请填写学生的证件号，或教师、转入学生的姓名。",
    "successor_missing": "请填写接任班主任的姓名。",
    "student_not_in_classes": "现在的班级名单里没有这个证件号，请核对；离校的学生不再列在名单里。",
    "teacher_between_freeze_and_lots": (
        "名册和班主任名单已经一起冻结、还没有抽签：这时不能更换班主任。"
        "确须更换的，按“作废”重新冻结、公告；抽签之后可以在这里申请。"
    ),
    "teacher_list_is_open": "班主任名单还没有备案，可以直接在“班主任”页面修改，不用在这里申请。",
    "request_needs_nothing": "这件申请现在是“%(state)s”，不用再执行。",
    "request_not_done": "这件申请现在是“%(state)s”，执行以后才能公示。",
    "move_not_approved": "这件申请现在是“%(state)s”，不在等待抽签的状态。",
    # the registered roll
    "roll_file_kind_unknown": "学籍名单请上传 .xlsx、.xls 或 .csv 文件。",
    "roll_without_own_students": (
        "表里没有 %(school)s 的学生：请核对“学校”一列，或换成本校导出的学籍名单。"
    ),
    "registered_differs_from_freeze": (
        "名册第 %(row)s 行的登记与冻结时的承诺不符，可能有人改过数据库。"
        "请停止核对，联系系统管理员和纪检监督，用封存包核验。"
    ),
    "decision_not_for_this": "“%(kind)s”的差异不能这样办结，请从列出的处理意见里选择。",
    "decision_note_missing": "请写明怎样办的、凭什么材料。",
    "difference_is_decided": "这处差异已由%(who)s办结，办结后不能改；有错请重新核对。",
    "difference_without_leave": (
        "没有这名学生经批准的“学生转出、离校”：请先办理，再办结这处差异。"
    ),
    "difference_without_late_batch": (
        "没有这名学生的补录抽签记录：请先按补录抽签编班，再办结这处差异。"
    ),
    "check_is_over": "这次核对现在是“%(state)s”，不能再办。",
    "differences_open": "还有 %(count)d 处差异没有办结，全部办结后才能通过。",
}

"""Sentences for students, rosters and confirmation slips."""

from typing import Final

SENTENCES: Final[dict[str, str]] = {
    "roster_missing": "这个年级还没有写入名册，请先由学校上传并确认名册。",
    "roster_file_kind_unknown": (
        "只能上传 .xlsx、.xls 或 .csv 文件，请把名册另存为这几种格式后再传。"
    ),
    "roster_sheet_not_found": (
        "文件里有几张名册（%(known)s），看不出哪一张是%(school)s的；"
        "请把工作表改名为学校和年级，或只留这一张后再传。"
    ),
    "roster_of_other_stage": (
        "这张名册写明是%(found)s的，而这里要的是%(expected)s的名册；请核对是不是选错了文件。"
    ),
    "roster_of_other_school": (
        "这张名册写明是“%(found)s”的，而这里是%(school)s；请核对是不是选错了文件。"
    ),
    "roster_has_faults": "名册还有 %(count)d 处错误，没有写入任何内容；请改正后重新上传。",
    "missing_not_accepted": (
        "现有名册中有 %(count)d 名学生不在新表里；请核对后勾选同意撤出，再确认写入。"
    ),
    "preview_is_stale": "预览之后名册又有变动，没有写入任何内容；请重新上传预览。",
    "student_is_withdrawn": "这名学生已经撤出名册，不能再办理；需要恢复时请重新上传含有他的名册。",
    "identity_number_held_here": "名册里另有一名学生用了这个证件号，请核对。",
    "registration_number_held_here": "名册里另有一名学生用了这个报名号，请核对。",
    "registration_number_of_entered": (
        "这个报名号已给了单独登记的一名学生，而他不在这张表里；请核对报名号，或先更正那名学生。"
    ),
    "entered_without_number": (
        "有 %(count)d 名单独登记的学生没有报名号，而这张表有；请把他们加进表里再上传，"
        "或先把他们撤出名册。"
    ),
    "entry_has_faults": "填写的内容有 %(count)d 处错误，没有登记；请按提示改正。",
    "double_is_over": "这名学生已经不再重复在册，不用决定；请刷新页面。",
    "double_school_past_this": (
        "%(school)s的名册现在是“%(state)s”，不能从中撤出学生；请先退回或重新开放填报。"
        "已经冻结的不能撤，请让学生留在该校。"
    ),
    "correction_has_faults": "更正的内容有 %(count)d 处错误，没有写入；请按提示改正。",
    "correction_changes_nothing": "内容和原来一样，没有需要更正的。",
    "wish_unknown": "请在“同班、不同班、无要求”中选一项。",
    "siblings_too_few": "请至少选两名本名册的学生。",
    "siblings_in_other_group": "选中的学生里有人已在另一组多胞胎中，请先解除那一组。",
    "answer_is_not_confirmed": "这名学生的核对单没有登记为“核对无误”，不需要撤销。",
    "dispute_is_open": "这名学生已有一条待处理的异议，请先处理完。",
    "statement_needed": "请写明家长对哪一项有意见、认为应当是什么。",
    "settlement_needed": "请写明核实的情况和处理结果。",
    "settlement_unsigned": "处理结果要由家长签字后才能登记；请先请家长签字，再勾选。",
    "no_slips_to_print": "没有需要打印的核对单：名册还没有写入，或所选学生都已交回。",
    "import_has_ended": "这次上传已经写入或放弃，不能再下载标注文件。",
}

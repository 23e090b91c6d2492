"""Sentences for notices and objections."""

from typing import Final

SENTENCES: Final[dict[str, str]] = {
    "notice_name_not_masked": (
        "公示名单里有没有隐去的姓名，没有生成公告。学生姓名只能脱敏后公示，请联系系统管理员。"
    ),
    "plan_not_published": "工作方案还没有公布，请先在“年度工作”里公布方案，再生成公告。",
    "teachers_not_filed_yet": "班主任名单还没有备案，请等教育局备案后再生成公示。",
    "posting_in_future": "张贴时间比现在还晚，请核对。",
    "posting_before_notice": "张贴时间早于公告生成的时间，请核对：贴的应当是这一份公告。",
    "posting_place_needed": "请写明张贴地点。",
    "notice_posted_already": "这份公告已经登记过张贴，或已作废，不用再登记。",
    "notice_must_hang": (
        "公示期到 %(until)s，期满之前不能撤下。公告有错的，请教育局作废后重新公示。"
    ),
    "notice_out_of_date": (
        "名单退回后重新备案过，这份公告已经过时，不能张贴。请教育局作废它，再生成新的公示。"
    ),
    "notice_never_posted": "这份公告还没有张贴，不会有对它的异议；请先登记张贴。",
    "notice_not_public": (
        "没有正在公示的内容：可能公示期已满、已经撤下，或者地址输错了。需要了解结果的，请联系学校。"
    ),
    "objection_in_future": "收到异议的日期比今天还晚，请核对。",
    "objection_before_notice": "收到异议的日期早于公告张贴日期（%(day)s），请核对。",
    "objection_needs_content": "请写明异议的内容。",
    "objection_needs_answer": "请写明调查情况和答复内容。",
}

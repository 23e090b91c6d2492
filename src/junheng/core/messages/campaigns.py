"""Sentences for campaigns, their calendar and cohorts."""

from typing import Final

SENTENCES: Final[dict[str, str]] = {
    "campaign_exists": "%(year)d 年度的工作已经开始，一年只开一次；请直接打开它。",
    "campaign_is_closed": "这一年度的工作已经结束，不能再改。",
    "campaign_has_open_cohorts": "还有 %(count)d 个起始年级没有锁定，现在不能结束这一年度的工作。",
    "campaign_is_not_under_way": "工作方案还没有公布或这一年度已经结束，现在不能办理。",
    "plan_is_published": "工作方案已经公布，不能再换文件或改日期。",
    "plan_is_no_pdf": "工作方案请上传 PDF 文件；Word 文件请先另存为 PDF。",
    "plan_file_missing": "还没有上传工作方案，请先选择盖章后的 PDF 文件。",
    "plan_days_missing": "还没有填写方案公布日期和招生方案公布日期。",
    "plan_not_public_yet": "方案公布日期 %(day)s 还没有到，到那一天再点“公布”。",
    "plan_after_enrolment_plan": (
        "编班工作方案应与招生方案同步公布：方案公布日期不能晚于招生方案公布日期。"
    ),
    "plan_after_ceremony": "方案公布日期应早于现场编班日期。",
    "calendar_day_missing": "日程里还没有填“%(day)s”的日期。",
    "calendar_out_of_order": "“%(later)s”不能早于“%(earlier)s”，请核对日期。",
    "calendar_freeze_too_late": "冻结公告至少要在现场编班前 %(days)d 天张贴，请把冻结日期提前。",
    "calendar_notice_too_short": "公示至少 %(days)d 天，请把公示结束日期推后。",
    "roster_is_empty": "还没有学生，不能办理；请先导入并确认名册。",
    "classes_too_few": ("%(students)d 名学生按每班不超过 %(limit)d 人，至少要编 %(needed)d 个班。"),
    "classes_too_many": "班级数不能多于学生数（%(students)d 人）。",
    "classes_need_reason": "按班额只需 %(needed)d 个班；要多编班级，请写明理由。",
    "disputes_open": "还有 %(count)d 份家长异议没有办结，办结后才能继续。",
    "doubles_open": (
        "有 %(count)d 名学生也在本县其他学校的名册或补录名单上，先上报的是对方；"
        "请在“重复在册”里核实，一方撤出或教育局决定以后才能继续。"
    ),
    "reason_needed": "请写明理由。",
    "single_class_too_large": "%(students)d 名学生至少要编 %(needed)d 个班，不属于单班免编。",
    "roster_changed_meanwhile": "您打开页面之后内容有变化，没有办理；请刷新后重新核对。",
    "cohort_is_past_this": "现在是“%(state)s”，不能办理这件事；请刷新页面查看最新状态。",
    "cohort_is_exempt": "这个起始年级只有一个班，已登记免编，不参加电脑编班。",
}

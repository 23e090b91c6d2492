"""Sentences of a year's monitoring on the platform."""

from typing import Final

SENTENCES: Final[dict[str, str]] = {
    "monitoring_year_exists": "%(year)s 年的监测已经建立，一年只建一次。",
    "monitoring_year_not_earlier": (
        "往年数据要比正在填报的年度早；正在填报的年度由各学校填报，不从全县表导入。"
    ),
    "monitoring_without_schools": "平台上还没有学校，请先导入学校名单，再开始监测。",
    "monitoring_days_wrong": "截止日期不能早于开始日期。",
    "monitoring_is_closed": (
        "%(year)s 年的填报已经结束，数据不能再改；确需更正的，由局操作员重新开放。"
    ),
    "monitoring_not_begun": "还没有到开始填报的日子（%(day)s）。",
    "monitoring_not_complete": (
        "还不能结束填报：有 %(count)s 所学校没有通过审核，或者县级数据还没有填写。"
    ),
    "monitoring_school_exists": "这个代码或名称的学校已经在本年度的监测里。",
    "monitoring_kind_unlike_school": (
        "平台登记的学段与“%(kind)s”不符，请重新选择；登记有误的，请联系教育局更正学校名单。"
    ),
    "monitoring_file_too_large": "文件超过 %(most)s MB，请删去图片和无关的工作表后再试。",
    "monitoring_reason_missing": "请写明理由，至少 %(least)s 个字，学校会看到。",
    "form_sheet_missing": "没有“填报表”这张工作表，请用本页下载的数据表填报。",
    "form_column_missing": "没有“本年数”这一列，请用本页下载的数据表填报，不要改动表头。",
    "form_of_other_year": (
        "这张表不是 %(expected)s 年的（可能是往年的表），请重新下载本年度的数据表。"
    ),
    "form_of_other_catalogue": "这张表不是按指标体系 %(expected)s 做的，请重新下载数据表。",
    "form_of_other_school": "这张表不是本校（%(expected)s）的，请核对是不是拿错了文件。",
    "form_of_other_kind": "这张表的办学类型不是“%(expected)s”，请重新下载数据表。",
    "form_item_missing": "缺少“%(item)s”这一行，请用本页下载的数据表填报。",
    "form_item_unknown": "没有这个项目，请不要增加行，也不要改动项目名称。",
    "form_cell_empty": "还没有填，没有就填 0。",
    "form_cell_error": "公式出错，没有得出数，请直接填数。",
    "figure_students_below_list": "比锁定的起始年级名单（%(listed)s 人）还少，请核对。",
    "figure_class_below_list": "比锁定名单里最大的班（%(listed)s 人）还小，请核对。",
    "figure_grade_unlike_list": (
        "按年级平均，与锁定的起始年级名单（%(listed)s 人）相差一半以上，请核对。"
    ),
    "figure_list_unlike_roll": "锁定名单 %(listed)s 人，学籍系统 %(roll)s 人，请说明原因。",
    "figures_all_as_last_year": "所有的数都和上年一样，请核对是不是照抄。",
    "figure_answer_changed": "上年是“%(before)s”，今年是“%(now)s”，请核对。",
    "figure_vanished": "上年是 %(before)s，今年是 %(now)s，请核对。",
    "figure_slipped": "上年是 %(before)s，今年是 %(now)s，可能填错了单位（相差十倍、百倍、万倍）。",
    "figure_jumped": "上年是 %(before)s，今年是 %(now)s，变化超过三成，请核对。",
    "submission_not_filling": "现在是“%(state)s”，不能改动；需要更正的，请教育局退回或重新开放。",
    "submission_is_empty": "还没有上传数据表，不能报送。",
    "submission_contradicts_itself": "有 %(count)s 处自相矛盾，请改正数据表重新上传，再报送。",
    "submission_without_explanation": (
        "有 %(count)s 处与上年或名单差别大，请先在“情况说明”里写明原因，再报送。"
    ),
    "monitoring_without_figures": "%(year)s 年还没有学校填报数据，算不出结果。",
    "monitoring_not_closed": (
        "%(year)s 年的填报还没有结束（或者刚刚又重新开放），结果还会变，不能公布。请先结束填报。"
    ),
    "monitoring_published_already": "%(year)s 年的结果已经公布，正在公开；要重新公布，请先撤下。",
    "monitoring_is_published": (
        "%(year)s 年的结果正在网上公开，不能重新开放填报。请局复核先撤下公开版，写明原因。"
    ),
    "shortfalls_none_chosen": "没有选中还没有整改的短板，请先勾选。",
    "shortfalls_too_many": "一次最多发出 %(most)s 件，请分几次办理。",
    "evidence_not_asked": "这个指标不用交材料，请从列出的指标里选一个。",
}

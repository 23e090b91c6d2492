"""Sentences about inspections."""

from typing import Final

SENTENCES: Final[dict[str, str]] = {
    # rounds
    "round_ends_before_it_begins": "结束日期早于开始日期，请核对。",
    "round_is_planned": (
        "%(year)d 年“%(period)s”的督查已经安排过，请打开已有的一轮；另外增加的请选“专项督查”。"
    ),
    "round_is_over": "这一轮督查%(state)s，不能再改。",
    "round_is_not_open": "这一轮督查现在是“%(state)s”，只有“进行中”时才能填写。",
    "round_without_schools": "还没有确定学校，请先指定或者抽取学校，再开始。",
    "round_without_inspectors": "还没有确定督查人员，请先选好，再开始。",
    "round_sample_not_drawn": "抽查范围已经公布，还没有填公开数抽取学校，抽出来再开始。",
    "round_schools_not_visited": "还有 %(count)d 所学校没有填到校日期，填完再结束。",
    "round_findings_open": "还有 %(count)d 条督查发现没有签发，请签发或撤销后再结束。",
    "inspectors_none": "请至少选一名督学。",
    "inspector_unknown": "选的人里有人现在没有“责任督学”岗位，请刷新页面重新选。",
    "inspector_of_other_rounds": "您不是这一轮的督查人员，不能填写；由局操作员在“督查人员”里加上。",
    "choice_needs_reason": "请写明为什么指定这所学校，至少 %(least)d 个字。",
    "school_chosen_already": "这所学校已经在这一轮里，请看学校列表。",
    "school_drawn_stays": "随机抽到的学校不能取消。",
    "school_inspected_stays": "这所学校已经有督查记录，不能取消。",
    # sample
    "sample_needs_source": (
        "请写明将来用哪一个公开数，例如“2026年11月25日福彩双色球开奖号码”，至少 %(least)d 个字。"
    ),
    "sample_without_schools": "没有可抽的学校：全部学校都已指定。",
    "sample_too_small": "抽得太少：每一类至少一所，一共至少 %(least)d 所。",
    "sample_too_large": "抽得太多：可抽的一共 %(most)d 所。",
    "sample_is_announced": "抽查范围已经公布，不能再改；请等公开数出来以后填写。",
    "sample_not_announced": "还没有公布抽查范围，请先公布，再填公开数。",
    "sample_is_drawn": "已经抽过了。一轮只抽一次，抽到的学校见列表。",
    "public_number_wrong": "公开数只能是数字，%(least)d 到 %(most)d 位，请按公布的先后照抄。",
    # visits
    "visit_in_future": "到校日期比今天还晚，请核对。",
    "visit_before_round": "到校日期早于本轮开始的日期 %(begins)s，请核对。",
    # lists
    "list_file_kind_unknown": "只能读 .xlsx、.xls、.csv 表格，请另存后再上传。",
    "list_needs_grade": "请选择和哪个年级的锁定名单比对；没有锁定名单的，写明年级，例如“八年级”。",
    "list_class_column_unknown": (
        "表里没有“%(column)s”这一列，请把“班级那一列的表头”改成和表里一样的写法。"
    ),
    "list_of_several_sheets": (
        "文件里有几张名单：%(sheets)s。请在“工作表”一栏写明用哪一张；一次读一个年级。"
    ),
    "list_has_finding": "已有督查发现用到这份名单，不能作废；请先撤销那条发现。",
    # findings
    "finding_needs_words": "请写明具体情况，至少 %(least)d 个字。",
    "finding_is_rectified": "已经由这条发现转了整改，不能撤销；请在整改里办理。",
    "finding_is_not_issued": "这条督查发现现在是“%(state)s”，签发以后才能办理。",
    "finding_is_replied": "学校已经说明过一次，不能再改。",
}

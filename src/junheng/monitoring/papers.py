"""Two more papers from the same assessment: for the province, and for everybody."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from junheng.monitoring.assessing import Assessment, ItemResult
from junheng.monitoring.showing import rounded
from junheng.monitoring.writing import report_of, value_words, verdict_of, verdict_words
from junheng.profiles import Stage
from junheng.profiles.catalogue import Comparison, Condition
from junheng.profiles.indicators import Indicator, Part
from junheng.reporting.monitoring import MonitoringReport, ReportSection, ReportTable

SMALLEST_PUBLIC_STAGE: Final = 10
"""Students; the figures of a smaller stage of a school could be told from its few people."""

_NUMBERS: Final = "一二三四五六七八九十"
_SIGNS: Final = {
    Comparison.AT_LEAST: "≥",
    Comparison.AT_MOST: "≤",
    Comparison.ABOVE: ">",
    Comparison.BELOW: "<",
}
_ONLY_SHOWN: Final = "——（只填数）"
_YES_OR_NO: Final = "是或否"
_ANSWERS: Final = {Comparison.AT_LEAST: "是", Comparison.AT_MOST: "没有"}
_NOT_PUBLIC: Final = ("十、整改台账",)
_TABLES_NOT_PUBLIC: Final = ("拆分的学校",)


def public_report_of(
    found: Assessment, *, county: str, made_at: datetime, previous: Assessment | None = None
) -> MonitoringReport:
    """The report for everybody: nobody's duties, no split of a school's students, no tiny stage."""
    whole = report_of(
        found,
        county=county,
        made_at=made_at,
        previous=previous,
        smallest_listed=SMALLEST_PUBLIC_STAGE,
    )
    sections = tuple(
        replace(
            section,
            tables=tuple(one for one in section.tables if one.title not in _TABLES_NOT_PUBLIC),
        )
        for section in whole.sections
        if section.heading not in _NOT_PUBLIC
    )
    return replace(whole, title=f"{whole.title}（公开版）", sections=sections)


def self_assessment_of(found: Assessment, *, county: str, made_at: datetime) -> MonitoringReport:
    """The county's own assessment for the province (自评): indicators with standard and state."""
    catalogue = found.catalogue
    parts = [part for part in Part if part is not Part.RESOURCES and catalogue.of_part(part)]
    sections = [
        ReportSection("一、自评结论", (verdict_words(found), _schools_words(found))),
        ReportSection("二、资源配置自评", (), (_resources(found),)),
    ]
    for number, part in enumerate(parts, len(sections)):
        rows = tuple(_row(one, found) for one in found.items if one.indicator.part is part)
        headings = ("编号", "指标", "标准", "现状", "自评", "依据")
        table = ReportTable(f"{part.label}自评", headings, rows)
        sections.append(ReportSection(f"{_NUMBERS[number]}、{part.label}自评", (), (table,)))
    sections.append(_problems(found, _NUMBERS[len(sections)]))
    title = f"{county}{found.figures.year}年义务教育优质均衡发展自评报告"
    cover = (f"指标体系：{catalogue.title}", f"数据年度：{found.figures.year}年")
    return MonitoringReport(title, verdict_words(found), made_at, tuple(sections), cover)


def _schools_words(found: Assessment) -> str:
    passing = sum(one.passes for one in found.schools)
    return f"参加比较的学校 {len(found.schools)} 所，资源配置达标 {passing} 所。"


def _resources(found: Assessment) -> ReportTable:
    rows = []
    for indicator in found.catalogue.of_part(Part.RESOURCES):
        for stage in Stage:
            results = [one for one in found.stages if one.stage is stage]
            if not results:
                continue
            meeting = sum(indicator.code in one.finding.met for one in results)
            spread = found.dispersions.get((indicator.code, stage))
            coefficient = spread.coefficient() if spread else None
            words = {True: "达到", False: "未达到", None: "—"}
            rows.append(
                (
                    indicator.code,
                    indicator.name,
                    stage.label,
                    _number_words(indicator.conditions[0], stage),
                    f"{meeting}/{len(results)}",
                    "—" if coefficient is None else rounded(coefficient, 6),
                    words[found.is_within(indicator.code, stage)],
                )
            )
    headings = ("编号", "指标", "学段", "标准", "达标学校", "差异系数", "差异自评")
    return ReportTable("资源配置自评", headings, tuple(rows))


def _row(item: ItemResult, found: Assessment) -> tuple[str, ...]:
    indicator = item.indicator
    state = "未达到：" + "、".join(one.name for one in item.failing) if item.failing else ""
    return (
        indicator.code,
        indicator.name,
        standard_words(indicator),
        state or value_words(indicator, found),
        verdict_of(item),
        indicator.source.article,
    )


def standard_words(indicator: Indicator) -> str:
    """What an indicator asks, as the rules put it: 不低于上年 and not ≥0."""
    first = indicator.conditions[0]
    if indicator.standard_in_words:
        return indicator.standard_in_words
    if first.comparison is None:
        return _ONLY_SHOWN
    if indicator.unit == _YES_OR_NO:
        return _ANSWERS[first.comparison]
    if None in first.standards:
        return _number_words(first, None)
    return "；".join(f"{stage.label}{_number_words(first, stage)}" for stage in Stage)


def _number_words(condition: Condition, stage: Stage | None) -> str:
    standard = condition.standard_of(stage)
    if standard is None or condition.comparison is None:
        return _ONLY_SHOWN
    number = str(standard) if standard.denominator == 1 else str(float(standard))
    return f"{_SIGNS[condition.comparison]}{number}"


def _problems(found: Assessment, number: str) -> ReportSection:
    names = {one.school.code: one.school.name for one in found.schools}
    finding, indicators = found.finding, found.catalogue.indicators
    rows = [
        *(("一票否决", f"{code} {indicators[code].name}") for code in finding.vetoes),
        *(("资源配置", f"{names[code]}未达标") for code in finding.failing_schools),
        *(
            ("校际差异", f"{Stage(stage).label}{indicators[code].name}差异系数超过上限")
            for code, stage in finding.over_limit
        ),
        *(("其他指标", f"{code} {indicators[code].name}") for code in finding.unmet_items),
    ]
    heading = f"{number}、存在问题和整改措施"
    if not rows:
        return ReportSection(heading, ("没有未达到的事项。",))
    table = ReportTable("存在问题", ("类别", "事项", "整改措施"), tuple((*row, "") for row in rows))
    return ReportSection(heading, ("整改措施由教育局填写。",), (table,))

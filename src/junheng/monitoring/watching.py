"""The parts of the report about the years and about money: trend, falls, warnings, investments."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from junheng.monitoring.alerts import Alert, AlertKind, alerts_of
from junheng.monitoring.assessing import Assessment
from junheng.monitoring.investing import InvestmentPlan
from junheng.monitoring.showing import UNKNOWN, rounded, shown
from junheng.monitoring.trends import Drop, DropKind, Trends, trends_of
from junheng.profiles import Stage
from junheng.reporting.monitoring import ReportSection, ReportTable, YearsChart

_ALERTS_RULE = (
    "预警规则：差异系数用掉上限的九成，或者照今年的变化再变一年就不达标，都提醒；"
    "大班额（56人）、超大班额（66人）随时提醒。比例以指标体系文件为准。"
)
_DROPS_RULE = (
    "水平下降的，限期整改：差异系数变大、全县数值变差、达标学校比例下降、由达到变为未达到，"
    "不论多少都列出。"
)


def with_years(section: ReportSection, years: Sequence[Assessment]) -> ReportSection:
    """The section on other years, with the trend, what fell, and the warnings."""
    trends, alerts = trends_of(years), alerts_of(years)
    tables, paragraphs = list(section.tables), list(section.paragraphs)
    if len(trends.years) > 1:
        tables += [_trend_table(trends)]
        paragraphs.append(_DROPS_RULE if trends.latest_drops else "今年没有水平下降的指标。")
        if trends.latest_drops:
            tables.append(_drop_table(trends.latest_drops))
    paragraphs.append(_ALERTS_RULE)
    paragraphs.append(f"今年预警 {len(alerts)} 条。" if alerts else "今年没有预警。")
    if alerts:
        tables.append(_alert_table(alerts))
    return replace(
        section,
        paragraphs=tuple(paragraphs),
        tables=tuple(tables),
        charts=_trend_charts(trends),
    )


def with_plan(section: ReportSection, plan: InvestmentPlan | None) -> ReportSection:
    """The section on what is lacking, with the cheapest investments."""
    if plan is None:
        return section
    catalogue = plan.judged.before.catalogue
    prices = "；".join(
        f"{catalogue.quantities[name].title} {price} 元" for name, price in plan.prices.items()
    )
    told = f"按下列单价试算：{prices}。"
    if not plan.purchases:
        words = "各校资源和差异系数都已达到，不需要投入。"
        return replace(section, paragraphs=(*section.paragraphs, words))
    proof = (
        "没有更省的方案。"
        if plan.is_proven
        else f"更省的方案至多再省 {plan.cost - plan.bound} 元。"
    )
    words = (
        f"要让每所学校资源配置达标、每项差异系数不超过上限，最省的投入约 {plan.cost} 元；{proof}"
    )
    return replace(
        section,
        paragraphs=(*section.paragraphs, words, told),
        tables=(*section.tables, *_plan_tables(plan)),
    )


def _trend_charts(trends: Trends) -> tuple[YearsChart, ...]:
    if len(trends.years) == 1:
        return ()
    charts = []
    for stage in Stage:
        lines = tuple(
            (one.indicator.code, tuple(_digits(point.coefficient) for point in one.points))
            for one in trends.series
            if one.stage is stage and any(point.coefficient is not None for point in one.points)
        )
        if lines:
            charts.append(YearsChart(f"{stage.label}差异系数", trends.years, lines))
    return tuple(charts)


def _digits(value: Fraction | None) -> str:
    return "" if value is None else rounded(value, 6)


def _trend_table(trends: Trends) -> ReportTable:
    rows = tuple(
        (
            one.indicator.code,
            one.indicator.name,
            one.stage.label,
            *(_digits(point.coefficient) or UNKNOWN for point in one.points),
        )
        for one in trends.series
        if one.stage
    )
    years = tuple(f"{year}年" for year in trends.years)
    return ReportTable("历年差异系数", ("编号", "指标", "学段", *years), rows)


def _drop_table(drops: Sequence[Drop]) -> ReportTable:
    rows = tuple(
        (
            drop.indicator.code,
            drop.indicator.name,
            drop.stage.label if drop.stage else "",
            drop.kind.label,
            _drop_value(drop, drop.before),
            _drop_value(drop, drop.now),
            "是" if drop.is_crossing else "",
        )
        for drop in drops
    )
    headings = ("编号", "指标", "学段", "下降", "上年", "今年", "今年起未达到")
    return ReportTable("水平下降", headings, rows)


def _drop_value(drop: Drop, value: Fraction) -> str:
    match drop.kind:
        case DropKind.ITEM:
            return "达到" if value else "未达到"
        case DropKind.SCHOOLS:
            return f"{rounded(100 * value, 1)}%"
        case _:
            return rounded(value, 6 if drop.kind is DropKind.COEFFICIENT else 3)


def _alert_table(alerts: Sequence[Alert]) -> ReportTable:
    rows = tuple(
        (
            one.kind.label if one.kind is not AlertKind.BAND else one.title,
            one.school.name if one.school else "全县",
            one.stage.label if one.stage else "",
            "最大班额" if one.kind is AlertKind.BAND else f"{one.code} {one.title}",
            _alert_value(one, one.value),
            "" if one.expected is None else _alert_value(one, one.expected),
            rounded(one.limit, 2) if one.limit.denominator > 1 else str(one.limit),
        )
        for one in alerts
    )
    headings = ("预警", "单位", "学段", "什么", "今年", "照此明年", "界线")
    return ReportTable("预警", headings, rows)


def _alert_value(one: Alert, value: Fraction) -> str:
    if one.is_coefficient:
        return shown(value, 6, one.limit)
    return str(value) if value.denominator == 1 else shown(value, 3, one.limit)


def _plan_tables(plan: InvestmentPlan) -> tuple[ReportTable, ReportTable]:
    quantities = plan.judged.before.catalogue.quantities
    rows = tuple(
        (
            one.school.code,
            one.school.name,
            one.stage.label if one.stage else "",
            quantities[one.quantity].title,
            str(one.units),
            quantities[one.quantity].unit,
            str(one.yuan),
        )
        for one in plan.purchases
    )
    sums = tuple(
        (quantities[name].title, str(units), quantities[name].unit, str(yuan))
        for name, (units, yuan) in plan.totals.items()
    )
    headings = ("学校代码", "学校", "学段", "补什么", "数量", "单位", "元")
    return (
        ReportTable("最省投入合计", ("补什么", "数量", "单位", "元"), sums),
        ReportTable("最省投入方案", headings, rows),
    )

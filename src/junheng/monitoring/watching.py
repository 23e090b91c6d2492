"""The parts of the report about the years and about money: trend, falls, warnings, investments."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction

from junheng.monitoring.alerts import Alert, AlertKind, alerts_of
from junheng.monitoring.assessing import Assessment
from junheng.monitoring.figures import SchoolFigures
from junheng.monitoring.investing import InvestmentPlan
from junheng.monitoring.showing import UNKNOWN, percent, rounded, shown
from junheng.monitoring.trends import Drop, DropKind, Trends, trends_of
from junheng.profiles import Stage
from junheng.profiles.indicators import Catalogue
from junheng.reporting.monitoring import ReportSection, ReportTable, YearsChart

_DROPS_RULE = (
    "水平下降的，限期整改：差异系数变大、全县数值变差、达标学校比例下降、由达到变为未达到，"
    "不论多少都列出。"
)


def with_years(
    section: ReportSection,
    years: Sequence[Assessment],
    shows: Callable[[SchoolFigures, Stage | None], bool],
) -> ReportSection:
    """The section on other years, with the trend, what fell, and the warnings.

    shows: whether a school, or its stage, may be named.
    """
    trends = trends_of(years)
    alerts = [one for one in alerts_of(years) if not one.school or shows(one.school, one.stage)]
    tables, paragraphs = list(section.tables), list(section.paragraphs)
    if len(trends.years) > 1:
        tables += [_trend_table(trends)]
        paragraphs.append(_DROPS_RULE if trends.latest_drops else "今年没有水平下降的指标。")
        if trends.latest_drops:
            tables.append(_drop_table(trends.latest_drops))
    paragraphs.append(alerts_rule(trends.catalogue))
    paragraphs.append(f"今年预警 {len(alerts)} 条。" if alerts else "今年没有预警。")
    if alerts:
        tables.append(_alert_table(alerts, trends.catalogue))
    return replace(
        section,
        paragraphs=tuple(paragraphs),
        tables=tuple(tables),
        charts=_trend_charts(trends),
    )


def alerts_rule(catalogue: Catalogue) -> str:
    """When somebody is warned, in a sentence: by the numbers of the catalogue."""
    rules = ["照今年的变化再变一年就不达标的，提醒"]
    if catalogue.near_share is not None:
        share = percent(catalogue.near_share.value)
        rules.insert(0, f"差异系数用掉上限的 {share} 的，提醒")
    bands = [
        f"{catalogue.quantities[one.quantity].title}到 {_plain(one.from_value)} "
        f"{catalogue.quantities[one.quantity].unit}（{one.name}）"
        for one in catalogue.warned_bands
    ]
    if bands:
        rules.append(f"{'、'.join(bands)}的，随时提醒")
    return f"预警规则：{'；'.join(rules)}。"


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
    words = (
        "要让每所学校资源配置达标、每项差异系数不超过上限，"
        f"最省的投入约 {plan.cost} 元；{proof_words(plan)}"
    )
    return replace(
        section,
        paragraphs=(*section.paragraphs, words, told),
        tables=(*section.tables, *_plan_tables(plan)),
    )


def proof_words(plan: InvestmentPlan) -> str:
    """How sure it is that nothing cheaper does: proven, or how far it may be off at most."""
    if plan.is_proven:
        return "已经证明没有更省的方案。"
    gap = plan.cost - plan.bound
    share = percent(Fraction(gap, plan.cost), 2)
    told = "不到 0.01%" if share == "0%" else share
    return f"已经证明任何方案都不会少于 {plan.bound} 元，即至多还能省 {gap} 元（{told}）。"


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


def _alert_table(alerts: Sequence[Alert], catalogue: Catalogue) -> ReportTable:
    titles = catalogue.quantities
    rows = tuple(
        (
            one.kind.label if one.kind is not AlertKind.BAND else one.title,
            one.school.name if one.school else "全县",
            one.stage.label if one.stage else "",
            titles[one.code].title if one.kind is AlertKind.BAND else f"{one.code} {one.title}",
            _alert_value(one, one.value),
            "" if one.expected is None else _alert_value(one, one.expected),
            _plain(one.limit),
        )
        for one in alerts
    )
    headings = ("预警", "单位", "学段", "什么", "今年", "照此明年", "界线")
    return ReportTable("预警", headings, rows)


def _plain(value: Fraction) -> str:
    return str(value) if value.denominator == 1 else rounded(value, 2)


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

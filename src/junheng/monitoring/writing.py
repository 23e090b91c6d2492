"""The report's sections from an assessment (outline of the 优质均衡监测报告)."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from fractions import Fraction
from math import ceil
from typing import Final

from junheng.monitoring.assessing import Assessment, ItemResult, StageResult
from junheng.monitoring.figures import SENIOR, SchoolFigures
from junheng.monitoring.investing import InvestmentPlan
from junheng.monitoring.listing import Listing, listing_of
from junheng.monitoring.showing import UNKNOWN, amount, percent, rounded, shown
from junheng.monitoring.trends import schools_gone
from junheng.monitoring.watching import with_plan, with_years
from junheng.profiles import Stage
from junheng.profiles.indicators import Indicator, Level, Part
from junheng.reporting.monitoring import (
    LimitBar,
    LimitChart,
    MonitoringReport,
    ReportSection,
    ReportTable,
)

_REASONS: Final = {
    "left_out_by_kind": "特殊教育学校、职业学校不参加校际比较",
    "left_out_without_students": "没有义务教育阶段学生",
    "left_out_small_teaching_point": "学生数不足的教学点",
}
_STAGE_LABELS: Final = {SENIOR: "高中", **{stage.value: stage.label for stage in Stage}}
_SMALL, _DIGITS_OF_SMALL, _DIGITS_OF_LARGE = 100, 3, 1
_COEFFICIENT_DIGITS: Final = 6
_VALUE_DIGITS: Final = 2
_SPARED: Final = (2, 4)


def report_of(
    found: Assessment,
    *,
    county: str,
    made_at: datetime,
    previous: Assessment | None = None,
    earlier: Sequence[Assessment] = (),
    plan: InvestmentPlan | None = None,
    smallest_listed: int = 0,
) -> MonitoringReport:
    """Write the report.

    previous: the year before, if there is one. earlier: all earlier years, in any order, for the
    trend, what fell and where it is heading. plan: the cheapest investments, where they were asked.
    smallest_listed: stages with fewer students are neither named nor part of a sum.

    Raises JunhengError as `trends_of` for years that cannot stand beside each other.
    """
    title = f"{county}{found.figures.year}年义务教育优质均衡监测报告"
    others = earlier or ([previous] if previous else [])
    years = (*others, found)
    listing = listing_of(found, smallest_listed)
    listed = listing.found
    has_yearly = bool(found.catalogue.of_part(Part.YEARLY))
    sections = (
        _basics(listing),
        _conclusion(listed),
        _resources(listed),
        _items(listed, "四、政府保障程度", Part.GUARANTEE),
        _items(listed, "五、教育质量", Part.QUALITY),
        _items(listed, "六、社会认可度", Part.APPROVAL),
        _items(
            listed,
            "七、一票否决和年度数据" if has_yearly else "七、一票否决",
            Part.VETO,
            Part.YEARLY,
        ),
        with_years(_comparison(found, previous, smallest_listed), years, listing.shows),
        with_plan(_shortfalls(listed, plan), plan),
        _work(listed),
        _appendix(listed),
    )
    cover = (f"指标体系：{found.catalogue.title}", f"数据年度：{found.figures.year}年")
    return MonitoringReport(title, verdict_words(found), made_at, sections, cover)


def verdict_words(found: Assessment) -> str:
    """The one sentence: passed or not, and by what."""
    if found.finding.passes:
        return f"按{found.catalogue.title}的口径，各项指标全部达到要求。"
    parts = [
        (len(found.finding.vetoes), "项一票否决"),
        (len(found.finding.failing_schools), "所学校资源配置未达标"),
        (len(found.finding.over_limit), "项差异系数超过上限"),
        (len(found.finding.unknown), "项差异系数算不出"),
        (len(found.finding.over_composite), "个学段综合差异系数超过上限或算不出"),
        (len(found.finding.unmet_items), "项其他指标未达到"),
    ]
    words = "、".join(f"{count} {what}" for count, what in parts if count)
    return f"按{found.catalogue.title}的口径，尚未达到要求：{words}。"


def _basics(listing: Listing) -> ReportSection:
    found = listing.found
    counted, left = len(found.schools), len(found.left_out)
    rows = []
    for stage in Stage:
        stages = [one for one in found.stages if one.stage is stage]
        students = sum(one.students for one in stages)
        rows.append((stage.label, str(len(stages)), str(students)))
    words = f"填报学校 {counted + left} 所，参加比较 {counted} 所，未计入 {left} 所（见附录）。"
    sums = [_sum_words(name, found) for name in found.catalogue.summed]
    paragraphs = [words + (f"参加比较的学校共有{'、'.join(sums)}。" if sums else "")]
    if listing.hidden:
        paragraphs.append(
            f"不满 {listing.smallest} 名学生的学校（学部）有 {listing.hidden} 个，"
            "为保护学生不列名、不列数，各项合计不含它们；结论和差异系数包含它们。"
        )
    tables = [ReportTable("参加比较的学校和学生", ("学段", "学校（学部）", "学生"), tuple(rows))]
    return ReportSection("一、基本情况", tuple(paragraphs), (*tables, *_band_tables(found)))


def _sum_words(name: str, found: Assessment) -> str:
    quantity = found.catalogue.quantities[name]
    whole = sum((one.school.own.get(name, Fraction(0)) for one in found.schools), Fraction(0))
    return f"{quantity.title.removesuffix('数')} {amount(whole)} {quantity.unit}"


def _band_tables(found: Assessment) -> Iterator[ReportTable]:
    """How many stages of schools lie in each band of a quantity."""
    bands = found.catalogue.bands
    for name in dict.fromkeys(band.quantity for band in bands):
        bounds = [band for band in bands if band.quantity == name]
        rows = []
        for stage in Stage:
            reached = [
                sum(value >= band.from_value for band in bounds)
                for one in found.stages
                if one.stage is stage
                and (value := one.school.of_stage[stage].get(name)) is not None
            ]
            counts = [str(reached.count(number)) for number in range(len(bounds) + 1)]
            rows.append((stage.label, *counts))
        unit = found.catalogue.quantities[name].unit
        headings = [f"不到{_whole(bounds[0].from_value)}{unit}"]
        for band, above in zip(bounds, (*bounds[1:], None), strict=True):
            low = _whole(band.from_value)
            range_ = f"{low}—{_whole(above.from_value - 1)}{unit}" if above else f"{low}{unit}以上"
            headings.append(f"{range_}（{band.name}）")
        title = f"{found.catalogue.quantities[name].title}分布（学校、学部数）"
        yield ReportTable(title, ("学段", *headings), tuple(rows))


def _whole(value: Fraction) -> str:
    return str(value) if value.denominator == 1 else rounded(value, 2)


def _conclusion(found: Assessment) -> ReportSection:
    lines = [verdict_words(found)]
    names = {one.school.code: one.school.name for one in found.schools}
    if found.finding.failing_schools:
        failing = "、".join(names[one] for one in found.finding.failing_schools if one in names)
        lines.append(f"资源配置未达标的学校：{failing}。")
    for code, stage in found.finding.over_limit:
        indicator = found.catalogue.indicators[code]
        spread = found.dispersions[code, stage]
        largest = indicator.limits[Stage(stage)]
        lines.append(
            f"{Stage(stage).label}“{indicator.name}”差异系数 "
            f"{_coefficient(spread.coefficient(), largest)}，超过 {rounded(largest, 2)}。"
        )
    for stage, whole in found.composites.items():
        value = shown(whole.value, _COEFFICIENT_DIGITS, whole.largest)
        lines.append(f"{stage.label}综合差异系数 {value}，上限 {rounded(whole.largest, 2)}。")
    unmet = [*found.finding.vetoes, *found.finding.unmet_items]
    if unmet:
        words = "、".join(f"{code} {found.catalogue.indicators[code].name}" for code in unmet)
        lines.append(f"未达到的其他指标：{words}。")
    return ReportSection("二、结论", tuple(lines))


def _resources(found: Assessment) -> ReportSection:
    catalogue = found.catalogue
    floor = rounded(100 * catalogue.floor_share, 0)
    rule = (
        f"每所学校至少 {catalogue.required} 项达到标准，其余不低于标准的 {floor}%；"
        "所有比较都在舍入之前进行。"
    )
    return ReportSection(
        "三、资源配置",
        (rule,),
        (
            _dispersion_table(found),
            *(_school_table(found, stage) for stage in Stage),
            *_floor_tables(found),
        ),
        tuple(_dispersion_charts(found)),
    )


def _dispersion_charts(found: Assessment) -> Iterator[LimitChart]:
    for stage in Stage:
        bars = []
        for indicator in found.catalogue.of_part(Part.RESOURCES):
            spread = found.dispersions.get((indicator.code, stage))
            coefficient = spread.coefficient(_COEFFICIENT_DIGITS) if spread else None
            largest = indicator.limits.get(stage)
            if coefficient is not None and largest is not None:
                is_within = found.is_within(indicator.code, stage) is True
                value = _coefficient(coefficient, largest)
                bars.append(LimitBar(indicator.name, value, rounded(largest, 2), is_within))
        if bars:
            yield LimitChart(f"{stage.label}各项差异系数", tuple(bars))


def _dispersion_table(found: Assessment) -> ReportTable:
    rows = []
    for indicator in found.catalogue.of_part(Part.RESOURCES):
        for stage in Stage:
            spread = found.dispersions.get((indicator.code, stage))
            if spread is None:
                continue
            largest = indicator.limits.get(stage)
            is_within = found.is_within(indicator.code, stage)
            rows.append(
                (
                    indicator.code,
                    indicator.name,
                    stage.label,
                    rounded(spread.mean, _COEFFICIENT_DIGITS),
                    rounded(spread.deviation(_COEFFICIENT_DIGITS), _COEFFICIENT_DIGITS),
                    _coefficient(spread.coefficient(_COEFFICIENT_DIGITS), largest),
                    UNKNOWN if largest is None else rounded(largest, 2),
                    UNKNOWN if is_within is None else "达到" if is_within else "未达到",
                )
            )
    headings = ("编号", "指标", "学段", "全县平均值", "标准差", "差异系数", "上限", "判定")
    return ReportTable("差异系数", headings, tuple(rows))


def _coefficient(value: Fraction | None, largest: Fraction | None) -> str:
    return shown(value, _COEFFICIENT_DIGITS, largest)


def _school_table(found: Assessment, stage: Stage) -> ReportTable:
    resources = found.catalogue.of_part(Part.RESOURCES)
    standards = {one.code: one.standard_of(stage) for one in resources}
    rows = [
        (
            "",
            "标准",
            "",
            *(_standard_words(standards[one.code]) for one in resources),
            "",
            "",
        )
    ]
    rows += [
        _school_row(result, resources, standards)
        for result in found.stages
        if result.stage is stage
    ]
    headings = ("学校代码", "学校", "学生", *(one.code for one in resources), "达标项数", "判定")
    return ReportTable(f"{stage.label}各校指标", headings, tuple(rows))


def _school_row(
    result: StageResult,
    resources: tuple[Indicator, ...],
    standards: dict[str, Fraction | None],
) -> tuple[str, ...]:
    values = (
        shown(result.values[one.code], _digits(standards[one.code]), standards[one.code])
        for one in resources
    )
    return (
        result.school.code,
        result.school.name,
        str(result.students),
        *values,
        str(len(result.finding.met)),
        "达标" if result.finding.passes else "未达标",
    )


def _floor_tables(found: Assessment) -> Iterator[ReportTable]:
    """What no school may fall below, and who does."""
    share, rows = found.catalogue.floor_share, []
    for result in found.stages:
        for code in result.finding.below_floor:
            indicator = found.catalogue.indicators[code]
            standard = indicator.standard_of(result.stage)
            floor = None if standard is None else share * standard
            rows.append(
                (
                    result.school.code,
                    result.school.name,
                    result.stage.label,
                    f"{code} {indicator.name}",
                    shown(result.values[code], _digits(standard), floor),
                    UNKNOWN if floor is None else amount(floor),
                )
            )
    if rows:
        headings = ("学校代码", "学校", "学段", "指标", "数值", "底线")
        yield ReportTable(f"低于标准{percent(share)}的", headings, tuple(rows))


def _standard_words(standard: Fraction | None) -> str:
    return UNKNOWN if standard is None else rounded(standard, 2)


def _digits(standard: Fraction | None) -> int:
    """Yuan need no thousandths; teachers a hundred do."""
    is_small = standard is None or standard < _SMALL
    return _DIGITS_OF_SMALL if is_small else _DIGITS_OF_LARGE


def _items(found: Assessment, heading: str, *parts: Part) -> ReportSection:
    headings = ("编号", "指标", "数值", "判定", "未达到的学校", "依据")
    tables = []
    for part in parts:
        rows = [_item_row(one, found) for one in found.items if one.indicator.part is part]
        # A column in which nothing stands takes room from the others.
        kept = [at for at in range(len(headings)) if at not in _SPARED or any(r[at] for r in rows)]
        if rows:
            shorter = tuple(tuple(row[at] for at in kept) for row in rows)
            tables.append(ReportTable(part.label, tuple(headings[at] for at in kept), shorter))
    paragraphs = () if tables else ("这套指标体系没有这一部分的指标。",)
    return ReportSection(heading, paragraphs, tuple(tables))


def _item_row(item: ItemResult, found: Assessment) -> tuple[str, ...]:
    return (
        item.indicator.code,
        item.indicator.name,
        value_words(item.indicator, found),
        verdict_of(item),
        _names(item.failing),
        f"{item.indicator.source.article}（{item.indicator.source.evidence.label}）",
    )


def value_words(indicator: Indicator, found: Assessment) -> str:
    """The county's value of an item; a yes or no is told by the verdict, a school's by its name."""
    if indicator.level is not Level.COUNTY or indicator.unit == "是或否":
        return ""
    value = indicator.value(found.figures.own)
    return shown(value, _VALUE_DIGITS, indicator.standard_of(None))


def verdict_of(item: ItemResult) -> str:
    """达到, 未达到, 未填报; a value without a standard is only published."""
    if item.is_met and all(one.comparison is None for one in item.indicator.conditions):
        return "公布"
    return {True: "达到", False: "未达到", None: "未填报"}[item.is_met]


def _names(schools: tuple[SchoolFigures, ...]) -> str:
    return "、".join(one.name for one in schools)


def _comparison(found: Assessment, previous: Assessment | None, smallest: int) -> ReportSection:
    if previous is None:
        return ReportSection("八、与上年比较", ("没有提供上年的数据表。",))
    rows = []
    for (code, stage), spread in found.dispersions.items():
        before = previous.dispersions.get((code, stage))
        now, then = spread.coefficient(), before.coefficient() if before else None
        change = UNKNOWN if now is None or then is None else _signed(now - then)
        name = found.catalogue.indicators[code].name
        rows.append((code, name, Stage(stage).label, shown(then, 6), shown(now, 6), change))
    year = previous.figures.year
    headings = ("编号", "指标", "学段", f"{year}年", f"{found.figures.year}年", "变化")
    return ReportSection(
        "八、与上年比较",
        ("变化为正的，校际差异扩大。", *_gone_words(listing_of(previous, smallest), found)),
        (ReportTable("差异系数与上年比较", headings, tuple(rows)),),
    )


def _gone_words(previous: Listing, found: Assessment) -> tuple[str, ...]:
    gone = tuple(one for one in schools_gone(previous.found, found) if previous.shows(one))
    words = f"上年有、今年没有填报的学校：{_names(gone)}，请核对是撤并还是漏报。"
    return (words,) if gone else ()


def _signed(change: Fraction) -> str:
    return ("+" if change > 0 else "") + rounded(change, _COEFFICIENT_DIGITS)


def _shortfalls(found: Assessment, plan: InvestmentPlan | None) -> ReportSection:
    """What every stage lacks up to the standards; in yuan too, where prices were given."""
    rows = []
    totals: dict[str, Fraction] = {}
    yuan = Fraction(0)
    for result in found.stages:
        for code, missing in result.shortfalls.items():
            quantity = found.catalogue.quantities[found.catalogue.indicators[code].lacking]
            totals[quantity.title] = totals.get(quantity.title, Fraction(0)) + missing
            cost = ceil(missing * plan.prices[quantity.name]) if plan else 0
            yuan += cost
            rows.append(
                (
                    result.school.code,
                    result.school.name,
                    result.stage.label,
                    code,
                    quantity.title,
                    amount(missing),
                    quantity.unit,
                    *((str(cost),) if plan else ()),
                )
            )
    if not rows:
        return ReportSection("九、短板与缺口清单", ("各校各项资源都达到标准，没有缺口。",))
    units = {one.title: one.unit for one in found.catalogue.quantities.values()}
    whole = "；".join(f"{title} {amount(sum_)} {units[title]}" for title, sum_ in totals.items())
    headings = ("学校代码", "学校", "学段", "编号", "缺什么", "缺多少", "单位")
    told = f"按试算单价，全部补到标准约 {amount(yuan)} 元。" if plan else ""
    return ReportSection(
        "九、短板与缺口清单",
        (f"全县合计：{whole}。{told}", "按达到标准计算；人、间向上取整。"),
        (ReportTable("缺口清单", (*headings, *(("折合元",) if plan else ())), tuple(rows)),),
    )


def _work(found: Assessment) -> ReportSection:
    rows = [
        (school, what, "", "", "")
        for school, what in _to_mend(found)
    ]  # fmt: skip
    if not rows:
        return ReportSection("十、整改台账", ("没有需要整改的事项。",))
    table = ReportTable("整改台账", ("单位", "事项", "责任人", "期限", "办结"), tuple(rows))
    return ReportSection("十、整改台账", ("责任人、期限由教育局填写。",), (table,))


def _to_mend(found: Assessment) -> Iterator[tuple[str, str]]:
    names = {one.code: one.name for one in found.catalogue.indicators.values()}
    for school in found.schools:
        for stage in school.stages:
            # What the rule spares a school that passes is a gap, and nothing to be ordered.
            for code in () if stage.finding.passes else stage.shortfalls:
                yield school.school.name, f"{stage.stage.label}{code} {names[code]}"
        for code in school.unmet_items:
            yield school.school.name, f"{code} {names[code]}"
    for item in found.items:
        if item.indicator.level is Level.COUNTY and item.is_met is not True:
            yield "县级", f"{item.indicator.code} {item.indicator.name}"
    for code, name in found.finding.over_limit:
        yield "县级", f"{Stage(name).label}{code} {names[code]}差异系数"


def _appendix(found: Assessment) -> ReportSection:
    catalogue = found.catalogue
    weights = "、".join(
        f"{_STAGE_LABELS[stage]} {rounded(weight, 2)}"
        for stage, weight in catalogue.split_weights.items()
    )
    paragraphs = (
        f"口径：{catalogue.title}（{catalogue.name}）。{catalogue.rules.note}",
        "差异系数：各校数值与全县值之差的平方，按学生数加权平均，开方得标准差，再除以全县值。",
        f"一贯制学校共用的校舍、场地、设备按学生数拆分，权重：{weights}。",
    )
    tables = []
    combined = [one for one in found.schools if len(one.stages) > 1 or one.school.senior_students]
    if combined:
        rows = tuple(
            (
                one.school.code,
                one.school.name,
                *(_students(one.school, stage) for stage in Stage),
                str(one.school.senior_students or ""),
            )
            for one in combined
        )
        headings = ("学校代码", "学校", "小学学生", "初中学生", "高中学生")
        tables.append(ReportTable("拆分的学校", headings, rows))
    if found.left_out:
        left = tuple(
            (one.school.code, one.school.name, one.school.kind.value, _REASONS[one.reason])
            for one in found.left_out
        )
        tables.append(ReportTable("未计入的学校", ("学校代码", "学校", "办学类型", "原因"), left))
    return ReportSection("附录", paragraphs, tuple(tables))


def _students(school: SchoolFigures, stage: Stage) -> str:
    students = school.of_stage.get(stage, {}).get("students")
    return "" if students is None else str(students)

"""The parts about years and money, the self-assessment, and what the public reads."""

import io
from datetime import datetime
from fractions import Fraction

import openpyxl
import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from junheng.monitoring import (
    Assessment,
    CountyFigures,
    SchoolFigures,
    SchoolKind,
    assess,
    investments,
)
from junheng.monitoring.papers import public_report_of, self_assessment_of, standard_words
from junheng.monitoring.writing import report_of
from junheng.profiles import Stage
from junheng.profiles.indicators import Level, catalogue_from, catalogue_names, load_catalogue
from junheng.reporting.monitoring import (
    MonitoringReport,
    YearsChart,
    monitoring_chart,
    monitoring_document,
    monitoring_workbook,
)
from tests.monitoring.figures_made import Given, county, primary, school

NATIONAL = load_catalogue("national-2017")
AT = datetime(2026, 11, 22, 9, 0)  # noqa: DTZ001 - the report prints local time


def year(number: int, **changes: Given) -> Assessment:
    tiny = school("010003", SchoolKind.TEACHING_POINT, 60)
    first, second = primary("010001", **changes), primary("010002", students=9)
    combined = school("010004", SchoolKind.NINE_YEARS, 300, 300)
    return assess(NATIONAL, county(number, first, second, tiny, combined))


def rows_of(report: MonitoringReport, title: str) -> list[tuple[str, ...]]:
    return [row for table in report.tables if table.title == title for row in table.rows]


@pytest.fixture(scope="module")
def whole() -> MonitoringReport:
    years = [year(2024), year(2025)]
    now = year(2026, multimedia_rooms=7, largest_class=66)
    return report_of(
        now, county="青禾县", made_at=AT, previous=years[-1], earlier=years, plan=investments(now)
    )


def test_the_years_stand_beside_each_other(whole: MonitoringReport) -> None:
    (table,) = [one for one in whole.tables if one.title == "历年差异系数"]

    assert table.headings[-3:] == ("2024年", "2025年", "2026年")
    assert any(isinstance(chart, YearsChart) for one in whole.sections for chart in one.charts)


def test_what_fell_and_what_is_warned_of_is_listed(whole: MonitoringReport) -> None:
    assert ("A7", "达标学校比例下降") in {(row[0], row[3]) for row in rows_of(whole, "水平下降")}
    assert ("超大班额", "第010001学校") in {row[:2] for row in rows_of(whole, "预警")}


def test_the_cheapest_plan_is_listed_with_its_cost_and_proof(whole: MonitoringReport) -> None:
    (section,) = [one for one in whole.sections if one.heading.startswith("九")]

    # 85 per cent of 2.3 a hundred are 7.82 rooms of 400 pupils: one more, at 50,000 yuan.
    assert ("网络多媒体教室数", "1", "间", "50000") in rows_of(whole, "最省投入合计")
    assert any("没有更省的方案" in text for text in section.paragraphs)


def test_every_chart_can_be_drawn(whole: MonitoringReport) -> None:
    charts = [chart for section in whole.sections for chart in section.charts]

    assert len(charts) == 4
    for chart in charts:
        assert monitoring_chart(chart).startswith(b"<svg")


def test_the_public_reads_nothing_of_duties_and_of_tiny_schools() -> None:
    public = public_report_of(year(2026), county="青禾县", made_at=AT)

    assert public.title.endswith("（公开版）")
    assert "整改台账" not in {table.title for table in public.tables}
    assert "拆分的学校" not in {table.title for table in public.tables}
    by_code = {row[0]: row for row in rows_of(public, "小学各校指标")}
    assert "010002" not in by_code
    assert by_code["010001"][2] == "400"


def text_of(report: MonitoringReport) -> str:
    """Every word of the document and of the workbook."""
    document = Document(io.BytesIO(monitoring_document(report)))
    words = [one.text for one in document.paragraphs]
    words += [cell.text for one in document.tables for row in one.rows for cell in row.cells]
    book = openpyxl.load_workbook(io.BytesIO(monitoring_workbook(report)))
    words += [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]
    return "\n".join(words)


TINY, ENOUGH = range(1, 10), range(10, 14)
POOR: dict[str, Given] = {
    "multimedia_rooms": 0, "backbone_teachers": 0, "largest_class": 60, "has_charter": 0,
}  # fmt: skip


@settings(max_examples=12, deadline=None)
@given(
    small=st.lists(st.sampled_from([*TINY, *ENOUGH]), min_size=1, max_size=4),
    point=st.sampled_from([*TINY, *ENOUGH]),
    sides=st.tuples(st.sampled_from([*TINY, 40]), st.sampled_from([*TINY, 40])),
    is_poor=st.booleans(),
)
def test_no_school_or_stage_of_fewer_than_ten_stands_anywhere_in_public(
    small: list[int], point: int, sides: tuple[int, int], *, is_poor: bool
) -> None:
    changes = POOR if is_poor else {}
    schools = [
        primary("010001"),
        *(primary(f"0200{at:02}", count, **changes) for at, count in enumerate(small)),
        school("030001", SchoolKind.TEACHING_POINT, point, **changes),
        school("040001", SchoolKind.NINE_YEARS, *sides, **changes),
    ]
    gone = primary("050001", 9)
    before = assess(NATIONAL, county(2025, *schools, gone))
    found = assess(NATIONAL, county(2026, *schools))

    public = public_report_of(found, county="青禾县", made_at=AT, previous=before)

    text = text_of(public)
    counts = {f"0200{at:02}": count for at, count in enumerate(small)}
    counts |= {"030001": point, "040001": sum(sides), "050001": 9}
    for code, count in counts.items():
        assert (f"第{code}学校" not in text) or count >= 10
        assert (code not in text) or count >= 10
    for stage, count in zip(Stage, sides, strict=True):
        rows = [row for table in public.tables for row in table.rows if "第040001学校" in row]
        told = [row for row in rows if stage.label in row]
        told += [row for row in rows_of(public, f"{stage.label}各校指标") if row[0] == "040001"]
        assert not told or count >= 10
    # Nor can it be had from a sum.
    (primaries, juniors) = rows_of(public, "参加比较的学校和学生")
    assert int(primaries[2]) == 400 + sum(one for one in (*small, sides[0]) if one >= 10)
    assert int(juniors[2]) == (sides[1] if sides[1] >= 10 else 0)


def test_the_verdict_of_the_public_version_counts_the_hidden_schools() -> None:
    tiny = primary("010002", 9, multimedia_rooms=0)
    found = assess(NATIONAL, county(2026, primary("010001"), tiny))

    public = public_report_of(found, county="青禾县", made_at=AT)

    assert "1 所学校资源配置未达标" in public.verdict
    assert any("有 1 个，为保护学生不列名" in text for text in public.sections[0].paragraphs)


def test_the_sentence_on_warnings_says_the_numbers_of_the_catalogue() -> None:
    own = catalogue_from(OTHER_NUMBERS.encode(), "own.toml")
    found = assess(own, county(2026, primary("010001", largest_class=52)))

    report = report_of(found, county="青禾县", made_at=AT)

    words = "\n".join(text for section in report.sections for text in section.paragraphs)
    assert "用掉上限的 75% 的" in words
    assert "最大班额到 52 人（大班额）、最大班额到 61 人（超大班额）的" in words
    assert rows_of(report, "预警")[0][0] == "大班额"
    nation = report_of(year(2026), county="青禾县", made_at=AT)
    words = "\n".join(text for section in nation.sections for text in section.paragraphs)
    assert "用掉上限的 90% 的" in words
    assert "最大班额到 56 人（大班额）、最大班额到 66 人（超大班额）的" in words


OTHER_NUMBERS = """
based_on = "national-2017"
name = "own"
title = "本县"
[early_warning]
near_share = "0.75"
document = "product"
article = "预警线"
evidence = "product_default"
[[bands]]
quantity = "largest_class"
name = "大班额"
from = "52"
document = "class_sizes"
article = "本县"
evidence = "verified"
[[bands]]
quantity = "largest_class"
name = "超大班额"
from = "61"
document = "class_sizes"
article = "本县"
evidence = "verified"
"""


def test_classes_are_counted_by_bands() -> None:
    sizes = (35, 36, 45, 46, 55, 56, 65, 66)
    schools = [primary(f"0100{at:02}", largest_class=size) for at, size in enumerate(sizes)]

    report = report_of(assess(NATIONAL, county(2026, *schools)), county="青禾县", made_at=AT)

    (table,) = [one for one in report.tables if one.title.startswith("最大班额分布")]
    assert table.headings == (
        "学段", "不到36人", "36—45人（正常班额）", "46—55人（班额偏大）", "56—65人（大班额）",
        "66人以上（超大班额）",
    )  # fmt: skip
    assert table.rows[0] == ("小学", "1", "2", "2", "2", "1")


def test_a_gap_costs_what_the_given_prices_say(whole: MonitoringReport) -> None:
    # Two rooms up to 2.3 a hundred of 400 are missing to 9.2: three, 50,000 yuan each.
    assert ("010001", "第010001学校", "小学", "A7", "网络多媒体教室数", "3", "间", "150000") in (
        rows_of(whole, "缺口清单")
    )


def test_a_value_below_its_floor_stands_beside_it() -> None:
    # 7 of 400 are 1.75 a hundred; 85 per cent of 2.3 are 1.955.
    report = report_of(year(2026, multimedia_rooms=7), county="青禾县", made_at=AT)

    assert (
        "010001",
        "第010001学校",
        "小学",
        "A7 每百名学生拥有网络多媒体教室数",
        "1.750",
        "1.96",
    ) in (rows_of(report, "低于标准85%的"))


def test_the_province_gets_every_indicator_with_standard_state_and_source() -> None:
    own = self_assessment_of(year(2026, largest_class=66), county="青禾县", made_at=AT)

    rows = [row for table in own.tables for row in table.rows]
    codes = {row[0] for row in rows}
    assert codes >= NATIONAL.indicators.keys()
    standard = "交流不低于10%，其中骨干教师不低于20%"
    assert ("4.11", "教师交流轮岗", standard, "0.15", "达到") in {row[:5] for row in rows}
    assert ("其他指标", "4.5 班级学生数", "") in rows


@pytest.mark.parametrize(
    ("catalogue", "code", "told"),
    [
        ("nantong-2020", "N1", "不低于上年"),
        ("nantong-2020", "Y4", "不布置"),
        ("nantong-2020", "Y9", "——（只填数）"),
        ("nantong-2020", "Y12", "≥60"),
        ("national-2017", "4.1", "是"),
        ("national-2017", "4.5", "小学≤45；初中≤50"),
        ("national-2017", "V3", "没有"),
    ],
)
def test_a_standard_is_told_as_the_rules_put_it(catalogue: str, code: str, told: str) -> None:
    assert standard_words(load_catalogue(catalogue).indicators[code]) == told


def test_a_county_without_faults_has_nothing_to_mend() -> None:
    own = self_assessment_of(
        assess(NATIONAL, county(2026, primary("010001"))), county="青禾县", made_at=AT
    )

    assert own.sections[-1].paragraphs == ("没有未达到的事项。",)


@pytest.mark.parametrize("name", catalogue_names())
def test_every_catalogue_can_be_written(name: str) -> None:
    catalogue = load_catalogue(name)
    hundred = Fraction(100)

    def numbers(level: Level, *, is_shared: bool) -> dict[str, Fraction]:
        return {
            one.name: hundred
            for one in catalogue.quantities.values()
            if one.level is level and one.is_shared is is_shared
        }

    own = {**numbers(Level.SCHOOL, is_shared=False), **numbers(Level.STAGE, is_shared=True)}
    stages = {Stage.PRIMARY: numbers(Level.STAGE, is_shared=False)}
    schools = tuple(
        SchoolFigures(code, f"第{code}学校", SchoolKind.PRIMARY, own, stages)
        for code in ("010001", "010002")
    )
    figures = CountyFigures(2026, schools, numbers(Level.COUNTY, is_shared=False))
    found = assess(catalogue, figures)

    for report in (
        report_of(found, county="青禾县", made_at=AT),
        self_assessment_of(found, county="青禾县", made_at=AT),
        public_report_of(found, county="青禾县", made_at=AT),
    ):
        assert monitoring_document(report)
        assert monitoring_workbook(report)

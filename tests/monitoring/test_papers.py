"""The parts about years and money, the self-assessment, and what the public reads."""

from datetime import datetime
from fractions import Fraction

import pytest

from junheng.monitoring import (
    Assessment,
    CountyFigures,
    SchoolFigures,
    SchoolKind,
    assess,
    investments,
)
from junheng.monitoring.papers import public_report_of, self_assessment_of
from junheng.monitoring.writing import report_of
from junheng.profiles import Stage
from junheng.profiles.indicators import Level, catalogue_names, load_catalogue
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
    assert set(by_code["010002"][2:]) == {""}
    assert by_code["010001"][2] == "400"


def test_the_province_gets_every_indicator_with_standard_state_and_source() -> None:
    own = self_assessment_of(year(2026, largest_class=66), county="青禾县", made_at=AT)

    rows = [row for table in own.tables for row in table.rows]
    codes = {row[0] for row in rows}
    assert codes >= NATIONAL.indicators.keys()
    assert ("4.11", "教师交流轮岗", "≥0.1", "0.15", "达到") in {row[:5] for row in rows}
    assert ("其他指标", "4.5 班级学生数", "") in rows


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

"""Figures of the county's report, its charts and its files."""

import datetime as dt
import io
import zipfile

import pytest
from openpyxl import load_workbook

from junheng.reporting.county import (
    AttributeGap,
    CohortBalance,
    CohortLine,
    CountyReport,
    Coverage,
    StateCount,
    attribute_lines,
    balance_chart,
    county_document,
    county_workbook,
    states_chart,
)


def a_line(**changes: object) -> CohortLine:
    values: dict[str, object] = {
        "code": "abc",
        "school_code": "010001",
        "school": "城关第一小学",
        "grade": "一年级",
        "kind": "公办",
        "state": "填报中",
        "students": 90,
        "classes": 2,
        "next_step": "导入新生名册",
        "who": "学校填报",
        "due": "9月2日前，还有 3 天",
        "is_late": False,
        "is_exempt": False,
        "is_drawn": True,
        "is_missing": False,
    }
    return CohortLine(**(values | changes))  # type: ignore[arg-type]


def a_balance(school: str, *gaps: tuple[str, int, int]) -> CohortBalance:
    return CohortBalance(
        code="abc",
        school=school,
        grade="一年级",
        students=90,
        class_sizes=(45, 45),
        gaps=tuple(AttributeGap(*gap) for gap in gaps),
        bound_reached=False,
    )


def a_report(*, lines: tuple[CohortLine, ...], balances: tuple[CohortBalance, ...]) -> CountyReport:
    return CountyReport(
        bureau="示例县教育局",
        title="2026年秋季阳光分班",
        year=2026,
        made_at=dt.datetime(2026, 8, 28, 9, 30, tzinfo=dt.UTC),
        profile="全国通用 1",
        audit_head="第 5 条 abcd",
        states=(StateCount("collecting", "填报中", 1), StateCount("drawn", "已编班", 2)),
        coverages=(Coverage("全县", total=3, exempt=0, drawn=2),),
        lines=lines,
        balances=balances,
    )


@pytest.mark.parametrize(
    ("drawn", "total", "rate"),
    [(2, 3, "66.6%"), (999, 1000, "99.9%"), (9999, 10000, "99.9%"), (3, 3, "100.0%"), (0, 0, "—")],
)
def test_only_all_of_them_are_a_hundred_per_cent(drawn: int, total: int, rate: str) -> None:
    assert Coverage("", total=total, exempt=0, drawn=drawn).rate == rate


def test_an_attribute_is_summed_over_the_schools_and_names_the_worst() -> None:
    balances = (
        a_balance("甲校", ("性别", 1, 1), ("民族", 2, 2)),
        a_balance("乙校", ("性别", 3, 1)),
        a_balance("丙校", ("民族", 4, 4), ("性别", 0, 0)),
    )

    gender, ethnic = attribute_lines(balances)

    assert (gender.title, gender.cohorts, gender.at_best, gender.short) == ("性别", 3, 2, 1)
    assert (gender.achieved_mean, gender.best_mean) == ("1.33", "0.67")
    assert gender.worst_school == "乙校一年级"
    assert (ethnic.title, ethnic.cohorts, ethnic.worst_school) == ("民族", 2, "丙校一年级")


@pytest.mark.parametrize("form", ["svg", "png"])
def test_charts_are_drawn_in_both_forms(form: str) -> None:
    start = {"svg": b"<svg", "png": b"\x89PNG"}[form]
    attributes = attribute_lines((a_balance("甲校", ("性别", 1, 1)),))

    assert states_chart((StateCount("drawn", "已编班", 2),), form).startswith(start)  # type: ignore[arg-type]
    assert balance_chart(attributes, form).startswith(start)  # type: ignore[arg-type]


def test_the_chart_carries_its_words_and_figures() -> None:
    svg = states_chart((StateCount("drawn", "已编班", 37),)).decode()

    assert "已编班" in svg
    assert ">37<" in svg


def test_a_name_that_begins_like_a_formula_stays_a_name() -> None:
    report = a_report(lines=(a_line(school="=1+1 小学"),), balances=())

    sheet = load_workbook(io.BytesIO(county_workbook(report)))["各校进展"]

    assert (sheet["B4"].value, sheet["B4"].data_type) == ("=1+1 小学", "s")
    assert sheet["F4"].value == 90


def test_the_same_figures_make_the_same_workbook() -> None:
    report = a_report(lines=(a_line(),), balances=(a_balance("甲校", ("性别", 1, 1)),))

    assert county_workbook(report) == county_workbook(report)


def test_the_document_names_its_fonts_for_chinese_and_says_what_is_late() -> None:
    late = a_line(is_late=True, due="应在9月2日前办完，已逾期 2 天")
    content = county_document(a_report(lines=(late,), balances=()))

    xml = zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml").decode()
    assert 'w:eastAsia="仿宋_GB2312"' in xml
    assert "已逾期 2 天" in xml
    assert "逾期 1 个" in xml


def test_a_long_name_has_the_height_that_it_needs() -> None:
    long = "示例县第一初级中学（原示例县民族团结实验九年一贯制学校）"
    lines = (a_line(), a_line(school=long))

    book = load_workbook(io.BytesIO(county_workbook(a_report(lines=lines, balances=()))))

    one, two = (book["各校进展"].row_dimensions[row].height for row in (4, 5))
    assert two >= 2 * one


def test_the_head_of_a_table_stands_on_every_page_of_the_document() -> None:
    content = county_document(a_report(lines=(a_line(is_late=True),), balances=()))

    xml = zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml").decode()
    assert xml.count("<w:tblHeader/>") == xml.count("<w:tbl>") == 2

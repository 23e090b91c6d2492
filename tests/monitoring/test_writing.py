"""The report: the same numbers in the document and in the tables."""

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from docx import Document

from junheng.monitoring import assess, read_county
from junheng.monitoring.writing import report_of
from junheng.reporting.monitoring import (
    MonitoringReport,
    ReportSection,
    ReportTable,
    monitoring_document,
    monitoring_workbook,
)
from tests.monitoring.counties_made import GOOD_COUNTY, NATIONAL, file_of, school

AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
SCHOOLS = [
    school("010001", "+1-1小学", "小学", 小学高于规定学历的专任教师数=15),
    school("010002", "第二中学", "初中"),
    school("010003", "青禾学校", "九年一贯制学校", 小学学生数=166, 初中学生数=210),
    school("010004", "云岭教学点", "教学点", 小学学生数=12),
]


def report(folder: Path, *, year: int = 2026, schools: list[dict[str, Any]] = SCHOOLS) -> Any:
    county = {**GOOD_COUNTY, "存在重点学校或重点班": "是", "特殊教育学校生均公用经费": 5999}
    reading = read_county(file_of(folder, schools, county=county, year=year), NATIONAL)
    assert reading.figures is not None
    return assess(NATIONAL, reading.figures)


@pytest.fixture
def written(tmp_path: Path) -> MonitoringReport:
    before = report(tmp_path, year=2025, schools=SCHOOLS[1:])
    return report_of(report(tmp_path), county="青禾县", made_at=AT, previous=before)


def table(of: MonitoringReport, title: str) -> list[dict[str, str]]:
    (found,) = [one for one in of.tables if one.title == title]
    return [dict(zip(found.headings, row, strict=True)) for row in found.rows]


def test_the_report_has_the_parts_of_the_official_outline(written: MonitoringReport) -> None:
    assert written.title == "青禾县2026年义务教育优质均衡监测报告"
    assert [section.heading for section in written.sections] == [
        "一、基本情况", "二、结论", "三、资源配置", "四、政府保障程度", "五、教育质量",
        "六、社会认可度", "七、一票否决", "八、与上年比较", "九、短板与缺口清单", "十、整改台账",
        "附录",
    ]  # fmt: skip
    assert "1 项一票否决" in written.verdict
    assert "1 项其他指标未达到" in written.verdict


def test_a_gap_is_listed_with_school_quantity_and_amount(written: MonitoringReport) -> None:
    (first, *_) = table(written, "缺口清单")

    assert (first["学校"], first["编号"], first["缺多少"], first["单位"]) == (
        "+1-1小学", "A1", "2", "人",
    )  # fmt: skip


def test_who_was_split_and_who_was_left_out_stands_in_the_appendix(
    written: MonitoringReport,
) -> None:
    assert [row["学校"] for row in table(written, "拆分的学校")] == ["青禾学校"]
    assert table(written, "未计入的学校") == [
        {
            "学校代码": "010004",
            "学校": "云岭教学点",
            "办学类型": "教学点",
            "原因": "学生数不足的教学点",
        }
    ]


def test_the_year_before_stands_beside(written: MonitoringReport) -> None:
    rows = table(written, "差异系数与上年比较")

    assert {"2025年", "2026年", "变化"} <= set(rows[0])
    for row in rows:
        change = float(row["2026年"]) - float(row["2025年"])
        assert float(row["变化"]) == pytest.approx(change, abs=2e-6)


def test_document_and_workbook_say_the_same(written: MonitoringReport) -> None:
    document = Document(io.BytesIO(monitoring_document(written)))
    book = openpyxl.load_workbook(io.BytesIO(monitoring_workbook(written)))

    assert [sheet.title for sheet in book] == [one.title for one in written.tables]
    for one, paper in zip(written.tables, document.tables, strict=True):
        cells = [tuple(cell.text for cell in row.cells) for row in paper.rows]
        assert cells == [one.headings, *one.rows]
        sheet = [[cell.value for cell in row] for row in book[one.title].iter_rows(min_row=2)]
        for seen, row in zip(sheet[1:], one.rows, strict=True):
            assert [_as_text(value, text) for value, text in zip(seen, row, strict=True)] == list(
                row
            )


def _as_text(value: Any, text: str) -> str:
    """A number of the sheet with the places of the report; a text as it is."""
    if isinstance(value, int | float):
        return f"{value:.{len(text.partition('.')[2])}f}"
    return value or ""


def test_no_cell_is_a_formula_and_codes_keep_their_zeros(written: MonitoringReport) -> None:
    book = openpyxl.load_workbook(io.BytesIO(monitoring_workbook(written)))

    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert book["小学各校指标"]["A4"].value == "010001"


def test_a_county_without_a_gap_has_nothing_to_mend(tmp_path: Path) -> None:
    schools = [school("010001", "城关第一小学", "小学"), school("010002", "第二中学", "初中")]
    reading = read_county(file_of(tmp_path, schools), NATIONAL)
    assert reading.figures is not None

    written = report_of(assess(NATIONAL, reading.figures), county="", made_at=AT)

    assert "全部达到要求" in written.verdict
    texts = [text for section in written.sections for text in section.paragraphs]
    assert "没有需要整改的事项。" in texts
    assert "各校各项资源都达到标准，没有缺口。" in texts
    assert "没有提供上年的数据表。" in texts


def test_a_number_of_the_workbook_has_the_places_of_the_document() -> None:
    rows = (("0.50", "7", "0.501787"),)
    section = ReportSection("一", (), (ReportTable("表", ("上限", "项", "系数"), rows),))

    content = monitoring_workbook(MonitoringReport("报告", "", AT, (section,)))

    cells = list(openpyxl.load_workbook(io.BytesIO(content))["表"][3])
    assert [(one.value, one.number_format) for one in cells] == [
        (0.5, "0.00"), (7, "0"), (0.501787, "0.000000"),
    ]  # fmt: skip

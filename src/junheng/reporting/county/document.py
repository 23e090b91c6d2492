"""The county's report as a .docx, to go on writing in (全县阳光分班情况报告)."""

import io
from collections.abc import Sequence
from typing import Any

from junheng.reporting.county.charts import balance_chart, states_chart
from junheng.reporting.county.report import CohortBalance, CountyReport

_BODY, _HEADING = "仿宋_GB2312", "黑体"
_BODY_POINTS, _TABLE_POINTS, _TITLE_POINTS = 16, 11, 22
_PICTURE_CM = 14.5
_AFTER_TABLE_POINTS = 8


def county_document(report: CountyReport) -> bytes:
    """Return the document: what is done, what is late, what is missing, how even it is."""
    from docx import Document  # noqa: PLC0415 - only when exporting

    document = Document()
    _set_up(document, report)
    _title(document, f"{report.title}情况报告")
    _paragraph(document, f"{report.bureau}　数据截止 {report.made_at:%Y年%m月%d日 %H:%M}")
    _heading(document, "一、总体情况")
    _paragraph(document, _overall(report))
    _table(
        document,
        ("范围", "起始年级", "单班免编", "应编", "已编", "覆盖率"),
        [
            (one.title, one.total, one.exempt, one.required, one.drawn, one.rate)
            for one in report.coverages
        ],
    )
    _heading(document, "二、进展")
    _picture(document, states_chart(report.states, "png"))
    _lines(document, report)
    _heading(document, "三、均衡情况")
    _balance(document, report)
    _heading(document, "四、口径")
    for words in (*report.definitions, f"地方规则：{report.profile}。"):
        _paragraph(document, words)
    _paragraph(document, f"审计记录末端：{report.audit_head}")
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _overall(report: CountyReport) -> str:
    coverage = report.coverage
    return (
        f"全县纳入学校 {report.schools} 所、起始年级 {coverage.total} 个，"
        f"学生 {report.students} 人，其中单班免编 {coverage.exempt} 个，"
        f"应编 {coverage.required} 个，已完成编班 {coverage.drawn} 个，"
        f"覆盖率 {coverage.rate}。"
    )


def _lines(document: Any, report: CountyReport) -> None:
    if report.late:
        _paragraph(document, f"逾期 {len(report.late)} 个：")
        _table(
            document,
            ("学校", "年级", "状态", "应办", "期限"),
            [(one.school, one.grade, one.state, one.next_step, one.due) for one in report.late],
            widths=(5.2, 1.8, 2.4, 3.2, 3.0),
        )
    else:
        _paragraph(document, "没有逾期事项。")
    if report.missing:
        _paragraph(document, f"尚未上报名册 {len(report.missing)} 个：")
        _paragraph(document, "、".join(f"{one.school}{one.grade}" for one in report.missing) + "。")


def _balance(document: Any, report: CountyReport) -> None:
    if not report.balances:
        _paragraph(document, "还没有完成编班的起始年级。")
        return
    short = [one for one in report.balances if one.short]
    _paragraph(
        document,
        f"已完成编班的 {len(report.balances)} 个起始年级中，{len(report.balances) - len(short)} 个"
        "在各项属性上都达到可能的最小差距。",
    )
    _picture(document, balance_chart(report.attributes, "png"))
    _table(
        document,
        ("属性", "起始年级", "达到最小差距", "平均差距", "可达到的平均差距"),
        [
            (one.title, one.cohorts, one.at_best, one.achieved_mean, one.best_mean)
            for one in report.attributes
        ],
    )
    if short:
        _paragraph(document, f"其余 {len(short)} 个，差距大于可达到的最小差距的项目：")
        _table(
            document,
            ("学校和年级", "项目"),
            [(f"{one.school}{one.grade}", _short_of(one)) for one in short],
            widths=(5.6, 10.0),
        )


def _short_of(balance: CohortBalance) -> str:
    return "、".join(
        f"{gap.title}差 {gap.achieved} 人（最小 {gap.best} 人）" for gap in balance.short
    )


def _set_up(document: Any, report: CountyReport) -> None:
    from docx.shared import Cm  # noqa: PLC0415 - see above

    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin, section.right_margin = Cm(2.8), Cm(2.6)
    properties = document.core_properties
    properties.title, properties.author = f"{report.title}情况报告", report.bureau
    made = report.made_at.replace(tzinfo=None, microsecond=0)
    properties.created = properties.modified = made
    _font(document.styles["Normal"], _BODY, _BODY_POINTS)


def _font(styled: Any, name: str, points: int) -> None:
    """Set the font for Chinese text too, which a plain `font.name` leaves out."""
    from docx.oxml.ns import qn  # noqa: PLC0415 - see above
    from docx.shared import Pt  # noqa: PLC0415 - see above

    styled.font.name, styled.font.size = name, Pt(points)
    styled.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)


def _run(paragraph: Any, text: str, name: str, points: int) -> None:
    _font(paragraph.add_run(text), name, points)


def _title(document: Any, text: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = 1
    _run(paragraph, text, _HEADING, _TITLE_POINTS)


def _heading(document: Any, text: str) -> None:
    from docx.shared import RGBColor  # noqa: PLC0415 - see above

    paragraph = document.add_heading(level=1)
    _run(paragraph, text, _HEADING, _BODY_POINTS)
    # The style is a blue one; official papers are black.
    paragraph.runs[0].font.color.rgb = RGBColor(0, 0, 0)


def _paragraph(document: Any, text: str) -> None:
    _run(document.add_paragraph(), text, _BODY, _BODY_POINTS)


def _picture(document: Any, content: bytes) -> None:
    from docx.shared import Cm  # noqa: PLC0415 - see above

    document.add_picture(io.BytesIO(content), width=Cm(_PICTURE_CM))


def _table(
    document: Any,
    headings: Sequence[str],
    rows: Sequence[Sequence[str | int]],
    widths: Sequence[float] = (),
) -> None:
    """A table whose head stands on every page; `widths` in cm, alike where there are none."""
    from docx.shared import Cm, Pt  # noqa: PLC0415 - see above

    table = document.add_table(rows=1, cols=len(headings), style="Table Grid")
    for cell, heading in zip(table.rows[0].cells, headings, strict=True):
        _run(cell.paragraphs[0], heading, _HEADING, _TABLE_POINTS)
    for row in rows:
        for cell, value in zip(table.add_row().cells, row, strict=True):
            _run(cell.paragraphs[0], str(value), _BODY, _TABLE_POINTS)
    _keep(table.rows[0], "tblHeader")
    for row_made in table.rows:
        _keep(row_made, "cantSplit")
    if widths:
        table.autofit = False
        # Some programs go by the columns, others by the cells.
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Cm(width)
            for cell in column.cells:
                cell.width = Cm(width)
    # What follows must not stick to the frame.
    document.add_paragraph().paragraph_format.line_spacing = Pt(_AFTER_TABLE_POINTS)


def _keep(row: Any, mark: str) -> None:
    """Mark a row: `tblHeader` repeats it on every page, `cantSplit` keeps it on one."""
    from docx.oxml import OxmlElement  # noqa: PLC0415 - see above

    row._tr.get_or_add_trPr().append(OxmlElement(f"w:{mark}"))  # noqa: SLF001 - no other way

"""A .docx in the form of an official paper, to go on writing in: fonts, headings, tables."""

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

_BODY, _HEADING = "仿宋_GB2312", "黑体"
_BODY_POINTS, _TABLE_POINTS, _TITLE_POINTS = 16, 11, 22
_PICTURE_CM = 14.5
_TEXT_CM = 15.6
_SMALLEST_POINTS, _GAP_POINTS = 8, 6
_SHORT, _LONG_AT_LEAST, _MARGINS = 15, 14, 2
_CELL_MARGIN_TWIPS = 57  # a millimetre
_POINT_CM = 2.54 / 72
_WIDE_DIGIT = 1.3


class WordPaper:
    """One paper on A4; call its methods in the order of the text, then `content`."""

    def __init__(self, title: str, author: str, made_at: datetime) -> None:
        from docx import Document  # noqa: PLC0415 - only when exporting
        from docx.shared import Cm  # noqa: PLC0415 - see above

        self._document: Any = Document()
        section = self._document.sections[0]
        section.page_width, section.page_height = Cm(21.0), Cm(29.7)
        section.left_margin, section.right_margin = Cm(2.8), Cm(2.6)
        properties = self._document.core_properties
        properties.title, properties.author = title, author
        made = made_at.replace(tzinfo=None, microsecond=0)
        properties.created = properties.modified = made
        _font(self._document.styles["Normal"], _BODY, _BODY_POINTS)
        self._number_pages()

    def title(self, text: str) -> None:
        """The title, in the middle."""
        paragraph = self._document.add_paragraph()
        paragraph.alignment = 1
        _run(paragraph, text, _HEADING, _TITLE_POINTS)

    def heading(self, text: str, level: int = 1) -> None:
        """A heading; official papers are black, the style is not."""
        from docx.shared import RGBColor  # noqa: PLC0415 - see above

        paragraph = self._document.add_heading(level=level)
        _run(paragraph, text, _HEADING, _BODY_POINTS)
        paragraph.runs[0].font.color.rgb = RGBColor(0, 0, 0)

    def paragraph(self, text: str) -> None:
        """A paragraph."""
        _run(self._document.add_paragraph(), text, _BODY, _BODY_POINTS)

    def gap(self) -> None:
        """A low empty line: without one between them, two tables become one."""
        from docx.shared import Pt  # noqa: PLC0415 - see above

        form = self._document.add_paragraph().paragraph_format
        form.space_after, form.line_spacing = Pt(0), Pt(_GAP_POINTS)

    def picture(self, png: bytes) -> None:
        """A picture as wide as the text."""
        from docx.shared import Cm  # noqa: PLC0415 - see above

        self._document.add_picture(io.BytesIO(png), width=Cm(_PICTURE_CM))

    def table(self, headings: Sequence[str], rows: Sequence[Sequence[str | int]]) -> None:
        """A table with lines; its headings come again on every page, no row breaks over two."""
        from docx.oxml import OxmlElement  # noqa: PLC0415 - see above
        from docx.shared import Cm  # noqa: PLC0415 - see above

        texts = [[str(value) for value in row] for row in rows]
        points, shares = _layout(headings, texts)
        widths = [Cm(_TEXT_CM * share) for share in shares]
        table = self._document.add_table(rows=1, cols=len(headings), style="Table Grid")
        table.autofit = False
        self._narrow_margins(table)
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        self._fill(table.rows[0], headings, _HEADING, points, widths)
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001 - python-docx has no other way
        for row in texts:
            self._fill(table.add_row(), row, _BODY, points, widths)

    def _narrow_margins(self, table: Any) -> None:
        from docx.oxml import OxmlElement  # noqa: PLC0415 - see above
        from docx.oxml.ns import qn  # noqa: PLC0415 - see above

        margins = OxmlElement("w:tblCellMar")
        for side in ("left", "right"):
            margin = OxmlElement(f"w:{side}")
            margin.set(qn("w:w"), str(_CELL_MARGIN_TWIPS))
            margin.set(qn("w:type"), "dxa")
            margins.append(margin)
        table._tbl.tblPr.append(margins)  # noqa: SLF001 - see above

    def _fill(
        self, row: Any, texts: Sequence[str], font: str, points: int, widths: Sequence[Any]
    ) -> None:
        from docx.oxml import OxmlElement  # noqa: PLC0415 - see above

        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001 - see above
        for cell, text, width in zip(row.cells, texts, widths, strict=True):
            cell.width = width  # programs read the cells' widths, not the columns'
            _run(cell.paragraphs[0], text, font, points)

    def _number_pages(self) -> None:
        """第 N 页 in the middle of the foot."""
        from docx.oxml import OxmlElement  # noqa: PLC0415 - see above
        from docx.oxml.ns import qn  # noqa: PLC0415 - see above

        paragraph = self._document.sections[0].footer.paragraphs[0]
        paragraph.alignment = 1
        _run(paragraph, "第 ", _BODY, _TABLE_POINTS)
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), "PAGE")
        paragraph._p.append(field)  # noqa: SLF001 - see above
        _run(paragraph, " 页", _BODY, _TABLE_POINTS)

    def content(self) -> bytes:
        """The file."""
        stream = io.BytesIO()
        self._document.save(stream)
        return stream.getvalue()


def _font(styled: Any, name: str, points: int) -> None:
    """Set the font for Chinese text too, which a plain `font.name` leaves out."""
    from docx.oxml.ns import qn  # noqa: PLC0415 - see above
    from docx.shared import Pt  # noqa: PLC0415 - see above

    styled.font.name, styled.font.size = name, Pt(points)
    styled.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)


def _run(paragraph: Any, text: str, name: str, points: int) -> None:
    _font(paragraph.add_run(text), name, points)


def _layout(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[int, list[float]]:
    """The size of the letters, and the part of the width that each column gets.

    Short texts and numbers stay on one line; columns of long texts share what is left, and break.
    The letters are as large as that allows.
    """
    longest = [max(_units(text) for text in column) for column in zip(headings, *rows, strict=True)]
    short = [need + _MARGINS if need <= _SHORT else 0 for need in longest]
    long = [0 if need <= _SHORT else need for need in longest]
    least = sum(short) + _LONG_AT_LEAST * sum(1 for need in long if need)
    points = _TABLE_POINTS
    while points > _SMALLEST_POINTS and least > _room(points):
        points -= 1
    left = max(_room(points) - sum(short), _LONG_AT_LEAST * sum(1 for need in long if need))
    needs = [one or left * many / sum(long) for one, many in zip(short, long, strict=True)]
    return points, [need / sum(needs) for need in needs]


def _room(points: int) -> float:
    """How many half Chinese characters of a size the text is wide."""
    return _TEXT_CM / (points * _POINT_CM / 2)


def _units(text: str) -> float:
    """Width in half Chinese characters; where the font is not there, digits come out wider."""
    return sum(_WIDE_DIGIT if character.isascii() else 2 for character in text)

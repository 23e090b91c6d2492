"""A .docx in the form of an official paper, to go on writing in: fonts, headings, tables."""

import io
import re
from collections.abc import Sequence
from datetime import datetime
from math import sqrt
from typing import Any

_BODY, _HEADING, _LATIN = "仿宋_GB2312", "黑体", "Times New Roman"
_BODY_POINTS, _TABLE_POINTS, _TITLE_POINTS = 16, 11, 22
_LINE_POINTS, _INDENT_CHARACTERS = 28, 2
_COVER_LINES = 7
_PICTURE_CM = 14.5
_TEXT_CM = 15.6
_UNBROKEN_POINTS, _SMALLEST_POINTS, _GAP_POINTS = 10, 8, 6
_BREAKING_AT_LEAST, _TO_WRITE_IN, _MARGINS = 20, 12, 1.6
_CELL_MARGIN_TWIPS = 57  # a millimetre
_POINT_CM = 2.54 / 72
_DIGIT, _LETTER = 1.05, 1.3
_AUTO_SPACE = 0.5  # a quarter of a character, which programs set between Chinese and Latin
_MEETING = re.compile(r"(?<=[\u3400-\u9fff])(?=[0-9A-Za-z])|(?<=[0-9A-Za-z])(?=[\u3400-\u9fff])")
_LEFT, _MIDDLE, _RIGHT = 0, 1, 2  # as python-docx numbers them
_EVEN = 1e-6
_NUMBER = re.compile(r"[-+]?[0-9]+(\.[0-9]+)?%?|—")
_CODES = frozenset(("编号", "学校代码", "代码", "序号"))


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

    def cover(self, title: str, lines: Sequence[str]) -> None:
        """A page of its own: the title in the upper half, the lines in the lower."""
        from docx.enum.text import WD_BREAK  # noqa: PLC0415 - see above

        for _ in range(_COVER_LINES):
            self._blank()
        self.title(title)
        for _ in range(_COVER_LINES + 2):
            self._blank()
        for line in lines:
            paragraph = self._document.add_paragraph()
            paragraph.alignment = _MIDDLE
            _run(paragraph, line, _BODY, _BODY_POINTS)
        self._document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    def title(self, text: str) -> None:
        """The title, in the middle; in smaller letters where it would break."""
        paragraph = self._document.add_paragraph()
        paragraph.alignment = _MIDDLE
        points = _TITLE_POINTS
        while points > _BODY_POINTS and _units(text) > _room(points):
            points -= 1
        _run(paragraph, text, _HEADING, points)

    def heading(self, text: str, level: int = 1) -> None:
        """A heading; official papers are black, the style is not."""
        from docx.shared import RGBColor  # noqa: PLC0415 - see above

        paragraph = self._document.add_heading(level=level)
        _run(paragraph, text, _HEADING, _BODY_POINTS)
        paragraph.runs[0].font.color.rgb = RGBColor(0, 0, 0)

    def paragraph(self, text: str) -> None:
        """A paragraph: two characters in, lines of 28 points (GB/T 9704)."""
        from docx.shared import Pt  # noqa: PLC0415 - see above

        paragraph = self._document.add_paragraph()
        form = paragraph.paragraph_format
        form.first_line_indent = Pt(_INDENT_CHARACTERS * _BODY_POINTS)
        form.line_spacing, form.space_after = Pt(_LINE_POINTS), Pt(0)
        _run(paragraph, text, _BODY, _BODY_POINTS)

    def _blank(self) -> None:
        _run(self._document.add_paragraph(), "", _BODY, _BODY_POINTS)

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
        """A table with lines; its headings come again on every page, no row breaks over two.

        Columns of numbers stand to the right. The headings stay with the first row.
        """
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
        middle = [(width, _MIDDLE) for width in widths]
        self._fill(table.rows[0], headings, _HEADING, points, middle)
        for cell in table.rows[0].cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = True
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001 - python-docx has no other way
        columns = [
            (width, _side(heading, cells))
            for width, heading, *cells in zip(widths, headings, *texts, strict=True)
        ]
        for row in texts:
            self._fill(table.add_row(), row, _BODY, points, columns)

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
        self,
        row: Any,
        texts: Sequence[str],
        font: str,
        points: int,
        columns: Sequence[tuple[Any, int]],
    ) -> None:
        """`columns`: width and side of each."""
        from docx.enum.table import WD_ALIGN_VERTICAL  # noqa: PLC0415 - see above
        from docx.oxml import OxmlElement  # noqa: PLC0415 - see above

        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001 - see above
        for cell, text, (width, side) in zip(row.cells, texts, columns, strict=True):
            cell.width = width  # programs read the cells' widths, not the columns'
            cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
            paragraph = cell.paragraphs[0]
            paragraph.alignment = side
            _run(paragraph, text, font, points)
            _end_mark(paragraph, points)

    def _number_pages(self) -> None:
        """第 N 页 in the middle of the foot, all in one size."""
        from docx.oxml import OxmlElement  # noqa: PLC0415 - see above
        from docx.oxml.ns import qn  # noqa: PLC0415 - see above

        paragraph = self._document.sections[0].footer.paragraphs[0]
        paragraph.alignment = _MIDDLE
        _run(paragraph, "第 ", _BODY, _TABLE_POINTS)
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), "PAGE")
        paragraph._p.append(field)  # noqa: SLF001 - see above
        _run(paragraph, "1", _BODY, _TABLE_POINTS)
        field.append(paragraph.runs[-1]._r)  # noqa: SLF001 - a run inside the field has its font
        _run(paragraph, " 页", _BODY, _TABLE_POINTS)

    def content(self) -> bytes:
        """The file."""
        stream = io.BytesIO()
        self._document.save(stream)
        return stream.getvalue()


def _font(styled: Any, name: str, points: int) -> None:
    """Set the font for Chinese text too, which a plain `font.name` leaves out.

    Digits come in a font that every machine has in the same width; quotation marks are Chinese.
    """
    from docx.oxml.ns import qn  # noqa: PLC0415 - see above
    from docx.shared import Pt  # noqa: PLC0415 - see above

    styled.font.name, styled.font.size = _LATIN, Pt(points)
    fonts = styled.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), name)
    fonts.set(qn("w:hint"), "eastAsia")


def _run(paragraph: Any, text: str, name: str, points: int) -> None:
    _font(paragraph.add_run(text), name, points)


def _end_mark(paragraph: Any, points: int) -> None:
    """The mark at the end has a size of its own: without it empty cells are as high as text."""
    from docx.oxml import OxmlElement  # noqa: PLC0415 - see above
    from docx.oxml.ns import qn  # noqa: PLC0415 - see above

    properties = OxmlElement("w:rPr")
    size = OxmlElement("w:sz")
    size.set(qn("w:val"), str(2 * points))
    properties.append(size)
    paragraph._p.get_or_add_pPr().append(properties)  # noqa: SLF001 - see above


def _side(heading: str, column: Sequence[str]) -> int:
    """To the right where most of what is filled in are numbers, a word among them too."""
    filled = [text for text in column if text]
    numbers = sum(bool(_NUMBER.fullmatch(text)) for text in filled)
    return _RIGHT if heading not in _CODES and 2 * numbers > len(filled) else _LEFT


def _layout(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[int, list[float]]:
    """The size of the letters, and the part of the width that each column gets.

    Where every text can stay on one line in letters of 10 points, it does. Elsewhere the letters
    are as large as leaves room for the narrow columns and some for each that breaks; room that is
    left is shared by the roots of what columns need, and none gets more than it needs.
    """
    columns = list(zip(headings, *rows, strict=True))
    needs = [_MARGINS + max(_units(text) for text in column) for column in columns]
    for at, (_, *cells) in enumerate(columns):
        if cells and not any(cells):  # to be filled in by hand
            needs[at] = max(needs[at], _TO_WRITE_IN)
    least = [min(need, _BREAKING_AT_LEAST) for need in needs]
    for wanted, smallest in ((needs, _UNBROKEN_POINTS), (least, _SMALLEST_POINTS)):
        for points in range(_TABLE_POINTS, smallest - 1, -1):
            if sum(wanted) <= _room(points):
                widths = _shared(needs, least, _room(points))
                return points, [width / sum(widths) for width in widths]
    return _SMALLEST_POINTS, [one / sum(least) for one in least]


def _shared(needs: Sequence[float], least: Sequence[float], room: float) -> list[float]:
    """Widths between `least` and `needs` that fill the room, as far as there is need."""
    widths = list(least)
    while (left := room - sum(widths)) > 1:
        open_ = [at for at, need in enumerate(needs) if need - widths[at] > _EVEN]
        if not open_:
            break
        weights = {at: sqrt(needs[at]) for at in open_}
        whole = sum(weights.values())
        for at, weight in weights.items():
            widths[at] = min(needs[at], widths[at] + left * weight / whole)
    return widths


def _room(points: int) -> float:
    """How many half Chinese characters of a size the text is wide."""
    return _TEXT_CM / (points * _POINT_CM / 2)


def _units(text: str) -> float:
    """Width in half Chinese characters."""
    letters = sum(
        2 if not letter.isascii() else _LETTER if letter.isalpha() else _DIGIT for letter in text
    )
    return letters + _AUTO_SPACE * len(_MEETING.findall(text))

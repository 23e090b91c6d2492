"""Workbooks to fill in, made from the same columns that read them back."""

import datetime as dt
import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from junheng.tabular.columns import CalendarDate, Column, IdentityNumber, WholeNumber

INSTRUCTIONS_SHEET: Final = "填写说明"
CHOICES_SHEET: Final = "可选内容"
_FONT: Final = "微软雅黑"
_DARK: Final = "#1F4E79"
_PALE: Final = "#DDEBF7"
_LINE: Final = "#BFBFBF"
_RED: Final = "#C00000"
_LAST_ROW: Final = 5_000
_LINED_ROWS: Final = 29  # a page
_LINE_HEIGHT: Final = 18
_LONGEST_LIST: Final = 255  # Excel's limit for choices written into the rule itself
_MOST_LISTED: Final = 15
_LONGEST_MESSAGE: Final = 255
_LONGEST_MESSAGE_TITLE: Final = 32
_NO_EXAMPLES: Final[Mapping[str, str]] = MappingProxyType({})
# A file made twice from the same columns is the same file.
_CREATED: Final = dt.datetime(2026, 1, 1, tzinfo=dt.UTC).replace(tzinfo=None)
_HEADER_ROW: Final = 2

Format = Mapping[str, object]


@dataclass(frozen=True)
class FormSheet:
    """A sheet to fill in; `rows` are lines that stand there already, by `Column.to`."""

    sheet: str
    columns: Sequence[Column]
    rows: Sequence[Mapping[str, str]] = ()


def template_workbook(
    title: str,
    columns: Sequence[Column],
    *,
    examples: Mapping[str, str] = _NO_EXAMPLES,
    notes: Sequence[str] = (),
    sheet: str = "名册",
) -> bytes:
    """Return an .xlsx with a sheet to fill in and the sheet 填写说明.

    `examples` gives a text to show by `Column.to`; examples stand in the instructions only, so
    that they cannot be handed in as data. `notes` are sentences placed above the instructions.
    """
    return forms_workbook(title, [FormSheet(sheet, columns)], examples=examples, notes=notes)


def forms_workbook(
    title: str,
    forms: Sequence[FormSheet],
    *,
    examples: Mapping[str, str] = _NO_EXAMPLES,
    notes: Sequence[str] = (),
) -> bytes:
    """Return an .xlsx with several sheets to fill in; the first one's columns are explained."""
    import xlsxwriter  # noqa: PLC0415 - only when making one: whoever reads sheets waits for it

    output = io.BytesIO()
    book = xlsxwriter.Workbook(output, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"title": title, "created": _CREATED})
    pages = [
        (_Pages(book, title, form, str(number) if number else ""), book.add_worksheet(form.sheet))
        for number, form in enumerate(forms)
    ]
    pages[0][0].write_instructions(book.add_worksheet(INSTRUCTIONS_SHEET), examples, notes)
    for one, page in reversed(pages):
        one.write_form(page)
    book.close()
    return output.getvalue()


@dataclass
class _Pages:
    """The sheets of one form; `mark` tells its hidden sheet of choices from those of others."""

    book: Any
    title: str
    form: FormSheet
    mark: str

    @property
    def columns(self) -> Sequence[Column]:
        """What is asked."""
        return self.form.columns

    def _format(self, **properties: object) -> Any:
        return self.book.add_format(
            {"font_name": _FONT, "font_size": 11, "valign": "vcenter", **properties}
        )

    def _boxed(self, **properties: object) -> Any:
        return self._format(border=1, border_color=_LINE, **properties)

    def write_form(self, page: Any) -> None:
        """Title, hint, header, and lines ready to be filled in."""
        last = len(self.columns) - 1
        page.hide_gridlines(2)
        self._banner(
            page, 0, last, self.title, self._format(bold=True, font_size=16, align="center")
        )
        hint = "标 * 的列必填；请勿改动表头；逐列要求见“填写说明”。"
        self._banner(page, 1, last, hint, self._format(font_size=9, font_color="#595959"))
        page.set_row(0, 34)
        page.set_row(1, 18)
        page.set_row(_HEADER_ROW, 30)
        star = self._format(bold=True, font_color="#FFC000")
        lines = max(_LINED_ROWS, len(self.form.rows))
        for index, column in enumerate(self.columns):
            self._write_header(page, index, column, star)
            body = self._boxed(num_format=_number_format(column), align=_alignment(column))
            page.set_column(index, index, _width(column), body)
            for row in range(_HEADER_ROW + 1, _HEADER_ROW + 1 + lines):
                page.set_row(row, _LINE_HEIGHT)
                page.write_blank(row, index, None, body)
            for row, given in enumerate(self.form.rows, _HEADER_ROW + 1):
                if column.to in given:
                    page.write_string(row, index, given[column.to], body)
            page.data_validation(
                _HEADER_ROW + 1, index, _LAST_ROW, index, self._rule(index, column)
            )
        page.freeze_panes(_HEADER_ROW + 1, 0)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.repeat_rows(_HEADER_ROW)
        page.print_area(0, 0, _HEADER_ROW + lines, last)
        page.set_margins(0.5, 0.5, 0.6, 0.7)
        page.set_footer("&C第 &P 页，共 &N 页")
        page.activate()

    def _banner(self, page: Any, row: int, last: int, text: str, style: Any) -> None:
        if last > 0:
            page.merge_range(row, 0, row, last, text, style)
        else:
            page.write_string(row, 0, text, style)

    def _write_header(self, page: Any, index: int, column: Column, star: Any) -> None:
        if column.required:
            white = self._format(bold=True, font_color="white")
            box = self._boxed(bg_color=_DARK, align="center", text_wrap=True)
            page.write_rich_string(_HEADER_ROW, index, white, column.title, star, " *", box)
        else:
            box = self._boxed(
                bold=True, bg_color=_PALE, font_color=_DARK, align="center", text_wrap=True
            )
            page.write_string(_HEADER_ROW, index, column.title, box)

    def _rule(self, index: int, column: Column) -> dict[str, object]:
        """Return the validation of a column; every rule shows what is expected."""
        message = column.help or expected_content(column)
        rule: dict[str, object] = {
            "input_title": column.title[:_LONGEST_MESSAGE_TITLE],
            "input_message": message[:_LONGEST_MESSAGE],
            "error_title": "内容不符",
            "error_message": f"应填：{expected_content(column)}"[:_LONGEST_MESSAGE],
        }
        if column.allowed:
            return rule | {"validate": "list", "source": self._choices(index, column)}
        if isinstance(column, IdentityNumber):
            return rule | {
                "validate": "length",
                "criteria": "==",
                "value": 18,
                "error_type": "warning",
            }
        if isinstance(column, WholeNumber):
            least, most = column.least, column.most
            return rule | {
                "validate": "integer",
                "criteria": "between",
                "minimum": -(10**9) if least is None else least,
                "maximum": 10**9 if most is None else most,
            }
        return rule | {"validate": "any"}

    def _choices(self, index: int, column: Column) -> object:
        if len(",".join(column.allowed)) <= _LONGEST_LIST:
            return list(column.allowed)
        name = CHOICES_SHEET + self.mark
        page = self.book.get_worksheet_by_name(name)
        if page is None:
            page = self.book.add_worksheet(name)
            page.hide()
        page.write_column(0, index, column.allowed)
        from xlsxwriter.utility import xl_col_to_name  # noqa: PLC0415 - as above

        letter = xl_col_to_name(index, col_abs=True)
        return f"={name}!{letter}$1:{letter}${len(column.allowed)}"

    def write_instructions(
        self, page: Any, examples: Mapping[str, str], notes: Sequence[str]
    ) -> None:
        """One line a column: what it is called, whether it must be filled, with what."""
        headings = ("列名", "是否必填", "应填内容", "示例", "说明")
        page.hide_gridlines(2)
        widths = (22, 10, 38, 28, 52)
        for index, width in enumerate(widths):
            page.set_column(index, index, width)
        heading = self._format(bold=True, font_size=16)
        page.merge_range(0, 0, 0, len(headings) - 1, f"{self.title}：{INSTRUCTIONS_SHEET}", heading)
        page.set_row(0, 34)
        row = 1
        for number, note in enumerate(notes, 1):
            page.merge_range(
                row, 0, row, len(headings) - 1, f"{number}. {note}", self._format(text_wrap=True)
            )
            page.set_row(row, 20)
            row += 1
        for index, text in enumerate(headings):
            box = self._boxed(bold=True, bg_color=_DARK, font_color="white", align="center")
            page.write_string(row, index, text, box)
        page.set_row(row, 24)
        plain = self._boxed(text_wrap=True, indent=1)
        for column in self.columns:
            row += 1
            need = self._boxed(align="center", font_color=_RED if column.required else "#595959")
            page.write_string(
                row, 0, column.title, self._boxed(bold=True, text_wrap=True, indent=1)
            )
            page.write_string(row, 1, "必填" if column.required else "选填", need)
            texts = (expected_content(column), examples.get(column.to, ""), column.help)
            for index, text in enumerate(texts, 2):
                page.write_string(row, index, text, plain)
            lines = max(
                _line_count(text, width)
                for text, width in zip((column.title, "", *texts), widths, strict=True)
            )
            page.set_row(row, _LINE_HEIGHT * lines + 6)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.set_margins(0.5, 0.5, 0.6, 0.7)


def expected_content(column: Column) -> str:
    """Return in Chinese what a column takes, for people who fill it in."""
    if column.allowed:
        return _allowed_content(column)
    if isinstance(column, IdentityNumber):
        return "18 位身份证号，按文本录入"
    if isinstance(column, CalendarDate):
        return "日期，如 2014-05-01" + ("，或 2014-05" if column.month_is_enough else "")
    if isinstance(column, WholeNumber):
        bounds = [
            f"不小于 {column.least}" if column.least is not None else "",
            f"不大于 {column.most}" if column.most is not None else "",
        ]
        return "，".join(["整数", *filter(None, bounds)])
    return "文字" + ("，不得重复" if column.unique else "")


def _allowed_content(column: Column) -> str:
    texts = column.allowed
    if len(texts) > _MOST_LISTED:
        return f"从下拉列表中选择，共 {len(texts)} 项，如{'、'.join(texts[:3])}"
    return "、".join(texts) + (f"（空白按“{column.blank_means}”）" if column.blank_means else "")


def _number_format(column: Column) -> str:
    if isinstance(column, CalendarDate):
        return "yyyy-mm-dd"
    # Text, so that numbers of any length and leading zeros stay as they are typed.
    return "0" if isinstance(column, WholeNumber) else "@"


def _alignment(column: Column) -> str:
    return "center" if column.is_closed or _number_format(column) != "@" else "left"


def _width(column: Column) -> float:
    if isinstance(column, IdentityNumber):
        return 24
    longest = max([len(column.title) + 1, *map(len, column.allowed)])
    return min(max(longest * 2.2 + 2, 13 if column.is_closed else 16), 30)


def _line_count(text: str, width: float) -> int:
    """Lines that a text takes in a column; Chinese characters are two units wide."""
    units = sum(1 if character.isascii() else 2 for character in text)
    return max(1, math.ceil(units / (width - 4)))

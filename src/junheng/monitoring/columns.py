"""The workbook's columns, made from the catalogue: adding an indicator adds what it asks."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Final

from junheng.monitoring.figures import SchoolKind
from junheng.profiles import Stage
from junheng.profiles.indicators import Catalogue, Level, Quantity
from junheng.tabular import Cell, CellFault, Choice, Column, Custom, Text

SCHOOLS_SHEET: Final = "学校"
COUNTY_SHEET: Final = "全县"
YEAR_ITEM: Final = "年度"
CATALOGUE_ITEM: Final = "指标体系"
SENIOR_STUDENTS: Final = "senior_students"
_LARGEST: Final = Decimal(10) ** 13


def number(cell: Cell) -> Fraction:
    """A number as it was typed: 4.195 stays 4.195. Not negative, at most four decimal places."""
    text = cell.text.replace(",", "").replace("，", "")
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise CellFault("figure_not_a_number") from None
    exponent = value.as_tuple().exponent
    if not value.is_finite() or not isinstance(exponent, int):
        raise CellFault("figure_not_a_number")
    if value < 0:
        raise CellFault("figure_negative")
    if value >= _LARGEST or exponent < -4:  # noqa: PLR2004 - four decimal places
        raise CellFault("figure_out_of_range")
    return Fraction(value)


def whole_number(cell: Cell) -> Fraction:
    """A count: no halves."""
    value = number(cell)
    if value.denominator != 1:
        raise CellFault("figure_not_whole")
    return value


def yes_or_no(cell: Cell) -> Fraction:
    """1 for 是, 0 for 否."""
    answers = {"是": 1, "有": 1, "1": 1, "√": 1, "否": 0, "无": 0, "0": 0, "×": 0}
    if cell.text not in answers:
        raise CellFault("figure_yes_or_no")
    return Fraction(answers[cell.text])


def parser_of(quantity: Quantity) -> Callable[[Cell], Fraction]:
    """How a cell with this quantity is read."""
    if quantity.is_yes_no:
        return yes_or_no
    parse, largest = whole_number if quantity.is_whole else number, quantity.largest
    if largest is None:
        return parse

    def at_most_largest(cell: Cell) -> Fraction:
        value = parse(cell)
        if value > largest:
            raise CellFault("figure_above_largest", largest=str(largest))
        return value

    return at_most_largest


def school_columns(catalogue: Catalogue) -> tuple[Column, ...]:
    """A row is a school; what its stages have apart stands in a column for each stage."""
    return (
        Custom(
            "学校代码",
            to="code",
            parse=_code,
            required=True,
            unique=True,
            aliases=("代码", "学校标识码"),
            help="六位数字，与阳光分班平台一致；前面有 0 时请把这一列设为“文本”格式。",
        ),
        Text("学校名称", to="name", required=True, unique=True, longest=60, aliases=("学校",)),
        Choice(
            "办学类型",
            to="kind",
            required=True,
            choices={kind.value: kind for kind in SchoolKind}
            | {"九年一贯制": SchoolKind.NINE_YEARS, "十二年一贯制": SchoolKind.TWELVE_YEARS},
        ),
        *_stage_columns(catalogue),
        _column(
            Quantity(SENIOR_STUDENTS, "高中学生数", "人", Level.SCHOOL, is_whole=True),
            SENIOR_STUDENTS,
            help="只有完全中学和十二年一贯制学校填写，用来拆分共用的校舍和设备。",
        ),
        *(
            _column(quantity, quantity.name)
            for quantity in catalogue.quantities.values()
            if quantity.level is Level.SCHOOL and not quantity.sum_of
        ),
    )


def stage_key(name: str, stage: Stage) -> str:
    """Where the value of a stage stands in a row."""
    return f"{name}.{stage}"


def _stage_columns(catalogue: Catalogue) -> Iterator[Column]:
    for quantity in catalogue.quantities.values():
        if quantity.level is not Level.STAGE:
            continue
        if quantity.is_shared:
            yield _column(quantity, quantity.name, help="一贯制学校和完全中学填全校合计。")
            continue
        for stage in Stage:
            title = f"{stage.label}{quantity.title}"
            yield _column(quantity, stage_key(quantity.name, stage), title=title)


def _column(quantity: Quantity, to: str, *, title: str = "", help: str = "") -> Column:  # noqa: A002 - named as in Column
    unit = "" if quantity.is_yes_no else f"（{quantity.unit}）"
    heading = f"{title or quantity.title}{unit}"
    allowed = ("是", "否") if quantity.is_yes_no else ()
    return Custom(
        heading,
        to=to,
        parse=parser_of(quantity),
        aliases=(title or quantity.title,),
        help=help,
        allowed=allowed,
        is_closed=quantity.is_yes_no,
    )


def county_columns() -> tuple[Column, ...]:
    """A row is one figure of the county."""
    return (
        Text("项目", to="item", required=True, unique=True, longest=100),
        Custom("数值", to="value", parse=lambda cell: cell, aliases=("内容",)),
    )


def _code(cell: Cell) -> str:
    text = cell.text.removesuffix(".0")
    if not re.fullmatch(r"[0-9]{6}", text):
        raise CellFault("school_code_not_six_digits")
    return text

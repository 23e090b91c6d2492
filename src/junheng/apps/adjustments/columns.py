"""The sheet of a school's registered roll (学籍) as it is exported: its columns."""

from collections.abc import Mapping
from typing import Final

from junheng.tabular import CalendarDate, Cell, CellFault, Choice, Column, Custom, Text

TITLE: Final = "学籍名单"
_MOST_EXACT_DIGITS: Final = 15


def _number(cell: Cell) -> str:
    """A number as it stands: a wrong one is a difference to work off, not a fault of the sheet."""
    if isinstance(cell.value, int | float) and len(cell.text) > _MOST_EXACT_DIGITS:
        raise CellFault("long_number_typed_as_number")
    return cell.text.replace(" ", "").removeprefix("'").upper()


def _plain(cell: Cell) -> str:
    return cell.text.strip()


COLUMNS: Final[tuple[Column, ...]] = (
    Text(
        "姓名",
        to="name",
        required=True,
        is_personal_name=True,
        longest=50,
        aliases=("学生姓名", "XM"),
        help="与学籍系统一致。",
    ),
    Choice(
        "性别",
        to="gender",
        choices={"男": 1, "女": 2, "男性": 1, "女性": 2, "1": 1, "2": 2},
        aliases=("性别码", "XB", "XBM"),
        help="男或女。",
    ),
    Custom(
        "身份证号",
        to="identity_number",
        required=True,
        parse=_number,
        accepts_formula=False,
        aliases=(
            "身份证件号", "身份证号码", "身份证件号码", "证件号", "证件号码", "公民身份号码",
            "学生身份证号", "SFZH", "SFZJH",
        ),
        help="单元格格式设为“文本”。号码有错也照录，会列为差异。",
    ),
    Custom(
        "学籍号",
        to="registry_number",
        parse=_number,
        accepts_formula=False,
        aliases=("全国学籍号", "学籍主号", "学籍号码", "个人标识码", "学籍辅号"),
        help="学籍系统给的号码。",
    ),
    CalendarDate(
        "出生日期",
        to="birth_date",
        aliases=("出生年月日", "出生年月", "生日", "CSRQ"),
        help="可不填；填了会核对。",
    ),
    Custom(
        "学校",
        to="school",
        parse=_plain,
        aliases=("学校名称", "就读学校", "录取学校"),
        help="一份表里有几所学校时必填。",
    ),
    Custom(
        "班级",
        to="school_class",
        required=True,
        parse=_plain,
        aliases=("班", "班级名称", "所在班级", "行政班"),
        help="如 1班、七（1）班。",
    ),
)  # fmt: skip

EXAMPLES: Final[Mapping[str, str]] = {
    "name": "张三",
    "gender": "男",
    "identity_number": "（18 位）",
    "registry_number": "（学籍系统里的号码）",
    "birth_date": "2020-03-05",
    "school": "城关第一小学",
    "school_class": "1班",
}

"""The sheet of schools (学校名单): its columns, for the parser and for the template."""

import re
from collections.abc import Mapping
from typing import Final

from junheng.tabular import Cell, CellFault, Choice, Column, Custom, Text, YesNo

TITLE: Final = "学校名单"


def _code(cell: Cell) -> str:
    """Six digits; spreadsheet programs hand numbers back with a fraction."""
    text = cell.text.removesuffix(".0")
    if not re.fullmatch(r"[0-9]{6}", text):
        raise CellFault("school_code_not_six_digits")
    return text


COLUMNS: Final[tuple[Column, ...]] = (
    Custom(
        "学校代码",
        to="code",
        parse=_code,
        required=True,
        unique=True,
        aliases=("代码", "学校编号", "编号"),
        help="六位数字，由教育局编定，用后不改、不重复使用。前面有 0 时请把这一列设为“文本”格式。",
    ),
    Text(
        "学校名称",
        to="name",
        required=True,
        unique=True,
        longest=60,
        aliases=("学校", "校名", "单位名称"),
        help="与公章一致的全称。",
    ),
    Choice(
        "学段",
        to="stages",
        required=True,
        choices={
            "小学": (True, False),
            "初中": (False, True),
            "九年一贯制": (True, True),
            "九年一贯": (True, True),
            "初级中学": (False, True),
        },
        aliases=("办学类型", "学校类别", "类别"),
        help="完全中学只填“初中”：平台只管义务教育的起始年级。",
    ),
    Choice(
        "举办者",
        to="is_private",
        required=True,
        choices={"公办": False, "民办": True},
        aliases=("办学性质", "性质", "公办民办"),
        help="民办学校同样纳入阳光分班。",
    ),
    YesNo(
        "热点学校",
        to="is_hot",
        blank_means_no=True,
        aliases=("是否热点学校",),
        help="热点学校的分班由教育局和派驻纪检监察组全程监督。空白按“否”。",
    ),
)

EXAMPLES: Final[Mapping[str, str]] = {
    "code": "010001",
    "name": "城关第一小学",
    "stages": "小学",
    "is_private": "公办",
    "is_hot": "否",
}

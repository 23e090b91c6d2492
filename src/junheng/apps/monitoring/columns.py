"""The columns of a school's or the county's workbook: a line is one thing that is asked."""

from typing import Final

from junheng.tabular import Custom, Text

SHEET: Final = "填报表"
ITEM, UNIT, VALUE, BEFORE, HELP = "项目", "单位", "本年数", "上年数", "说明"

COLUMNS: Final = (
    Text(ITEM, to="item", required=True, unique=True, longest=100),
    Custom(VALUE, to="value", required=False, parse=lambda cell: cell, aliases=("数值",)),
)

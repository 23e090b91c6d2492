"""Ranks of teachers as they are written: titles old and new, backbone levels, education."""

import re
from collections.abc import Mapping
from typing import Final

from junheng.tabular import Cell, CellFault

SENIOR: Final = 4
"""The lowest title that counts as senior (高级及以上)."""
COUNTY_BACKBONE: Final = 2
"""The lowest backbone level that counts (县级及以上)."""

_TITLES: Final[Mapping[int, tuple[str, ...]]] = {
    5: ("正高级", "正高", "正高级教师", "教授级", "正高级讲师"),
    4: ("高级", "高级教师", "副高", "副高级", "中学高级", "中学高级教师", "中高", "中教高级",
        "高级讲师"),
    3: ("一级", "一级教师", "中级", "小学高级", "小学高级教师", "小高", "中学一级",
        "中学一级教师", "中一", "中教一级", "小教高级"),
    2: ("二级", "二级教师", "助理级", "小学一级", "小学一级教师", "小一", "中学二级",
        "中学二级教师", "中二", "中教二级", "小教一级"),
    1: ("三级", "三级教师", "员级", "小学二级", "小学二级教师", "小学三级", "小学三级教师",
        "中学三级", "中学三级教师", "小二", "小三", "中三", "中教三级",
        "小教二级", "小教三级"),
    0: ("", "未定级", "未定", "未评", "未评级", "未评职称", "无", "无职称", "试用期", "见习期",
        "见习", "-", "/", "—"),
}  # fmt: skip
_TITLE_OF: Final = {text: level for level, texts in _TITLES.items() for text in texts}
TITLE_TEXTS: Final = ("正高级教师", "高级教师", "一级教师", "二级教师", "三级教师", "未定级")

BACKBONE_TEXTS: Final = ("国家级", "省级", "市级", "县级", "校级", "无")
_BACKBONES: Final = (
    (5, re.compile(r"国家|全国")),
    (4, re.compile(r"省|特级|自治区")),
    (3, re.compile(r"市")),
    (2, re.compile(r"县|区|旗")),
    (1, re.compile(r"校|院|片")),
)
_NO_BACKBONE: Final = frozenset(["", "无", "否", "-", "/", "—", "0", "不是", "非骨干"])

EDUCATION_TEXTS: Final = ("研究生", "本科", "专科", "中专")
_EDUCATIONS: Final = (
    (4, re.compile(r"研究生|硕士|博士")),
    (3, re.compile(r"本科|学士")),
    (2, re.compile(r"专科|大专|高职")),
    (1, re.compile(r"中专|中师|高中|职高")),
)


def read_title(cell: Cell) -> int:
    """5 正高级 … 1 三级, 0 未定级; old titles by the reform of 2015."""
    text = re.sub(r"[（(].*?[）)]", "", cell.text.replace(" ", ""))
    level = _TITLE_OF.get(text)
    if level is None:
        raise CellFault("choice_unknown", allowed="、".join(TITLE_TEXTS))
    return level


def read_backbone(cell: Cell) -> int:
    """5 国家级 … 2 县（区）级, 1 校级, 0 none; a title without a level is asked for it."""
    text = cell.text.replace(" ", "")
    if text in _NO_BACKBONE:
        return 0
    for level, pattern in _BACKBONES:
        if pattern.search(text):
            return level
    raise CellFault("choice_unknown", allowed="、".join(BACKBONE_TEXTS))


def read_education(cell: Cell) -> int:
    """4 graduate, 3 bachelor, 2 college, 1 secondary."""
    for level, pattern in _EDUCATIONS:
        if pattern.search(cell.text):
            return level
    raise CellFault("choice_unknown", allowed="、".join(EDUCATION_TEXTS))

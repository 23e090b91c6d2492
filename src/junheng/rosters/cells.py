"""How single cells of a student roster are understood."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from junheng.profiles import Stage
from junheng.rosters.stages import grade_of_cell
from junheng.tabular import Cell, CellFault, YesNo

GENDERS: Final[Mapping[str, int]] = {
    "男": 1, "女": 2, "男性": 1, "女性": 2, "男生": 1, "女生": 2,
    "1": 1, "2": 2, "M": 1, "F": 2,
}  # fmt: skip
"""GB/T 2261.1: only 1 and 2 can be balanced; 0 and 9 must be settled before the assignment."""

WISHES: Final[Mapping[str, str]] = {
    "同班": "together", "不同班": "apart", "无": "none",
    "要求同班": "together", "希望同班": "together", "是": "together", "在一起": "together",
    "分班": "apart", "分开": "apart", "异班": "apart", "不要同班": "apart",
    "无要求": "none", "不要求": "none", "均可": "none", "都可以": "none", "随机": "none",
    "服从分配": "none", "-": "none", "/": "none",
    "否": "unclear",
}  # fmt: skip
"""Wishes as written. 否 under 是否同班 may mean "apart" or "no wish": siblings are asked."""

WISH_TEXTS: Final = ("同班", "不同班", "无")

_DISABILITIES: Final = re.compile(
    r"(视力|听力|言语|肢体|智力|精神|多重)(残疾|障碍|残)?|自闭症|孤独症"
)
_NO_DISABILITY: Final = frozenset(["正常", "普通", "健康", "00", "无残疾", "非残疾", "未见异常"])
# 教基厅 2007 No. 10: 00 ordinary, 10 in an ordinary class, 11 sight, 12 hearing, 13 mind, 19 other.
_INCLUSION_CODES: Final = frozenset(["10", "11", "12", "13", "19", "随班就读"])
_LEFT_BEHIND: Final[Mapping[str, bool]] = {
    "非留守": False, "非留守儿童": False, "不是": False,
    "单亲留守": True, "双亲留守": True, "单亲留守儿童": True, "双亲留守儿童": True,
    "留守": True, "留守儿童": True, "2": True,
}  # fmt: skip
_ATTENDANCE: Final[Mapping[str, bool]] = {
    "": False, "走读": False, "住校": True, "1": False, "2": True,
    "寄宿": True, "住宿": True, "住读": True, "走读生": False, "住校生": True, "寄宿生": True,
}  # fmt: skip

_yes_no: Final = YesNo("是否", to="", blank_means_no=True)


def read_wish(cell: Cell) -> str:
    """A value of `WISHES`."""
    wish = WISHES.get(cell.text.replace(" ", ""))
    if wish is None:
        raise CellFault("choice_unknown", allowed="、".join(WISH_TEXTS))
    return wish


def read_attendance(cell: Cell) -> bool:
    """Whether a student boards (就读方式 1 走读, 2 住校); blank counts as no."""
    boards = _ATTENDANCE.get(cell.text.replace(" ", ""))
    if boards is None:
        raise CellFault("choice_unknown", allowed="走读、住校")
    return boards


def _yes_no_or(read_text: Callable[[str], bool | None]) -> Callable[[Cell], bool]:
    """A parser for 是/否 in all forms and, before that, the words `read_text` knows."""

    def parse(cell: Cell) -> bool:
        known = read_text(cell.text.replace(" ", ""))
        return known if known is not None else bool(_yes_no.parse(cell))

    return parse


def _inclusion(text: str) -> bool | None:
    if text in _NO_DISABILITY:
        return False
    return True if text in _INCLUSION_CODES or _DISABILITIES.fullmatch(text) else None


def read_household(cell: Cell) -> bool | None:
    """Whether the text itself says 随迁; nothing is concluded from a place."""
    text = cell.text
    if "随迁" not in text:
        return None
    return not re.search(r"(非|不是|无)[^随]{0,4}随迁", text)


def read_origin(cell: Cell) -> str:
    """A school's or a place's name; a bare number would let marks in by a false heading."""
    text = cell.text.replace(" ", "")
    if re.fullmatch(r"[\d.+-]+", text):
        raise CellFault("origin_is_number")
    return text


def read_grade(cell: Cell) -> Stage | None:
    """The stage a grade belongs to, `None` for other words."""
    return grade_of_cell(cell.text)


def read_plain(cell: Cell) -> str:
    """The text as it stands."""
    return cell.text


read_inclusion: Final = _yes_no_or(_inclusion)
"""随班就读, or a kind of disability, or 是/否."""

read_left_behind: Final = _yes_no_or(_LEFT_BEHIND.get)
"""留守: a kind, a code 0/1/2, or 是/否."""

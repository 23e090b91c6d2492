"""Columns as declarations: parser, template and instructions are made from the same lines."""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from junheng.tabular.cells import LARGEST_EXACT_NUMBER, Cell
from junheng.tabular.declaration import Column, Declaration
from junheng.tabular.faults import CellFault
from junheng.tabular.identity import IdentityNumberValue, read_identity_number

__all__ = [
    "CalendarDate",
    "Choice",
    "Column",
    "Custom",
    "IdentityNumber",
    "Text",
    "WholeNumber",
    "YesNo",
]

V = TypeVar("V")


_SPACE_BETWEEN_HANZI: Final = re.compile(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])")
_MIDDLE_DOTS: Final = re.compile(r" ?[·•‧∙⋅・･.] ?(?=[^\x00-\x7f])")
_LOST_CHARACTERS: Final = ("?", "\ufffd")


@dataclass(frozen=True, kw_only=True)
class Text(Declaration):
    """Free text. Spaces between Chinese characters go (张 三 is 张三).

    With `is_personal_name` the dots in names such as 买买提·艾力 become one dot (U+00B7), and a
    question mark, which stands where a rare character was lost, is a fault.
    Formulas are refused: the text of another cell may change under the reader's feet. So are
    numbers of more than 15 digits (学籍号 typed as a number), whose last digits are lost.
    """

    longest: int = 100
    is_personal_name: bool = False

    @property
    def accepts_formula(self) -> bool:
        return False

    def parse(self, cell: Cell, /) -> str:
        if isinstance(cell.value, int | float) and abs(cell.value) >= LARGEST_EXACT_NUMBER:
            raise CellFault("long_number_typed_as_number")
        text = _SPACE_BETWEEN_HANZI.sub("", cell.text)
        if len(text) > self.longest:
            raise CellFault("text_too_long", longest=self.longest)
        if not self.is_personal_name:
            return text
        if any(lost in text for lost in _LOST_CHARACTERS):
            raise CellFault("name_has_lost_character")
        return _MIDDLE_DOTS.sub("·", text)


@dataclass(frozen=True, kw_only=True)
class Choice(Declaration, Generic[V]):
    """One of the declared texts; several texts may stand for one value (男, 男性, 1).

    The template offers the first text of each value. Latin letters are read in any case.
    """

    choices: Mapping[str, V]

    @property
    def is_closed(self) -> bool:
        return True

    @property
    def allowed(self) -> tuple[str, ...]:
        first: list[tuple[str, V]] = []
        for text, value in self.choices.items():
            if all(value != known for _, known in first):
                first.append((text, value))
        return tuple(text for text, _ in first)

    def parse(self, cell: Cell, /) -> V:
        wanted = cell.text.replace(" ", "").lower()
        for text, value in self.choices.items():
            if text.lower() == wanted:
                return value
        raise CellFault("choice_unknown", allowed=_listed(self.allowed))


_YES: Final = frozenset(
    [
        "是",
        "有",
        "1",
        "y",
        "yes",
        "t",
        "true",
        "√",
        "✓",
        "✔",
        "☑",
        "🗸",
        "✅",
        "v",
        "对",
        "勾",
        "对勾",
        "打勾",
    ]
)
_NO: Final = frozenset(
    [
        "否",
        "无",
        "0",
        "n",
        "no",
        "f",
        "false",
        "×",
        "✗",
        "✘",
        "✕",
        "✖",
        "☐",
        "□",
        "不是",
        "没有",
    ]
)
_DASHES: Final = frozenset(["-", "—", "–", "/", "\\", "——", "--"])
_VARIATION_SELECTORS: Final = {0xFE0E: None, 0xFE0F: None}


@dataclass(frozen=True, kw_only=True)
class YesNo(Declaration):
    """是/否 in all the forms people use: 有/无, 1/0, Y/N, √/×, true/false.

    A blank cell means no only where `blank_means_no` says so; a dash counts as blank. The letter x
    is refused: some mean × by it, some a tick.
    """

    blank_means_no: bool = False

    @property
    def blank_means(self) -> str:
        return "否" if self.blank_means_no else ""

    @property
    def is_closed(self) -> bool:
        return True

    @property
    def allowed(self) -> tuple[str, ...]:
        return ("是", "否")

    def parse(self, cell: Cell, /) -> bool | None:
        text = cell.text.replace(" ", "").lower().translate(_VARIATION_SELECTORS)
        if text in _YES:
            return True
        if text in _NO:
            return False
        if text and text not in _DASHES:
            raise CellFault("yes_no_unclear")
        if self.blank_means_no:
            return False
        if self.required:
            raise CellFault("cell_required")
        return None


@dataclass(frozen=True, kw_only=True)
class IdentityNumber(Declaration):
    """身份证号 (GB 11643-1999); `today` decides which births lie in the future."""

    today: dt.date

    @property
    def accepts_formula(self) -> bool:
        return False

    def parse(self, cell: Cell, /) -> IdentityNumberValue:
        return read_identity_number(cell, today=self.today)


_DATE: Final = re.compile(
    r"(\d{4})(?:(\d{2})(\d{2})|([-/.年])(\d{1,2})(?:\4|月)(\d{1,2})日?)(?:[ T]0?0:00(?::00)?)?"
)
_MONTH: Final = re.compile(r"(\d{4})(?:(\d{2})|[-/.年](\d{1,2})月?)")


@dataclass(frozen=True, kw_only=True)
class CalendarDate(Declaration):
    """A day: a date cell, 2014-05-01, 2014/5/1, 2014.5.1, 2014年5月1日 or 20140501.

    With `month_is_enough` a month (2014-05, 201405, 2014年5月) is read as its first day.
    `earliest` and `latest` are inclusive.
    """

    earliest: dt.date | None = None
    latest: dt.date | None = None
    month_is_enough: bool = False

    def parse(self, cell: Cell, /) -> dt.date:
        day = self._day(cell)
        if self.latest and day > self.latest:
            raise CellFault("date_too_late", latest=self.latest.isoformat())
        if self.earliest and day < self.earliest:
            raise CellFault("date_too_early", earliest=self.earliest.isoformat())
        return day

    def _day(self, cell: Cell) -> dt.date:
        if isinstance(cell.value, dt.datetime):
            return cell.value.date()
        if isinstance(cell.value, dt.date):
            return cell.value
        found = _DATE.fullmatch(cell.text)
        if found:
            year, month, day = found[1], found[2] or found[5], found[3] or found[6]
            return _calendar_day(int(year), int(month), int(day))
        found = _MONTH.fullmatch(cell.text)
        if not found:
            raise CellFault("date_unreadable")
        if not self.month_is_enough:
            raise CellFault("date_lacks_day")
        return _calendar_day(int(found[1]), int(found[2] or found[3]), 1)


def _calendar_day(year: int, month: int, day: int) -> dt.date:
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise CellFault("date_impossible") from None


@dataclass(frozen=True, kw_only=True)
class WholeNumber(Declaration):
    """A whole number between `least` and `most`, both inclusive."""

    least: int | None = None
    most: int | None = None

    def parse(self, cell: Cell, /) -> int:
        text = cell.text
        if isinstance(cell.value, bool) or not re.fullmatch(r"[+-]?[0-9]{1,15}", text):
            raise CellFault("number_not_whole")
        number = int(text)
        if self.least is not None and number < self.least:
            raise CellFault("number_too_small", least=self.least)
        if self.most is not None and number > self.most:
            raise CellFault("number_too_large", most=self.most)
        return number


@dataclass(frozen=True, kw_only=True)
class Custom(Declaration):
    """A column with a parser of its own: `parse(cell)` returns the value or raises `CellFault`."""

    parse: Callable[[Cell], object]
    blank_means: str = ""
    accepts_formula: bool = True
    is_closed: bool = False
    allowed: tuple[str, ...] = ()


def _listed(texts: tuple[str, ...], most: int = 12) -> str:
    return "、".join(texts[:most]) + ("…" if len(texts) > most else "")

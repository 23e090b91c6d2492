"""Headings that must never steer an assignment, and columns of values that look like marks.

Marks, ranks, prizes and favours are refused (义务教育法 art. 22; 南通市义务教育优质均衡发展条例
art. 7 (二)); parents' standing and free remarks are ignored. The patterns stand in a text file
with its own test cases, so that a lawyer can read them.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from statistics import median
from typing import Final

from junheng.tabular import Verdict, normalise_header

_FILE = files("junheng.rosters") / "data" / "forbidden_patterns.txt"
_VERDICTS: Final[dict[str, Verdict]] = {"ALLOW": "allow", "REFUSE": "refuse", "IGNORE": "ignore"}


def forbidden_text() -> str:
    """The file of patterns, with its test cases."""
    return _FILE.read_text(encoding="utf-8")


def judge_header(header: str) -> Verdict:
    """The verdict on a normalised heading: allow before refuse before ignore, else pass."""
    for verdict, pattern in _patterns():
        if pattern.search(header):
            return verdict
    return "pass"


def refusal_reason(title: str) -> str | None:
    """Why a column of this title is refused, in the words of the papers; None when it is not.

    A title of several header lines (成绩/语文) is refused for any of its parts.
    """
    headers = [normalise_header(part) for part in (*title.split("/"), title)]
    return next(
        (reason for reason, pattern in _reasons() if any(map(pattern.search, headers))), None
    )


@cache
def _reasons() -> tuple[tuple[str, re.Pattern[str]], ...]:
    lines = (line.split("\t") for line in forbidden_text().splitlines())
    return tuple(
        (parts[2], re.compile(parts[1], re.IGNORECASE)) for parts in lines if parts[0] == "REFUSE"
    )


@cache
def _patterns() -> tuple[tuple[Verdict, re.Pattern[str]], ...]:
    lines = (line.split("\t") for line in forbidden_text().splitlines())
    return tuple(
        (_VERDICTS[parts[0]], re.compile(parts[1], re.IGNORECASE))
        for parts in lines
        if parts[0] in _VERDICTS
    )


_GRADES: Final = frozenset(
    [letter + sign for letter in "ABCDE" for sign in ("", "+", "-")]
    + ["优", "良", "中", "差", "优秀", "良好", "中等", "及格", "不及格", "合格", "不合格"]
    + ["一等", "二等", "三等", "一等奖", "二等奖", "三等奖", "甲", "乙", "丙", "丁"]
)
_MOST_MARK: Final = 150
_FEWEST_VALUES: Final = 5
_LEAST_SPREAD: Final = 15
_LEAST_MEDIAN: Final = 30
_MOSTLY: Final = 0.8
_OFTEN_FRACTIONAL: Final = 0.6
# Numbers with an innocent meaning in the national template and in schools' own lists.
_PLAIN_NUMBERS: Final = re.compile(r"距离|公里|年龄|周岁|身高|体重|视力|序号|编号|学号|邮")


def has_values_like_marks(title: str, texts: Iterable[str]) -> bool:
    """Whether an unknown column looks as if it held marks or grades, whatever its heading says."""
    filled = [text.upper() for text in texts if text]
    if len(filled) < _FEWEST_VALUES or _PLAIN_NUMBERS.search(title):
        return False
    if sum(text in _GRADES for text in filled) >= _MOSTLY * len(filled):
        return len(set(filled)) > 1
    numbers = [float(text) for text in filled if re.fullmatch(r"\d{1,3}(\.\d+)?", text)]
    return len(numbers) >= _MOSTLY * len(filled) and _are_like_marks(numbers)


def _are_like_marks(numbers: Sequence[float]) -> bool:
    distinct = sorted(set(numbers))
    if distinct[-1] > _MOST_MARK or len(distinct) < _FEWEST_VALUES:
        return False
    if _is_running_number(numbers, distinct):
        return False
    fractional = sum(not number.is_integer() for number in numbers)
    if fractional >= _OFTEN_FRACTIONAL * len(numbers):
        return True
    return distinct[-1] - distinct[0] >= _LEAST_SPREAD and median(numbers) >= _LEAST_MEDIAN


def _is_running_number(numbers: Sequence[float], distinct: Sequence[float]) -> bool:
    return len(distinct) == len(numbers) and distinct[-1] - distinct[0] == len(numbers) - 1

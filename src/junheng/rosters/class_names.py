"""Names of classes as they are written in lists: 七（1）班, 7年级1班, 一班 and 1 are one class."""

import re
from collections.abc import Iterable
from typing import Final

from junheng.tabular import normalise_text

_DIGITS: Final = {digit: value for value, digit in enumerate("零一二三四五六七八九")}
_LAST_NUMBER: Final = re.compile(r"(?P<number>\d{1,2}|[一二三四五六七八九十]{1,3})\)?班?$")
_GRADE_FIRST: Final = re.compile(r"(?P<grade>[1-9])(?P<number>\d{2})班?$")
_GRADE: Final = re.compile(
    r"(?P<stage>[初高])(?P<year>[1-3一二三])|(?P<grade>[1-9一二三四五六七八九])(年级|\()"
)
_GRADES_BEFORE: Final = {"初": 6, "高": 9}
_NO_CLASS: Final = frozenset(
    (
        "待定", "未定", "待分", "待分班", "未分班", "未编班", "暂无", "暂无班级", "无", "空",
        "转学", "转出", "转走", "休学", "退学", "离校", "未报到", "未到校", "-", "--", "—", "/",
    )
)  # fmt: skip
_SPECIAL: Final = re.compile(
    r"实验|重点|快班|慢班|特长|特色|创新|火箭|尖子|培优|竞赛|宏志|珍珠|国际|双语|少年|英才|强基"
)


def class_key(text: str) -> tuple[int, str]:
    """Return what two spellings of one class share: (number, ""), or (0, text) without a number."""
    plain = normalise_text(text).replace(" ", "")
    with_grade = _GRADE_FIRST.fullmatch(plain)
    if with_grade:
        return int(with_grade["number"]), ""
    found = _LAST_NUMBER.search(plain)
    if found is None or _SPECIAL.search(plain):
        return 0, plain
    return _number(found["number"]), ""


def is_no_class(text: str) -> bool:
    """Whether the cell says that somebody sits in no class: 待定, 转学, a dash."""
    return normalise_text(text).replace(" ", "") in _NO_CLASS


def grade_of(text: str) -> int | None:
    """Return the grade that the name of a class begins with (初一 is 7), None where it has none."""
    plain = normalise_text(text).replace(" ", "")
    with_grade = _GRADE_FIRST.fullmatch(plain)
    if with_grade:
        return int(with_grade["grade"])
    found = _GRADE.match(plain)
    if found is None:
        return None
    if found["stage"]:
        return _GRADES_BEFORE[found["stage"]] + _number(found["year"])
    return _number(found["grade"])


def has_special_name(texts: Iterable[str]) -> bool:
    """Whether a class bears a name such as 国际班, 创新班 (domain rule CA-02)."""
    return any(_SPECIAL.search(text) for text in texts)


def _number(text: str) -> int:
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return _DIGITS[text[-1]]
    return 10 * _DIGITS.get(tens, 1) + _DIGITS.get(ones, 0)

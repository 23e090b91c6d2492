"""Checks for the values in a profile; each takes the key, for the message, and the raw value.

All raise JunhengError("profile_value_wrong", key, expected), where `expected` is Chinese text.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from types import MappingProxyType

from junheng.engine.errors import JunhengError
from junheng.profiles.profile import HolidayYear, Hotline

ATTRIBUTE_TITLES: Mapping[str, str] = MappingProxyType(
    {
        "gender": "性别",
        "sen": "随班就读学生",
        "migrant": "随迁子女",
        "ethnic": "民族",
        "origin": "生源学校",
        "left_behind": "留守儿童",
        "boarding": "寄宿生",
    }
)
"""Attributes a profile may balance: name in the public record and Chinese title."""

NUMERIC_TITLES: Mapping[str, str] = MappingProxyType({"birth_month": "出生月份"})


def text(key: str, raw: object) -> str:
    """A text that is not blank."""
    if not isinstance(raw, str) or not raw.strip():
        raise _wrong(key, "文字")
    return raw


def texts(key: str, raw: object) -> tuple[str, ...]:
    """A list of texts without repetition."""
    entries = tuple(text(key, entry) for entry in array(key, raw))
    if len(set(entries)) != len(entries):
        raise _wrong(key, "不重复的文字列表")
    return entries


def day(key: str, raw: object) -> date:
    """A calendar date, without a time of day."""
    if not isinstance(raw, date) or isinstance(raw, datetime):
        raise _wrong(key, "日期，如 2026-01-01")
    return raw


def table(key: str, raw: object) -> Mapping[str, object]:
    """A TOML table."""
    if not isinstance(raw, dict):
        raise _wrong(key, "一组键值（TOML 表）")
    return raw


def array(key: str, raw: object) -> Sequence[object]:
    """A TOML array."""
    if not isinstance(raw, list):
        raise _wrong(key, "列表")
    return raw


def whole_number(least: int, most: int) -> Callable[[str, object], int]:
    """A check for a whole number from `least` to `most`."""

    def check(key: str, raw: object) -> int:
        # In Python true is an int; in a profile it is a slip of the pen.
        if not isinstance(raw, int) or isinstance(raw, bool) or not least <= raw <= most:
            raise _wrong(key, f"{least} 到 {most} 的整数")
        return raw

    return check


def span(least: int, most: int) -> Callable[[str, object], tuple[int, int]]:
    """A check for two whole numbers, the smaller one first."""
    bound = whole_number(least, most)

    def check(key: str, raw: object) -> tuple[int, int]:
        match [bound(key, end) for end in array(key, raw)]:
            case [low, high] if low <= high:
                return low, high
            case _:
                raise _wrong(key, "两个整数：最小、最大")

    return check


def one_of(*choices: str) -> Callable[[str, object], str]:
    """A check for one of the given words."""

    def check(key: str, raw: object) -> str:
        if not isinstance(raw, str) or raw not in choices:
            raise _wrong(key, "、".join(choices) + " 之一")
        return raw

    return check


def hotlines(key: str, raw: object) -> tuple[Hotline, ...]:
    """A list of {unit, phone, email?}."""
    return tuple(_hotline(f"{key}[{i}]", entry) for i, entry in enumerate(array(key, raw), 1))


def _hotline(key: str, raw: object) -> Hotline:
    entry = table(key, raw)
    for name in entry:
        if name not in {"unit", "phone", "email"}:
            raise JunhengError("profile_key_unknown", key=f"{key}.{name}")
    for name in ("unit", "phone"):
        if name not in entry:
            raise JunhengError("profile_key_missing", key=f"{key}.{name}")
    return Hotline(**{name: text(f"{key}.{name}", value) for name, value in entry.items()})


def holidays(key: str, raw: object) -> tuple[HolidayYear, ...]:
    """A list of {year, off, worked}, a year once; days are `2026-01-04` or `first/last`."""
    years = tuple(_holiday_year(f"{key}[{i}]", entry) for i, entry in enumerate(array(key, raw), 1))
    if len({one.year for one in years}) != len(years):
        raise _wrong(key, "每年一组")
    return years


def _holiday_year(key: str, raw: object) -> HolidayYear:
    entry = table(key, raw)
    for name in entry:
        if name not in {"year", "off", "worked"}:
            raise JunhengError("profile_key_unknown", key=f"{key}.{name}")
    for name in ("year", "off", "worked"):
        if name not in entry:
            raise JunhengError("profile_key_missing", key=f"{key}.{name}")
    year = whole_number(2020, 2100)(f"{key}.year", entry["year"])
    off, worked = (_days(f"{key}.{name}", entry[name], year) for name in ("off", "worked"))
    if off & worked:
        raise _wrong(f"{key}.worked", "不在假期里的日期")
    return HolidayYear(year, off, worked)


def _days(key: str, raw: object, year: int) -> frozenset[date]:
    days: set[date] = set()
    for entry in texts(key, raw):
        first, _, last = entry.partition("/")
        try:
            begin, end = date.fromisoformat(first), date.fromisoformat(last or first)
        except ValueError:
            raise _wrong(key, "日期 2026-01-04 或起止 2026-01-01/2026-01-03") from None
        if begin > end or {begin.year, end.year} != {year}:
            raise _wrong(key, f"{year} 年内先早后晚的日期")
        days.update(begin + timedelta(days=count) for count in range((end - begin).days + 1))
    return frozenset(days)


def _wrong(key: str, expected: str) -> JunhengError:
    return JunhengError("profile_value_wrong", key=key, expected=expected)

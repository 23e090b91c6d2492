"""The registered roll beside the classes of the record (XJ-01).

A child is found by identity number, then by number of the roll, then by name, birth date and sex;
what is not unique on both sides is not guessed at.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from junheng.apps.adjustments.states import DifferenceKind
from junheng.rosters.names import written_name
from junheng.tabular import normalise_text

GENDERS: Final = {1: "男", 2: "女"}
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS: Final = "10X98765432"
_DIGITS: Final = {word: number for number, word in enumerate("零一二三四五六七八九")}
_TEN: Final = 10


@dataclass(frozen=True)
class ResultChild:
    """A child of the classes; `registration` is the number the school registered it under."""

    name: str
    identity_number: str
    birth_date: date | None
    gender: int
    school_class: str
    registration: str = ""


@dataclass(frozen=True)
class RollChild:
    """A row of the roll as it stands in the sheet; what is not filled in is empty or None."""

    row: int
    name: str
    identity_number: str
    registry_number: str = ""
    birth_date: date | None = None
    gender: int | None = None
    school: str = ""
    school_class: str = ""


@dataclass(frozen=True)
class Found:
    """One difference, before it is written down."""

    kind: DifferenceKind
    name: str
    identity_number: str
    row: int | None
    result_place: str
    registry_place: str


@dataclass(frozen=True)
class Comparison:
    """What came out: children of the classes, how many agree in all, differences, other schools."""

    compared: int
    agreeing: int
    elsewhere: int
    differences: tuple[Found, ...]


def class_number(text: str) -> int | None:
    """The number of a class as schools write it: 1班, 七（1）班, 2026级3班, 一（二）班, 05."""
    words = normalise_text(text).replace(" ", "").replace("(", "（").replace(")", "）")
    for pattern in (
        r"（([0-9零一二三四五六七八九十]{1,3})）",
        r"([0-9零一二三四五六七八九十]{1,3})班",
    ):
        found = re.findall(pattern, words)
        if found:
            return _number(found[-1])
    return (
        _number(words) if re.fullmatch(r"[0-9]{1,2}|[一二三四五六七八九十]{1,3}", words) else None
    )


def is_identity_number(number: str) -> bool:
    """Whether a resident identity number is right in form and check digit (GB 11643-1999)."""
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return number[-1] == _CHECKS[total % 11]


def compare(
    classes: Sequence[ResultChild], roll: Sequence[RollChild], *, school: str
) -> Comparison:
    """Compare the classes of one school with a roll that may hold other schools as well."""
    pairs = _paired(classes, roll)
    taken = set(pairs.values())
    differences: list[Found] = []
    agreeing = 0
    for place, child in enumerate(classes):
        row = pairs.get(place)
        found = (
            [_found(DifferenceKind.ONLY_IN_RESULT, child, None, school)]
            if row is None
            else _between(child, roll[row], school)
        )
        agreeing += not found
        differences += found
    own = [number for number, row in enumerate(roll) if number in taken or _is_own(row, school)]
    differences += [
        _found(DifferenceKind.ONLY_IN_REGISTRY, None, roll[number], school)
        for number in own
        if number not in taken
    ]
    differences += _within([roll[number] for number in own], school)
    return Comparison(len(classes), agreeing, len(roll) - len(own), tuple(differences))


def _paired(classes: Sequence[ResultChild], roll: Sequence[RollChild]) -> dict[int, int]:
    """Place in the classes → place in the roll, by the keys in their order."""
    pairs: dict[int, int] = {}
    for result_key, roll_key in _KEYS:
        taken = set(pairs.values())
        one = _unique((result_key(c), i) for i, c in enumerate(classes) if i not in pairs)
        other = _unique((roll_key(r), i) for i, r in enumerate(roll) if i not in taken)
        pairs |= {place: other[key] for key, place in one.items() if key in other}
    return pairs


_KEYS: Final[tuple[tuple[Callable[[ResultChild], Any], Callable[[RollChild], Any]], ...]] = (
    (
        lambda child: (child.identity_number, written_name(child.name)),
        lambda row: row.identity_number and (row.identity_number, written_name(row.name)),
    ),
    (lambda child: child.identity_number, lambda row: row.identity_number),
    (lambda child: child.registration, lambda row: row.registry_number),
    (
        lambda child: (
            child.birth_date and (written_name(child.name), child.birth_date, child.gender)
        ),
        lambda row: row.birth_date and (written_name(row.name), row.birth_date, row.gender),
    ),
)


def _unique(pairs: Iterable[tuple[Any, int]]) -> dict[Any, int]:
    seen: dict[Any, list[int]] = {}
    for key, place in pairs:
        if key:
            seen.setdefault(key, []).append(place)
    return {key: places[0] for key, places in seen.items() if len(places) == 1}


def _between(child: ResultChild, row: RollChild, school: str) -> list[Found]:
    """Everything in which a child and its row differ."""
    kind = DifferenceKind
    differs: Mapping[DifferenceKind, bool] = {
        kind.SCHOOL: not _is_own(row, school),
        kind.CLASS: not _is_same_class(child.school_class, row.school_class),
        kind.NAME: written_name(child.name) != written_name(row.name),
        kind.BIRTH: None not in (child.birth_date, row.birth_date)
        and child.birth_date != row.birth_date,
        kind.GENDER: row.gender is not None and child.gender != row.gender,
        kind.IDENTITY: child.identity_number != row.identity_number,
    }
    return [
        _found(one, child, row, school) for one, is_different in differs.items() if is_different
    ]


def _within(roll: Sequence[RollChild], school: str) -> list[Found]:
    """What is wrong with the roll by itself: numbers that stand twice, numbers that are none."""
    kind = DifferenceKind
    identities = Counter(row.identity_number for row in roll if row.identity_number)
    registries = Counter(row.registry_number for row in roll if row.registry_number)
    found = []
    for row in roll:
        if identities[row.identity_number] > 1:
            found.append(_found(kind.DUPLICATE_IDENTITY, None, row, school))
        if registries[row.registry_number] > 1:
            found.append(_found(kind.DUPLICATE_REGISTRY, None, row, school))
        if not is_identity_number(row.identity_number) and _looks_resident(row.identity_number):
            found.append(_found(kind.INVALID_IDENTITY, None, row, school))
    return found


def _looks_resident(number: str) -> bool:
    """Passports and other documents have letters; they are not judged here."""
    return not re.search(r"[A-WYZ]", number)


def _found(
    kind: DifferenceKind, child: ResultChild | None, row: RollChild | None, school: str
) -> Found:
    person = child or row
    assert person is not None  # noqa: S101 - one of the two is there
    return Found(
        kind=kind,
        name=person.name,
        identity_number=person.identity_number,
        row=row.row if row else None,
        result_place=_result_words(kind, child, school) if child else "",
        registry_place=_roll_words(kind, row, school) if row else "",
    )


def _result_words(kind: DifferenceKind, child: ResultChild, school: str) -> str:
    words = {
        DifferenceKind.NAME: "",
        DifferenceKind.BIRTH: str(child.birth_date or ""),
        DifferenceKind.GENDER: GENDERS[child.gender],
        DifferenceKind.SCHOOL: school,
    }
    return "　".join(word for word in (words.get(kind, ""), child.school_class) if word)


def _roll_words(kind: DifferenceKind, row: RollChild, school: str) -> str:
    words = {
        DifferenceKind.BIRTH: str(row.birth_date or ""),
        DifferenceKind.GENDER: GENDERS.get(row.gender or 0, ""),
        DifferenceKind.SCHOOL: row.school or school,
    }
    return "　".join(word for word in (words.get(kind, ""), row.school_class) if word)


def _is_own(row: RollChild, school: str) -> bool:
    return not row.school or normalise_text(row.school) == normalise_text(school)


def _is_same_class(one: str, other: str) -> bool:
    first, second = class_number(one), class_number(other)
    if first is None or second is None:
        return normalise_text(one) == normalise_text(other)
    return first == second


def _number(word: str) -> int:
    if word.isdecimal():
        return int(word)
    tens, ten, ones = word.rpartition("十")
    if not ten:
        return int("".join(str(_DIGITS[character]) for character in word))
    return (_DIGITS[tens] if tens else 1) * _TEN + (_DIGITS[ones] if ones else 0)

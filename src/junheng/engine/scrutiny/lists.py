"""A class list as the tests see it: positions with codes, marks and classes; never a person.

Marks are for inspection only (督查). They live in this value and in the report made from it, and
never beside the data of a draw.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain

from junheng.engine.errors import JunhengError
from junheng.engine.randomness.suites import INTL

LEAST_CLASS_SIZE = 5
"""A class with fewer students is nearly always a name typed wrong."""

MOST_MEASURE = 100_000
"""Largest distance between two values of a measure; sums of squares must fit 64 bits."""

MOST_SCORE = 1_000

MOST_POSITIONS = 20_000


@dataclass(frozen=True, slots=True)
class Attribute:
    """A property of each position; `None` where it is not known, which counts as a value.

    `is_declared`: the school says that it was balanced when the classes were formed. `is_group`:
    many small groups (one kindergarten, one employer of parents), of which pairs are counted.
    """

    name: str
    codes: tuple[int | None, ...]
    is_declared: bool = False
    is_group: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """A whole number per position (marks times ten, birth month); `None` where not known.

    `is_mark`: marks of an examination, whose top and bottom tenth are looked at too.
    `is_declared`: class sums were balanced when the classes were formed. `unit` is how many
    whole numbers one unit of the reader has (10 for marks with one decimal).
    """

    name: str
    values: tuple[int | None, ...]
    is_mark: bool = False
    is_declared: bool = False
    unit: int = 1


@dataclass(frozen=True, slots=True)
class TeacherScore:
    """A whole number per class that tells how strong its teachers are (years, title level)."""

    name: str
    scores: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ClassList:
    """Classes 0…k-1 of n positions, and what is known of both.

    `order` holds the rank of each position in the order of registration (no two equal, `None`
    where not known), or is `None` altogether.
    """

    class_count: int
    classes: tuple[int, ...]
    attributes: tuple[Attribute, ...] = ()
    measures: tuple[Measure, ...] = ()
    teachers: tuple[TeacherScore, ...] = ()
    order: tuple[int | None, ...] | None = None

    @property
    def position_count(self) -> int:
        """How many positions there are."""
        return len(self.classes)

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many positions each class has."""
        held = Counter(self.classes)
        return tuple(held[c] for c in range(self.class_count))


def check_list(class_list: ClassList) -> None:
    """Refuse a list of which no test can say anything.

    Raises JunhengError: scrutiny_list_malformed (with the part), scrutiny_list_too_long,
    scrutiny_one_class, scrutiny_class_tiny (with the smallest size, 0-based classes and the least).
    """
    for part, well_formed in _form(class_list):
        if not well_formed:
            raise JunhengError("scrutiny_list_malformed", part=part)
    if class_list.position_count > MOST_POSITIONS:
        raise JunhengError("scrutiny_list_too_long", most=MOST_POSITIONS)
    if class_list.class_count == 1:
        raise JunhengError("scrutiny_one_class")
    tiny = [c for c, size in enumerate(class_list.sizes) if size < LEAST_CLASS_SIZE]
    if tiny:
        raise JunhengError("scrutiny_class_tiny", classes=tuple(tiny), least=LEAST_CLASS_SIZE)


def _form(class_list: ClassList) -> list[tuple[str, bool]]:
    n, k = class_list.position_count, class_list.class_count
    names = [one.name for one in class_list.attributes]
    names += [one.name for one in class_list.measures]
    checks = [
        ("names", len(set(names)) == len(names)),
        ("classes", n > 0 and all(0 <= c < k for c in class_list.classes)),
    ]
    checks += [(one.name, len(one.codes) == n) for one in class_list.attributes]
    checks += [(one.name, _measure_fits(one, n)) for one in class_list.measures]
    checks += [
        (one.name, len(one.scores) == k and max(map(abs, one.scores)) <= MOST_SCORE)
        for one in class_list.teachers
    ]
    if class_list.order is not None:
        ranks = [rank for rank in class_list.order if rank is not None]
        checks.append(("order", len(class_list.order) == n and len(set(ranks)) == len(ranks)))
    return checks


def _measure_fits(measure: Measure, n: int) -> bool:
    known = [value for value in measure.values if value is not None]
    if len(measure.values) != n or measure.unit < 1:
        return False
    return not known or max(known) - min(known) <= MOST_MEASURE


def in_canonical_order(class_list: ClassList) -> ClassList:
    """Return the same list with its positions sorted by all that is known of them.

    So the order of rows in a spreadsheet changes nothing: positions that cannot be told apart
    are interchangeable.
    """
    columns: list[Sequence[int | None]] = [class_list.classes]
    columns += [one.codes for one in class_list.attributes]
    columns += [one.values for one in class_list.measures]
    if class_list.order is not None:
        columns.append(class_list.order)
    keys = [tuple((v is not None, v or 0) for v in line) for line in zip(*columns, strict=True)]
    places = sorted(range(class_list.position_count), key=keys.__getitem__)
    return ClassList(
        class_list.class_count,
        tuple(class_list.classes[p] for p in places),
        tuple(
            replace(one, codes=tuple(one.codes[p] for p in places)) for one in class_list.attributes
        ),
        tuple(
            replace(one, values=tuple(one.values[p] for p in places)) for one in class_list.measures
        ),
        class_list.teachers,
        None if class_list.order is None else tuple(class_list.order[p] for p in places),
    )


def digest_of_list(class_list: ClassList) -> str:
    """Return 64 hex digits of a list, whatever the order of its positions."""
    ordered = in_canonical_order(class_list)
    lines = [f"JUNHENG-SCRUTINY-LIST/1 {ordered.position_count} {ordered.class_count}"]
    lines.append(_line("classes", ordered.classes))
    lines += [
        _line(f"attribute {one.name} {int(one.is_declared)}{int(one.is_group)}", one.codes)
        for one in ordered.attributes
    ]
    lines += [
        _line(f"measure {one.name} {int(one.is_mark)}{int(one.is_declared)}", one.values)
        for one in ordered.measures
    ]
    lines += [_line(f"teacher {one.name}", one.scores) for one in ordered.teachers]
    lines.append(_line("order", ordered.order or ()))
    return INTL.digest("\n".join(lines).encode()).hex()


def _line(title: str, numbers: Sequence[int | None]) -> str:
    return " ".join(chain((title,), ("-" if v is None else str(v) for v in numbers)))

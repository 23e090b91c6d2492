"""What is asked of a list, brought to tables for the hot loops.

| kind | what it adds up | natural unit |
|---|---|---|
| spread | squared counts by class over their share (Pearson) | 1 = as a plain random list |
| range | largest less smallest count, class sizes allowed for | students |
| largest, top, bottom, absent | the class furthest above its share | standard deviations |
| pairs | pairs of one group in one class | pairs |
| means | squared class sums (analysis of variance) | 1 = as a plain random list |
| highest | the class whose mean is furthest above the mean of all | standard deviations |
| neighbours, turns | neighbours by registration, 1 or k apart, in one class | pairs |
| dealt, dealt_by_mark | of k in a row by registration or by a mark, those in one class | pairs |
| teacher_codes, teacher_means | teachers' score against what the class holds | correlation |
"""

from collections import Counter
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from math import sqrt

import numpy as np
import numpy.typing as npt

from junheng.engine.randomness.stream import RandomStream
from junheng.engine.randomness.suites import INTL
from junheng.engine.scrutiny.lists import Attribute, ClassList, Measure
from junheng.engine.scrutiny.results import QuestionKind, Side, Untested, UntestedReason
from junheng.engine.scrutiny.walks import (
    BLOCKS,
    HIGHEST,
    LARGEST,
    MEANS,
    NEIGHBOURS,
    PAIRS,
    RANGE,
    SPREAD,
    TEACHER_CODES,
    TEACHER_MEANS,
    Fixed,
    Layout,
    energy_of,
)

WEIGHT = 1 << 40
SCALE = 1 << 62
SIZE_WEIGHT = 1 << 24
"""Less where sums of squares would leave 62 bits; see `_size_weight`."""

_MOST_MISSING = 0.2
_ONE_TENTH = 10
_FEWEST_ABSENT = 5


@dataclass(frozen=True, slots=True)
class Question:
    """One statistic of the kernel and the sides on which it is judged.

    `first` and `behind` bound the rows (or name the measure), `extra` is the lag or the teacher
    score. `is_declared`: about something that was balanced on purpose.
    """

    kind: QuestionKind
    subject: str
    code: int
    first: int
    behind: int
    extra: int
    sides: tuple[Side, ...]
    is_declared: bool
    teacher: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One code of one attribute: how many positions hold it."""

    attribute: str
    code: int | None
    total: int


class Tables:
    """A list as the kernels take it: layout, fixed tables, rows and questions."""

    def __init__(self, class_list: ClassList) -> None:
        self.list = class_list
        self.sizes = class_list.sizes
        self.untested: list[Untested] = []
        self.rows: list[Row] = []
        self.questions: list[Question] = []
        self.measures = [one for one in class_list.measures if self._is_usable_measure(one)]
        self._columns: list[list[int]] = []
        self._declared: list[int] = []
        self._declared_measures: list[int] = []
        self._teachers = [one for one in class_list.teachers if self._is_usable_teacher(one.scores)]
        self._values = [centred(one) for one in self.measures]
        self._order: list[int] = []
        for attribute in class_list.attributes:
            self._take_attribute(attribute)
        for number in range(len(self.measures)):
            self._take_measure(number)
        self._take_order()
        self.scores = self._centred_scores()
        self.layout, self.fixed = self._lay_out()

    @property
    def declared_rows(self) -> list[int]:
        """The rows that were balanced."""
        return [row for place in self._declared for row in sorted(set(self._columns[place]))]

    @property
    def has_declared(self) -> bool:
        """Whether anything was balanced when the classes were formed."""
        return bool(self._declared or self._declared_measures)

    def asking(self, numbers: Sequence[int]) -> "Tables":
        """The same list with only these questions, in this order."""
        fewer = copy(self)
        fewer.questions = [self.questions[number] for number in numbers]
        fewer.layout = self.layout._replace(questions=len(numbers))
        fewer.fixed = self.fixed._replace(program=_program(fewer.questions))
        return fewer

    def energy(self, counts: Sequence[int], sums: Sequence[int]) -> int:
        """How far a counted list is from the best balance of what was declared."""
        return energy_of(self.layout, self.fixed, counts, sums, self.declared_rows)

    def column_of(self, row: int) -> int:
        """The column of codes that a row belongs to."""
        return next(place for place, column in enumerate(self._columns) if row in column)

    def _leave_out(self, subject: str, reason: UntestedReason) -> bool:
        self.untested.append(Untested(subject, reason))
        return False

    def _is_usable_measure(self, measure: Measure) -> bool:
        known = [value for value in measure.values if value is not None]
        if _misses_much(len(known), len(measure.values)):
            return self._leave_out(measure.name, "mostly_missing")
        if len(set(known)) == 1:
            return self._leave_out(measure.name, "constant")
        return True

    def _is_usable_teacher(self, scores: Sequence[int]) -> bool:
        return len(set(scores)) > 1

    def _usable_order(self) -> list[int]:
        ranks = self.list.order
        if ranks is None:
            return []
        known = sorted((rank, place) for place, rank in enumerate(ranks) if rank is not None)
        if _misses_much(len(known), len(ranks)):
            self._leave_out("order", "mostly_missing")
            return []
        return [place for _, place in known]

    def _add_order(self, places: Sequence[int]) -> tuple[int, int]:
        first = len(self._order)
        self._order += places
        return first, len(self._order)

    def _take_attribute(self, attribute: Attribute) -> None:
        held = Counter(attribute.codes)
        if _misses_much(len(attribute.codes) - held[None], len(attribute.codes)):
            self._leave_out(attribute.name, "mostly_missing")
            return
        if len(held) == 1:
            self._leave_out(attribute.name, "constant")
            return
        if max(held.values()) == 1:
            self._leave_out(attribute.name, "all_different")
            return
        first, behind = self._add_rows(attribute.name, attribute.codes)
        if attribute.is_declared:
            self._declared.append(len(self._columns) - 1)
        both: tuple[Side, ...] = ("uneven",) if attribute.is_declared else ("uneven", "even")
        add = _Adder(self, attribute.name, is_declared=attribute.is_declared)
        if attribute.is_group:
            add("pairs", PAIRS, first, behind, sides=both)
        else:
            add("spread", SPREAD, first, behind, sides=both)
            add("range", RANGE, first, behind)
            for number, teacher in enumerate(self._teachers):
                add(
                    "teacher_codes", TEACHER_CODES, first, behind,
                    extra=number, teacher=teacher.name,
                )  # fmt: skip
        add("largest", LARGEST, first, behind)

    def _take_measure(self, number: int) -> None:
        measure = self.measures[number]
        if measure.is_declared:
            self._declared_measures.append(number)
        both: tuple[Side, ...] = ("uneven",) if measure.is_declared else ("uneven", "even")
        add = _Adder(self, measure.name, is_declared=measure.is_declared)
        add("means", MEANS, number, number + 1, sides=both)
        add("highest", HIGHEST, number, number + 1)
        for place, teacher in enumerate(self._teachers):
            add("teacher_means", TEACHER_MEANS, number, number + 1, extra=place,
                teacher=teacher.name)  # fmt: skip
        missing = sum(value is None for value in measure.values)
        if missing >= _FEWEST_ABSENT:
            absent = [int(value is None) for value in measure.values]
            _, behind = self._add_rows(measure.name, absent)
            add("absent", LARGEST, behind - 1, behind)
        if measure.is_mark:
            first, behind = self._add_order(self._by_mark(measure))
            add(
                "dealt_by_mark", BLOCKS, first, behind, extra=self.list.class_count, sides=("even",)
            )
            for kind, sign in (("top", 1), ("bottom", -1)):
                extreme = tenth(measure.values, sign)
                if len(set(extreme)) > 1:
                    _, behind = self._add_rows(measure.name, extreme)
                    add("top" if kind == "top" else "bottom", LARGEST, behind - 1, behind)

    def _by_mark(self, measure: Measure) -> list[int]:
        """Positions from the highest mark down; equal marks in an order that knows no class."""
        places = list(range(self.list.position_count))
        RandomStream(INTL.digest(f"JUNHENG-SCRUTINY-TIES/1\n{measure.name}".encode())).shuffle(
            places
        )
        known = [(value, p) for p in places if (value := measure.values[p]) is not None]
        return [place for _, place in sorted(known, key=lambda pair: -pair[0])]

    def _take_order(self) -> None:
        places = self._usable_order()
        if not places:
            return
        k = self.list.class_count
        first, behind = self._add_order(places)
        add = _Adder(self, "order", is_declared=False)
        add("neighbours", NEIGHBOURS, first, behind, extra=1, sides=("uneven", "even"))
        add("turns", NEIGHBOURS, first, behind, extra=k, sides=("uneven", "even"))
        add("dealt", BLOCKS, first, behind, extra=k, sides=("even",))

    def _add_rows(self, name: str, codes: Sequence[int | None]) -> tuple[int, int]:
        held = Counter(codes)
        known = sorted(code for code in held if code is not None)
        found: list[int | None] = [*known, None] if None in held else [*known]
        first = len(self.rows)
        self.rows += [Row(name, code, held[code]) for code in found]
        row_of = {code: first + place for place, code in enumerate(found)}
        self._columns.append([row_of[code] for code in codes])
        return first, len(self.rows)

    def _centred_scores(self) -> list[list[int]]:
        """Scores times n less their sum over students, so that they add up to 0 over students."""
        n = self.list.position_count
        sums = [
            sum(score * size for score, size in zip(one.scores, self.sizes, strict=True))
            for one in self._teachers
        ]
        return [
            [n * score - total for score in one.scores]
            for one, total in zip(self._teachers, sums, strict=True)
        ]

    def _lay_out(self) -> tuple[Layout, Fixed]:
        n, k = self.list.position_count, self.list.class_count
        layout = Layout(
            n, k, len(self._columns), len(self.measures), len(self.questions),
            len(self._declared), len(self._declared_measures),
        )  # fmt: skip
        cells = [(row.total, size) for row in self.rows for size in self.sizes]
        even = max(self.sizes) - min(self.sizes) <= 1
        windows = [
            (total // k, total // k + 1) if even else (total * size // n, -(-total * size // n))
            for total, size in cells
        ]
        sums = [sum(values) for values in self._values]
        fixed = Fixed(
            rows=[column[p] for p in range(n) for column in self._columns],
            values=[values[p] for p in range(n) for values in self._values],
            order=self._order,
            program=_program(self.questions),
            weights=[WEIGHT // (total * size) for total, size in cells],
            shares=[total * size for total, size in cells],
            scales=[SCALE // max(1, t * s * (n - t) * (n - s)) for t, s in cells],
            size_weights=[
                _size_weight(values) // size for values in self._values for size in self.sizes
            ],
            scores=[score for scores in self.scores for score in scores],
            low=[low for low, _ in windows],
            high=[high for _, high in windows],
            declared=[*self._declared, *self._declared_measures],
            sum_low=[total * size // n for total in sums for size in self.sizes],
            sum_high=[-(-total * size // n) for total in sums for size in self.sizes],
            units=[one.unit for one in self.measures],
        )
        return layout, fixed

    def in_natural_unit(
        self, question: Question, answers: npt.NDArray[np.int64]
    ) -> npt.NDArray[np.float64]:
        """Return answers of the kernel in the unit of their kind; their order stays the same."""
        less, unit = self._unit_of(question)
        numbers = (answers - less) / unit
        is_root = question.code in {LARGEST, HIGHEST}
        return np.sqrt(numbers) if is_root else numbers

    def _unit_of(self, question: Question) -> tuple[int, float]:
        """Return what an answer has too much, and how much of it is one unit of its kind."""
        n, k = self.list.position_count, self.list.class_count
        less, unit = 0, 1.0
        if question.kind == "spread":
            rows = question.behind - question.first
            less, unit = WEIGHT, WEIGHT * (rows - 1) * (k - 1) / (n - 1)
        elif question.kind == "range":
            unit = float(n)
        elif question.code == LARGEST:
            unit = SCALE / (n - 1)
        elif question.teacher is not None:
            unit = self._largest_teacher_answer(question)
        elif question.code in {MEANS, HIGHEST}:
            weight = _size_weight(self._values[question.first])
            about_mean, squares = self._squares(question.first)
            unit = weight * squares / (n - 1)
            if question.code == MEANS:
                less, unit = round(about_mean * weight), unit * (k - 1)
        return less, unit

    def _squares(self, measure: int) -> tuple[float, float]:
        """Return what the mean alone adds to the squares of a measure, and the rest of them."""
        values = self._values[measure]
        about_mean = sum(values) ** 2 / len(values)
        return about_mean, sum(value * value for value in values) - about_mean

    def _largest_teacher_answer(self, question: Question) -> float:
        n = self.list.position_count
        scores = self.scores[question.extra]
        spread = sum(score * score * size for score, size in zip(scores, self.sizes, strict=True))
        if question.code == TEACHER_MEANS:
            return sqrt(spread * self._squares(question.first)[1])
        totals = [row.total for row in self.rows[question.first : question.behind]]
        return n * sum(sqrt(spread * total * (n - total) / n) for total in totals)


class _Adder:
    """Adds questions about one subject."""

    def __init__(self, tables: Tables, subject: str, *, is_declared: bool) -> None:
        self._tables, self._subject, self._is_declared = tables, subject, is_declared

    def __call__(
        self,
        kind: QuestionKind,
        code: int,
        first: int,
        behind: int,
        *,
        extra: int = 0,
        sides: tuple[Side, ...] = ("uneven",),
        teacher: str | None = None,
    ) -> None:
        """Add one."""
        self._tables.questions.append(
            Question(
                kind, self._subject, code, first, behind, extra, sides, self._is_declared, teacher
            )
        )


def centred(measure: Measure) -> list[int]:
    """Return the values less their rounded mean; what is not known stands at the mean (0)."""
    known = [value for value in measure.values if value is not None]
    middle = (2 * sum(known) + len(known)) // (2 * len(known))
    return [0 if value is None else value - middle for value in measure.values]


def tenth(values: Sequence[int | None], sign: int) -> list[int]:
    """Return 1 for the top (`sign` 1) or bottom (-1) tenth of what is known, ties included."""
    known = sorted((sign * value for value in values if value is not None), reverse=True)
    threshold = known[-(-len(known) // _ONE_TENTH) - 1]
    return [int(value is not None and sign * value >= threshold) for value in values]


def _size_weight(values: Sequence[int]) -> int:
    """Return the power of two that class sums are weighed with: all squares stay below 2^62."""
    weight = SIZE_WEIGHT
    while weight * sum(value * value for value in values) >= SCALE:
        weight //= 2
    return weight


def _program(questions: Sequence[Question]) -> list[int]:
    return [number for one in questions for number in (one.code, one.first, one.behind, one.extra)]


def _misses_much(known: int, all_positions: int) -> bool:
    return all_positions - known > _MOST_MISSING * all_positions

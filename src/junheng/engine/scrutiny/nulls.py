"""Random lists under the two nulls, and the answers of each.

*Plain*: every list with these class sizes is equally likely. *Balanced*: every list with these
class sizes whose declared attributes are exactly as even is equally likely, which is what a fair
balanced draw leaves to chance.

The balanced lists come from a walk that looks the same forwards and backwards. So the list itself
is put at a random place of the walk (Besag and Clifford 1989): the walk goes from it one way and
then the other, and if the list was as likely as all others on its level, its place among them is
uniform however slowly the walk mixes. p-values are valid without any assumption about mixing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import factorial, prod
from typing import Any

import numpy as np
import numpy.typing as npt

from junheng.engine.randomness.stream import RandomStream
from junheng.engine.randomness.suites import INTL
from junheng.engine.scrutiny.kernels import Kernel
from junheng.engine.scrutiny.questions import Tables
from junheng.engine.scrutiny.results import NullName
from junheng.engine.scrutiny.walks import (
    MOVED,
    RECORDED,
    SPARE_WORDS,
    STEPS,
    Room,
    ask,
    count_list,
)

MOST_ENUMERATED = 20_000
"""As many different lists or fewer are all looked at, one by one."""

PATIENCE = 64
"""A walk may take so many steps for each one that counts."""

_LEAST_MOVES = 20
"""Fewer than one move for so many lists: the balance leaves nothing to chance."""

_MOST_CHANCE = 1 << 30
_CHANCE = 1 << 35
_READ_AHEAD = 1 << 16

Answers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class RandomLists:
    """Answers of the list itself (line 0) and of the random ones; one column per question."""

    answers: Answers
    is_exact: bool
    energy: int = 0
    steps: int = 0
    moved: int = 0
    is_stuck: bool = False

    @property
    def lists(self) -> int:
        """How many random lists there are beside the list itself."""
        return len(self.answers) - 1


def key_of(seed: str, null: NullName, stage: int) -> bytes:
    """Return the key of the stream of one null and stage; `seed` is any text."""
    return INTL.digest(f"JUNHENG-SCRUTINY/1\nseed={seed}\nnull={null}\nstage={stage}\n".encode())


def count_of_lists(sizes: Sequence[int]) -> int:
    """Return how many different lists have these class sizes."""
    return factorial(sum(sizes)) // prod(factorial(size) for size in sizes)


def all_lists(tables: Tables, *, is_balanced: bool) -> RandomLists:
    """Look at every list with these class sizes, or at those of the same energy."""
    observed = list(tables.list.classes)
    lines, energy = [_answers_to(tables, observed)[0]], _answers_to(tables, observed)[1]
    for classes in _every_list(list(tables.sizes)):
        if classes == observed:
            continue
        answers, its_energy = _answers_to(tables, classes)
        if not is_balanced or its_energy == energy:
            lines.append(answers)
    return RandomLists(
        np.array(lines, dtype=np.int64),
        is_exact=True,
        energy=energy,
        moved=len(lines) - 1,
        is_stuck=len(lines) == 1,
    )


def plain_lists(tables: Tables, count: int, key: bytes, kernel: Kernel) -> RandomLists:
    """Shuffle `count` times."""
    work = _Work(tables, kernel)
    answers = _answer_sheet(kernel, count * len(tables.questions))
    stream, progress = RandomStream(key), kernel.hold([0] * 5)
    while progress[RECORDED] < count:
        words, at = _read_ahead(stream, tables.layout.positions + SPARE_WORDS)
        at = kernel.shuffle_lists(
            *work.state(), kernel.hold_words(words), at, progress, count, answers
        )
        stream.move_to(int(at))
    return RandomLists(_with_observed(tables, answers), is_exact=False)


def balanced_lists(
    tables: Tables, count: int, key: bytes, kernel: Kernel, *, between: int | None = None
) -> RandomLists:
    """Walk both ways from the list; `between` steps on the level lie between two lists.

    `is_stuck` when the walk could not move enough: then no answer means anything.
    """
    stream = RandomStream(key)
    before = stream.below(count + 1)
    layout = tables.layout
    _, energy = _answers_to(tables, tables.list.classes)
    between = between or layout.positions
    answers = _answer_sheet(kernel, count * layout.questions)
    steps = moved = first = 0
    for wanted in (before, count - before):
        work, progress = _Work(tables, kernel), kernel.hold([energy, 0, 0, 0, 0])
        work.count()
        most = PATIENCE * between * max(1, wanted)
        while progress[RECORDED] < wanted and progress[STEPS] < most:
            words, at = _read_ahead(stream, 3 + SPARE_WORDS)
            at = kernel.walk_lists(
                *work.state(), kernel.hold_words(words), at, progress, wanted, answers, first,
                energy, _rare_threshold(tables), between, most,
            )  # fmt: skip
            stream.move_to(int(at))
        steps, moved = steps + int(progress[STEPS]), moved + int(progress[MOVED])
        first += wanted
        if progress[RECORDED] < wanted:
            nothing = _with_observed(tables, [])
            return RandomLists(nothing, is_exact=False, energy=energy, steps=steps, is_stuck=True)
    return RandomLists(
        _with_observed(tables, answers),
        is_exact=False,
        energy=energy,
        steps=steps,
        moved=moved,
        is_stuck=moved * _LEAST_MOVES < count,
    )


def _rare_threshold(tables: Tables) -> int:
    """The draw's chance (in 2^32) of a ticket of tolerance."""
    k = tables.layout.classes
    lines = len(tables.declared_rows) + tables.layout.declared_measures
    return min(_MOST_CHANCE, _CHANCE // (k * k * max(1, lines)))


class _Work:
    """The changing tables of one run."""

    def __init__(self, tables: Tables, kernel: Kernel) -> None:
        self._layout = tables.layout
        self._fixed = type(tables.fixed)(*(_held(kernel, part) for part in tables.fixed))
        self._classes = kernel.hold(tables.list.classes)
        self._counts = kernel.hold([0] * (len(tables.rows) * tables.layout.classes))
        self._sums = kernel.hold([0] * (len(tables.measures) * tables.layout.classes))
        self._room = Room(*map(kernel.hold, _room_of(tables)))

    def state(self) -> tuple[Any, ...]:
        """What both loops take first."""
        return self._layout, self._fixed, self._classes, self._counts, self._sums, self._room

    def count(self) -> None:
        """Count the list as it stands."""
        count_list(self._layout, self._fixed, self._classes, self._counts, self._sums)


def _held(kernel: Kernel, part: Sequence[int]) -> Any:
    return kernel.hold(part)


def _room_of(tables: Tables) -> Room:
    return Room([0] * len(tables.fixed.order), [0] * tables.layout.classes)


def _answer_sheet(kernel: Kernel, length: int) -> Any:
    if kernel.hold is list:
        return [0] * length
    return np.zeros(length, dtype=np.int64)


def _read_ahead(stream: RandomStream, least: int) -> tuple[Any, int]:
    return stream.ahead(max(least, _READ_AHEAD // 4))


def _with_observed(tables: Tables, answers: Any) -> Answers:
    observed, _ = _answers_to(tables, tables.list.classes)
    lines = np.asarray(answers, dtype=np.int64).reshape(-1, len(tables.questions))
    return np.vstack([np.array([observed], dtype=np.int64), lines])


def _answers_to(tables: Tables, classes: Sequence[int]) -> tuple[list[int], int]:
    """Return the answers about one list, and its energy."""
    layout = tables.layout
    counts = [0] * (len(tables.rows) * layout.classes)
    sums = [0] * (len(tables.measures) * layout.classes)
    answers = [0] * layout.questions
    count_list(layout, tables.fixed, classes, counts, sums)
    ask(layout, tables.fixed, classes, counts, sums, _room_of(tables), answers, 0)
    return answers, tables.energy(counts, sums)


def _every_list(left: list[int]) -> Iterator[list[int]]:
    """Every way to give out the seats that are left, in the order of the classes."""
    if not any(left):
        yield []
        return
    for school_class, seats in enumerate(left):
        if seats:
            left[school_class] -= 1
            for rest in _every_list(left):
                yield [school_class, *rest]
            left[school_class] += 1

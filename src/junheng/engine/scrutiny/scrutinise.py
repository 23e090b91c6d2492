"""One list from questions to three plain levels.

Every finding is judged under the null that fits it. What was *declared* balanced is judged under
plain random classes and only for being too uneven: a balanced draw is more even than that, so a
small p speaks against both. Everything else is judged under lists as balanced as this one, on
both sides. The p of the list is the chance that a random list shows anything as striking in any
finding that counts (Westfall and Young 1993, smallest p), so that asking much costs nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from junheng.engine.errors import JunhengError
from junheng.engine.scrutiny.adjusting import benjamini_hochberg, holm
from junheng.engine.scrutiny.balance import gaps_of_declared
from junheng.engine.scrutiny.effects import deviation_of
from junheng.engine.scrutiny.kernels import Kernel, KernelName, kernel_named
from junheng.engine.scrutiny.lists import (
    ClassList,
    check_list,
    digest_of_list,
    in_canonical_order,
)
from junheng.engine.scrutiny.nulls import (
    MOST_ENUMERATED,
    RandomLists,
    all_lists,
    balanced_lists,
    count_of_lists,
    key_of,
    plain_lists,
)
from junheng.engine.scrutiny.questions import Question, Tables
from junheng.engine.scrutiny.results import (
    Finding,
    Histogram,
    Level,
    NullName,
    NullRun,
    Scrutiny,
    Side,
)

LOOK_CLOSER = 0.01
"""At or below: one honest school in a hundred comes this far by chance."""

CERTAIN = 1e-5
"""Below: cannot be chance."""

WORTH_MORE = 0.001
"""At or below this first p a question is asked again of many more lists, and all together at
`LOOK_CLOSER`."""

SHARE_OF_DECLARED = 0.1
"""Of all false alarms at most this share comes from what was declared balanced.

A list drawn with balance is hardly ever uneven there; a large share would be wasted.
"""

MORE_FOR_DECLARED = 4
"""So many times the lists of a closer look, to reach the third level with that share."""

_COUNTED = frozenset(("pairs", "neighbours", "turns", "dealt", "dealt_by_mark"))
_BARS = 40
_CENTRAL = 0.95


@dataclass(frozen=True, slots=True)
class Effort:
    """How many random lists: at first, and where the first look is striking.

    `lists_closer` must be above 1/`CERTAIN`, by a quarter where anything is declared, for the
    third level to be within reach.
    """

    lists: int = 20_000
    lists_closer: int = 300_000


@dataclass(frozen=True)
class _Asked:
    """A question on one side."""

    number: int
    question: Question
    side: Side
    judged_by: NullName


@dataclass(frozen=True)
class _Look:
    """p-values by number and side of a question, and of the family that counts."""

    p_values: dict[tuple[int, Side], float]
    joint: float


@dataclass(frozen=True)
class _Run:
    """The random lists of one null: a first look, and a longer one where it was worth while."""

    record: NullRun
    answers: npt.NDArray[np.int64]
    first: _Look
    closer: _Look | None

    def p_of(self, one: _Asked) -> float:
        """The p-value of a question; valid because only a small first p asks for the second."""
        p = self.first.p_values[one.number, one.side]
        if self.closer is not None and p <= WORTH_MORE:
            return self.closer.p_values.get((one.number, one.side), p)
        return p

    @property
    def joint_p(self) -> float:
        """The chance that any question of the family comes out as striking."""
        if self.closer is not None and self.first.joint <= LOOK_CLOSER:
            return self.closer.joint
        return self.first.joint


def scrutinise(
    class_list: ClassList,
    *,
    seed: str | None = None,
    effort: Effort | None = None,
    kernel: KernelName = "auto",
) -> Scrutiny:
    """Test one list.

    Without `seed` it is the digest of the list, so that nobody can try seeds until one pleases.
    `kernel` only chooses the speed. Raises what `check_testable` raises, and kernel_unavailable.
    """
    tables = check_testable(class_list)
    digest = digest_of_list(class_list)
    seed = digest if seed is None else seed
    work = _Sampler(tables, seed, effort or Effort(), kernel)
    asked = _asked(tables)
    plain = work.run("plain", asked)
    balanced = work.run("balanced", asked) if tables.has_declared else None
    runs: dict[NullName, _Run] = {"plain": plain}
    if balanced is not None:
        runs["balanced"] = balanced
    findings = _findings(tables, asked, runs)
    p = min(1.0, *(runs[name].joint_p / share for name, share in _shares(asked).items()))
    return Scrutiny(
        digest,
        seed,
        tables.sizes,
        level_of(p),
        p,
        findings,
        tuple(tables.untested),
        tuple(run.record for run in runs.values()),
        gaps_of_declared(tables.list),
    )


def check_testable(class_list: ClassList) -> Tables:
    """Return the questions to a list in canonical order, or refuse it.

    Raises what `check_list` raises, and scrutiny_nothing_to_test.
    """
    check_list(class_list)
    tables = Tables(in_canonical_order(class_list))
    if not tables.questions:
        raise JunhengError("scrutiny_nothing_to_test")
    return tables


def level_of(p: float) -> Level:
    """Return what is said of a p-value."""
    if p < CERTAIN:
        return Level.NOT_CHANCE
    return Level.LOOK_CLOSER if p <= LOOK_CLOSER else Level.NO_SIGN


def _look(answers: npt.NDArray[np.int64], asked: Sequence[_Asked], name: NullName) -> _Look:
    """Return (1 + lists at least as far out) / (1 + lists) for each question, and for all.

    Line 0 is the list itself. For the family: the share of lists, this one included, that are at
    least as striking in the question where they are most so. Lists with the same smallest p are
    told apart by how far out they are, so that this p can be as small as any other.
    """
    least = np.full(len(answers), len(answers), dtype=np.int64)
    farthest = np.zeros(len(answers))
    p_values = {}
    for one in asked:
        tail, far = _tail(answers[:, one.number], one.side)
        p_values[one.number, one.side] = int(tail[0]) / len(answers)
        if one.judged_by == name:
            farther = (tail < least) | ((tail == least) & (far > farthest))
            farthest = np.where(farther, far, farthest)
            least = np.minimum(least, tail)
    as_striking = (least < least[0]) | ((least == least[0]) & (farthest >= farthest[0]))
    return _Look(p_values, int(as_striking.sum()) / len(answers))


def _tail(
    answers: npt.NDArray[np.int64], side: Side
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Return for each list how many, itself included, are as far out, and how far it is.

    How far is counted in powers of ten of rarity, as if the tail went on beyond its last hundredth
    as it does there. Only order statistics go into it: sums of floating-point numbers would differ
    between machines.
    """
    outward = -answers if side == "even" else answers
    values, place_of, held = np.unique(outward, return_inverse=True, return_counts=True)
    ordered = np.repeat(values, held)
    count = len(ordered)
    # Never the farthest of all: it may be this list, and would be its own measure.
    hundredth = int(ordered[max(0, count - 1 - max(2, count // 100))])
    thousandth = int(ordered[max(0, count - 1 - max(1, count // 1000))])
    reach = thousandth - hundredth or hundredth - int(ordered[count // 2])
    far = (outward - hundredth) / reach if reach else np.zeros(count)
    before = np.cumsum(held) - held
    return (count - before)[place_of], far


class _Sampler:
    """Makes the random lists of one school."""

    def __init__(self, tables: Tables, seed: str, effort: Effort, kernel: KernelName) -> None:
        self._tables, self._seed, self._effort = tables, seed, effort
        self._is_tiny = count_of_lists(tables.sizes) <= MOST_ENUMERATED
        self._kernel: Kernel = kernel_named("plain" if self._is_tiny else kernel)

    def run(self, name: NullName, asked: Sequence[_Asked]) -> _Run:
        """Make the lists of a null, and many more where a first look is striking."""
        if self._is_tiny:
            lists = all_lists(self._tables, is_balanced=name == "balanced")
        else:
            lists = self._lists(name, 1, self._effort.lists)
        first = _look(lists.answers, asked, name)
        counted = [one for one in asked if one.judged_by == name]
        is_striking = first.joint <= LOOK_CLOSER or any(
            first.p_values[one.number, one.side] <= WORTH_MORE for one in counted
        )
        if self._is_tiny or not is_striking or self._effort.lists_closer <= lists.lists:
            return _Run(_record(name, lists, None), lists.answers, first, None)
        numbers = sorted({one.number for one in counted})
        is_small_share = _shares(asked)[name] <= SHARE_OF_DECLARED
        count = self._effort.lists_closer * (MORE_FOR_DECLARED if is_small_share else 1)
        more = self._lists(name, 2, count, self._tables.asking(numbers))
        renumbered = [replace(one, number=numbers.index(one.number)) for one in counted]
        look = _look(more.answers, renumbered, name)
        p_values = {(numbers[number], side): p for (number, side), p in look.p_values.items()}
        closer = _Look(p_values, look.joint)
        return _Run(_record(name, lists, more), lists.answers, first, closer)

    def _lists(
        self, name: NullName, stage: int, count: int, tables: Tables | None = None
    ) -> RandomLists:
        make: Callable[..., RandomLists] = plain_lists if name == "plain" else balanced_lists
        return make(tables or self._tables, count, key_of(self._seed, name, stage), self._kernel)


def _shares(asked: Sequence[_Asked]) -> dict[NullName, float]:
    """Return the share of false alarms that each family may have; they sum to 1."""
    names = {one.judged_by for one in asked}
    if len(names) == 1:
        return dict.fromkeys(names, 1.0)
    return {"plain": SHARE_OF_DECLARED, "balanced": 1 - SHARE_OF_DECLARED}


def _record(name: NullName, first: RandomLists, closer: RandomLists | None) -> NullRun:
    return NullRun(
        name,
        first.lists,
        closer.lists if closer else 0,
        first.is_exact,
        first.energy,
        first.steps + (closer.steps if closer else 0),
        first.moved + (closer.moved if closer else 0),
        first.is_stuck,
    )


def _asked(tables: Tables) -> list[_Asked]:
    rest: NullName = "balanced" if tables.has_declared else "plain"
    return [
        _Asked(number, question, side, "plain" if question.is_declared else rest)
        for number, question in enumerate(tables.questions)
        for side in question.sides
    ]


def _findings(
    tables: Tables, asked: Sequence[_Asked], runs: dict[NullName, _Run]
) -> tuple[Finding, ...]:
    p_values = [runs[one.judged_by].p_of(one) for one in asked]
    by_holm, by_rate = holm(p_values), benjamini_hochberg(p_values)
    balanced = runs.get("balanced")
    found = []
    for place, one in enumerate(asked):
        answers = runs[one.judged_by].answers[:, one.number]
        everyone = tables.in_natural_unit(one.question, answers)
        observed, natural = float(everyone[0]), everyone[1:] if len(everyone) > 1 else everyone
        ordered = np.sort(natural)
        edge = (1 - _CENTRAL) / 2
        found.append(
            Finding(
                kind=one.question.kind,
                subject=one.question.subject,
                teacher=one.question.teacher,
                side=one.side,
                judged_by=one.judged_by,
                p=p_values[place],
                p_plain=runs["plain"].p_of(one),
                p_balanced=balanced.p_of(one) if balanced else None,
                holm=by_holm[place],
                benjamini_hochberg=by_rate[place],
                observed=observed,
                mean=float(natural.mean()),
                low=float(ordered[int(edge * len(ordered))]),
                high=float(ordered[min(len(ordered) - 1, int((1 - edge) * len(ordered)))]),
                histogram=_histogram(natural, observed, one.question),
                deviation=deviation_of(tables, one.question) if one.side == "uneven" else None,
            )
        )
    return tuple(found)


def _histogram(natural: npt.NDArray[np.float64], observed: float, question: Question) -> Histogram:
    least = min(float(natural.min()), observed)
    most = max(float(natural.max()), observed)
    if question.kind in _COUNTED:
        # Whole numbers: every bar holds equally many of them.
        width = -(-(int(most) - int(least) + 1) // _BARS)
        bars = -(-(int(most) - int(least) + 1) // width)
        edges = [int(least) - 0.5 + width * bar for bar in range(bars + 1)]
    else:
        reach = (most - least) or 1.0
        edges = [least + reach * bar / _BARS for bar in range(_BARS + 1)]
    places = np.searchsorted(np.array(edges[1:-1]), natural, side="right")
    counts = np.bincount(places, minlength=len(edges) - 1)
    return Histogram(tuple(edges), tuple(int(count) for count in counts))

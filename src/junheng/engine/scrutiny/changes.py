"""Changes after the lock: did they hit students and classes as chance would? (变动检查)

Two things can go wrong after a fair draw: somebody chooses who moves or leaves, or somebody steers
who comes into a class. Both are counted. Of those who moved or left, how many had a trait, if every
set of as many students of the list was equally likely; of those who were drawn into classes from
a bag, how many came into a class, all of them and those with a trait, if every token was equally
likely. Such counts are sums of hypergeometric ones, so every p-value is exact, in whole numbers:
there is no seed, nothing is sampled, and every machine says the same.

Many questions and few changes: after Westfall and Wolfinger (1997) a p-value is adjusted to the sum
over all questions of the largest p at most as large that the question can come to. A question
that could never be striking costs nothing, and the chance that anything at all comes to an adjusted
p of a or less is at most a, whether there is anything behind other questions or not.

Every bag is taken as it was, though a class that received somebody has fewer tokens in the next
one. In simulated years with bags that follow each other alarms were no likelier than allowed.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from math import comb
from operator import neg
from typing import Literal

from junheng.engine.scrutiny.results import Level
from junheng.engine.scrutiny.scrutinise import LOOK_CLOSER, level_of

Trait = tuple[str, str]
"""An attribute and one of its values."""

ChangeKind = Literal["left", "received", "received_trait"]
"""Left or moved, with a trait; came into a class; came into a class, with a trait."""

CLASS = "class"
"""The attribute that says in which class somebody was; only a single school is asked about it."""


@dataclass(frozen=True, slots=True)
class Lot:
    """Arrivals drawn from one bag without putting back.

    `bag` holds the class of every token, `arrivals` of each who drew the traits and the class.
    """

    bag: tuple[int, ...]
    arrivals: tuple[tuple[frozenset[Trait], int], ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """What was changed in one school.

    `students` are the traits of everybody who ever was on the list, their class among them; `hit`
    the positions of those who moved or left, each once.
    """

    students: tuple[frozenset[Trait], ...]
    hit: frozenset[int]
    lots: tuple[Lot, ...]


@dataclass(frozen=True, slots=True)
class Watched:
    """The answer to one question.

    `trait` is None where all arrivals are counted, `school_class` where classes do not matter.
    `expected` is the mean of what chance does; `p` is exact, `adjusted` as the module says.
    """

    kind: ChangeKind
    trait: Trait | None
    school_class: int | None
    observed: int
    expected: float
    p: Fraction
    adjusted: Fraction


@dataclass(frozen=True, slots=True)
class Watch:
    """All answers, the most striking first.

    `can_tell` is False where so little was changed that no outcome could have been worth a look.
    `forced` arrivals had tokens of one class only: chance had no say.
    """

    answers: tuple[Watched, ...]
    p: Fraction
    level: Level
    hit: int
    arrivals: int
    forced: int
    can_tell: bool


@dataclass(frozen=True, slots=True)
class _Draw:
    """So many drawn of a population, of which some are special."""

    population: int
    special: int
    drawn: int


_Key = tuple[ChangeKind, Trait | None, int | None]


@dataclass(frozen=True, slots=True)
class _Tails:
    """The chance of x or more: `at_least[x]` of `total`, falling with x and never 0."""

    at_least: tuple[int, ...]
    total: int

    def p_of(self, count: int) -> Fraction:
        """The chance of so many or more."""
        return Fraction(self.at_least[count], self.total)

    def largest_up_to(self, p: Fraction) -> Fraction:
        """The largest p at most as large as this one that can come out; 0 if none can."""
        most = p.numerator * self.total // p.denominator
        place = bisect_left(self.at_least, -most, key=neg)
        return self.p_of(place) if place < len(self.at_least) else Fraction(0)


def watch(changes: Changes) -> Watch:
    """Ask about the changes of one school."""
    return _watch([changes], *_asked([changes], with_classes=True))


def watch_together(schools: Sequence[Changes]) -> Watch:
    """Ask who was hit in several schools together; their classes have nothing in common."""
    return _watch(schools, *_asked(schools, with_classes=False))


def _watch(
    schools: Sequence[Changes], draws: Mapping[_Key, list[_Draw]], observed: Counter[_Key]
) -> Watch:
    tails = {key: _tails_of(found) for key, found in draws.items()}
    alike = Counter(tails.values())  # classes with as many tokens can come to the same
    p_values = {key: tails[key].p_of(observed[key]) for key in draws}
    by_p = {p: _adjusted(p, alike) for p in set(p_values.values())}
    adjusted = {key: by_p[p] for key, p in p_values.items()}
    answers = [
        Watched(*key, observed[key], _mean(draws[key]), p_values[key], adjusted[key])
        for key in draws
    ]
    answers.sort(key=lambda one: (one.adjusted, one.p, one.kind, one.trait or ("", ""),
                                  one.school_class or 0))  # fmt: skip
    p = min(adjusted.values(), default=Fraction(1))
    lots = [lot for changes in schools for lot in changes.lots]
    return Watch(
        answers=tuple(answers),
        p=p,
        level=level_of(float(p)),
        hit=sum(len(changes.hit) for changes in schools),
        arrivals=sum(len(lot.arrivals) for lot in lots),
        forced=sum(len(lot.arrivals) for lot in lots if len(set(lot.bag)) == 1),
        can_tell=any(_adjusted(one.p_of(-1), alike) <= LOOK_CLOSER for one in alike),
    )


def _asked(
    schools: Sequence[Changes], *, with_classes: bool
) -> tuple[dict[_Key, list[_Draw]], Counter[_Key]]:
    """The draws behind each question, and what came out; questions do not depend on what did."""
    draws: dict[_Key, list[_Draw]] = {}
    observed: Counter[_Key] = Counter()
    for changes in schools:
        _ask_who(changes, draws, observed)
        if with_classes:
            _ask_where(changes.lots, draws, observed)
    if not with_classes:
        for key in [key for key in draws if key[1] is not None and key[1][0] == CLASS]:
            del draws[key]
    return draws, observed


def _ask_who(changes: Changes, draws: dict[_Key, list[_Draw]], observed: Counter[_Key]) -> None:
    if not changes.hit:
        return
    held = Counter(trait for traits in changes.students for trait in traits)
    for trait, count in held.items():
        draw = _Draw(len(changes.students), count, len(changes.hit))
        draws.setdefault(("left", trait, None), []).append(draw)
    observed.update(
        ("left", trait, None) for position in changes.hit for trait in changes.students[position]
    )


def _ask_where(
    lots: Iterable[Lot], draws: dict[_Key, list[_Draw]], observed: Counter[_Key]
) -> None:
    for lot in lots:
        with_trait = Counter(trait for traits, _ in lot.arrivals for trait in traits)
        for school_class, tokens in Counter(lot.bag).items():
            draw = _Draw(len(lot.bag), tokens, len(lot.arrivals))
            draws.setdefault(("received", None, school_class), []).append(draw)
            for trait, count in with_trait.items():
                draw = _Draw(len(lot.bag), tokens, count)
                draws.setdefault(("received_trait", trait, school_class), []).append(draw)
        for traits, school_class in lot.arrivals:
            observed["received", None, school_class] += 1
            observed.update(("received_trait", trait, school_class) for trait in traits)


def _tails_of(draws: Sequence[_Draw]) -> _Tails:
    """The chance of x or more, for x from 0 to the most that can come out."""
    weights, total = [1], 1
    for draw in draws:
        rest = draw.population - draw.special
        own = [
            comb(draw.special, x) * comb(rest, draw.drawn - x)
            for x in range(min(draw.special, draw.drawn) + 1)
        ]
        weights, total = _folded(weights, own), total * comb(draw.population, draw.drawn)
    # What has no chance at all is not an outcome.
    tails = accumulate(weight for weight in reversed(weights) if weight)
    lowest = next(x for x, weight in enumerate(weights) if weight)
    return _Tails((*[total] * lowest, *reversed(list(tails))), total)


def _folded(first: Sequence[int], second: Sequence[int]) -> list[int]:
    """The weights of sums."""
    both = [0] * (len(first) + len(second) - 1)
    for x, weight in enumerate(first):
        for y, other in enumerate(second):
            both[x + y] += weight * other
    return both


def _adjusted(p: Fraction, alike: Mapping[_Tails, int]) -> Fraction:
    """The sum over the questions of the largest p, at most as large, that each can come to."""
    reachable = (times * tails.largest_up_to(p) for tails, times in alike.items())
    return min(Fraction(1), sum(reachable, Fraction(0)))


def _mean(draws: Iterable[_Draw]) -> float:
    return float(sum(Fraction(one.special * one.drawn, one.population) for one in draws))

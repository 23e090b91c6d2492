"""Changes after the lock against a naive twin, by hand, and against chance itself."""

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations, permutations, product
from math import comb, sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from junheng.engine.assignment.late import late_tokens
from junheng.engine.randomness.stream import RandomStream
from junheng.engine.scrutiny import (
    CLASS,
    Changes,
    Level,
    Lot,
    Trait,
    Watched,
    watch,
    watch_together,
)

GIRL, BOY = ("sex", "girl"), ("sex", "boy")
Key = tuple[str, Trait | None, int | None]


def traits(*held: Trait) -> frozenset[Trait]:
    return frozenset(held)


def answer(
    found: tuple[Watched, ...], kind: str, trait: Trait | None, school_class: int | None = None
) -> Watched:
    [one] = [
        one
        for one in found
        if (one.kind, one.trait, one.school_class) == (kind, trait, school_class)
    ]
    return one


# -- the naive twin: every outcome, one by one ---------------------------------------------------


def outcomes(changes: Changes) -> Iterator[Changes]:
    """Everything that could have come out, all equally likely."""
    who = combinations(range(len(changes.students)), len(changes.hit))
    where = [permutations(range(len(lot.bag)), len(lot.arrivals)) for lot in changes.lots]
    for hit, *tokens in product(who, *where):
        lots = tuple(
            Lot(
                lot.bag,
                tuple(
                    (held, lot.bag[token])
                    for (held, _), token in zip(lot.arrivals, drawn, strict=True)
                ),
            )
            for lot, drawn in zip(changes.lots, tokens, strict=True)
        )
        yield Changes(changes.students, frozenset(hit), lots)


def counts(changes: Changes) -> Counter[Key]:
    found: Counter[Key] = Counter()
    for position in changes.hit:
        for trait in changes.students[position]:
            found["left", trait, None] += 1
    for lot in changes.lots:
        for held, school_class in lot.arrivals:
            found["received", None, school_class] += 1
            for trait in held:
                found["received_trait", trait, school_class] += 1
    return found


def naive(changes: Changes) -> dict[Key, tuple[Fraction, Fraction]]:
    """p and adjusted p of every question, from the list of all outcomes."""
    everything = [counts(one) for one in outcomes(changes)]
    mine, total = counts(changes), len(everything)
    keys = {key for one in everything for key in one}

    def p_of(key: Key, one: Counter[Key]) -> Fraction:
        return Fraction(sum(other[key] >= one[key] for other in everything), total)

    of_all = {key: Counter(p_of(key, one) for one in everything) for key in keys}
    found = {}
    for key in keys:
        p = p_of(key, mine)
        adjusted = sum(
            (
                Fraction(sum(times for q, times in of_all[other].items() if q <= p), total)
                for other in keys
            ),
            Fraction(0),
        )
        found[key] = p, min(Fraction(1), adjusted)
    return found


small = st.builds(
    Changes,
    st.tuples(*[st.sampled_from([traits(GIRL, (CLASS, "1")), traits(BOY, (CLASS, "2"))])] * 4),
    st.frozensets(st.integers(0, 3), max_size=2),
    st.lists(
        st.builds(
            Lot,
            st.lists(st.integers(0, 2), min_size=3, max_size=4).map(tuple),
            st.just(((traits(GIRL), 0), (traits(BOY), 0))),
        ),
        max_size=1,
    ).map(tuple),
)


@settings(max_examples=30, deadline=None, derandomize=True)
@given(small, st.randoms(use_true_random=False))
def test_it_agrees_with_a_twin_that_looks_at_every_outcome(
    changes: Changes, chance: object
) -> None:
    every = list(outcomes(changes))
    came = every[chance.randrange(len(every))]  # type: ignore[attr-defined]

    found = watch(came)

    assert {
        (one.kind, one.trait, one.school_class): (one.p, one.adjusted) for one in found.answers
    } == naive(came)


def test_over_all_outcomes_an_alarm_is_no_likelier_than_its_level() -> None:
    changes = Changes(
        (traits(GIRL), traits(GIRL), traits(BOY), traits(BOY), traits(BOY)),
        frozenset((0, 1)),
        (Lot((0, 0, 1, 2), ((traits(GIRL), 0), (traits(BOY), 1))),),
    )

    p_values = [watch(one).p for one in outcomes(changes)]

    for level in set(p_values):
        assert Fraction(sum(p <= level for p in p_values), len(p_values)) <= level


# -- by hand --------------------------------------------------------------------------------------


def test_those_who_left_are_counted_as_drawn_without_putting_back() -> None:
    school = (*[traits(GIRL)] * 10, *[traits(BOY)] * 10)

    found = watch(Changes(school, frozenset(range(4)), ()))

    girls = answer(found.answers, "left", GIRL)
    assert girls.observed == 4
    assert girls.expected == 2.0
    assert girls.p == Fraction(comb(10, 4), comb(20, 4))
    assert answer(found.answers, "left", BOY).p == 1


def test_those_who_came_are_counted_by_their_tokens() -> None:
    lots = (
        Lot((0, 0, 1), ((traits(GIRL), 0), (traits(GIRL), 0))),
        Lot((0, 1), ((traits(BOY), 0),)),
    )

    found = watch(Changes((), frozenset(), lots))

    assert answer(found.answers, "received", None, 0).p == Fraction(1, 3) * Fraction(1, 2)
    assert answer(found.answers, "received_trait", GIRL, 0).p == Fraction(1, 3)
    assert answer(found.answers, "received", None, 0).expected == pytest.approx(4 / 3 + 1 / 2)


def test_a_question_that_cannot_be_striking_costs_nothing() -> None:
    school = tuple(
        traits(GIRL if place < 20 else BOY, ("pupil", str(place))) for place in range(40)
    )

    found = watch(Changes(school, frozenset(range(8)), ()))

    girls = answer(found.answers, "left", GIRL)
    # Of the forty questions about single pupils none can come below 8/40; only boys can.
    assert girls.adjusted == 2 * girls.p


@pytest.mark.parametrize(("per_year", "level"), [(1, Level.NO_SIGN), (12, Level.NOT_CHANCE)])
def test_arrivals_that_always_come_into_one_class_of_eight_are_seen(
    per_year: int, level: Level
) -> None:
    lots = tuple(Lot(tuple(range(8)), ((traits(GIRL), 3),)) for _ in range(per_year))

    found = watch(Changes((), frozenset(), lots))

    assert found.level is level
    assert found.answers[0].school_class == 3 or per_year == 1


def test_too_few_changes_can_tell_nothing_and_it_says_so() -> None:
    one = Changes((traits(GIRL), traits(BOY)), frozenset((0,)), ())
    none = Changes((traits(GIRL), traits(BOY)), frozenset(), ())

    assert watch(one).can_tell is False
    assert watch(none).p == 1
    assert watch(none).answers == ()


def test_a_bag_of_one_class_is_counted_as_forced_and_proves_nothing() -> None:
    lots = tuple(Lot((2, 2), ((traits(GIRL), 2),)) for _ in range(9))

    found = watch(Changes((), frozenset(), lots))

    assert (found.forced, found.arrivals, found.p) == (9, 9, Fraction(1))


def test_several_schools_are_asked_about_traits_and_not_about_classes() -> None:
    school = (*[traits(GIRL, (CLASS, "1"))] * 5, *[traits(BOY, (CLASS, "2"))] * 5)
    one = Changes(school, frozenset((0, 1)), (Lot((0, 1), ((traits(GIRL), 0),)),))

    found = watch_together([one, one])

    assert {(a.kind, a.trait) for a in found.answers} == {("left", GIRL), ("left", BOY)}
    tail = Fraction(comb(5, 2), comb(10, 2))
    assert answer(found.answers, "left", GIRL).p == tail * tail
    assert (found.hit, found.arrivals) == (4, 2)


# -- against chance itself ------------------------------------------------------------------------


def a_fair_year(stream: RandomStream) -> Changes:
    """Seventy students in five classes: eight leave or move, nine come in three batches."""
    origin = [("origin", "ABC"[stream.below(3)]) for _ in range(80)]
    sex = [GIRL if stream.below(2) else BOY for _ in range(80)]
    classes = [place % 5 for place in range(71)]
    everybody = list(range(71))
    stream.shuffle(everybody)
    hit, sizes = everybody[:8], Counter(classes)
    lots = []
    for batch in range(3):
        for gone in hit[batch * 2 : batch * 2 + 2]:
            sizes[classes[gone]] -= 1
        bag = list(late_tokens(tuple(sizes[c] for c in range(5)), 3, 4, 60))
        shuffled = bag.copy()
        stream.shuffle(shuffled)
        who = range(71 + 3 * batch, 74 + 3 * batch)
        arrivals = [(traits(sex[w], origin[w]), c) for w, c in zip(who, shuffled, strict=False)]
        sizes.update(c for _, c in arrivals)
        lots.append(Lot(tuple(bag), tuple(arrivals)))
    school = [traits(sex[w], origin[w], (CLASS, str(classes[w]))) for w in range(71)]
    return Changes(tuple(school), frozenset(hit), tuple(lots))


def test_fair_years_with_bags_that_follow_each_other_raise_no_more_alarms_than_allowed() -> None:
    years = 100
    p_values = [
        watch(a_fair_year(RandomStream(bytes([n % 256, n // 256] * 16)))).p for n in range(years)
    ]

    for level in (0.1, 0.05, 0.01):
        alarms = sum(p <= level for p in p_values)
        assert alarms <= years * level + 3 * sqrt(years * level * (1 - level))

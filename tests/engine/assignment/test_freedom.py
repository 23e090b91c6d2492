from fractions import Fraction
from math import comb

import numpy as np
import pytest

from junheng.engine.assignment.freedom import (
    freedom_report,
    weigh_rehearsals,
)
from junheng.engine.assignment.pairs import kept_apart, left_to_chance, upper_tail
from junheng.engine.assignment.problem import Attribute, Cap, Problem
from junheng.engine.errors import JunhengError
from junheng.engine.randomness.stream import RandomStream

SCHOOL = Problem(96, 4, (Attribute("sex", 1, (0, 1) * 48),))


def plain_deal(number):
    """Random classes of 24 with 12 of each sex: what a free draw looks like."""
    stream = RandomStream(number.to_bytes(32, "big"))
    classes = [0] * 96
    for sex in (0, 1):
        seats = [c for c in range(4) for _ in range(12)]
        stream.shuffle(seats)
        classes[sex::2] = seats
    return classes


def plain_deals(count):
    return [plain_deal(number) for number in range(1, count + 1)]


def planted(deals, every):
    """Move position 8 into the class of position 3 in every so-manieth deal."""
    for deal in deals[::every]:
        if deal[8] != deal[3]:
            other = next(p for p in range(96) if deal[p] == deal[3] and p != 3)
            deal[other], deal[8] = deal[8], deal[other]
    return deals


def test_a_free_draw_raises_no_flag():
    report = weigh_rehearsals(SCHOOL, plain_deals(200))

    assert report.rehearsals == 200
    assert report.flagged == ()
    assert report.smallest_reach == 4
    assert report.never_together == 0
    assert report.top_z < 6


@pytest.mark.parametrize("every", [1, 2])
def test_a_planted_pair_is_the_only_one_flagged(every):
    report = weigh_rehearsals(SCHOOL, planted(plain_deals(200), every))

    assert [(pair.first, pair.second) for pair in report.flagged] == [(3, 8)]
    assert report.flagged[0].tail < 1e-10
    assert report.flagged[0].z == report.top_z > 6
    assert abs(report.flagged[0].expected - 0.25) < 0.02


def test_a_pair_that_never_meets_without_a_rule_is_counted():
    deals = plain_deals(200)
    for deal in deals:
        if deal[0] == deal[2]:
            other = next(p for p in range(4, 96, 2) if deal[p] != deal[0])
            deal[2], deal[other] = deal[other], deal[2]

    assert weigh_rehearsals(SCHOOL, deals).never_together == 1


def test_a_position_that_never_moves_has_a_reach_of_one():
    deals = plain_deals(200)
    for deal in deals:
        other = next(p for p in range(0, 96, 2) if deal[p] == 0)
        deal[0], deal[other] = deal[other], deal[0]

    assert weigh_rehearsals(SCHOOL, deals).smallest_reach == 1
    fixed = Problem(96, 4, SCHOOL.attributes, fixed=((0, 0),))
    assert weigh_rehearsals(fixed, deals).smallest_reach == 4


def test_pairs_that_rules_decide_are_known():
    problem = Problem(
        9,
        2,
        (
            Attribute("village", 1, (1, 1, 0, 0, 0, 0, 0, 0, 0)),
            Attribute("x", 1, (0,) * 6 + (1,) * 3),
        ),
        together=((0, 4), (5, 6)),
        apart=((2, 3),),
        caps=(Cap("x", 1, 1),),
        fixed=((7, 0), (8, 1)),
    )

    apart, free = kept_apart(problem), left_to_chance(problem)

    parted = {(i, j) for i, j in np.argwhere(np.triu(apart, 1)).tolist()}
    assert parted == {(0, 1), (1, 4), (2, 3), (6, 7), (6, 8), (7, 8), (5, 7), (5, 8)}
    decided = {(i, j) for i, j in np.argwhere(np.triu(~free, 1)).tolist()}
    assert decided == {(0, 4), (5, 6), (7, 8)}


def test_the_few_beside_a_code_that_fills_the_classes_are_kept_apart():
    # 22 of 25 hold code 0: at least 4 in each of 5 classes of 5, so one other at most.
    problem = Problem(25, 5, (Attribute("people", 1, (0,) * 22 + (1, 2, 3)),))

    parted = np.argwhere(np.triu(kept_apart(problem), 1)).tolist()

    assert parted == [[22, 23], [22, 24], [23, 24]]


@pytest.mark.parametrize(("successes", "trials"), [(0, 10), (3, 10), (10, 10), (60, 200)])
def test_the_tail_is_the_exact_binomial_sum(successes, trials):
    chance = Fraction(1, 8)
    exact = sum(
        comb(trials, x) * chance**x * (1 - chance) ** (trials - x)
        for x in range(successes, trials + 1)
    )

    assert upper_tail(successes, trials, 0.125) == pytest.approx(float(exact), rel=1e-9)


def test_the_tail_of_a_certain_or_impossible_event():
    assert upper_tail(5, 5, 1.0) == 1.0
    assert upper_tail(1, 5, 0.0) == 0.0


def test_the_report_is_that_of_all_rehearsals_counted_from_one():
    told = []

    report = freedom_report(
        SCHOOL, plain_deal, 200, workers=1, progress=lambda done, of: told.append((done, of))
    )

    assert report == weigh_rehearsals(SCHOOL, plain_deals(200))
    assert told == [(done, 200) for done in range(1, 201)]


def test_several_processes_give_the_same_report():
    alone = freedom_report(SCHOOL, plain_deal, 200, workers=1)

    assert freedom_report(SCHOOL, plain_deal, 200, workers=2) == alone


def test_too_few_rehearsals_are_refused():
    with pytest.raises(JunhengError) as refusal:
        freedom_report(SCHOOL, plain_deal, 199)

    assert refusal.value.code == "rehearsals_too_few"
    assert refusal.value.params == {"least": 200, "rehearsals": 199}

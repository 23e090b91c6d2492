"""Tiny schools have so few lists that every p-value can be counted by hand."""

from functools import cache

import pytest

from junheng.engine.scrutiny import Attribute, ClassList, Measure, scrutinise
from junheng.engine.scrutiny.nulls import count_of_lists
from junheng.engine.scrutiny.questions import tenth
from tests.engine.scrutiny import naive

CLASSES = (0, 0, 0, 1, 0, 1, 1, 0, 1, 1, 1)
SEX = (0, 1, 0, 1, 0, 1, 1, 0, 0, 1, 0)
HOME = (0, 0, 0, 1, 0, 2, 1, 0, 2, 1, 2)
KINDERGARTEN = (0, 0, 1, 1, 0, 2, 2, 3, 3, 0, 2)
MARKS = (90, 85, 80, 60, 95, 62, 55, 88, 70, 61, 66)
ORDER = (3, 0, 4, 7, 1, 8, 10, 2, 5, 9, 6)
BY_RANK = [ORDER.index(rank) for rank in range(11)]
BY_MARK = sorted(range(11), key=lambda p: -MARKS[p])


def tiny(*, is_declared):
    return ClassList(
        2,
        CLASSES,
        (
            Attribute("sex", SEX, is_declared=is_declared),
            Attribute("home", HOME),
            Attribute("kindergarten", KINDERGARTEN, is_group=True),
        ),
        (Measure("marks", MARKS, is_mark=True),),
        order=ORDER,
    )


@cache
def every_list():
    return [tuple(classes) for classes in naive.every_list((5, 6))]


STATISTICS = {
    ("spread", "sex"): lambda c: naive.spread(SEX, c),
    ("spread", "home"): lambda c: naive.spread(HOME, c),
    ("range", "home"): lambda c: naive.gap(HOME, c),
    ("largest", "home"): lambda c: naive.prominence(HOME, c),
    ("pairs", "kindergarten"): lambda c: naive.pairs(KINDERGARTEN, c),
    ("means", "marks"): lambda c: naive.between(MARKS, c),
    ("top", "marks"): lambda c: naive.prominence(tenth(MARKS, 1), c, only=1),
    ("bottom", "marks"): lambda c: naive.prominence(tenth(MARKS, -1), c, only=1),
    ("neighbours", "order"): lambda c: naive.neighbours(BY_RANK, c, 1),
    ("turns", "order"): lambda c: naive.neighbours(BY_RANK, c, 2),
    ("dealt", "order"): lambda c: naive.blocks(BY_RANK, c, 2),
    ("dealt_by_mark", "marks"): lambda c: naive.blocks(BY_MARK, c, 2),
}


@pytest.mark.parametrize(("kind", "subject"), STATISTICS)
@pytest.mark.parametrize("is_declared", [False, True])
def test_every_p_is_the_share_of_all_lists(kind, subject, is_declared):
    statistic = STATISTICS[kind, subject]
    scrutiny = scrutinise(tiny(is_declared=is_declared))
    asked = [one for one in scrutiny.findings if (one.kind, one.subject) == (kind, subject)]
    plain = [statistic(classes) for classes in every_list()]
    observed, level = statistic(CLASSES), naive.energy([SEX], CLASSES)
    balanced = [
        statistic(classes) for classes in every_list() if naive.energy([SEX], classes) == level
    ]

    assert len(plain) == count_of_lists((5, 6)) == 462
    assert len(balanced) < len(plain)
    assert asked
    for one in asked:
        # Equal up to the rounding of weights that lets true ties fall either way.
        assert one.p_plain == pytest.approx(naive.share(plain, observed, one.side))
        if is_declared:
            assert one.p_balanced == pytest.approx(naive.share(balanced, observed, one.side))
        else:
            assert one.p_balanced is None


def test_all_lists_are_counted_and_said_to_be_all():
    plain, balanced = scrutinise(tiny(is_declared=True)).nulls

    assert plain.is_exact
    assert balanced.is_exact
    assert plain.lists == 461
    assert balanced.lists + 1 == sum(
        naive.energy([SEX], classes) == balanced.energy for classes in every_list()
    )


def test_what_was_declared_is_judged_by_plain_lists_and_only_for_being_uneven():
    findings = scrutinise(tiny(is_declared=True)).findings

    of_sex = [one for one in findings if one.subject == "sex"]
    assert {(one.judged_by, one.side) for one in of_sex} == {("plain", "uneven")}
    assert {one.judged_by for one in findings if one.subject != "sex"} == {"balanced"}
    assert {one.judged_by for one in scrutinise(tiny(is_declared=False)).findings} == {"plain"}


def test_the_unit_of_the_spread_is_what_plain_lists_come_to_on_average():
    found = {
        (one.kind, one.subject, one.side): one
        for one in scrutinise(tiny(is_declared=False)).findings
    }

    spread, means = found["spread", "home", "uneven"], found["means", "marks", "uneven"]
    # The mean of the other lists and this one together is 1 (Pearson's exact mean).
    assert (spread.mean * 461 + spread.observed) / 462 == pytest.approx(1)
    assert (means.mean * 461 + means.observed) / 462 == pytest.approx(1)
    assert found["pairs", "kindergarten", "uneven"].observed == naive.pairs(KINDERGARTEN, CLASSES)
    assert found["range", "home", "uneven"].observed == pytest.approx(
        float(naive.gap(HOME, CLASSES))
    )

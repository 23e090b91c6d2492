from math import inf

import pytest

from junheng.engine.scrutiny import Attribute, ClassList, Measure, scrutinise
from junheng.engine.scrutiny.effects import newcombe, student, welch, wilson


def test_wilsons_interval_is_the_published_one():
    # Newcombe (1998), Statistics in Medicine 17, 857: 81 of 263 and 15 of 148.
    assert wilson(81, 263, 1.959964) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson(15, 148, 1.959964) == pytest.approx((0.0624, 0.1605), abs=5e-5)


def test_newcombes_interval_is_the_published_one():
    # Newcombe (1998), Statistics in Medicine 17, 873, table II, method 10.
    assert newcombe(56, 70, 48, 80, confidence=0.95) == pytest.approx((0.0524, 0.3339), abs=5e-5)
    assert newcombe(9, 10, 3, 10, confidence=0.95) == pytest.approx((0.1705, 0.8090), abs=5e-5)
    assert newcombe(0, 10, 0, 10, confidence=0.95) == pytest.approx((-0.2775, 0.2775), abs=5e-5)


@pytest.mark.parametrize(
    ("freedom", "share", "table"),
    [
        (5, 0.975, 2.571),
        (10, 0.975, 2.228),
        (30, 0.975, 2.042),
        (10, 0.995, 3.169),
        (120, 0.95, 1.658),
    ],
)
def test_quantiles_of_t_are_those_of_the_tables(freedom, share, table):
    assert student(share, freedom) == pytest.approx(table, abs=4e-3)


def test_welchs_interval_is_made_of_means_and_variances():
    # Means 3 and 6, variances 2.5 and 2.5 over 5 each: error 1, degrees of freedom 8, t 2.306.
    low, high = welch([1, 2, 3, 4, 5], [4, 5, 6, 7, 8], confidence=0.95)

    assert (low, high) == pytest.approx((-3 - 2.306, -3 + 2.306), abs=1e-3)
    assert welch([1], [2, 3], confidence=0.95) == (-inf, inf)
    assert welch([2, 2], [1, 1], confidence=0.95) == (1, 1)


def test_the_class_that_stands_out_is_named_with_its_count_and_share():
    # Seven of the nine with code 0 sit in class 0; code 1 and class 1 mirror it, the first counts.
    classes = (0,) * 8 + (1,) * 8
    codes = (0,) * 7 + (1,) + (0,) * 2 + (1,) * 6
    measure = Measure("mark", tuple([600] * 8 + [700, 800] * 4), unit=10)
    scrutiny = scrutinise(ClassList(2, classes, (Attribute("a", codes),), (measure,)))
    by_kind = {one.kind: one.deviation for one in scrutiny.findings if one.side == "uneven"}

    found = by_kind["largest"]
    assert (found.school_class, found.code, found.count, found.expected) == (0, 0, 7, 4.5)
    assert found.difference == pytest.approx(7 / 8 - 2 / 8)
    assert found.low < found.difference < found.high
    mean = by_kind["means"]
    assert mean.code is None
    assert abs(mean.difference) == pytest.approx(15)

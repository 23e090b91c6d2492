"""The mean of eight coefficients of 2012: compared exactly, shown rounded."""

from fractions import Fraction

import pytest

from junheng.monitoring import CountyFigures, SchoolFigures, SchoolKind, assess
from junheng.profiles import Stage
from junheng.profiles.indicators import load_catalogue

BASIC = load_catalogue("basic-2012")


def school(code: str, amount: int) -> SchoolFigures:
    """A hundred pupils and as much of everything."""
    numbers = {name: Fraction(amount) for name in BASIC.quantities if name != "students"}
    shared = {name: value for name, value in numbers.items() if BASIC.quantities[name].is_shared}
    own = {name: value for name, value in numbers.items() if name not in shared}
    return SchoolFigures(
        code, code, SchoolKind.PRIMARY, shared, {Stage.PRIMARY: {**own, "students": Fraction(100)}}
    )


@pytest.mark.parametrize(
    ("high", "low", "shown", "passes"),
    [(165, 35, "0.65", True), (165_001, 34_999, "0.65001", False), (200, 0, "1", False)],
)
def test_the_mean_is_held_against_its_limit(
    high: int, low: int, shown: str, *, passes: bool
) -> None:
    # Two schools of one size with 1 + c and 1 - c differ by exactly c.
    figures = CountyFigures(2013, (school("010001", high), school("010002", low)), {})

    found = assess(BASIC, figures)

    assert found.composites[Stage.PRIMARY].value == Fraction(shown)
    assert found.finding.passes is passes
    assert found.finding.over_composite == (() if passes else (Stage.PRIMARY,))
    assert set(found.composites) == {Stage.PRIMARY}


def test_a_missing_coefficient_leaves_the_mean_open() -> None:
    found = assess(BASIC, CountyFigures(2013, (school("010001", 0),), {}))

    assert found.composites[Stage.PRIMARY].value is None
    assert not found.finding.passes

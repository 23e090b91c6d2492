"""Very many counties in columns, against the exact judgement of each."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from junheng.engine.errors import JunhengError
from junheng.engine.indicators import Formula
from junheng.monitoring import assess
from junheng.monitoring.fractions_in_columns import value_of, whole
from junheng.monitoring.many import ManyCounties, ManyFindings, assess_many
from junheng.profiles import Stage
from junheng.profiles.catalogue import Comparison
from junheng.profiles.indicators import Catalogue, Part, load_catalogue
from tests.monitoring.many_made import figures_of, many_counties


def same(catalogue: Catalogue, many: ManyCounties, found: ManyFindings, county: int) -> None:
    exact = assess(catalogue, figures_of(many, county))
    end = [*many.first[1:], len(many.kinds)][county]
    rows = range(many.first[county], end)
    codes = {
        one.code
        for one in catalogue.indicators.values()
        if one.part is not Part.RESOURCES and found.unmet[one.code][county]
    }

    assert {f"{row:06}" for row in rows if found.is_counted[row]} == {
        one.school.code for one in exact.schools
    }
    assert {f"{row:06}" for row in rows if found.is_failing[row]} == set(
        exact.finding.failing_schools
    )
    assert {key for key, over in found.over_limit.items() if over[county]} == set(
        exact.finding.over_limit
    )
    assert {key for key, one in found.unknown.items() if one[county]} == set(exact.finding.unknown)
    assert codes == {*exact.finding.unmet_items, *exact.finding.vetoes}
    assert found.passes[county] == exact.finding.passes


@pytest.mark.parametrize("name", ["national-2017", "nantong-2020", "bagongshan-2020"])
@pytest.mark.parametrize("seed", range(3))
def test_every_county_is_judged_as_it_would_be_alone(name: str, seed: int) -> None:
    catalogue = load_catalogue(name)
    many = many_counties(catalogue, 12, 7, seed)

    found = assess_many(catalogue, many)

    for county in range(12):
        same(catalogue, many, found, county)
    assert found.is_failing.any()
    assert (found.is_counted & ~found.is_failing).any()
    assert any(one.any() for one in found.over_limit.values())


# Two primary schools of one size with 1 + c and 1 - c differ by exactly c; the limit is 0.50.
@pytest.mark.parametrize(("atom", "is_over"), [(-1, False), (0, False), (1, True)])
def test_at_the_limit_a_yuan_decides(atom: int, *, is_over: bool) -> None:
    catalogue = load_catalogue("national-2017")
    many = many_counties(catalogue, 1, 2, 0)
    primary = dict(many.of_stage[Stage.PRIMARY]) | {"students": np.array([400, 400])}
    own = dict(many.own) | {"equipment_value": np.array([3 * 10**12 + atom, 10**12 - atom])}
    both = ManyCounties(
        many.first, np.array([0, 0]), own, {**many.of_stage, Stage.PRIMARY: primary},
        np.array([0, 0]), many.county, many.scales,
    )  # fmt: skip

    found = assess_many(catalogue, both)

    assert found.over_limit["A6", Stage.PRIMARY].tolist() == [is_over]
    same(catalogue, both, found, 0)


FORMULAS = [
    "100 * a / b", "(a - b) / c", "a / b - c / a", "a - ceil(b / 12)", "max(a, 100) - min(b, c)",
    "a / (b - c)", "0.85 * a + b", "a * b * c", "ceil(a / b) / (a - 5)",
]  # fmt: skip
ROWS = st.lists(
    st.tuples(*[st.one_of(st.integers(0, 40), st.integers(0, 10**9))] * 3), min_size=1, max_size=6
)


@settings(deadline=None)
@given(st.sampled_from(FORMULAS), ROWS, st.fractions(-5, 5000, max_denominator=1000))
def test_a_formula_over_columns_says_what_it_says_of_each_row(
    text: str, rows: list[tuple[int, int, int]], standard: Fraction
) -> None:
    formula = Formula(text)
    columns = {name: whole(np.array([row[at] for row in rows])) for at, name in enumerate("abc")}

    found = value_of(formula, columns)

    known = np.broadcast_to(found.is_known, (len(rows),))
    for at, row in enumerate(rows):
        value = formula.value(dict(zip("abc", row, strict=True)))
        assert (value is not None) == known[at]
        if value is not None:
            assert found.at(at) == value
            for one in Comparison:
                assert found.compared(one, standard)[at] == one.holds(value, standard)


def test_the_mean_of_all_coefficients_is_not_compared_in_columns() -> None:
    catalogue = load_catalogue("basic-2012")

    with pytest.raises(JunhengError) as refused:
        assess_many(catalogue, many_counties(catalogue, 1, 2, 0))

    assert refused.value.code == "many_composite"

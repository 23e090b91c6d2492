"""Every catalogue against vectors from its document, and every standard at its bound."""

import tomllib
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from junheng.engine.indicators import Formula
from junheng.profiles import Stage
from junheng.profiles.indicators import (
    Comparison,
    Condition,
    Direction,
    Part,
    catalogue_names,
    load_catalogue,
)

VECTORS = Path(__file__).parents[1] / "data" / "indicators"
DATA = Path(__file__).parents[2] / "src" / "junheng" / "profiles" / "data" / "indicators"
NAMES = [name for name in catalogue_names() if name != "national-2017"]
# What a name stands for while a bound is looked for: no two alike, none near a bound.
TRIED = [[3, 5, 7, 11, 13, 17], [1000, 701, 401, 211, 97, 2], [50, 50, 50, 50, 50, 50]]


def vectors(name: str) -> dict[str, Any]:
    return tomllib.loads((VECTORS / f"{name}.toml").read_text("utf-8"))


def cases(word: str) -> Iterator[tuple[str, str, Stage | None, dict[str, Any]]]:
    for name in NAMES:
        for code, stages in vectors(name).items():
            for stage, found in stages.items():
                for reported in found.get(word, []):
                    yield name, code, Stage(stage) if stage != "all" else None, reported


@pytest.mark.parametrize(("name", "code", "stage", "reported"), list(cases("met")))
def test_what_just_meets_an_indicator_meets_it(
    name: str, code: str, stage: Stage | None, reported: dict[str, int]
) -> None:
    assert load_catalogue(name).indicators[code].is_met(reported, stage) is True


@pytest.mark.parametrize(("name", "code", "stage", "reported"), list(cases("unmet")))
def test_what_just_misses_an_indicator_misses_it(
    name: str, code: str, stage: Stage | None, reported: dict[str, int]
) -> None:
    assert load_catalogue(name).indicators[code].is_met(reported, stage) is False


@pytest.mark.parametrize(("name", "code", "stage", "reported"), list(cases("shown")))
def test_a_value_that_is_published_is_the_one_counted_by_hand(
    name: str, code: str, stage: Stage | None, reported: dict[str, Any]
) -> None:
    quantities = {key: value for key, value in reported.items() if key != "value"}

    assert load_catalogue(name).indicators[code].value(quantities) == Fraction(reported["value"])
    assert stage is None


@pytest.mark.parametrize("name", NAMES)
def test_every_indicator_that_a_file_names_has_vectors(name: str) -> None:
    own = tomllib.loads((DATA / f"{name}.toml").read_text("utf-8"))

    assert [one["code"] for one in own["indicators"]] == list(vectors(name))


@pytest.mark.parametrize("name", catalogue_names())
def test_every_quantity_is_asked_for(name: str) -> None:
    catalogue = load_catalogue(name)

    asked = {
        quantity
        for indicator in catalogue.indicators.values()
        for condition in (*indicator.conditions, *indicator.exemptions)
        for quantity in condition.formula.names
    }

    # Who has no students at a stage is not asked for anything else there.
    assert asked | {"students"} == catalogue.quantities.keys()


@pytest.mark.parametrize("name", catalogue_names())
def test_titles_name_one_quantity_each(name: str) -> None:
    catalogue = load_catalogue(name)

    titles = [(one.level, one.title) for one in catalogue.quantities.values()]
    assert len(set(titles)) == len(titles)


def standards() -> Iterator[tuple[str, str, Condition, Stage | None, Fraction]]:
    """Every comparison with a standard that any catalogue makes."""
    for name in catalogue_names():
        for indicator in load_catalogue(name).indicators.values():
            for condition in (*indicator.conditions, *indicator.exemptions):
                for stage, standard in condition.standards.items():
                    yield name, indicator.code, condition, stage, standard


def bound_of(formula: Formula, standard: Fraction) -> tuple[dict[str, Fraction], str]:
    """Quantities for which the formula is the standard, and the one that may move."""
    names = sorted(formula.names)
    for tried in TRIED:
        given = {name: Fraction(tried[at % len(tried)]) for at, name in enumerate(names)}
        for name in names:
            start, above = given[name], formula.value({**given, name: given[name] + 1})
            value = formula.value(given)
            if value is None or above is None or above == value:
                continue
            found = {**given, name: start + (standard - value) / (above - value)}
            if formula.value(found) == standard:
                return found, name
            # It stands below the line: the value falls as it grows.
            below = {**given, name: value * start / standard} if standard else given
            if formula.value(below) == standard:
                return below, name
    raise AssertionError(formula.text)


@pytest.mark.parametrize(("name", "code", "condition", "stage", "standard"), list(standards()))
def test_a_standard_is_exact_at_its_bound(
    name: str, code: str, condition: Condition, stage: Stage | None, standard: Fraction
) -> None:
    quantities, moved = bound_of(condition.formula, standard)
    hair = Fraction(1, 10**15)
    near = [{**quantities, moved: quantities[moved] + step} for step in (-hair, hair)]
    values = [condition.formula.value(one) for one in near]

    # At the bound the equal sign decides; a hair beside it, the side does.
    includes = condition.comparison in {Comparison.AT_LEAST, Comparison.AT_MOST}
    assert condition.holds(quantities, stage) is includes
    is_lower_better = condition.comparison in {Comparison.AT_MOST, Comparison.BELOW}
    for one, value in zip(near, values, strict=True):
        assert value is not None
        if value != standard:
            assert condition.holds(one, stage) is ((value < standard) is is_lower_better)
    assert any(value != standard for value in values)


@pytest.mark.parametrize("name", catalogue_names())
def test_a_coefficient_of_every_limit_is_exact_at_its_bound(name: str) -> None:
    from junheng.engine.indicators import dispersion  # noqa: PLC0415 - read where it is used

    hair = Fraction(1, 10**15)
    for indicator in load_catalogue(name).indicators.values():
        for limit in indicator.limits.values():
            # Two schools of one size with 1 + c and 1 - c differ by exactly c.
            found = [
                dispersion([1 + c, 1 - c], [100, 100]).is_within(limit)
                for c in (limit - hair, limit, limit + hair)
            ]
            assert found == [True, True, False]


def test_what_the_regulation_wants_more_of_than_the_nation() -> None:
    nation, nantong = load_catalogue("national-2017"), load_catalogue("nantong-2020")

    def standard(code: str) -> tuple[Fraction | None, Fraction | None]:
        return nation.indicators[code].standard_of(None), nantong.indicators[code].standard_of(None)

    assert standard("4.11") == (Fraction("0.10"), Fraction("0.15"))
    assert standard("4.14") == (Fraction("0.50"), Fraction("0.70"))
    assert nantong.indicators["A4"].source.article == "第十六条第（一）项"
    assert nantong.indicators["V1"] == nation.indicators["V1"]


def test_a_district_that_follows_the_nation_keeps_all_its_indicators() -> None:
    nation, district = load_catalogue("national-2017"), load_catalogue("bagongshan-2020")

    assert list(district.indicators)[: len(nation.indicators)] == list(nation.indicators)


def test_the_mean_of_eight_coefficients_is_limited_in_2012() -> None:
    limits = {
        stage: rule.value for stage, rule in load_catalogue("basic-2012").composite_limits.items()
    }

    assert limits == {Stage.PRIMARY: Fraction("0.65"), Stage.JUNIOR: Fraction("0.55")}


@pytest.mark.parametrize("name", ["national-2017", "nantong-2020", "nantong-2012"])
def test_class_sizes_have_the_four_bands_of_the_nation_and_two_are_warned_of(name: str) -> None:
    bands = load_catalogue(name).bands

    assert [(one.name, one.from_value, one.is_warned) for one in bands] == [
        ("正常班额", 36, False), ("班额偏大", 46, False), ("大班额", 56, True),
        ("超大班额", 66, True),
    ]  # fmt: skip


@pytest.mark.parametrize("name", catalogue_names())
def test_a_part_is_counted_in_the_unit_of_its_whole(name: str) -> None:
    quantities = load_catalogue(name).quantities

    parts = [one for one in quantities.values() if one.part_of]
    assert parts
    assert all(one.unit == quantities[one.part_of].unit for one in parts)


@pytest.mark.parametrize("name", catalogue_names())
def test_what_no_number_says_is_put_in_words(name: str) -> None:
    """A difference from nothing (≥0), or several conditions of which a sign would tell one."""
    wordless = [
        one.code
        for one in load_catalogue(name).indicators.values()
        if one.part is not Part.RESOURCES
        and one.unit != "是或否"
        and not one.standard_in_words
        and (len(one.conditions) > 1 or 0 in one.conditions[0].standards.values())
    ]

    assert wordless == []


def test_directions_follow_the_standard_or_are_written() -> None:
    nantong = load_catalogue("nantong-2020").indicators

    assert nantong["A1"].direction is Direction.HIGHER
    assert nantong["4.5"].direction is Direction.LOWER
    assert nantong["Y9"].direction is Direction.LOWER
    assert nantong["Y7"].direction is Direction.HIGHER

"""Schools and counties judged by the national procedure."""

from fractions import Fraction

import pytest

from junheng.engine.indicators import (
    Dispersion,
    Limit,
    SchoolFinding,
    Standard,
    composite,
    judge_county,
    judge_school,
)
from tests.engine.indicators.published import counties

FLOOR = Fraction("0.85")
# Primary schools, 教督〔2017〕6号: standard and 85 per cent of it, as printed in the rule-book.
PRIMARY = {
    "A1": ("4.2", "3.57"), "A2": ("1", "0.85"), "A3": ("0.9", "0.765"), "A4": ("4.5", "3.825"),
    "A5": ("7.5", "6.375"), "A6": ("2000", "1700"), "A7": ("2.3", "1.955"),
}  # fmt: skip
STANDARDS = [Standard(code, Fraction(limit), FLOOR) for code, (limit, _) in PRIMARY.items()]
EXACTLY = {code: Fraction(limit) for code, (limit, _) in PRIMARY.items()}
ATOM = Fraction(1, 10**30)
FINE = Dispersion(Fraction(1), Fraction(0))
PASSED = SchoolFinding((), (), (), passes=True)


@pytest.mark.parametrize("code", PRIMARY)
def test_a_floor_is_the_printed_85_per_cent(code: str) -> None:
    (standard,) = [one for one in STANDARDS if one.indicator == code]

    assert standard.floor == Fraction(PRIMARY[code][1])


def test_a_school_exactly_at_every_standard_passes() -> None:
    assert judge_school(EXACTLY, STANDARDS, 6).passes


@pytest.mark.parametrize("code", PRIMARY)
def test_one_value_an_atom_below_its_standard_is_spared(code: str) -> None:
    finding = judge_school({**EXACTLY, code: EXACTLY[code] - ATOM}, STANDARDS, 6)

    assert finding.passes
    assert set(PRIMARY) - set(finding.met) == {code}


@pytest.mark.parametrize("code", PRIMARY)
def test_one_value_exactly_at_its_floor_is_spared_and_an_atom_below_is_not(code: str) -> None:
    floor = Fraction(PRIMARY[code][1])

    at, below = (
        judge_school({**EXACTLY, code: value}, STANDARDS, 6) for value in (floor, floor - ATOM)
    )

    assert at.passes
    assert (below.passes, below.below_floor) == (False, (code,))


def test_two_values_below_their_standards_are_one_too_many() -> None:
    values = {**EXACTLY, "A1": Fraction("4.195"), "A7": Fraction("2.299")}

    finding = judge_school(values, STANDARDS, 6)

    assert (len(finding.met), finding.passes) == (5, False)


@pytest.mark.parametrize("missing", [{"A3": None}, {}])
def test_a_school_that_did_not_report_has_not_passed(missing: dict[str, None]) -> None:
    values = {code: value for code, value in EXACTLY.items() if code != "A3"} | missing

    finding = judge_school(values, STANDARDS, 6)

    assert (finding.unknown, finding.passes) == (("A3",), False)


def test_the_county_of_2023_fails_by_its_second_indicator_alone() -> None:
    printed = next(counties("CV"))
    limits = [Limit(code, "primary", Fraction("0.50")) for code in PRIMARY]
    dispersions = {
        (code, "primary"): Dispersion(Fraction(1), value**2)
        for code, value in zip(PRIMARY, printed.values, strict=True)
    }

    finding = judge_county(limits, dispersions, {"一小": PASSED})

    assert finding.over_limit == (("A2", "primary"),)
    assert not finding.passes


@pytest.mark.parametrize(
    ("limits", "school", "items", "vetoes"),
    [
        ([], SchoolFinding((), ("A1",), (), passes=False), (), ()),
        ([], PASSED, ("4.5",), ()),
        ([], PASSED, (), ("key_classes",)),
        ([Limit("A2", "primary", Fraction(1, 2))], PASSED, (), ()),
    ],
)
def test_one_thing_is_enough_to_fail(
    limits: list[Limit], school: SchoolFinding, items: tuple[str, ...], vetoes: tuple[str, ...]
) -> None:
    sound = Limit("A1", "primary", Fraction(1, 2))

    finding = judge_county(
        [sound, *limits], {("A1", "primary"): FINE}, {"一小": school},
        unmet_items=items, vetoes=vetoes,
    )  # fmt: skip

    assert judge_county([sound], {("A1", "primary"): FINE}, {"一小": PASSED}).passes
    assert not finding.passes


def test_every_published_composite_is_the_mean_of_its_coefficients() -> None:
    lines = [line for line in counties("CV") if line.composite is not None]

    differences = [abs(composite(line.values) - line.composite) for line in lines if line.composite]

    # The largest is a county that printed 0.562 for 0.5628: its coefficients were rounded before.
    assert len(lines) == 24
    assert max(differences) < Fraction("0.001")

"""The national catalogue of indicators against vectors from the rule-book; bad catalogues."""

import tomllib
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from junheng.engine.errors import JunhengError
from junheng.profiles import Stage
from junheng.profiles.indicators import Part, catalogue_from, load_catalogue

VECTORS = tomllib.loads(
    (Path(__file__).parents[1] / "data" / "indicators" / "national-2017.toml").read_text("utf-8")
)
NATIONAL = load_catalogue("national-2017")
# The printed table: 85 per cent of the standard, primary and junior (教督〔2017〕6号).
FLOORS = {
    "A1": ("3.57", "4.505"), "A2": ("0.85", "0.85"), "A3": ("0.765", "0.765"),
    "A4": ("3.825", "4.93"), "A5": ("6.375", "8.67"), "A6": ("1700", "2125"),
    "A7": ("1.955", "2.04"),
}  # fmt: skip


def cases() -> Iterator[tuple[str, Stage | None, bool, dict[str, Fraction]]]:
    for code, stages in VECTORS.items():
        for stage, found in stages.items():
            for word in ("met", "unmet"):
                for reported in found[word]:
                    quantities = {name: Fraction(value) for name, value in reported.items()}
                    yield code, Stage(stage) if stage != "all" else None, word == "met", quantities


@pytest.mark.parametrize(("code", "stage", "is_met", "reported"), list(cases()))
def test_an_indicator_is_met_where_the_rule_book_says_so(
    code: str, stage: Stage | None, reported: dict[str, Fraction], *, is_met: bool
) -> None:
    assert NATIONAL.indicators[code].is_met(reported, stage) is is_met


def test_there_are_the_32_indicators_and_every_one_has_vectors() -> None:
    counts = [len(NATIONAL.of_part(part)) for part in Part]

    assert counts == [7, 15, 9, 1, 0, 6]
    assert list(NATIONAL.indicators) == list(VECTORS)


@pytest.mark.parametrize("code", FLOORS)
def test_the_floor_of_a_resource_is_the_printed_one(code: str) -> None:
    condition = NATIONAL.indicators[code].conditions[0]

    floors = [NATIONAL.floor_share * condition.standard_of(stage) for stage in Stage]

    assert floors == [Fraction(floor) for floor in FLOORS[code]]


def test_the_limits_of_differences_are_those_of_the_procedure() -> None:
    limits = [dict(one.limits) for one in NATIONAL.of_part(Part.RESOURCES)]

    assert limits == [{Stage.PRIMARY: Fraction(1, 2), Stage.JUNIOR: Fraction(9, 20)}] * 7


@pytest.mark.parametrize("code", FLOORS)
@pytest.mark.parametrize("stage", list(Stage))
def test_with_its_shortfall_filled_a_school_meets_the_standard(code: str, stage: Stage) -> None:
    indicator = NATIONAL.indicators[code]
    reported = dict.fromkeys(indicator.conditions[0].formula.names, Fraction(1))
    reported["students"] = Fraction(733)

    missing = indicator.shortfall(reported, stage)

    reported[indicator.lacking] += missing
    assert missing > 0
    assert indicator.value(reported) == indicator.conditions[0].standard_of(stage)
    assert indicator.shortfall(reported, stage) == 0


def test_what_was_not_reported_is_neither_met_nor_unmet() -> None:
    teachers, wages = NATIONAL.indicators["A1"], NATIONAL.indicators["4.8"]

    assert teachers.is_met({"students": 10}, Stage.PRIMARY) is None
    assert wages.is_met({"teacher_wage": 2, "civil_servant_wage": 1}) is None
    assert wages.is_met({"teacher_wage": 1, "civil_servant_wage": 2}) is False


GOOD = """
name = "own"
title = "本县"
required = 1
floor_share = "0.85"
smallest_teaching_point = 50
[split_weights]
primary = "1"
[documents]
notice = "通知"
[rules]
document = "notice"
article = "一"
evidence = "verified"
[[quantities]]
name = "students"
title = "学生数"
unit = "人"
level = "stage"
[[indicators]]
code = "X1"
name = "学生数"
unit = "人"
part = "resources"
level = "stage"
conditions = [{ formula = "students", at_least = "10" }]
document = "notice"
article = "二"
evidence = "verified"
"""


def test_a_county_may_write_a_catalogue_of_its_own() -> None:
    own = catalogue_from(GOOD.encode(), "own.toml")

    assert own.indicators["X1"].is_met({"students": 10}, Stage.JUNIOR) is True


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('formula = "students"', 'formula = "pupils"', "catalogue_quantity_unknown"),
        ('formula = "students"', 'formula = "students ** 2"', "formula_not_understood"),
        ('at_least = "10"', "at_least = 10.5", "profile_value_wrong"),
        ('at_least = "10"', 'at_least = "ten"', "profile_value_wrong"),
        ('at_least = "10"', 'at_least = "1", at_most = "2"', "profile_value_wrong"),
        (', at_least = "10"', "", "profile_value_wrong"),
        ("conditions = [{", "conditions = [] #", "profile_key_missing"),
        ('name = "own"', 'based_on = "moon"\nname = "own"', "profile_value_wrong"),
        ("[[i", 'part_of = "rooms"\n[[i', "catalogue_quantity_unknown"),
        ("[[i", 'largest = 1.5\n[[i', "profile_value_wrong"),
        ('title = "本县"', 'title = "本县"\nsummed = ["rooms"]', "catalogue_quantity_unknown"),
        ("[[q", "[composite]\nlimits = { primary = 1 }\n[[q", "profile_source_missing"),
        ("[[q", "[early_warning]\nnear_share = 0.9\n[[q", "profile_value_wrong"),
        ('level = "stage"\ncond', 'direction = "up"\nlevel = "stage"\ncond', "profile_value_wrong"),
        ('level = "stage"\n[[', 'level = "class"\n[[', "profile_value_wrong"),
        ('part = "resources"', 'part = "marks"', "profile_value_wrong"),
        ('title = "本县"', "", "profile_key_missing"),
        ('article = "二"', "", "profile_source_missing"),
        ('title = "本县"', 'title = "本县"\nauthor = "某某"', "profile_key_unknown"),
        ('code = "X1"', 'code = "X1"\nweight = 2', "profile_key_unknown"),
        ('code = "X1"', 'code = "X1"\nlacking = "rooms"', "catalogue_quantity_unknown"),
    ],
)  # fmt: skip
def test_a_catalogue_with_a_slip_is_refused(old: str, new: str, code: str) -> None:
    assert old in GOOD

    with pytest.raises(JunhengError) as refused:
        catalogue_from(GOOD.replace(old, new).encode(), "own.toml")

    assert refused.value.code == code


@pytest.mark.parametrize("repeated", ["quantities", "indicators"])
def test_names_and_codes_stand_once(repeated: str) -> None:
    start = GOOD.index(f"[[{repeated}]]")
    end = GOOD.index("[[indicators]]") if repeated == "quantities" else len(GOOD)

    with pytest.raises(JunhengError) as refused:
        catalogue_from((GOOD + GOOD[start:end]).encode(), "own.toml")

    assert refused.value.code == "profile_value_wrong"


def test_an_unknown_catalogue_is_told_with_the_known_ones() -> None:
    with pytest.raises(JunhengError) as refused:
        load_catalogue("national-1999")

    assert refused.value.code == "catalogue_unknown"
    assert "national-2017" in refused.value.params["known"]

"""A catalogue of indicators as data (指标体系): what is asked, counted, compared, by which text.

A catalogue is a TOML file. An indicator asks named quantities by a formula and compares the value
with a standard of its stage; a document that must exist is a quantity that is 0 or 1. Adding one
is editing the file and adding a test vector.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from junheng.engine.errors import JunhengError
from junheng.engine.indicators import Formula, Quantities
from junheng.profiles import values
from junheng.profiles.profile import Source, Stage
from junheng.profiles.strict import (
    SOURCE_KEYS,
    documents_of,
    refuse_unknown,
    required,
    source_of,
    tree_of,
)

_DATA = files("junheng.profiles") / "data" / "indicators"


class Level(StrEnum):
    """Who has the value: each stage of a school, a school, or the county."""

    STAGE = "stage"
    SCHOOL = "school"
    COUNTY = "county"


class Part(StrEnum):
    """The part of the procedure that an indicator belongs to."""

    RESOURCES = "resources"
    GUARANTEE = "guarantee"
    QUALITY = "quality"
    APPROVAL = "approval"
    VETO = "veto"

    @property
    def label(self) -> str:
        """The word that users read."""
        return _PART_LABELS[self]


_PART_LABELS = {
    Part.RESOURCES: "资源配置",
    Part.GUARANTEE: "政府保障程度",
    Part.QUALITY: "教育质量",
    Part.APPROVAL: "社会认可度",
    Part.VETO: "一票否决",
}


class Comparison(StrEnum):
    """How a value stands to its standard when the standard is met."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    ABOVE = "above"
    BELOW = "below"

    def holds(self, value: Fraction, standard: Fraction) -> bool:
        """Whether the standard is met, exactly."""
        return _COMPARISONS[self](value, standard)


_COMPARISONS: Mapping[Comparison, Callable[[Fraction, Fraction], bool]] = {
    Comparison.AT_LEAST: lambda value, standard: value >= standard,
    Comparison.AT_MOST: lambda value, standard: value <= standard,
    Comparison.ABOVE: lambda value, standard: value > standard,
    Comparison.BELOW: lambda value, standard: value < standard,
}


@dataclass(frozen=True)
class Quantity:
    """Something that is reported: `name` in formulas, title and unit for people.

    `is_yes_no`: 1 or 0. `is_whole`: no halves exist. `is_shared`: the stages of a combined school
    use it together, so it is reported once and split by their students. `sum_of`: nobody reports
    it; it is the sum of that quantity over the stages of a school.
    """

    name: str
    title: str
    unit: str
    level: Level
    is_yes_no: bool = False
    is_whole: bool = False
    is_shared: bool = False
    sum_of: str = ""


@dataclass(frozen=True)
class Condition:
    """A formula and its standard by stage; a county's or school's own standard is under None."""

    formula: Formula
    comparison: Comparison
    standards: Mapping[Stage | None, Fraction]

    def holds(self, quantities: Quantities, stage: Stage | None) -> bool | None:
        """Whether it is met; None where the value is not known."""
        value = self.formula.value(quantities)
        return None if value is None else self.comparison.holds(value, self.standard_of(stage))

    def standard_of(self, stage: Stage | None) -> Fraction:
        """The standard of a stage, or the one for all."""
        return self.standards[stage if stage in self.standards else None]


@dataclass(frozen=True)
class Indicator:
    """One indicator: met when all conditions hold, or one of the exemptions does.

    `limits` are the largest coefficients of variation by stage, where schools are compared.
    `lacking` is the quantity in which a shortfall is told (所缺数量), where there is one.
    """

    code: str
    name: str
    unit: str
    part: Part
    level: Level
    conditions: tuple[Condition, ...]
    exemptions: tuple[Condition, ...]
    limits: Mapping[Stage, Fraction]
    lacking: str
    source: Source

    def is_met(self, quantities: Quantities, stage: Stage | None = None) -> bool | None:
        """Whether it is fulfilled; None where something that decides was not reported."""
        if any(one.holds(quantities, stage) for one in self.exemptions):
            return True
        found = [one.holds(quantities, stage) for one in self.conditions]
        if False in found:
            return False
        return None if None in found else True

    def value(self, quantities: Quantities) -> Fraction | None:
        """The value of its first condition, which tables and coefficients show."""
        return self.conditions[0].formula.value(quantities)

    def shortfall(self, quantities: Quantities, stage: Stage | None) -> Fraction:
        """How much of `lacking` is missing until the first standard is met; 0 if nothing."""
        first = self.conditions[0]
        return first.formula.missing_amount(self.lacking, first.standard_of(stage), quantities)


@dataclass(frozen=True)
class Catalogue:
    """All indicators of one procedure, and how its schools are judged.

    `required`: how many indicators of resources a school must meet; none may lie below
    `floor_share` of its standard. `smallest_teaching_point`: teaching points with fewer students
    are not counted. `split_weights`: what a student of each stage counts in a combined school.
    """

    name: str
    title: str
    required: int
    floor_share: Fraction
    smallest_teaching_point: int
    split_weights: Mapping[str, Fraction]
    rules: Source
    quantities: Mapping[str, Quantity]
    indicators: Mapping[str, Indicator]

    def of_part(self, part: Part) -> tuple[Indicator, ...]:
        """The indicators of a part, in their order."""
        return tuple(one for one in self.indicators.values() if one.part is part)


def catalogue_names() -> tuple[str, ...]:
    """The catalogues that come with the program."""
    return tuple(sorted(entry.name.removesuffix(".toml") for entry in _DATA.iterdir()))


@cache
def load_catalogue(name: str) -> Catalogue:
    """The catalogue of a name.

    Raises JunhengError: catalogue_unknown (name, known), and what `profiles.strict` raises.
    """
    if name not in catalogue_names():
        raise JunhengError("catalogue_unknown", name=name, known="、".join(catalogue_names()))
    return catalogue_from((_DATA / f"{name}.toml").read_bytes(), f"{name}.toml")


def catalogue_from(raw: bytes, file: str) -> Catalogue:
    """Read a catalogue; `file` is its name for the message.

    Raises JunhengError: catalogue_quantity_unknown (indicator, name), formula_not_understood,
    and what `profiles.strict` raises.
    """
    tree = tree_of(raw, file)
    refuse_unknown(tree, frozenset((*_TOP, "documents", "quantities", "indicators")), "")
    documents = documents_of(tree)
    top = {key: required(tree, key) for key in _TOP}
    quantities = [
        _quantity(f"quantities[{number}]", values.table("quantities", entry))
        for number, entry in enumerate(values.array("quantities", tree.get("quantities", [])), 1)
    ]
    named = {one.name: one for one in quantities}
    indicators = [
        _indicator(f"indicators[{number}]", values.table("indicators", entry), documents, named)
        for number, entry in enumerate(values.array("indicators", tree.get("indicators", [])), 1)
    ]
    by_code = {one.code: one for one in indicators}
    if len(named) != len(quantities) or len(by_code) != len(indicators):
        raise JunhengError("profile_value_wrong", key="indicators", expected="不重复的名称和编号")
    weights = values.table("split_weights", top["split_weights"])
    return Catalogue(
        name=values.text("name", top["name"]),
        title=values.text("title", top["title"]),
        required=values.whole_number(0, 100)("required", top["required"]),
        floor_share=_number("floor_share", top["floor_share"]),
        smallest_teaching_point=values.whole_number(0, 1000)(
            "smallest_teaching_point", top["smallest_teaching_point"]
        ),
        split_weights=MappingProxyType(
            {stage: _number(f"split_weights.{stage}", one) for stage, one in weights.items()}
        ),
        rules=source_of("rules", values.table("rules", top["rules"]), documents),
        quantities=MappingProxyType(named),
        indicators=MappingProxyType(by_code),
    )


_TOP = (
    *("name", "title", "required", "floor_share", "smallest_teaching_point", "split_weights"),
    "rules",
)
_QUANTITY_KEYS = ("name", "title", "unit", "level")
_INDICATOR_KEYS = ("code", "name", "unit", "part", "level")


def _quantity(place: str, entry: Mapping[str, Any]) -> Quantity:
    flags = ("is_yes_no", "is_whole", "is_shared")
    refuse_unknown(entry, frozenset((*_QUANTITY_KEYS, *flags, "sum_of")), f"{place}.")
    name, title, unit, level = (
        values.text(f"{place}.{key}", required(entry, key, f"{place}.")) for key in _QUANTITY_KEYS
    )
    return Quantity(
        name=name,
        title=title,
        unit=unit,
        level=Level(values.one_of(*Level)(f"{place}.level", level)),
        is_yes_no=entry.get("is_yes_no") is True,
        is_whole=entry.get("is_whole") is True,
        is_shared=entry.get("is_shared") is True,
        sum_of=values.text(f"{place}.sum_of", entry["sum_of"]) if "sum_of" in entry else "",
    )


def _indicator(
    place: str,
    entry: Mapping[str, Any],
    documents: Mapping[str, str],
    quantities: Mapping[str, Quantity],
) -> Indicator:
    beside = ("conditions", "exemptions", "limits", "lacking")
    refuse_unknown(entry, frozenset((*_INDICATOR_KEYS, *beside, *SOURCE_KEYS)), f"{place}.")
    code, name, unit, part, level = (
        values.text(f"{place}.{key}", required(entry, key, f"{place}.")) for key in _INDICATOR_KEYS
    )
    limits = values.table(f"{place}.limits", entry.get("limits", {}))
    indicator = Indicator(
        code=code,
        name=name,
        unit=unit,
        part=Part(values.one_of(*Part)(f"{place}.part", part)),
        level=Level(values.one_of(*Level)(f"{place}.level", level)),
        conditions=_conditions(f"{place}.conditions", required(entry, "conditions", f"{place}.")),
        exemptions=_conditions(f"{place}.exemptions", entry.get("exemptions", [])),
        limits=MappingProxyType(
            {_stage(place, key): _number(f"{place}.limits", one) for key, one in limits.items()}
        ),
        lacking=values.text(f"{place}.lacking", entry["lacking"]) if "lacking" in entry else "",
        source=source_of(place, entry, documents),
    )
    if not indicator.conditions:
        raise JunhengError("profile_key_missing", key=f"{place}.conditions")
    asked = [one.formula.names for one in (*indicator.conditions, *indicator.exemptions)]
    for asked_name in sorted(frozenset().union(*asked, {indicator.lacking} - {""})):
        if asked_name not in quantities:
            raise JunhengError("catalogue_quantity_unknown", indicator=code, name=asked_name)
    return indicator


def _conditions(place: str, raw: object) -> tuple[Condition, ...]:
    return tuple(
        _condition(f"{place}[{number}]", values.table(place, entry))
        for number, entry in enumerate(values.array(place, raw), 1)
    )


def _condition(place: str, entry: Mapping[str, Any]) -> Condition:
    refuse_unknown(entry, frozenset(("formula", *Comparison)), f"{place}.")
    formula = Formula(values.text(f"{place}.formula", required(entry, "formula", f"{place}.")))
    match [(one, entry[one]) for one in Comparison if one in entry]:
        case [(comparison, raw)]:
            return Condition(formula, comparison, MappingProxyType(_standards(place, raw)))
        case _:
            raise JunhengError(
                "profile_value_wrong", key=place, expected="、".join(Comparison) + " 中的一个"
            )


def _standards(place: str, raw: object) -> dict[Stage | None, Fraction]:
    if isinstance(raw, dict):
        return {_stage(place, key): _number(f"{place}.{key}", one) for key, one in raw.items()}
    return {None: _number(place, raw)}


def _stage(place: str, name: str) -> Stage:
    return Stage(values.one_of(*Stage)(place, name))


def _number(place: str, raw: object) -> Fraction:
    """A number written as text or as a whole number: a binary fraction is never meant."""
    try:
        if isinstance(raw, str) or (isinstance(raw, int) and not isinstance(raw, bool)):
            return Fraction(Decimal(raw))
    except ArithmeticError:
        pass
    raise JunhengError("profile_value_wrong", key=place, expected='加引号的数，如 "4.2"')

"""What a catalogue of indicators is (指标体系): quantities, indicators, and how schools are judged.

`profiles.indicators` reads it from a file.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from junheng.engine.indicators import Formula, Quantities
from junheng.profiles.profile import Rule, Source, Stage


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
    YEARLY = "yearly"
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
    Part.YEARLY: "年度数据",
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


class Direction(StrEnum):
    """Which way a value gets better, as far as the rules say."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"

    def is_worse(self, value: Fraction, before: Fraction) -> bool:
        """Whether the value fell behind what it was."""
        match self:
            case Direction.HIGHER:
                return value < before
            case Direction.LOWER:
                return value > before
            case Direction.NEITHER:
                return False


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
    it; it is the sum of that quantity over the stages of a school. `part_of`: it can never be more
    than that quantity. `largest`: nor more than this.
    """

    name: str
    title: str
    unit: str
    level: Level
    is_yes_no: bool = False
    is_whole: bool = False
    is_shared: bool = False
    sum_of: str = ""
    part_of: str = ""
    largest: Fraction | None = None


@dataclass(frozen=True)
class Condition:
    """A formula and its standard by stage; a county's or school's own standard is under None.

    Without a comparison (`is_shown_only`), or without a standard for a stage, the value is only
    published or compared between schools; it holds where it is known.
    """

    formula: Formula
    comparison: Comparison | None
    standards: Mapping[Stage | None, Fraction]

    def holds(self, quantities: Quantities, stage: Stage | None) -> bool | None:
        """Whether it is met; None where the value is not known."""
        value, standard = self.formula.value(quantities), self.standard_of(stage)
        if value is None:
            return None
        if self.comparison is None or standard is None:
            return True
        return self.comparison.holds(value, standard)

    def standard_of(self, stage: Stage | None) -> Fraction | None:
        """The standard of a stage, or the one for all; None where there is none."""
        return self.standards.get(stage, self.standards.get(None))


@dataclass(frozen=True)
class Indicator:
    """One indicator: met when all conditions hold, or one of the exemptions does.

    `limits` are the largest coefficients of variation by stage, where schools are compared.
    `lacking` is the quantity in which a shortfall is told (所缺数量), where there is one.
    `direction` is that of the first condition, whose value is shown. `evidence_needed` says what a
    school hands in beside its figures (佐证材料); empty where they are enough.
    `standard_in_words` is the standard as papers write it, where no number and sign say it.
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
    direction: Direction
    source: Source
    evidence_needed: str = ""
    standard_in_words: str = ""

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
        standard = first.standard_of(stage)
        if standard is None:
            return Fraction(0)
        return first.formula.missing_amount(self.lacking, standard, quantities)

    def standard_of(self, stage: Stage | None) -> Fraction | None:
        """The standard of the value that is shown."""
        return self.conditions[0].standard_of(stage)


@dataclass(frozen=True)
class Band:
    """A name for values of a quantity from a bound upwards (大班额: 56 and more).

    `is_warned`: who reaches it is told at once; the others only sort values.
    """

    quantity: str
    name: str
    from_value: Fraction
    source: Source
    is_warned: bool = True


@dataclass(frozen=True)
class Catalogue:
    """All indicators of one procedure, and how its schools are judged.

    `required`: how many indicators of resources a school must meet; none may lie below
    `floor_share` of its standard. `smallest_teaching_point`: teaching points with fewer students
    are not counted. `split_weights`: what a student of each stage counts in a combined school.
    `composite_limits`: the largest mean of all coefficients by stage, where the rules compare it.
    `bands`: by rising bound. `near_share`: a value so near to its limit is told early.
    `prices`: yuan for one unit of a quantity, where nobody gives other prices. `summed`: school
    quantities whose sums the first part of a report tells.
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
    composite_limits: Mapping[Stage, Rule[Fraction]]
    bands: tuple[Band, ...]
    near_share: Rule[Fraction] | None
    prices: Mapping[str, Rule[Fraction]]
    summed: tuple[str, ...] = ()

    @property
    def warned_bands(self) -> tuple[Band, ...]:
        """The bands that are told at once, by rising bound."""
        return tuple(one for one in self.bands if one.is_warned)

    def of_part(self, part: Part) -> tuple[Indicator, ...]:
        """The indicators of a part, in their order."""
        return tuple(one for one in self.indicators.values() if one.part is part)

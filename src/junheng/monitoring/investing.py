"""The cheapest investments after which every school and every coefficient passes.

What can be bought is what the catalogue says is `lacking` (a teacher, a room, a square metre, a
yuan of equipment), in whole units. The plan comes as changes of `what_if`, so that the same
`assess` judges it again, and it is refused unless that says that resources pass.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from junheng.engine.errors import JunhengError
from junheng.engine.indicators.investments import cheapest_investments
from junheng.engine.indicators.purchases import InvestmentProblem, Target
from junheng.monitoring.assessing import Assessment, StageResult, stage_numbers
from junheng.monitoring.figures import SchoolFigures
from junheng.monitoring.what_if import Change, WhatIf, what_if
from junheng.profiles import Stage
from junheng.profiles.indicators import Catalogue, Indicator, Part

_Lever = tuple[str, Stage | None, str]
_KEPT: Final = 2


@dataclass(frozen=True)
class Purchase:
    """So many whole units of a quantity for a school; `yuan` is their cost.

    `stage` is None for what the stages of a school share.
    """

    school: SchoolFigures
    stage: Stage | None
    quantity: str
    units: int
    yuan: int


@dataclass(frozen=True)
class InvestmentPlan:
    """What to buy where. No plan costs less than `bound` yuan (by the solver, in binary numbers).

    `judged` holds the verdicts before and after. Items beside the resources are not for sale.
    """

    purchases: tuple[Purchase, ...]
    prices: Mapping[str, int]
    cost: int
    bound: int
    judged: WhatIf

    @property
    def is_proven(self) -> bool:
        """Whether no plan is cheaper."""
        return self.cost <= self.bound

    @property
    def totals(self) -> Mapping[str, tuple[int, int]]:
        """Units and yuan by quantity, over the county."""
        sums: dict[str, tuple[int, int]] = {}
        for one in self.purchases:
            units, yuan = sums.get(one.quantity, (0, 0))
            sums[one.quantity] = (units + one.units, yuan + one.yuan)
        return sums


def investments(found: Assessment, *, prices: Mapping[str, int] | None = None) -> InvestmentPlan:
    """The cheapest plan for a county.

    prices: whole yuan for one unit, by quantity; what is not named costs what the catalogue says.
    It takes seconds to a minute: on the web, a job.

    Raises JunhengError: investments_value_unknown (school, indicator), investments_price_missing
    (name), investments_price_wrong (name), investments_composite where the catalogue compares the
    mean of all coefficients, formula_not_linear, investments_impossible, investments_not_found.
    """
    catalogue = found.catalogue
    if catalogue.composite_limits:
        raise JunhengError("investments_composite")
    all_prices = prices_of(catalogue, prices)
    levers: dict[_Lever, int] = {}
    targets = tuple(
        _target(indicator, result, catalogue, levers)
        for result in found.stages
        for indicator in catalogue.of_part(Part.RESOURCES)
    )
    limits = {
        f"{code}.{stage}": catalogue.indicators[code].limits[Stage(stage)]
        for code, stage in found.dispersions
    }
    problem = InvestmentProblem(
        tuple(all_prices[name] for _, _, name in levers), targets, catalogue.required, limits
    )
    answer = cheapest_investments(problem)
    schools = {school.code: school for school in found.figures.schools}
    bought = tuple(
        Purchase(schools[school], stage, name, units, units * all_prices[name])
        for (school, stage, name), units in zip(levers, answer.units, strict=True)
        if units
    )
    judged = what_if(catalogue, found.figures, [_change(one) for one in bought])
    after = judged.after.finding
    if after.failing_schools or after.over_limit:
        raise JunhengError("investments_not_found")
    return InvestmentPlan(bought, all_prices, answer.cost, answer.bound, judged)


def prices_of(catalogue: Catalogue, prices: Mapping[str, int] | None = None) -> dict[str, int]:
    """The price of all that can be lacking: those given, else those of the catalogue.

    Raises JunhengError: investments_price_missing (name), investments_price_wrong (name).
    """
    given = dict(prices or {})
    wanted = dict.fromkeys(one.lacking for one in catalogue.of_part(Part.RESOURCES) if one.lacking)
    for name in given:
        if name not in wanted:
            raise JunhengError("investments_price_wrong", name=name)
    found: dict[str, int] = {}
    for name in wanted:
        if name in given:
            found[name] = given[name]
        elif name in catalogue.prices:
            found[name] = int(catalogue.prices[name].value)
        else:
            raise JunhengError("investments_price_missing", name=catalogue.quantities[name].title)
        if found[name] <= 0:
            raise JunhengError("investments_price_wrong", name=name)
    return found


def _target(
    indicator: Indicator, result: StageResult, catalogue: Catalogue, levers: dict[_Lever, int]
) -> Target:
    school, stage = result.school, result.stage
    value, standard = result.values[indicator.code], indicator.standard_of(stage)
    if value is None:
        raise JunhengError(
            "investments_value_unknown", school=school.code, indicator=indicator.code
        )
    lever, gain = None, Fraction(0)
    if indicator.lacking:
        is_shared = catalogue.quantities[indicator.lacking].is_shared
        key = (school.code, None if is_shared else stage, indicator.lacking)
        lever = levers.setdefault(key, len(levers))
        gain = _gain(indicator, school, stage, catalogue)
    return Target(
        group=f"{school.code}.{stage}",
        spread=f"{indicator.code}.{stage}" if stage in indicator.limits else None,
        students=result.students,
        value=value,
        lever=lever,
        gain=gain,
        threshold=standard,
        floor=None if standard is None else catalogue.floor_share * standard,
    )


def _gain(
    indicator: Indicator, school: SchoolFigures, stage: Stage, catalogue: Catalogue
) -> Fraction:
    """What one unit adds to the value; a combined school's stage gets its part of it.

    Raises JunhengError: formula_not_linear.
    """
    before = stage_numbers(school, stage, catalogue)
    values = []
    for units in range(_KEPT + 1):
        numbers = dict(before)
        numbers[indicator.lacking] += units * _part(indicator.lacking, school, stage, catalogue)
        values.append(indicator.value(numbers))
    none, one, two = values
    if none is None or one is None or two is None or two - one != one - none or one <= none:
        raise JunhengError(
            "formula_not_linear", formula=indicator.conditions[0].formula.text,
            name=indicator.lacking,
        )  # fmt: skip
    return one - none


def _part(name: str, school: SchoolFigures, stage: Stage, catalogue: Catalogue) -> Fraction:
    """The part of one shared unit that a stage gets; one, where the stage has it alone."""
    if not catalogue.quantities[name].is_shared:
        return Fraction(1)
    one = SchoolFigures(
        school.code, school.name, school.kind, {name: Fraction(1)}, school.of_stage,
        school.senior_students,
    )  # fmt: skip
    return stage_numbers(one, stage, catalogue)[name]


def _change(one: Purchase) -> Change:
    return Change(one.quantity, Fraction(one.units), one.school.code, one.stage)

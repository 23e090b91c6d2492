"""What can be bought to raise the values of schools, and whether a purchase is enough."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from junheng.engine.indicators.dispersion import dispersion


@dataclass(frozen=True)
class Target:
    """One value of one stage of a school.

    group: the stage of a school whose standards are counted together. spread: the coefficient
    that it is part of, or None. lever: the purchase that raises it, `gain` for each unit (None
    and 0 where nothing does). threshold, floor: None where there is no standard.
    """

    group: str
    spread: str | None
    students: int
    value: Fraction
    lever: int | None
    gain: Fraction
    threshold: Fraction | None
    floor: Fraction | None

    def raised(self, units: Sequence[int]) -> Fraction:
        """The value after the purchases."""
        return self.value if self.lever is None else self.value + self.gain * units[self.lever]

    def units_to(self, level: Fraction) -> int | None:
        """How many units lift it to a level; None where nothing lifts it so far."""
        if self.value >= level:
            return 0
        return ceil((level - self.value) / self.gain) if self.gain > 0 else None


@dataclass(frozen=True)
class InvestmentProblem:
    """prices: whole yuan, positive, by lever. required: standards to be met in each group.

    limits: the largest coefficient, by spread.
    """

    prices: tuple[int, ...]
    targets: tuple[Target, ...]
    required: int
    limits: Mapping[str, Fraction]

    def of_spread(self, name: str) -> tuple[Target, ...]:
        """The targets that a coefficient compares."""
        return tuple(target for target in self.targets if target.spread == name)


def fulfils(problem: InvestmentProblem, units: Sequence[int]) -> bool:
    """Whether every school passes and every coefficient is within its limit, in fractions."""
    groups: dict[str, list[Target]] = {}
    for target in problem.targets:
        groups.setdefault(target.group, []).append(target)
    if not all(passes(targets, units, problem.required) for targets in groups.values()):
        return False
    return all(
        keeps_limit(problem.of_spread(name), limit, units) for name, limit in problem.limits.items()
    )


def keeps_limit(targets: Sequence[Target], limit: Fraction, units: Sequence[int]) -> bool:
    """Whether a coefficient is within its limit after the purchases, in fractions."""
    values = [target.raised(units) for target in targets]
    return dispersion(values, [target.students for target in targets]).is_within(limit) is True


def passes(targets: Sequence[Target], units: Sequence[int], required: int) -> bool:
    """Whether one stage of a school meets enough standards, and lies below no floor."""
    met = 0
    for target in targets:
        value = target.raised(units)
        if target.floor is not None and value < target.floor:
            return False
        met += target.threshold is not None and value >= target.threshold
    return met >= required

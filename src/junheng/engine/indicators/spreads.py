"""A coefficient as a convex limit on purchases: its slope in binary numbers, and its cuts."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from typing import Final

from junheng.engine.errors import JunhengError
from junheng.engine.indicators.purchases import Target, keeps_limit

Row = tuple[float | None, float | None, list[int], list[float]]
"""Lower and upper limit (None for none), columns, factors."""

_NEAR: Final = 1e-7
_SURE: Final = 1e-9
"""Relative; binary sums over a county are off by less than 1e-11."""


@dataclass(frozen=True)
class Slope:
    """Where a spread stands after purchases: S - L · X̄, X̄, and the slope by each school's X."""

    excess: float
    mean: float
    factors: tuple[float, ...]


class Spread:
    """One coefficient with its limit; binary numbers guide the search, fractions decide."""

    def __init__(self, targets: Sequence[Target], limit: Fraction) -> None:
        students = sum(target.students for target in targets)
        self._targets, self._exact_limit = targets, limit
        self._limit = float(limit)
        self._weights = [target.students / students for target in targets]
        self._values = [float(target.value) for target in targets]
        self._gains = [float(target.gain) for target in targets]
        self._levers = [target.lever for target in targets]

    def slope(self, units: Sequence[float]) -> Slope:
        """Value and slope at a point."""
        weights, limit = self._weights, self._limit
        values = [
            value if lever is None else value + gain * units[lever]
            for value, gain, lever in zip(self._values, self._gains, self._levers, strict=True)
        ]
        mean = sum(w * x for w, x in zip(weights, values, strict=True))
        spread = sqrt(sum(w * (x - mean) ** 2 for w, x in zip(weights, values, strict=True)))
        direction = [(x - mean) / spread if spread else 0.0 for x in values]
        middle = sum(w * d for w, d in zip(weights, direction, strict=True))
        factors = tuple(w * (d - middle - limit) for w, d in zip(weights, direction, strict=True))
        return Slope(spread - limit * mean, mean, factors)

    def is_broken(self, units: Sequence[int]) -> bool:
        """Whether the limit is broken; near it, fractions say so."""
        slope = self.slope(units)
        if abs(slope.excess) > _SURE * slope.mean:
            return slope.excess > 0
        return not keeps_limit(self._targets, self._exact_limit, units)

    def cut(self, units: Sequence[float]) -> Row | None:
        """The cut in the direction of a broken point; None where the limit is kept.

        Raises JunhengError: investments_impossible where nothing that is bought moves it.
        """
        slope = self.slope(units)
        if slope.excess <= _NEAR * self._limit * slope.mean:
            return None
        raised = self._raised(slope)
        scale = max((abs(factor) for _, factor in raised), default=0.0)
        if not scale:
            raise JunhengError("investments_impossible")
        most = -sum(f * value for f, value in zip(slope.factors, self._values, strict=True))
        columns, factors = [lever for lever, _ in raised], [one / scale for _, one in raised]
        return None, most / scale, columns, factors

    def best_step(self, units: Sequence[int], prices: Sequence[int]) -> tuple[int, int] | None:
        """The purchase that lowers the excess most for a yuan: lever, half of what seems needed."""
        slope = self.slope(units)
        rates = [(factor / prices[lever], lever) for lever, factor in self._raised(slope)]
        rate, lever = min(rates, default=(0.0, 0))
        if rate >= 0:
            return None
        return lever, max(1, int(slope.excess / -(rate * prices[lever]) / 2))

    def _raised(self, slope: Slope) -> list[tuple[int, float]]:
        """The levers with the slope by one unit of each."""
        return [
            (lever, factor * gain)
            for factor, gain, lever in zip(slope.factors, self._gains, self._levers, strict=True)
            if lever is not None
        ]

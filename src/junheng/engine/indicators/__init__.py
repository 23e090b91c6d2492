"""Indicators of balance (义务教育优质均衡): exact values, weighted coefficients, verdicts."""

from junheng.engine.indicators.dispersion import (
    Dispersion,
    contributions,
    dispersion,
    is_mean_of_roots_within,
    rounded_root,
)
from junheng.engine.indicators.formulas import Formula, Quantities
from junheng.engine.indicators.many import SchoolColumns, coefficients, meets, within_limits
from junheng.engine.indicators.splitting import split_shared
from junheng.engine.indicators.standards import (
    CountyFinding,
    Limit,
    SchoolFinding,
    Standard,
    composite,
    judge_county,
    judge_school,
)

__all__ = [
    "CountyFinding",
    "Dispersion",
    "Formula",
    "Limit",
    "Quantities",
    "SchoolColumns",
    "SchoolFinding",
    "Standard",
    "coefficients",
    "composite",
    "contributions",
    "dispersion",
    "is_mean_of_roots_within",
    "judge_county",
    "judge_school",
    "meets",
    "rounded_root",
    "split_shared",
    "within_limits",
]

"""Balance monitoring of a county from one workbook: figures in, verdicts and shortfalls out."""

from junheng.monitoring.alerts import Alert, AlertKind, alerts_of, band_of
from junheng.monitoring.assessing import (
    Assessment,
    ItemResult,
    LeftOut,
    SchoolResult,
    StageResult,
    assess,
)
from junheng.monitoring.figures import CountyFigures, SchoolFigures, SchoolKind
from junheng.monitoring.investing import InvestmentPlan, Purchase, investments, prices_of
from junheng.monitoring.reading import CountyReading, read_county
from junheng.monitoring.template import county_template
from junheng.monitoring.trends import (
    Drop,
    DropKind,
    Series,
    Trends,
    YearPoint,
    schools_gone,
    trends_of,
)
from junheng.monitoring.what_if import Change, Turn, WhatIf, changed, what_if

__all__ = [
    "Alert",
    "AlertKind",
    "Assessment",
    "Change",
    "CountyFigures",
    "CountyReading",
    "Drop",
    "DropKind",
    "InvestmentPlan",
    "ItemResult",
    "LeftOut",
    "Purchase",
    "SchoolFigures",
    "SchoolKind",
    "SchoolResult",
    "Series",
    "StageResult",
    "Trends",
    "Turn",
    "WhatIf",
    "YearPoint",
    "alerts_of",
    "assess",
    "band_of",
    "changed",
    "county_template",
    "investments",
    "prices_of",
    "read_county",
    "schools_gone",
    "trends_of",
    "what_if",
]

"""The county on one page (全县总览): figures, charts, workbook and document."""

from junheng.reporting.county.charts import balance_chart, states_chart
from junheng.reporting.county.document import county_document
from junheng.reporting.county.report import (
    AttributeGap,
    AttributeLine,
    CohortBalance,
    CohortLine,
    CountyReport,
    Coverage,
    StateCount,
    attribute_lines,
    coverage_of,
)
from junheng.reporting.county.workbook import county_workbook

__all__ = [
    "AttributeGap",
    "AttributeLine",
    "CohortBalance",
    "CohortLine",
    "CountyReport",
    "Coverage",
    "StateCount",
    "attribute_lines",
    "balance_chart",
    "county_document",
    "county_workbook",
    "coverage_of",
    "states_chart",
]

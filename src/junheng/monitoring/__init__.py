"""Balance monitoring of a county from one workbook: figures in, verdicts and shortfalls out."""

from junheng.monitoring.assessing import (
    Assessment,
    ItemResult,
    LeftOut,
    SchoolResult,
    StageResult,
    assess,
)
from junheng.monitoring.figures import CountyFigures, SchoolFigures, SchoolKind
from junheng.monitoring.reading import CountyReading, read_county
from junheng.monitoring.template import county_template

__all__ = [
    "Assessment",
    "CountyFigures",
    "CountyReading",
    "ItemResult",
    "LeftOut",
    "SchoolFigures",
    "SchoolKind",
    "SchoolResult",
    "StageResult",
    "assess",
    "county_template",
    "read_county",
]

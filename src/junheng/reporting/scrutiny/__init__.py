"""The report of a scrutiny (分班名单检验报告): page, document, picture and words."""

from junheng.reporting.scrutiny.document import scrutiny_document
from junheng.reporting.scrutiny.page import scrutiny_html
from junheng.reporting.scrutiny.report import ScrutinyReport, ScrutinySection
from junheng.reporting.scrutiny.words import (
    chance_words,
    deviation_words,
    finding_words,
    level_explanation,
    level_words,
)

__all__ = [
    "ScrutinyReport",
    "ScrutinySection",
    "chance_words",
    "deviation_words",
    "finding_words",
    "level_explanation",
    "level_words",
    "scrutiny_document",
    "scrutiny_html",
]

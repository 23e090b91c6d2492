"""What is said and shown of teaching teams (教学团队): words, figures, the comparability report."""

from junheng.reporting.teams.chart import deviation_chart
from junheng.reporting.teams.comparison import Comparison, comparisons_of
from junheng.reporting.teams.document import team_report_document
from junheng.reporting.teams.printed import team_report_pdf
from junheng.reporting.teams.report import Part, TeamReport, team_report
from junheng.reporting.teams.words import (
    TITLES,
    explanation_words,
    gap_words,
    unit_words,
)

__all__ = [
    "TITLES",
    "Comparison",
    "Part",
    "TeamReport",
    "comparisons_of",
    "deviation_chart",
    "explanation_words",
    "gap_words",
    "team_report",
    "team_report_document",
    "team_report_pdf",
    "unit_words",
]

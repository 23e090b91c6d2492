"""Spreadsheets (.xlsx, .xls, .csv) read by declared columns: forgiving of form, strict of content.

A sheet as schools send it has titles, filling lines, two-line headings, totals and hidden rows, and
all of that is accepted. What stands in the cells is checked, and every fault is returned at once.
"""

from junheng.tabular.cells import Cell
from junheng.tabular.columns import (
    CalendarDate,
    Choice,
    Column,
    Custom,
    IdentityNumber,
    Text,
    WholeNumber,
    YesNo,
)
from junheng.tabular.faults import CellFault, Fault
from junheng.tabular.headers import HeaderUse, Verdict
from junheng.tabular.identity import IdentityNumberValue
from junheng.tabular.sheets import Limits, MergedRange, Sheet, Workbook
from junheng.tabular.table import Row, SkippedRow, Table, read_table, unread_titles
from junheng.tabular.template import (
    INSTRUCTIONS_SHEET,
    FormSheet,
    forms_workbook,
    template_workbook,
)
from junheng.tabular.text import normalise_header, normalise_text
from junheng.tabular.workbook import read_workbook

__all__ = [
    "INSTRUCTIONS_SHEET",
    "CalendarDate",
    "Cell",
    "CellFault",
    "Choice",
    "Column",
    "Custom",
    "Fault",
    "FormSheet",
    "HeaderUse",
    "IdentityNumber",
    "IdentityNumberValue",
    "Limits",
    "MergedRange",
    "Row",
    "Sheet",
    "SkippedRow",
    "Table",
    "Text",
    "Verdict",
    "WholeNumber",
    "Workbook",
    "YesNo",
    "forms_workbook",
    "normalise_header",
    "normalise_text",
    "read_table",
    "read_workbook",
    "template_workbook",
    "unread_titles",
]

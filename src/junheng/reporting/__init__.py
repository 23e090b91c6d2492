"""Reports, lists and printed forms: typed dataclasses in, documents out."""

from junheng.reporting.balance import (
    Audience,
    BalanceReport,
    LevelRow,
    NumericRow,
    RuleSource,
    balance_document,
)
from junheng.reporting.balance_page import balance_html
from junheng.reporting.glyphs import missing_glyphs
from junheng.reporting.lists import ListClass, ListColumn, SchoolLists, lists_workbook
from junheng.reporting.masking import mask_identity_number, mask_name, mask_phone

__all__ = [
    "Audience",
    "BalanceReport",
    "LevelRow",
    "ListClass",
    "ListColumn",
    "NumericRow",
    "RuleSource",
    "SchoolLists",
    "balance_document",
    "balance_html",
    "lists_workbook",
    "mask_identity_number",
    "mask_name",
    "mask_phone",
    "missing_glyphs",
]

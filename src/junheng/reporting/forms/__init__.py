"""Printed forms as PDF/A: dataclasses in, bytes out."""

from junheng.reporting.forms.papers import (
    ClassSheet,
    ClassSheets,
    Letterhead,
    ProcessRecord,
    PublicClass,
    PublicEntry,
    PublicLists,
    SheetStudent,
)
from junheng.reporting.forms.printed import (
    class_sheets_pdf,
    process_record_pdf,
    public_entries,
    public_lists_pdf,
)

__all__ = [
    "ClassSheet",
    "ClassSheets",
    "Letterhead",
    "ProcessRecord",
    "PublicClass",
    "PublicEntry",
    "PublicLists",
    "SheetStudent",
    "class_sheets_pdf",
    "process_record_pdf",
    "public_entries",
    "public_lists_pdf",
]

"""学籍核对差异表: the registered roll beside the classes, worked off one by one (XJ-01)."""

import datetime as dt
from dataclasses import asdict, dataclass

from junheng.reporting.forms.papers import Letterhead
from junheng.reporting.forms.printing import date_words, minute_words, print_form


@dataclass(frozen=True)
class DifferenceLine:
    """One difference; what is not decided yet is empty, to be filled in by hand."""

    kind: str
    masked_name: str
    identity_tail: str
    result_place: str
    registry_place: str
    decision: str = ""
    decided_by: str = ""
    decided_on: dt.date | None = None


@dataclass(frozen=True)
class ReconciliationSheet:
    """学籍核对差异表 of one school's starting grade."""

    letterhead: Letterhead
    compared: int
    agreeing: int
    elsewhere: int
    lines: tuple[DifferenceLine, ...]
    compared_at: dt.datetime
    compared_by: str = ""
    approved_by: str = ""

    @property
    def decided(self) -> int:
        """How many are worked off."""
        return sum(bool(line.decision) for line in self.lines)


def reconciliation_sheet_pdf(sheet: ReconciliationSheet) -> bytes:
    """Return 学籍核对差异表 as PDF/A-2b, A4 across."""
    head = sheet.letterhead
    lines = [
        asdict(line) | {"decided_on": date_words(line.decided_on) if line.decided_on else ""}
        for line in sheet.lines
    ]
    fields = asdict(sheet) | {
        "lines": lines,
        "decided": sheet.decided,
        "compared_at": minute_words(sheet.compared_at),
    }
    title = f"{head.school}{head.year}年{head.grade}学籍核对差异表"
    return print_form("reconciliation_sheet.typ", title, "学籍核对差异表", head, fields)

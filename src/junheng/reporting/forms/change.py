"""特殊情况调整审批表: a change after the lock needs the bureau's approval (domain rule LK-02)."""

import datetime as dt
from dataclasses import asdict, dataclass

from junheng.reporting.forms.papers import Letterhead
from junheng.reporting.forms.printing import date_words, print_form

CHANGES = ("班级建制", "更换班主任", "学生转入、补录", "学生转出、离校", "其他")


@dataclass(frozen=True)
class IndicatorChange:
    """How far the classes differ in one indicator before the change and after it, in words.

    A figure that is not known yet is empty, to be written in.
    """

    title: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class ChangeApproval:
    """特殊情况调整审批表; what is empty is filled in by hand.

    `change` is one of CHANGES, or empty. `who` names the student or teacher concerned.
    """

    letterhead: Letterhead
    indicators: tuple[IndicatorChange, ...]
    change: str = ""
    who: str = ""
    before: str = ""
    after: str = ""
    reason: str = ""
    approval_number: str = ""
    applied_on: dt.date | None = None


def change_approval_pdf(approval: ChangeApproval) -> bytes:
    """Return 特殊情况调整审批表 as PDF/A-2b, one page where the indicators leave room."""
    head = approval.letterhead
    fields = asdict(approval) | {
        "changes": CHANGES,
        "applied_on": date_words(approval.applied_on) if approval.applied_on else "",
    }
    title = f"{head.school}{head.year}年{head.grade}特殊情况调整审批表"
    return print_form("change_approval.typ", title, "特殊情况调整审批表", head, fields)

"""The way of a rectification, where it came from, and what is written down beside it."""

from collections.abc import Mapping
from typing import Final

from django.db.models import TextChoices

from junheng.core.workflow.transitions import Transitions


class RectificationState(TextChoices):
    """How far a rectification has come."""

    OPEN = "open", "整改中"
    REPORTED = "reported", "待核查"
    CLOSED = "closed", "已销号"
    WITHDRAWN = "withdrawn", "已撤销"


class RectificationStep(TextChoices):
    """What is done to a rectification."""

    REPORT = "report", "申请核查"
    CLOSE = "close", "核查通过，销号"
    RETURN = "return", "核查不通过，退回"
    WITHDRAW = "withdraw", "撤销"


_S, _T = RectificationState, RectificationStep

RECTIFICATION_TRANSITIONS: Final[Transitions] = {
    (_S.OPEN, _T.REPORT): _S.REPORTED,
    (_S.OPEN, _T.WITHDRAW): _S.WITHDRAWN,
    (_S.REPORTED, _T.CLOSE): _S.CLOSED,
    (_S.REPORTED, _T.RETURN): _S.OPEN,
    (_S.REPORTED, _T.WITHDRAW): _S.WITHDRAWN,
}

RECTIFICATION_STAMPS: Final[Mapping[TextChoices, str]] = {
    _T.REPORT: "reported",
    _T.CLOSE: "closed",
    _T.RETURN: "returned",
    _T.WITHDRAW: "withdrawn",
}

UNDER_WAY: Final = (_S.OPEN, _S.REPORTED)
"""In these states something is still to be done."""


class SourceKind(TextChoices):
    """What a rectification was made of."""

    INSPECTION = "inspection", "督查发现"
    MONITORING = "monitoring", "监测短板"
    CHANGES = "changes", "变动检查"
    COMPLAINT = "complaint", "投诉核实"
    OTHER = "other", "其他"


class EntryKind(TextChoices):
    """What an entry says; entries are never changed."""

    PROGRESS = "progress", "整改进展"
    REPORT = "report", "申请核查"
    RETURN = "return", "核查不通过"
    CLOSE = "close", "核查通过"
    EXTEND = "extend", "延长期限"
    OWNER = "owner", "更换责任人"
    WITHDRAW = "withdraw", "撤销"

"""The ways of an import, of a dispute, and what a student and his family's answer can be."""

from typing import Final

from django.db.models import TextChoices

from junheng.core.workflow.transitions import Transitions


class ImportState(TextChoices):
    """How far an uploaded roster has come."""

    PREVIEWED = "previewed", "待确认"
    CONFIRMED = "confirmed", "已写入"
    DISCARDED = "discarded", "已放弃"


class ImportStep(TextChoices):
    """What is done with a previewed roster."""

    CONFIRM = "confirm", "确认写入"
    DISCARD = "discard", "放弃"


IMPORT_TRANSITIONS: Final[Transitions] = {
    (ImportState.PREVIEWED, ImportStep.CONFIRM): ImportState.CONFIRMED,
    (ImportState.PREVIEWED, ImportStep.DISCARD): ImportState.DISCARDED,
}


class DisputeState(TextChoices):
    """Whether a family's objection to its slip was worked off."""

    OPEN = "open", "待处理"
    SETTLED = "settled", "已处理"


class DisputeStep(TextChoices):
    """What is done with an objection."""

    SETTLE = "settle", "处理完毕"


DISPUTE_TRANSITIONS: Final[Transitions] = {
    (DisputeState.OPEN, DisputeStep.SETTLE): DisputeState.SETTLED,
}


class DoubleState(TextChoices):
    """How far a child has come that stands on two rosters of the county."""

    OPEN = "open", "待处理"
    ENDED = "ended", "已有一校撤出"
    DECIDED = "decided", "教育局已定"


class DoubleStep(TextChoices):
    """What ends it: a school withdrew or corrected the child, or the bureau decided."""

    END = "end", "不再重复"
    DECIDE = "decide", "教育局决定"


DOUBLE_TRANSITIONS: Final[Transitions] = {
    (DoubleState.OPEN, DoubleStep.END): DoubleState.ENDED,
    (DoubleState.OPEN, DoubleStep.DECIDE): DoubleState.DECIDED,
}


class DoubleSide(TextChoices):
    """Which of two rosters keeps the child."""

    EARLIER = "earlier", "先上报的学校"
    LATER = "later", "后上报的学校"


class StudentState(TextChoices):
    """Whether a student takes part."""

    ACTIVE = "active", "在册"
    ARRIVING = "arriving", "补录登记"
    LATE = "late", "补录"
    WITHDRAWN = "withdrawn", "已撤出"


TAKES_PART: Final = (StudentState.ACTIVE, StudentState.LATE)
"""Whose family may look: on the roster that was frozen, or in a frozen batch of late arrivals."""
LATE_LISTED: Final = (StudentState.ARRIVING, StudentState.LATE)
"""On the list of a batch of late arrivals, before and after it was frozen; on no roster."""
LISTED: Final = (StudentState.ACTIVE, *LATE_LISTED)
"""Whom a school of the county claims, on whatever list: a child stands on one."""


class Answer(TextChoices):
    """What the family said to its confirmation slip (核对单)."""

    WAITING = "waiting", "未交回"
    CONFIRMED = "confirmed", "核对无误"
    DISPUTED = "disputed", "有异议"


class ChangeKind(TextChoices):
    """What was done to one student by hand."""

    ADD = "add", "单独登记"
    CORRECT = "correct", "更正"
    WITHDRAW = "withdraw", "撤出"
    SIBLINGS = "siblings", "多胞胎意愿"

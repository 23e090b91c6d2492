"""The ways of a year's monitoring and of what each school submits."""

from collections.abc import Mapping
from typing import Final

from django.db.models import TextChoices

from junheng.core.workflow.transitions import Transitions


class PeriodState(TextChoices):
    """A year's monitoring as a whole."""

    OPEN = "open", "填报中"
    CLOSED = "closed", "已结束"


class PeriodStep(TextChoices):
    """What is done to a year."""

    CLOSE = "close", "结束填报"
    REOPEN = "reopen", "重新开放"


PERIOD_TRANSITIONS: Final[Transitions] = {
    (PeriodState.OPEN, PeriodStep.CLOSE): PeriodState.CLOSED,
    (PeriodState.CLOSED, PeriodStep.REOPEN): PeriodState.OPEN,
}

PERIOD_STAMPS: Final[Mapping[TextChoices, str]] = {PeriodStep.CLOSE: "closed"}


class SubmissionState(TextChoices):
    """How far a school's figures have come."""

    FILLING = "filling", "填报中"
    SUBMITTED = "submitted", "待审核"
    ACCEPTED = "accepted", "已通过"
    WAIVED = "waived", "不再填报"


class SubmissionStep(TextChoices):
    """What is done to a school's figures."""

    SUBMIT = "submit", "报送"
    RETURN = "return", "退回"
    ACCEPT = "accept", "通过"
    REOPEN = "reopen", "重新开放"
    WAIVE = "waive", "不再填报"


_S, _T = SubmissionState, SubmissionStep

SUBMISSION_TRANSITIONS: Final[Transitions] = {
    (_S.FILLING, _T.SUBMIT): _S.SUBMITTED,
    (_S.FILLING, _T.WAIVE): _S.WAIVED,
    (_S.SUBMITTED, _T.ACCEPT): _S.ACCEPTED,
    (_S.SUBMITTED, _T.RETURN): _S.FILLING,
    (_S.ACCEPTED, _T.REOPEN): _S.FILLING,
    (_S.WAIVED, _T.REOPEN): _S.FILLING,
}

SUBMISSION_STAMPS: Final[Mapping[TextChoices, str]] = {
    _T.SUBMIT: "submitted",
    _T.ACCEPT: "accepted",
}

WITH_WORDS: Final = frozenset((_T.RETURN, _T.REOPEN, _T.WAIVE))
"""Steps that need a reason, which the school reads."""

DONE_STATES: Final = (_S.ACCEPTED, _S.WAIVED)
"""When every school is in one of these the year can be closed."""

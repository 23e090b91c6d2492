"""What becomes of late arrivals, requests and comparisons when their result is made void.

The ledger keeps what was drawn; the rows here must not stand beside the next result as if they
belonged to it. A batch that is still collecting and a change of teacher are of no result, so they
stay.
"""

from datetime import datetime
from typing import Final

from junheng.apps.adjustments.models import ChangeRequest, LateBatch, RollCheck
from junheng.apps.adjustments.states import (
    BatchState,
    BatchStep,
    CheckState,
    CheckStep,
    RequestKind,
    RequestState,
    RequestStep,
)
from junheng.apps.assignment.services.voids import declare_void_follower
from junheng.apps.campaigns.models import Cohort
from junheng.apps.students.services.late import withdraw_late
from junheng.core.audit.events import Author
from junheng.core.workflow.services import take_step

_OF_A_RESULT: Final = (RequestKind.MOVE, RequestKind.LEAVE, RequestKind.MERGE)
_OPEN: Final = (
    RequestState.DRAFT,
    RequestState.SUBMITTED,
    RequestState.EXAMINED,
    RequestState.APPROVED,
)
_WHY: Final = "编班结果已作废，申请随之终止。重新编班以后仍有需要的，请重新申请。"


def _lapse(cohort: Cohort, by: Author, at: datetime) -> None:
    for batch in LateBatch.objects.filter(
        cohort=cohort, state__in=(BatchState.FROZEN, BatchState.DRAWN)
    ):
        take_step(batch, BatchStep.DROP, by=by, at=at)
    withdraw_late(cohort, by=by, at=at)
    for request in ChangeRequest.objects.filter(
        cohort=cohort, kind__in=_OF_A_RESULT, state__in=_OPEN
    ):
        lapsed = take_step(request, RequestStep.LAPSE, by=by, at=at)
        lapsed.decided_words = _WHY
        lapsed.save(update_fields=["decided_words"])
    for check in RollCheck.objects.filter(
        cohort=cohort, state__in=(CheckState.OPEN, CheckState.APPROVED)
    ):
        take_step(check, CheckStep.REPLACE, by=by, at=at)


declare_void_follower(_lapse)

"""When a freeze may be made void, what goes with it, and what a new freeze waits for (SG1 §7.4).

The record allows the reasons T, E, R and D at any time after the seed is locked. The platform is
narrower at the end: once a school's lists are locked, only a written order (D) makes them void.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from junheng.apps.assignment import queries, rules
from junheng.apps.assignment.models import Session, SessionCohort
from junheng.apps.assignment.states import SessionState
from junheng.apps.campaigns import services as campaigns
from junheng.apps.campaigns.models import Cohort
from junheng.apps.campaigns.states import CampaignState, CohortState, CohortStep
from junheng.apps.notices import queries as notices
from junheng.apps.notices.services import withdraw_outdated
from junheng.apps.notices.states import NoticeKind
from junheng.ceremony.seeding import Progress
from junheng.ceremony.voiding import REDRAW_HOURS
from junheng.core.access import StepRefused
from junheng.core.audit.events import Author
from junheng.engine.record.ledger_rules import CEREMONY_STEPS, VOID_REASONS

VoidFollower = Callable[[Cohort, Author, datetime], None]

_FOLLOWERS: Final[list[VoidFollower]] = []
_OUTDATED: Final = (NoticeKind.FREEZE, NoticeKind.RESULT, NoticeKind.LATE, NoticeKind.CHANGE)
_WHY: Final = "所依据的名册冻结已作废，见作废公告。"
_PROGRESS: Final = {
    SessionState.FROZEN: Progress.FROZEN,
    SessionState.SEALED: Progress.SEALED,
    SessionState.ROLLED: Progress.ROLLED,
    SessionState.OPENING: Progress.OPENING,
}


def declare_void_follower(follower: VoidFollower) -> None:
    """Say who is told, inside the act, of each starting grade whose freeze was made void."""
    _FOLLOWERS.append(follower)


def has_freeze_to_void(session: Session) -> bool:
    """Whether there is a live freeze, in whatever state, of a year that has not ended."""
    return (
        bool(session.freeze_code)
        and session.state != SessionState.VOID
        and session.campaign.state != CampaignState.CLOSED
    )


def reasons_now(session: Session) -> list[str]:
    """The reasons that may be given where the session stands."""
    step = CEREMONY_STEPS[_PROGRESS.get(SessionState(session.state), Progress.LOCKED)]
    by_record = [reason for reason, allowed in VOID_REASONS.items() if step in allowed]
    return rules.void_reasons(by_record, is_locked=_has_locked_lists(session))


def refuse_reason(session: Session, reason: str) -> None:
    """Raise StepRefused: `void_after_year`, or `void_after_lock` for what locked lists forbid.

    The rules of the record speak in the ceremony, with a sentence of their own.
    """
    if session.campaign.state == CampaignState.CLOSED:
        raise StepRefused("void_after_year")
    if _has_locked_lists(session) and reason not in reasons_now(session):
        raise StepRefused("void_after_lock")


def follow_void(session: Session, *, by: Author, at: datetime) -> None:
    """Let the starting grades and everything that rests on their freeze follow; inside an act."""
    for part in queries.parts_of(session):
        campaigns.mark(part.cohort, CohortStep.VOID, by=by, at=at)
        withdraw_outdated(part.cohort, _OUTDATED, reason=_WHY, by=by, at=at)
        for follower in _FOLLOWERS:
            follower(part.cohort, by, at)


def refuse_before_void_notices(session: Session) -> None:
    """Raise StepRefused `void_notice_not_posted` before every school told of its void.

    Only where a result had taken effect: families knew that result and went by it.
    """
    waiting = [part.cohort.title for part in unposted_voids(session)]
    if waiting and _took_effect(session):
        raise StepRefused("void_notice_not_posted", count=len(waiting), first=waiting[0])


def unposted_voids(session: Session) -> list[SessionCohort]:
    """The schools that did not record yet that the notice of the newest void hangs.

    Nothing once something was frozen anew.
    """
    if session.state != SessionState.VOID:
        return []
    freeze = str(queries.bodies(queries.events_of(session), "VOID")[-1]["freeze"])
    told = notices.cohorts_told(NoticeKind.VOID, freeze, campaign=session.campaign)
    return [part for part in queries.parts_of(session) if part.cohort_id not in told]


def notice_hours(session: Session, least: int) -> int:
    """How long the freeze notice must hang: longer after a void whose numbers were known."""
    voids = queries.bodies(queries.events_of(session), "VOID")
    return max(least, REDRAW_HOURS) if voids and voids[-1]["stage"] == "LOCKED" else least


def _took_effect(session: Session) -> bool:
    """Whether a result of the newest freeze was signed."""
    kinds = [event.kind for event in queries.ledger_of(session)]
    newest = len(kinds) - 1 - kinds[::-1].index("FREEZE")
    return "SIGN" in kinds[newest:]


def _has_locked_lists(session: Session) -> bool:
    return session.parts.filter(cohort__state=CohortState.LOCKED).exists()

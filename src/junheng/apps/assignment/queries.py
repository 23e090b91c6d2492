"""The only roads to sessions, their schools, ledgers and entries."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from junheng.apps.assignment.models import (
    Entry,
    LedgerEvent,
    Recording,
    Scan,
    Session,
    SessionCohort,
    Signature,
)
from junheng.apps.assignment.rules import Evidence
from junheng.apps.assignment.states import Act, SessionState
from junheng.apps.campaigns.models import Campaign, Cohort
from junheng.apps.campaigns.states import CohortState
from junheng.core.access import NotAllowed, NotVisible, Permission, StaffActor
from junheng.core.jobs.models import JobRun, JobState

SEED = "seed"
PRINTING, FREEDOM = "assignment.print_papers", "assignment.report_freedom"
"""Names of jobs; the third, the disc, is the one that is neither."""


def sessions_visible_to(actor: StaffActor) -> QuerySet[Session]:
    """All sessions for a post at the bureau; for one at a school those it is in."""
    if not actor.may(Permission.ASSIGNMENT_VIEW):
        return Session.objects.none()
    found = Session.objects.select_related("campaign")
    reach = actor.schools_for(Permission.ASSIGNMENT_VIEW)
    if reach is None:
        return found
    mine = SessionCohort.objects.filter(cohort__school__code__in=reach).values("session")
    return found.filter(pk__in=mine)


def list_sessions(actor: StaffActor) -> list[Session]:
    """The sessions that the actor sees, newest first, each with its number of schools."""
    return list(
        sessions_visible_to(actor).annotate(
            part_count=Count("parts"),
            locked_count=Count("parts", filter=Q(parts__cohort__state=CohortState.LOCKED)),
        )
    )


def get_session(actor: StaffActor, code: str) -> Session:
    """One session; raises NotVisible."""
    session = sessions_visible_to(actor).filter(code=code).first()
    if session is None:
        raise NotVisible
    return session


def get_session_for(actor: StaffActor, code: str, permission: Permission) -> Session:
    """One session that the actor may do something to: at all of its schools.

    Raises NotVisible, NotAllowed.
    """
    session = get_session(actor, code)
    if actor.schools_for(permission) is not None and not is_whole_for(actor, session, permission):
        raise NotAllowed("session_of_other_schools")
    return session


def is_whole_for(actor: StaffActor, session: Session, permission: Permission) -> bool:
    """Whether the actor may do this for the whole session: the bureau, or its only schools."""
    if not actor.may(permission):
        return False
    reach = actor.schools_for(permission)
    if reach is None:
        return True
    schools = set(session.parts.values_list("cohort__school__code", flat=True))
    return bool(schools) and schools <= reach


def parts_of(session: Session) -> list[SessionCohort]:
    """The schools of a session, in its order."""
    return list(session.parts.select_related("cohort__school", "cohort__campaign"))


def parts_visible_to(actor: StaffActor, session: Session) -> list[SessionCohort]:
    """The schools of a session that the actor's posts reach."""
    reach = actor.schools_for(Permission.ASSIGNMENT_VIEW)
    return [part for part in parts_of(session) if reach is None or part.cohort.school.code in reach]


def get_part(
    actor: StaffActor, code: str, unit: str, permission: Permission = Permission.ASSIGNMENT_VIEW
) -> SessionCohort:
    """One school of a session that the actor may do something to; raises NotVisible, NotAllowed."""
    session = get_session(actor, code)
    for part in parts_visible_to(actor, session):
        if part.unit == unit:
            actor.must(permission, part.cohort.school.code)
            return part
    raise NotVisible


def find_public_session(public_code: str) -> Session:
    """A session whose public file is out; raises NotVisible before."""
    session = Session.objects.filter(public_code=public_code).first()
    if session is None or not LedgerEvent.objects.filter(session=session, kind="PUBLISH").exists():
        raise NotVisible
    return session


def session_of_code(code: str) -> Session:
    """A session for the platform's own work."""
    return Session.objects.select_related("campaign").get(code=code)


def session_of_cohort(cohort: Cohort) -> Session | None:
    """The session that a starting grade is in, for the applications above."""
    part = SessionCohort.objects.filter(cohort=cohort).select_related("session").first()
    return part.session if part else None


def sessions_at_work() -> list[Session]:
    """Every session with a record on the disk."""
    found = Session.objects.select_related("campaign")
    return list(found.exclude(state=SessionState.PLANNED, underway="").order_by("id"))


def sessions_to_destroy(year: int) -> list[Session]:
    """Every session with a record of this year or an earlier one, whose personal part is there."""
    found = Session.objects.select_related("campaign").filter(
        campaign__year__lte=year, destroyed_at=None
    )
    return list(found.exclude(state=SessionState.PLANNED, underway="").order_by("id"))


def sessions_being_destroyed() -> list[Session]:
    """Those whose destruction was begun and has not come to its end."""
    return list(Session.objects.filter(underway=Act.DESTROY).order_by("id"))


def sessions_destroyed_with(key_id: str) -> list[Session]:
    """Those whose personal part went with the keys of a year, or is going."""
    going = Q(underway=Act.DESTROY, underway_with__key_id=key_id)
    return list(Session.objects.filter(Q(destroyed_with=key_id) | going).order_by("id"))


def cohorts_to_take(campaign: Campaign, session: Session | None = None) -> list[Cohort]:
    """Approved starting grades that stand in no other session."""
    free = Q(session_part__isnull=True)
    if session is not None:
        free |= Q(session_part__session=session)
    return list(
        Cohort.objects.filter(
            free, campaign=campaign, state=CohortState.APPROVED, is_exempt=False
        ).select_related("school", "campaign")
    )


# -- where a session stands -------------------------------------------------------------------


def position_of(session: Session) -> str:
    """What a page believes in: number of the freeze, state, and how many typed the seed."""
    position = f"{session.freeze_number}.{session.state}"
    if session.state == SessionState.OPENING:
        position += f".{len(entries_of(session, SEED))}"
    return position


def entries_of(session: Session, subject: str) -> list[Entry]:
    """What was typed so far, the first person's before the second's."""
    return list(
        Entry.objects.filter(
            session=session, freeze_number=session.freeze_number, subject=subject
        ).order_by("place")
    )


def events_of(session: Session) -> list[dict[str, Any]]:
    """All events of a session, as the mirror has them."""
    return [json.loads(event.line) for event in LedgerEvent.objects.filter(session=session)]


def events_of_freeze(session: Session) -> list[dict[str, Any]]:
    """The events since the newest freeze began, as the mirror has them."""
    events = events_of(session)
    start = last_void = 0
    for number, event in enumerate(events, start=1):
        if event["type"] == "VOID":
            last_void = number
        elif event["type"] == "FREEZE":
            start = last_void
    return events[start:]


def has_notice(session: Session) -> bool:
    """Whether the ledger says that the notice of the newest freeze hangs."""
    return bool(bodies(events_of_freeze(session), "NOTICE_POSTED"))


def bodies(events: Sequence[Mapping[str, Any]], kind: str) -> list[Mapping[str, Any]]:
    """The bodies of the events of a kind."""
    return [event["body"] for event in events if event["type"] == kind]


def moment_of(events: Sequence[Mapping[str, Any]], kind: str) -> datetime | None:
    """When the last event of a kind happened."""
    found = [event["at"] for event in events if event["type"] == kind]
    return datetime.fromisoformat(found[-1]) if found else None


def ledger_of(session: Session) -> list[LedgerEvent]:
    """The whole mirror."""
    return list(LedgerEvent.objects.filter(session=session))


# -- beside the result ------------------------------------------------------------------------


@dataclass(frozen=True)
class PartEvidence:
    """What stands beside the result of one school."""

    part: SessionCohort
    signatures: list[Signature]
    evidence: Evidence


def signatures_of(part: SessionCohort) -> list[Signature]:
    """Who signed this result."""
    return list(Signature.objects.filter(part=part, result=part.result)) if part.result else []


def scans_of(session: Session, part: SessionCohort | None = None) -> list[Scan]:
    """The scans of the newest freeze; of one school with those of the whole session."""
    found = Scan.objects.filter(
        session=session, freeze_number=session.freeze_number
    ).select_related("file", "part__cohort__school", "session")
    if part is not None:
        found = found.filter(Q(part=part) | Q(part=None))
    return list(found)


def get_scan(actor: StaffActor, code: str, scan_code: str) -> Scan:
    """One scan; raises NotVisible."""
    session = get_session(actor, code)
    visible = {part.pk for part in parts_visible_to(actor, session)}
    is_whole = is_whole_for(actor, session, Permission.ASSIGNMENT_VIEW)
    scan = Scan.objects.filter(session=session, code=scan_code).select_related("file").first()
    if scan is None or not (scan.part_id in visible or is_whole):
        raise NotVisible
    return scan


def recordings_of(session: Session) -> list[Recording]:
    """The videos of the newest freeze."""
    return list(Recording.objects.filter(session=session, freeze_number=session.freeze_number))


def evidence_of(part: SessionCohort) -> PartEvidence:
    """What stands beside one result."""
    session = part.session
    signatures = signatures_of(part)
    return PartEvidence(
        part,
        signatures,
        Evidence(
            roles_signed=frozenset(one.role for one in signatures),
            scans=len(scans_of(session, part)),
            recordings=len(recordings_of(session)),
            discs=len(bodies(events_of_freeze(session), "DISC")),
        ),
    )


def jobs_of(session: Session) -> list[JobRun]:
    """The newest jobs of a session."""
    found = JobRun.objects.filter(
        job__startswith="assignment.", arguments__session_code=session.code
    )
    return list(found.order_by("-id")[:8])


def jobs_to_ask_again(actor: StaffActor, newest: Sequence[JobRun]) -> list[JobRun]:
    """Those of the newest jobs that ended badly, were not asked for again, and that he may ask for.

    Whoever may take papers may have them printed again: printing changes nothing in the record.
    """
    asked: list[tuple[str, object]] = []
    found = []
    for one in newest:
        what = (one.job, one.arguments)
        is_newest, may = what not in asked, Permission.ASSIGNMENT_ARRANGE
        if one.job == PRINTING:
            may = Permission.ASSIGNMENT_PAPERS
        if is_newest and one.state in {JobState.REFUSED, JobState.CRASHED} and actor.may(may):
            found.append(one)
        asked.append(what)
    return found

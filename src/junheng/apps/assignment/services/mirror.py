"""The mirror of the ledger in the database: compared before every act, carried on after it.

The folder is the truth. What it has more than the mirror was written by an act that is underway,
and by nothing else: everything that does not fit is a difference, and a difference stops the work.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from junheng.apps.assignment.events import LedgerMirrored, RecordDestroyed
from junheng.apps.assignment.models import LedgerEvent, Session, SessionCohort
from junheng.apps.assignment.services.voids import follow_void
from junheng.apps.assignment.states import STEP_OF_EVENT, SessionState, SessionStep, state_after
from junheng.apps.campaigns import services as campaigns
from junheng.apps.campaigns.states import CohortState, CohortStep
from junheng.apps.teams.services.drawn import forget_lots, note_lots
from junheng.ceremony.destroying import find_destruction
from junheng.ceremony.folder import FREEZE_FILE, CeremonyFolder
from junheng.ceremony.lots import places_drawn
from junheng.core.audit import services as audit
from junheng.core.audit.events import Author, Subject
from junheng.core.workflow.services import take_step
from junheng.engine.errors import JunhengError
from junheng.engine.randomness.suites import suite_named
from junheng.engine.record.canonical import canonical_bytes, document_hash

_COHORT_STEPS: Final[Mapping[str, CohortStep]] = {
    "DRAW": CohortStep.DRAW,
    "LOTS": CohortStep.LOTS,
    "SIGN": CohortStep.SIGN,
}


@dataclass(frozen=True)
class Following:
    """Who did what the ledger says, and when the database follows it."""

    folder: CeremonyFolder
    by: Author
    at: datetime


def lines_of(folder: CeremonyFolder) -> list[str]:
    """The ledger's lines as canonical text; a torn last one does not count."""
    return [canonical_bytes(event).decode() for event in folder.events()]


def new_events(session: Session, folder: CeremonyFolder) -> list[dict[str, Any]]:
    """What the ledger has and the mirror has not.

    Raises `ledger_differs_from_database` where one line is another or missing.
    """
    known = list(LedgerEvent.objects.filter(session=session).values_list("line", flat=True))
    if lines_of(folder)[: len(known)] != known:
        raise JunhengError("ledger_differs_from_database", session=session.title)
    return list(folder.events()[len(known) :])


def mirrored_count(session: Session) -> int:
    """How many lines the mirror has."""
    return LedgerEvent.objects.filter(session=session).count()


def follow(session: Session, events: Sequence[Mapping[str, Any]], following: Following) -> Session:
    """Copy events into the mirror and let session and cohorts follow them, inside an act."""
    for event in events:
        _copy(session, event, following)
        session = _step(session, event, following)
    if events and session.state != SessionState.CLOSED:
        _check_state(session)
    return session


def _copy(session: Session, event: Mapping[str, Any], following: Following) -> None:
    suite = suite_named(session.campaign.suite)
    LedgerEvent(
        place=f"{session.code}:{event['n']}",
        session=session,
        number=event["n"],
        kind=event["type"],
        line=canonical_bytes(event).decode(),
        mirrored_at=following.at,
    ).save()
    mirrored = LedgerMirrored(
        subject=Subject("session", session.code),
        number=event["n"],
        kind=event["type"],
        head=document_hash(suite, event),
    )
    audit.record(mirrored, by=following.by, at=following.at)


def _step(session: Session, event: Mapping[str, Any], following: Following) -> Session:
    kind, body = event["type"], event["body"]
    step = STEP_OF_EVENT.get(kind)
    if step is not None:
        session = take_step(session, step, by=following.by, at=following.at)
    match kind:
        case "FREEZE":
            _follow_freeze(session, body, following)
        case "VOID":
            _follow_void(session, following)
        case "KEY_DESTROYED":
            _follow_destruction(session, following)
        case "PUBLISH":
            for part in _parts(session):
                if part.cohort.state == CohortState.EFFECTIVE:
                    _mark(part, CohortStep.PUBLISH, following)
        case "DRAW" | "LOTS" | "SIGN" | "REPRESENTATIVES":
            session = _follow_part(session, event, following)
    return session


def _mark(part: SessionCohort, step: CohortStep, following: Following) -> None:
    campaigns.mark(part.cohort, step, by=following.by, at=following.at)


def _follow_void(session: Session, following: Following) -> None:
    follow_void(session, by=following.by, at=following.at)
    for part in _parts(session):
        forget_lots(part.cohort)
    session.parts.update(result="", lots="", representatives_drawn=False)
    session.entries.all().delete()


def _follow_destruction(session: Session, following: Following) -> None:
    found = find_destruction(following.folder)
    if found is None:
        return
    session.destroyed_at, session.destroyed_with = datetime.fromisoformat(found.at), found.key_id
    session.destroyed = {"kinds": dict(found.kinds), "digest": found.digest}
    session.save(update_fields=["destroyed_at", "destroyed_with", "destroyed"])
    event = RecordDestroyed(
        subject=Subject("session", session.code),
        key_id=found.key_id,
        files=found.files,
        size=found.size,
        digest=found.digest,
    )
    audit.record(event, by=following.by, at=following.at)


def _follow_freeze(session: Session, body: Mapping[str, Any], following: Following) -> None:
    session.freeze_number, session.freeze_code = body["no"], body["freeze"]
    session.save(update_fields=["freeze_number", "freeze_code"])
    units = {str(unit["unit"]): unit for unit in following.folder.read_json(FREEZE_FILE)["units"]}
    for part in _parts(session):
        frozen = units[part.unit]
        part.students, part.classes = frozen["n"], frozen["k"]
        part.result, part.lots, part.representatives_drawn = "", "", False
        part.save()
        _mark(part, CohortStep.FREEZE, following)


def _follow_part(session: Session, event: Mapping[str, Any], following: Following) -> Session:
    kind, body = event["type"], event["body"]
    part = _part_of(session, body)
    match kind:
        case "DRAW":
            part.result = body["result"]
        case "LOTS":
            part.lots = body["lots"]
            places = places_drawn(following.folder, part.unit)
            note_lots(part.cohort, places, at=following.at)
        case "REPRESENTATIVES":
            part.representatives_drawn = True
    part.save()
    if kind in _COHORT_STEPS:
        _mark(part, _COHORT_STEPS[kind], following)
    if kind == "DRAW" and not session.parts.filter(result="").exists():
        return take_step(session, SessionStep.DRAW, by=following.by, at=following.at)
    return session


def _parts(session: Session) -> list[SessionCohort]:
    return list(session.parts.select_related("cohort__school", "cohort__campaign"))


def _part_of(session: Session, body: Mapping[str, Any]) -> SessionCohort:
    wanted = {"unit": body["unit"]} if "unit" in body else {"result": body["result"]}
    return session.parts.select_related("cohort__school", "cohort__campaign").get(**wanted)


def _check_state(session: Session) -> None:
    """The state must be the ledger's word; anything else is a fault of the program."""
    kinds = list(LedgerEvent.objects.filter(session=session).values_list("kind", flat=True))
    drawn = session.parts.exclude(result="").count()
    wanted = state_after(kinds, drawn=drawn, units=session.parts.count())
    if session.state != wanted:
        raise JunhengError("ledger_differs_from_database", session=session.title)

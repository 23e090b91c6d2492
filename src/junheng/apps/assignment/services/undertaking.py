"""How an act gets into the ledger so that no power cut can lose or repeat it.

First the act is written down in the database as underway, with everything it needs. Then it is
carried out in the folder, where every act may be carried out again and is found done. Then the
database follows the ledger and the act is no longer underway. Whoever comes after a cut finds the
act underway and carries it out.
"""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from junheng.apps.assignment.events import ActBegun, ActGivenUp
from junheng.apps.assignment.models import Secret, Session
from junheng.apps.assignment.queries import position_of
from junheng.apps.assignment.services import background
from junheng.apps.assignment.services.folders import (
    PATIENCE_SECONDS,
    opened,
    refuse_destroyed,
    surroundings_at,
)
from junheng.apps.assignment.services.mirror import (
    Following,
    follow,
    mirrored_count,
    new_events,
)
from junheng.apps.assignment.services.performing import PERFORMERS, Work
from junheng.apps.assignment.states import NEVER_GIVEN_UP, Act, SecretKind
from junheng.ceremony.folder import DISK_REFUSALS, CeremonyFolder
from junheng.ceremony.surroundings import Surroundings
from junheng.core.access import StepRefused, StepWaits
from junheng.core.audit import services as audit
from junheng.core.audit.events import Author, Subject
from junheng.engine.errors import JunhengError


@dataclass(frozen=True)
class Undertaker:
    """Who set out to do an act, as it was written down with it."""

    kind: str
    ident: str
    name: str
    school_code: str | None

    @classmethod
    def of(cls, session: Session) -> "Undertaker":
        """Who is written down in the session."""
        return cls(**session.underway_by)


def undertake(
    session: Session,
    act: Act,
    *,
    by: Author,
    at: datetime,
    believes: str | None = None,
    given: Mapping[str, Any] | None = None,
) -> None:
    """Write down that an act is underway, in a transaction of its own or the caller's.

    `believes` is the position that the page showed (see `queries.position_of`). Raises
    StepRefused: `session_act_underway`, `session_has_moved_on`, `record_destroyed`.
    """
    with audit.act():
        row = Session.objects.select_for_update().get(pk=session.pk)
        refuse_stale(row, believes)
        row.underway, row.underway_at = act.value, at
        row.underway_with = dict(given or {})
        row.underway_by = {
            "kind": by.kind,
            "ident": by.ident,
            "name": by.name,
            "school_code": by.school_code,
        }
        row.progress_done, row.progress_words = 0, ""
        row.fault_code, row.fault_params = "", {}
        row.save(
            update_fields=[
                "underway", "underway_at", "underway_with", "underway_by",
                "progress_done", "progress_words", "fault_code", "fault_params",
            ]
        )  # fmt: skip
        begun = ActBegun(
            subject=Subject("session", row.code), act=act.value, events=mirrored_count(row)
        )
        audit.record(begun, by=by, at=at)
        background.back_up_around(act, by=by, at=at)


def refuse_stale(session: Session, believes: str | None) -> None:
    """Raise StepRefused when an act is underway, the page believes in another position, or what
    the act would need was destroyed.
    """
    refuse_destroyed(session)
    if session.underway:
        raise StepRefused("session_act_underway", act=Act(session.underway).label)
    if believes is not None and believes != position_of(session):
        raise StepRefused("session_has_moved_on", state=session.get_state_display())


def carry_out(
    code: str,
    *,
    at: datetime,
    surroundings: Surroundings | None = None,
    patience: float = PATIENCE_SECONDS,
) -> None:
    """Carry out what is underway in a session, if anything; safe to call at any time.

    Raises StepWaits, and the act stays underway and is tried again: `session_act_waits` when
    somebody else is at it, `session_waits_for_room` when a disk is full behind an event of the
    ledger. Raises `ledger_differs_from_database`, and what the ceremony refuses: then the act is
    no longer underway and nothing was recorded.
    """
    session = Session.objects.select_related("campaign").get(code=code)
    if not session.underway:
        return
    with _opened_for(session, patience) as folder:
        # Only now nobody else can be carrying it out.
        session = Session.objects.select_related("campaign").get(code=code)
        if not session.underway:
            return
        new_events(session, folder)  # a difference is found before anything is added to it
        work = Work(
            session=session,
            given=session.underway_with,
            mirrored=mirrored_count(session),
            surroundings=surroundings or surroundings_at(at),
            told=lambda done, words: _tell(session, done, words),
        )
        refusal: JunhengError | None = None
        sealed: Mapping[SecretKind, str | None] = {}
        try:
            sealed = PERFORMERS[Act(session.underway)](folder, work)
        except JunhengError as error:
            if session.underway in NEVER_GIVEN_UP:
                _note_fault(session, error)
                raise
            if _waits_for_room(session, folder, error):
                _note_fault(session, error)
                label = Act(session.underway).label
                raise StepWaits("session_waits_for_room", act=label) from error
            refusal = error
        _conclude(session, Following(folder, Undertaker.of(session), at), sealed, refusal)
    if refusal is not None:
        raise refusal


@contextmanager
def _opened_for(session: Session, patience: float) -> Iterator[CeremonyFolder]:
    """The folder for the act underway; whoever opens a page of the session later carries it out."""
    with ExitStack() as held:
        try:
            folder = held.enter_context(opened(session, patience=patience))
        except JunhengError as refusal:
            if refusal.code != "ceremony_folder_in_use":
                raise
            label = Act(session.underway).label
            raise StepWaits("session_act_waits", act=label) from refusal
        yield folder


def _conclude(
    session: Session,
    following: Following,
    sealed: Mapping[SecretKind, str | None],
    refusal: JunhengError | None,
) -> None:
    act = Act(session.underway)
    with audit.act():
        row = Session.objects.select_for_update().select_related("campaign").get(pk=session.pk)
        events = new_events(row, following.folder)
        row = follow(row, events, following)
        row.underway, row.underway_with, row.underway_by, row.underway_at = "", {}, {}, None
        row.fault_code, row.fault_params = "", {}
        if refusal is not None:
            row.fault_code, row.fault_params = _fault_of(refusal)
            given_up = ActGivenUp(
                subject=Subject("session", row.code), act=act.value, reason=refusal.code
            )
            audit.record(given_up, by=following.by, at=following.at)
        for kind, value in sealed.items():
            keep_secret(row, kind, value)
        row.save(
            update_fields=[
                "underway", "underway_with", "underway_by", "underway_at",
                "fault_code", "fault_params",
            ]
        )  # fmt: skip
        background.print_after(row, events, by=following.by, at=following.at)
        background.back_up_around(act, by=following.by, at=following.at)


def _waits_for_room(session: Session, folder: CeremonyFolder, refusal: JunhengError) -> bool:
    """Whether only the disk keeps the act from its end.

    What it wrote into the ledger cannot be taken back: a disk that refused the files which belong
    to it is asked until it takes them, as after a power cut.
    """
    return refusal.code in DISK_REFUSALS and bool(new_events(session, folder))


def _note_fault(session: Session, refusal: JunhengError) -> None:
    code, params = _fault_of(refusal)
    Session.objects.filter(pk=session.pk).update(fault_code=code, fault_params=params)


def _fault_of(refusal: JunhengError) -> tuple[str, dict[str, str]]:
    return refusal.code, {name: str(value) for name, value in refusal.params.items()}


def keep_secret(session: Session, kind: SecretKind, value: str | None) -> None:
    """Keep a secret in the place of an older one, or erase it; inside an act."""
    Secret.objects.filter(session=session, kind=kind).delete()
    if value is not None:
        Secret.objects.create(session=session, kind=kind, value=value)


def _tell(session: Session, done: int, words: str) -> None:
    Session.objects.filter(pk=session.pk).update(progress_done=done, progress_words=words[:120])

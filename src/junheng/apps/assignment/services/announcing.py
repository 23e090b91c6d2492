"""The notices of a session, made after what they tell of and followed by its ledger.

Each school of a session posts its own: of the freeze, of the result once it is published, of a
void. They are made from the record, so they may be made again at any time.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.timezone import localtime

from junheng.apps.assignment import queries
from junheng.apps.assignment.models import Session, SessionCohort
from junheng.apps.assignment.services import background
from junheng.apps.assignment.services.folders import read_ceremony
from junheng.apps.assignment.services.printing import print_forms, teams_on_paper
from junheng.apps.assignment.services.undertaking import carry_out, undertake
from junheng.apps.assignment.states import Act, SessionState
from junheng.apps.campaigns import queries as campaigns
from junheng.apps.notices import queries as notices
from junheng.apps.notices.models import Notice
from junheng.apps.notices.rules.content import (
    NoticeContent,
    freeze_notice,
    result_notice,
    void_notice,
)
from junheng.apps.notices.services import Paper, declare_follower, make_notice
from junheng.apps.notices.states import NoticeKind, NoticeState
from junheng.ceremony.finished import finished_draw
from junheng.ceremony.folder import CeremonyFolder
from junheng.ceremony.frozen import FrozenUnit
from junheng.ceremony.opened import Ceremony
from junheng.ceremony.papers.facts import FREEZE_STEP, LOTS_STEP, form_file
from junheng.ceremony.papers.result import published_classes
from junheng.ceremony.papers.void import VOID_RECORD, VOID_STEP
from junheng.core.access import StepRefused, SystemActor
from junheng.core.audit.events import Author
from junheng.engine.errors import JunhengError
from junheng.reporting.forms.void import VOID_REASONS

EVENT_OF: Final = {
    NoticeKind.FREEZE: "FREEZE",
    NoticeKind.RESULT: "PUBLISH",
    NoticeKind.VOID: "VOID",
}
"""After which event of the ledger a notice is made."""

_MEANINGS: Final = {one.letter: one.meaning for one in VOID_REASONS}
_AFTER_VOID: Final = "名册和班级数核对后将重新冻结，重新公告冻结码和现场编班时间。"
_LONGEST_PLACE: Final = 60
_BY: Final = SystemActor("assignment.notices")


def make_notices(
    session: Session, kind: str, *, by: Author, at: datetime, patience: float
) -> list[Notice]:
    """Make what notices follow an event of this kind, one a school; those that stand stay.

    Printing is slow: call it in a job, after the forms of the event are printed.
    """
    match kind:
        case "FREEZE":
            told = _of_freeze(session)
        case "PUBLISH":
            told = _of_result(session, at=at, patience=patience)
        case "VOID":
            told = _of_voids(session)
        case _:
            return []
    return [
        make_notice(
            content,
            campaign=session.campaign,
            cohort=part.cohort,
            by=by,
            at=at,
            papers=papers,
        )
        for part, content, papers in told
    ]


_Told = Iterator[tuple[SessionCohort, NoticeContent, list[Paper]]]


def _of_freeze(session: Session) -> _Told:
    ceremony = read_ceremony(session)
    if ceremony.book.is_void:
        return
    for part in queries.parts_of(session):
        content = freeze_notice(
            students=part.students,
            classes=part.classes,
            freeze_code=session.freeze_code,
            ceremony_at=localtime(session.planned_at),
            place=session.place,
            host=session.host,
        )
        form = form_file(FREEZE_STEP, "冻结公告", _unit(ceremony, part))
        yield part, content, _papers(ceremony.folder, {"冻结公告": form})


def _of_result(session: Session, *, at: datetime, patience: float) -> _Told:
    ceremony = read_ceremony(session)
    profile = campaigns.profile_in_use()
    public_names = profile.public_names.value
    teams = teams_on_paper(session)
    for part in queries.parts_of(session):
        if not part.cohort.published_at:
            continue
        unit = _unit(ceremony, part)
        form = form_file(LOTS_STEP, "分班名单公示表", unit)
        if not (ceremony.folder.path / form).exists():
            print_forms(session, "LOTS", unit=part.unit, at=at, patience=patience)
        content = result_notice(
            result_code=part.result,
            classes=published_classes(ceremony, finished_draw(ceremony, part.unit)),
            # What stands on a public page is masked also where the paper may have whole names.
            public_names="none" if public_names == "none" else "masked",
            # Where teams draw, the result names them; elsewhere it names homeroom teachers.
            teams=teams.get(part.unit, {}) if profile.draw_unit.value == "team" else {},
            days=profile.notice_days.value,
        )
        yield part, content, _papers(ceremony.folder, {"分班名单公示表": form})


def _of_voids(session: Session) -> _Told:
    ceremony = read_ceremony(session)
    days = campaigns.profile_in_use().notice_days.value
    events = queries.events_of(session)
    numbers = {body["freeze"]: body["no"] for body in queries.bodies(events, "FREEZE")}
    for event in events:
        if event["type"] != "VOID":
            continue
        freeze = event["body"]["freeze"]
        content = void_notice(
            freeze_code=freeze,
            reason=_MEANINGS[event["body"]["reason"]],
            voided_at=localtime(datetime.fromisoformat(event["at"])),
            what_follows=_AFTER_VOID,
            days=days,
        )
        form = form_file(VOID_STEP, f"{VOID_RECORD}-第{numbers[freeze]}次冻结")
        for part in queries.parts_of(session):
            yield part, content, _papers(ceremony.folder, {VOID_RECORD: form})


def _unit(ceremony: Ceremony, part: SessionCohort) -> FrozenUnit:
    return next(unit for unit in ceremony.frozen.units if unit.unit == part.unit)


def _papers(folder: CeremonyFolder, forms: dict[str, str]) -> list[Paper]:
    return [
        Paper(title, folder.read_bytes(name))
        for title, name in forms.items()
        if (folder.path / name).exists()
    ]


# -- what hangs -------------------------------------------------------------------------------


def unposted_parts(session: Session) -> list[SessionCohort]:
    """The schools that did not record yet, with a photograph, that the freeze notice hangs."""
    made = _freeze_notices(session)
    return [
        part
        for part in queries.parts_of(session)
        if (notice := made.get(part.cohort_id)) is None or notice.posted_at is None
    ]


def _freeze_notices(session: Session) -> dict[int, Notice]:
    """The notices of the newest freeze by cohort."""
    return notices.notices_about(NoticeKind.FREEZE, session.freeze_code, campaign=session.campaign)


def note_postings(session: Session, *, at: datetime, by: Author = _BY) -> None:
    """Let the ledger say that the freeze notice hangs once every school recorded it.

    May be called at any time; nothing happens where it is not so, or while another act goes on.
    """
    if session.state != SessionState.FROZEN or session.underway or queries.has_notice(session):
        return
    made = _freeze_notices(session)
    hanging = [made.get(part.cohort_id) for part in queries.parts_of(session)]
    places = [one.place for one in hanging if one is not None and one.posted_at]
    if not places or len(places) < len(hanging):
        return
    where = "、".join(dict.fromkeys(places))
    if len(where) > _LONGEST_PLACE:
        where = f"{places[0][:40]}等 {len(places)} 处"
    try:
        undertake(session, Act.NOTICE, by=by, at=at, given={"where": where})
        carry_out(session.code, at=at)
    except (StepRefused, JunhengError) as refusal:
        # Somebody else is at it, or prints: whoever opens the page next comes back to it.
        if refusal.code == "ledger_differs_from_database":
            raise


def _follow(notice: Notice, by: Author, at: datetime) -> None:
    """What was withdrawn is made anew from the record; what hangs goes into the ledger."""
    session = queries.session_of_cohort(notice.cohort) if notice.cohort else None
    if session is None:
        return
    kind = NoticeKind(notice.kind)
    if notice.state == NoticeState.WITHDRAWN:
        background.ask_for_papers(session, EVENT_OF[kind], by=by, at=at)
    elif kind == NoticeKind.FREEZE:
        code = session.code
        transaction.on_commit(lambda: note_postings(queries.session_of_code(code), at=at, by=by))


for _kind in EVENT_OF:
    declare_follower(_kind, _follow)

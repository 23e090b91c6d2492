"""Telling a school, or the bureau itself, to put something right."""

from datetime import date, datetime
from typing import Final

from django.utils.timezone import localdate

from junheng.apps.campaigns.queries import profile_in_use
from junheng.apps.rectifications import queries
from junheng.apps.rectifications.events import RectificationStarted
from junheng.apps.rectifications.models import Rectification
from junheng.apps.rectifications.rules.deadlines import checked_deadline, default_deadline
from junheng.apps.rectifications.services.texts import must_say, subject_of
from junheng.apps.rectifications.states import RectificationState, SourceKind
from junheng.apps.schools.models import School
from junheng.core.access import NotAllowed, NotVisible, Permission, StaffActor
from junheng.core.audit import services as audit
from junheng.engine.errors import JunhengError

_LONGEST_GROUND: Final = 300
_LONGEST_SOURCE: Final = 200


def start(  # noqa: PLR0917 - whom, of what, what, by which rule, until when: one sentence
    by: StaffActor,
    school: School | None,
    source_kind: SourceKind,
    source_code: str,
    what: str,
    ground: str,
    deadline: date | None = None,
    *,
    source_words: str = "",
    owner: str = "",
    at: datetime,
) -> Rectification:
    """Start a rectification; the school sees it at once.

    `school` None is something that the bureau itself puts right. `source_code` is the public code
    of one finding or shortfall, "" for what is typed in: a second rectification of the same source
    is refused while the first is not withdrawn. `what` is wrong, in words that name no child;
    `ground` is the article; `source_words` one sentence about the source. Without a `deadline` the
    profile's working days run. `owner` is an account of the school (or the bureau); without one
    its principal answers.

    Raises NotAllowed, NotVisible for an owner from elsewhere, and JunhengError:
    `rectification_needs_words`, `rectification_too_long`, `rectification_needs_ground`,
    `rectification_deadline_past`, `rectification_deadline_far`, `rectification_already_started`.
    """
    by.must(Permission.RECTIFICATIONS_START, school.code if school else None)
    if school is None and by.schools_for(Permission.RECTIFICATIONS_START) is not None:
        raise NotAllowed("permission_missing")
    what, today = must_say(what), localdate(at)
    if not ground.strip():
        raise JunhengError("rectification_needs_ground")
    due_on = default_deadline(today, profile_in_use())
    if deadline is not None:
        due_on = checked_deadline(deadline, today=today)
    answering = _owner(school, owner)
    with audit.act():
        refuse_repeated(source_kind, source_code)
        serial = queries.last_serial(today.year) + 1
        started = Rectification.objects.create(
            year=today.year,
            serial=serial,
            number=f"{today.year}-{serial:04}",
            school=school,
            source_kind=source_kind,
            source_code=source_code,
            source_words=source_words.strip()[:_LONGEST_SOURCE],
            what=what,
            ground=ground.strip()[:_LONGEST_GROUND],
            owner=answering[0],
            owner_name=answering[1],
            due_on=due_on,
            started_at=at,
            started_by=by.ident,
            started_by_name=by.name,
        )
        event = RectificationStarted(
            subject=subject_of(started),
            number=started.number,
            source=source_kind.value,
            due_on=due_on.isoformat(),
        )
        audit.record(event, by=by, at=at)
    return started


def refuse_repeated(kind: SourceKind, source_code: str) -> None:
    """Raise JunhengError `rectification_already_started` for a source that has one already."""
    if not source_code:
        return
    standing = Rectification.objects.filter(source_kind=kind, source_code=source_code)
    held = standing.exclude(state=RectificationState.WITHDRAWN).first()
    if held is not None:
        raise JunhengError("rectification_already_started", number=held.number)


def _owner(school: School | None, code: str) -> tuple[str, str]:
    """Code and name of who answers: the chosen one, else the first who can, else nobody yet."""
    able = queries.owners_at(school)
    if code:
        able = [user for user in able if user.code == code]
        if not able:
            raise NotVisible
    return (able[0].code, able[0].name) if able else ("", "")

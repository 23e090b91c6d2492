"""What the school gives before it asks for teams: the roster, the year's lessons, locked rows."""

import tempfile
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePath

from junheng.apps.campaigns.models import Cohort
from junheng.apps.campaigns.services import hold_cohort
from junheng.apps.campaigns.states import ROSTER_OPEN, CohortState
from junheng.apps.schools.services import digest_of
from junheng.apps.teachers import queries as lists
from junheng.apps.teachers.states import ListState
from junheng.apps.teams import queries
from junheng.apps.teams.events import CurriculumSet, RosterImported, RowKept, RowReleased
from junheng.apps.teams.models import Curriculum, KeptRow, TeacherRoster
from junheng.apps.teams.rules.curriculum import Lessons
from junheng.apps.teams.rules.inputs import LockedRow
from junheng.apps.teams.rules.kept import roster_text
from junheng.core.access import NotVisible, Permission, StaffActor, StepRefused
from junheng.core.audit import services as audit
from junheng.core.audit.events import Subject
from junheng.engine.errors import JunhengError
from junheng.rosters import TeamReading, read_team_roster

SHORTEST_REASON = 5


@dataclass(frozen=True)
class Imported:
    """What became of a sheet: everything that was found on it, and the roster where it is kept."""

    reading: TeamReading
    roster: TeacherRoster | None = None


def open_cohort(
    code: str,
    by: StaffActor,
    permission: Permission = Permission.TEACHERS_EDIT,
    states: Collection[CohortState] = ROSTER_OPEN,
) -> Cohort:
    """A cohort of more than one class, locked for an act; usually one before its freeze.

    Raises NotVisible, NotAllowed, StepRefused.
    """
    cohort = hold_cohort(code, by=by, permission=permission, states=states)
    if cohort.is_exempt:
        raise StepRefused("teachers_not_needed")
    return cohort


def prepared_cohort(code: str, by: StaffActor) -> Cohort:
    """The same, where nothing was handed in: what teams are made from may still change.

    Raises NotVisible, NotAllowed, StepRefused: `teams_at_bureau`, `teams_filed`.
    """
    cohort = open_cohort(code, by)
    found = lists.find_list(cohort)
    if found is not None and found.is_in_force:
        raise StepRefused("teams_filed", number=found.filing_number)
    if found is not None and found.state == ListState.SUBMITTED:
        raise StepRefused("teams_at_bureau")
    return cohort


def import_roster(
    cohort_code: str, name: str, content: bytes, *, sheet: str = "", by: StaffActor, at: datetime
) -> Imported:
    """Read a sheet of teachers and keep it; with a single fault nothing is kept.

    At any time of the year: whoever joins later can take over from somebody on the filed list.
    Raises NotVisible, NotAllowed, StepRefused, and JunhengError for what is no spreadsheet or
    leaves open which sheet is meant (`teams_sheet_open`, `teams_sheet_unknown`,
    `teams_sheet_empty`).
    """
    reading = _read(name, content, sheet)
    if reading.roster is None:
        return Imported(reading)
    with audit.act():
        cohort = open_cohort(cohort_code, by, states=tuple(CohortState))
        roster = TeacherRoster.objects.create(
            cohort=cohort,
            content=roster_text(reading.roster),
            teacher_count=len(reading.roster.teachers),
            file_digest=digest_of(content),
            imported_at=at,
            imported_by=by.ident,
        )
        event = RosterImported(
            subject=_subject(cohort), teachers=roster.teacher_count, file_digest=roster.file_digest
        )
        audit.record(event, by=by, at=at)
    return Imported(reading, roster)


def set_lessons(cohort_code: str, lessons: Lessons, *, by: StaffActor, at: datetime) -> None:
    """Write the subjects of the year with their hours. Raises NotVisible, NotAllowed, StepRefused,
    and JunhengError `teams_no_subject`.
    """
    if not lessons.subjects:
        raise JunhengError("teams_no_subject")
    with audit.act():
        cohort = prepared_cohort(cohort_code, by)
        written = lessons.as_json() | {"set_at": at, "set_by": by.ident}
        Curriculum.objects.update_or_create(cohort=cohort, defaults=written)
        event = CurriculumSet(
            subject=_subject(cohort),
            subjects=len(lessons.subjects),
            most_percent=lessons.most_percent,
        )
        audit.record(event, by=by, at=at)


def keep_row(cohort_code: str, row: LockedRow, *, by: StaffActor, at: datetime) -> KeptRow:
    """Lock a teacher for a subject in somebody's class, saying why; the bureau reads it.

    Raises NotVisible, NotAllowed, StepRefused (`teams_row_kept_already`), and JunhengError:
    `teams_reason_too_short`, `teams_row_unknown` for people or subjects that do not fit.
    """
    if len(row.reason.strip()) < SHORTEST_REASON:
        raise JunhengError("teams_reason_too_short", least=SHORTEST_REASON)
    with audit.act():
        cohort = prepared_cohort(cohort_code, by)
        _check_row(cohort, row)
        if any(
            ((one.homeroom, one.homeroom_number), one.subject) == (row.homeroom, row.subject)
            for one in queries.kept_rows(cohort)
        ):
            raise StepRefused("teams_row_kept_already")
        kept = KeptRow.objects.create(
            cohort=cohort,
            homeroom=row.homeroom[0],
            homeroom_number=row.homeroom[1],
            subject=row.subject,
            teacher=row.teacher[0],
            teacher_number=row.teacher[1],
            reason=row.reason.strip(),
            kept_at=at,
            kept_by=by.ident,
            kept_by_name=by.name,
        )
        audit.record(RowKept(subject=_subject(cohort), row=kept.code), by=by, at=at)
    return kept


def release_row(cohort_code: str, row_code: str, *, by: StaffActor, at: datetime) -> None:
    """Take a lock away; the row and its reason stay written. Raises NotVisible, and as above."""
    with audit.act():
        cohort = prepared_cohort(cohort_code, by)
        held = KeptRow.objects.filter(cohort=cohort, code=row_code, released_at__isnull=True)
        if not held.update(released_at=at):
            raise NotVisible
        audit.record(RowReleased(subject=_subject(cohort), row=row_code), by=by, at=at)


def _check_row(cohort: Cohort, row: LockedRow) -> None:
    found = queries.newest_roster(cohort)
    teachers = found.teachers if found else ()
    people = {(one.name, one.number): one for one in teachers}
    head, teacher = people.get(row.homeroom), people.get(row.teacher)
    if head is None or teacher is None or row.subject not in teacher.subjects:
        raise JunhengError("teams_row_unknown")


def _read(name: str, content: bytes, sheet: str) -> TeamReading:
    with tempfile.TemporaryDirectory(prefix="junheng-") as folder:
        # The name on disk is ours: what a browser sends is never a path here.
        file = Path(folder) / f"upload{PurePath(name).suffix.lower()[:8]}"
        file.write_bytes(content)
        try:
            return read_team_roster(file, sheet or None)
        except JunhengError as error:
            if error.code == "teams_sheet_unclear" and error.params["known"] == "—":
                raise JunhengError("teams_sheet_empty") from error
            if error.code == "teams_sheet_unclear":
                code = "teams_sheet_unknown" if sheet else "teams_sheet_open"
                raise JunhengError(code, known=error.params["known"]) from error
            params = {**error.params, "file": name} if "file" in error.params else error.params
            raise JunhengError(error.code, **params) from error


def _subject(cohort: Cohort) -> Subject:
    return Subject("cohort", cohort.code, cohort.school_code)


def locked_rows(rows: Iterable[KeptRow]) -> tuple[LockedRow, ...]:
    """Rows as a proposal takes them."""
    return tuple(
        LockedRow(
            (row.homeroom, row.homeroom_number),
            row.subject,
            (row.teacher, row.teacher_number),
            row.reason,
        )
        for row in rows
    )

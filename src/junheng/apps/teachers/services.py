"""Acts on lists of homeroom teachers."""

import tempfile
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path, PurePath
from typing import TypeVar

from junheng.apps.campaigns.models import Cohort
from junheng.apps.campaigns.queries import profile_in_use
from junheng.apps.campaigns.services import hold_cohort
from junheng.apps.campaigns.states import ROSTER_OPEN, CohortState
from junheng.apps.schools.services import digest_of
from junheng.apps.teachers import queries, rules
from junheng.apps.teachers.columns import COLUMNS
from junheng.apps.teachers.events import ListNumbered, ListWritten, TeacherReplaced, TeamsWritten
from junheng.apps.teachers.models import Filing, HomeroomTeacher, SubjectTeacher, TeacherList
from junheng.apps.teachers.queries import homeroom_teachers
from junheng.apps.teachers.rules import ListPreview, TeamMember, TeamPreview
from junheng.apps.teachers.states import ListState, ListStep
from junheng.core.access import Permission, StaffActor, StepRefused
from junheng.core.audit import services as audit
from junheng.core.audit.events import Author, Subject
from junheng.core.workflow.services import take_step
from junheng.engine.errors import JunhengError
from junheng.rosters import ClassesOfSheet, read_homeroom_teachers
from junheng.tabular import read_table, read_workbook

T = TypeVar("T")

__all__ = [
    "file_list",
    "homeroom_teachers",
    "mark_posted",
    "preview_file",
    "preview_names",
    "preview_teams",
    "replace_subject_teacher",
    "replace_teacher",
    "return_list",
    "submit_list",
    "write_list",
    "write_teams",
]


def preview_names(cohort: Cohort, names: Sequence[str]) -> ListPreview:
    """What is wrong with a list; writes nothing. Raises StepRefused before the classes are set."""
    return ListPreview(tuple(names), rules.list_faults(names, _class_count(cohort)))


def preview_file(cohort: Cohort, name: str, content: bytes) -> ListPreview:
    """The list on an uploaded sheet, and everything that is wrong with it; writes nothing.

    Raises StepRefused before the classes are set, and JunhengError for what is no spreadsheet or
    has no sheet for this school.
    """
    wanted = ClassesOfSheet(cohort.grade_label, cohort.school.name, _class_count(cohort))
    with tempfile.TemporaryDirectory(prefix="junheng-") as folder:
        file = _placed(folder, name, content)
        reading = _under_its_name(name, lambda: read_homeroom_teachers(file, [wanted]))
    candidates = reading.candidates.get(wanted.sheet, ())
    names = reading.names.get(wanted.sheet, ())
    faults = reading.faults or rules.list_faults(names, wanted.class_count)
    return ListPreview(names, faults, candidates, digest_of(content))


def preview_teams(cohort: Cohort, name: str, content: bytes) -> TeamPreview:
    """The teams on an uploaded sheet, and everything that is wrong with them; writes nothing.

    Raises StepRefused while the list itself is empty, and JunhengError for no spreadsheet.
    """
    homeroom = queries.names_on(queries.find_list(cohort))
    if not homeroom:
        raise StepRefused("teams_before_list")
    with tempfile.TemporaryDirectory(prefix="junheng-") as folder:
        file = _placed(folder, name, content)
        workbook = _under_its_name(name, lambda: read_workbook(file))
    table = read_table(workbook.sheets[0], COLUMNS)
    rows = [row for row in table.rows if {"homeroom", "subject", "name"} <= row.values.keys()]
    members = tuple(rules.member_of(row.values) for row in rows)
    faults = (*table.faults, *rules.team_faults(rows, members, homeroom))
    return TeamPreview(members, faults, digest_of(content))


def write_list(
    cohort_code: str, names: Sequence[str], *, by: StaffActor, at: datetime, file_digest: str = ""
) -> TeacherList:
    """Write the homeroom teachers of a cohort, in this order; teams written before are dropped.

    Raises NotVisible, NotAllowed, StepRefused (`teachers_filed` once it is filed), and JunhengError
    `teachers_list_faulty`.
    """
    with audit.act():
        cohort = _held(cohort_code, by)
        if rules.list_faults(names, _class_count(cohort)):
            raise JunhengError("teachers_list_faulty")
        teacher_list, _ = TeacherList.objects.get_or_create(
            cohort=cohort, defaults={"begun_at": at}
        )
        rules.check_open(ListState(teacher_list.state), teacher_list.filing_number)
        SubjectTeacher.objects.filter(list=teacher_list).delete()
        HomeroomTeacher.objects.filter(list=teacher_list, replaced_at__isnull=True).delete()
        HomeroomTeacher.objects.bulk_create(
            HomeroomTeacher(list=teacher_list, place=place, name=name)
            for place, name in enumerate(names, start=1)
        )
        event = ListWritten(
            subject=_subject(teacher_list), teachers=len(names), file_digest=file_digest
        )
        audit.record(event, by=by, at=at)
    return teacher_list


def write_teams(
    cohort_code: str,
    members: Sequence[TeamMember],
    *,
    by: StaffActor,
    at: datetime,
    file_digest: str = "",
) -> None:
    """Write the subject teachers of all classes; nobody takes them off. Raises as `write_list`."""
    with audit.act():
        teacher_list = _list_of(_held(cohort_code, by))
        rules.check_open(ListState(teacher_list.state), teacher_list.filing_number)
        places = {name: place for place, name in enumerate(queries.names_on(teacher_list), 1)}
        if any(member.homeroom not in places for member in members):
            raise StepRefused("teachers_changed_meanwhile")
        SubjectTeacher.objects.filter(list=teacher_list).delete()
        SubjectTeacher.objects.bulk_create(
            SubjectTeacher(
                list=teacher_list,
                place=places[member.homeroom],
                subject=member.subject,
                name=member.name,
            )
            for member in members
        )
        event = TeamsWritten(
            subject=_subject(teacher_list),
            rows=len(members),
            subjects=len({member.subject for member in members}),
            file_digest=file_digest,
        )
        audit.record(event, by=by, at=at)


def submit_list(cohort_code: str, *, by: StaffActor, at: datetime) -> TeacherList:
    """Hand a list in for filing.

    Raises NotVisible, NotAllowed, StepRefused (`teams_needed` where whole teams are drawn).
    """
    with audit.act():
        teacher_list = _list_of(_held(cohort_code, by, Permission.TEACHERS_SUBMIT))
        _check_fits(teacher_list)
        _check_whole_teams(teacher_list)
        teacher_list = take_step(teacher_list, ListStep.SUBMIT, by=by, at=at)
        teacher_list.returned_reason = ""
        teacher_list.save(update_fields=["returned_reason"])
    return teacher_list


def return_list(cohort_code: str, *, reason: str, by: StaffActor, at: datetime) -> TeacherList:
    """Give a list back to the school, saying why; a filed one only when it fits no longer (HT-03).

    Raises NotVisible, NotAllowed, StepRefused, and JunhengError `reason_needed`.
    """
    if not reason.strip():
        raise JunhengError("reason_needed")
    with audit.act():
        teacher_list = _list_of(_held(cohort_code, by, Permission.TEACHERS_FILE))
        rules.check_return(
            ListState(teacher_list.state), teacher_list.filing_number, fits=_fits(teacher_list)
        )
        # The number goes with the filing that it was given to, which stays.
        teacher_list = take_step(teacher_list, ListStep.RETURN, by=by, at=at)
        teacher_list.filing_number, teacher_list.returned_reason = "", reason.strip()
        for stamp in TeacherList.STAMPS.values():
            setattr(teacher_list, f"{stamp}_at", None)
            setattr(teacher_list, f"{stamp}_by", "")
        teacher_list.save()
    return teacher_list


def file_list(cohort_code: str, *, by: StaffActor, at: datetime) -> TeacherList:
    """File a list with the bureau (备案): it gets its number and is fixed from here on (HT-03).

    Raises NotVisible, NotAllowed, StepRefused (`teachers_before_approval` while the roster, and
    with it the number of classes, is not approved).
    """
    with audit.act():
        cohort = _held(cohort_code, by, Permission.TEACHERS_FILE)
        if cohort.state != CohortState.APPROVED:
            raise StepRefused("teachers_before_approval")
        teacher_list = _list_of(cohort)
        _check_fits(teacher_list)
        number = rules.filing_number(
            cohort.campaign.year, queries.filings_given(cohort.campaign) + 1
        )
        TeacherList.objects.filter(pk=teacher_list.pk).update(filing_number=number)
        teacher_list = take_step(teacher_list, ListStep.FILE, by=by, at=at)
        names = queries.names_on(teacher_list)
        Filing.objects.create(
            list=teacher_list, number=number, names=names, by=by.ident, by_name=by.name, at=at
        )
        event = ListNumbered(subject=_subject(teacher_list), number=number, teachers=len(names))
        audit.record(event, by=by, at=at)
    return teacher_list


def mark_posted(cohort: Cohort, *, by: Author, at: datetime) -> None:
    """Note that a filed list was posted; a second notice of the same list changes nothing.

    For the application of the notices, inside its act. Raises StepRefused before the filing.
    """
    teacher_list = _list_of(cohort)
    if teacher_list.state != ListState.POSTED:
        take_step(teacher_list, ListStep.POST, by=by, at=at)


def replace_teacher(
    cohort: Cohort,
    *,
    name: str,
    successor: str,
    change: str,
    consent_number: str,
    by: Author,
    at: datetime,
) -> None:
    """Put a successor into the place of someone on a filed list, with the bureau's consent (HT-03).

    For the application of the changes, which asks for consent and looks at the state of the
    ceremony: `change` is the code of the approved change, `consent_number` its number on paper.
    Raises StepRefused (`teachers_need_no_consent`, `teacher_not_on_list`,
    `teacher_already_on_list`), and JunhengError `teachers_list_faulty` for a name that is none.
    """
    successor = rules.typed_name(successor)
    if rules.list_faults([successor], 1):
        raise JunhengError("teachers_list_faulty")
    with audit.act():
        teacher_list = _list_of(cohort)
        if not teacher_list.is_in_force:
            raise StepRefused("teachers_need_no_consent")
        entries = {entry.name: entry for entry in queries.entries_of(teacher_list)}
        if name not in entries:
            raise StepRefused("teacher_not_on_list")
        if successor in entries:
            raise StepRefused("teacher_already_on_list")
        before = entries[name]
        before.replaced_at, before.change, before.consent_number = at, change, consent_number
        before.save()
        HomeroomTeacher.objects.create(list=teacher_list, place=before.place, name=successor)
        _take_over(teacher_list, before.place, name=name, successor=successor)
        event = TeacherReplaced(subject=_subject(teacher_list), place=before.place, change=change)
        audit.record(event, by=by, at=at)


def replace_subject_teacher(
    cohort: Cohort, *, place: int, subject: str, name: str, successor: str
) -> None:
    """Put a successor into a subject of the team at a place of a filed list.

    For the application of the teams, inside its act, which asks for consent and writes it down.
    Raises StepRefused `teachers_need_no_consent`, `teacher_not_on_list`.
    """
    teacher_list = _list_of(cohort)
    if not teacher_list.is_in_force:
        raise StepRefused("teachers_need_no_consent")
    row = SubjectTeacher.objects.filter(list=teacher_list, place=place, subject=subject, name=name)
    if not row.update(name=successor):
        raise StepRefused("teacher_not_on_list")


def _take_over(teacher_list: TeacherList, place: int, *, name: str, successor: str) -> None:
    """Whoever becomes homeroom teacher and does not teach the class takes over the subjects."""
    team = SubjectTeacher.objects.filter(list=teacher_list, place=place)
    if not team.filter(name=successor).exists():
        team.filter(name=name).update(name=successor)


def _held(code: str, by: StaffActor, permission: Permission = Permission.TEACHERS_EDIT) -> Cohort:
    """The cohort, locked; exempt ones have no draw and so no list."""
    cohort = hold_cohort(code, by=by, permission=permission, states=ROSTER_OPEN)
    if cohort.is_exempt:
        raise StepRefused("teachers_not_needed")
    return cohort


def _list_of(cohort: Cohort) -> TeacherList:
    found = queries.find_list(cohort)
    if found is None:
        raise StepRefused("teachers_not_listed")
    return found


def _class_count(cohort: Cohort) -> int:
    if cohort.is_exempt:
        raise StepRefused("teachers_not_needed")
    if cohort.class_count is None:
        raise StepRefused("teachers_before_classes")
    return cohort.class_count


def _fits(teacher_list: TeacherList) -> bool:
    return len(queries.names_on(teacher_list)) == teacher_list.cohort.class_count


def _check_fits(teacher_list: TeacherList) -> None:
    if not _fits(teacher_list):
        raise StepRefused(
            "teachers_fit_no_longer",
            found=len(queries.names_on(teacher_list)),
            expected=_class_count(teacher_list.cohort),
        )


def _check_whole_teams(teacher_list: TeacherList) -> None:
    """Where whole teams are drawn, every homeroom teacher comes with one (TT-03)."""
    if profile_in_use().draw_unit.value != "team":
        return
    with_team = {member.homeroom for member in queries.team_members(teacher_list)}
    if not set(queries.names_on(teacher_list)) <= with_team:
        raise StepRefused("teams_needed")


def _subject(teacher_list: TeacherList) -> Subject:
    return Subject("teacherlist", teacher_list.code, teacher_list.school_code)


def _placed(folder: str, name: str, content: bytes) -> Path:
    # The name on disk is ours: what a browser sends is never a path here.
    file = Path(folder) / f"upload{PurePath(name).suffix.lower()[:8]}"
    file.write_bytes(content)
    return file


def _under_its_name(name: str, read: Callable[[], T]) -> T:
    """Read a file; a refusal names it as the user does."""
    try:
        return read()
    except JunhengError as error:
        params = {**error.params, "file": name} if "file" in error.params else error.params
        raise JunhengError(error.code, **params) from error

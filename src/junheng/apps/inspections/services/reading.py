"""A list as found in class: read, compared with the locked lists, and left to wait for its test.

The uploaded file is not kept. Names and identity numbers live only while this runs; what waits for
the test are codes and marks (decision 54).
"""

import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePath

from django.utils.timezone import localdate

from junheng.apps.adjustments.services.reconciling import result_children
from junheng.apps.adjustments.services.standing import Standing, standing_of
from junheng.apps.campaigns.models import Cohort
from junheng.apps.campaigns.queries import profile_in_use
from junheng.apps.inspections import queries
from junheng.apps.inspections.columns import columns
from junheng.apps.inspections.events import ListRead
from junheng.apps.inspections.models import WAITING_FILE, FoundClassList, ListDifference, Visit
from junheng.apps.inspections.rules.comparison import (
    Comparison,
    FoundStudent,
    Seat,
    compare,
)
from junheng.apps.inspections.rules.kept import kept_as_text, kept_of, waiting_as_text
from junheng.apps.inspections.services.rounds import to_write
from junheng.apps.inspections.services.sampling import seed_of
from junheng.apps.inspections.states import LIVE_LISTS, ListState, ListStep
from junheng.ceremony.changes import ABOUT_A_STUDENT, load_changes
from junheng.ceremony.late_batches import load_batches
from junheng.core.access import NotVisible, StaffActor, StepRefused
from junheng.core.audit import services as audit
from junheng.core.audit.events import Author, Subject
from junheng.core.files import services as files
from junheng.core.files.services import WrittenFile
from junheng.core.jobs.declaration import job_named
from junheng.core.jobs.services import enqueue
from junheng.core.messages import sentence
from junheng.core.secrets.services import suite_in_use
from junheng.core.workflow.services import take_step
from junheng.engine.errors import JunhengError
from junheng.rosters import Note
from junheng.rosters.class_lists import FoundList, ListChoices, read_class_lists
from junheng.rosters.tested_lists import refused_where_untestable, section_of
from junheng.tabular import Fault, Table, read_table, read_workbook

_SUFFIXES = frozenset((".xlsx", ".xls", ".csv"))


@dataclass(frozen=True, kw_only=True)
class Upload:
    """What an inspector uploads: the file, which grade it is, what the columns mean.

    `cohort` is the code of the grade whose locked list it is compared with; without one `grade`
    names it, and nothing is compared. `sheet` is needed where the file holds several lists.
    """

    name: str
    content: bytes
    choices: ListChoices
    cohort: str = ""
    grade: str = ""
    sheet: str = ""


@dataclass(frozen=True)
class ReadList:
    """What came of an upload: a list, or the faults that stand against it."""

    found: FoundClassList | None
    faults: tuple[Fault, ...] = ()


def read_list(visit_code: str, upload: Upload, *, by: StaffActor, at: datetime) -> ReadList:
    """Read a list, compare it, and let it wait for its test; an older one of the grade gives way.

    Raises NotVisible, NotAllowed, StepRefused, and JunhengError: `list_file_kind_unknown`,
    `list_needs_grade`, `list_class_column_unknown`, `list_of_several_sheets`,
    `registered_differs_from_freeze`, what reading raises.
    """
    visit = to_write(visit_code, by)
    cohort = _cohort_of(visit, upload.cohort)
    grade = f"{cohort.campaign.year}级{cohort.grade_label}" if cohort else upload.grade.strip()
    if not grade:
        raise JunhengError("list_needs_grade")
    found, table = _read(upload, at)
    if cohort is not None:
        errors = tuple(fault for fault in table.faults if fault.severity == "error")
        if errors:
            return ReadList(None, errors + found.warnings)
    comparison = compare(seats_of(cohort), _students(table)) if cohort else None
    waiting = None
    if found.class_list is not None:
        waiting = files.write(WAITING_FILE, [waiting_as_text(found).encode()])
    with audit.act():
        to_write(visit_code, by)
        _replace_older(visit, grade, by=by, at=at)
        made = _new_list(visit, cohort, grade, upload, by=by, at=at)
        _fill(made, found, comparison, waiting, at=at)
        audit.record(_event(made, comparison), by=by, at=at)
        if waiting is not None:
            enqueue(job_named(queries.TEST_JOB), by=by, at=at, list_code=made.code)
    return ReadList(made, found.warnings)


def discard_list(code: str, *, by: StaffActor, at: datetime) -> FoundClassList:
    """Take a list out of the record; what waits of it is destroyed.

    Raises NotVisible, NotAllowed, StepRefused `list_has_finding`.
    """
    found = queries.get_list(by, code)
    to_write(found.visit.code, by)
    with audit.act():
        if queries.has_finding(found):
            raise StepRefused("list_has_finding")
        return _replace(found, by=by, at=at)


def seats_of(cohort: Cohort) -> list[Seat]:
    """Everybody of the record with the class of the draw and the class by now, leavers as well.

    Raises StepRefused `classes_stand_later`, JunhengError `registered_differs_from_freeze`.
    """
    standing = standing_of(cohort)
    drawn = standing.drawn
    locked = {
        student.sid: standing.titles[index]
        for student, index in zip(drawn.unit.students, drawn.classes, strict=True)
    }
    approvals = _approvals(standing)
    children = result_children(cohort, standing)
    seats = [
        Seat(
            child.name,
            child.identity_number,
            locked.get(placed.student.sid, ""),
            child.school_class,
            approvals.get(placed.student.sid, ""),
        )
        for placed, child in zip(standing.placed, children, strict=True)
    ]
    present = {placed.student.sid for placed in standing.placed}
    names = _names(standing)
    left = [sid for sid in approvals if sid not in present]
    return seats + [Seat(names[sid], "", locked.get(sid, ""), "", approvals[sid]) for sid in left]


def _approvals(standing: Standing) -> dict[str, str]:
    """The approval of the last change that took effect, by student."""
    return {
        change.sid: str(change.document["approval"])
        for change in load_changes(standing.ceremony, standing.drawn.unit)
        if change.kind in ABOUT_A_STUDENT and (change.kind == "leave" or change.placed is not None)
    }


def _names(standing: Standing) -> dict[str, str]:
    names = {student.sid: student.name for student in standing.drawn.unit.students}
    for batch in load_batches(standing.ceremony):
        if batch.unit == standing.drawn.unit.unit:
            names |= {student.sid: student.name for student in batch.students}
    return names


def _cohort_of(visit: Visit, code: str) -> Cohort | None:
    if not code:
        return None
    found = next((one for one in queries.cohorts_to_compare(visit) if one.code == code), None)
    if found is None:
        raise NotVisible
    return found


def _read(upload: Upload, at: datetime) -> tuple[FoundList, Table]:
    """The one list of a file, for the test, and its rows, for the comparison."""
    suffix = PurePath(upload.name).suffix.lower()
    if suffix not in _SUFFIXES:
        raise JunhengError("list_file_kind_unknown")
    with tempfile.TemporaryDirectory(prefix="junheng-") as folder:
        # The name on disk is ours: what a browser sends is never a path here.
        file = Path(folder) / f"upload{suffix}"
        file.write_bytes(upload.content)
        try:
            lists = read_class_lists(
                file,
                profile_in_use(),
                upload.choices,
                today=localdate(at),
                sheets=(upload.sheet,) if upload.sheet else (),
            )
            sheets = read_workbook(file).sheets
        except JunhengError as error:
            raise _for_this_page(error, upload) from error
    if len(lists) > 1:
        names = "、".join(one.sheet for one in lists)
        raise JunhengError("list_of_several_sheets", sheets=names)
    [found] = lists
    sheet = next(one for one in sheets if one.name == found.sheet)
    return refused_where_untestable(found), read_table(sheet, columns(upload.choices.class_column))


def _for_this_page(error: JunhengError, upload: Upload) -> JunhengError:
    """Sentences for the terminal name its options; a page has fields."""
    if error.code == "class_column_not_found":
        return JunhengError("list_class_column_unknown", column=upload.choices.class_column)
    named = {"file": upload.name} if "file" in error.params else {}
    return JunhengError(error.code, **(dict(error.params) | named))


def _students(table: Table) -> list[FoundStudent]:
    return [
        FoundStudent(
            row.number,
            str(row.values["name"]),
            str(row.values.get("identity_number") or ""),
            str(row.values["school_class"]),
        )
        for row in table.rows
    ]


def _new_list(
    visit: Visit, cohort: Cohort | None, grade: str, upload: Upload, *, by: StaffActor, at: datetime
) -> FoundClassList:
    """The row of a list, with where it comes from; not saved yet."""
    made = FoundClassList(
        visit=visit,
        cohort=cohort,
        grade=grade,
        file_digest=suite_in_use().digest(upload.content).hex(),
        has_marks=bool(upload.choices.marks),
        read_at=at,
        read_by=by.ident,
        read_by_name=by.name,
    )
    seed = seed_of(visit.round)
    made.seed = f"{seed}:{made.test_name}" if seed else ""
    return made


def _fill(
    made: FoundClassList,
    found: FoundList,
    comparison: Comparison | None,
    waiting: WrittenFile | None,
    *,
    at: datetime,
) -> None:
    """Give the row its counts, its differences, and what waits for the test."""
    made.student_count = len(found.class_list.classes) if found.class_list else 0
    made.class_count = len(found.class_names)
    if comparison is not None:
        made.compared_count, made.agreeing_count = comparison.compared, comparison.agreeing
    if waiting is None:
        made.state = ListState.UNTESTED
        made.result = kept_as_text(kept_of(section_of(found, None, say=_say)))
    else:
        made.waiting = files.keep(waiting, at=at)
    made.save()
    _write_differences(made, comparison)


def _event(made: FoundClassList, comparison: Comparison | None) -> ListRead:
    differences = comparison.differences if comparison else ()
    explained = sum(one.is_explained for one in differences)
    return ListRead(
        subject=list_subject(made),
        digest=made.file_digest,
        students=made.student_count,
        classes=made.class_count,
        marks=made.has_marks,
        compared=comparison.compared if comparison else 0,
        differing=len(differences) - explained,
        explained=explained,
    )


def _write_differences(made: FoundClassList, comparison: Comparison | None) -> None:
    ListDifference.objects.bulk_create(
        ListDifference(
            found_list=made,
            number=number,
            kind=one.kind,
            masked=one.masked[:60],
            row=one.row,
            found_class=one.found_class[:40],
            record_class=one.record_class[:40],
            explanation=one.explanation[:120],
        )
        for number, one in enumerate(comparison.differences if comparison else (), start=1)
    )


def _replace_older(visit: Visit, grade: str, *, by: Author, at: datetime) -> None:
    for older in visit.lists.filter(grade=grade, state__in=LIVE_LISTS):
        _replace(older, by=by, at=at)


def _replace(found: FoundClassList, *, by: Author, at: datetime) -> FoundClassList:
    done = take_step(found, ListStep.REPLACE, by=by, at=at)
    if done.waiting is not None:
        files.remove(done.waiting, by=by, at=at)
    return done


def list_subject(found: FoundClassList) -> Subject:
    """A list, for the trail."""
    return Subject("foundclasslist", found.code, found.school_code)


def _say(note: Note) -> str:
    return sentence(note.code, note.params)

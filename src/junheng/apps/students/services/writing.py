"""Writing a confirmed sheet: its students, siblings, and the frame; typed-in children stay."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from junheng.apps.campaigns.models import Cohort
from junheng.apps.students import queries
from junheng.apps.students.models import Roster, SiblingGroup, Student
from junheng.apps.students.services.previews import Preview
from junheng.apps.students.states import Answer, StudentState
from junheng.core.secrets.services import identity_index
from junheng.rosters import Student as RosterStudent
from junheng.rosters import attributes_of, faults_as_json, faults_from_json
from junheng.tabular import Fault


def write(cohort: Cohort, preview: Preview, at: datetime) -> int:
    """Write students, siblings and the frame; return the roster's new version."""
    known = {student.code: student for student in queries.active_students(cohort)}
    groups = _write_groups(cohort, preview, known)
    fresh, moved = [], []
    for row in preview.comparison.rows:
        read = preview.students[row.place]
        siblings = groups[row.place]
        student = known.get(row.code) or Student(cohort=cohort)
        student.row, student.siblings, student.is_entered = read.row, siblings, False
        if row.change == "same":
            moved.append(student)
            continue
        fill(student, read, at)
        if row.change == "new":
            fresh.append(student)
        else:
            student.save()
    Student.objects.bulk_create(fresh, batch_size=200)
    Student.objects.bulk_update(moved, ["row", "siblings", "is_entered"], batch_size=200)
    Student.objects.filter(code__in=preview.comparison.missing).update(
        state=StudentState.WITHDRAWN, siblings=None, changed_at=at
    )
    roster = queries.find_roster(cohort) or Roster(cohort=cohort, version=0)
    moved_rows = _keep_entered(preview, known)
    warnings = [*preview.warnings, *_warnings_moved(roster, preview, moved_rows)]
    roster.frame = json.dumps(preview.school, ensure_ascii=False)
    roster.warnings = json.dumps(faults_as_json(warnings), ensure_ascii=False)
    roster.version += 1
    roster.changed_at = at
    roster.save()
    return roster.version


def _keep_entered(preview: Preview, known: Mapping[str, Student]) -> dict[int, int]:
    """Put the typed-in children behind the rows of the sheet; return their rows, old → new.

    Their numbers go where the sheet's cannot be used; siblings stay as `_write_groups` set them.
    """
    last = max((student.row for student in preview.students), default=0)
    is_unnumbered = any(student.registration_number is None for student in preview.students)
    rows: dict[int, int] = {}
    for place, code in enumerate(preview.comparison.kept, 1):
        student = known[code]
        rows[student.row] = last + place
        student.row = last + place
        if is_unnumbered:
            student.registration_number = None
        student.save(update_fields=["row", "registration_number", "siblings"])
    return rows


def _warnings_moved(roster: Roster, preview: Preview, rows: Mapping[int, int]) -> list[Fault]:
    """What was found about typed-in children, under their new rows."""
    found = faults_from_json(json.loads(roster.warnings)) if roster.warnings else ()
    sheet = str(preview.school["sheet"])
    return [
        replace(one, sheet=sheet, row=rows[one.row])
        for one in found
        if one.row is not None and one.row in rows
    ]


def fill(student: Student, read: RosterStudent, at: datetime) -> None:
    """Give a row what was read; what a family had confirmed waits for its answer again."""
    student.name = read.name
    student.identity_number = read.identity_number
    student.identity_index = identity_index(read.identity_number)
    student.registration_number = read.registration_number
    student.attributes = json.dumps(attributes_of(read), ensure_ascii=False)
    student.changed_at = at
    if student.answer == Answer.CONFIRMED:
        student.answer, student.answered_at, student.answered_by = Answer.WAITING, None, ""


def _write_groups(
    cohort: Cohort, preview: Preview, known: Mapping[str, Student]
) -> list[SiblingGroup | None]:
    """The groups of the sheet, by row; what the school entered by hand and the sheet does not
    contradict stays: a sheet that says nothing of a wish takes none back.
    """
    entered = _entered_groups(cohort, known)
    kept = {code: known[code] for code in preview.comparison.kept}
    code_of = {row.place: row.code for row in preview.comparison.rows}
    place_of = {code: place for place, code in code_of.items() if code}
    members: dict[int, list[int]] = {}
    for place, student in enumerate(preview.students):
        if student.multiple_birth is not None:
            members.setdefault(student.multiple_birth, []).append(place)
    SiblingGroup.objects.filter(cohort=cohort).delete()
    for child in kept.values():
        child.siblings = None
    groups: list[SiblingGroup | None] = [None] * len(preview.students)
    for number, (wish, linked_by) in enumerate(preview.groups):
        places = members[number]
        before = entered.pop(frozenset(code_of[place] for place in places), None)
        keeps = wish == "none" and before is not None
        group = SiblingGroup.objects.create(
            cohort=cohort,
            wish=before.wish if keeps and before else wish,
            linked_by=linked_by,
            is_entered=keeps,
        )
        for place in places:
            groups[place] = group
    for codes, said in entered.items():
        found = [place_of[code] for code in codes if code in place_of]
        alone = [kept[code] for code in codes if code in kept]
        if len(found) + len(alone) < len(codes) or any(groups[place] for place in found):
            continue
        group = SiblingGroup.objects.create(
            cohort=cohort, wish=said.wish, linked_by=said.linked_by, is_entered=True
        )
        for place in found:
            groups[place] = group
        for child in alone:
            child.siblings = group
    return groups


def _entered_groups(
    cohort: Cohort, known: Mapping[str, Student]
) -> dict[frozenset[str], SiblingGroup]:
    groups = SiblingGroup.objects.filter(cohort=cohort, is_entered=True).in_bulk()
    members: dict[int, set[str]] = {}
    for student in known.values():
        if student.siblings_id is not None and student.siblings_id in groups:
            members.setdefault(student.siblings_id, set()).add(student.code)
    return {frozenset(codes): groups[key] for key, codes in members.items()}

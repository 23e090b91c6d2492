"""From an uploaded sheet to the roster of a cohort: preview, confirmation, discarding."""

import hashlib
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path, PurePath
from typing import Any

from django.utils import timezone

from junheng.apps.campaigns import queries as campaigns
from junheng.apps.campaigns.models import Cohort
from junheng.apps.campaigns.services.cohorts import hold_cohort, note_roster
from junheng.apps.schools import queries as schools
from junheng.apps.students import queries
from junheng.apps.students.events import ColumnsRefused, RosterImported, RosterUploaded
from junheng.apps.students.models import (
    ROSTER_FILES,
    RosterImport,
)
from junheng.apps.students.rules import compare, faults_of_kept
from junheng.apps.students.services.doubles import look_again
from junheng.apps.students.services.previews import Preview, preview_of
from junheng.apps.students.services.writing import write
from junheng.apps.students.states import ImportState, ImportStep
from junheng.core.access import Permission, StaffActor, StepRefused
from junheng.core.audit import services as audit
from junheng.core.audit.events import Subject
from junheng.core.files import services as files
from junheng.core.workflow.services import take_step
from junheng.engine.errors import JunhengError
from junheng.profiles import Stage
from junheng.rosters import (
    RosterReading,
    SchoolRoster,
    frame_of,
    read_sheets,
)
from junheng.tabular import INSTRUCTIONS_SHEET, Sheet, normalise_text, read_workbook

_ALPHABET = 26
_GUESSED = frozenset(("school_word", "ages"))


def upload_roster(
    cohort_code: str, *, name: str, content: bytes, by: StaffActor, at: datetime
) -> RosterImport:
    """Read a sheet and keep it for its preview; the roster stays as it is.

    A preview that waits is discarded for the new one. Raises NotVisible, NotAllowed, StepRefused,
    and JunhengError: what reading raises, `roster_sheet_not_found`, `roster_of_other_stage`,
    `roster_of_other_school`.
    """
    cohort = campaigns.get_cohort(by, cohort_code)
    by.must(Permission.STUDENTS_EDIT, cohort.school.code)
    reading = read_for(cohort, name, content, today=timezone.localdate(at))
    version = queries.roster_version(cohort)
    preview = _preview(reading, queries.held_students(cohort))
    held = preview.as_json()
    written = files.write(ROSTER_FILES[_suffix(name)], [content])
    with audit.act():
        cohort = hold_cohort(cohort_code, by=by, permission=Permission.STUDENTS_EDIT)
        for older in RosterImport.objects.filter(cohort=cohort, state=ImportState.PREVIEWED):
            _discard(older, by=by, at=at)
        comparison = preview.comparison
        found = RosterImport.objects.create(
            cohort=cohort,
            file=files.keep(written, at=at),
            reading=held,
            based_on=version,
            new_count=comparison.count("new"),
            changed_count=comparison.count("changed"),
            same_count=comparison.count("same"),
            missing_count=len(comparison.missing),
            fault_count=len(preview.faults),
            warning_count=len(reading.warnings),
            refused_columns=list(reading.schools[0].refused),
            uploaded_at=at,
            uploaded_by=by.ident,
            uploaded_by_name=by.name,
        )
        _record_upload(found, reading.schools[0], by, at)
    return found


def confirm_import(
    code: str, *, accepts_missing: bool = False, by: StaffActor, at: datetime
) -> RosterImport:
    """Make a previewed sheet the roster of its cohort, whole or not at all.

    Students that are not in it are withdrawn, which the clerk has to accept; those that were typed
    in alone stay. Raises StepRefused:
    `roster_has_faults`, `missing_not_accepted`, `preview_is_stale`, and what a step raises.
    """
    found = queries.get_import(by, code)
    preview = preview_of(found)
    with audit.act():
        cohort = hold_cohort(found.cohort.code, by=by, permission=Permission.STUDENTS_EDIT)
        if found.fault_count and preview is not None:
            raise StepRefused("roster_has_faults", count=found.fault_count)
        found = take_step(found, ImportStep.CONFIRM, by=by, at=at)
        if preview is None:  # cannot be: only an import that ended has nothing left to read
            raise StepRefused("preview_is_stale")
        if found.missing_count and not accepts_missing:
            raise StepRefused("missing_not_accepted", count=found.missing_count)
        if queries.roster_version(cohort) != found.based_on:
            raise StepRefused("preview_is_stale")
        version = write(cohort, preview, at)
        _forget_reading(found)
        look_again(cohort, by=by, at=at)
        note_roster(cohort, queries.figures_of(cohort), at=at)
        event = RosterImported(
            subject=Subject("cohort", cohort.code, cohort.school.code),
            digest=found.file.digest,
            version=version,
            new=found.new_count,
            changed=found.changed_count,
            same=found.same_count,
            withdrawn=found.missing_count,
        )
        audit.record(event, by=by, at=at)
    return found


def discard_import(code: str, *, by: StaffActor, at: datetime) -> RosterImport:
    """Give a preview up; its file is destroyed. Raises StepRefused."""
    found = queries.get_import(by, code)
    by.must(Permission.STUDENTS_EDIT, found.cohort.school.code)
    with audit.act():
        return _discard(found, by=by, at=at)


def read_for(cohort: Cohort, name: str, content: bytes, *, today: date) -> RosterReading:
    """Read the sheet of a cohort out of a file, as the command line reads it.

    Of several sheets the one of the school and stage counts. Raises as `upload_roster` does.
    """
    sheets = _sheets_of(name, content)
    profile, stem = campaigns.profile_in_use(), PurePath(name).stem
    stage = Stage(cohort.stage)

    def read(chosen: Sequence[Sheet], *, told: Stage | None = None) -> RosterReading:
        return read_sheets(
            chosen,
            profile,
            today=today,
            file_stem=stem,
            file_name=name,
            stage=told,
            are_all_rosters=len(chosen) == 1,
        )

    reading = read(sheets)
    if len(reading.schools) > 1 or len(sheets) > 1:
        school = _school_of(cohort, reading)
        sheets = [sheet for sheet in sheets if sheet.name == school.sheet]
        reading = read(sheets)
    school = reading.schools[0]
    if school.stage is not stage:
        if school.stage is not None and school.stage_found_by not in _GUESSED:
            params = {"found": school.stage.label, "expected": stage.label}
            raise JunhengError("roster_of_other_stage", **params)
        reading = read(sheets, told=stage)
    _refuse_other_school(cohort, reading.schools[0])
    return reading


def _sheets_of(name: str, content: bytes) -> list[Sheet]:
    with tempfile.TemporaryDirectory(prefix="junheng-") as folder:
        # The name on disk is ours: what a browser sends is never a path here.
        file = Path(folder) / f"upload{_suffix(name)}"
        file.write_bytes(content)
        try:
            workbook = read_workbook(file)
        except JunhengError as error:
            raise JunhengError(error.code, **{**error.params, "file": name}) from error
    if workbook.kind == "csv":
        return [replace(workbook.sheets[0], name=PurePath(name).stem)]
    return [
        sheet for sheet in workbook.sheets if sheet.is_visible and sheet.name != INSTRUCTIONS_SHEET
    ]


def _suffix(name: str) -> str:
    suffix = PurePath(name).suffix.lower()
    if suffix not in ROSTER_FILES:
        raise JunhengError("roster_file_kind_unknown")
    return suffix


def _school_of(cohort: Cohort, reading: RosterReading) -> SchoolRoster:
    """The roster of the cohort among several: by the school's name, then by the stage."""
    wanted = normalise_text(cohort.school.name)
    named = [s for s in reading.schools if wanted in {normalise_text(s.title), s.sheet}]
    named = named or [s for s in reading.schools if s.sheet.startswith(wanted)]
    named = named or list(reading.schools)
    if len(named) > 1:
        named = [school for school in named if school.stage == cohort.stage]
    if len(named) != 1:
        known = "、".join(school.sheet for school in reading.schools)
        raise JunhengError("roster_sheet_not_found", school=cohort.school.name, known=known)
    return named[0]


def _refuse_other_school(cohort: Cohort, school: SchoolRoster) -> None:
    title = normalise_text(school.title)
    own = normalise_text(cohort.school.name)
    others = {normalise_text(one.name) for one in schools.all_schools()} - {own}
    if title in others:
        raise JunhengError("roster_of_other_school", found=school.title, school=own)


def _preview(reading: RosterReading, held: Sequence[Any]) -> Preview:
    school = reading.schools[0]
    comparison = compare(school.students, held)
    kept = [one.student for one in held if one.code in comparison.kept]
    return Preview(
        school=frame_of(school),
        students=school.students,
        groups=tuple((birth.wish, birth.linked_by) for birth in school.multiple_births),
        faults=reading.faults + faults_of_kept(school.sheet, school.students, kept),
        warnings=reading.warnings,
        comparison=comparison,
    )


def _record_upload(found: RosterImport, school: SchoolRoster, by: StaffActor, at: datetime) -> None:
    subject = Subject("rosterimport", found.code, found.cohort.school.code)
    event = RosterUploaded(
        subject=subject,
        digest=found.file.digest,
        new=found.new_count,
        changed=found.changed_count,
        same=found.same_count,
        missing=found.missing_count,
        faults=found.fault_count,
    )
    audit.record(event, by=by, at=at)
    refused = [header for header in school.headers if header.use == "refused"]
    if refused:
        names = "\n".join(header.title for header in refused)
        refusal = ColumnsRefused(
            subject=subject,
            count=len(refused),
            columns=" ".join(column_letters(header.index) for header in refused)[:200],
            names_digest=hashlib.sha256(names.encode()).hexdigest(),
        )
        audit.record(refusal, by=by, at=at)


def column_letters(index: int) -> str:
    """The letters over a column in a spreadsheet program: 0 is A, 26 is AA."""
    letters, rest = "", index + 1
    while rest:
        rest, place = divmod(rest - 1, _ALPHABET)
        letters = chr(ord("A") + place) + letters
    return letters


def _discard(found: RosterImport, *, by: StaffActor, at: datetime) -> RosterImport:
    found = take_step(found, ImportStep.DISCARD, by=by, at=at)
    _forget_reading(found)
    files.remove(found.file, by=by, at=at)
    return found


def _forget_reading(found: RosterImport) -> None:
    found.reading = ""
    found.save(update_fields=["reading"])

"""Taking away what holds children's data."""

from datetime import datetime

from junheng.apps.students import queries
from junheng.apps.students.events import RosterMarked
from junheng.apps.students.models import RosterImport
from junheng.apps.students.services.previews import Preview, preview_of
from junheng.core.access import Permission, StaffActor, StepRefused
from junheng.core.audit import services as audit
from junheng.core.audit.events import Subject


def take_marked(code: str, *, by: StaffActor, at: datetime) -> tuple[RosterImport, Preview]:
    """An import with its findings for the marked workbook, written down as taken.

    Raises NotVisible, NotAllowed, and StepRefused once the import has ended.
    """
    found = queries.get_import(by, code)
    by.must(Permission.STUDENTS_EDIT, found.cohort.school.code)
    preview = preview_of(found)
    if preview is None:
        raise StepRefused("import_has_ended")
    with audit.act():
        subject = Subject("rosterimport", found.code, found.cohort.school.code)
        audit.record(RosterMarked(subject=subject), by=by, at=at)
    return found, preview

"""Taking the table of a year out of the platform."""

from datetime import datetime

from junheng.apps.complaints import queries
from junheng.apps.complaints.events import ComplaintsExported
from junheng.apps.complaints.models import Complaint
from junheng.core.access import Permission, StaffActor
from junheng.core.audit import services as audit
from junheng.core.audit.events import Subject


def table_to_export(year: int, *, by: StaffActor, at: datetime) -> list[Complaint]:
    """The complaints of a year whose words the person may read; written down.

    Those that he has not declared himself free of are there without their words.
    """
    by.must(Permission.COMPLAINTS_EXPORT)
    rows = queries.complaints_to_export(by, year)
    with audit.act():
        event = ComplaintsExported(subject=Subject("complaints", str(year)), rows=len(rows))
        audit.record(event, by=by, at=at)
    return rows

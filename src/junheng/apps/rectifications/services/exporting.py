"""Taking the table of a year out of the platform."""

from datetime import datetime

from junheng.apps.rectifications import queries
from junheng.apps.rectifications.events import RectificationsExported
from junheng.apps.rectifications.models import Rectification
from junheng.core.access import Permission, StaffActor
from junheng.core.audit import services as audit
from junheng.core.audit.events import Subject


def table_to_export(year: int, *, by: StaffActor, at: datetime) -> list[Rectification]:
    """The rectifications of a year that the person sees; written down. Raises NotAllowed."""
    by.must(Permission.RECTIFICATIONS_EXPORT)
    rows = queries.rows_to_export(by, year)
    with audit.act():
        event = RectificationsExported(subject=Subject("rectifications", str(year)), rows=len(rows))
        audit.record(event, by=by, at=at)
    return rows

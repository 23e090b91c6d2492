"""What leaves the platform is written down."""

from datetime import datetime

from junheng.apps.inspections.events import ReportExported
from junheng.apps.inspections.models import Round
from junheng.apps.inspections.services.rounds import round_subject
from junheng.core.access import StaffActor
from junheng.core.audit import services as audit


def note_export(held: Round, form: str, schools: int, *, by: StaffActor, at: datetime) -> None:
    """Write down that a report of a round, or of schools of it, was taken out."""
    event = ReportExported(subject=round_subject(held), form=form, schools=schools)
    with audit.act():
        audit.record(event, by=by, at=at)

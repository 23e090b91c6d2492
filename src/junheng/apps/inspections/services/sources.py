"""Where a rectification's source is shown: the page of its finding."""

from django.urls import reverse

from junheng.apps.inspections import queries
from junheng.core.access import StaffActor


def page_of_source(source_code: str, actor: StaffActor) -> str:
    """The address of a finding's page; empty for whoever may not open it."""
    if not queries.findings_visible_to(actor).filter(code=source_code).exists():
        return ""
    return reverse("inspections:finding", args=[source_code])

"""Where a rectification's source is shown: the line of a school, or the county's indicator."""

from django.urls import reverse

from junheng.apps.monitoring import queries
from junheng.core.access import StaffActor


def page_of_source(source_code: str, actor: StaffActor) -> str:
    """The address of a shortfall's page by its key; empty for whoever may not open it."""
    owner, _, rest = source_code.partition("-")
    indicator = rest.partition("-")[0]
    if queries.submissions_visible_to(actor).filter(code=owner).exists():
        return reverse("monitoring:submission", args=[owner])
    if queries.periods_visible_to(actor).filter(code=owner).exists():
        return reverse("monitoring:indicator", args=[owner, indicator])
    return ""

"""Pages that other applications have about a cohort: they name them here, the hub links them.

Whoever has one calls `declare_cohort_page` in its AppConfig.ready, as for acts of two people.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.urls import reverse

from junheng.apps.campaigns.models import Cohort
from junheng.core.access import Permission, StaffActor


@dataclass(frozen=True)
class CohortPage:
    """A page about one cohort; its `route` takes the cohort's code.

    Where it does not, `places` gives what the route takes, or None while there is no such page
    for the cohort. `status` says in a short sentence how it stands there; `order` is its place on
    the hub.
    """

    title: str
    route: str
    purpose: str
    permission: Permission
    order: int
    status: Callable[[Cohort], str] | None = None
    places: Callable[[Cohort], Sequence[str] | None] | None = None


@dataclass(frozen=True)
class CohortLink:
    """A page as the hub shows it for one cohort."""

    page: CohortPage
    address: str
    status: str


_PAGES: dict[str, CohortPage] = {}


def declare_cohort_page(page: CohortPage) -> None:
    """Make a page known; a route is taken once."""
    if page.route in _PAGES:
        raise LookupError(f"two cohort pages with the route {page.route}")
    _PAGES[page.route] = page


def pages_of(cohort: Cohort, actor: StaffActor) -> list[CohortLink]:
    """The pages that this person may open for this cohort, in their order."""
    links = []
    for page in sorted(_PAGES.values(), key=lambda page: page.order):
        places = page.places(cohort) if page.places else (cohort.code,)
        if places is not None and actor.may(page.permission, cohort.school_code):
            address = reverse(page.route, args=places)
            links.append(CohortLink(page, address, page.status(cohort) if page.status else ""))
    return links

"""What other applications have about a cohort, as its hub links it."""

import pytest

from junheng.apps.campaigns.models import Cohort
from junheng.apps.campaigns.services import cohort_pages
from junheng.apps.campaigns.services.cohort_pages import (
    CohortPage,
    declare_cohort_page,
    pages_of,
)
from junheng.core.access import Permission
from junheng.core.secrets.keyring import Keyring
from tests.apps.campaigns.campaigns_made import a_campaign, a_cohort
from tests.people import a_county, actor

REVIEW = CohortPage(
    "审定", "campaigns:review", "核对人数。", Permission.COHORTS_REVIEW, 2, lambda one: one.state
)
SCHOOL = CohortPage(
    "学校",
    "schools:school",
    "资料。",
    Permission.SCHOOLS_VIEW,
    1,
    places=lambda one: [one.school.code] if one.student_count else None,
)


@pytest.fixture(autouse=True)
def pages(db: None, keys: Keyring, monkeypatch: pytest.MonkeyPatch) -> None:
    a_county()
    monkeypatch.setattr(cohort_pages, "_PAGES", {})
    declare_cohort_page(REVIEW)
    declare_cohort_page(SCHOOL)


def test_pages_stand_in_their_order_with_address_and_standing() -> None:
    cohort = a_cohort(a_campaign())

    found = [
        (link.page.title, link.address, link.status) for link in pages_of(cohort, actor("reviewer"))
    ]

    assert found == [
        ("学校", "/schools/010001/", ""),
        ("审定", f"/campaigns/cohorts/{cohort.code}/review/", "collecting"),
    ]


def test_a_page_is_linked_only_for_who_may_open_it() -> None:
    cohort = a_cohort(a_campaign())

    assert [link.page.title for link in pages_of(cohort, actor("clerk"))] == ["学校"]


def test_a_page_that_the_cohort_does_not_have_yet_is_left_out() -> None:
    a_campaign()
    cohort = Cohort.objects.get(school__code="010001")

    assert [link.page.title for link in pages_of(cohort, actor("reviewer"))] == ["审定"]


def test_a_route_is_declared_once() -> None:
    with pytest.raises(LookupError):
        declare_cohort_page(REVIEW)

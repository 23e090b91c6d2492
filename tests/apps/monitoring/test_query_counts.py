"""A page of the monitoring asks the database as often for many schools as for few."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from junheng.apps.monitoring.models import MonitoringPeriod, Submission
from junheng.apps.monitoring.services import publishing
from junheng.apps.monitoring.services.periods import note_change
from junheng.apps.rectifications.models import Rectification
from junheng.web.kept_pages import SHELF
from tests.apps.monitoring.monitoring_made import YEAR, earlier, submission_of
from tests.people import AT, actor, signed_in

pytestmark = pytest.mark.usefixtures("year")

MOST_QUERIES = 40
"""As for every list of the platform (tests/web/test_query_counts.py)."""
MANY = 20


def schools_come(period: MonitoringPeriod, count: int) -> None:
    """More schools like the first one."""
    first = Submission.objects.filter(period=period).order_by("school_code")[0]
    Submission.objects.bulk_create(
        Submission(
            period=period,
            school_code=f"{30000 + number:06}",
            school_name=f"第{number}小学",
            kind_name=first.kind_name,
            state=first.state,
            figures=first.figures,
            filled_at=AT,
            filled_by="x",
            submitted_at=AT,
            submitted_by="x",
            accepted_at=AT,
            accepted_by="x",
        )
        for number in range(count)
    )
    note_change(period)


def queries_by_page(browser: Client, pages: list[str]) -> dict[str, int]:
    counted = {}
    for page in pages:
        browser.get(page)  # what is read once a process, or once for a version of the figures
        SHELF.clear()
        with CaptureQueriesContext(connection) as asked:
            answer = browser.get(page)
        assert answer.status_code == 200, page
        counted[page] = len(asked)
    return counted


def test_no_page_asks_more_for_twenty_schools_more() -> None:
    before, now = earlier(multimedia_rooms=6), earlier(YEAR, multimedia_rooms=4)
    publishing.publish(now.code, by=actor("reviewer"), at=AT)
    parts = (
        "", "county/", "result/", "heat/", "trends/", "classes/", "what-if/", "investments/",
        "shortfalls/", "indicators/A2/", "indicators/A7/", "indicators/5.8/", "indicators/4.8/",
    )  # fmt: skip
    pages = [f"/monitoring/{now.code}/{part}" for part in parts]
    pages += ["/", "/monitoring/", f"/monitoring/schools/{submission_of(year=YEAR).code}/"]
    pages += ["/public/", "/public/monitoring/", f"/public/monitoring/{YEAR}/"]
    operator = signed_in("operator")
    few = queries_by_page(operator, pages)

    for period in (before, now):
        schools_come(period, MANY)
    many = queries_by_page(operator, pages)

    assert {page: (few[page], many[page]) for page in pages if many[page] > few[page]} == {}
    assert {page: count for page, count in many.items() if count > MOST_QUERIES} == {}


def test_the_board_of_rectifications_asks_no_more_for_many() -> None:
    period = earlier(YEAR, multimedia_rooms=4, backbone_teachers=1, arts_sports_teachers=0)
    operator = signed_in("operator")
    pages = ["/rectifications/", "/rectifications/?only=overdue", "/rectifications/figures/"]
    shortfalls = f"/monitoring/{period.code}/shortfalls/"
    keys = [one.key for one in operator.get(shortfalls).context["shortfalls"]]
    operator.post(shortfalls, {"shortfall": keys[:1]})
    few = queries_by_page(operator, [*pages, shortfalls])

    operator.post(shortfalls, {"shortfall": keys[1:]})
    assert Rectification.objects.count() == len(keys) >= 3
    many = queries_by_page(operator, [*pages, shortfalls])

    assert {page: (few[page], many[page]) for page in many if many[page] > few[page]} == {}

"""What the pages of the teams ask of the database: a number that more classes do not raise."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from junheng.apps.campaigns.models import Cohort
from junheng.apps.teachers import services as lists
from junheng.apps.teams import queries
from junheng.apps.teams.services import filing, replacing
from junheng.apps.teams.services.drawn import note_lots
from junheng.core.access.models import Proposal as Asked
from tests.apps.teams.teams_made import MINUTE, imported, proposed
from tests.apps.teams.test_pages import at, newest
from tests.cohorts_made import cohort_of
from tests.people import AT, actor, signed_in

COSTS = {
    "cohort": 15,
    "teachers": 6,
    "lessons": 7,
    "proposal": 11,
    "replace": 12,
    "at the bureau": 11,
    "consent": 6,
    "list": 12,
}
"""Questions of each page, those of the sign-in and the campaign among them."""
FEW, MANY = 2, 5


def teachers_of(classes: int) -> Iterator[str]:
    """A sheet for so many classes, with a teacher of mathematics more than it takes."""
    for number, mark in enumerate("甲乙丙丁戊"[:classes]):
        yield f"语{mark},Y{number},语文,女,一级教师,{5 + number},,是,"
    for number, mark in enumerate("甲乙丙丁戊己"[: classes + 1]):
        yield f"数{mark},S{number},数学,男,二级教师,{3 + number},,,"
    for number, mark in enumerate("甲乙"[: -(-classes // 3)]):
        yield f"音{mark},M{number},音乐,女,一级教师,9,,,"


def a_filed_school(classes: int) -> None:
    """Teams of so many classes, filed, drawn, and a replacement that waits for consent."""
    Cohort.objects.filter(pk=cohort_of().pk).update(class_count=classes)
    imported(*teachers_of(classes))
    proposal = proposed()
    at_ = AT + 2 * MINUTE
    filing.file_proposal(cohort_of().code, proposal.code, by=actor("principal"), at=at_)
    lists.file_list(cohort_of().code, by=actor("reviewer"), at=at_)
    note_lots(cohort_of(), {place: place for place in range(1, classes + 1)}, at=at_)
    standing = replacing.standing_of(cohort_of())
    before, _ = standing.names_at(1, "数学")
    after = replacing.possible_successors(standing, 1, "数学")[0]
    replacing.ask_replacement(
        cohort_of().code,
        replacing.Swap(1, "数学", before, after),
        reason="原任教师休产假",
        by=actor("principal"),
        at=at_,
    )


def questions_of(browser: Client, address: str) -> int:
    """How many questions a page asks when it is looked at again."""
    assert browser.get(address).status_code == 200
    with CaptureQueriesContext(
        connection,
    ) as asked:
        browser.get(address)
    return len(asked)


@pytest.mark.parametrize("classes", [FEW, MANY])
def test_a_page_asks_no_more_for_more_classes(classes: int) -> None:
    a_filed_school(classes)
    assert len(queries.teams_of(cohort_of())) == classes
    principal, reviewer = signed_in("principal"), signed_in("reviewer")
    consent = f"/teams/consent/{Asked.objects.get().code}/"

    assert {
        "cohort": questions_of(principal, at()),
        "teachers": questions_of(principal, at("teachers/")),
        "lessons": questions_of(principal, at("lessons/")),
        "proposal": questions_of(principal, at(newest())),
        "replace": questions_of(principal, at("replace/1/1/")),
        "at the bureau": questions_of(reviewer, at(newest())),
        "consent": questions_of(reviewer, consent),
        "list": questions_of(reviewer, "/teams/"),
    } == COSTS

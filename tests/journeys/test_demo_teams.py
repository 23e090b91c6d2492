"""Teaching teams in the demo: from a list that lacked a teacher to a replacement with consent."""

import pytest
from django.urls import reverse

from junheng.apps.accounts.models import User
from junheng.apps.accounts.queries import actor_of
from junheng.apps.campaigns.models import Cohort
from junheng.apps.notices.models import Notice
from junheng.apps.teams import queries
from junheng.apps.teams.models import DrawnTeam, Replacement
from junheng.apps.teams.services.showing import shown_causes
from junheng.core.access.models import Proposal as Asked
from junheng.core.audit.models import AuditEntry
from junheng.web.menu import menu_for
from tests.journeys.test_demo_platform import _signed_in, platform  # noqa: F401 - a fixture
from tools.demo_teams import KEPT_BECAUSE

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("platform")]

WHOLE_WAY, AT_BUREAU = "010014", "010003"


def cohort_of(school: str) -> Cohort:
    return Cohort.objects.select_related("school", "campaign").get(school__code=school)


def test_a_list_without_a_teacher_says_so_and_the_next_one_is_at_the_bureau() -> None:
    third, second, first = queries.proposals_of(cohort_of(AT_BUREAU))

    assert shown_causes(first).lines == ("“音乐”没有教师，2 个班都需要一位。",)
    assert (second.is_ready, third.is_ready) == (True, True)
    assert queries.filed_proposal(cohort_of(AT_BUREAU)) == third
    assert [row["reason"] for row in third.inputs["locked"]] == [KEPT_BECAUSE]


def test_whole_teams_follow_the_lot_in_one_school_and_elsewhere_homeroom_teachers_draw() -> None:
    drawn = set(DrawnTeam.objects.values_list("cohort__school__code", flat=True))
    with_subjects = {
        code
        for code in drawn
        for cohort in Cohort.objects.filter(school__code=code)
        for team in queries.teams_of(cohort).values()
        if len(team) > 1
    }

    assert with_subjects == {WHOLE_WAY}
    assert len(drawn) > 3


def test_one_teacher_was_replaced_with_consent_and_posted_and_another_waits() -> None:
    row = Replacement.objects.get()
    taught = [
        one.name
        for team in queries.teams_of(cohort_of(WHOLE_WAY)).values()
        for one in team
        if one.subject == row.subject
    ]

    assert row.after in taught
    assert row.effects
    assert Notice.objects.filter(cohort=row.cohort, kind="change", state="posted").count() == 1
    assert set(
        Asked.objects.filter(act="teams.replace_teacher").values_list("state", flat=True)
    ) == {
        "confirmed",
        "open",
    }
    # Other tests take reports too, later than the demonstration asked for its last replacement.
    waits = Asked.objects.get(act="teams.replace_teacher", state="open")
    taken = AuditEntry.objects.filter(event="teams.report.take", at__lte=waits.asked_at)
    assert taken.count() == 1


@pytest.mark.parametrize("username", ["operator", "principal.010014", "clerk.010014"])
def test_the_menu_leads_to_every_page_of_the_teams(platform: object, username: str) -> None:  # noqa: F811 - the fixture
    client = _signed_in(username, platform)  # type: ignore[arg-type] # the fixture's moment
    cohort = cohort_of(WHOLE_WAY)
    filed = queries.filed_proposal(cohort)
    assert filed is not None
    pages = ["list"], ["cohort", cohort.code], ["proposal", cohort.code, filed.code]
    reports = ["report", cohort.code, filed.code], ["report_pdf", cohort.code, filed.code]

    assert "teams:list" in {
        one.route for one in menu_for(actor_of(User.objects.get(username=username)))
    }
    for name, *codes in pages:
        page = client.get(reverse(f"teams:{name}", args=codes))
        assert (page.status_code, "第一中学" in page.content.decode()) == (200, True)
    begins = [
        client.get(reverse(f"teams:{name}", args=codes)).content[:4] for name, *codes in reports
    ]
    assert begins == [b"PK\x03\x04", b"%PDF"]


def test_the_reviewer_is_led_to_the_replacement_that_waits(platform: object) -> None:  # noqa: F811 - the fixture
    waiting = Asked.objects.get(act="teams.replace_teacher", state="open")

    reviewer = _signed_in("reviewer", platform)  # type: ignore[arg-type] # as above
    address = reverse("accounts:proposal", args=[waiting.code])

    assert address in reviewer.get(reverse("accounts:proposals")).content.decode()
    assert "同意更换" in reviewer.get(address, follow=True).content.decode()

"""The county on one page: what it counts, who sees it, what is exported, reminders."""

import io
import json
from datetime import date, timedelta

import pytest
from docx import Document
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from junheng.apps.assignment.models import Session, SessionCohort
from junheng.apps.assignment.services.folders import folder_of
from junheng.apps.campaigns import queries as campaigns
from junheng.apps.campaigns import services
from junheng.apps.campaigns.models import Campaign, Cohort
from junheng.apps.campaigns.rules import RosterFigures
from junheng.apps.campaigns.states import CohortStep, DayKind
from junheng.apps.overview import queries, rules
from junheng.apps.schools.models import School
from junheng.core.audit.models import AuditEntry
from junheng.core.secrets.keyring import Keyring
from tests.apps.campaigns.campaigns_made import CEREMONY, a_campaign, a_cohort, approved
from tests.people import AT, OTHER_SCHOOL, a_county, actor, signed_in

RESULT = "ab" * 32


@pytest.fixture(autouse=True)
def county(db: None, keys: Keyring) -> None:
    a_county()


def drawn(cohort: Cohort, *, gap: int = 1, result: str = RESULT) -> Cohort:
    """The cohort after its draw, with a balance report of one attribute."""
    done = approved(cohort)
    for step in (CohortStep.FREEZE, CohortStep.DRAW):
        done = services.mark(done, step, by=actor("operator"), at=AT)
    session = Session.objects.create(
        campaign=done.campaign,
        title="示例县现场会",
        host="示例县教育局",
        place="礼堂",
        planned_at=AT,
        made_at=AT,
        made_by="x",
    )
    SessionCohort.objects.create(
        session=session, cohort=done, unit=done.unit, students=180, classes=4, result=result
    )
    report = {
        "result_code": RESULT,
        "students": 180,
        "class_sizes": [45, 45, 45, 45],
        "attributes": [{"title": "性别", "achieved_gap": gap, "best_gap": 1, "levels_short": 0}],
        "bound_reached": gap == 1,
    }
    folder = folder_of(session)
    folder.mkdir(parents=True)
    (folder / "balance.json").write_text(json.dumps({"schools": [report]}), encoding="utf-8")
    return done


@pytest.fixture
def campaign() -> Campaign:
    return a_campaign()


def test_coverage_counts_required_drawn_and_exempt(campaign: Campaign) -> None:
    drawn(a_cohort(campaign))
    other = Cohort.objects.get(school__code=OTHER_SCHOOL)
    report = queries.county_report(actor("operator"), campaign, at=AT)
    assert (report.coverage.required, report.coverage.drawn, report.coverage.rate) == (
        2,
        1,
        "50.0%",
    )

    services.exempt_cohort(other.code, student_count=20, reason="村小", by=actor("reviewer"), at=AT)

    report = queries.county_report(actor("operator"), campaign, at=AT)
    assert (report.coverage.required, report.coverage.exempt) == (1, 1)
    assert report.coverage.rate == "100.0%"


def test_every_cohort_is_in_one_state_and_the_states_add_up(campaign: Campaign) -> None:
    drawn(a_cohort(campaign))
    report = queries.county_report(actor("operator"), campaign, at=AT)

    assert {s.value: s.count for s in report.states if s.count} == {"collecting": 1, "drawn": 1}


def test_an_exempt_grade_is_counted_apart_and_found_by_the_same_word(campaign: Campaign) -> None:
    approved(a_cohort(campaign, figures=RosterFigures(students=20)), class_count=1)
    operator = actor("operator")
    report = queries.county_report(operator, campaign, at=AT)

    assert {s.value: s.count for s in report.states if s.count} == {"collecting": 1, "exempt": 1}
    assert len(campaigns.list_cohorts(operator, campaign, state="exempt")) == 1
    assert campaigns.list_cohorts(operator, campaign, state="approved") == []


def test_who_has_no_roster_is_missing_and_who_is_past_his_day_is_late(campaign: Campaign) -> None:
    a_cohort(campaign)
    days = campaigns.calendar_of(campaign)
    after = AT + timedelta(days=(days[DayKind.ROSTER_DUE] - AT.date()).days + 1)

    report = queries.county_report(actor("operator"), campaign, at=after)

    assert [line.school for line in report.missing] == ["城关第二小学"]
    assert [line.school for line in report.late] == ["城关第二小学"]


def test_the_balance_comes_from_the_session_under_the_code_of_the_result(
    campaign: Campaign,
) -> None:
    drawn(a_cohort(campaign), gap=3)
    report = queries.county_report(actor("operator"), campaign, at=AT)

    [line] = report.attributes
    assert (line.title, line.cohorts, line.at_best) == ("性别", 1, 0)
    assert (line.worst, line.worst_best, line.worst_school) == (3, 1, "城关第一小学一年级")


def test_the_balance_of_another_result_is_not_taken(campaign: Campaign) -> None:
    drawn(a_cohort(campaign), result="cd" * 32)

    assert queries.county_report(actor("operator"), campaign, at=AT).balances == ()


def test_the_balance_of_a_voided_draw_is_not_taken(campaign: Campaign) -> None:
    done = drawn(a_cohort(campaign))
    services.mark(done, CohortStep.VOID, by=actor("operator"), at=AT)

    assert queries.county_report(actor("operator"), campaign, at=AT).balances == ()


def test_the_page_shows_the_county_and_leads_to_the_schools(campaign: Campaign) -> None:
    done = drawn(a_cohort(campaign))
    page = signed_in("supervisor").get("/overview/").content.decode()

    assert "50.0%" in page
    assert f"/campaigns/cohorts/{done.code}/" in page
    assert f"/campaigns/{campaign.code}/?state=drawn" in page
    assert "导出" not in page


@pytest.mark.parametrize("name", ["states", "balance"])
def test_charts_are_pictures(campaign: Campaign, name: str) -> None:
    drawn(a_cohort(campaign))
    answer = signed_in("operator").get(f"/overview/{campaign.code}/charts/{name}/")

    assert answer["Content-Type"] == "image/svg+xml"
    assert answer.content.startswith(b"<svg")


def test_a_chart_that_is_not_there_is_404(campaign: Campaign) -> None:
    browser = signed_in("operator")

    assert browser.get(f"/overview/{campaign.code}/charts/other/").status_code == 404
    assert browser.get(f"/overview/{campaign.code}/charts/balance/").status_code == 404


def test_the_workbook_holds_what_the_page_shows_and_leaves_a_trace(campaign: Campaign) -> None:
    drawn(a_cohort(campaign))
    answer = signed_in("operator").post(f"/overview/{campaign.code}/workbook/")

    book = load_workbook(io.BytesIO(answer.content))
    assert book["各校进展"]["B4"].value == "城关第一小学"
    assert book["覆盖情况"]["G4"].value == "50.0%"
    entry = AuditEntry.objects.get(event="overview.report.export")
    assert entry.payload == {"form": "xlsx", "cohorts": 2, "drawn": 1}


def test_the_document_says_the_same_in_words(campaign: Campaign) -> None:
    drawn(a_cohort(campaign), gap=2)
    answer = signed_in("reviewer").post(f"/overview/{campaign.code}/document/")

    document = Document(io.BytesIO(answer.content))
    words = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "覆盖率 50.0%" in words
    rows = [[cell.text for cell in row.cells] for one in document.tables for row in one.rows]
    assert ["城关第一小学一年级", "性别差 2 人（最小 1 人）"] in rows
    assert len(document.inline_shapes) == 2


def test_who_may_look_may_not_therefore_export(campaign: Campaign) -> None:
    browser = signed_in("inspector")

    assert browser.get(f"/overview/{campaign.code}/").status_code == 200
    assert browser.post(f"/overview/{campaign.code}/workbook/").status_code == 403


def test_before_a_year_is_begun_the_page_says_so() -> None:
    assert "还没有开始" in signed_in("operator").get("/overview/").content.decode()


def waiting_on(today: date, campaign: Campaign) -> list[str]:
    return [one.words for one in queries.reminders(actor("operator"), today=today)]


def test_reminders_come_before_each_date_and_stay_after_it(campaign: Campaign) -> None:
    days = campaigns.calendar_of(campaign)
    due = days[DayKind.ROSTER_DUE]

    assert waiting_on(due - timedelta(days=rules.REMINDED_DAYS + 1), campaign) == []
    assert waiting_on(due - timedelta(days=3), campaign) == [
        "名册上报截止（9月2日）还有 3 天，还有 2 个起始年级没有办完"
    ]
    [words] = waiting_on(due + timedelta(days=2), campaign)
    assert "已过 2 天" in words


def test_reminders_stand_on_the_workbench_of_the_bureau_only(campaign: Campaign) -> None:
    today = date.today()  # noqa: DTZ011 - pages have the real clock
    days = {kind: today + (day - CEREMONY) for kind, day in campaigns.calendar_of(campaign).items()}
    services.set_calendar(campaign.code, days, by=actor("operator"), at=AT)

    assert "名册上报截止" in signed_in("operator").get("/").content.decode()
    assert "看全县总览" not in signed_in("clerk").get("/").content.decode()


@pytest.mark.parametrize("schools", [0, 40])
def test_the_page_asks_the_database_as_often_for_many_schools_as_for_few(
    schools: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    School.objects.bulk_create(
        School(
            code=f"03{number:04d}",
            name=f"第{number}小学",
            has_primary=True,
            has_junior=False,
            is_private=False,
            is_hot=False,
            registered_at=AT,
        )
        for number in range(schools)
    )
    drawn(a_cohort(a_campaign()))
    browser = signed_in("operator")
    browser.get("/overview/")

    with django_assert_num_queries(14):
        browser.get("/overview/")


def test_figures_add_up_by_grade_and_by_kind_of_school(campaign: Campaign) -> None:
    a_cohort(campaign, figures=RosterFigures(students=50))
    report = queries.county_report(actor("operator"), campaign, at=AT)

    by_title = {one.title: one for one in report.coverages}
    assert by_title["一年级"].total == by_title["公办"].total == by_title["全县"].total == 2
    assert report.students == 50

"""The pages of a campaign, as people see them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from junheng.apps.campaigns import queries, services
from junheng.apps.campaigns.models import Campaign, Cohort
from junheng.apps.campaigns.rules import RosterFigures
from junheng.apps.campaigns.states import CampaignState, CohortState, DayKind
from junheng.apps.schools.models import School
from junheng.core.secrets.keyring import Keyring
from tests.apps.campaigns.campaigns_made import PDF, a_campaign, a_cohort, a_draft, approved
from tests.people import AT, OTHER_SCHOOL, a_county, actor, signed_in

LIST = "/campaigns/"


@pytest.fixture(autouse=True)
def county(db: None, keys: Keyring) -> None:
    a_county()


def text(browser: Client, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_before_anything_is_begun_each_reads_what_he_can_do() -> None:
    assert "开始一个年度" in text(signed_in("operator"), LIST)
    assert "教育局还没有公布" in text(signed_in("clerk"), LIST)


def test_the_operator_opens_plans_and_publishes_a_year() -> None:
    browser = signed_in("operator")
    today = timezone.localdate()
    opened = browser.post("/campaigns/open/", {"year": today.year, "title": "秋季阳光分班"})
    campaign = Campaign.objects.get()
    assert opened["Location"] == f"/campaigns/{campaign.code}/plan/"

    browser.post(
        opened["Location"],
        {
            "file": SimpleUploadedFile("方案.pdf", PDF),
            "plan_on": today.isoformat(),
            "enrolment_plan_on": today.isoformat(),
        },
    )
    ceremony = today + timezone.timedelta(days=20)
    page = text(browser, f"/campaigns/{campaign.code}/calendar/?ceremony={ceremony.isoformat()}")
    assert f'value="{ceremony.isoformat()}"' in page
    days = {
        kind.value: (today + timezone.timedelta(days=3 * number + 10)).isoformat()
        for number, kind in enumerate(DayKind)
    }
    days["notice_end"] = (today + timezone.timedelta(days=60)).isoformat()
    days["late_draw"] = ""
    browser.post(f"/campaigns/{campaign.code}/calendar/", days)
    done = browser.post(f"/campaigns/{campaign.code}/publish/", follow=True)

    assert "学校现在可以填报" in done.content.decode()
    assert Campaign.objects.get().state == CampaignState.PUBLISHED
    pdf = browser.get(f"/campaigns/{campaign.code}/plan/file/")
    assert b"".join(pdf.streaming_content) == PDF


def test_wrong_days_are_told_on_the_form_and_nothing_is_written() -> None:
    campaign = a_draft()
    before = queries.calendar_of(campaign)
    days = {kind.value: "2026-09-01" for kind in DayKind}

    answer = signed_in("operator").post(f"/campaigns/{campaign.code}/calendar/", days)

    assert "冻结公告至少要在现场编班前" in answer.content.decode()
    assert queries.calendar_of(campaign) == before


def test_a_ceremony_is_not_moved_before_the_plan_was_public() -> None:
    campaign = a_campaign()
    calendar = queries.calendar_of(campaign)
    days = {kind.value: day - timezone.timedelta(days=30) for kind, day in calendar.items()}

    answer = signed_in("operator").post(f"/campaigns/{campaign.code}/calendar/", days)

    assert "方案公布日期应早于现场编班日期" in answer.content.decode()
    assert queries.calendar_of(campaign) == calendar


def test_a_school_sees_nothing_before_the_plan_is_published() -> None:
    campaign = a_draft()
    cohort = Cohort.objects.get(school__code="010001")
    clerk = signed_in("clerk")

    assert "教育局还没有公布" in text(clerk, LIST)
    assert clerk.get(f"/campaigns/{campaign.code}/").status_code == 404
    assert clerk.get(f"/campaigns/cohorts/{cohort.code}/").status_code == 404


def test_a_school_reads_its_next_step_with_the_day() -> None:
    campaign = a_campaign()
    page = text(signed_in("clerk"), f"/campaigns/{campaign.code}/")

    assert "我的任务" in page
    assert "导入新生名册" in page
    assert "城关第二小学" not in page


def test_another_schools_cohort_is_404() -> None:
    other = a_cohort(a_campaign(), OTHER_SCHOOL)
    browser = signed_in("principal")

    for part in ("", "submit/"):
        assert browser.get(f"/campaigns/cohorts/{other.code}/{part}").status_code == 404
    answer = browser.post(f"/campaigns/cohorts/{other.code}/submit/", {"class_count": 4})
    assert answer.status_code == 404


def test_the_principal_submits_with_the_number_that_the_page_proposes() -> None:
    cohort = a_cohort(a_campaign())
    browser = signed_in("principal")
    address = f"/campaigns/cohorts/{cohort.code}/submit/"
    assert 'name="class_count" value="4"' in text(browser, address)

    answer = browser.post(address, {"class_count": 4, "reason": ""}, follow=True)

    assert "已提交教育局审定" in answer.content.decode()
    assert browser.post(address, {"class_count": 4}).status_code == 409


def test_too_few_classes_are_told_on_the_form() -> None:
    cohort = a_cohort(a_campaign())
    answer = signed_in("principal").post(
        f"/campaigns/cohorts/{cohort.code}/submit/", {"class_count": 3}
    )

    assert "至少要编 4 个班" in answer.content.decode()


def test_the_reviewer_approves_what_he_saw() -> None:
    cohort = a_cohort(a_campaign())
    services.submit_cohort(cohort.code, class_count=4, by=actor("principal"), at=AT)
    browser = signed_in("reviewer")
    page = text(browser, f"/campaigns/cohorts/{cohort.code}/review/")
    assert "审定：180 人，4 个班" in page
    address = f"/campaigns/cohorts/{cohort.code}/approve/"

    assert browser.post(address, {"roster_at": "old"}).status_code == 409
    answer = browser.post(address, {"roster_at": AT.isoformat()}, follow=True)
    assert "审定号 2026-001" in answer.content.decode()


def test_a_return_needs_words_and_the_school_reads_them() -> None:
    cohort = a_cohort(a_campaign())
    services.submit_cohort(cohort.code, class_count=4, by=actor("principal"), at=AT)
    browser = signed_in("reviewer")
    address = f"/campaigns/cohorts/{cohort.code}/return/"

    assert browser.post(address, {"reason": ""}).status_code == 200
    assert Cohort.objects.get(pk=cohort.pk).state == CohortState.SUBMITTED
    browser.post(address, {"reason": "比录取人数少两人"})
    assert "比录取人数少两人" in text(signed_in("clerk"), LIST)


def test_a_single_class_is_recorded_from_the_review_page() -> None:
    cohort = a_cohort(a_campaign(), figures=RosterFigures())
    browser = signed_in("reviewer")

    answer = browser.post(
        f"/campaigns/cohorts/{cohort.code}/exempt/",
        {"student_count": 30, "reason": "村小"},
        follow=True,
    )

    assert "单班免编" in answer.content.decode()


def test_two_people_open_a_roster_again_through_the_pages() -> None:
    cohort = approved(a_cohort(a_campaign()))
    asked = signed_in("operator").post(
        f"/campaigns/cohorts/{cohort.code}/reopen/", {"reason": "漏报一人"}, follow=True
    )
    assert "漏报一人" in asked.content.decode()

    assert "漏报一人" in text(signed_in("reviewer"), "/")


def test_the_search_answers_with_the_table_alone() -> None:
    campaign = a_campaign()
    answer = signed_in("operator").get(
        f"/campaigns/{campaign.code}/", {"q": "第二"}, headers={"HX-Request": "true"}
    )
    html = answer.content.decode()

    assert "城关第二小学" in html
    assert "城关第一小学" not in html
    assert "<html" not in html


def test_schools_that_came_later_are_taken_in() -> None:
    campaign = a_campaign()
    School.objects.create(
        code="020001",
        name="育才九年制学校",
        has_primary=True,
        has_junior=True,
        is_private=False,
        is_hot=False,
        registered_at=AT,
    )
    browser = signed_in("operator")
    assert "还有 2 个起始年级" not in text(browser, LIST)
    assert "有 2 个起始年级还没有纳入" in text(browser, LIST)

    browser.post(f"/campaigns/{campaign.code}/schools/")

    assert campaign.cohorts.count() == 4


def test_a_year_ends_only_when_every_grade_is_locked() -> None:
    campaign = a_campaign()
    answer = signed_in("operator").post(f"/campaigns/{campaign.code}/close/")

    assert answer.status_code == 409
    assert "没有锁定" in answer.content.decode()


@pytest.mark.parametrize("schools", [2, 40])
def test_the_list_asks_the_database_as_often_for_many_schools_as_for_few(
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
        for number in range(schools - 2)
    )
    a_campaign()
    browser = signed_in("operator")
    browser.get(LIST)

    with django_assert_num_queries(11):
        browser.get(LIST)


def test_the_workbench_lists_what_waits_for_this_person() -> None:
    cohort = a_cohort(a_campaign())
    assert "提交教育局审定" in text(signed_in("principal"), "/")
    assert "提交教育局审定" not in text(signed_in("reviewer"), "/")

    services.submit_cohort(cohort.code, class_count=4, by=actor("principal"), at=AT)
    assert "您要办的事（1 件）" in text(signed_in("reviewer"), "/")

"""Pages of the public site: what hangs, what is over, what is void, and for whom."""

import html
import json
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from junheng.apps.campaigns.models import CalendarDay, Campaign, Cohort
from junheng.apps.campaigns.states import DayKind
from junheng.apps.notices import services
from junheng.apps.notices.models import Notice
from junheng.apps.notices.rules.content import (
    NoticeContent,
    change_notice,
    freeze_notice,
    void_notice,
)
from junheng.apps.portal.services import state_words
from junheng.apps.schools.models import Bureau, Contact, School
from junheng.core.secrets.keyring import Keyring
from junheng.web.kept_pages import SHELF
from tests.cohorts_made import a_year, cohort_of
from tests.notices_made import a_result_notice
from tests.people import AT, OTHER_SCHOOL, OWN_SCHOOL, a_county, actor, signed_in

FREEZE = "cd" * 32


@pytest.fixture(autouse=True)
def year(db: None, keys: Keyring) -> Campaign:
    a_county()
    Bureau.objects.update(complaint_phone="0855-1234567", complaint_email="jd@example.cn")
    return a_year()


def page(address: str, status: int = 200) -> str:
    """What a stranger reads there."""
    answer = Client().get(address)
    assert answer.status_code == status, address
    return html.unescape(answer.content.decode())


def hang(notice: Notice, *, days: int = 7) -> str:
    """The notice hangs since today; its public address."""
    now = timezone.now()  # noqa: TID251 - pages have the real clock
    Notice.objects.filter(pk=notice.pk).update(
        state="posted",
        place="校门口公告栏",
        posted_at=now,
        recorded_at=now,
        recorded_by="clerk",
        shown_until=timezone.localdate() + timedelta(days=days),
        photo=notice.file,
    )
    SHELF.clear()  # written past the trail, by which the kept pages would know
    return f"/public/notices/{notice.public_code}/"


def made(content: NoticeContent, *, minutes: int = 0) -> Notice:
    """A notice of the own school, made so long after the others."""
    cohort = cohort_of()
    at = AT + timedelta(minutes=minutes)
    return services.make_notice(
        content, campaign=cohort.campaign, cohort=cohort, by=actor("operator"), at=at
    )


def a_freeze_notice() -> Notice:
    return made(
        freeze_notice(
            students=80,
            classes=2,
            freeze_code=FREEZE,
            ceremony_at=AT,
            place="县一中礼堂",
            host="示例县教育局",
        )
    )


def a_void_notice() -> Notice:
    return made(
        void_notice(
            freeze_code=FREEZE,
            reason="名册有误，需要更正",
            voided_at=AT,
            what_follows="将重新冻结。",
            days=7,
        ),
        minutes=5,
    )


def test_a_stranger_who_types_the_address_comes_to_the_public_site() -> None:
    answer = Client().get("/", follow=True)

    assert answer.redirect_chain == [("/public/", 302)]
    assert "什么时候做什么？" in answer.content.decode()
    assert "/sign-in/" in answer.content.decode()
    assert answer.cookies == {}


def test_whoever_is_signed_in_comes_to_his_workbench() -> None:
    assert signed_in("clerk").get("/").status_code == 200


def test_a_result_hangs_with_masked_names_for_everybody_alike() -> None:
    address = hang(a_result_notice())

    pages = {signed_in(kind).get(address).content for kind in ("nobody", "clerk", "operator")}

    assert len(pages) == 1
    shown = pages.pop().decode()
    assert "张*明" in shown
    assert "张小明" not in shown
    assert "0855-1234567" in shown


def test_a_notice_is_gone_when_its_days_are_over_and_says_so() -> None:
    notice = a_result_notice()
    address = hang(notice, days=-1)

    shown = page(address, 410)

    assert "已按规定撤下" in shown
    assert "张*明" not in shown
    assert page("/public/notices/").count(notice.title) == 0


def test_on_its_last_day_a_notice_still_hangs() -> None:
    assert "张*明" in page(hang(a_result_notice(), days=0))


def test_what_never_hung_does_not_exist_and_no_inner_code_leads_anywhere() -> None:
    notice = a_result_notice()

    assert "没有正在公示的内容" in page(f"/public/notices/{notice.public_code}/", 404)
    hang(notice)
    page(f"/public/notices/{notice.code}/", 404)


def test_a_wrong_notice_is_gone_and_leads_to_the_right_one() -> None:
    wrong = a_freeze_notice()
    address = hang(wrong)
    Notice.objects.filter(pk=wrong.pk).update(
        state="withdrawn",
        withdrawn_at=AT,
        withdrawn_by="operator",
        withdrawn_reason="内部理由",
    )
    assert "更正后会重新公示" in page(address, 410)

    right = made(
        freeze_notice(
            students=81, classes=2, freeze_code=FREEZE, ceremony_at=AT, place="礼堂", host="教育局"
        ),
        minutes=3,
    )
    shown = page(address, 410)
    assert hang(right) not in shown
    shown = page(address, 410)
    assert "已经作废，不要再作为依据" in shown
    assert hang(right) in shown
    assert "内部理由" not in shown


def test_a_void_shows_where_the_void_freeze_is_announced() -> None:
    frozen = a_freeze_notice()
    address = hang(frozen)
    assert "已经作废" not in page(address)

    void = a_void_notice()
    assert "原因以学校张贴的作废公告为准" in page(address)

    address_of_void = hang(void)
    assert address_of_void in page(address)
    assert "这份公告所说的编班已经作废" not in page(address_of_void)
    assert page("/public/notices/").count("已作废") == 1


def test_an_approved_change_shows_at_the_result_that_it_changes() -> None:
    address = hang(a_result_notice())
    change = made(
        change_notice(
            change_code="K1",
            consent_number="2026-C001",
            what="学生换班",
            before="1 名学生在2班",
            after="抽签编入1班",
            days=7,
        ),
        minutes=5,
    )
    assert "还有新的公告" not in page(address)

    address_of_change = hang(change)

    assert address_of_change in page(address)


def test_the_calendar_says_what_is_over_what_is_today_and_what_comes(year: Campaign) -> None:
    today = timezone.localdate()
    for kind, days in ((DayKind.FREEZE, -2), (DayKind.CEREMONY, 0), (DayKind.LOTS, 3)):
        CalendarDay.objects.create(campaign=year, kind=kind, on=today + timedelta(days=days))

    shown = page("/public/calendar/")

    assert shown.index("已经过了") < shown.index("就是今天") < shown.index("还有 3 天")
    assert "（就是今天）" in page("/public/")


def test_a_year_that_is_not_published_does_not_exist(year: Campaign) -> None:
    Campaign.objects.filter(pk=year.pk).update(
        state="draft", plan_published_at=None, plan_published_by=""
    )

    for address in ("/public/", "/public/calendar/", "/public/schools/"):
        assert "2026年阳光分班" not in page(address)
    page(f"/public/plan/{year.code}/", 404)
    assert "城关第一小学一年级" not in page("/public/schools/")


def test_every_state_of_a_school_has_plain_words() -> None:
    for state, label in Cohort.LIST_STATES:
        cohort = cohort_of()
        cohort.state, cohort.is_exempt = state, state == "exempt"
        assert state_words(cohort) != label


def test_the_table_of_telephones_stands_with_the_schools_own_on_its_page() -> None:
    Contact.objects.create(
        order=1,
        unit="城关第一小学",
        school=School.objects.get(code=OWN_SCHOOL),
        phone="0855-7654321",
        hours="工作日 8:30—17:30",
    )

    assert "0855-7654321" in page("/public/contacts/")
    assert "0855-7654321" in page(f"/public/schools/{OWN_SCHOOL}/")
    assert "0855-7654321" not in page(f"/public/schools/{OTHER_SCHOOL}/")
    assert "0855-1234567" in page(f"/public/schools/{OTHER_SCHOOL}/")


def test_one_may_object_to_a_result_and_not_to_a_calendar() -> None:
    result, frozen = hang(a_result_notice()), hang(a_freeze_notice())

    shown = page("/public/objecting/")

    assert result in shown
    assert frozen not in shown


def test_a_school_that_is_none_has_no_page() -> None:
    page("/public/schools/999999/", 404)


def test_a_name_is_shown_as_text_whatever_it_holds() -> None:
    notice = a_result_notice()
    words = notice.words
    words["tables"][1]["rows"] = [["1", "<script>张*</script>", "0001"]]
    notice.body = json.dumps(words)
    notice.save(update_fields=["body"])

    raw = Client().get(hang(notice)).content.decode()

    assert "<script>" not in raw
    assert "&lt;script&gt;张*" in raw


@pytest.mark.parametrize(
    "address", ["/public/", "/public/notices/", "/public/schools/", "/public/objecting/"]
)
def test_a_page_for_everybody_asks_the_database_a_fixed_number_of_times(
    address: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    hang(a_result_notice())

    with django_assert_max_num_queries(8):
        page(address)


def test_robots_may_read_the_public_site_and_nothing_else() -> None:
    answer = Client().get("/robots.txt")

    assert answer.content.decode().splitlines() == [
        "User-agent: *",
        "Allow: /public/",
        "Disallow: /",
    ]


def test_the_plan_is_known_again_by_whoever_has_it(year: Campaign) -> None:
    address = f"/public/plan/{year.code}/"

    answer = Client().get(address, headers={"If-None-Match": f'"{"ab" * 16}"'})

    assert answer.status_code == 304
    assert answer["Cache-Control"].startswith("public")


def test_a_day_in_the_past_has_no_place_in_the_next_thing(year: Campaign) -> None:
    CalendarDay.objects.create(campaign=year, kind=DayKind.PLAN, on=date(2020, 1, 1))

    assert "下一件事" not in page("/public/")

"""Pages of the notices: made, printed, posted, taken down, objected to."""

import html
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from junheng.apps.notices import services
from junheng.apps.notices.models import Notice, Objection
from junheng.apps.notices.rules.content import change_notice
from junheng.core.audit.models import AuditEntry
from junheng.core.secrets.keyring import Keyring
from tests.cohorts_made import a_year, cohort_of
from tests.notices_made import a_filed_list, a_result_notice, photograph
from tests.people import AT, a_county, actor, signed_in

MOMENT = "%Y-%m-%dT%H:%M"


@pytest.fixture(autouse=True)
def year(db: None, keys: Keyring) -> None:
    a_county()
    a_year()


def text(browser: Client, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return html.unescape(answer.content.decode())


def put_up(notice: Notice, photo: bytes = b"", *, kind: str = "clerk") -> str:
    """Record through the page that it hangs since this minute; the page that answers."""
    form = {
        "place": "校门口公告栏",
        "posted_at": timezone.localtime().strftime(MOMENT),
        "photo": SimpleUploadedFile("照片.jpg", photo or photograph()),
    }
    answer = signed_in(kind).post(f"/notices/{notice.code}/post/", form, follow=True)
    return html.unescape(answer.content.decode())


def a_posted_result() -> Notice:
    notice = a_result_notice()
    put_up(notice)
    return Notice.objects.get(pk=notice.pk)


def last_day_was_yesterday(notice: Notice) -> None:
    Notice.objects.filter(pk=notice.pk).update(shown_until=timezone.localdate() - timedelta(days=1))


def test_the_clerk_makes_prints_posts_and_is_told_until_when() -> None:
    a_filed_list()
    browser, hub = signed_in("clerk"), f"/notices/cohorts/{cohort_of().code}/"
    assert "生成班主任名单公示" in text(browser, hub)

    made = browser.post(f"{hub}teachers/", follow=True)
    notice = Notice.objects.get()
    assert made.redirect_chain == [(f"/notices/{notice.code}/", 302)]
    assert "生成班主任名单公示" not in text(browser, hub)
    paper = browser.get(f"/notices/{notice.code}/file/")
    assert paper.getvalue().startswith(b"%PDF")

    page = put_up(notice)
    until = timezone.localdate() + timedelta(days=7)
    assert f"公示到 {until.year}年{until.month}月{until.day}日" in page


def test_printing_is_written_down() -> None:
    notice = a_result_notice()

    signed_in("inspector").get(f"/notices/{notice.code}/file/").getvalue()

    entry = AuditEntry.objects.get(event="notices.file.open")
    assert entry.payload == {"part": "notice", "digest": notice.file.digest}


def test_a_file_that_is_no_photograph_is_said_on_the_form() -> None:
    notice = a_result_notice()

    page = put_up(notice, b"%PDF-1.7 not a photograph")

    assert "照片打不开" in page
    assert Notice.objects.get().state == "made"


def test_posting_twice_is_refused_with_the_way_out() -> None:
    notice = a_posted_result()

    assert "已经登记过张贴" in put_up(notice)


def test_the_photograph_can_be_looked_at() -> None:
    notice = a_posted_result()

    answer = signed_in("inspector").get(f"/notices/{notice.code}/photo/")

    assert answer["Content-Type"] == "image/jpeg"
    assert answer.getvalue().startswith(b"\xff\xd8")


def test_what_is_due_stands_on_the_workbench_until_it_is_taken_down() -> None:
    notice = a_posted_result()
    assert "撤下并登记" not in text(signed_in("clerk"), "/")

    last_day_was_yesterday(notice)
    assert "公示期已满" in text(signed_in("clerk"), "/")
    signed_in("clerk").post(f"/notices/{notice.code}/take-down/")
    assert "公示期已满" not in text(signed_in("clerk"), "/")
    assert Notice.objects.get().state == "taken_down"


def test_within_the_period_nobody_takes_down() -> None:
    notice = a_posted_result()

    answer = signed_in("clerk").post(f"/notices/{notice.code}/take-down/")

    assert answer.status_code == 409
    assert "期满之前不能撤下" in answer.content.decode()


def test_an_objection_is_written_down_looked_at_and_answered() -> None:
    notice = a_posted_result()
    today = timezone.localdate().isoformat()
    form = {
        "channel": "telephone",
        "received_on": today,
        "content": "孩子的班级与凭条不一致",
        "person": "周五",
        "contact": "13812345678",
    }
    operator = signed_in("operator")

    operator.post(f"/notices/{notice.code}/objections/", form)
    objection = Objection.objects.get()
    address = f"/notices/objections/{objection.code}/"
    assert "周五" in text(operator, address)
    at_school = text(signed_in("principal"), address)
    assert "孩子的班级与凭条不一致" in at_school
    assert "周五" not in at_school
    assert "13812345678" not in at_school

    done = operator.post(
        address, {"conclusion": "rejected", "answer": "核对凭条，班级一致。"}, follow=True
    )
    assert "已登记答复" in done.content.decode()
    assert operator.post(address, {"conclusion": "upheld", "answer": "改"}).status_code == 409


def test_a_withdrawn_notice_says_why() -> None:
    notice = a_result_notice()

    signed_in("reviewer").post(f"/notices/{notice.code}/withdraw/", {"reason": "班主任写错"})

    assert "班主任写错" in text(signed_in("clerk"), f"/notices/{notice.code}/")


def test_the_bureau_makes_the_plans_notice_and_a_school_does_not() -> None:
    campaign = cohort_of().campaign

    assert signed_in("clerk").post(f"/notices/plan/{campaign.code}/").status_code == 403
    signed_in("operator").post(f"/notices/plan/{campaign.code}/")
    assert "示例县教育局2026年工作方案公告" in text(signed_in("clerk_elsewhere"), "/notices/")


@pytest.mark.parametrize(
    "part", ["", "file/", "photo/", "papers/zzzzzzzzzzzz/", "post/", "objections/"]
)
def test_another_schools_notice_does_not_exist(part: str) -> None:
    notice = a_posted_result()

    assert signed_in("clerk_elsewhere").get(f"/notices/{notice.code}/{part}").status_code == 404


def test_searching_replaces_the_table_only() -> None:
    a_result_notice()
    browser = signed_in("operator")

    part = browser.get("/notices/?kind=result&search=第一", headers={"HX-Request": "true"})

    assert part.content.decode().lstrip().startswith("<div")
    assert "城关第一小学" in part.content.decode()
    assert "没有公告" in text(browser, "/notices/?kind=void")


def test_a_list_of_many_notices_asks_as_often_as_one_of_few(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    cohort = cohort_of()
    for number in range(12):
        content = change_notice(
            change_code=f"c{number}",
            consent_number="5",
            what="更换班主任",
            before="甲",
            after="乙",
            days=7,
        )
        services.make_notice(
            content, campaign=cohort.campaign, cohort=cohort, by=actor("operator"), at=AT
        )
    browser = signed_in("operator")

    with django_assert_max_num_queries(14):
        page = text(browser, "/notices/")

    assert "共 12 份" in page

"""Pages of the homeroom teachers: typing, uploading, choosing, filing; who sees what."""

import html
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from junheng.apps.schools.models import School
from junheng.apps.teachers import queries, services
from junheng.apps.teachers.models import TeacherList
from junheng.core.secrets.keyring import Keyring
from tests.cohorts_made import APPROVED, a_cohort, a_year, cohort_of
from tests.people import AT, OTHER_SCHOOL, a_county, actor, signed_in

SAMPLE = Path("tests/data/rosters/teachers-8-classes.xlsx")
TEAMS = "班主任,学科,任课教师\n王芳,语文,王芳\n王芳,数学,赵一\n李强,语文,李强\n李强,数学,赵一\n"


@pytest.fixture(autouse=True)
def year(db: None, keys: Keyring) -> None:
    a_county()
    a_year()


def text(browser: Client, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return html.unescape(answer.content.decode())


def at(part: str = "", school: str = "010001") -> str:
    return f"/teachers/{cohort_of(school).code}/{part}"


def on_the_list() -> tuple[str, ...]:
    return queries.names_on(queries.find_list(cohort_of()))


def test_names_are_typed_looked_at_and_then_saved() -> None:
    browser = signed_in("clerk")

    preview = browser.post(at("names/"), {"names": "1. 王 芳\n2、李强\n"}).content.decode()
    assert on_the_list() == ()
    assert "王芳" in preview
    assert "确认保存" in preview

    answer = browser.post(at("confirm/"), follow=True)
    assert on_the_list() == ("王芳", "李强")
    assert "已保存 2 位班主任" in answer.content.decode()


def test_a_second_click_on_confirm_writes_nothing_again() -> None:
    browser = signed_in("clerk")
    browser.post(at("names/"), {"names": "王芳\n李强"})
    browser.post(at("confirm/"))

    assert browser.post(at("confirm/")).status_code == 409


def test_a_list_with_faults_says_them_and_leaves_nothing_to_confirm() -> None:
    browser = signed_in("clerk")
    browser.post(at("names/"), {"names": "王芳\n李强"})

    page = browser.post(at("names/"), {"names": "王芳\n王芳\n李?"}).content.decode()

    assert "与第 1 行姓名相同" in page
    assert "不是文字" in page
    assert "要正好 2 位班主任" in page
    assert "确认保存" not in page
    assert browser.post(at("confirm/")).status_code == 409


def test_of_an_uploaded_sheet_of_all_teachers_two_are_ticked() -> None:
    browser = signed_in("clerk")
    file = SimpleUploadedFile("教师.xlsx", SAMPLE.read_bytes())

    page = browser.post(at("names/"), {"file": file}).content.decode()
    candidates = services.preview_file(cohort_of(), "教师.xlsx", SAMPLE.read_bytes()).candidates
    assert page.count('type="checkbox"') == len(candidates) > 2

    one = browser.post(at("choose/"), {"candidate": candidates, "chosen": candidates[:1]})
    assert "要正好 2 位" in one.content.decode()
    assert one.content.decode().count(" checked") == 1
    two = browser.post(at("choose/"), {"candidate": candidates, "chosen": candidates[:2]})
    assert "确认保存" in two.content.decode()
    browser.post(at("confirm/"))
    assert on_the_list() == candidates[:2]


def test_what_is_no_spreadsheet_is_said_on_the_form() -> None:
    file = SimpleUploadedFile("照片.xlsx", b"\x89PNG\r\n\x1a\n" + b"0" * 100)

    page = signed_in("clerk").post(at("names/"), {"file": file}).content.decode()

    assert "照片.xlsx" in page
    assert 'class="errorlist nonfield"' in page


def test_teams_are_uploaded_looked_at_and_saved() -> None:
    services.write_list(cohort_of().code, ("王芳", "李强"), by=actor("clerk"), at=AT)
    browser = signed_in("clerk")

    short = SimpleUploadedFile("任课.csv", TEAMS.rsplit("\n", 2)[0].encode())
    page = browser.post(at("teams/"), {"file": short}).content.decode()
    assert "没有“数学”的任课教师" in html.unescape(page)
    assert browser.post(at("teams/confirm/")).status_code == 409

    whole = SimpleUploadedFile("任课.csv", TEAMS.encode())
    assert "确认保存" in browser.post(at("teams/"), {"file": whole}).content.decode()
    browser.post(at("teams/confirm/"))
    assert "数学：赵一" in text(browser, at())


def test_the_sheet_of_teams_can_be_downloaded_empty() -> None:
    answer = signed_in("clerk").get("/teachers/template/")

    assert answer.status_code == 200
    assert answer.content.startswith(b"PK")


def test_clerk_principal_and_reviewer_do_each_their_part() -> None:
    services.write_list(cohort_of().code, ("王芳", "李强"), by=actor("clerk"), at=AT)
    assert "报送教育局备案" not in text(signed_in("clerk"), at())
    assert "报送教育局备案" in text(signed_in("principal"), at())

    signed_in("principal").post(at("submit/"))
    assert "等您备案" in text(signed_in("reviewer"), "/")
    page = signed_in("reviewer").post(at("file/"), follow=True).content.decode()
    assert "2026-T001" in page
    assert "等您备案" not in text(signed_in("reviewer"), "/")


def test_a_returned_list_tells_the_school_why() -> None:
    services.write_list(cohort_of().code, ("王芳", "李强"), by=actor("clerk"), at=AT)
    services.submit_list(cohort_of().code, by=actor("principal"), at=AT)

    assert signed_in("reviewer").post(at("return/"), {"reason": ""}).status_code == 200
    signed_in("reviewer").post(at("return/"), {"reason": "李强同时带毕业班"})

    assert "李强同时带毕业班" in text(signed_in("clerk"), at())
    assert "被退回" in text(signed_in("clerk"), "/")


def test_a_filed_list_refuses_every_way_in_with_the_rule_and_the_way_out() -> None:
    services.write_list(cohort_of().code, ("王芳", "李强"), by=actor("clerk"), at=AT)
    services.submit_list(cohort_of().code, by=actor("principal"), at=AT)
    services.file_list(cohort_of().code, by=actor("reviewer"), at=AT)
    browser = signed_in("clerk")

    assert "修改名单" not in text(browser, at())
    for part in ("names/", "teams/"):
        answer = browser.get(at(part))
        assert answer.status_code == 409
        assert "HT-03" in answer.content.decode()
        assert "特殊情况调整" in answer.content.decode()


def test_another_schools_list_does_not_exist() -> None:
    elsewhere = signed_in("clerk_elsewhere")

    assert elsewhere.get(at()).status_code == 404
    assert elsewhere.get(at("names/")).status_code == 404
    assert elsewhere.post(at("names/"), {"names": "王芳\n李强"}).status_code == 404
    assert "城关第一小学" not in text(elsewhere, "/teachers/")


def test_before_there_are_classes_the_page_says_what_comes_first() -> None:
    page = text(signed_in("clerk_elsewhere"), at(school=OTHER_SCHOOL))

    assert "上报名册" in page
    assert not TeacherList.objects.exists()


def test_the_list_of_sixty_schools_asks_as_often_as_that_of_one(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    campaign = cohort_of().campaign
    for number in range(60):
        school = School.objects.create(
            code=f"0300{number:02d}",
            name=f"第{number}小学",
            has_primary=True,
            has_junior=False,
            is_private=False,
            is_hot=False,
            registered_at=AT,
        )
        fields = APPROVED | {"approval_number": f"2026-1{number:02d}"}
        a_cohort(campaign, school.code, **fields)
    browser = signed_in("operator")

    with django_assert_max_num_queries(12):
        page = text(browser, "/teachers/")

    assert page.count('<th scope="row">') == 62

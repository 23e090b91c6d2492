"""Sign-in, duties and one's own account through the pages."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from junheng.apps.accounts.models import SignIn, User
from junheng.core.secrets.keyring import Keyring
from tests.people import PASSWORD, a_county, person, signed_in


@pytest.fixture(autouse=True)
def county(db: None, keys: Keyring) -> None:
    a_county()


def sign_in(browser: Client, password: str = PASSWORD, **more: str) -> str:
    answer = browser.post("/sign-in/", {"username": "clerk", "password": password, **more})
    return answer.headers.get("Location", "")


def test_signing_in_leads_to_the_page_that_was_asked_for() -> None:
    person("clerk")

    assert sign_in(Client(), next="/schools/") == "/schools/"


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org", "javascript:x"])
def test_signing_in_never_leads_elsewhere(elsewhere: str) -> None:
    person("clerk")

    assert sign_in(Client(), next=elsewhere) == "/"


@pytest.mark.parametrize(
    ("is_behind_tls", "passed_on", "written"),
    [
        (True, "203.0.113.9, 198.51.100.4", "198.51.100.4"),
        (True, "2001:db8::7", "2001:db8::7"),
        (True, "198.51.100.4:51234", "192.0.2.7"),
        (True, "", "192.0.2.7"),
        (False, "198.51.100.4", "192.0.2.7"),
    ],
    ids=["what the proxy saw last", "IPv6", "no address", "nothing", "no proxy of ours"],
)
def test_a_sign_in_is_written_down_with_the_address_it_came_from(
    settings: Settings, is_behind_tls: bool, passed_on: str, written: str
) -> None:
    person("clerk")
    settings.IS_BEHIND_TLS = is_behind_tls

    sign_in(Client(REMOTE_ADDR="192.0.2.7", HTTP_X_FORWARDED_FOR=passed_on))

    assert SignIn.objects.get().address == written


def test_a_wrong_password_is_told_on_the_page() -> None:
    person("clerk")

    page = Client().post("/sign-in/", {"username": "clerk", "password": "x"}).content.decode()

    assert "用户名或密码不对" in page


def test_an_administrator_types_the_code_on_the_next_page() -> None:
    person("audit_admin")
    browser = Client()

    answer = browser.post("/sign-in/", {"username": "audit.admin", "password": PASSWORD})

    assert answer.headers["Location"] == "/sign-in/code/"
    assert browser.get("/").headers["Location"] == "/public/"


def test_the_code_page_is_closed_without_the_password() -> None:
    assert Client().get("/sign-in/code/").headers["Location"] == "/sign-in/"


def test_the_first_sign_in_leads_to_the_new_password_and_nowhere_else() -> None:
    browser = signed_in("clerk")
    User.objects.update(must_change_password=True)

    assert browser.get("/schools/").headers["Location"] == "/account/password/"
    assert browser.get("/account/password/").status_code == 200


def test_a_new_password_says_all_that_is_wrong_with_it() -> None:
    browser = signed_in("clerk")

    page = browser.post(
        "/account/password/", {"now_used": PASSWORD, "new": "abc", "again": "abc"}
    ).content.decode()

    assert "密码至少 10 个字符" in page
    assert "至少三种" in page


def test_after_a_quarter_of_an_hour_the_sign_in_page_says_why() -> None:
    browser = signed_in("clerk")
    SignIn.objects.update(seen_at=timezone.now() - timedelta(minutes=16))  # noqa: TID251

    page = browser.get("/schools/", follow=True).content.decode()

    assert "已自动退出" in page


def test_a_part_of_a_page_sends_the_whole_window_to_the_sign_in() -> None:
    answer = Client().get("/schools/", headers={"HX-Request": "true"})

    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"].startswith("/sign-in/")


def test_one_ends_ones_own_sign_in_elsewhere_but_not_another_persons() -> None:
    here, there = signed_in("clerk"), signed_in("clerk")
    code = SignIn.objects.order_by("-pk")[0].code
    stranger = signed_in("principal")

    assert stranger.post(f"/account/sign-ins/{code}/end/").status_code == 404
    assert here.post(f"/account/sign-ins/{code}/end/").status_code == 302
    assert there.get("/").status_code == 302
    assert here.get("/").status_code == 200


def test_signing_out_ends_the_sign_in_not_only_the_cookie() -> None:
    browser = signed_in("clerk")
    cookie = browser.cookies["junheng"].value

    browser.post("/sign-out/")

    thief = Client()
    thief.cookies["junheng"] = cookie
    assert thief.get("/").status_code == 302


def test_a_workbench_without_a_post_says_whom_to_ask() -> None:
    assert "联系安全管理员" in signed_in("newcomer").get("/").content.decode()


def test_the_list_of_accounts_costs_the_same_for_many(
    django_assert_max_num_queries: object,
) -> None:
    browser = signed_in("audit_admin")
    for kind in ("clerk", "principal", "inspector", "operator"):
        person(kind)

    with django_assert_max_num_queries(8):  # type: ignore[operator]
        browser.get("/accounts/")

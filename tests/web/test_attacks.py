"""What an attacker does to the door itself: sessions, cookies, headers, names, extra fields."""

import io
import logging
import zipfile
from pathlib import Path

import pytest
from django.conf import settings  # noqa: TID251 - what is set is what is tested
from django.contrib.sessions.models import Session
from django.db import OperationalError
from django.test import Client, override_settings

from junheng.apps.accounts.models import HeldPost, User
from junheng.apps.schools.models import School
from junheng.core.secrets.keyring import Keyring
from junheng.engine.errors import JunhengError
from junheng.tabular import Fault
from junheng.tabular.annotate import annotated_workbook
from tests.fuzz.reading_sheets import as_xlsx, rows_of_a_roster
from tests.people import OTHER_SCHOOL, OWN_SCHOOL, PASSWORD, a_county, person, signed_in
from tests.tabular.builders import replaced_parts

STRICT = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@pytest.fixture(autouse=True)
def county(db: None, keys: Keyring) -> None:
    a_county()


def sign_in(browser: Client, **more: str) -> int:
    words = {"username": "clerk", "password": PASSWORD, **more}
    return browser.post("/sign-in/", words).status_code


@pytest.fixture
def clerk() -> User:
    return person("clerk")


@pytest.mark.usefixtures("clerk")
def test_a_session_from_before_the_sign_in_is_worth_nothing_after_it() -> None:
    browser = Client()
    planted = browser.session
    planted["planted"] = "by somebody else"
    planted.save()
    before = str(planted.session_key)
    browser.cookies[settings.SESSION_COOKIE_NAME] = before

    assert sign_in(browser) == 302

    after = browser.cookies[settings.SESSION_COOKIE_NAME].value
    assert after != before
    assert not Session.objects.filter(session_key=before).exists()
    assert "planted" not in browser.session


@pytest.mark.usefixtures("clerk")
def test_cookies_are_out_of_the_reach_of_scripts_and_other_sites() -> None:
    browser = Client()
    browser.get("/sign-in/")
    sign_in(browser)

    for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME):
        cookie = browser.cookies[name]
        assert cookie["httponly"], name
        assert cookie["samesite"] == "Strict", name
        assert not cookie["domain"], name


@pytest.mark.usefixtures("clerk")
def test_behind_tls_cookies_travel_encrypted_alone() -> None:
    with override_settings(SESSION_COOKIE_SECURE=True, CSRF_COOKIE_SECURE=True):
        browser = Client()
        browser.get("/sign-in/", secure=True)
        browser.post("/sign-in/", {"username": "clerk", "password": PASSWORD}, secure=True)

    assert all(cookie["secure"] for cookie in browser.cookies.values())
    assert len(browser.cookies) == 2


def test_a_post_that_was_taken_is_gone_with_the_next_request() -> None:
    browser = signed_in("operator")
    assert browser.get("/schools/import/").status_code == 200

    HeldPost.objects.filter(user=person("operator")).delete()

    assert browser.get("/schools/import/").status_code == 403


def test_a_post_at_another_school_shows_the_other_school_at_once(clerk: User) -> None:
    browser = signed_in("clerk")
    assert browser.get(f"/schools/{OWN_SCHOOL}/").status_code == 200

    HeldPost.objects.filter(user=clerk).update(school=School.objects.get(code=OTHER_SCHOOL))

    assert browser.get(f"/schools/{OWN_SCHOOL}/").status_code == 404
    assert browser.get(f"/schools/{OTHER_SCHOOL}/").status_code == 200


def test_fields_that_no_form_names_change_nothing(clerk: User) -> None:
    browser, before = signed_in("clerk"), User.objects.filter(pk=clerk.pk).values().get()
    extra = {
        "role": "system_admin", "is_superuser": "1", "is_staff": "1", "code": "x", "user": "1",
        "school": OTHER_SCHOOL, "username": "admin", "must_change_password": "1", "id": "1",
        "password": "x", "closed_at": "2026-01-01",
    }  # fmt: skip

    browser.post("/account/password/", {"current": "wrong", **extra})
    browser.post("/sign-in/", {"username": "clerk", "password": "wrong", **extra})

    after = User.objects.filter(pk=clerk.pk).values().get()
    counted = {name for name in before if before[name] != after[name]}
    assert counted <= {"failures", "failed_at", "failed_sign_ins", "locked_until"}
    posts = HeldPost.objects.filter(user=clerk).values_list("role", "school__code")
    assert list(posts) == [("school_clerk", OWN_SCHOOL)]


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "localhost@evil", ""])
def test_another_name_of_the_computer_is_refused(host: str) -> None:
    with override_settings(ALLOWED_HOSTS=["localhost"]):
        answer = Client().get("/sign-in/", headers={"host": host})

    assert answer.status_code == 400
    assert "evil" not in answer.content.decode()


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/sign-in/", 200), ("/", 302), ("/public/", 200), ("/public/no-such/", 404),
        ("/no-such/", 404), ("/child/", 200), ("/sign-out/", 405), ("/static/web/junheng.css", 200),
        ("/static/web/no-such.css", 404),
    ],
)  # fmt: skip
def test_every_kind_of_answer_carries_strict_headers(path: str, status: int) -> None:
    answer = Client().get(path)
    answer.close()

    assert answer.status_code == status
    policy = answer["Content-Security-Policy"]
    assert policy.startswith(("default-src 'self'", "default-src 'none'"))
    assert "unsafe" not in policy
    if status != 200 or not path.startswith("/static/"):
        is_public = path.startswith("/public/")  # which leads to nobody's address at all
        wanted = STRICT | ({"Referrer-Policy": "no-referrer"} if is_public else {})
        assert {name: answer.headers.get(name) for name in wanted} == wanted


def test_a_refused_page_and_a_broken_one_carry_them_too(monkeypatch: pytest.MonkeyPatch) -> None:
    browser = signed_in("clerk")
    browser.raise_request_exception = False
    refused = browser.get("/accounts/")
    monkeypatch.setattr("junheng.web.middleware.queries.actor_of", None)
    broken = browser.get("/")

    assert (refused.status_code, broken.status_code) == (403, 500)
    for answer in (refused, broken):
        assert {name: answer.headers.get(name) for name in STRICT} == STRICT
        assert "Traceback" not in answer.content.decode()


def test_a_page_that_meets_a_full_disk_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OperationalError("database or disk is full")

    browser = signed_in("clerk")
    browser.raise_request_exception = False
    monkeypatch.setattr("junheng.web.views.campaigns.own_tasks", full)
    in_a_view = browser.get("/")
    monkeypatch.setattr("junheng.web.middleware.queries.actor_of", full)
    before_any = browser.get("/")

    for answer in (in_a_view, before_any):
        assert answer.status_code == 507
        assert "服务器磁盘已满" in answer.content.decode()
        assert "腾出空间" in answer.content.decode()


def test_a_line_of_the_log_cannot_be_forged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    forged = "x%0d%0aCRITICAL%20all%20children%20deleted"

    Client().get(f"/schools/{forged}/")
    Client().post("/sign-in/", {"username": "a\r\nCRITICAL b", "password": "secret-of-mine"})

    lines = [record.getMessage() for record in caplog.records]
    assert not [line for line in lines if "\n" in line or "\r" in line]
    assert not [line for line in lines if "secret-of-mine" in line]


def test_no_secret_comes_with_the_program() -> None:
    # The key of sessions is read from the data folder or made for this run, never written down.
    assert len(settings.SECRET_KEY) >= 50
    assert not settings.SECRET_KEY.startswith("django-insecure")
    assert settings.DEBUG is False
    assert "*" not in settings.ALLOWED_HOSTS
    assert User.objects.count() == 0


def test_an_entity_in_a_workbook_that_goes_back_reads_no_file(tmp_path: Path) -> None:
    raw, told = as_xlsx(rows_of_a_roster(1)), b"what stands in a file of the computer"
    (tmp_path / "file").write_bytes(told)
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        strings = archive.read("xl/sharedStrings.xml")
    entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{tmp_path}/file">]><sst'.encode()
    strings = strings.replace(b"<sst", entity, 1).replace(b"<t>", b"<t>&e;", 1)
    (tmp_path / "a.xlsx").write_bytes(replaced_parts(raw, {"xl/sharedStrings.xml": strings}))
    assert b"&e;" in strings

    fault = Fault("名册", 1, "姓名", "x", {}, 0)
    try:
        marked = annotated_workbook(tmp_path / "a.xlsx", [fault], lambda _fault: "x")
    except JunhengError:
        return  # refused: nothing goes back
    with zipfile.ZipFile(io.BytesIO(marked)) as archive:
        assert not [name for name in archive.namelist() if told in archive.read(name)]

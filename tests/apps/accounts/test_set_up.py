"""The guided set-up: once, by whoever has the code, all or nothing at its end."""

import pytest
from django.conf import settings  # noqa: TID251 - the code of the test settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from junheng.apps.accounts.models import HeldPost, User
from junheng.apps.schools.models import Bureau, School
from junheng.core.audit.models import AuditEntry
from junheng.core.secrets.keyring import Keyring
from tests.people import a_county

BUREAU = {
    "county_name": "示例县",
    "county_code": "520123",
    "name": "示例县教育局",
    "profile": "national",
}
ADMINISTRATORS = {
    f"{role}_admin_{key}": value
    for role, name in (("system", "王某"), ("security", "李某"), ("audit", "赵某"))
    for key, value in (("name", name), ("username", f"{role}.admin"))
}


@pytest.fixture
def owner(db: None, keys: Keyring, monkeypatch: pytest.MonkeyPatch) -> Client:
    """A browser that has typed in the set-up code."""
    monkeypatch.setattr("junheng.apps.accounts.services.set_up.make_keys", lambda *, at: None)
    browser = Client()
    browser.post("/set-up/", {"code": settings.SET_UP_CODE})
    return browser


@pytest.mark.django_db
def test_a_new_platform_sends_everyone_to_the_set_up() -> None:
    for address in ("/", "/sign-in/", "/schools/"):
        assert Client().get(address).headers["Location"] == "/set-up/"


@pytest.mark.django_db
def test_without_the_code_nobody_gets_further() -> None:
    browser = Client()

    assert "设置码不对" in browser.post("/set-up/", {"code": "0"}).content.decode()
    for page in ("bureau", "schools", "administrators"):
        assert browser.post(f"/set-up/{page}/", BUREAU).headers["Location"] == "/set-up/"
    assert not Bureau.objects.exists()


def test_the_whole_way(owner: Client) -> None:
    owner.post("/set-up/bureau/", BUREAU)
    sheet = "学校代码,学校名称,学段,举办者\n010001,城关第一小学,小学,公办\n".encode()
    owner.post("/set-up/schools/", {"file": SimpleUploadedFile("学校.csv", sheet)})
    owner.post("/set-up/schools/confirm/")
    done = owner.post("/set-up/administrators/", ADMINISTRATORS)

    assert "设置完成" in done.content.decode()
    assert School.objects.count() == 1
    assert set(HeldPost.objects.values_list("user__username", "role")) == {
        ("system.admin", "system_admin"),
        ("security.admin", "security_admin"),
        ("audit.admin", "audit_admin"),
    }
    assert AuditEntry.objects.order_by("-sequence")[0].event == "accounts.platform.set_up"


def test_it_is_over_when_it_is_over(owner: Client) -> None:
    a_county()

    for page in ("", "bureau/", "schools/", "administrators/"):
        assert owner.get(f"/set-up/{page}").status_code == 409
    assert owner.post("/set-up/administrators/", ADMINISTRATORS).status_code == 409
    assert not User.objects.exists()


def test_three_administrators_are_three_people(owner: Client) -> None:
    owner.post("/set-up/bureau/", BUREAU)

    answer = owner.post(
        "/set-up/administrators/", {**ADMINISTRATORS, "audit_admin_username": "system.admin"}
    )

    assert "三个不同的人" in answer.content.decode()
    assert not User.objects.exists()


def test_without_the_bureau_it_does_not_end(owner: Client) -> None:
    answer = owner.post("/set-up/administrators/", ADMINISTRATORS)

    assert "先完成第 1 步" in answer.content.decode()
    assert not User.objects.exists()
    assert not AuditEntry.objects.exists()

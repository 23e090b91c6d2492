"""The guided set-up: once, by whoever has the code, all or nothing at its end."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings  # noqa: TID251 - the code of the test settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from junheng.apps.accounts.models import HeldPost, User
from junheng.apps.schools.models import Bureau, School
from junheng.core.audit.models import AuditEntry
from junheng.core.secrets import services as secrets
from junheng.core.secrets.keyring import Keyring
from junheng.core.secrets.models import YearKey
from junheng.engine.errors import JunhengError
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
    """A browser that has typed in the set-up code, on a platform that has its keys."""
    monkeypatch.setattr("junheng.apps.accounts.services.set_up.has_keys", lambda: True)
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

    assert "先完成第 2 步" in answer.content.decode()
    assert not User.objects.exists()
    assert not AuditEntry.objects.exists()


@pytest.fixture
def without_keys(db: None, settings: Settings, tmp_path: Path) -> Iterator[Client]:
    """A browser that has typed in the code of a platform that has no keys yet."""
    settings.JUNHENG_START_KEY = tmp_path / "keys" / "start-key.json"
    settings.JUNHENG_START_PASSPHRASE = None
    secrets.forget_keys()
    browser = Client()
    browser.post("/set-up/", {"code": settings.SET_UP_CODE})
    yield browser
    secrets.forget_keys()


def test_nothing_is_typed_in_before_the_keys_are_made(without_keys: Client) -> None:
    for page in ("bureau", "schools", "administrators"):
        answer = without_keys.post(f"/set-up/{page}/", BUREAU)
        assert answer.headers["Location"] == "/set-up/keys/"


def test_the_keys_can_lie_in_a_file(without_keys: Client) -> None:
    answer = without_keys.post("/set-up/keys/", {"kind": "file"})

    assert answer.headers["Location"] == "/set-up/bureau/"
    assert YearKey.objects.count() == 1
    assert not secrets.has_start_passphrase()


def test_a_start_passphrase_is_asked_for_by_every_later_process(without_keys: Client) -> None:
    words = "山高水长风景好二〇二六"
    given = {"kind": "passphrase", "passphrase": words + "年", "again": words + "年"}

    assert without_keys.post("/set-up/keys/", given).headers["Location"] == "/set-up/bureau/"
    without_keys.post("/set-up/bureau/", BUREAU)
    done = without_keys.post("/set-up/administrators/", ADMINISTRATORS).content.decode()

    assert "再启动一次，输入启动口令" in done
    secrets.keyring()  # this process works on
    secrets.forget_keys()
    with pytest.raises(JunhengError, match="start_passphrase_missing"):
        secrets.keyring()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"kind": "passphrase", "passphrase": "短口令", "again": "短口令"}, "至少 12 个字符"),
        ({"kind": "passphrase", "passphrase": "一" * 12, "again": "二" * 12}, "不一样"),
        ({"kind": "passphrase"}, "请输入启动口令"),
    ],
)
def test_a_passphrase_that_is_short_or_mistyped_makes_no_keys(
    without_keys: Client, given: dict[str, str], said: str
) -> None:
    assert said in without_keys.post("/set-up/keys/", given).content.decode()
    assert not YearKey.objects.exists()


def test_a_key_file_of_the_other_form_is_not_overwritten(
    without_keys: Client, settings: Settings
) -> None:
    without_keys.post("/set-up/keys/", {"kind": "file"})
    YearKey.objects.all().delete()
    before = settings.JUNHENG_START_KEY.read_bytes()
    given = {"kind": "passphrase", "passphrase": "一" * 12, "again": "一" * 12}

    assert "方式" in without_keys.post("/set-up/keys/", given).content.decode()
    assert settings.JUNHENG_START_KEY.read_bytes() == before

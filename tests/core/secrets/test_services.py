"""Keys made, opened, changed and destroyed."""

import json
from collections.abc import Callable
from pathlib import Path
from time import monotonic

import pytest
from pytest_django import Settings

from junheng.core.secrets import services
from junheng.core.secrets.models import YearKey
from junheng.core.secrets.services import (
    change_start_key,
    destroy_year,
    forget_keys,
    is_set_up,
    keyring,
    open_year,
    set_up,
    suite_in_use,
)
from junheng.engine.errors import JunhengError
from junheng.engine.record.fields import FieldPlace
from tests.conftest import AT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("both_databases", "no_keys")]

PLACE = FieldPlace("children", "name", "abc")
PASSPHRASE = "竹子-2026-山前-河后-88"


@pytest.fixture
def no_keys(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path) -> None:
    monkeypatch.setattr(services._Opened, "keyring", None)
    settings.JUNHENG_START_KEY = tmp_path / "keys" / "start-key.json"
    settings.JUNHENG_START_PASSPHRASE = None


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The protocol's scrypt costs half a second; its smallest form costs nothing."""
    made = services.key_of_passphrase
    monkeypatch.setattr(
        services, "key_of_passphrase", lambda *given, **named: made(*given, **named, cost=2)
    )


@pytest.fixture
def first_year(no_keys: None) -> None:
    del no_keys  # it comes first
    set_up(suite_name="intl", year=2026, passphrase=None, at=AT)


@pytest.fixture
def another_process(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, first_year: None
) -> Callable[[], None]:
    """What this process holds now is what another one holds; the answer goes back to that one."""
    del first_year
    settings.KEYS_LOOKED_AT_SECONDS = 0.0
    held = keyring()

    def go_there() -> None:
        monkeypatch.setattr(services._Opened, "keyring", held)

    return go_there


def key_file(settings: Settings) -> Path:
    return Path(settings.JUNHENG_START_KEY)


def test_before_set_up_nothing_opens() -> None:
    assert not is_set_up()
    with pytest.raises(JunhengError, match="keys_missing"):
        keyring()


@pytest.mark.parametrize("suite", ["intl", "gm"])
def test_set_up_makes_keys_that_a_later_start_opens(suite: str) -> None:
    set_up(suite_name=suite, year=2026, passphrase=None, at=AT)
    sealed = keyring().seal(PLACE, "甲")
    forget_keys()

    assert keyring().open(PLACE, sealed) == "甲"
    assert suite_in_use().name == suite


def test_set_up_twice_is_refused() -> None:
    set_up(suite_name="intl", year=2026, passphrase=None, at=AT)

    with pytest.raises(JunhengError, match="keys_exist"):
        set_up(suite_name="intl", year=2026, passphrase=None, at=AT)


def test_the_database_alone_holds_no_key_in_the_clear(settings: Settings) -> None:
    set_up(suite_name="intl", year=2026, passphrase=None, at=AT)

    year = keyring().years["2026"]
    held = YearKey.objects.get().wrapped
    start_key = json.loads(key_file(settings).read_bytes())["key"]
    assert year.data.hex() not in held
    assert year.index.hex() not in held
    assert start_key not in held


def test_the_key_file_is_its_owners_alone(settings: Settings) -> None:
    set_up(suite_name="intl", year=2026, passphrase=None, at=AT)

    assert key_file(settings).stat().st_mode & 0o077 == 0
    assert key_file(settings).parent.stat().st_mode & 0o077 == 0


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("suite", ["intl", "gm"])
def test_a_passphrase_opens_and_is_written_nowhere(settings: Settings, suite: str) -> None:
    set_up(suite_name=suite, year=2026, passphrase=PASSPHRASE, at=AT)
    settings.JUNHENG_START_PASSPHRASE = PASSPHRASE

    assert keyring().open(PLACE, keyring().seal(PLACE, "甲")) == "甲"
    assert PASSPHRASE not in key_file(settings).read_text(encoding="utf-8")
    assert "key" not in json.loads(key_file(settings).read_bytes())


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    ("given", "code"), [(None, "start_passphrase_missing"), ("x" * 20, "start_passphrase_wrong")]
)
def test_a_missing_and_a_wrong_passphrase_are_told_apart(
    settings: Settings, given: str | None, code: str
) -> None:
    set_up(suite_name="intl", year=2026, passphrase=PASSPHRASE, at=AT)
    settings.JUNHENG_START_PASSPHRASE = given

    with pytest.raises(JunhengError, match=code):
        keyring()


def test_a_short_passphrase_is_refused_and_nothing_is_made(settings: Settings) -> None:
    with pytest.raises(JunhengError, match="start_passphrase_short"):
        set_up(suite_name="intl", year=2026, passphrase="short", at=AT)

    assert not is_set_up()
    assert not key_file(settings).exists()


@pytest.mark.parametrize(
    ("harm", "code"),
    [
        (lambda file: file.unlink(), "start_key_missing"),
        (lambda file: file.write_bytes(b""), "start_key_damaged"),
        (lambda file: file.write_bytes(file.read_bytes()[:-9]), "start_key_damaged"),
    ],
)
def test_a_lost_or_damaged_key_file_is_named(settings: Settings, harm: object, code: str) -> None:
    set_up(suite_name="intl", year=2026, passphrase=None, at=AT)

    harm(key_file(settings))  # type: ignore[operator]

    with pytest.raises(JunhengError, match=code):
        keyring()


def test_the_key_file_of_another_installation_is_recognised(settings: Settings) -> None:
    set_up(suite_name="intl", year=2026, passphrase=None, at=AT)
    YearKey.objects.update(wrapped_by="0" * 16)

    with pytest.raises(JunhengError, match="keys_of_another_installation"):
        keyring()


def test_set_up_goes_on_from_a_key_file_whose_database_was_rolled_back(
    settings: Settings,
) -> None:
    set_up(suite_name="intl", year=2026, passphrase=None, at=AT)
    before = key_file(settings).read_bytes()
    YearKey.objects.all().delete()

    set_up(suite_name="intl", year=2026, passphrase=None, at=AT)

    assert key_file(settings).read_bytes() == before
    assert keyring().newest == "2026"


def test_a_new_year_closes_new_values_and_opens_old_ones() -> None:
    set_up(suite_name="intl", year=2026, passphrase=None, at=AT)
    old = keyring().seal(PLACE, "甲")

    open_year(key_id="2027", at=AT)

    assert keyring().seal(PLACE, "乙").startswith("sgf1.2027.")
    assert keyring().open(PLACE, old) == "甲"


@pytest.mark.parametrize(
    ("key_id", "code"), [("2026", "key_id_used"), ("next year", "key_id_malformed")]
)
def test_a_year_is_opened_once_and_has_a_years_name(key_id: str, code: str) -> None:
    set_up(suite_name="intl", year=2026, passphrase=None, at=AT)

    with pytest.raises(JunhengError, match=code):
        open_year(key_id=key_id, at=AT)


def test_destroyed_keys_open_nothing_any_more() -> None:
    set_up(suite_name="intl", year=2026, passphrase=None, at=AT)
    old = keyring().seal(PLACE, "甲")
    open_year(key_id="2027", at=AT)

    destroy_year(key_id="2026", at=AT)

    with pytest.raises(JunhengError, match="key_not_held"):
        keyring().open(PLACE, old)
    assert YearKey.objects.get(key_id="2026").wrapped == ""


@pytest.mark.parametrize(("key_id", "code"), [("2026", "key_in_use"), ("2020", "key_not_held")])
def test_the_newest_keys_and_unknown_ones_are_not_destroyed(key_id: str, code: str) -> None:
    set_up(suite_name="intl", year=2026, passphrase=None, at=AT)

    with pytest.raises(JunhengError, match=code):
        destroy_year(key_id=key_id, at=AT)


def test_keys_that_another_process_opened_are_used_here_too(
    another_process: Callable[[], None],
) -> None:
    open_year(key_id="2027", at=AT)
    sealed = keyring().seal(PLACE, "甲")
    another_process()

    assert keyring().newest == "2027"
    assert keyring().open(PLACE, sealed) == "甲"


def test_keys_that_another_process_destroyed_are_not_held_here(
    settings: Settings, another_process: Callable[[], None]
) -> None:
    open_year(key_id="2027", at=AT)
    destroy_year(key_id="2026", at=AT)
    another_process()
    settings.KEYS_LOOKED_AT_SECONDS = 3600.0
    services._Opened.looked_at = monotonic()
    assert list(keyring().years) == ["2026"]  # it has not looked yet

    settings.KEYS_LOOKED_AT_SECONDS = 0.0
    assert list(keyring().years) == ["2027"]


@pytest.mark.usefixtures("quick")
def test_changing_the_start_key_leaves_values_readable_and_the_old_file_useless(
    settings: Settings,
) -> None:
    set_up(suite_name="intl", year=2026, passphrase=None, at=AT)
    sealed, old_file = keyring().seal(PLACE, "甲"), key_file(settings).read_bytes()

    change_start_key(passphrase=PASSPHRASE)
    assert keyring().open(PLACE, sealed) == "甲"  # a process that runs on

    settings.JUNHENG_START_PASSPHRASE = PASSPHRASE
    forget_keys()
    assert keyring().open(PLACE, sealed) == "甲"
    key_file(settings).write_bytes(old_file)
    forget_keys()
    with pytest.raises(JunhengError, match="keys_of_another_installation"):
        keyring()


def test_without_the_keys_of_any_year_no_start_key_is_changed() -> None:
    with pytest.raises(JunhengError, match="keys_missing"):
        change_start_key(passphrase=None)


@pytest.mark.parametrize("is_committed", [False, True])
def test_a_change_of_the_start_key_cut_off_anywhere_leaves_one_that_fits(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, *, is_committed: bool
) -> None:
    set_up(suite_name="intl", year=2026, passphrase=None, at=AT)
    sealed = keyring().seal(PLACE, "甲")
    beside = key_file(settings).with_name("start-key.json.next")

    def power_cut(*_: object) -> None:
        raise KeyboardInterrupt

    if is_committed:
        move = Path.replace
        monkeypatch.setattr(
            Path, "replace", lambda file, to: power_cut() if file == beside else move(file, to)
        )
    else:
        monkeypatch.setattr(services, "unwrap_year", power_cut)
    with pytest.raises(KeyboardInterrupt):
        change_start_key(passphrase=None)
    monkeypatch.undo()
    monkeypatch.setattr(services._Opened, "keyring", None)
    settings.JUNHENG_START_KEY = beside.with_name("start-key.json")

    assert beside.exists()
    assert keyring().open(PLACE, sealed) == "甲"

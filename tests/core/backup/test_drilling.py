"""A drill restores the newest backup beside what stands, proves it, and leaves nothing behind."""

import io
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from django.test import override_settings
from filelock import FileLock

from junheng.core.audit import services as audit
from junheng.core.backup import databases, drilling
from junheng.core.backup.drilling import DrillOrder, Proved, drill
from junheng.core.backup.making import BackupOrder, MadeBackup, make_backup
from junheng.core.files.kinds import FileKind
from junheng.core.files.services import store
from junheng.core.secrets import services as secrets
from junheng.engine.errors import JunhengError
from tests.conftest import AT
from tests.core.backup.conftest import PASSPHRASE, SIGNING_KEY, Place
from tests.core.samples.models import Child

SCAN = FileKind("samples.scan", ".pdf", "application/pdf", True, None)

pytestmark = pytest.mark.slow


@pytest.fixture
def made(place: Place, monkeypatch: pytest.MonkeyPatch) -> Iterator[MadeBackup]:
    """A backup with a sealed value and an encrypted file; the child process has the real costs."""
    monkeypatch.undo()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in place.own.environment.items():
            patch.setenv(name, value)
        patch.setattr(secrets._Opened, "keyring", None)
        Child.objects.create(name="张小明", phone="13912345678")
        store(SCAN, [b"a scan"], at=AT)
        target = place.backups / "a.sgx"
        yield make_backup(BackupOrder("a", target, PASSPHRASE, SIGNING_KEY, AT))


def drilled(made: MadeBackup, **changes: object) -> Proved:
    plain = {
        "code": "drill",
        "file": made.file,
        "passphrase": PASSPHRASE,
        "head": made.head,
        "at": AT,
    }
    return drill(DrillOrder(**{**plain, **changes}))  # type: ignore[arg-type]


def databases_of_drills() -> list[str]:
    if connection.vendor == "sqlite":
        return []
    with databases.beside_database() as server:
        rows = server.execute("SELECT datname FROM pg_database WHERE datname LIKE 'junheng_drill%'")
        return [str(name) for (name,) in rows]


def test_a_good_backup_is_proved_and_nothing_is_left(place: Place, made: MadeBackup) -> None:
    before = place.state()

    proved = drilled(made)

    assert proved.ledgers == 1
    assert proved.files == len([name for name in before.files if name.startswith("files/")])
    assert proved.rows["samples_tally"] == len(before.tally)
    assert proved.rows["samples_child"] == 1
    assert proved.entries == made.head.sequence + 1  # the restore itself is written down there
    assert proved.values == 2
    assert proved.opened
    assert place.state() == before
    assert audit.head() == made.head
    assert not list(place.var.glob(".drill-*"))
    assert databases_of_drills() == []


def test_a_damaged_backup_fails(place: Place, made: MadeBackup) -> None:
    raw = bytearray(made.file.read_bytes())
    raw[len(raw) // 2] ^= 1
    made.file.write_bytes(bytes(raw))

    with pytest.raises(JunhengError, match=r"backup_changed|backup_passphrase_wrong"):
        drilled(made)
    assert not list(place.var.glob(".drill-*"))
    assert databases_of_drills() == []


def test_a_backup_that_is_older_than_its_row_says_fails(place: Place, made: MadeBackup) -> None:
    place.act(3)

    with pytest.raises(JunhengError, match="restore_rolled_back"):
        drilled(made, head=audit.head())


def test_with_another_key_file_no_value_opens(place: Place, made: MadeBackup) -> None:
    key_file = place.var / "keys" / "start-key.json"
    shutil.move(key_file, key_file.with_suffix(".away"))

    with pytest.raises(JunhengError) as refused:
        drilled(made)

    assert refused.value.code == "drill_value_not_opened"
    assert str(refused.value.params["table"]) == "samples_child"


def left_by_a_killed_drill(place: Place) -> Path:
    left = place.var / ".drill-killed"
    left.mkdir()
    (left / "junheng.sqlite3").write_text("children")
    drilling._new_database("killed")
    return left


def test_what_a_killed_drill_left_goes_with_the_next(place: Place, made: MadeBackup) -> None:
    left = left_by_a_killed_drill(place)

    drilled(made)

    assert not left.exists()
    assert databases_of_drills() == []


def test_what_a_killed_drill_left_goes_with_the_night(place: Place) -> None:
    left = left_by_a_killed_drill(place)

    assert drilling.clear_what_is_left() == 1

    assert not left.exists()
    assert databases_of_drills() == []


def test_a_drill_that_goes_on_is_left_alone(place: Place, made: MadeBackup) -> None:
    left = left_by_a_killed_drill(place)
    (place.var / ".drill.lock").touch()
    with FileLock(place.var / ".drill.lock"):
        with pytest.raises(JunhengError, match="drill_goes_on"):
            drilled(made)
        assert drilling.clear_what_is_left() == 0

    assert left.exists()
    drilling.clear_what_is_left()


def test_a_drill_leaves_the_platform_room_on_its_disk(
    place: Place, made: MadeBackup, monkeypatch: pytest.MonkeyPatch
) -> None:
    needed = 2 * made.size + 2 * databases.database_bytes() + drilling._STAYS_FREE
    usage = type("usage", (), {"free": needed - 1})
    monkeypatch.setattr(drilling.shutil, "disk_usage", lambda _folder: usage)

    with pytest.raises(JunhengError, match="drill_without_room") as refused:
        drilled(made)

    assert refused.value.params == {"gigabytes": 2}
    assert not list(place.var.glob(".drill-*"))


def test_a_process_that_never_ends_is_stopped(
    place: Place, made: MadeBackup, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drilling, "_STOPS_AFTER", 0.01)

    with pytest.raises(JunhengError, match="drill_broke_off"):
        drilled(made)
    assert not list(place.var.glob(".drill-*"))
    assert databases_of_drills() == []


def test_a_defect_is_told_by_its_place_without_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def proved(told: object) -> Proved:
        raise ValueError("张小明")

    said = io.StringIO()
    monkeypatch.setattr(drilling, "_proved", proved)
    monkeypatch.setattr(
        drilling.sys, "stdin", io.StringIO('{"start_key": "k", "start_passphrase": null}')
    )
    monkeypatch.setattr(drilling.sys, "stdout", said)

    with override_settings():
        drilling.main()

    answer = json.loads(said.getvalue())
    assert answer["error"] == "drill_broke_off"
    assert answer["params"]["cause"].startswith("ValueError, test_drilling.py:")


def test_a_process_that_breaks_off_is_told(
    place: Place, made: MadeBackup, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drilling.sys, "executable", shutil.which("false"))

    with pytest.raises(JunhengError, match="drill_broke_off"):
        drilled(made)
    assert not list(place.var.glob(".drill-*"))


def test_a_database_of_sqlite_needs_no_address(place: Place) -> None:
    """One made of a path with a drive's letter, as on Windows, would lead nowhere."""
    if place.own.kind == "sqlite":
        assert drilling._new_database("drill") == {}


def test_the_address_beside_the_database_leads_there(place: Place) -> None:
    if place.own.kind != "postgresql":
        return
    name = str(connection.settings_dict["NAME"])

    with psycopg.connect(databases.address_of(name)) as server:
        found = server.execute("SELECT current_database()").fetchone()

    assert found == (name,)


def test_the_passphrases_are_in_no_environment_and_no_command(
    place: Place, made: MadeBackup, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    del place, tmp_path
    given: dict[str, object] = {}

    class Ended:
        stdout = '{"error": "backup_changed", "params": {}}'

    def run(command: list[str], **named: object) -> Ended:
        given.update(named, command=command)
        return Ended()

    monkeypatch.setattr(drilling.subprocess, "run", run)
    with pytest.raises(JunhengError):
        drilled(made)

    assert PASSPHRASE in str(given["input"])
    assert PASSPHRASE not in str(given["env"]) + str(given["command"])

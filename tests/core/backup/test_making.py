"""A backup holds what it must, nothing that it must not, and harms nothing."""

import os
import signal
import sqlite3
import stat
import threading
import zipfile
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import connection, connections
from filelock import FileLock
from pytest_django import Settings

from junheng.ceremony.folder import CeremonyFolder
from junheng.core.backup import copying, databases, making
from junheng.core.backup.opening import make_empty, open_backup
from junheng.core.backup.restoring import restore
from junheng.engine.errors import JunhengError
from junheng.web.databases import database
from tests.core.backup.conftest import PASSPHRASE, SESSION, Place, order
from tests.databases import wrapper_for
from tests.forked import how_it_ended


def test_a_backup_holds_database_files_and_ledgers_and_no_key(place: Place, tmp_path: Path) -> None:
    before = place.state()

    made = place.back_up()
    opened = open_backup(made.file, PASSPHRASE, make_empty(tmp_path / "out"))

    names = {
        str(file.relative_to(opened.data)) for file in opened.data.rglob("*") if file.is_file()
    }
    assert names == before.files.keys()
    assert str(SESSION / "internal" / "ledger.jsonl") in names
    assert not any("key" in Path(name).name for name in names)
    assert opened.head.digest == before.digests[-1]
    assert opened.kind == place.own.kind
    assert place.state() == before


def test_a_backup_can_be_read_by_its_owner_alone_and_shows_nothing(place: Place) -> None:
    made = place.back_up()

    raw = made.file.read_bytes()
    assert stat.S_IMODE(made.file.stat().st_mode) == 0o600
    assert not zipfile.is_zipfile(made.file)  # where words would be packed
    assert b"notice 1" not in raw
    assert "青禾".encode() not in raw
    assert [file.name for file in place.backups.iterdir()] == [made.file.name]


def test_what_is_left_of_a_backup_that_was_cut_off_is_taken_away(place: Place) -> None:
    left = place.var / ".backup-abcdefghjkmn"
    left.mkdir()
    (left / "plain.zip").write_bytes(b"half")

    place.backups.mkdir(exist_ok=True)
    part = place.backups / ".junheng-20260828-0930-abcdefghjkmn.sgx.part"
    of_others = place.backups / ".somebody-elses.sgx.part"
    for file in (part, of_others):
        file.write_bytes(b"half")

    place.back_up()

    assert not left.exists()
    assert not part.exists()
    assert of_others.exists()


def test_only_one_backup_is_made_at_a_time(place: Place) -> None:
    with FileLock(place.var / ".backup.lock"), pytest.raises(JunhengError, match="backup_goes_on"):
        place.back_up()


def test_a_ledger_that_grows_meanwhile_is_taken_whole(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = CeremonyFolder(place.var / SESSION)
    monkeypatch.setattr(copying, "PAUSE_SECONDS", 0.01)
    copy, calls = copying.shutil.copy2, 0

    def copy_while_writing(source: Path, target: Path) -> None:
        nonlocal calls
        calls += 1
        copy(source, target)
        if calls == 1:
            folder.place({"internal/later.json": b"{}"})

    monkeypatch.setattr(copying.shutil, "copy2", copy_while_writing)
    made = place.back_up()

    opened = open_backup(made.file, PASSPHRASE, make_empty(tmp_path / "out"))
    assert (opened.data / SESSION / "internal/later.json").exists()


def test_an_act_after_the_copy_of_the_database_is_in_both_or_in_neither(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "PAUSE_SECONDS", 0)
    folder, copy, copied = CeremonyFolder(place.var / SESSION), making.copy_database, []

    def copy_and_act(target: Path) -> databases.DatabaseCopy:
        done = copy(target)
        if not copied:
            folder.append_event(b'{"of": "an act that the copied database does not know"}')
        copied.append(done)
        return done

    monkeypatch.setattr(making, "copy_database", copy_and_act)
    place.back_up()

    assert len(copied) == 2  # the second one knows it


def test_an_act_for_each_copy_of_the_database_ends_the_backup(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "PAUSE_SECONDS", 0)
    folder, copy = CeremonyFolder(place.var / SESSION), making.copy_database

    def copy_and_act(target: Path) -> databases.DatabaseCopy:
        done = copy(target)
        folder.append_event(b"{}")
        return done

    monkeypatch.setattr(making, "copy_database", copy_and_act)

    with pytest.raises(JunhengError, match="backup_folder_changes"):
        place.back_up()
    assert not place.backups.exists() or not any(place.backups.iterdir())


def test_a_folder_that_never_rests_is_named(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copying, "PAUSE_SECONDS", 0)
    looks = iter(range(1000))
    monkeypatch.setattr(copying, "_look", lambda entry: {entry / "x": (next(looks), 0)})
    monkeypatch.setattr(copying.shutil, "copy2", lambda _source, _target: None)

    with pytest.raises(JunhengError, match="backup_folder_changes"):
        place.back_up()
    assert not place.backups.exists() or not any(place.backups.iterdir())


def test_others_write_while_the_database_is_copied(place: Place, tmp_path: Path) -> None:
    is_over = threading.Event()
    failures: list[BaseException] = []

    def write() -> None:
        connections["default"] = wrapper_for(place.own.url)
        try:
            for step in range(3, 40):
                place.act(step)
                if is_over.is_set():
                    break
        except BaseException as failure:  # noqa: BLE001 - told to the test
            failures.append(failure)
        finally:
            connections["default"].close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = place.back_up()
    finally:
        is_over.set()
        writer.join(30)

    opened = open_backup(made.file, PASSPHRASE, make_empty(tmp_path / "out"))
    assert failures == []
    assert opened.head.digest in place.state().digests


def test_without_pg_dump_the_sentence_names_it(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    if place.own.kind != "postgresql":
        pytest.skip("SQLite needs no program")
    monkeypatch.setattr(databases.shutil, "which", lambda _name: None)

    with pytest.raises(JunhengError, match="backup_tool_missing"):
        place.back_up()


def test_a_disk_that_takes_nothing_is_told_and_leaves_nothing(place: Place) -> None:
    place.backups.write_text("a file in the place of the folder")

    with pytest.raises(JunhengError, match="backup_folder_not_writable"):
        place.back_up()
    assert not list(place.var.glob(".backup-*"))


@pytest.mark.slow
def test_a_backup_killed_at_any_point_leaves_the_platform_and_no_file(place: Place) -> None:
    before = place.state()
    points = ("copy_database", "_add_bytes", "_add", "_seal")

    for point in points:

        def die_there(point: str = point) -> None:
            setattr(making, point, lambda *_a, **_k: os.kill(os.getpid(), signal.SIGKILL))
            place.back_up()

        assert how_it_ended(die_there, place.own) == -signal.SIGKILL, point
        assert place.state() == before
        finished = list(place.backups.glob("[!.]*")) if place.backups.exists() else []
        assert finished == []

    place.back_up()
    assert not list(place.var.glob(".backup-?*/"))


def test_a_damaged_database_is_told_and_makes_no_backup(place: Place) -> None:
    if place.own.kind != "sqlite":
        return
    file = Path(str(connection.settings_dict["NAME"]))
    connection.close()
    databases.fold_log_in(file)
    raw = bytearray(file.read_bytes())
    raw[len(raw) // 2 :] = bytes(len(raw) - len(raw) // 2)
    file.write_bytes(bytes(raw))

    with pytest.raises(JunhengError, match="backup_database_damaged"):
        place.back_up()
    assert not place.backups.exists() or not list(place.backups.iterdir())


def test_keys_and_backups_deep_in_the_data_folder_are_left_out(
    place: Place, settings: Settings, tmp_path: Path
) -> None:
    settings.JUNHENG_BACKUPS = place.var / "stick" / "backups"
    settings.JUNHENG_START_KEY = place.var / "stick" / "start-key.json"
    for name in ("backups/older.sgx", "start-key.json", "start-key.json.new", "kept"):
        file = place.var / "stick" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(name)

    made = place.back_up()

    opened = open_backup(made.file, PASSPHRASE, make_empty(tmp_path / "opened"))
    assert [file.name for file in (opened.data / "stick").rglob("*")] == ["kept"]


def test_backups_of_before_the_folder_was_changed_are_left_out_and_stay(
    place: Place, settings: Settings, tmp_path: Path
) -> None:
    earlier = place.var / "backups" / "earlier.sgx"
    earlier.parent.mkdir()
    earlier.write_bytes(b"earlier")
    settings.JUNHENG_BACKUPS = place.backups

    made = place.back_up()
    restore(order(made))

    opened = open_backup(made.file, PASSPHRASE, make_empty(tmp_path / "opened"))
    assert not (opened.data / "backups").exists()
    assert earlier.read_bytes() == b"earlier"


@pytest.mark.parametrize(
    "options", ["?password=top-secret", "?password=top-secret&sslmode=disable"]
)
def test_a_password_among_the_options_stays_out_of_commands(
    options: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    described = database(f"postgresql://jun@db/heng{options}", folder=tmp_path)
    monkeypatch.setattr(databases, "connection", SimpleNamespace(settings_dict=described))

    parameters, password = databases._connection_parameters()

    assert password == "top-secret"
    assert "top-secret" not in str(parameters)


def test_a_copy_of_the_database_that_does_not_fit_is_a_full_disk() -> None:
    with closing(sqlite3.connect(":memory:")) as full:
        full.execute("PRAGMA max_page_count = 1")
        with pytest.raises(sqlite3.OperationalError) as problem:
            full.execute("CREATE TABLE a (b)")

    told = databases._disk_problem(problem.value)

    assert isinstance(told, OSError)
    assert making.disk_refusal(told).code == "backup_disk_full"

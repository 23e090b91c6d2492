"""An older database is brought up to this program after a backup, whole, or stays as it was."""

import os
import resource
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from junheng.apps.accounts.models import HeldPost, User
from junheng.apps.care.models import BackupCopy, BackupKey
from junheng.apps.care.services import backups
from junheng.core.access import SystemActor
from junheng.core.audit import services as audit
from junheng.core.audit.models import AuditEntry
from junheng.core.backup import restoring, schema
from junheng.core.backup.databases import _CLEAR
from junheng.core.backup.opening import make_empty, open_backup
from junheng.core.backup.paper_head import HeadOnPaper
from junheng.core.backup.restoring import RestoreOrder, platform_lock
from junheng.core.backup.schema import ProgramNote, SchemaState
from junheng.core.messages import describe
from junheng.core.secrets import services as secrets
from junheng.core.secrets.keyring import Keyring
from junheng.engine.errors import JunhengError
from junheng.engine.record import container
from junheng.engine.record.container import Passphrase
from junheng.web import heartbeat, upgrading
from tests.conftest import Migrated
from tests.databases import KINDS, OwnDatabase, cloned
from tests.forked import how_it_ended
from tests.people import AT, a_county

OLDER = [("care", "0001_backups_and_care"), ("monitoring", "0001_periods_submissions")]
GONE = {("care", "0002_drills_and_destructions"), ("monitoring", "0002_publications")}
BY = SystemActor("test")

pytestmark = pytest.mark.slow  # two migrations back and forth, on both databases


@dataclass
class Platform:
    """The platform of a test, on the database of an older program."""

    own: OwnDatabase
    folder: Path
    said: list[str] = field(default_factory=list)

    def upgrade(self, **named: object) -> upgrading.Done | None:
        return upgrading.bring_up_to_date(at=AT, say=self.said.append, **named)  # type: ignore[arg-type]

    def refused(self, **named: object) -> JunhengError:
        with pytest.raises(JunhengError) as refused:
            self.upgrade(**named)
        return refused.value


@dataclass(frozen=True)
class Older:
    """A platform as an older program left it, made once for each kind of database."""

    database: BaseDatabaseWrapper
    folder: Path
    keyring: Keyring


@contextmanager
def settings_in(folder: Path, keyring: Keyring | None) -> Iterator[None]:
    """The settings of a platform whose data lie here."""
    own = {
        "JUNHENG_VAR": folder / "var",
        "JUNHENG_BACKUPS": folder / "backups",
        "JUNHENG_START_KEY": folder / "var" / "keys" / "start-key.json",
        "JUNHENG_START_PASSPHRASE": None,
    }
    with override_settings(**own), pytest.MonkeyPatch.context() as patched:
        patched.setattr(secrets._Opened, "keyring", keyring)
        patched.setattr(container, "_COSTS", {"scrypt": 2, "pbkdf2-sm3": 2})
        yield


@contextmanager
def an_older(kind: str, template: BaseDatabaseWrapper, folder: Path) -> Iterator[Older]:
    """Set up by this program, then led back two migrations, which takes seconds."""
    with cloned(kind, template, folder):
        with settings_in(folder, None):
            secrets.set_up(suite_name="intl", year=2026, passphrase=None, at=AT)
            a_county()
            backups.make_backup_key(by=BY, at=AT)
            MigrationExecutor(connection).migrate(OLDER)
            schema.write_note(ProgramNote("0.0.9", ""))
            keyring = secrets.keyring()
        yield Older(connections["default"], folder, keyring)


@pytest.fixture(scope="module")
def older(
    migrated: Migrated, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Older]]:
    with ExitStack() as stack:
        held: dict[str, Older] = {}

        def of_kind(kind: str) -> Older:
            if kind not in held:
                made = an_older(kind, migrated(kind), tmp_path_factory.mktemp(kind))
                held[kind] = stack.enter_context(made)
            return held[kind]

        yield of_kind


@pytest.fixture(params=KINDS)
def platform(
    request: pytest.FixtureRequest,
    older: Callable[[str], Older],
    django_db_blocker: DjangoDbBlocker,
    tmp_path: Path,
) -> Iterator[Platform]:
    with django_db_blocker.unblock():
        left = older(request.param)
        shutil.copytree(left.folder / "var", tmp_path / "var")
        copy = cloned(request.param, left.database, tmp_path)
        with copy as own, settings_in(tmp_path, left.keyring):
            yield Platform(own, tmp_path)


def applied() -> frozenset[schema.Name]:
    return frozenset(MigrationRecorder(connection).applied_migrations())


def test_a_backup_is_made_and_then_everything_is_migrated_and_said(platform: Platform) -> None:
    entries = audit.head().sequence
    assert schema.look().missing == GONE

    done = platform.upgrade()

    assert done is not None
    assert schema.look().state is SchemaState.CURRENT
    copy = BackupCopy.objects.get()
    assert (copy.reason, copy.file, copy.head_sequence) == ("upgrade", done.backup, entries)
    entry = AuditEntry.objects.get(event="backup.platform.upgrade")
    assert entry.payload["from_version"] == "0.0.9"
    assert entry.payload["steps"] == done.steps == len(GONE)
    assert audit.check_chain().is_whole
    said = "\n".join(platform.said)
    assert "先备份" in said
    assert f"第 {entry.sequence} 条" in said
    assert f"junheng restore {platform.folder / 'backups' / copy.file} --replace" in said


def test_the_backup_holds_the_older_state(platform: Platform) -> None:
    older = applied()
    done = platform.upgrade()
    assert done is not None

    file = platform.folder / "backups" / done.backup
    opened = open_backup(
        file, BackupKey.objects.get().passphrase, make_empty(platform.folder / "o")
    )

    assert opened.head.sequence == 1
    text = opened.database.read_bytes()
    assert b"0002_publications" not in text
    assert older == schema.known_migrations() - GONE


def test_a_database_of_this_program_is_left_alone(platform: Platform) -> None:
    platform.upgrade()
    before, copies = audit.head(), BackupCopy.objects.count()

    assert platform.upgrade() is None

    assert (audit.head(), BackupCopy.objects.count()) == (before, copies)


@pytest.mark.parametrize("step", [1, 2])
def test_killed_between_two_steps_it_is_as_it_was_and_goes_on_next_time(
    platform: Platform, step: int
) -> None:
    older, entries = applied(), audit.head()

    def die(text: str) -> None:
        if f"第 {step} 步" in text:
            os.kill(os.getpid(), signal.SIGKILL)

    def upgraded() -> None:
        upgrading.bring_up_to_date(at=AT, say=die)

    connection.close()
    assert how_it_ended(upgraded, platform.own) == -signal.SIGKILL

    assert (applied(), audit.head()) == (older, entries)
    assert not BackupCopy.objects.exists()
    assert platform.upgrade() is not None
    assert schema.look().state is SchemaState.CURRENT
    told = AuditEntry.objects.get(event="backup.platform.upgrade").payload
    assert told["from_version"] == "0.0.9"


def test_a_step_that_fails_leaves_everything_and_tells_no_data(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = applied()

    def broken(*_: object) -> None:
        raise ValueError("张小明 110101201901011234")

    monkeypatch.setattr(schema, "_settle_constraints", broken)
    refused = platform.refused()

    assert refused.code == "upgrade_failed"
    assert refused.params["kind"] == "ValueError"
    assert "张小明" not in describe(refused)
    assert "1101" not in describe(refused)
    assert (applied(), BackupCopy.objects.count()) == (older, 0)


def test_a_full_disk_at_the_backup_changes_nothing(platform: Platform) -> None:
    older, entries = applied(), audit.head()
    connection.close()

    def upgraded_where_no_file_may_grow() -> None:
        """SQLite needs 32 kB beside its file; the copy of the database is larger."""
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
        with pytest.raises(JunhengError, match="upgrade_backup_failed"):
            upgrading.bring_up_to_date(at=AT, say=lambda _: None)
        raise SystemExit(7)

    assert how_it_ended(upgraded_where_no_file_may_grow, platform.own) == 7

    assert (applied(), audit.head()) == (older, entries)
    assert not list((platform.folder / "backups").glob("*.sgx"))


def test_a_full_disk_while_migrating_changes_nothing(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = applied()

    def full(*_: object) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(schema, "_settle_constraints", full)
    refused = platform.refused()

    assert refused.code == "upgrade_disk_full"
    assert applied() == older
    assert Path(str(refused.params["backup"])).exists()


def test_an_older_program_refuses_a_newer_database_and_names_the_way_back(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = platform.upgrade()
    assert done is not None
    newest = applied()
    monkeypatch.setattr(schema, "known_migrations", lambda: newest - GONE)

    refused = platform.refused()

    assert refused.code == "database_newer"
    assert f"{done.backup} --replace" in describe(refused)
    assert applied() == newest
    with pytest.raises(JunhengError, match="database_newer"):
        schema.refuse_other()


def test_the_way_back_is_the_restore_by_the_older_program(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries, passphrase = audit.head(), BackupKey.objects.get().passphrase
    done = platform.upgrade()
    assert done is not None
    older = applied() - GONE
    monkeypatch.setattr(schema, "known_migrations", lambda: older)
    monkeypatch.setattr(restoring, "call_command", lambda *_given, **_named: None)

    restoring.restore(
        RestoreOrder(
            file=platform.folder / "backups" / done.backup,
            passphrase=passphrase,
            paper=HeadOnPaper(entries.digest, entries.sequence),
            replaces=True,
            despite_alarm=False,
            at=AT,
        )
    )

    assert applied() == older
    assert schema.look().state is SchemaState.CURRENT
    tables = connection.introspection.table_names()
    assert "care_backupcopy" in tables
    assert "care_keydestruction" not in tables
    assert audit.check_chain().is_whole


def test_without_a_passphrase_nobody_is_upgraded_unasked(platform: Platform) -> None:
    BackupKey.objects.all().delete()
    older = applied()

    assert platform.refused().code == "upgrade_needs_passphrase"
    assert (applied(), platform.said) == (older, [])


def test_a_new_passphrase_is_told_first_and_kept_afterwards(platform: Platform) -> None:
    BackupKey.objects.all().delete()
    told: list[tuple[Passphrase, SchemaState]] = []

    done = platform.upgrade(tell_new=lambda given: told.append((given, schema.look().state)))

    assert done is not None
    [(given, state)] = told
    assert state is SchemaState.OLDER
    assert BackupKey.objects.get().passphrase == given.whole
    file = platform.folder / "backups" / done.backup
    assert open_backup(file, given.whole, make_empty(platform.folder / "o")).head.sequence == 1


def test_a_worker_that_is_still_alive_stops_the_upgrade(platform: Platform) -> None:
    with heartbeat.beating("elsewhere", lambda: AT):
        refused = platform.refused()

    assert (refused.code, refused.params) == ("upgrade_workers_run", {"count": 1})
    assert schema.look().missing == GONE


def test_a_platform_that_runs_is_not_upgraded(platform: Platform) -> None:
    with platform_lock():
        assert platform.refused().code == "platform_running"


def test_no_worker_works_on_a_database_that_is_not_upgraded(platform: Platform) -> None:
    del platform

    with pytest.raises(CommandError, match="数据库还没有升级"):
        call_command("work", batch=True)


def test_a_platform_without_keys_holds_nothing_to_be_backed_up(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "_holds_something", lambda _applied: False)

    assert platform.upgrade() is None

    assert schema.look().state is SchemaState.CURRENT
    assert not BackupCopy.objects.exists()


def test_an_empty_database_is_made_in_one_act(platform: Platform) -> None:
    def emptied() -> None:
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(_CLEAR)
            return
        connection.close()
        Path(str(connection.settings_dict["NAME"])).unlink()

    emptied()
    assert schema.look().state is SchemaState.EMPTY
    with pytest.raises(ZeroDivisionError):
        schema.migrate_in_one_act(lambda *_: None, lambda: 1 // 0)  # type: ignore[arg-type, return-value]
    assert applied() == frozenset()

    assert platform.upgrade() is None

    assert applied() == schema.known_migrations()


def test_a_table_with_fresh_rows_can_be_altered_in_the_same_act(platform: Platform) -> None:
    def altered(settle: Callable[[], None]) -> None:
        with transaction.atomic():
            user = User.objects.create(
                username="x", name="x", password="x", password_changed_at=AT, opened_at=AT
            )
            HeldPost.objects.create(
                user=user, role="operator", granted_at=AT + timedelta(days=1), granted_by="x"
            )
            settle()
            with connection.cursor() as cursor:
                cursor.execute("ALTER TABLE accounts_heldpost ADD COLUMN x integer NULL")

    if platform.own.kind == "postgresql":
        with pytest.raises(OperationalError, match="pending trigger"):
            altered(lambda: None)
    altered(schema._settle_constraints)

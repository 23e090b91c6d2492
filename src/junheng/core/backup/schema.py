"""Whether the database is of this program: names of migrations compared on both sides.

Only names are looked at: one small question to the database, and no migration is imported, so that
every process can afford the look.
"""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from pkgutil import iter_modules
from typing import Final

from django.apps import apps
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from junheng import __version__
from junheng.core.backup.layout import working_folder
from junheng.core.secrets.models import YearKey
from junheng.engine.errors import JunhengError

Name = tuple[str, str]
Told = Callable[[int, int], None]

_NOTE: Final = "program.json"


class SchemaState(StrEnum):
    """How the database stands to the program."""

    EMPTY = "empty"
    """Nothing in it that could be lost: no tables, or a set-up that never came to its keys."""
    CURRENT = "current"
    OLDER = "older"
    NEWER = "newer"


@dataclass(frozen=True)
class Schema:
    """What the database has and this program does not know, and the other way round."""

    missing: frozenset[Name]
    unknown: frozenset[Name]
    holds_something: bool

    @property
    def state(self) -> SchemaState:
        """One word; a database that is both older and newer is of another line: newer."""
        if self.unknown:
            return SchemaState.NEWER
        if not self.missing:
            return SchemaState.CURRENT
        return SchemaState.OLDER if self.holds_something else SchemaState.EMPTY


@dataclass(frozen=True)
class ProgramNote:
    """Which program last opened this database, and the backup made before the last upgrade.

    `came_from` is the version before an upgrade that has begun; empty when none is under way.
    """

    version: str
    backup: str
    came_from: str = ""


@cache
def known_migrations() -> frozenset[Name]:
    """Every migration that comes with this program."""
    return frozenset(_on_the_disk())


def look() -> Schema:
    """Compare; the database must answer."""
    applied = frozenset(MigrationRecorder(connection).applied_migrations())
    known = known_migrations()
    return Schema(known - applied, applied - known, _holds_something(applied))


def refuse_other() -> None:
    """Refuse a database of another version; raises `database_newer`, `database_older`."""
    state = look().state
    if state is SchemaState.NEWER:
        raise newer_refusal()
    if state is not SchemaState.CURRENT:
        raise JunhengError("database_older")


def newer_refusal() -> JunhengError:
    """The refusal that names the way back."""
    note = read_note()
    return JunhengError(
        "database_newer",
        own=__version__,
        version=note.version if note else "?",
        backup=(note.backup if note else "") or "升级前的备份.sgx",
    )


def migrate_in_one_act(told: Told, afterwards: Callable[[], None]) -> int:
    """Bring the database up to this program, all of it or nothing; return how many steps it took.

    `told` hears of each step: its number, of how many. `afterwards` writes what belongs to the
    same act, on the new tables.
    """
    with _constraints_unchecked(), transaction.atomic(durable=True):
        executor = MigrationExecutor(connection)
        executor.loader.check_consistent_history(connection)
        targets = executor.loader.graph.leaf_nodes()
        plan = executor.migration_plan(targets)
        done = 0

        def progress(action: str, *_: object) -> None:
            nonlocal done
            if action == "apply_success":
                done += 1
                _settle_constraints()
                told(done, len(plan))

        executor.progress_callback = progress
        executor.migrate(targets, plan=plan)
        afterwards()
    return len(plan)


def write_note(note: ProgramNote) -> None:
    """Leave word for a program of another version, whole or not at all."""
    file = _note_file()
    beside = file.with_suffix(".new")
    with beside.open("w", encoding="utf-8") as stream:
        json.dump(asdict(note), stream)
        stream.flush()
        os.fsync(stream.fileno())
    beside.replace(file)


def read_note() -> ProgramNote | None:
    """What the last program left; None where none did, or where it cannot be read."""
    try:
        content = json.loads(_note_file().read_text(encoding="utf-8"))
        return ProgramNote(
            str(content["version"]), str(content["backup"]), str(content.get("came_from", ""))
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _note_file() -> Path:
    return working_folder(_NOTE)


def _on_the_disk() -> Iterator[Name]:
    for config in apps.get_app_configs():
        name, _ = MigrationLoader.migrations_module(config.label)
        if name is None or find_spec(name) is None:
            continue
        for module in iter_modules(import_module(name).__path__):
            if not module.ispkg and module.name[0] not in "_~":
                yield config.label, module.name


def _holds_something(applied: frozenset[Name]) -> bool:
    """Whether the platform's keys were made: before that there is nothing to lose."""
    has_keys = any(label == YearKey._meta.app_label for label, _ in applied)  # noqa: SLF001 - Django's documented name
    return has_keys and YearKey.objects.exists()


@contextmanager
def _constraints_unchecked() -> Iterator[None]:
    """SQLite makes tables anew only while foreign keys are not looked at; that is said before."""
    is_off = connection.vendor == "sqlite" and connection.disable_constraint_checking()
    try:
        yield
    finally:
        if is_off:
            connection.enable_constraint_checking()


def _settle_constraints() -> None:
    """On PostgreSQL a table with rows to be looked at when the act ends cannot be altered."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")

"""The proof that a backup can be restored: it is, by a process of its own, into a scratch folder.

That process is this module: it restores with the same code as `junheng restore`, checks the chain
and every ledger, opens encrypted values and a kept file with the keys of this installation, and
tells what it counted. Then folder and database are gone again; what stands is only read.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from math import ceil
from pathlib import Path
from traceback import extract_tb
from typing import Any, Final

import psycopg
from filelock import FileLock, Timeout
from psycopg import sql

from junheng.core.audit.chain import ChainHead
from junheng.engine.errors import JunhengError

_DATABASE: Final = "junheng_drill_"
_MARK: Final = "drill-"
_STAYS_FREE: Final = 1 << 30
"""Bytes that a drill leaves to the platform that works beside it."""
_STOPS_AFTER: Final = 3 * 3600
_MOST_VALUES: Final = 20


@dataclass(frozen=True)
class DrillOrder:
    """Which backup, what opens it, and the head of the trail that must be in it."""

    code: str
    file: Path
    passphrase: str = field(repr=False)
    head: ChainHead
    at: datetime


@dataclass(frozen=True)
class Proved:
    """What came back: rows of each table, kept files, ledgers; and what of it was opened."""

    entries: int
    files: int
    ledgers: int
    values: int
    opened: str
    rows: Mapping[str, int]


def drill(order: DrillOrder) -> Proved:
    """Restore a backup into a scratch folder, prove it, and take the folder away.

    Raises `drill_goes_on`, `drill_without_room`, `backup_file_missing`, what `restoring.restore`
    raises, `drill_needs_database` where the server of PostgreSQL makes no database for us,
    `drill_value_not_opened`, `drill_file_not_opened`, `drill_broke_off`.
    """
    from junheng.core.backup.layout import working_folder  # noqa: PLC0415 - see `main`
    from junheng.core.backup.making import disk_refusal  # noqa: PLC0415
    from junheng.core.secrets.installation import (  # noqa: PLC0415
        start_key_file,
        start_passphrase,
    )

    scratch = working_folder(f"{_MARK}{order.code}")
    told = {
        "file": str(order.file.resolve()),
        "passphrase": order.passphrase,
        "sequence": order.head.sequence,
        "digest": order.head.digest,
        "at": order.at.isoformat(),
        "start_key": str(start_key_file()),
        "start_passphrase": start_passphrase(),
    }
    try:
        with _alone():
            _check_room(order.file)
            try:
                scratch.mkdir(mode=0o700)
                answer = _asked(told, {"JUNHENG_VAR": str(scratch), **_new_database(order.code)})
            finally:
                _clear(scratch)
    except OSError as problem:
        raise disk_refusal(problem) from problem
    except psycopg.Error as problem:
        raise JunhengError("drill_broke_off", cause=type(problem).__name__) from problem
    if "error" in answer:
        raise JunhengError(answer["error"], **answer["params"])
    return Proved(**answer)


def clear_what_is_left() -> int:
    """Take away what a drill left that was killed, unless one goes on; return how many drills."""
    try:
        with _alone() as cleared:
            return cleared
    except (JunhengError, psycopg.Error):
        return 0  # the next drill says why


@contextmanager
def _alone() -> Iterator[int]:
    """One drill at a time; what an earlier one left that was killed is taken away first."""
    from junheng.core.backup.layout import working_folder  # noqa: PLC0415 - see `main`
    from junheng.core.secrets.installation import data_folder  # noqa: PLC0415

    lock = FileLock(working_folder("drill.lock"), timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise JunhengError("drill_goes_on") from None
    try:
        left = list(data_folder().glob(f".{_MARK}*"))
        for scratch in left:
            _clear(scratch)
        yield len(left)
    finally:
        lock.release()


def _check_room(file: Path) -> None:
    """Refuse a drill that would leave the platform beside it without room."""
    from junheng.core.backup.databases import database_bytes  # noqa: PLC0415 - see `main`
    from junheng.core.secrets.installation import data_folder  # noqa: PLC0415

    if not file.is_file():
        raise JunhengError("backup_file_missing")
    # The packed content and what comes out of it; the database and its copy in the making.
    wanted = 2 * file.stat().st_size + 2 * database_bytes() + _STAYS_FREE
    if shutil.disk_usage(data_folder()).free < wanted:
        raise JunhengError("drill_without_room", gigabytes=ceil(wanted / 1e9))


def _asked(told: Mapping[str, Any], places: Mapping[str, str]) -> dict[str, Any]:
    """Let the process do it; passphrases go through its standard input, not its environment."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("JUNHENG_")}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "junheng.core.backup.drilling"],
            env={**kept, **places, "PYTHONUTF8": "1"},
            input=json.dumps(told),
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=_STOPS_AFTER,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise JunhengError("drill_broke_off", cause=f"{_STOPS_AFTER} s") from None
    try:
        answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    except (IndexError, ValueError):
        raise JunhengError("drill_broke_off", cause=f"exit {done.returncode}") from None
    return answer


def _new_database(code: str) -> dict[str, str]:
    """The variable that leads to an empty database; SQLite makes its own in the scratch folder."""
    from junheng.core.backup import databases  # noqa: PLC0415 - see `main`

    if databases.kind_of_database() == "sqlite":
        return {}
    name = f"{_DATABASE}{code}"
    # Not from template1, which nobody else may be using meanwhile.
    made = sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name))
    with databases.beside_database() as server:
        try:
            server.execute(made)
        except psycopg.errors.InsufficientPrivilege:
            raise JunhengError("drill_needs_database") from None
    return {"JUNHENG_DATABASE_URL": databases.address_of(name)}


def _clear(scratch: Path) -> None:
    """Take away a drill's database, and then its folder, by which the database is known."""
    from junheng.core.backup import databases  # noqa: PLC0415 - see `main`

    if databases.kind_of_database() == "postgresql":
        name = f"{_DATABASE}{scratch.name.removeprefix(f'.{_MARK}')}"
        gone = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        with databases.beside_database() as server:
            server.execute(gone)
    shutil.rmtree(scratch, ignore_errors=True)


def main() -> int:
    """The process: read what is wanted, do it, print one line."""
    told = json.loads(sys.stdin.read())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "junheng.web.settings")
    import django  # noqa: PLC0415 - only this process sets it up

    django.setup()
    from django.conf import settings  # noqa: PLC0415, TID251 - the keys are those of the platform

    settings.JUNHENG_START_KEY = Path(told["start_key"])
    settings.JUNHENG_START_PASSPHRASE = told["start_passphrase"]
    try:
        answer = asdict(_proved(told))
    except JunhengError as refusal:
        params = {
            name: value if isinstance(value, int) else str(value)
            for name, value in refusal.params.items()
        }
        answer = {"error": refusal.code, "params": params}
    except Exception as defect:  # noqa: BLE001 - where it was, never what it said
        nearest = extract_tb(defect.__traceback__)[-1]
        cause = f"{type(defect).__name__}, {Path(nearest.filename).name}:{nearest.lineno}"
        answer = {"error": "drill_broke_off", "params": {"cause": cause}}
    sys.stdout.write(json.dumps(answer) + "\n")
    return 0


def _proved(told: Mapping[str, Any]) -> Proved:
    from junheng.core.audit import services as audit  # noqa: PLC0415 - models are ready only now
    from junheng.core.backup import restoring  # noqa: PLC0415
    from junheng.core.backup.ledgers import read_ledgers  # noqa: PLC0415
    from junheng.core.backup.paper_head import HeadOnPaper  # noqa: PLC0415
    from junheng.core.files.models import StoredFile  # noqa: PLC0415
    from junheng.core.secrets.installation import data_folder  # noqa: PLC0415

    restoring.restore(
        restoring.RestoreOrder(
            file=Path(told["file"]),
            passphrase=told["passphrase"],
            paper=HeadOnPaper(told["digest"], told["sequence"]),
            replaces=False,
            despite_alarm=False,
            at=datetime.fromisoformat(told["at"]),
        )
    )
    report = audit.check_chain()
    if report.faults:
        raise JunhengError("backup_chain_broken")
    return Proved(
        entries=report.events,
        files=StoredFile.objects.filter(removed_at=None).count(),
        ledgers=len(read_ledgers(data_folder())),
        values=_open_values(),
        opened=_open_a_file(),
        rows=_rows(),
    )


def _rows() -> dict[str, int]:
    from django.apps import apps  # noqa: PLC0415 - models are ready only now

    return {
        model._meta.db_table: model._default_manager.count()  # noqa: SLF001 - Django's documented names
        for model in apps.get_models()
    }


def _open_values() -> int:
    """Open the newest values of every encrypted column; return how many were opened."""
    from junheng.core.secrets.destruction import sealed_columns  # noqa: PLC0415

    opened = 0
    for model, column in sealed_columns():
        for row in model._default_manager.order_by("-pk")[:_MOST_VALUES]:  # noqa: SLF001 - Django's documented name
            try:
                opened += getattr(row, column.attname) is not None
            except JunhengError as problem:
                # A year whose keys were destroyed is rightly closed.
                if problem.code != "key_not_held":
                    table = model._meta.db_table  # noqa: SLF001 - as above
                    raise JunhengError(
                        "drill_value_not_opened", table=table, column=column.column
                    ) from None
    return opened


def _open_a_file() -> str:
    """Read the newest kept file back, encrypted ones first; empty where there is none."""
    from junheng.core.files.models import StoredFile  # noqa: PLC0415 - models are ready only now
    from junheng.core.files.services import read_bytes  # noqa: PLC0415
    from junheng.core.secrets.services import keyring  # noqa: PLC0415

    held = StoredFile.objects.filter(removed_at=None, key_id__in=["", *keyring().years])
    stored = held.exclude(key_id="").last() or held.last()
    if stored is None:
        return ""
    try:
        read_bytes(stored)
    except JunhengError:
        raise JunhengError("drill_file_not_opened", file=stored.code) from None
    return stored.code


if __name__ == "__main__":
    raise SystemExit(main())

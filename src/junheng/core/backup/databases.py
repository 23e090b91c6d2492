"""Consistent copies of the database while others go on writing: SQLite and PostgreSQL."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from errno import EIO, ENOSPC
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import psycopg
from django.db import DatabaseError, OperationalError, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.transaction import TransactionManagementError
from django.db.utils import load_backend
from psycopg.conninfo import make_conninfo

from junheng.core.audit.chain import ChainHead
from junheng.engine.errors import JunhengError

SQLITE_COPY = "junheng.sqlite3"
DUMP = "junheng.sql"
_ENDS_WITH = b"-- PostgreSQL database dump complete"
_NO_ROOM = (b"No space left on device", b"File too large", b"quota exceeded")
_PRIMARY = 0xFF
"""SQLite's extended codes carry the primary one in their lowest byte."""
_HEAD = "SELECT sequence, digest FROM audit_audithead WHERE id = 1"


@dataclass(frozen=True)
class DatabaseCopy:
    """A copy on the disk: its kind, its file, and how far the audit trail had come in it."""

    kind: str
    file: Path
    head: ChainHead


def kind_of_database() -> str:
    """`sqlite` or `postgresql`."""
    return connection.vendor


def refuse_unusable() -> None:
    """Refuse a database that does not answer, or whose file is none, before anybody rests on it.

    Raises `database_unreachable`, `database_damaged`, `database_unopened`.
    """
    if kind_of_database() == "postgresql":
        refuse_unreachable()
        return
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except OperationalError as problem:
        raise JunhengError("database_unopened", file=_file_name()) from problem
    except DatabaseError as problem:
        raise JunhengError("database_damaged", file=_file_name()) from problem


def refuse_unreachable() -> None:
    """Refuse a PostgreSQL server that does not let us in; raises `database_unreachable`.

    By a connection of its own: the pool would try for half a minute and then not say why.
    """
    if kind_of_database() != "postgresql":
        return
    try:
        with beside_database():
            pass
    except psycopg.OperationalError as problem:
        raise JunhengError("database_unreachable") from problem


def _file_name() -> str:
    return Path(str(connection.settings_dict["NAME"])).name


def database_bytes() -> int:
    """How much room the database takes now."""
    with connection.cursor() as cursor:
        if kind_of_database() == "postgresql":
            cursor.execute("SELECT pg_database_size(current_database())")
        else:
            cursor.execute(
                "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
            )
        (size,) = cursor.fetchone()
    return int(size)


def copy_database(folder: Path) -> DatabaseCopy:
    """Copy the database into a folder, as it is at one moment.

    Raises `backup_tool_missing` (no pg_dump on PATH), `backup_dump_failed` and, for a file of
    SQLite that cannot be read as one, `backup_database_damaged`.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if kind_of_database() == "postgresql":
        return _dump(folder / DUMP)
    return _copy_file(folder / SQLITE_COPY)


def _copy_file(target: Path) -> DatabaseCopy:
    if connection.in_atomic_block:
        # SQLite would wait for ever for the end of the caller's own transaction.
        raise TransactionManagementError("a backup is made outside of acts")
    connection.ensure_connection()
    with closing(sqlite3.connect(target)) as copy:
        try:
            connection.connection.backup(copy)
        except sqlite3.OperationalError as problem:
            raise _disk_problem(problem) from problem
        except sqlite3.DatabaseError as problem:
            raise JunhengError("backup_database_damaged") from problem
    try:
        # By way of Django, because constraints call functions that Django brings along.
        with as_default(target), connection.cursor() as cursor:
            if cursor.execute("PRAGMA quick_check").fetchone() != ("ok",):
                raise JunhengError("backup_database_damaged")
            head = cursor.execute(_HEAD).fetchone()
    except OperationalError as problem:
        if isinstance(problem.__cause__, sqlite3.OperationalError):
            raise _disk_problem(problem.__cause__) from problem
        raise
    except DatabaseError as problem:
        raise JunhengError("backup_database_damaged") from problem
    return DatabaseCopy("sqlite", target, ChainHead(*head) if head else ChainHead())


def _disk_problem(problem: sqlite3.OperationalError) -> Exception:
    """The system's own error for a disk that does not take the copy, which SQLite hides."""
    if problem.sqlite_errorcode == sqlite3.SQLITE_FULL:
        return OSError(ENOSPC, "the copy of the database does not fit")
    if problem.sqlite_errorcode & _PRIMARY == sqlite3.SQLITE_IOERR:
        return OSError(EIO, "the copy of the database cannot be written")
    return problem


def _dump(target: Path) -> DatabaseCopy:
    program = shutil.which("pg_dump")
    if program is None:
        raise JunhengError("backup_tool_missing")
    parameters, password = _connection_parameters()
    # In English, because its words say whether the disk was full.
    environment = {**os.environ, "LC_ALL": "C", **({"PGPASSWORD": password} if password else {})}
    with psycopg.connect(make_conninfo(**parameters), password=password or None) as server:
        server.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        # The dump sees exactly what this transaction sees, so the head is the dump's head.
        (snapshot,) = server.execute("SELECT pg_export_snapshot()").fetchone() or ("",)
        head = server.execute(_HEAD).fetchone()
        command = [
            program,
            "--no-password",
            "--no-owner",
            "--no-privileges",
            "--encoding=UTF8",
            f"--snapshot={snapshot}",
            f"--file={target}",
            f"--dbname={make_conninfo(**parameters)}",
        ]
        done = subprocess.run(  # noqa: S603 - our own command
            command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False
        )
    if done.returncode and any(words in done.stderr for words in _NO_ROOM):
        raise OSError(ENOSPC, "the dump of the database does not fit")
    if done.returncode or not target.exists() or not _is_whole(target):
        raise JunhengError("backup_dump_failed")
    return DatabaseCopy("postgresql", target, ChainHead(*head) if head else ChainHead())


def _connection_parameters() -> tuple[dict[str, Any], str]:
    """Where the server is, as libpq takes it, and the password, which stays out of commands."""
    described = connection.settings_dict
    options = {name: value for name, value in described["OPTIONS"].items() if name != "pool"}
    asked = options.pop("password", "")
    password = str(described["PASSWORD"] or asked)
    given = {
        "dbname": described["NAME"],
        "user": described["USER"],
        "host": described["HOST"],
        "port": described["PORT"],
    }
    filled = {name: value for name, value in given.items() if value}
    return {**options, **filled}, password


@contextmanager
def beside_database() -> Iterator[psycopg.Connection[Any]]:
    """A connection of its own to the server, outside of transactions; PostgreSQL only."""
    parameters, password = _connection_parameters()
    server = psycopg.connect(
        make_conninfo(**parameters), password=password or None, autocommit=True
    )
    try:
        yield server
    finally:
        server.close()


def address_of(name: str) -> str:
    """The address of another database of the same server, as `JUNHENG_DATABASE_URL` takes it."""
    parameters, password = _connection_parameters()
    user = quote(str(parameters.pop("user", "")), safe="")
    secret = f":{quote(password, safe='')}" if password else ""
    port = parameters.pop("port", "")
    host = str(parameters.pop("host", ""))
    parameters.pop("dbname", None)
    if host.startswith("/"):
        parameters["host"], host = host, ""
    place = f"{user}{secret}@{host}" if user else host
    options = urlencode(parameters, quote_via=quote)  # libpq takes a plus for a plus
    address = f"postgresql://{place}{f':{port}' if port else ''}/{quote(name, safe='')}"
    return f"{address}?{options}" if options else address


def _is_whole(dump: Path) -> bool:
    with dump.open("rb") as stream:
        stream.seek(max(0, dump.stat().st_size - 4096))
        return _ENDS_WITH in stream.read()


@contextmanager
def as_default(file: Path) -> Iterator[None]:
    """Let an SQLite file be the database of this thread; afterwards it is one closed file."""
    replaced = connections["default"]
    described = {**replaced.settings_dict, "NAME": str(file)}
    wrapper: BaseDatabaseWrapper = load_backend(described["ENGINE"]).DatabaseWrapper(
        described, "default"
    )
    connections["default"] = wrapper
    try:
        yield
        with wrapper.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode=DELETE")
    finally:
        wrapper.close()
        connections["default"] = replaced


def fold_log_in(file: Path) -> None:
    """Bring what stands in the log beside an SQLite file into it, as far as it can be read."""
    try:
        with closing(sqlite3.connect(file, timeout=20)) as opened:
            opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            opened.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.DatabaseError:
        return  # a damaged database is why it is being replaced


def load_dump(dump: Path) -> None:
    """Put a dump in the place of everything in the PostgreSQL database, in the open transaction.

    A dump is read without psql: what stands between two blocks of rows is handed over as it is.
    Raises `restore_database_in_use` and `backup_dump_failed`.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '15s'")
            cursor.execute(_CLEAR)
        server = connection.connection
        with server.cursor() as raw, dump.open("rb") as lines:
            _feed(raw, lines)
            raw.execute("RESET search_path; RESET check_function_bodies; RESET row_security")
            raw.execute("RESET client_min_messages; RESET statement_timeout; RESET lock_timeout")
    except psycopg.errors.LockNotAvailable as busy:
        raise JunhengError("restore_database_in_use") from busy
    except psycopg.Error as problem:
        raise JunhengError("backup_dump_failed") from problem


def _feed(raw: Any, lines: Any) -> None:
    statements: list[bytes] = []
    for line in lines:
        if line.startswith(b"COPY ") and line.rstrip().endswith(b"FROM stdin;"):
            _run(raw, statements)
            with raw.copy(line) as rows:
                for row in lines:
                    if row == b"\\.\n":
                        break
                    rows.write(row)
        elif not line.startswith((b"\\", b"--")):
            statements.append(line)
    _run(raw, statements)


def _run(raw: Any, statements: list[bytes]) -> None:
    text = b"".join(statements)
    statements.clear()
    if text.strip():
        raw.execute(text)


# Tables and functions of ours; what belongs to an extension of the server stays.
_CLEAR = """
DO $$ DECLARE item record; BEGIN
  FOR item IN SELECT c.oid::regclass AS name FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
    AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
  LOOP EXECUTE format('DROP TABLE IF EXISTS %s CASCADE', item.name); END LOOP;
  FOR item IN SELECT p.oid::regprocedure AS name FROM pg_proc p
    WHERE p.pronamespace = 'public'::regnamespace AND p.prokind = 'f'
    AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
  LOOP EXECUTE format('DROP FUNCTION IF EXISTS %s CASCADE', item.name); END LOOP;
END $$
"""

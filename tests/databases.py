"""Both kinds of database for tests: SQLite, and PostgreSQL where a server answers.

A test module that asks for `both_databases` runs once on each; a test that asks for
`own_database` gets a fresh database that other processes can open too.
"""

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings  # noqa: TID251 - test databases are made from them
from django.db import Error, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import load_backend

from junheng.engine.errors import JunhengError
from junheng.web.databases import database

LOCAL_SERVER = "postgresql:///test?host=/var/run/postgresql"
KINDS = ("sqlite", "postgresql")


@cache
def postgresql_url() -> str | None:
    """Where PostgreSQL answers: `JUNHENG_TEST_DATABASE_URL`, else the local socket, else None."""
    given = os.environ.get("JUNHENG_TEST_DATABASE_URL")
    if given:
        return given
    try:
        psycopg.connect(LOCAL_SERVER, connect_timeout=3).close()
    except psycopg.OperationalError:
        return None
    return LOCAL_SERVER


# In memory, beside the one of pytest-django; and one that no other run of the tests has.
_TEST_NAMES = {
    "sqlite": "file:memorydb_both?mode=memory&cache=shared",
    "postgresql": f"test_junheng_{os.getpid()}",
}
NO_POSTGRESQL = (
    "no PostgreSQL answers: set JUNHENG_TEST_DATABASE_URL, or let a server listen on "
    "/var/run/postgresql"
)


@dataclass(frozen=True)
class OwnDatabase:
    """A database of one test; `environment` opens it in another process."""

    kind: str
    url: str
    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        """What a child process needs to work on this database and data folder."""
        root = Path(__file__).parents[1]
        return {
            **{name: value for name, value in os.environ.items() if name != "PYTEST_VERSION"},
            "DJANGO_SETTINGS_MODULE": "tests.child_settings",
            "JUNHENG_DATABASE_URL": self.url,
            "JUNHENG_VAR": str(self.folder),
            "PYTHONPATH": os.pathsep.join((str(root / "src"), str(root))),
        }


def wrapper_for(url: str, **test: Any) -> BaseDatabaseWrapper:
    """A connection that can stand in the place of `default`."""
    described = {**database(url, folder=Path(), pooled=False), "TEST": test}
    filled = connections.configure_settings({"default": described})["default"]
    wrapper: BaseDatabaseWrapper = load_backend(filled["ENGINE"]).DatabaseWrapper(filled, "default")
    return wrapper


@contextmanager
def as_default(wrapper: BaseDatabaseWrapper) -> Iterator[None]:
    """Let `wrapper` be the database of this thread."""
    replaced = connections["default"]
    connections["default"] = wrapper
    try:
        yield
    finally:
        connections["default"] = replaced


@contextmanager
def made(kind: str) -> Iterator[BaseDatabaseWrapper]:
    """A migrated test database of a kind, beside the one pytest-django made."""
    url = postgresql_url() if kind == "postgresql" else "sqlite:///unused"
    wrapper = wrapper_for(str(url), NAME=_TEST_NAMES[kind])
    original = wrapper.settings_dict["NAME"]
    first = connections["default"]
    if kind == first.vendor == "sqlite" and first.is_in_memory_db():  # type: ignore[attr-defined]
        # What was migrated once need not be migrated again; where no test that is run asks for
        # pytest-django's database there is none, and the name is still that of a file.
        wrapper.settings_dict["NAME"] = _TEST_NAMES[kind]
        for one in (first, wrapper):
            one.ensure_connection()
        first.connection.backup(wrapper.connection)
    else:
        with as_default(wrapper), _settings_kept():
            wrapper.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield wrapper
    finally:
        with _settings_kept():
            wrapper.creation.destroy_test_db(original, verbosity=0)


@contextmanager
def _settings_kept() -> Iterator[None]:
    """Django writes the name of a database it makes or drops into the settings of `default`."""
    name = settings.DATABASES["default"]["NAME"]
    try:
        yield
    finally:
        settings.DATABASES["default"]["NAME"] = name


@contextmanager
def cloned(kind: str, template: BaseDatabaseWrapper, folder: Path) -> Iterator[OwnDatabase]:
    """A fresh copy of a migrated test database, as the default of this thread."""
    copied = _cloned_file(template, folder) if kind == "sqlite" else _cloned_on_server(template)
    with copied as url:
        wrapper = wrapper_for(url)
        with as_default(wrapper):
            try:
                yield OwnDatabase(kind, url, folder)
            finally:
                wrapper.close()


@contextmanager
def _cloned_file(template: BaseDatabaseWrapper, folder: Path) -> Iterator[str]:
    template.ensure_connection()
    file = folder / "junheng.sqlite3"
    copy = sqlite3.connect(file)
    template.connection.backup(copy)
    copy.close()
    yield f"sqlite://{file}"


@contextmanager
def _cloned_on_server(template: BaseDatabaseWrapper) -> Iterator[str]:
    template.close()  # a template must have no guests
    source = str(template.settings_dict["NAME"])
    name = f"{source}_own"
    url = str(postgresql_url())
    head, _, query = url.partition("?")
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
    try:
        yield f"{head.rpartition('/')[0]}/{name}" + (f"?{query}" if query else "")
    finally:
        with psycopg.connect(url, autocommit=True) as server:
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def in_threads(own: OwnDatabase, works: Sequence[Callable[[], object]]) -> list[BaseException]:
    """Run each work in a thread with a connection of its own; return what was refused or failed."""
    failures: list[BaseException] = []

    def run(work: Callable[[], object]) -> None:
        wrapper = wrapper_for(own.url)
        with as_default(wrapper):
            try:
                work()
            except (Error, JunhengError) as failure:
                failures.append(failure)
            finally:
                wrapper.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return failures

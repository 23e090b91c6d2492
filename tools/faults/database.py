"""Looking into the platform's database without any of its code; SQLite and PostgreSQL."""

import re
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Protocol

import psycopg


class Unreadable(Exception):  # noqa: N818 - named by what happened
    """The database cannot be read at this moment."""


class Database(Protocol):
    """Where the platform's rows lie."""

    url: str

    def rows(self, question: str, *given: Any) -> list[tuple[Any, ...]]:
        """Answers to a question with `?` in the places of `given`; raises Unreadable."""

    def faults(self) -> list[str]:
        """What the database itself finds wrong with its rows."""

    def remove(self) -> None:
        """Take it away."""


class FileDatabase:
    """SQLite in the data folder."""

    url = ""

    def __init__(self, file: Path) -> None:
        self.file = file

    def rows(self, question: str, *given: Any) -> list[tuple[Any, ...]]:
        """See Database."""
        try:
            with closing(sqlite3.connect(self.file, timeout=20)) as connection:
                # Checks of the rows' form, which the integrity check asks for too.
                connection.create_function("REGEXP", 2, _matches, deterministic=True)
                return connection.execute(question, given).fetchall()
        except sqlite3.Error as problem:
            raise Unreadable(str(problem)) from problem

    def faults(self) -> list[str]:
        """See Database."""
        found = [str(row[0]) for row in self.rows("PRAGMA integrity_check")]
        broken = [f"foreign key {row}" for row in self.rows("PRAGMA foreign_key_check")]
        return [line for line in found if line != "ok"] + broken

    def remove(self) -> None:
        """The file goes with its folder."""


def _matches(pattern: str, text: object) -> bool:
    return text is not None and re.search(pattern, str(text)) is not None


class ServerDatabase:
    """PostgreSQL; made anew, as a copy of `template` if one is named, unless it is there."""

    def __init__(self, server: str, name: str, template: str = "", *, is_new: bool = True) -> None:
        self._server, self.name = server, name
        head, _, query = server.partition("?")
        self.url = f"{head.rpartition('/')[0]}/{name}" + (f"?{query}" if query else "")
        if not is_new:
            return
        self.remove()
        copied = f' TEMPLATE "{template}"' if template else ""
        self._tell(f'CREATE DATABASE "{name}"{copied}')

    def rows(self, question: str, *given: Any) -> list[tuple[Any, ...]]:
        """See Database."""
        words: Sequence[Any] = given
        try:
            with psycopg.connect(self.url, connect_timeout=10, autocommit=True) as connection:
                return connection.execute(question.replace("?", "%s"), words).fetchall()
        except psycopg.Error as problem:
            raise Unreadable(type(problem).__name__) from problem

    def faults(self) -> list[str]:
        """The server keeps foreign keys itself."""
        return []

    def remove(self) -> None:
        """Drop it."""
        self._tell(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')

    def _tell(self, statement: str) -> None:
        with psycopg.connect(self._server, autocommit=True) as server:
            server.execute(statement)


def has_pg_dump() -> bool:
    """Whether backups of PostgreSQL can be made here."""
    return shutil.which("pg_dump") is not None

"""Whether what went wrong is a disk without room: of the data folder or of the database."""

import sqlite3
from typing import Final

import psycopg
from django.db import DatabaseError

from junheng.ceremony.flushing import NO_ROOM

_WORDS: Final = ("disk is full", "No space left")
"""SQLite's, and what the system says through a server."""


def is_disk_full(problem: BaseException | None) -> bool:
    """Whether room on a disk would have let it go on."""
    if isinstance(problem, OSError):
        return problem.errno in NO_ROOM
    if not isinstance(problem, DatabaseError | sqlite3.Error | psycopg.Error):
        return False
    # Whatever language the server speaks.
    if any(isinstance(one, psycopg.errors.DiskFull) for one in (problem, problem.__cause__)):
        return True
    return any(word in str(problem) for word in _WORDS)

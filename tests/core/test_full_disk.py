"""A disk without room is told from every other fault, whoever says it and in whatever language."""

import errno
import sqlite3
from pathlib import Path

import psycopg
import pytest
from django.db import DataError, OperationalError

from junheng.core.full_disk import is_disk_full


def test_sqlite_on_a_full_disk(tmp_path: Path) -> None:
    database = sqlite3.connect(tmp_path / "full.sqlite3")
    database.execute("CREATE TABLE papers (content BLOB)")
    database.execute("PRAGMA max_page_count = 10")  # what no page can be added to

    with pytest.raises(sqlite3.OperationalError) as met:
        database.execute("INSERT INTO papers VALUES (zeroblob(100000))")

    database.close()
    assert is_disk_full(met.value)
    assert is_disk_full(OperationalError(*met.value.args))


def test_a_server_that_speaks_chinese() -> None:
    problem = OperationalError("无法扩展文件: 设备上没有空间")
    problem.__cause__ = psycopg.errors.DiskFull()

    assert is_disk_full(problem)
    assert is_disk_full(problem.__cause__)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_the_system(number: int) -> None:
    assert is_disk_full(OSError(number, "whatever it says"))


@pytest.mark.parametrize(
    "problem",
    [
        OSError(errno.EACCES, "Permission denied"),
        OSError(errno.EIO, "Input/output error"),
        OperationalError("database is locked"),
        DataError("value too long"),
        ValueError("disk is full"),
        None,
    ],
    ids=repr,
)
def test_other_faults_are_none(problem: BaseException | None) -> None:
    assert not is_disk_full(problem)

"""Variables of the platform: read strictly, refused by name; the docs list all of them."""

import nturl2path
import re
import sqlite3
from pathlib import Path

import pytest

from junheng.core.jobs.worker import LEASE
from junheng.core.messages import describe
from junheng.engine.errors import JunhengError
from junheng.web import environment
from junheng.web.databases import database

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(("given", "expected"), [("1", True), ("off", False), ("", False)])
def test_a_flag(monkeypatch: pytest.MonkeyPatch, given: str, *, expected: bool) -> None:
    monkeypatch.setenv("JUNHENG_TLS", given)

    assert environment.flag("TLS", default=not expected) is expected


def test_a_wrong_flag_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUNHENG_TLS", "maybe")

    with pytest.raises(JunhengError) as refused:
        environment.flag("TLS", default=False)
    assert refused.value.params == {"name": "JUNHENG_TLS"}


def test_a_secret_comes_from_its_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("s3cret\n", encoding="utf-8")
    monkeypatch.setenv("JUNHENG_DATABASE_URL_FILE", str(tmp_path / "secret"))

    assert environment.secret("DATABASE_URL") == "s3cret"


def test_a_secret_file_that_is_not_there_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUNHENG_DATABASE_URL_FILE", "/nowhere/at-all")

    with pytest.raises(JunhengError, match="setting_file_unreadable"):
        environment.secret("DATABASE_URL")


def test_postgresql_by_address(tmp_path: Path) -> None:
    described = database("postgresql://jun:p%40ss@db:5433/heng?sslmode=require", folder=tmp_path)

    assert described["ENGINE"].endswith("postgresql")
    assert (described["USER"], described["PASSWORD"]) == ("jun", "p@ss")
    assert (described["HOST"], described["PORT"], described["NAME"]) == ("db", "5433", "heng")
    assert described["OPTIONS"]["sslmode"] == "require"


def test_postgresql_notices_a_machine_that_was_cut_off_before_its_lease_runs_out(
    tmp_path: Path,
) -> None:
    described = database("postgresql://db/heng?options=-c%20work_mem%3D8MB", folder=tmp_path)

    found = re.findall(r"tcp_keepalives_(\w+)=(\d+)", described["OPTIONS"]["options"])
    there = {name: int(seconds) for name, seconds in found}
    here = {name: int(described["OPTIONS"][f"keepalives_{name}"]) for name in there}
    assert there == here
    assert there["idle"] + there["interval"] * there["count"] < LEASE.total_seconds()
    # What somebody chose in the address comes last and stands.
    assert described["OPTIONS"]["options"].endswith("-c work_mem=8MB")


def test_sqlite_takes_the_write_lock_at_once(tmp_path: Path) -> None:
    described = database(None, folder=tmp_path)

    assert described["NAME"] == str(tmp_path / "junheng.sqlite3")
    assert described["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in described["OPTIONS"]["init_command"]


def test_a_commit_to_sqlite_is_on_the_disk_before_it_is_acknowledged(tmp_path: Path) -> None:
    full = 2  # https://www.sqlite.org/pragma.html#pragma_synchronous
    with sqlite3.connect(tmp_path / "junheng.sqlite3") as connection:
        connection.executescript(database(None, folder=tmp_path)["OPTIONS"]["init_command"])
        (synchronous,) = connection.execute("PRAGMA synchronous").fetchone()

    assert synchronous == full


@pytest.mark.parametrize("url", ["mysql://db/heng", "postgresql://db", "heng"])
def test_another_database_is_refused(url: str, tmp_path: Path) -> None:
    with pytest.raises(JunhengError, match="database_url_wrong"):
        database(url, folder=tmp_path)


@pytest.mark.parametrize("password", ["p/ss", "pass[word", "p#ss"])
def test_a_password_that_breaks_the_address_is_not_shown(password: str, tmp_path: Path) -> None:
    with pytest.raises(JunhengError, match="database_url_wrong") as refused:
        database(f"postgresql://jun:{password}@db/heng", folder=tmp_path)

    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__
    assert describe(refused.value).endswith("如 / 写成 %2F、# 写成 %23。")


def test_a_file_on_a_windows_disk_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("junheng.web.databases.url2pathname", nturl2path.url2pathname)

    described = database("sqlite:///C:/data/a%20b.sqlite3", folder=tmp_path)

    assert described["NAME"] == r"C:\data\a b.sqlite3"


def test_the_docs_list_every_variable_that_is_read() -> None:
    source = "".join(
        (ROOT / "src/junheng/web" / name).read_text(encoding="utf-8")
        for name in ("settings.py", "environment.py", "serving.py")
    )
    names = re.findall(r"\b(?:text|flag|number|secret|token|level)\(\s*\"(\w+)\"", source)
    read = {f"JUNHENG_{name}" for name in names}
    page = (ROOT / "docs/operate/web.md").read_text(encoding="utf-8")

    assert {"JUNHENG_VAR", "JUNHENG_DATABASE_URL", "JUNHENG_HOSTS"} <= read
    assert {name for name in read if f"`{name}`" not in page} == set()

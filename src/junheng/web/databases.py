"""Where the data lies: SQLite in the data folder, or PostgreSQL by `JUNHENG_DATABASE_URL`."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit
from urllib.request import url2pathname

from junheng.engine.errors import JunhengError

# IMMEDIATE takes the write lock when a transaction begins. With the default (DEFERRED) a
# transaction that reads first and then writes fails at once when another one wrote meanwhile.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    # FULL: a commit is on the disk before anybody hears of it. With NORMAL a power cut takes the
    # newest commits back, while the session folders, which are flushed, keep what rests on them.
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;",
}
_POOL = {"min_size": 1, "max_size": 8}
# Both ends of a connection look every few seconds whether the other one still lives, and give up
# before a job's lease (30 s) runs out. A machine whose cable is pulled in the middle of a
# transaction would else hold its rows for two hours, and nobody could take over its job.
_SILENT_SECONDS, _ASKED_EVERY, _ASKED_TIMES = 10, 4, 3
_ON_THE_SERVER = (
    f"-c tcp_keepalives_idle={_SILENT_SECONDS} -c tcp_keepalives_interval={_ASKED_EVERY} "
    f"-c tcp_keepalives_count={_ASKED_TIMES}"
)
_ON_THIS_SIDE = {
    "connect_timeout": str(_SILENT_SECONDS),
    "keepalives_idle": str(_SILENT_SECONDS),
    "keepalives_interval": str(_ASKED_EVERY),
    "keepalives_count": str(_ASKED_TIMES),
    "tcp_user_timeout": str(1000 * (_SILENT_SECONDS + _ASKED_EVERY * _ASKED_TIMES)),
}


def database(url: str | None, *, folder: Path, pooled: bool = True) -> dict[str, Any]:
    """Django's description of the database.

    `url` is `postgresql://user:password@host:port/name?option=value` or `sqlite:///path`; without
    it the file `junheng.sqlite3` in `folder`. Raises `database_url_wrong`.
    """
    if url is None:
        return sqlite(folder / "junheng.sqlite3")
    try:
        parts = urlsplit(url)
        port = str(parts.port or "")
    except ValueError:
        # A sign in the password that had to be written as %XX; the error's text would show it.
        raise JunhengError("database_url_wrong", name="JUNHENG_DATABASE_URL") from None
    if parts.scheme == "sqlite" and parts.path.strip("/"):
        return sqlite(Path(url2pathname(parts.path)))
    if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/"):
        raise JunhengError("database_url_wrong", name="JUNHENG_DATABASE_URL")
    given = dict(parse_qsl(parts.query))
    options: dict[str, Any] = {**_ON_THIS_SIDE, **given}
    options["options"] = f"{_ON_THE_SERVER} {given.get('options', '')}".strip()
    if pooled:
        options["pool"] = _POOL
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": port,
        "OPTIONS": options,
    }


def sqlite(file: Path) -> dict[str, Any]:
    """SQLite as the platform uses it: write-ahead log, immediate transactions, foreign keys."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(file),
        # Opening the file anew for each request took a third of a request's time. The file stays
        # where it is while the platform runs: a restore needs it stopped.
        "CONN_MAX_AGE": None,
        "OPTIONS": dict(SQLITE_OPTIONS),
    }

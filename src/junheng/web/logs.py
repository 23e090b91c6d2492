"""The log: one JSON object a line, from a closed list of events, and nothing that anybody typed.

A line is made of what this module declares: the event's name, and fields that are numbers, yes or
no, or short identifiers. Of what another package says only the place is kept where it said it, and
of an exception its kind and the places it came through: their texts may hold a child's name.
"""

import json
import logging
import os
import re
import sys
import threading
import traceback
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from junheng.core.backup.layout import LOGS
from junheng.core.secrets.installation import data_folder

LARGEST_DAY: Final = 64 * 1024**2
"""So many bytes a day at most: a fault that repeats itself must not fill the disk."""
_CHINA_TIME: Final = timezone(timedelta(hours=8))
_IDENTIFIER: Final = re.compile(r"[A-Za-z0-9._:/+-]{0,120}")
_PERSONAL: Final = re.compile(r"(?<![0-9A-Za-z])(?:[0-9]{17}[0-9Xx]|1[3-9][0-9]{9})(?![0-9A-Za-z])")
_FRAMES: Final = 12


@dataclass(frozen=True)
class Event:
    """A kind of line: its name, the names of its fields, and what it means, for the handbook."""

    name: str
    fields: tuple[str, ...]
    means: str


# What this program says: logger and text of the call, as they stand in the code. A text that is
# not here comes out as `program.undeclared`, with its place alone.
OWN: Final[Mapping[tuple[str, str], Event]] = {
    ("junheng.jobs", "job %s was given to another worker"): Event(
        "jobs.lost", ("job",), "A worker went on with a job that had been given to another one."
    ),
    ("junheng.jobs", "job %s crashed, %s: %s\n%s"): Event(
        "jobs.crashed", ("kind", "number", "exception", "places"),
        "A job ended by a defect; its page shows the same number.",
    ),
    ("junheng.jobs", "job %s stopped: no room on the disk"): Event(
        "jobs.disk_full", ("kind",), "A job stopped because the disk or the database has no room.",
    ),
    ("junheng.jobs", "the worker's lease was not prolonged: %s"): Event(
        "jobs.lease_not_prolonged", ("exception",),
        "The database did not answer the worker; the lease outlives two of these.",
    ),
    ("junheng.outbox", "message %s %s, %d characters"): Event(
        "messages.shown", ("kind", "key", "characters"),
        "The gateway for trying out would have sent a message.",
    ),
    ("junheng.web", "started, %s, %d processes"): Event(
        "platform.started", ("version", "processes"), "`serve` begins to serve."
    ),
    ("junheng.web", "stopped"): Event("platform.stopped", (), "`serve` came to its end."),
    ("junheng.web", "upgraded, %d steps, %s"): Event(
        "platform.upgraded", ("steps", "backup"), "The database was brought up to this program."
    ),
    ("junheng.web", "not started: %s"): Event(
        "platform.not_started", ("code",),
        "`serve` or a server by itself refuses; its window says why."
    ),
    ("junheng.web", "worker %s began"): Event(
        "worker.started", ("worker",), "A worker begins to carry out jobs."
    ),
    ("junheng.web", "worker %s ended"): Event(
        "worker.stopped", ("worker",), "It ended; without this line it was killed."
    ),
    ("junheng.web", "health is %s: %s"): Event(
        "health.changed", ("state", "checks"),
        "The worst check is another one than before; with the checks that are not ok.",
    ),
    ("junheng.web", "died: %s"): Event(
        "program.died", ("exception",), "A process or a thread ended by a defect."
    ),
}  # fmt: skip

# What other packages say: by the beginning of the logger's name, the longest first.
FOREIGN: Final[Mapping[str, Event]] = {
    "django.request": Event(
        "web.answered", ("status", "route"),
        "A request was refused (4xx, warning) or met a defect (5xx, error).",
    ),
    "django.security.DisallowedHost": Event(
        "web.host_refused", (), "A request named a computer that is not in `JUNHENG_HOSTS`."
    ),
    "django.security": Event("web.suspicious", (), "The framework refused a malformed request."),
    "django": Event("web.framework", (), "Something else that the framework said."),
    "django_tasks": Event("jobs.queue", (), "What the queue said."),
    "_granian": Event("server.granian", (), "What the web server said."),
    "granian": Event("server.granian", (), "What the web server said."),
    "waitress": Event("server.waitress", (), "What the other web server said."),
    "psycopg": Event("database.driver", (), "What the driver of PostgreSQL said."),
    "py.warnings": Event("python.warning", (), "A warning of Python."),
    "": Event("other", (), "What another package said."),
}  # fmt: skip
UNDECLARED: Final = Event(
    "program.undeclared", (), "A line of this program that is in no list: a defect."
)
FULL: Final = Event("log.full", (), "The day's file has its largest size: no more lines today.")
ALWAYS: Final = ("at", "level", "event", "process", "place")


def events() -> Iterator[Event]:
    """Every kind of line."""
    seen = set()
    for event in (*OWN.values(), *FOREIGN.values(), UNDECLARED, FULL):
        if event.name not in seen:
            seen.add(event.name)
            yield event


class JsonLines(logging.Formatter):
    """Turns a record into one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its line feed."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, _CHINA_TIME).isoformat(
                "T", "milliseconds"
            ),
            "level": record.levelname.lower(),
        }
        line |= _said(record)
        line |= {"process": record.process, "place": f"{record.module}:{record.lineno}"}
        if record.exc_info and record.exc_info[0] is not None:
            line["exception"] = record.exc_info[0].__name__
            line["places"] = _places(record.exc_info[2])
        return json.dumps(line, ensure_ascii=True)


def _said(record: logging.LogRecord) -> dict[str, object]:
    if record.name.startswith("junheng"):
        event = OWN.get((record.name, str(record.msg)), UNDECLARED)
        given = record.args if isinstance(record.args, tuple) else ()
        fields = zip(event.fields, given, strict=False)
        return {"event": event.name} | {name: _plain(name, value) for name, value in fields}
    name = max((start for start in FOREIGN if record.name.startswith(start)), key=len)
    event = FOREIGN[name]
    said: dict[str, object] = {"event": event.name}
    if "status" in event.fields:
        said["status"] = _plain("status", getattr(record, "status_code", 0))
        said["route"] = _route(getattr(record, "request", None))
    return said


def _is_of_strangers(record: logging.LogRecord) -> bool:
    """Whether anybody who can reach the server can bring about such a line, as often as he likes:
    these take half of a day's file, so that nobody can silence the other half.
    """
    is_refusal = record.name.startswith("django.request") and record.levelno < logging.ERROR
    return is_refusal or record.name.startswith("django.security")


def _route(request: Any) -> str:
    """The name of the page: its address holds codes, and whatever a stranger typed."""
    match = getattr(request, "resolver_match", None)
    return str(getattr(match, "view_name", "") or "")


def _plain(name: str, value: object) -> object:
    """A number or an identifier; a traceback as its places; anything else is left out."""
    if isinstance(value, bool | int | float):
        return value
    text = str(value)
    if name == "places":
        found = re.findall(r'File "[^"]*?([^"/\\]+)", line (\d+)', text)
        return [f"{file}:{number}" for file, number in found[-_FRAMES:]]
    if not _IDENTIFIER.fullmatch(text) or _PERSONAL.search(text):
        return "?"
    return text


def _places(trace: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(trace)[-_FRAMES:]
    return [f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames]


class DailyFile(logging.Handler):
    """One file a day in the folder `logs`, written by every process of the platform.

    A line is one write to a file opened for appending, so that lines of several processes never
    mix. Besides today's the files of `days` stay; older ones are taken away when a day begins.
    """

    def __init__(self, days: int) -> None:
        super().__init__()
        self._days = days
        self._day: date | None = None
        self._descriptor: int | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line; a disk that takes none ends nothing."""
        try:
            line = (self.format(record) + "\n").encode()
            descriptor = self._open(datetime.fromtimestamp(record.created, _CHINA_TIME).date())
            size = os.fstat(descriptor).st_size
            if size >= (LARGEST_DAY // 2 if _is_of_strangers(record) else LARGEST_DAY):
                return
            os.write(descriptor, line)
            if size + len(line) >= LARGEST_DAY:
                full = json.loads(line) | {"level": "error", "event": FULL.name}
                told = {name: full.get(name) for name in ALWAYS}
                os.write(descriptor, f"{json.dumps(told)}\n".encode())
        except OSError:
            self.close_file()
        except Exception:  # noqa: BLE001 - logging's own way: no fault of the log stops the work
            self.handleError(record)

    def close_file(self) -> None:
        """Close today's file."""
        if self._descriptor is not None:
            with suppress(OSError):
                os.close(self._descriptor)
        self._descriptor, self._day = None, None

    def close(self) -> None:
        """Close the handler."""
        self.close_file()
        super().close()

    def _open(self, day: date) -> int:
        if self._descriptor is None or day != self._day:
            self.close_file()
            folder = log_folder()
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
            self._descriptor = os.open(folder / f"junheng-{day.isoformat()}.jsonl", flags, 0o600)
            self._day = day
            _clear_old(folder, self._days)
        return self._descriptor


def log_folder() -> Path:
    """Where the files lie; in no backup."""
    return data_folder() / LOGS


def _clear_old(folder: Path, days: int) -> None:
    """Files are counted, not dated: a clock that is wrong for a day takes no year of them."""
    for file in sorted(folder.glob("junheng-????-??-??.jsonl"))[: -days - 1]:
        with suppress(OSError):
            file.unlink(missing_ok=True)


def tell_deaths() -> None:
    """Let a process or thread that ends by a defect say so without the exception's text."""
    logger = logging.getLogger("junheng.web")

    def told(kind: type[BaseException], error: BaseException, trace: Any) -> None:
        if not issubclass(kind, KeyboardInterrupt | SystemExit):
            logger.critical("died: %s", kind.__name__, exc_info=(kind, error, trace))

    def thread_told(death: threading.ExceptHookArgs) -> None:
        if death.exc_value is not None:
            told(death.exc_type, death.exc_value, death.exc_traceback)

    sys.excepthook = told
    threading.excepthook = thread_told
    logging.captureWarnings(capture=True)


def configuration(*, level: str, days: int) -> dict[str, Any]:
    """Django's description of the log: everything to the window and, with `days`, to the files."""
    handlers: dict[str, Any] = {
        "console": {"class": "logging.StreamHandler", "formatter": "lines"},
    }
    if days:
        handlers["file"] = {
            "()": "junheng.web.logs.DailyFile", "days": days, "formatter": "lines",
        }  # fmt: skip
        # Whoever sits at the window reads sentences; lines are for whoever looks for a fault.
        handlers["console"]["level"] = "ERROR"
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": "junheng.web.logs.JsonLines"}},
        "handlers": handlers,
        "root": {"handlers": list(handlers), "level": "WARNING"},
        "loggers": {
            "junheng": {"level": level.upper()},
            # Django's own handlers write to the window what a request asked for.
            "django": {"handlers": [], "level": "WARNING", "propagate": True},
            # On a busy evening requests wait for a thread; a line for each would fill the disk.
            "waitress.queue": {"level": "ERROR"},
        },
    }


def configuration_of_granian(*, days: int) -> dict[str, Any]:
    """The same for the web server's own loggers, which it sets up by itself."""
    described = configuration(level="info", days=days)
    quiet = {"handlers": list(described["handlers"]), "propagate": False}
    described["loggers"] = {"_granian": dict(quiet), "granian.access": {**quiet, "level": "ERROR"}}
    del described["root"]
    return described

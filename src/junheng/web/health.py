"""How the platform stands, for the program that watches over it: measured, judged, kept a moment.

Counts, seconds and bytes only: no name, no code, nothing of a school or a person. Only this
computer may ask, or who shows the token; decision 66.
"""

import logging
import shutil
import threading
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from ipaddress import ip_address
from secrets import compare_digest
from time import monotonic
from typing import Final

from django.conf import settings
from django.db import Error as DatabaseFault
from django.http import HttpRequest

from junheng.apps.care.queries import (
    BACKUP_OLD_AFTER,
    CARE_DUE_AFTER,
    CARE_UNFINISHED_AFTER,
    drill_old_after,
)
from junheng.apps.care.queries.figures import Figures, figures
from junheng.core.backup import schema
from junheng.core.backup.schema import SchemaState
from junheng.core.secrets.installation import backup_folder, data_folder
from junheng.web import heartbeat
from junheng.web.waiting import LINE

KEPT_SECONDS: Final = 5.0
"""So long one measurement answers whoever asks: who asks a thousand times costs no more."""
DISK_LOW: Final = 2 * 1024**3
DISK_FULL: Final = 200 * 1024**2
"""Bytes free; below the second a roster, a backup or the database may not find room."""
JOB_WAITS_LONG: Final = 3600.0

logger = logging.getLogger("junheng.web")

_STARTED: Final = monotonic()
"""When this process began: a worker needs a moment longer."""
_FORWARDED: Final = ("FORWARDED", "VIA", "X_FORWARDED_FOR", "X_FORWARDED_PROTO", "X_REAL_IP")


class State(StrEnum):
    """Of a check, and of all of them together: the worst."""

    OK = "ok"
    ATTENTION = "attention"
    """It works, and somebody has to look after something."""
    FAILING = "failing"
    """It does not work for the people who use it."""

    @property
    def rank(self) -> int:
        """0 is good."""
        return list(State).index(self)


@dataclass(frozen=True)
class Check:
    """One thing that was looked at."""

    name: str
    state: State
    words: str


@dataclass(frozen=True)
class Disk:
    """Where something is written: bytes free, and of how many."""

    place: str
    free: int
    size: int


@dataclass(frozen=True)
class Health:
    """What was measured; `figures` is None when the database did not answer."""

    at: datetime
    checks: tuple[Check, ...]
    database_seconds: float
    schema: SchemaState | None
    figures: Figures | None
    disks: tuple[Disk, ...]
    workers: int
    worker_silent: float | None
    line_families: int
    line_seconds: float

    @property
    def state(self) -> State:
        """The worst of all checks."""
        return max((check.state for check in self.checks), key=lambda state: state.rank)

    @property
    def text(self) -> str:
        """The state, then a line for each check."""
        lines = [self.state, *(f"{one.name} {one.state} {one.words}" for one in self.checks)]
        return "\n".join(lines) + "\n"


class _Kept:
    """The last measurement of this process."""

    lock = threading.Lock()
    health: Health | None = None
    measured: float = 0.0


def may_ask(request: HttpRequest) -> bool:
    """Whether a request comes from a program on this computer itself, or shows the token."""
    token = settings.MONITOR_TOKEN
    shown = request.META.get("HTTP_AUTHORIZATION", "").removeprefix("Bearer ")
    if token and compare_digest(shown.encode(), token.encode()):
        return True
    # What a server in front passed on comes from elsewhere, whatever computer that server is on.
    if any(f"HTTP_{name}" in request.META for name in _FORWARDED):
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def kept(at: datetime) -> Health:
    """The platform's health, measured at most every few seconds."""
    with _Kept.lock:
        now = monotonic()
        if _Kept.health is None or now - _Kept.measured >= KEPT_SECONDS:
            before, _Kept.health, _Kept.measured = _Kept.health, measure(at), now
            _tell_change(before, _Kept.health)
        return _Kept.health


def _tell_change(before: Health | None, health: Health) -> None:
    """A line of the log when the whole is better or worse than it was."""
    if before is None or before.state is not health.state:
        named = "+".join(one.name for one in health.checks if one.state is not State.OK)
        logger.warning("health is %s: %s", health.state, named)


def measure(at: datetime) -> Health:
    """Look at everything; a database that does not answer is one of the findings."""
    started = monotonic()
    found: Figures | None = None
    state: SchemaState | None = None
    try:
        state = schema.look().state
        found = figures(at) if state is SchemaState.CURRENT else None
    except DatabaseFault:
        found = state = None
    seconds = monotonic() - started
    disks = _disks()
    workers, silent = heartbeat.alive(at), heartbeat.silent_seconds(at)
    families, line_seconds = LINE.waiting(at=at.timestamp())
    checks = [
        _database(seconds if state is not None else None),
        *([_schema(state)] if state is not None else []),
        *(_disk(disk) for disk in disks),
        _worker(workers, silent),
        *(_of_the_database(found, at) if found is not None else []),
    ]
    return Health(
        at=at,
        checks=tuple(checks),
        database_seconds=seconds,
        schema=state,
        figures=found,
        disks=disks,
        workers=workers,
        worker_silent=silent,
        line_families=families,
        line_seconds=line_seconds,
    )


def _database(seconds: float | None) -> Check:
    if seconds is None:
        return Check("database", State.FAILING, "no answer")
    return Check("database", State.OK, f"{seconds * 1000:.0f} ms")


def _schema(state: SchemaState) -> Check:
    is_current = state is SchemaState.CURRENT
    return Check("schema", State.OK if is_current else State.FAILING, state)


def _disks() -> tuple[Disk, ...]:
    found = []
    for place, folder in (("data", data_folder()), ("backups", backup_folder())):
        try:
            standing = next((one for one in (folder, *folder.parents) if one.exists()), folder)
            usage = shutil.disk_usage(standing)
        except OSError:  # a stick that was pulled out, a share that does not answer
            found.append(Disk(place, 0, 0))
        else:
            found.append(Disk(place, usage.free, usage.total))
    return tuple(found)


def _disk(disk: Disk) -> Check:
    state = State.ATTENTION if disk.free < DISK_LOW else State.OK
    if disk.free < DISK_FULL and disk.place == "data":
        state = State.FAILING
    return Check(f"disk_{disk.place}", state, f"{disk.free // 1024**2} MiB free")


def _worker(workers: int, silent: float | None) -> Check:
    if workers:
        return Check("worker", State.OK, f"{workers} alive")
    if monotonic() - _STARTED < heartbeat.SILENT_AFTER:
        return Check("worker", State.ATTENTION, "not heard of yet")
    if silent is None:
        return Check("worker", State.FAILING, "never heard of")
    return Check("worker", State.FAILING, f"silent for {silent:.0f} s")


def _of_the_database(found: Figures, at: datetime) -> list[Check]:
    if not found.is_set_up:
        return [Check("set_up", State.ATTENTION, "not done")]
    return [_key(found), _jobs(found, at), _backup(found, at), _drill(found, at), _night(found, at),
            _trail(found)]  # fmt: skip


def _key(found: Figures) -> Check:
    state = State.OK if found.has_start_key else State.FAILING
    return Check("start_key", state, "there" if found.has_start_key else "missing")


def _jobs(found: Figures, at: datetime) -> Check:
    waits = age(found.waiting_since, at) or 0.0
    is_bad = found.jobs["crashed"] > 0 or waits > JOB_WAITS_LONG
    words = (
        f"{found.jobs['waiting']} waiting, the oldest for {waits:.0f} s, "
        f"{found.jobs['running']} running, {found.jobs['crashed']} crashed in a day"
    )
    return Check("jobs", State.ATTENTION if is_bad else State.OK, words)


def _backup(found: Figures, at: datetime) -> Check:
    old = age(found.backup_at, at)
    if not found.has_backup_key:
        return Check("backup", State.ATTENTION, "no passphrase")
    if old is None:
        return Check("backup", State.ATTENTION, "none")
    if not found.has_backup_folder:
        return Check("backup", State.ATTENTION, f"{old:.0f} s old, folder missing")
    is_old = old > BACKUP_OLD_AFTER.total_seconds()
    return Check("backup", State.ATTENTION if is_old else State.OK, f"{old:.0f} s old")


def _drill(found: Figures, at: datetime) -> Check:
    old = age(found.drill_at or found.first_backup_at, at)
    is_overdue = old is not None and old > drill_old_after().total_seconds()
    if found.drill_at is None:
        return Check("drill", State.ATTENTION if is_overdue else State.OK, "none yet")
    is_bad = is_overdue or not found.drill_is_good
    words = f"{old:.0f} s ago, {'good' if found.drill_is_good else 'failed'}"
    return Check("drill", State.ATTENTION if is_bad else State.OK, words)


def _night(found: Figures, at: datetime) -> Check:
    old = age(found.night_at, at)
    if old is None:
        return Check("night", State.OK, "none yet")
    is_cut_off = not found.night_is_finished and old > CARE_UNFINISHED_AFTER.total_seconds()
    is_bad = is_cut_off or old > CARE_DUE_AFTER.total_seconds() or found.night_faults > 0
    words = f"{old:.0f} s ago, {found.night_faults} faults{', not finished' * is_cut_off}"
    return Check("night", State.ATTENTION if is_bad else State.OK, words)


def _trail(found: Figures) -> Check:
    if found.check_at is None:
        return Check("trail", State.OK, f"{found.trail_entries} entries, not checked yet")
    state = State.ATTENTION if found.check_faults else State.OK
    return Check("trail", state, f"{found.trail_entries} entries, {found.check_faults} faults")


def age(since: datetime | None, at: datetime) -> float | None:
    """Seconds since a moment; None where there was none.

    A moment to come was written down before the clock was set right: what happened then is not
    young because of it, so it counts as far away as it is.
    """
    return None if since is None else abs((at - since).total_seconds())

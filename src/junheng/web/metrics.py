"""The platform's health in Prometheus' text format, version 0.0.4.

Twenty-odd numbers need no library, no registry of a process and no file for several processes:
every number is asked anew of the database and the disk.
"""

import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from junheng import __version__
from junheng.core.backup.schema import SchemaState
from junheng.web.health import Health, age

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"

Labels = Mapping[str, str]


@dataclass(frozen=True)
class Gauge:
    """A number with its name, what it says, and its labelled values."""

    name: str
    says: str
    values: tuple[tuple[Labels, float], ...]


def exposition(health: Health) -> str:
    """All numbers as text; what is not known is left out."""
    lines: list[str] = []
    for gauge in gauges(health):
        if gauge.values:
            lines += [f"# HELP {gauge.name} {gauge.says}", f"# TYPE {gauge.name} gauge"]
            lines += [f"{gauge.name}{_labels(of)} {value:.15g}" for of, value in gauge.values]
    return "\n".join(lines) + "\n"


def gauges(health: Health) -> Iterator[Gauge]:
    """Every number, also those that are not known now."""
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    program = {"version": __version__, "python": python}
    yield Gauge("junheng_build_info", "Version of the program.", ((program, 1),))
    yield Gauge(
        "junheng_check",
        "Of each check: 0 ok, 1 wants attention, 2 failing.",
        tuple(({"check": one.name}, one.state.rank) for one in health.checks),
    )
    is_there = health.schema is not None
    yield _one("junheng_database_up", "Whether the database answers.", is_there)
    seconds = health.database_seconds
    yield _one("junheng_database_seconds", "What its answers to these questions took.", seconds)
    is_current = None if health.schema is None else health.schema is SchemaState.CURRENT
    yield _one("junheng_schema_current", "Whether the database is of this version.", is_current)
    free = tuple(({"place": disk.place}, disk.free) for disk in health.disks)
    size = tuple(({"place": disk.place}, disk.size) for disk in health.disks)
    yield Gauge("junheng_disk_free_bytes", "Free space.", free)
    yield Gauge("junheng_disk_size_bytes", "Size of that disk.", size)
    yield _one("junheng_workers", "Workers heard of within a minute.", health.workers)
    silent = health.worker_silent
    yield _one("junheng_worker_silent_seconds", "Since a worker was heard of last.", silent)
    process = {"process": str(os.getpid())}
    waiting = ((process, health.line_families),)
    yield Gauge("junheng_line_families", "Families in line before the door.", waiting)
    wait = ((process, health.line_seconds),)
    yield Gauge("junheng_line_seconds", "How long the last of them has to wait.", wait)
    yield from _of_the_database(health)


def _of_the_database(health: Health) -> Iterator[Gauge]:
    found, at = health.figures, health.at
    if found is None:
        return
    yield _one("junheng_set_up", "Whether the guided set-up was done.", found.is_set_up)
    yield _one("junheng_start_key_there", "Whether the start-key file lies there.",
               found.has_start_key)  # fmt: skip
    jobs = tuple(({"state": state}, count) for state, count in found.jobs.items())
    yield Gauge("junheng_jobs", "Jobs waiting and running now; crashed and refused in a day.", jobs)
    yield _one("junheng_job_waiting_seconds", "How long the oldest job waits.",
               age(found.waiting_since, at) or 0.0)  # fmt: skip
    yield _one("junheng_job_running_seconds", "How long the oldest job runs.",
               age(found.running_since, at) or 0.0)  # fmt: skip
    messages = tuple(({"state": state}, count) for state, count in found.messages.items())
    yield Gauge("junheng_messages", "Messages to families not sent.", messages)
    yield _one("junheng_backup_age_seconds", "Age of the newest backup.", age(found.backup_at, at))
    if found.backup_at is not None:
        yield _one("junheng_backup_bytes", "Its size.", found.backup_bytes)
    yield _one("junheng_drill_age_seconds", "Since a restore was proved last.",
               age(found.drill_at, at))  # fmt: skip
    if found.drill_at is not None:
        yield _one("junheng_drill_good", "Whether that went well.", found.drill_is_good)
    yield _one("junheng_night_age_seconds", "Since the nightly care began.",
               age(found.night_at, at))  # fmt: skip
    yield _one("junheng_night_faults", "What it found.", found.night_faults)
    yield _one("junheng_trail_entries", "Entries of the audit trail.", found.trail_entries)
    yield _one("junheng_trail_check_age_seconds", "Since the trail's chain was checked.",
               age(found.check_at, at))  # fmt: skip
    if found.check_at is not None:
        yield _one("junheng_trail_faults", "What that check found.", found.check_faults)


def _one(name: str, says: str, value: float | None) -> Gauge:
    return Gauge(name, says, () if value is None else (({}, float(value)),))


def _labels(of: Labels) -> str:
    if not of:
        return ""
    return "{" + ",".join(f'{name}="{value}"' for name, value in of.items()) + "}"

"""The kinds of faults: what happens to the platform of a year, and for how long."""

import contextlib
import os
import signal
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final

from tools.faults import power, restoring
from tools.faults.platform import WEB, WORKER

if TYPE_CHECKING:
    from tools.faults.year import Year

POINTS: Final = (
    "before-flush", "after-flush", "before-rename", "after-rename", "before-remove",
    "after-remove", "before-commit", "after-commit",
)  # fmt: skip


def kill_all(year: "Year") -> None:
    """Server and worker die at once."""
    year.note_hit("kill-all")
    year.platform.kill()


def kill_one(year: "Year") -> None:
    """A worker or a web process dies; the server goes on with another."""
    wanted = year.dice.one_of((WORKER, WEB))
    pids = [pid for kind, pid in year.platform.processes() if kind == wanted]
    year.note_hit("kill-one")
    _signal(pids[:1], signal.SIGKILL)
    time.sleep(1.5)


def kill_at_point(year: "Year") -> None:
    """A process dies at a named point; then everything, or only that one."""
    point = year.dice.one_of(POINTS)
    everything = year.dice.below(2) == 0
    year.platform.arm(point, year.dice.below(12))
    until = time.monotonic() + 8
    while not year.platform.has_fired() and time.monotonic() < until:
        time.sleep(0.02)
    if year.platform.has_fired():
        year.note_hit("kill-at-point")
        year.tally.points[point] += 1
    year.platform.disarm()
    if everything:
        year.platform.kill()
    else:
        time.sleep(1.5)


def freeze(year: "Year") -> None:
    """Processes stand still for a while, as on a computer that sleeps."""
    wanted = year.dice.one_of((WORKER, WEB, ""))
    pids = [pid for kind, pid in year.platform.processes() if wanted in {"", kind}]
    year.note_hit("freeze")
    _signal(pids, signal.SIGSTOP)
    time.sleep(year.dice.seconds(0.5, 6))
    _signal(pids, signal.SIGCONT)


def sleep_past_lease(year: "Year") -> None:
    """The worker stands still until it counts as dead, and wakes up again."""
    pids = [pid for kind, pid in year.platform.processes() if kind == WORKER]
    year.note_hit("sleep-past-lease")
    _signal(pids, signal.SIGSTOP)
    time.sleep(33.0)
    _signal(pids, signal.SIGCONT)
    time.sleep(1.0)


def fill_disk(year: "Year") -> None:
    """The disk is full for a while; half of the time the platform is killed then."""
    year.met_full_disk = True
    year.note_hit("full-disk")
    with year.platform.full_disk(year.dice.below(400_000)):
        time.sleep(year.dice.seconds(1, 5))
        if year.dice.below(2):
            year.platform.kill()


def turn_clock(year: "Year") -> None:
    """The clock goes wrong by minutes, hours or days, mostly back; it may stay so."""
    minutes = year.dice.one_of((-1, -20, -60, -600, -3 * 1440, 15, 60))
    year.note_hit("clock")
    year.platform.set_clock(minutes * 60)
    time.sleep(year.dice.seconds(1, 4))
    if year.dice.below(2):
        year.platform.set_clock(0)


def lose_power(year: "Year") -> None:
    """Everything dies and what was not flushed is torn."""
    year.note_hit("power-loss")
    platform = year.platform
    with platform.reading:
        platform.kill()
        torn = power.lose_power(platform.var, platform.control, year.dice)
        year.order.say(f"    {len(torn)} torn: {', '.join(torn[:4])}")
        platform.start(year.order.processes)


def restore(year: "Year") -> None:
    """An old backup comes back: first refused by the alarm, then with everybody told."""
    if restoring.backups(year.platform):
        year.note_hit("restore")
        with year.nobody_acting():
            restoring.restore_one(year)


def _signal(pids: Iterable[int], sign: signal.Signals) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, sign)


FAULTS: Final[dict[str, Callable[["Year"], None]]] = {
    "kill-all": kill_all,
    "kill-one": kill_one,
    "kill-at-point": kill_at_point,
    "freeze": freeze,
    "sleep-past-lease": sleep_past_lease,
    "full-disk": fill_disk,
    "clock": turn_clock,
    "power-loss": lose_power,
    "restore": restore,
}
OFTENER: Final = ("kill-at-point", "power-loss")
"""Kinds that come twice as often: where they cut differs each time."""
MAY_BREAK_PAGES: Final = frozenset(("full-disk",))
"""A page may be broken while the disk is full: a database that cannot write has no answer."""

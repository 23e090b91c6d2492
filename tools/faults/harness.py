"""Years of schools that import, draw and publish while everything goes wrong.

A year begins with a fresh copy of the county and ends when every school has published. It is made
of rounds: schools work for a moment, one fault comes, the platform starts again where it died, and
what must hold is looked at while nobody acts. The plan follows from the seed; what the processes
are doing at that moment does not, so a seed repeats the plan, not the microsecond.
"""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tools.faults import invariants, power
from tools.faults.acknowledged import Acknowledged
from tools.faults.database import Database, FileDatabase, ServerDatabase, Unreadable
from tools.faults.dice import Dice
from tools.faults.invariants import Seen, Violation
from tools.faults.platform import (
    ROOT,
    WEB,
    WORKER,
    NotStarted,
    Platform,
    free_port,
    own_disk,
)
from tools.faults.school import School, Troubles

POINTS: Final = (
    "before-flush", "after-flush", "before-rename", "after-rename", "before-remove",
    "after-remove", "before-commit", "after-commit",
)  # fmt: skip
REFUSALS: Final = 200
"""So often in a row the same thing may be refused before it counts as stuck."""
SETTLE_SECONDS: Final = 90.0
DISK_FAULTS: Final = frozenset(
    ("backup_disk_full", "stored_file_disk_full", "disk_full", "folder_not_writable",
     "backup_folder_not_writable", "stored_file_folder_not_writable", "unexpected")
)  # fmt: skip
"""How a job may end that met a full disk."""


GIVEN_UP: Final = frozenset(("job_given_up",))
"""A job over which three workers died says so and waits for a person."""


@dataclass(frozen=True)
class Kept:
    """The folder of a year that is over, and what everybody saw of it."""

    home: Path
    acknowledged: Acknowledged
    seen: Seen


@dataclass
class Tally:
    """What was done and found."""

    seed: int
    rounds: int = 0
    years: int = 0
    published: int = 0
    acknowledged: int = 0
    draws: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    points: Counter[str] = field(default_factory=Counter)
    answers: Counter[str] = field(default_factory=Counter)
    violations: list[Violation] = field(default_factory=list)
    kept: "Kept | None" = None

    def lines(self) -> Iterator[str]:
        """For people."""
        yield f"seed {self.seed}: {self.years} years, {self.rounds} rounds, "
        yield (
            f"  {self.acknowledged} acts acknowledged, {self.draws} draws, "
            f"{self.published} results published"
        )
        for kind, count in sorted(self.faults.items()):
            yield f"  fault {kind}: {count}"
        for kind, count in sorted(self.points.items()):
            yield f"  died {kind}: {count}"
        for kind, count in sorted(self.answers.items()):
            yield f"  answer {kind}: {count}"
        yield f"  violations: {len(self.violations)}"
        for found in self.violations:
            yield f"    {found}"


@dataclass(frozen=True)
class Order:
    """What the harness is to do."""

    seed: int
    seconds: float
    kind: str
    server: str
    schools: int
    home: Path
    say: Callable[[str], None]
    faults: tuple[str, ...] = ()
    processes: int = 1
    keeps: bool = False
    """Whether the last year's folder stays, with what was acknowledged in it (`Tally.kept`)."""


class Year:
    """One county from its empty rosters to its published results."""

    def __init__(self, order: Order, platform: Platform, number: int, tally: Tally) -> None:
        self.order, self.platform, self.tally = order, platform, tally
        self.dice = Dice(order.seed, f"year {number}")
        self.acknowledged, self.seen, self.troubles = Acknowledged(), Seen(), Troubles()
        self.may_act, self.is_over = threading.Event(), threading.Event()
        facts = json.loads((order.home / "sheets" / "county.json").read_text("utf-8"))
        self.passphrase = facts["passphrase"]
        chosen = facts["schools"][: order.schools]
        self.schools = [
            School(
                one["code"],
                one["teachers"],
                sheets=order.home / "sheets",
                platform=platform,
                acknowledged=self.acknowledged,
                troubles=self.troubles,
                seed=order.seed * 1000 + number,
            )
            for one in chosen
        ]
        self.idle = [threading.Event() for _ in self.schools]
        self.threads = [
            threading.Thread(target=one.run, args=(self.may_act, self.is_over, idle), daemon=True)
            for one, idle in zip(self.schools, self.idle, strict=True)
        ]
        self._met_full_disk = False
        self._violations_before = len(tally.violations)

    @property
    def is_violated(self) -> bool:
        """Whether something did not hold in this year; then it is over."""
        return len(self.tally.violations) > self._violations_before

    # -- a round --------------------------------------------------------------------------------

    def live(self, until: float) -> None:
        """Rounds until every school has published, the time is over, or something is wrong."""
        power.begin(self.platform.var, self.platform.control)
        self.may_act.set()
        for thread in self.threads:
            thread.start()
        try:
            self.platform.start(self.order.processes)
            while self._is_going_on() and time.monotonic() < until:
                self._round()
                if self.is_violated:
                    return
            self._finish_undisturbed()
            self._end()
        except NotStarted as refused:
            self._found(Violation("the platform starts again", str(refused)))
        finally:
            self.is_over.set()
            self.may_act.set()
            self.platform.kill()
            for thread in self.threads:
                thread.join(70)
            self.tally.answers += Counter(self.troubles.by_status)
            self.tally.acknowledged += self.acknowledged.count
            self.tally.draws += len(self.seen.results)

    def _is_going_on(self) -> bool:
        return any(thread.is_alive() for thread in self.threads)

    def _finish_undisturbed(self) -> None:
        """After everything that went wrong the schools still come to their results."""
        self.platform.set_clock(0)
        before, until = 0, time.monotonic() + SETTLE_SECONDS
        while self._is_going_on() and time.monotonic() < until:
            if self.acknowledged.count != before:
                before, until = self.acknowledged.count, time.monotonic() + SETTLE_SECONDS
            time.sleep(0.5)
        for school, thread in zip(self.schools, self.threads, strict=True):
            if thread.is_alive():
                words = f"{school.code} stands at {school.words}; {school.last_refusal}"
                self._found(Violation("work goes on", words))

    def _round(self) -> None:
        time.sleep(self.dice.seconds(0.5, 12.0))
        kinds = self.order.faults or tuple(FAULTS)
        kind = self.dice.one_of(kinds)
        self.order.say(f"  round {self.tally.rounds + 1}: {kind}  {self._where()}")
        broken = len(self.troubles.broken_pages)
        FAULTS[kind](self)
        self.tally.faults[kind] += 1
        self.tally.rounds += 1
        if not self.platform.is_running:
            self.platform.kill()
            self.platform.start(self.order.processes)
        with self._nobody_acting():
            self._look()
        if kind not in MAY_BREAK_PAGES:
            for page in self.troubles.broken_pages[broken:]:
                self._found(Violation("pages answer", page))
        for school in self.schools:
            if school.refusals_in_a_row > REFUSALS:
                self._found(Violation("work goes on", f"{school.code}: {school.last_refusal}"))

    def _where(self) -> str:
        return " | ".join(f"{one.code} {one.words}" for one in self.schools)

    @contextlib.contextmanager
    def _nobody_acting(self) -> Iterator[None]:
        self.may_act.clear()
        until = time.monotonic() + SETTLE_SECONDS
        for idle, thread in zip(self.idle, self.threads, strict=True):
            while not idle.wait(0.2) and thread.is_alive() and time.monotonic() < until:
                pass
        try:
            yield
        finally:
            self.may_act.set()

    def _look(self) -> None:
        """Look until it holds: a draw or a job may be writing at this moment."""
        found: list[Violation] = []
        for _ in range(8):
            try:
                found = list(
                    invariants.everything(
                        self.platform.var, self.platform.database, self.acknowledged, self.seen
                    )
                )
            except (Unreadable, OSError) as problem:
                found = [Violation("everything can be read", str(problem))]
            if not found:
                return
            time.sleep(1)
        for one in found:
            self._found(one)

    def _found(self, violation: Violation) -> None:
        self.tally.violations.append(violation)
        self.order.say(f"  VIOLATION {violation}")

    # -- the end of a year ----------------------------------------------------------------------

    def _end(self) -> None:
        """Let the worker finish, let the reaper run, and look at everything once more."""
        self.platform.set_clock(0)
        with self._nobody_acting():
            self._let_jobs_end()
            reaped = self.platform.command("-m", "tools.faults.reaping")
            if reaped.returncode:
                self._found(Violation("the reaper runs", reaped.stderr[-800:]))
            for line in reaped.stdout.splitlines():
                self._found(Violation("every kept file can be read back", line))
            self._look()
            allowed = GIVEN_UP | (DISK_FAULTS if self._met_full_disk else frozenset())
            database, var = self.platform.database, self.platform.var
            for one in invariants.jobs_came_to_an_end(database, allows=allowed):
                self._found(one)
            for one in invariants.nothing_is_left_over(var, self.platform.temporary, database):
                self._found(one)
        published = "SELECT COUNT(*) FROM campaigns_cohort WHERE state = 'published'"
        self.tally.published += int(self.platform.database.rows(published)[0][0])

    def _let_jobs_end(self) -> None:
        """Wait for the worker as long as it comes further."""
        question = (
            "SELECT state, done, attempts, worker FROM jobs_jobrun"
            " WHERE state IN ('waiting', 'running') ORDER BY id"
        )
        before, until = None, time.monotonic() + SETTLE_SECONDS
        while time.monotonic() < until:
            left = self.platform.database.rows(question)
            if not left:
                return
            if left != before:
                before, until = left, time.monotonic() + SETTLE_SECONDS
            time.sleep(0.5)

    # -- faults ---------------------------------------------------------------------------------

    def kill_all(self) -> None:
        """Server and worker die at once."""
        self.platform.kill()

    def kill_one(self) -> None:
        """A worker or a web process dies; the server goes on with another."""
        wanted = self.dice.one_of((WORKER, WEB))
        pids = [pid for kind, pid in self.platform.processes() if kind == wanted]
        for pid in pids[:1]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(1.5)

    def kill_at_point(self) -> None:
        """A process dies at a named point; then everything, or only that one."""
        point = self.dice.one_of(POINTS)
        everything = self.dice.below(2) == 0
        self.platform.arm(point, self.dice.below(12))
        until = time.monotonic() + 8
        while not self.platform.has_fired() and time.monotonic() < until:
            time.sleep(0.02)
        if self.platform.has_fired():
            self.tally.points[point] += 1
        self.platform.disarm()
        if everything:
            self.platform.kill()
        else:
            time.sleep(1.5)

    def freeze(self) -> None:
        """Processes stand still for a while, as on a computer that sleeps."""
        wanted = self.dice.one_of((WORKER, WEB, ""))
        pids = [pid for kind, pid in self.platform.processes() if wanted in {"", kind}]
        for sign, pause in ((signal.SIGSTOP, self.dice.seconds(0.5, 6)), (signal.SIGCONT, 0)):
            for pid in pids:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, sign)
            time.sleep(pause)

    def sleep_past_lease(self) -> None:
        """The worker stands still until it counts as dead, and wakes up again."""
        pids = [pid for kind, pid in self.platform.processes() if kind == WORKER]
        for sign, pause in ((signal.SIGSTOP, 33.0), (signal.SIGCONT, 1.0)):
            for pid in pids:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, sign)
            time.sleep(pause)

    def fill_disk(self) -> None:
        """The disk is full for a while; half of the time the platform is killed then."""
        self._met_full_disk = True
        with self.platform.full_disk(self.dice.below(400_000)):
            time.sleep(self.dice.seconds(1, 5))
            if self.dice.below(2):
                self.platform.kill()

    def turn_clock(self) -> None:
        """The clock goes wrong by minutes, hours or days, mostly back; it may stay so."""
        minutes = self.dice.one_of((-1, -20, -60, -600, -3 * 1440, 15, 60))
        self.platform.set_clock(minutes * 60)
        time.sleep(self.dice.seconds(1, 4))
        if self.dice.below(2):
            self.platform.set_clock(0)

    def lose_power(self) -> None:
        """Everything dies and what was not flushed is torn."""
        with self.platform.reading:
            self.platform.kill()
            torn = power.lose_power(self.platform.var, self.platform.control, self.dice)
            self.order.say(f"    {len(torn)} torn: {', '.join(torn[:4])}")
            self.platform.start(self.order.processes)

    def restore(self) -> None:
        """An old backup comes back: first refused by the alarm, then with everybody told."""
        backups = sorted((self.platform.var / "backups").glob("*.sgx"))
        if not backups:
            return
        with self._nobody_acting(), self.platform.reading:
            # A copy that lies elsewhere, as it would on a stick.
            chosen = self.platform.home / "old.sgx"
            shutil.copyfile(self.dice.one_of(backups), chosen)
            self.platform.stop()
            self._restore(chosen)
            self.platform.start(self.order.processes)

    def _restore(self, file: Path) -> None:
        words = self.platform.home / "passphrase.txt"
        words.write_text("\n".join(self.passphrase))
        number, digest = self.platform.database.rows(
            "SELECT sequence, digest FROM audit_audithead"
        )[0]
        command = ["-m", "junheng.cli", "restore", str(file), "--passphrase-file", str(words)]
        command += ["--replace", "--json", "--newest-head", f"{number} {digest}"]
        first = self.platform.command(*command)
        alarmed = first.returncode != 0
        done = self.platform.command(*command, "--despite-alarm") if alarmed else first
        if done.returncode:
            self._found(Violation("a backup can be restored", (done.stdout + done.stderr)[-800:]))
            return
        told = json.loads(done.stdout)
        if int(told["head_sequence"]) < int(number) and not (alarmed and told["has_alarm"]):
            self._found(Violation("the trail tells of a rollback", f"{told['head_sequence']}"))
        self.acknowledged.roll_back(int(told["head_sequence"]))
        for kept in self.platform.var.glob("before-restore-*"):
            shutil.rmtree(kept, ignore_errors=True)
        question = "SELECT COUNT(*) FROM audit_auditentry WHERE event LIKE '%restore%'"
        if not self.platform.database.rows(question)[0][0]:
            self._found(Violation("the trail tells of a rollback", "no entry of the restore"))


FAULTS: Final[dict[str, Callable[[Year], None]]] = {
    "kill-all": Year.kill_all,
    "kill-one": Year.kill_one,
    "kill-at-point": Year.kill_at_point,
    "kill-at-point-2": Year.kill_at_point,
    "freeze": Year.freeze,
    "sleep-past-lease": Year.sleep_past_lease,
    "full-disk": Year.fill_disk,
    "clock": Year.turn_clock,
    "power-loss": Year.lose_power,
    "power-loss-2": Year.lose_power,
    "restore": Year.restore,
}
MAY_BREAK_PAGES: Final = frozenset(("full-disk",))
"""A page may say 500 while the disk is full: a database that cannot write has no other answer."""


def run(order: Order) -> Tally:
    """Live through years until the time is over; one in which something is violated ends there."""
    tally = Tally(order.seed)
    order.home.mkdir(parents=True, exist_ok=True)
    with own_disk(order.home / "disk") as is_own:
        order.say(
            f"seed {order.seed}, {order.kind}, {'a disk of its own' if is_own else 'no mount'}"
        )
        with _template(order) as template:
            until = time.monotonic() + order.seconds
            while time.monotonic() < until:
                _one_year(order, template, tally, until, has_own_disk=is_own)
    return tally


@contextlib.contextmanager
def _template(order: Order) -> Iterator[str]:
    """The county that every year begins with; returns the name of its database on a server."""
    var, database = order.home / "county", None
    if order.kind == "postgresql":
        database = ServerDatabase(order.server, f"test_junheng_faults_{os.getpid()}")
    environment = {name: value for name, value in os.environ.items() if name[:8] != "JUNHENG_"}
    environment |= {"JUNHENG_VAR": str(var), "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    environment |= {"JUNHENG_DATABASE_URL": database.url} if database else {}
    command = [sys.executable, "-m", "tools.faults.county", str(order.home / "sheets")]
    if database or not (order.home / "sheets" / "county.json").exists():
        subprocess.run(command, env=environment, cwd=ROOT, check=True)
    try:
        yield database.name if database else ""
    finally:
        if database:
            database.remove()


def _one_year(
    order: Order, template: str, tally: Tally, until: float, *, has_own_disk: bool
) -> None:
    number = tally.years + 1
    home = order.home / "disk" / f"year-{number}"
    shutil.copytree(order.home / "county", home / "var")
    database: Database = FileDatabase(home / "var" / "junheng.sqlite3")
    if template:
        database = ServerDatabase(order.server, f"{template}_year", template)
    platform = Platform(home, database, free_port(), has_own_disk)
    order.say(f"year {number}")
    try:
        year = Year(order, platform, number, tally)
        year.live(until)
        tally.years += 1
        if year.is_violated or order.keeps:
            kept = order.home / f"kept-year-{number}"
            shutil.copytree(home, kept, ignore=shutil.ignore_patterns("ballast"))
            tally.kept = Kept(kept, year.acknowledged, year.seen)
            order.say(f"kept: {kept}")
    finally:
        platform.kill()
        database.remove()
        shutil.rmtree(home, ignore_errors=True)

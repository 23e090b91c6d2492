"""One year of a county: schools work, faults fall, and what must hold is looked at.

It is made of rounds: schools work for a while, one fault comes, the platform starts again where it
died, and what must hold is looked at while nobody acts. It ends when every school has published or
the time is over; then the schools come to their results undisturbed.
"""

import contextlib
import threading
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from tools.faults import invariants, power
from tools.faults.acknowledged import Acknowledged
from tools.faults.browser import Browser
from tools.faults.database import Unreadable
from tools.faults.dice import Dice
from tools.faults.invariants import Seen, Violation
from tools.faults.kinds import FAULTS, MAY_BREAK_PAGES, OFTENER
from tools.faults.order import Order
from tools.faults.patience import STILL_SECONDS, wait_while_it_moves
from tools.faults.platform import NotStarted, Platform
from tools.faults.schools.actor import Actor
from tools.faults.schools.school import PASSWORD, School, names_of
from tools.faults.schools.troubles import Troubles
from tools.faults.tally import Tally, YearTally
from tools.faults.underfire import acts_now, wait_for_a_rare_one

REFUSALS: Final = 200
REFUSED_SECONDS: Final = 240.0
"""So often in a row, and for so long, the same thing may be refused before it counts as stuck."""
NOTICED_SECONDS: Final = 20.0
"""Whoever is refused for so long looks at the computer's clock, and somebody sets it right."""
LOOKS: Final = 20
"""So often it is looked again before what does not hold is believed."""
ASKED_AGAIN: Final = 20
"""So often, undisturbed, a job may be asked for again before it must come to its end."""
DISK_FAULTS: Final = frozenset(
    ("backup_disk_full", "stored_file_disk_full", "disk_full", "folder_not_writable",
     "backup_folder_not_writable", "stored_file_folder_not_writable", "job_disk_full",
     "job_crashed")
)  # fmt: skip
"""How a job may end that met a full disk."""
GIVEN_UP: Final = frozenset(("job_given_up",))
"""A job over which three workers died says so and waits for a person."""


class Year:
    """`counties.STAGES` has the stage `begun_at` from which `platform`'s copy was made."""

    def __init__(
        self,
        order: Order,
        platform: Platform,
        known: dict[str, Any],
        tally: Tally,
        told: YearTally,
    ) -> None:
        self.order, self.platform, self.tally, self.told = order, platform, tally, told
        self.dice = Dice(order.seed, f"year {told.number}")
        self.acknowledged, self.seen, self.troubles = Acknowledged(), Seen(), Troubles()
        self.may_act, self.is_over = threading.Event(), threading.Event()
        self.passphrase: list[str] = known["passphrase"]
        self.schools = [self._school(one) for one in known["schools"]]
        self.idle = [threading.Event() for _ in self.schools]
        self.threads = [
            threading.Thread(target=one.run, args=(self.may_act, self.is_over, idle), daemon=True)
            for one, idle in zip(self.schools, self.idle, strict=True)
        ]
        self.met_full_disk = False
        self._violations_before = len(tally.violations)

    def _school(self, one: dict[str, Any]) -> School:
        platform, code = self.platform, one["code"]
        return School(
            Actor(
                code,
                one["teachers"],
                platform.sheets,
                {
                    who: Browser(platform.port, name, PASSWORD)
                    for who, name in names_of(code).items()
                },
                platform.database,
                platform.reading,
                self.acknowledged,
                self.troubles,
                self.order.seed * 1000 + self.told.number,
            )
        )

    @property
    def is_violated(self) -> bool:
        """Whether something did not hold in this year; then it is over."""
        return len(self.tally.violations) > self._violations_before

    def found(self, violation: Violation) -> None:
        """Something does not hold."""
        self.tally.violations.append(violation)
        self.order.say(f"  VIOLATION {violation}")

    def note_hit(self, kind: str) -> None:
        """A fault falls now: on whatever is going on."""
        for act in acts_now(self.platform, self.schools) or {""}:
            self.told.fell[kind, act] += 1

    # -- from the beginning to the end ----------------------------------------------------------

    def live(self, until: float) -> None:
        """Rounds until every school has published, the time is over, or something is wrong."""
        power.begin(self.platform.var, self.platform.control)
        try:
            self.platform.start(self.order.processes)
            self.may_act.set()
            for thread in self.threads:
                thread.start()
            while self._goes_on(until):
                self._round()
                if self.is_violated:
                    return
            self._finish_undisturbed()
            self._end()
        except NotStarted as refused:
            self.found(Violation("the platform starts again", str(refused)))
        finally:
            self._sum_up()

    def _goes_on(self, until: float) -> bool:
        has_time = time.monotonic() < until or self.tally.rounds < self.order.least_rounds
        return has_time and self._is_at_work()

    def _is_at_work(self) -> bool:
        return not all(school.has_published() for school in self.schools)

    def _sum_up(self) -> None:
        self.is_over.set()
        self.may_act.set()
        self.platform.kill()
        for thread in self.threads:
            if thread.is_alive():
                thread.join(70)
        for school in self.schools:
            self.told.told.update(school.actor.told)
            self.told.ended_at.append(f"{school.actor.code} {school.state}")
        self.tally.answers += Counter(self.troubles.by_status)
        self.tally.acknowledged += self.acknowledged.count
        self.tally.draws += len(self.seen.results)

    # -- a round --------------------------------------------------------------------------------

    def _round(self) -> None:
        kind = self.dice.one_of(self.order.faults or (*FAULTS, *OFTENER))
        time.sleep(self.dice.seconds(*self.order.work))
        if any(one.actor.refusals.lasted() > NOTICED_SECONDS for one in self.schools):
            self.platform.set_clock(0)
        delay = self.dice.below(1000) / 1000
        wait_for_a_rare_one(
            lambda: acts_now(self.platform, self.schools),
            lambda: not self._is_at_work(),
            self.tally.hits,
            lambda is_long: delay * (3.0 if is_long else 0.2),
        )
        self.tally.rounds += 1
        self.told.rounds += 1
        self.tally.faults[kind] += 1
        self.order.say(f"  round {self.tally.rounds}: {kind}  {self._where()}")
        broken = len(self.troubles.broken_pages)
        FAULTS[kind](self)
        if not self.platform.is_running:
            self.platform.kill()
            self.platform.start(self.order.processes)
        with self.nobody_acting():
            self._look()
        if kind not in MAY_BREAK_PAGES:
            for page in self.troubles.broken_pages[broken:]:
                self.found(Violation("pages answer", page))
        for school in self.schools:
            refused = school.actor.refusals
            if refused.count > REFUSALS and refused.lasted() > REFUSED_SECONDS:
                self.found(Violation("work goes on", f"{school.actor.code}: {refused.last}"))

    def _where(self) -> str:
        return " | ".join(one.words for one in self.schools)

    @contextlib.contextmanager
    def nobody_acting(self) -> Iterator[None]:
        """Let everybody finish what he is sending, and wait."""
        self.may_act.clear()
        for idle, thread in zip(self.idle, self.threads, strict=True):
            while not idle.wait(0.2) and thread.is_alive():
                pass
        try:
            yield
        finally:
            self.may_act.set()

    def _look(self) -> None:
        """Look until it holds: a draw or a job may be writing at this moment."""
        found: list[Violation] = []
        for _ in range(LOOKS):
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
            self.found(one)

    # -- the end of a year ----------------------------------------------------------------------

    def _finish_undisturbed(self) -> None:
        """After everything that went wrong the schools still come to their results."""
        self.platform.set_clock(0)
        database = self.platform.database
        moved = wait_while_it_moves(database, lambda: self._is_stuck() or not self._is_at_work())
        if moved and not self._is_stuck():
            return
        for school in self.schools:
            if not school.has_published():
                words = f"{school.words}; {school.actor.refusals.last}"
                self.found(Violation("work goes on", words))

    def _is_stuck(self) -> bool:
        return any(school.actor.refusals.lasted() > STILL_SECONDS for school in self.schools)

    def _end(self) -> None:
        """Let the worker finish, let the reaper run, and look at everything once more."""
        platform, database = self.platform, self.platform.database
        platform.set_clock(0)
        with self.nobody_acting():
            self._let_jobs_end()
            reaped = platform.command("-m", "tools.faults.reaping")
            if reaped.returncode:
                self.found(Violation("the reaper runs", reaped.stderr[-800:]))
            for line in reaped.stdout.splitlines():
                self.found(Violation("every kept file can be read back", line))
            self._look()
            for one in (
                *self._unended_jobs(),
                *invariants.nothing_is_left_over(platform.var, platform.temporary, database),
                *invariants.discs_are_whole(platform.var, database),
            ):
                self.found(one)
        published = "SELECT COUNT(*) FROM campaigns_cohort WHERE state = 'published'"
        self.tally.published += int(database.rows(published)[0][0])

    def _unended_jobs(self) -> list[Violation]:
        """What never ends; the worker's daily duty may have begun another job just now."""
        allowed = GIVEN_UP | (DISK_FAULTS if self.met_full_disk else frozenset())
        for _ in range(LOOKS):
            found = list(invariants.jobs_came_to_an_end(self.platform.database, allows=allowed))
            if not found or self._has_no_jobs():
                break
            wait_while_it_moves(self.platform.database, self._has_no_jobs)
        return found

    def _let_jobs_end(self) -> None:
        """Wait for the worker; what was given up meanwhile is asked for again, and comes."""
        for _ in range(ASKED_AGAIN):
            wait_while_it_moves(self.platform.database, self._has_no_jobs)
            asked = [school.ask_again_for_what_failed() for school in self.schools]
            if not any(asked):
                return

    def _has_no_jobs(self) -> bool:
        question = "SELECT COUNT(*) FROM jobs_jobrun WHERE state IN ('waiting', 'running')"
        try:
            return not self.platform.database.rows(question)[0][0]
        except Unreadable:
            return False

"""One school from its empty roster to the published result, by the pages that people use.

Whoever acts looks first where the school stands and does the next thing, as people do with the
paper in their hands. What is typed from paper is the same each time for one freeze.
"""

import threading
import time
from collections.abc import Callable
from typing import Final

from tools.faults.browser import Unreachable
from tools.faults.database import Unreadable
from tools.faults.schools import ceremony, lots, results, rosters, teachers, waiting
from tools.faults.schools.actor import PAUSE_SECONDS, Actor
from tools.faults.schools.standing import Standing, look

PASSWORD: Final = "Qinghe-demo-2468"  # noqa: S105 - of the made-up county
DONE: Final = "published"
STEPS: Final[dict[str, Callable[[Actor, Standing], bool]]] = {
    "collecting": rosters.collect,
    "submitted": rosters.approve,
    "approved": teachers.prepare,
    "frozen": ceremony.hold,
    "drawn": lots.draw_lots,
    "teachers_drawn": results.sign,
    "effective": results.publish,
}
"""What comes next in each state of the starting grade."""


def names_of(code: str) -> dict[str, str]:
    """The sign-in names of those who act for a school."""
    return {
        "operator": "operator",
        "reviewer": "reviewer",
        "supervisor": "supervisor",
        "clerk": f"clerk.{code}",
        "principal": f"principal.{code}",
    }


class School:
    """Call `step` again and again, or let `run` do it in a thread."""

    def __init__(self, actor: Actor) -> None:
        self.actor, self.state = actor, ""

    @property
    def words(self) -> str:
        """Where it stands and what was done last."""
        return f"{self.actor.code} {self.state} ({self.actor.words})"

    def step(self) -> str:
        """Do what comes next; returns the state in which the school was found."""
        standing = look(self.actor)
        self.state = standing.state
        if self.state != DONE and not STEPS[self.state](self.actor, standing):
            time.sleep(PAUSE_SECONDS)
        return self.state

    def run(
        self, may_act: threading.Event, is_over: threading.Event, idle: threading.Event
    ) -> None:
        """Act until the harness ends; pause while it says so.

        Whose result is published looks on: an old backup may take it back.
        """
        while not is_over.is_set():
            if not may_act.is_set():
                idle.set()
                may_act.wait(1)
                continue
            idle.clear()
            if self._tried() == DONE:
                idle.set()
                is_over.wait(0.5)
        idle.set()

    def has_published(self) -> bool:
        """Whether nothing is left to be done, as the database says now."""
        try:
            return look(self.actor).state == DONE
        except (Unreadable, LookupError):
            return False

    def ask_again_for_what_failed(self) -> bool:
        """Ask again for a job that ended badly; whether there was one."""
        session = look(self.actor).session
        return session is not None and waiting.ask_again(self.actor, session)

    def _tried(self) -> str:
        try:
            return self.step()
        except Unreachable:
            self.actor.troubles.count("no answer")
            time.sleep(PAUSE_SECONDS)
        except (Unreadable, LookupError):
            time.sleep(PAUSE_SECONDS)
        return ""

"""The people of one school at their browsers: what they see, what they send, what they are told."""

import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from tools.faults.acknowledged import Acknowledged, Fact
from tools.faults.browser import Answer, Browser, Upload
from tools.faults.database import Database, Unreadable
from tools.faults.dice import Dice
from tools.faults.schools.troubles import Refusals, Troubles

PAUSE_SECONDS: Final = 0.25
MIRRORED: Final = (
    "SELECT COUNT(*) FROM assignment_ledgerevent e JOIN assignment_session s"
    " ON s.id = e.session_id WHERE s.code = ? AND e.kind = ?"
)
Question = tuple[str, tuple[Any, ...], int]
"""A question to the database, what it is given, and the number that it must answer at least."""


@dataclass
class Actor:
    """Everybody who acts for one school, and the paper they hold.

    `doing` is the act that is being sent at this moment; `told` counts what was acknowledged.
    """

    code: str
    teachers: list[str]
    sheets: Path
    people: Mapping[str, Browser]
    database: Database
    reading: threading.RLock
    acknowledged: Acknowledged
    troubles: Troubles
    seed: int
    may_void: bool = True
    doing: str = ""
    words: str = ""
    told: "Counter[str]" = field(default_factory=Counter)
    refusals: Refusals = field(default_factory=Refusals)

    def __post_init__(self) -> None:
        self.dice = Dice(self.seed, f"school {self.code}")
        self.wants_void = self.dice.below(3) == 0 and self.may_void

    # -- looking --------------------------------------------------------------------------------

    def one(self, question: str, *given: Any) -> tuple[Any, ...] | None:
        """The first answer of the database."""
        with self.reading:
            found = self.database.rows(question, *given)
        return found[0] if found else None

    def number(self, question: str, *given: Any) -> int:
        """An answer that is one number; 0 where there is none."""
        return int((self.one(question, *given) or (0,))[0])

    def table(self, table: str, columns: str, where: str, *given: Any) -> dict[str, Any] | None:
        """One row by its columns."""
        row = self.one(f"SELECT {columns} FROM {table} WHERE {where}", *given)  # noqa: S608 - ours
        return dict(zip(columns.split(", "), row, strict=True)) if row else None

    def proposal(self, act: str, session: str) -> str | None:
        """An open request for two people; one that ran out is asked for again."""
        question = (
            "SELECT code FROM access_proposal WHERE act = ? AND state = 'open'"
            " AND CAST(what AS TEXT) LIKE ? ORDER BY id DESC"
        )
        found = self.one(question, act, f"%{session}%")
        if found is None or self.refusals.count % 5 == 4:
            return None
        return str(found[0])

    def typed(self, what: str, session: Mapping[str, Any], count: int) -> str:
        """Digits from a paper: the same whenever, and by whomever, they are typed for one freeze.

        A restore may take a year back to before the draw with which its county was prepared.
        """
        paper = f"{what} {session['code']} {session['freeze_number']} {session['freeze_code']}"
        return Dice(0, paper).digits(count)

    # -- acting ---------------------------------------------------------------------------------

    def look_at(self, who: str, page: str) -> None:
        """Open a page and do nothing."""
        self.people[who].get(page)

    def does(
        self,
        act: str,
        who: str,
        page: str,
        action: str = "",
        *,
        files: dict[str, Upload] | None = None,
        fact: Question | None = None,
        until_void_of: str = "",
        shows: int = 302,
        **words: Any,
    ) -> Answer | None:
        """Send a form; the answer when it was what it should be, None when it was refused.

        `fact` is what everybody may rely on from then on.
        """
        self.doing, self.words = act, f"{act} by {who}"
        try:
            answer = self.people[who].send(page, action, files, **words)
        finally:
            self.doing = ""
        if answer.status != shows or answer.target.startswith("/sign-in/"):
            self.troubles.count(str(answer.status))
            self.refusals.add(f"{self.words}: {answer.status} {_sentence(answer.body)}")
            if answer.status >= 500:
                self.troubles.broken_pages.append(self.refusals.last)
            return None
        self.refusals.end()
        self.told[act] += 1
        if fact is not None:
            self._note(fact, until_void_of)
        return answer

    def adds(  # noqa: PLR0917 - as `does`
        self,
        act: str,
        who: str,
        session: Mapping[str, Any],
        kind: str,
        page: str,
        action: str = "",
        **words: Any,
    ) -> bool:
        """Do what puts one event more of this kind into the ledger."""
        given = (session["code"], kind)
        fact = (MIRRORED, given, self.number(MIRRORED, *given) + 1)
        return bool(self.does(act, who, page, action, fact=fact, **words))

    def _note(self, fact: Question, until_void_of: str) -> None:
        question, given, least = fact
        words = f"{self.code}: {self.words}"
        head = None
        while head is None:
            try:
                head = self.one("SELECT sequence, digest FROM audit_audithead")
            except Unreadable:
                time.sleep(PAUSE_SECONDS)
        noted = Fact(words, question, given, least, int(head[0]), until_void_of)
        self.acknowledged.add(noted, str(head[1]))


def _sentence(body: str) -> str:
    """What a page says to the person, as far as it can be found."""
    for mark in ('class="error"', "errorlist", 'role="alert"', "<h1"):
        _, found, rest = body.partition(mark)
        if found:
            words = rest.partition(">")[2].split("</")[0]
            return " ".join(words.replace("<li>", "").split())[:160]
    return ""

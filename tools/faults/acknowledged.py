"""What the platform acknowledged: whoever got the answer may rely on it for ever."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tools.faults.database import Database


@dataclass(frozen=True)
class Fact:
    """At least `least` rows answer `question`; `trail` is how far the trail had come by then."""

    words: str
    question: str
    given: tuple[Any, ...]
    least: int
    trail: int
    until_void_of: str = ""

    def holds(self, database: Database) -> bool:
        """Whether it is still so."""
        return int(database.rows(self.question, *self.given)[0][0]) >= self.least


class Acknowledged:
    """Every fact, and every head of the trail that somebody saw; for all threads."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._facts: list[Fact] = []
        self._heads: dict[int, str] = {}
        self.count = 0

    def add(self, fact: Fact, head: str) -> None:
        """Somebody got an answer, and the trail had this head after it."""
        with self._guard:
            self._facts.append(fact)
            self._heads[fact.trail] = head
            self.count += 1

    def void(self, session: str) -> None:
        """What was said of a freeze that is void does not count any more."""
        with self._guard:
            self._facts = [one for one in self._facts if one.until_void_of != session]

    def roll_back(self, trail: int) -> None:
        """An old backup came back: what came after it is gone, and everybody was told."""
        with self._guard:
            self._facts = [one for one in self._facts if one.trail <= trail]
            self._heads = {number: head for number, head in self._heads.items() if number <= trail}

    @property
    def heads(self) -> dict[int, str]:
        """Digests of the trail by their number."""
        with self._guard:
            return dict(self._heads)

    def lost(self, database: Database) -> Iterator[Fact]:
        """What was acknowledged and is not there."""
        with self._guard:
            facts = list(self._facts)
        yield from (fact for fact in facts if not fact.holds(database))

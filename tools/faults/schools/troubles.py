"""Answers that were no acknowledgement."""

import threading
import time
from dataclasses import dataclass, field


@dataclass
class Troubles:
    """By their status, and which pages broke; for all schools of a year."""

    guard: threading.Lock = field(default_factory=threading.Lock)
    by_status: dict[str, int] = field(default_factory=dict)
    broken_pages: list[str] = field(default_factory=list)

    def count(self, kind: str) -> None:
        """One more of a kind."""
        with self.guard:
            self.by_status[kind] = self.by_status.get(kind, 0) + 1


@dataclass
class Refusals:
    """How long a school is refused the same without anything else happening."""

    count: int = 0
    since: float = 0.0
    last: str = ""

    def add(self, words: str) -> None:
        """Refused once more."""
        if not self.count:
            self.since = time.monotonic()
        self.count += 1
        self.last = words

    def end(self) -> None:
        """Something was done."""
        self.count = 0

    def lasted(self) -> float:
        """For how many seconds; 0 when the last try was not refused."""
        return time.monotonic() - self.since if self.count else 0.0

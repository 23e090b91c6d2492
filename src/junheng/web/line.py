"""The waiting line before the families' door: how many come in each second, and who has to wait.

Every family of a county asks in the same five minutes; the computer answers some tens of them a
second. Without a line each answer waits for all others, until nobody gets one. With it, whoever is
inside is answered at once, and who is not is told a moment at which to ask again. Decision 53.
"""

import threading
from typing import Final

FULL: Final = 0.75
"""Of the server's threads busy on average: from here on fewer are let in."""
EASY: Final = 0.5
"""Below this more are let in, where the door was what held them up."""
SLOWER: Final = 0.9
FASTER: Final = 1.1
USED: Final = 0.8
"""Share of the rate that must really come in before it is raised. A rate that nobody uses, because
those who wait come only at their promised moment, says nothing about what the threads can bear:
raised further and further it would let a whole crowd in at once."""
FEWEST: Final = 1.0
MOST: Final = 1000.0
"""Families a second, whatever the threads say."""
AT_ONCE: Final = 2.0
"""Seconds' worth of families that may come in at one moment: a small crowd needs no line."""
IDLE: Final = 2.0
"""Seconds without anybody coming in, after which the door is open to whoever asks first."""
LOOKS: Final = 1.0
"""Seconds between two looks at the threads."""


class Line:
    """One process's door; used by all its threads.

    Two clocks: `now` never goes back and measures what happens (seconds of the monotonic clock),
    `at` is the time of day in which places are promised (seconds of Unix time), because a family
    may come back to another process or another machine.
    """

    def __init__(self, *, families_a_second: float, threads: int) -> None:
        self.usual = families_a_second
        self.rate = families_a_second
        self.threads = threads
        self._lock = threading.Lock()
        self._busy = 0
        self._busy_seconds = 0.0
        self._changed_at = 0.0
        self._looked_at = 0.0
        self._came_in = 0
        # The next one may come in at; places are promised up to, first and for a second time.
        self._free_at = 0.0
        self._end = 0.0
        self._again = 0.0

    def begin(self, *, now: float) -> None:
        """A thread begins to answer a request, whatever it is about."""
        with self._lock:
            self._count(now)
            self._busy += 1

    def end(self, *, now: float) -> None:
        """A thread has answered."""
        with self._lock:
            self._count(now)
            self._busy -= 1

    def ask(self, promised: float | None, *, now: float, at: float) -> float | None:
        """Ask to come in, with a promised moment or without; None is yes.

        Otherwise the moment of Unix time for which a place is promised.
        """
        with self._lock:
            self._count(now)
            step = 1 / self.rate
            is_idle = self._free_at <= now - IDLE
            if is_idle:  # nobody came: those who had places went home, or the clock was set back
                self._end = min(self._end, at)
            has_room = self._free_at <= now + AT_ONCE
            is_due = promised is not None and promised <= at
            needs_no_line = promised is None and self._end <= at + AT_ONCE
            # The line moves faster than was promised: who asks before the moment need not wait.
            is_ahead = promised is not None and self._free_at <= now
            if has_room and (is_due or needs_no_line or is_ahead or is_idle):
                self._free_at = max(self._free_at, now) + step
                self._came_in += 1
                if promised is None:
                    self._end = max(self._end, at) + step
                return None
            if promised is not None and not is_due:
                return promised
            if promised is not None:  # more were promised than now can be kept: a moment more
                self._again = max(self._again, at + AT_ONCE) + step
                return self._again
            self._end = max(self._end, at) + step
            return self._end

    def waiting(self, *, at: float) -> tuple[int, float]:
        """How many places are promised for moments to come, and how many seconds that is."""
        with self._lock:
            seconds = max(0.0, self._end - at)
            return round(seconds * self.rate), seconds

    def _count(self, now: float) -> None:
        """Add up how busy the threads were, and look at it once a second."""
        self._busy_seconds += self._busy * max(0.0, now - self._changed_at)
        self._changed_at = now
        elapsed = now - self._looked_at
        if elapsed < LOOKS:
            return
        usage = self._busy_seconds / (elapsed * self.threads)
        if usage > FULL:
            self.rate = max(FEWEST, self.rate * SLOWER)
        elif usage < EASY:
            is_used = self._came_in >= USED * self.rate * elapsed
            if is_used or self.rate < self.usual:
                self.rate = min(MOST, self.rate * FASTER)
        self._looked_at, self._busy_seconds, self._came_in = now, 0.0, 0

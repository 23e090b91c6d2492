"""The two things a ceremony takes from outside: the clock and the system's randomness.

Everything below receives them as arguments; only the command line makes the real ones.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

CHINA_TIME = timezone(timedelta(hours=8))


@dataclass(frozen=True)
class Surroundings:
    """The clock and the entropy source of one run."""

    now: Callable[[], datetime]
    entropy: Callable[[int], bytes]

    def timestamp(self) -> str:
        """Now, as the record writes it."""
        return record_moment(self.now())


def record_moment(moment: datetime) -> str:
    """A moment as the record writes it: `YYYY-MM-DDThh:mm:ss+08:00` (SG1 §3.2)."""
    return moment.astimezone(CHINA_TIME).strftime("%Y-%m-%dT%H:%M:%S+08:00")


def real_surroundings() -> Surroundings:
    """The system's clock and randomness."""
    return Surroundings(now=lambda: datetime.now(CHINA_TIME), entropy=os.urandom)  # noqa: TID251 - the one place where the clock enters

"""When a message may go: how fast, how often to one telephone, at what hours, how long to wait.

Pure decisions over values. Hours are those of China.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta, timezone
from typing import Final

CHINA_TIME: Final = timezone(timedelta(hours=8))
_LONGEST_WAIT: Final = timedelta(hours=1)
_SHORTEST_PAUSE: Final = timedelta(seconds=30)
_LONGEST_PAUSE: Final = timedelta(minutes=15)


@dataclass(frozen=True)
class Limits:
    """What the county set; `quiet_from` equal to `quiet_until` is no quiet time."""

    per_minute: int = 60
    per_recipient_per_day: int = 5
    quiet_from: time = time(21, 30)
    quiet_until: time = time(8, 0)
    most_attempts: int = 6
    first_wait: timedelta = timedelta(minutes=1)

    def is_quiet(self, at: datetime) -> bool:
        """Whether people sleep at this moment."""
        now = at.astimezone(CHINA_TIME).time()
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= now < self.quiet_until
        return now >= self.quiet_from or now < self.quiet_until

    def wait_after(self, attempts: int) -> timedelta:
        """How long a message waits after its n-th attempt failed: twice as long each time."""
        return min(self.first_wait * (1 << min(attempts - 1, 16)), _LONGEST_WAIT)


def day_began(at: datetime) -> datetime:
    """Midnight in China before this moment."""
    return at.astimezone(CHINA_TIME).replace(hour=0, minute=0, second=0, microsecond=0)


def pause_after(failures: int, asked: timedelta | None = None) -> timedelta:
    """How long nothing is sent after the gateway failed n times in a row.

    `asked` is what the gateway asked for (Retry-After); it is not believed beyond the longest.
    """
    pause = _SHORTEST_PAUSE * (1 << min(failures - 1, 16))
    return min(max(pause, asked or pause), _LONGEST_PAUSE)

"""Stories told on one moving clock, so that everything in the demo happened in order.

A story is what happens at one place: a generator that yields the moment at which it wants to go on
and gets that moment back. Of all stories the one whose moment comes first goes on.
"""

import heapq
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

Story = Generator[datetime, datetime, None]

CHINA = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Days:
    """Moments of the demo, counted from the moment `now` at which it is made."""

    now: datetime

    @property
    def today(self) -> date:
        """The day on which the demo is made."""
        return self.now.astimezone(CHINA).date()

    def day(self, apart: int) -> date:
        """A day before (negative) or after today."""
        return self.today + timedelta(days=apart)

    def at(self, apart: int, hour: int, minute: int = 0) -> datetime:
        """A moment of another day by the clock on the wall."""
        return datetime.combine(self.day(apart), time(hour, minute), CHINA)

    def ago(self, minutes: int) -> datetime:
        """A moment shortly before now."""
        return self.now - timedelta(minutes=minutes)


def minute_after(moment: datetime, minutes: int = 1) -> datetime:
    """A little later in the same story."""
    return moment + timedelta(minutes=minutes)


def tell(stories: Iterable[Story], *, after_each: Callable[[datetime], None]) -> None:
    """Tell all stories to their ends; `after_each` is called at every moment something happened.

    Raises ValueError when a story wants to go back in time.
    """
    waiting = [(next(story), number, story) for number, story in enumerate(stories)]
    heapq.heapify(waiting)
    while waiting:
        moment, number, story = heapq.heappop(waiting)
        try:
            wanted = story.send(moment)
        except StopIteration:
            after_each(moment)
            continue
        after_each(moment)
        if wanted < moment:
            raise ValueError(f"a story goes back from {moment} to {wanted}")
        heapq.heappush(waiting, (wanted, number, story))

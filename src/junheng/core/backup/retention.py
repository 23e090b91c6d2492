"""Which backups stay: of seven days, four weeks and twelve months the newest each (SG1 §11.5)."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta, timezone
from typing import Final

DAYS: Final = 7
WEEKS: Final = 4
MONTHS: Final = 12
UNTOUCHED_FOR: Final = timedelta(days=1)
_CHINA_TIME: Final = timezone(timedelta(hours=8))

_PERIODS: Final[tuple[tuple[int, Callable[[datetime], object]], ...]] = (
    (DAYS, lambda moment: moment.date()),
    (WEEKS, lambda moment: moment.isocalendar()[:2]),
    (MONTHS, lambda moment: (moment.year, moment.month)),
)


def moments_kept(moments: Iterable[datetime], *, at: datetime) -> frozenset[datetime]:
    """The moments whose backups stay.

    Periods without a backup do not count, so that a computer that stood still for a month does
    not lose its past. What is younger than a day stays whole: before and after each step of a
    ceremony.
    """
    newest_first = sorted(set(moments), reverse=True)
    kept = {moment for moment in newest_first if at - moment < UNTOUCHED_FOR}
    for most, period_of in _PERIODS:
        periods: dict[object, datetime] = {}
        for moment in newest_first:
            periods.setdefault(period_of(moment.astimezone(_CHINA_TIME)), moment)
        kept |= set(list(periods.values())[:most])
    return frozenset(kept)

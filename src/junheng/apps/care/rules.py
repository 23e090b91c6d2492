"""How long the keys of a year must be kept: a pure decision over values."""

from collections.abc import Collection
from datetime import date
from typing import Final

from junheng.profiles import Stage

YEARS_TO_GRADUATION: Final = {Stage.PRIMARY: 6, Stage.JUNIOR: 3}
"""School years from the starting grade to the end of the stage (六三学制)."""

_LAST_MONTH, _LAST_DAY = 8, 31


def kept_until(key_id: str, stages: Collection[Stage], years_after_graduation: int) -> date:
    """The last day of the retention of a year's keys, such as those of `2027` or `2027-2`.

    The youngest children of the year graduate last: they count. Without stages the longest does.
    """
    longest = max(YEARS_TO_GRADUATION[stage] for stage in stages or YEARS_TO_GRADUATION)
    return date(int(key_id[:4]) + longest + years_after_graduation, _LAST_MONTH, _LAST_DAY)

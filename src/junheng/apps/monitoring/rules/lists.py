"""What the locked class lists say of a school, so that nobody fills it in a second time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from junheng.monitoring.columns import stage_key
from junheng.profiles import Stage

GRADES: Final[Mapping[Stage, int]] = {Stage.PRIMARY: 6, Stage.JUNIOR: 3}
LARGEST_CLASS: Final = "largest_class"


@dataclass(frozen=True)
class ListFigures:
    """A starting grade with its classes as they stand after the lock.

    `migrants` is None where the roster did not say; `on_roll` is how many the registered roll
    had when it was last compared, None before.
    """

    year: int
    stage: Stage
    sizes: tuple[int, ...]
    inclusion: int
    migrants: int | None
    on_roll: int | None = None

    @property
    def students(self) -> int:
        """How many children the classes have."""
        return sum(self.sizes)

    @property
    def largest(self) -> int:
        """The largest class."""
        return max(self.sizes, default=0)

    @property
    def inclusion_share(self) -> Fraction | None:
        """Children with special needs among all, exact."""
        return Fraction(self.inclusion, self.students) if self.students else None

    @property
    def migrant_share(self) -> Fraction | None:
        """Children of migrant workers among all, exact; None where it was not asked."""
        if self.migrants is None or not self.students:
            return None
        return Fraction(self.migrants, self.students)


def given_by_lists(lists: Sequence[ListFigures], year: int) -> dict[str, Fraction]:
    """Lines that the lists fill in: the largest class, where every grade of a stage is locked."""
    given: dict[str, Fraction] = {}
    for stage, grades in GRADES.items():
        known = {one.year: one for one in lists if one.stage is stage}
        wanted = range(year - grades + 1, year + 1)
        if all(one in known for one in wanted):
            largest = max(known[one].largest for one in wanted)
            given[stage_key(LARGEST_CLASS, stage)] = Fraction(largest)
    return given


def of_year(lists: Iterable[ListFigures], stage: Stage, year: int) -> ListFigures | None:
    """The list of one starting grade."""
    return next((one for one in lists if one.stage is stage and one.year == year), None)

"""What the county's report says, as plain values; screen, workbook and document print the same."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby


@dataclass(frozen=True)
class CohortLine:
    """A school's starting grade and where it stands.

    `due` is the words of the day by which the next step is to be done. `is_drawn` says that its
    classes are drawn; `is_missing` that the school has not handed in any roster.
    """

    code: str
    school_code: str
    school: str
    grade: str
    kind: str
    state: str
    students: int
    classes: int | None
    next_step: str
    who: str
    due: str
    is_late: bool
    is_exempt: bool
    is_drawn: bool
    is_missing: bool


@dataclass(frozen=True)
class StateCount:
    """How many cohorts are in a state; `value` is its name in addresses."""

    value: str
    label: str
    count: int


@dataclass(frozen=True)
class Coverage:
    """Starting grades that must be drawn, are drawn, and are exempt (CA-01)."""

    title: str
    total: int
    exempt: int
    drawn: int

    @property
    def required(self) -> int:
        """Those with more than one class, or not known to have only one."""
        return self.total - self.exempt

    @property
    def to_do(self) -> int:
        """Required and not drawn yet."""
        return self.required - self.drawn

    @property
    def rate(self) -> str:
        """Drawn out of required in per cent, one decimal, rounded down: 100.0% means all."""
        if not self.required:
            return "—"
        tenths = self.drawn * 1000 // self.required
        return f"{tenths // 10}.{tenths % 10}%"


@dataclass(frozen=True)
class AttributeGap:
    """An attribute at one school: gap achieved and smallest attainable, in students."""

    title: str
    achieved: int
    best: int

    @property
    def is_best(self) -> bool:
        """Whether no smaller gap was attainable."""
        return self.achieved <= self.best


@dataclass(frozen=True)
class CohortBalance:
    """The balance of one drawn cohort, as its public balance report has it.

    `bound_reached` says that no more even assignment exists at all.
    """

    code: str
    school: str
    grade: str
    students: int
    class_sizes: tuple[int, ...]
    gaps: tuple[AttributeGap, ...]
    bound_reached: bool

    @property
    def size_gap(self) -> int:
        """Largest class minus the smallest."""
        return max(self.class_sizes) - min(self.class_sizes)

    @property
    def short(self) -> tuple[AttributeGap, ...]:
        """The attributes whose smallest attainable gap was missed."""
        return tuple(gap for gap in self.gaps if not gap.is_best)


@dataclass(frozen=True)
class AttributeLine:
    """One attribute over all drawn cohorts; the sums are of gaps in students."""

    title: str
    cohorts: int
    at_best: int
    achieved_sum: int
    best_sum: int
    worst: int
    worst_best: int
    worst_school: str

    @property
    def short(self) -> int:
        """Cohorts that missed the smallest attainable gap."""
        return self.cohorts - self.at_best

    @property
    def achieved_mean(self) -> str:
        """Mean gap with two decimals."""
        return _mean(self.achieved_sum, self.cohorts)

    @property
    def best_mean(self) -> str:
        """Mean of the smallest attainable gaps with two decimals."""
        return _mean(self.best_sum, self.cohorts)


def _mean(total: int, count: int) -> str:
    hundredths = (total * 200 + count) // (2 * count)
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def coverage_of(title: str, lines: Sequence[CohortLine]) -> Coverage:
    """Count a group of cohorts."""
    return Coverage(
        title,
        total=len(lines),
        exempt=sum(line.is_exempt for line in lines),
        drawn=sum(line.is_drawn for line in lines),
    )


def attribute_lines(balances: Sequence[CohortBalance]) -> tuple[AttributeLine, ...]:
    """The attributes over all cohorts, in the order in which they first come."""
    order = {gap.title: None for balance in balances for gap in balance.gaps}
    found = sorted(
        ((gap, balance) for balance in balances for gap in balance.gaps),
        key=lambda pair: list(order).index(pair[0].title),
    )
    lines = []
    for title, group in groupby(found, key=lambda pair: pair[0].title):
        pairs = list(group)
        gap, balance = max(
            pairs, key=lambda pair: (pair[0].achieved - pair[0].best, pair[0].achieved)
        )
        lines.append(
            AttributeLine(
                title=title,
                cohorts=len(pairs),
                at_best=sum(one.is_best for one, _ in pairs),
                achieved_sum=sum(one.achieved for one, _ in pairs),
                best_sum=sum(one.best for one, _ in pairs),
                worst=gap.achieved,
                worst_best=gap.best,
                worst_school=f"{balance.school}{balance.grade}",
            )
        )
    return tuple(lines)


@dataclass(frozen=True)
class CountyReport:
    """The county on one page.

    `made_at` is the moment up to which the figures count, local time; `audit_head` the end of the
    audit trail at that moment.
    """

    bureau: str
    title: str
    year: int
    made_at: dt.datetime
    profile: str
    audit_head: str
    states: tuple[StateCount, ...]
    coverages: tuple[Coverage, ...]
    lines: tuple[CohortLine, ...]
    balances: tuple[CohortBalance, ...]

    @property
    def coverage(self) -> Coverage:
        """Of all cohorts together."""
        return self.coverages[0]

    @cached_property
    def attributes(self) -> tuple[AttributeLine, ...]:
        """The attributes over all drawn cohorts."""
        return attribute_lines(self.balances)

    @property
    def late(self) -> tuple[CohortLine, ...]:
        """Those whose next step should be done."""
        return tuple(line for line in self.lines if line.is_late)

    @property
    def missing(self) -> tuple[CohortLine, ...]:
        """Those without a roster."""
        return tuple(line for line in self.lines if line.is_missing)

    @property
    def students(self) -> int:
        """All students."""
        return sum(line.students for line in self.lines)

    @property
    def classes(self) -> int:
        """All classes whose number is known."""
        return sum(line.classes or 0 for line in self.lines)

    @property
    def schools(self) -> int:
        """All schools."""
        return len({line.school_code for line in self.lines})

    @property
    def definitions(self) -> tuple[str, ...]:
        """How the figures are counted (口径)."""
        return (
            "应编：除登记单班免编以外的全部起始年级；已编：电脑编班已经完成（含以后各步）。",
            "覆盖率 = 已编 ÷ 应编，舍去一位小数以后的部分。",
            "差距：同一属性人数最多的班与最少的班相差的人数；可达到的最小差距由班数和人数决定。",
            "人数不足五人的属性按规定不列入。",
        )

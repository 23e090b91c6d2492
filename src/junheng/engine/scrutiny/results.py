"""What a scrutiny says: findings with p-values, what was not tested, how it was computed."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Side = Literal["uneven", "even"]
NullName = Literal["plain", "balanced"]
QuestionKind = Literal[
    "spread",
    "range",
    "largest",
    "top",
    "bottom",
    "absent",
    "pairs",
    "means",
    "highest",
    "neighbours",
    "turns",
    "dealt",
    "dealt_by_mark",
    "teacher_codes",
    "teacher_means",
]
UntestedReason = Literal["constant", "all_different", "mostly_missing"]


WORTH_NAMING = 0.05
"""A finding is named in the words of the report at or below this, adjusted after Holm."""


class Level(StrEnum):
    """The three things a scrutiny can say. None of them is a verdict on a person."""

    NO_SIGN = "no_sign"
    LOOK_CLOSER = "look_closer"
    NOT_CHANCE = "not_chance"


@dataclass(frozen=True, slots=True)
class Histogram:
    """How often the random lists came to what: `counts[i]` between `edges[i]` and `edges[i+1]`."""

    edges: tuple[float, ...]
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Deviation:
    """Where it lies: the class that stands out most, and by how much.

    For a code: `count` positions of it in the class where `expected` were its share; `difference`
    is its share in the class less its share in the other classes. For a measure (`code` None):
    the mean of the class less the mean of the others, in units of the reader. `low` and `high`
    hold the true difference with 95 per cent, for all classes at once.
    """

    school_class: int
    attribute: str
    code: int | None
    count: int
    expected: float
    difference: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Finding:
    """One question about one property, asked on one side.

    `observed` is this list, `mean`, `low` and `high` the mean of the random lists and where 95 per
    cent of them lie, all in the unit of the kind (see docs/method/scrutiny.md). `p_plain` and
    `p_balanced` are under both nulls; `p` is the one that counts, by `judged_by`. `holm` and
    `benjamini_hochberg` are adjusted over all findings of the list that count.
    """

    kind: QuestionKind
    subject: str
    teacher: str | None
    side: Side
    judged_by: NullName
    p: float
    p_plain: float
    p_balanced: float | None
    holm: float
    benjamini_hochberg: float
    observed: float
    mean: float
    low: float
    high: float
    histogram: Histogram
    deviation: Deviation | None


@dataclass(frozen=True, slots=True)
class Untested:
    """A property that no test can say anything about, and why."""

    subject: str
    reason: UntestedReason


@dataclass(frozen=True, slots=True)
class NullRun:
    """How the random lists of one null were made.

    `lists` of them (`lists_closer` where a first look made a longer one worth while, else 0), all
    there are if `is_exact`. For the balanced null: `energy` is how far the list is from the best
    balance of what was declared, `steps` the steps of the walk, `moved` how many changed the list;
    `is_stuck` when the balance leaves too little freedom for any test.
    """

    name: NullName
    lists: int
    lists_closer: int
    is_exact: bool
    energy: int = 0
    steps: int = 0
    moved: int = 0
    is_stuck: bool = False


@dataclass(frozen=True, slots=True)
class Scrutiny:
    """What the tests say about one list.

    `p` is the chance that a list made at random shows anything as striking in any of the findings
    that count. `balance` tells for each declared attribute the gap between the classes and the
    smallest gap possible.
    """

    digest: str
    seed: str
    sizes: tuple[int, ...]
    level: Level
    p: float
    findings: tuple[Finding, ...]
    untested: tuple[Untested, ...]
    nulls: tuple[NullRun, ...]
    balance: tuple[tuple[str, int, int], ...]

    @property
    def striking(self) -> tuple[Finding, ...]:
        """The findings worth a look, the smallest p first, one per property and side."""
        if self.level is Level.NO_SIGN:
            return ()
        kept: dict[tuple[str, str], Finding] = {}
        for one in sorted(self.findings, key=lambda one: one.p):
            if one.holm <= WORTH_NAMING or not kept:
                kept.setdefault((one.subject, one.side), one)
        return tuple(kept.values())


@dataclass(frozen=True, slots=True)
class BySchool:
    """One school among several: its p-value adjusted over all of them, and over all tests.

    `holm_of_tests` and `benjamini_hochberg_of_tests` are in the order of the findings.
    """

    name: str
    scrutiny: Scrutiny
    holm: float
    benjamini_hochberg: float
    holm_of_tests: tuple[float, ...]
    benjamini_hochberg_of_tests: tuple[float, ...]

"""What was done, where the faults fell, and what was found."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from tools.faults.invariants import Violation
from tools.faults.order import Kept


@dataclass
class YearTally:
    """One year: where it began, which acts were acknowledged, which faults fell on which act."""

    number: int
    begun_at: str
    ended_at: list[str] = field(default_factory=list)
    rounds: int = 0
    told: Counter[str] = field(default_factory=Counter)
    fell: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How often a fault of a kind fell while an act was going on; an act of "" is none."""

    def lines(self) -> Iterator[str]:
        """For people."""
        ended = ", ".join(self.ended_at)
        yield f"year {self.number}: from {self.begun_at}, {self.rounds} rounds, to {ended}"
        yield "  acts: " + ", ".join(f"{act} {count}" for act, count in sorted(self.told.items()))
        for act in sorted({act for _, act in self.fell}):
            kinds = sorted((kind, n) for (kind, one), n in self.fell.items() if one == act)
            words = ", ".join(f"{kind} {count}" for kind, count in kinds)
            yield f"  during {act or 'no act'}: {words}"


@dataclass
class Tally:
    """The whole run."""

    seed: int
    rounds: int = 0
    published: int = 0
    draws: int = 0
    acknowledged: int = 0
    years: list[YearTally] = field(default_factory=list)
    faults: Counter[str] = field(default_factory=Counter)
    points: Counter[str] = field(default_factory=Counter)
    answers: Counter[str] = field(default_factory=Counter)
    violations: list[Violation] = field(default_factory=list)
    kept: Kept | None = None

    @property
    def fell(self) -> Counter[tuple[str, str]]:
        """Faults by kind and act, over all years."""
        return sum((one.fell for one in self.years), Counter())

    def hits(self, act: str) -> int:
        """How often a fault fell on an act."""
        return sum(count for (_, one), count in self.fell.items() if one == act)

    def lines(self) -> Iterator[str]:
        """For people."""
        yield f"seed {self.seed}: {len(self.years)} years, {self.rounds} rounds"
        yield (
            f"  {self.acknowledged} acts acknowledged, {self.draws} draws, "
            f"{self.published} results published"
        )
        for words, counted in (
            ("fault", self.faults), ("died", self.points), ("answer", self.answers),
        ):  # fmt: skip
            for kind, count in sorted(counted.items()):
                yield f"  {words} {kind}: {count}"
        for act in sorted({act for _, act in self.fell}):
            yield f"  faults during {act or 'no act'}: {self.hits(act)}"
        yield f"  violations: {len(self.violations)}"
        for found in self.violations:
            yield f"    {found}"

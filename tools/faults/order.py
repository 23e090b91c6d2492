"""What the harness is to do, and what it leaves."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tools.faults.acknowledged import Acknowledged
from tools.faults.counties import STAGES
from tools.faults.invariants import Seen


@dataclass(frozen=True)
class Order:
    """`server` is empty on SQLite; `faults` and `stages` narrow down what happens and where years
    begin; at least `least_rounds` are lived through however slow the computer is.
    """

    seed: int
    seconds: float
    server: str
    schools: int
    home: Path
    say: Callable[[str], None]
    faults: tuple[str, ...] = ()
    stages: tuple[str, ...] = STAGES
    processes: int = 1
    least_rounds: int = 0
    most_years: int = 0
    """End after so many years, whatever time is left; 0: as many as there is time for."""
    work: tuple[float, float] = (1.0, 10.0)
    """Seconds of work between two faults, before the next one is aimed."""
    keeps: bool = False
    """Whether the last year's folder stays, with what was acknowledged in it (`Tally.kept`)."""


@dataclass(frozen=True)
class Kept:
    """The folder of a year that is over, and what everybody saw of it."""

    home: Path
    acknowledged: Acknowledged
    seen: Seen

"""Published tables: an official worked example, and what counties printed (domain §2.7)."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

DATA = Path(__file__).parents[2] / "data" / "indicators"


@dataclass(frozen=True)
class County:
    """One line that a county published: means, deviations or coefficients of a stage."""

    name: str
    stage: str
    kind: str
    values: tuple[Fraction, ...]
    composite: Fraction | None


def counties(kind: str) -> Iterator[County]:
    """The published lines of a kind: mean, sd or CV."""
    with (DATA / "counties.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            if row["kind"] == kind:
                values = tuple(Fraction(row[f"v{n}"]) for n in range(1, 9) if row[f"v{n}"])
                composite = Fraction(row["composite"]) if row["composite"] else None
                yield County(row["county"], row["level"], kind, values, composite)


def books() -> tuple[list[int], list[Fraction]]:
    """Students and books per student of the official example's five schools."""
    with (DATA / "schools.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["school"] != "总计"]
    students = [int(row["enrol_P"]) for row in rows]
    values = [Fraction(int(row["raw_x"]), int(row["enrol_P"])) for row in rows]
    return students, values

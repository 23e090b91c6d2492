"""Coefficients and standards of very many counties: columns of whole numbers beside fractions.

Every county is judged on seven indicators: its coefficients against their limit, its schools
against their standards. The peer judges the same counties one by one in exact fractions; both must
say the same of every county that both judge. Ours runs in a process of its own (Linux), so that
its peak of memory is its own.
"""

import resource
import subprocess
import sys
import time
from fractions import Fraction
from pathlib import Path

import numpy as np

from benchmarks.tables import Report, figure
from junheng.engine.indicators import (
    SchoolColumns,
    coefficients,
    dispersion,
    meets,
    within_limits,
)
from junheng.engine.randomness.suites import INTL

COUNTIES, SCHOOLS, YEARS, INDICATORS = 3_000, 60, 5, 7
QUICK_COUNTIES, PEER_COUNTIES = 300, 30
MOST_SECONDS, MOST_MEGABYTES = 30, 2_000
_LIMIT, _STANDARD = Fraction("0.50"), Fraction("4.2")
_ROOT = Path(__file__).parents[1]


def measure(*, quick: bool) -> Report:
    """Judge every county of five years, then some of them in fractions."""
    report = Report("Indicators of balance")
    counties = QUICK_COUNTIES if quick else COUNTIES
    command = [sys.executable, "-m", "benchmarks.indicators", str(counties * YEARS)]
    done = subprocess.run(command, cwd=_ROOT, check=True, capture_output=True, text=True)  # noqa: S603 - our own module
    seconds, megabytes = map(float, done.stdout.split())
    peer_seconds, is_equal = _in_fractions(PEER_COUNTIES)
    rows = counties * YEARS * SCHOOLS
    ratio = (peer_seconds / (PEER_COUNTIES * SCHOOLS)) / (seconds / rows)
    report.add_table(
        ["way", "school rows", "seconds", "peak, MB", "time a row ÷ ours"],
        [
            ["columns of whole numbers", f"{rows:,}", figure(seconds), figure(megabytes), "1"],
            ["fractions", f"{PEER_COUNTIES * SCHOOLS:,}", figure(peer_seconds), "–", figure(ratio)],
        ],
    )
    report.require(f"{seconds:.1f} s, under {MOST_SECONDS} s", met=seconds < MOST_SECONDS)
    report.require(f"{megabytes:.0f} MB, under {MOST_MEGABYTES}", met=megabytes < MOST_MEGABYTES)
    report.require("both ways say the same of every county", met=is_equal)
    return report


def made_up(counties: int) -> SchoolColumns:
    """Schools of 50 to 2,000 students with stocks that come near the limit in many counties."""
    rows = counties * SCHOOLS
    # One hash stream is enough for figures that nobody draws by.
    block = b"".join(INTL.digest(f"indicators {n}".encode()) for n in range(4096))
    noise = np.frombuffer(block, np.uint16).astype(np.int64)
    students = 50 + np.resize(noise, rows) % 1951
    factors = 400 + np.resize(noise[1:], rows * INDICATORS).reshape(rows, INDICATORS) % 1200
    return SchoolColumns(np.arange(0, rows, SCHOOLS), students, students[:, None] * factors)


def _judge(schools: SchoolColumns) -> tuple[float, np.ndarray]:
    begun = time.perf_counter()
    within = within_limits(schools, [_LIMIT] * INDICATORS)
    meets(schools, [_STANDARD * 200] * INDICATORS)
    coefficients(schools)
    return time.perf_counter() - begun, within


def _in_fractions(counties: int) -> tuple[float, bool]:
    """Seconds, and whether the columns said the same."""
    schools = made_up(counties)
    _, within = _judge(schools)
    begun = time.perf_counter()
    found = [
        [_is_within(schools, county, column) for column in range(INDICATORS)]
        for county in range(counties)
    ]
    return time.perf_counter() - begun, bool((within == np.array(found)).all())


def _is_within(schools: SchoolColumns, county: int, column: int) -> bool:
    rows = slice(county * SCHOOLS, (county + 1) * SCHOOLS)
    students = [int(count) for count in schools.students[rows]]
    stocks = [int(stock) for stock in schools.stocks[rows, column]]
    values = [Fraction(stock, count) for stock, count in zip(stocks, students, strict=True)]
    for value in values:
        _ = value >= _STANDARD * 200
    return dispersion(values, students).is_within(_LIMIT) is True


def main() -> None:
    """Judge so many counties and print seconds and peak memory."""
    seconds, _ = _judge(made_up(int(sys.argv[1])))
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


if __name__ == "__main__":
    main()

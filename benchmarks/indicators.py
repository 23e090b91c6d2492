"""The whole verdict on very many counties: columns of whole numbers beside fractions.

Every county is judged by the national catalogue as `assess` does it: combined schools split,
schools left out, seven standards with their floors, fourteen coefficients against their limits,
all items and vetoes. Not in it: falls and warnings, which compare two years of one county, and
investments. The peer is `assess` itself, in exact fractions; both must say the same of every
county that both judge. Ours runs in a process of its own (Linux), so that its peak of memory is
its own. Making the figures up is not timed; they are made and judged a part at a time.
"""

import resource
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.tables import Report, figure
from junheng.monitoring import Assessment, assess
from junheng.monitoring.many import ManyCounties, ManyFindings, assess_many
from junheng.profiles.indicators import load_catalogue
from tests.monitoring.many_made import figures_of, many_counties

COUNTIES, SCHOOLS, YEARS = 3_000, 60, 5
QUICK_COUNTIES, PEER_COUNTIES, PART = 300, 30, 500
MOST_SECONDS, MOST_MEGABYTES = 30, 2_000
_CATALOGUE = load_catalogue("national-2017")
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


def _judge(counties: int) -> float:
    """Seconds to judge so many counties, a part at a time."""
    seconds = 0.0
    for at in range(0, counties, PART):
        many = many_counties(_CATALOGUE, min(PART, counties - at), SCHOOLS, at)
        begun = time.perf_counter()
        assess_many(_CATALOGUE, many)
        seconds += time.perf_counter() - begun
    return seconds


def _in_fractions(counties: int) -> tuple[float, bool]:
    """Seconds, and whether the columns said the same."""
    many = many_counties(_CATALOGUE, counties, SCHOOLS, 0)
    found = assess_many(_CATALOGUE, many)
    figures = [figures_of(many, county) for county in range(counties)]
    begun = time.perf_counter()
    exact = [assess(_CATALOGUE, one) for one in figures]
    seconds = time.perf_counter() - begun
    return seconds, all(_is_same(many, found, one, at) for at, one in enumerate(exact))


def _is_same(many: ManyCounties, found: ManyFindings, exact: Assessment, county: int) -> bool:
    finding = exact.finding
    rows = range(county * SCHOOLS, (county + 1) * SCHOOLS)
    unmet = {code for code, one in found.unmet.items() if one[county]}
    return (
        {f"{row:06}" for row in rows if found.is_counted[row]}
        == {one.school.code for one in exact.schools}
        and {f"{row:06}" for row in rows if found.is_failing[row]} == set(finding.failing_schools)
        and {key for key, one in found.over_limit.items() if one[county]} == set(finding.over_limit)
        and {key for key, one in found.unknown.items() if one[county]} == set(finding.unknown)
        and unmet == {*finding.unmet_items, *finding.vetoes}
        and bool(found.passes[county]) == finding.passes
    )


def main() -> None:
    """Judge so many counties and print seconds and peak memory."""
    seconds = _judge(int(sys.argv[1]))
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


if __name__ == "__main__":
    main()

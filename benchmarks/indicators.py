"""The whole verdict on very many counties: columns of whole numbers beside fractions.

Every county is judged by the national catalogue as `assess` does it: combined schools split,
schools left out, seven standards with their floors, fourteen coefficients against their limits,
all items and vetoes. Then each year is compared with the one before: what fell, and what is warned
of. Not in it: investments. The peer is `assess`, `trends_of` and `alerts_of` in exact fractions;
both must say the same of every county that both judge. Ours runs in a process of its own (Linux),
so that its peak of memory is its own. Making the figures up is not timed; they are made and judged
a part at a time. Seconds are the processor's: what else the machine does is not in them.
"""

import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from benchmarks.tables import Report, figure
from junheng.monitoring import Assessment, assess
from junheng.monitoring.many import ManyCounties, ManyFindings, ManyValues, judge_many, values_of
from junheng.monitoring.many_years import follow_many
from junheng.profiles.indicators import load_catalogue
from tests.monitoring.many_made import figures_of, many_counties, said_of, told_of

COUNTIES, SCHOOLS, YEARS = 3_000, 60, 5
QUICK_COUNTIES, PEER_COUNTIES, PEER_YEARS, PART = 300, 30, 2, 500
_PEER_ROWS = PEER_COUNTIES * PEER_YEARS * SCHOOLS
MOST_SECONDS, MOST_MEGABYTES = 30, 2_000
_CATALOGUE = load_catalogue("national-2017")
_ROOT = Path(__file__).parents[1]


def measure(*, quick: bool) -> Report:
    """Judge every county of five years, then some of them in fractions."""
    report = Report("Indicators of balance")
    counties = QUICK_COUNTIES if quick else COUNTIES
    command = [sys.executable, "-m", "benchmarks.indicators", str(counties)]
    done = subprocess.run(command, cwd=_ROOT, check=True, capture_output=True, text=True)  # noqa: S603 - our own module
    judging, following, megabytes = map(float, done.stdout.split())
    peer_judging, peer_following, is_equal = _in_fractions(PEER_COUNTIES)
    seconds, rows, peer_rows = judging + following, counties * YEARS * SCHOOLS, _PEER_ROWS
    ratio = ((peer_judging + peer_following) / peer_rows) / (seconds / rows)
    head = ["way", "school rows", "verdicts, s of processor", "falls and warnings, s", "peak, MB"]
    report.add_table(
        [*head, "time a row ÷ ours"],
        [
            [
                "columns of whole numbers",
                f"{rows:,}",
                *map(figure, (judging, following, megabytes)),
                "1",
            ],
            [
                "fractions",
                f"{peer_rows:,}",
                *map(figure, (peer_judging, peer_following)),
                "–",
                figure(ratio),
            ],
        ],
    )
    report.require(f"{seconds:.1f} s, under {MOST_SECONDS} s", met=seconds < MOST_SECONDS)
    report.require(f"{megabytes:.0f} MB, under {MOST_MEGABYTES}", met=megabytes < MOST_MEGABYTES)
    report.require("both ways say the same of every county", met=is_equal)
    return report


def _judge(counties: int) -> tuple[float, float]:
    """Seconds to judge so many counties over the years, and to compare each year with the last.

    A part at a time, all its years.
    """
    judging = following = 0.0
    for at in range(0, counties, PART):
        before: ManyValues | None = None
        for many in _years(min(PART, counties - at), YEARS, at):
            begun = time.process_time()
            now = values_of(_CATALOGUE, many)
            judge_many(_CATALOGUE, now)
            judged = time.process_time()
            if before is not None:
                follow_many(_CATALOGUE, before, now)
            judging += judged - begun
            following += time.process_time() - judged
            before = now
    return judging, following


def _years(counties: int, years: int, seed: int) -> Iterator[ManyCounties]:
    """Years of the same schools."""
    first = many_counties(_CATALOGUE, counties, SCHOOLS, seed)
    for year in range(years):
        many = many_counties(_CATALOGUE, counties, SCHOOLS, seed + year)
        yield replace(many, kinds=first.kinds, seniors=first.seniors)


def _in_fractions(counties: int) -> tuple[float, float, bool]:
    """Seconds for verdicts and for falls and warnings, and whether the columns said the same."""
    before, now = _years(counties, PEER_YEARS, 0)
    values = [values_of(_CATALOGUE, many) for many in (before, now)]
    findings = [judge_many(_CATALOGUE, one) for one in values]
    changes = follow_many(_CATALOGUE, *values)
    figures = [
        [replace(figures_of(many, county), year=at) for at, many in enumerate((before, now))]
        for county in range(counties)
    ]
    begun = time.process_time()
    exact = [[assess(_CATALOGUE, one) for one in years] for years in figures]
    judged = time.process_time()
    told = [told_of(years) for years in exact]
    following = time.process_time() - judged
    is_equal = all(
        _is_same(before, findings[0], years[0], at)
        and _is_same(now, findings[1], years[1], at)
        and said_of(changes, now, at) == told[at]
        for at, years in enumerate(exact)
    )
    return judged - begun, following, is_equal


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
    """Judge so many counties and print seconds, those of the comparison, and peak memory."""
    judging, following = _judge(int(sys.argv[1]))
    print(judging, following, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


if __name__ == "__main__":
    main()

"""How long a draw takes, as a ratio to CP-SAT and to dealing by gender measured beside it.

All times are processor time of one process, so that other work on the machine matters little.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import median

from benchmarks import speed_curve
from benchmarks.balance import excess_range
from benchmarks.intake import key_from, made_up_intake, school_of
from benchmarks.peers import Solution, deal_in_s_shape, solve_merged, solve_naive
from benchmarks.speed_curve import Point
from benchmarks.tables import Report, figure
from junheng.engine.assignment.assign import assign
from junheng.engine.assignment.certificate import certify
from junheng.engine.assignment.dealing import gender_stratified_deals
from junheng.engine.assignment.problem import Problem

# Milliseconds of the prototype per draw, in C and compiled by numba (mean of ten keys).
PROTOTYPE = {
    (90, 2): (2.5, 3.5),
    (180, 4): (4.5, 6.4),
    (360, 8): (6.5, 8.7),
    (500, 10): (11, 15),
    (520, 12): (35, 48),
    (800, 16): (18, 25),
    (1000, 20): (15, 22),
    (1200, 24): (27, 38),
    (2000, 40): (96, 137),
    (5000, 100): (217, 320),
    (20000, 400): (1708, 2591),
}
# Processor seconds of anticlust 0.8.11-1 (R 4.2.2) by an expert's recipe, and its excess.
ANTICLUST = {
    (90, 2): (0.025, "0"),
    (180, 4): (0.031, "0"),
    (360, 8): (0.058, "0"),
    (520, 12): (0.096, "1–2"),
    (800, 16): (0.21, "0"),
    (1200, 24): (0.57, "0"),
    (2000, 40): (1.66, "0"),
}
QUICK = ((90, 2), (360, 8), (500, 10), (520, 12), (1000, 20))
NAIVE = ((90, 2), (360, 8), (520, 12), (1000, 20))
KEYS = 10
SOLVER_SEEDS = 3
DEALS = 20
MERGED_SECONDS = 120
NAIVE_SECONDS = 60
CITY = (200, 500, 10)
CITY_SECONDS = {"C": 4.35, "numba": 6.1}


@dataclass(frozen=True)
class _Timed:
    """Median processor seconds, and the largest excess; seconds None where it ran out of time."""

    seconds: float | None
    excess: int | None

    def cell(self) -> str:
        """Return milliseconds as text."""
        return "not in time" if self.seconds is None else figure(1000 * self.seconds)


@dataclass(frozen=True)
class _Compared:
    """One size of school: the draw and everything that was measured beside it."""

    problem: Problem
    drawn: _Timed
    dealt: _Timed
    merged: _Timed | None
    naive: _Timed | None

    @property
    def size(self) -> tuple[int, int]:
        """Students and classes."""
        return self.problem.position_count, self.problem.class_count

    @property
    def name(self) -> str:
        """How the tables call it."""
        return f"{self.size[0]:,} / {self.size[1]}"

    def times(self, seconds: float | None) -> str:
        """How many draws fit into so many seconds."""
        assert self.drawn.seconds is not None
        return figure(seconds / self.drawn.seconds) if seconds else "–"

    def points(self) -> Iterator[Point]:
        """What the picture shows of this size."""
        anticlust = ANTICLUST.get(self.size)
        for name, seconds in (
            ("draw", self.drawn.seconds),
            ("CP-SAT merged", self.merged.seconds if self.merged else None),
            ("CP-SAT naive", self.naive.seconds if self.naive else None),
            ("anticlust", anticlust[0] if anticlust else None),
            ("dealing by gender", self.dealt.seconds),
        ):
            if seconds:
                yield Point(self.size[0], 1000 * seconds, name)


def measure(*, quick: bool) -> Report:
    """Measure single draws of growing size, then a city; the whole run draws the picture."""
    report = Report("Speed")
    assign(made_up_intake(90, 2), key_from("warm"), kernel="compiled")
    sizes: list[_Compared] = []
    is_solvable = True
    for students, classes in QUICK if quick else PROTOTYPE:
        problem = school_of(students, classes)
        drawn = _draws(problem, 3 if quick else KEYS)
        limit = 10 if quick else MERGED_SECONDS
        merged = _solved(problem, solve_merged, limit) if is_solvable else None
        is_solvable = merged is not None and merged.seconds is not None
        naive = None
        if (students, classes) in (NAIVE[:1] if quick else NAIVE):
            naive = _solved(problem, solve_naive, NAIVE_SECONDS, seeds=1)
        sizes.append(_Compared(problem, drawn, _deals(problem), merged, naive))
        report.require(
            f"{students} students: excess 0, drawn {drawn.excess}", met=drawn.excess == 0
        )
    _add_times(report, sizes)
    _add_excesses(report, sizes)
    if not quick:
        speed_curve.draw(point for size in sizes for point in size.points())
    _add_city(report, schools=10 if quick else CITY[0])
    return report


def _draws(problem: Problem, keys: int) -> _Timed:
    seconds, excesses = [], []
    for number in range(keys):
        key = key_from(f"speed {problem.position_count} {number}")
        begun = time.process_time()
        assignment = assign(problem, key, kernel="compiled")
        seconds.append(time.process_time() - begun)
        excesses.append(excess_range(problem, assignment.classes))
    return _Timed(median(seconds), max(excesses))


def _deals(problem: Problem) -> _Timed:
    columns = [attribute.codes for attribute in problem.attributes]
    deal = partial(gender_stratified_deals, columns[0], problem.class_count)
    seconds = []
    for number in range(DEALS + 1):
        begun = time.process_time()
        deal(1, key_from(f"deal {number}"), [])
        seconds.append(time.process_time() - begun)
    excesses = deal(10 * DEALS, key_from("deals"), columns).excesses
    return _Timed(median(seconds[1:]), round(median(excesses)))


def _solved(
    problem: Problem,
    solve: Callable[[Problem, int, float], Solution],
    limit: float,
    seeds: int = SOLVER_SEEDS,
) -> _Timed:
    seconds, excesses = [], []
    for seed in range(1, seeds + 1):
        begun = time.process_time()
        solution = solve(problem, seed, limit)
        seconds.append(time.process_time() - begun)
        if solution.outcome != "found":
            return _Timed(None, solution.excess)
        excesses.append(solution.excess or 0)
    return _Timed(median(seconds), max(excesses))


def _add_times(report: Report, sizes: Sequence[_Compared]) -> None:
    """How long everything takes, and how the draw grows."""
    rows = []
    for size in sizes:
        assert size.drawn.seconds is not None
        assert size.dealt.seconds is not None
        in_c, in_numba = PROTOTYPE[size.size]
        anticlust = ANTICLUST[size.size][0] if size.size in ANTICLUST else None
        rows.append([
            size.name,
            size.drawn.cell(),
            figure(1e6 * size.drawn.seconds / size.size[0]),
            _time_cell(size.merged),
            size.times(size.merged.seconds if size.merged else None),
            _time_cell(size.naive),
            figure(1000 * anticlust) if anticlust else "–",
            size.times(anticlust),
            size.dealt.cell(),
            figure(size.drawn.seconds / size.dealt.seconds),
            figure(in_c),
            figure(in_numba),
        ])  # fmt: skip
    report.add_table(
        [
            "students / classes",
            "draw, ms",
            "µs a student",
            "CP-SAT merged, ms",
            "÷ draw",
            "CP-SAT naive, ms",
            "anticlust, ms (measured earlier)",
            "÷ draw",
            "dealing by gender, ms",
            "draw ÷ dealing",
            "prototype in C, ms (earlier)",
            "in numba, ms (earlier)",
        ],
        rows,
    )


def _add_excesses(report: Report, sizes: Sequence[_Compared]) -> None:
    """How even each leaves the classes."""
    heads = ["draw", "CP-SAT merged", "CP-SAT naive", "anticlust", "dealing, median", "S-shape"]
    rows = [
        [
            size.name,
            size.drawn.excess,
            _excess_cell(size.merged),
            _excess_cell(size.naive),
            ANTICLUST[size.size][1] if size.size in ANTICLUST else "–",
            size.dealt.excess,
            excess_range(size.problem, deal_in_s_shape(size.problem)),
        ]
        for size in sizes
    ]
    report.add_table(["excess of students / classes", *heads], rows)


def _time_cell(timed: _Timed | None) -> str:
    return timed.cell() if timed else "–"


def _excess_cell(timed: _Timed | None) -> object:
    return "–" if timed is None or timed.excess is None else timed.excess


def _add_city(report: Report, schools: int) -> None:
    """Draw a city's schools one after the other, certificates included."""
    _, students, classes = CITY
    problems = [made_up_intake(students, classes, number) for number in range(schools)]
    begun = time.process_time()
    excesses = []
    for number, problem in enumerate(problems):
        assignment = assign(problem, key_from(f"city {number}"), kernel="compiled")
        excesses.append(certify(problem, assignment).excess_range)
    drawing = time.process_time() - begun
    begun = time.process_time()
    for number, problem in enumerate(problems):
        genders = problem.attributes[0].codes
        gender_stratified_deals(genders, classes, 1, key_from(f"city {number}"), [])
    dealing = time.process_time() - begun
    begun = time.process_time()
    solved = [solve_merged(problem, 1, MERGED_SECONDS).excess == 0 for problem in problems]
    solving = time.process_time() - begun
    report.require(f"excess 0 in all {schools} schools", met=not any(excesses))
    scale = CITY[0] / schools
    report.add_table(
        [
            f"city of {schools} schools × {students} students, {classes} classes each",
            "processor seconds",
            "÷ draw",
            "schools with excess 0",
        ],
        [
            ["draw and certificate", figure(drawing), 1, excesses.count(0)],
            ["dealing by gender", figure(dealing), figure(dealing / drawing), "–"],
            ["CP-SAT merged", figure(solving), figure(solving / drawing), sum(solved)],
            *(
                [f"prototype in {name}, for comparison", figure(seconds / scale),
                 figure(seconds / scale / drawing), "–"]
                for name, seconds in CITY_SECONDS.items()
            ),
        ],
    )  # fmt: skip

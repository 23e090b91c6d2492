"""Is the draw fair? Every best assignment equally often, every class, every neighbour."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from math import sqrt

import numpy as np
import numpy.typing as npt

from benchmarks.chi_square import statistic, survival
from benchmarks.intake import key_from, made_up_intake, school_of
from benchmarks.optima import TINY_ROSTERS, Classes, TinyRoster, best_assignments
from benchmarks.tables import Report, figure
from junheng.engine.assignment.assign import assign, draw_labels
from junheng.engine.assignment.board import Board
from junheng.engine.assignment.kernels import KernelChoice
from junheng.engine.assignment.problem import Problem
from junheng.engine.assignment.run import Run
from junheng.engine.randomness.stream import RandomStream

LEAST_P = 1e-4
"""Below this a hypothesis of chance is given up; with some ten tests one run in a thousand."""

DOUBTFUL_P = 0.01
"""Below this more draws are worth their time: a true bias shows five times as clearly in them."""

AGAIN = 5
TINY_DRAWS = 20_000
SCHOOLS = ((90, 2), (180, 4), (360, 8), (520, 12))
SCHOOL_DRAWS = 2_000
MOST_DISPERSION_OFF = 0.05
SMALL_YEARS = 6
OVERLAP_DRAWS = 40
MOST_OVERLAP = 0.75

_CHUNK = 100
Draw = Callable[[Problem, bytes], Classes]


def measure(*, quick: bool) -> Report:
    """Test the draw on tiny rosters in full, on schools by frequencies."""
    report = Report("Fairness")
    share = 10 if quick else 1
    with ProcessPoolExecutor() as pool:
        _add_tiny_rosters(report, pool, TINY_DRAWS // share)
        _add_schools(report, pool, SCHOOLS[:3] if quick else SCHOOLS, SCHOOL_DRAWS // share)
        _add_overlap(report, pool, OVERLAP_DRAWS // (2 if quick else 1))
    return report


def draw(problem: Problem, key: bytes) -> Classes:
    """Return the classes of the whole draw."""
    return assign(problem, key, kernel="compiled").classes


def draw_without_walk(problem: Problem, key: bytes) -> Classes:
    """Return the result of the search alone, labels drawn: what an optimiser would give."""
    return _search_and_walk(problem, key, is_walked=False)[0]


def _search_and_walk(
    problem: Problem, key: bytes, *, is_walked: bool = True
) -> tuple[Classes, Classes]:
    """Return the classes after the search and after the walk, under the same labels."""
    board, stream = Board(problem), RandomStream(key)
    run = Run(board, stream, KernelChoice("compiled", board, 0))
    run.search()
    if run.energy > run.bound:
        run.anneal()
    searched = run.classes
    if is_walked:
        run.walk()
    labels = draw_labels(problem, run.sizes, stream)
    before, after = (tuple(labels[c] for c in classes) for classes in (searched, run.classes))
    return before, after


def _add_tiny_rosters(report: Report, pool: ProcessPoolExecutor, draws: int) -> None:
    rows = []
    for number, roster in enumerate(TINY_ROSTERS):
        assert len(best_assignments(roster.problem)) == roster.optima
        p, row = _tiny_row(report, pool, roster, f"tiny {number}", draws)
        rows.append(row)
        if p < DOUBTFUL_P:
            rows.append(_tiny_row(report, pool, roster, f"tiny again {number}", AGAIN * draws)[1])
    report.say(
        "Tiny rosters; key of draw i = SHA-256 of the text of the second column and ` i`."
        f" Threshold: p ≥ {LEAST_P}, nothing outside the optima, none never drawn. Where"
        f" p < {DOUBTFUL_P}, the roster is drawn again with {AGAIN} times as many fresh keys."
    )
    report.add_table(
        ["roster, students / classes", "keys", "draws", "optima", "drawn outside", "never drawn",
         "drawn, range", "expected", "χ² (degrees)", "p", "χ² of the search alone"],
        rows,
    )  # fmt: skip


def _tiny_row(
    report: Report, pool: ProcessPoolExecutor, roster: TinyRoster, name: str, draws: int
) -> tuple[float, list[object]]:
    best = best_assignments(roster.problem)
    drawn = _frequencies(pool, draw, roster, name, draws)
    searched = _frequencies(pool, draw_without_walk, roster, name, draws)
    counts = [drawn[classes] for classes in best]
    outside, expected = draws - sum(counts), draws / len(best)
    chi_square = statistic(counts, expected)
    p = survival(chi_square, len(best) - 1)
    of_search = statistic([searched[classes] for classes in best], expected)
    report.require(f"{name}: p = {p:.2g}, least {LEAST_P}", met=p >= LEAST_P)
    report.require(f"{name}: {outside} draws are not optimal", met=outside == 0)
    report.require(f"{name}: an optimum was never drawn", met=min(counts) > 0)
    size = f"{roster.problem.position_count} / {roster.problem.class_count}"
    return p, [
        f"{roster.name}, {size}",
        f"`{name}`",
        f"{draws:,}",
        len(best),
        outside,
        counts.count(0),
        f"{min(counts):,}–{max(counts):,}",
        figure(expected),
        f"{chi_square:.1f} ({len(best) - 1})",
        f"{p:.3f}",
        figure(of_search),
    ]


def _frequencies(
    pool: ProcessPoolExecutor, way: Draw, roster: TinyRoster, name: str, draws: int
) -> Counter[Classes]:
    return Counter(classes for classes in _all_drawn(pool, way, roster.problem, name, draws))


def _all_drawn(
    pool: ProcessPoolExecutor, way: Draw, problem: Problem, name: str, draws: int
) -> Iterator[Classes]:
    chunks = [range(begin, min(begin + _CHUNK, draws)) for begin in range(0, draws, _CHUNK)]
    for chunk in pool.map(partial(_drawn, way, problem, name), chunks):
        yield from chunk


def _drawn(way: Draw, problem: Problem, name: str, numbers: Sequence[int]) -> list[Classes]:
    return [way(problem, key_from(f"{name} {number}")) for number in numbers]


def _add_schools(
    report: Report, pool: ProcessPoolExecutor, schools: Sequence[tuple[int, int]], draws: int
) -> None:
    rows = []
    for students, classes in schools:
        problem = school_of(students, classes)
        name = f"school {students}"
        drawn = np.array(list(_all_drawn(pool, draw, problem, name, draws)))
        p_of_classes = least_p_of_classes(drawn, classes)
        dispersion, pairs = pair_dispersion(problem, drawn)
        allowed = max(MOST_DISPERSION_OFF, 4 * sqrt(2 / pairs))
        rows.append(
            [f"{students} / {classes}", f"{p_of_classes:.3f}", f"{pairs:,}", f"{dispersion:.3f}",
             f"1 ± {allowed:.2f}"]
        )  # fmt: skip
        report.require(
            f"{name}: class frequencies p = {p_of_classes:.2g}, least {LEAST_P}",
            met=p_of_classes >= LEAST_P,
        )
        report.require(
            f"{name}: dispersion {dispersion:.3f}, 1 ± {allowed:.2f}",
            met=abs(dispersion - 1) <= allowed,
        )
    report.say(
        f"Schools, {draws:,} draws each, key of draw i of n students = SHA-256 of `school n i`."
        f" Threshold: p ≥ {LEAST_P}; dispersion within {MOST_DISPERSION_OFF} of 1, or four"
        " standard errors where pairs are few."
    )
    report.add_table(
        ["students / classes", "classes of each student: least p × students",
         "exchangeable pairs, degrees", "dispersion of pairs (1 = chance alone)", "threshold"],
        rows,
    )  # fmt: skip


def least_p_of_classes(drawn: npt.NDArray[np.int64], class_count: int) -> float:
    """Return the smallest p of all students' class frequencies, times the number of students.

    `drawn` holds a line per draw and a column per student.
    """
    draws, students = drawn.shape
    least = 1.0
    for column in drawn.T:
        counts = np.bincount(column, minlength=class_count).tolist()
        chi_square = statistic(counts, draws / class_count)
        least = min(least, students * survival(chi_square, class_count - 1))
    return least


def pair_dispersion(problem: Problem, drawn: npt.NDArray[np.int64]) -> tuple[float, int]:
    """Return how far the counts of shared classes spread, beside chance, and the degrees.

    Students of one kind have equal codes and values; pairs of one kind of pair must share a
    class equally often. If in a draw s of the m pairs of a kind share a class, chance alone adds
    s(1 - s/m) to the expected sum of squares around the mean; the dispersion is the observed sum
    over that, averaged over the kinds by their degrees m - 1.
    """
    students = drawn.shape[1]
    kinds = _kinds(problem)
    first, second = np.triu_indices(students, 1)
    ordered = np.sort(np.stack([kinds[first], kinds[second]]), axis=0)
    _, kind, pairs = np.unique(
        ordered[0] * students + ordered[1], return_inverse=True, return_counts=True
    )
    counts = np.zeros(len(kind))
    expected = np.zeros(len(pairs))
    for classes in drawn:
        shares = classes[first] == classes[second]
        counts += shares
        sharing = np.bincount(kind[shares], minlength=len(pairs))
        expected += sharing * (1 - sharing / pairs)
    means = (np.bincount(kind, weights=counts) / pairs)[kind]
    observed = np.bincount(kind, weights=(counts - means) ** 2)
    usable = expected > 0
    degrees = pairs[usable] - 1
    total = float((degrees * observed[usable] / expected[usable]).sum())
    return total / int(degrees.sum()), int(degrees.sum())


def _kinds(problem: Problem) -> npt.NDArray[np.int64]:
    """Return a number per student, equal for exchangeable ones; linked students stand alone."""
    linked = {m for group in (*problem.together, *problem.apart) for m in group}
    columns = [a.codes for a in problem.attributes] + [q.values for q in problem.numerics]
    numbers: dict[tuple[int, ...], int] = {}
    kinds = []
    for position, codes in enumerate(zip(*columns, strict=True)):
        alone = position + 1 if position in linked else 0
        kinds.append(numbers.setdefault((alone, *codes), len(numbers)))
    return np.array(kinds)


def _add_overlap(report: Report, pool: ProcessPoolExecutor, draws: int) -> None:
    rows = []
    problems = [made_up_intake(50, 3, number) for number in range(SMALL_YEARS)]
    problems += [school_of(students, classes) for students, classes in SCHOOLS]
    for problem in problems:
        students, classes = problem.position_count, problem.class_count
        keys = [key_from(f"overlap {students} {number}") for number in range(draws)]
        pairs = list(pool.map(partial(_search_and_walk, problem), keys))
        kept = overlap(pairs)
        rows.append([f"{students} / {classes}", f"{100 * kept:.0f} %"])
        report.require(
            f"overlap at {students} / {classes}: {kept:.2f}, at most {MOST_OVERLAP}",
            met=kept <= MOST_OVERLAP,
        )
    report.say(
        f"How much of the search result survives the walk, {draws} draws, keys SHA-256 of"
        f" `overlap n i`. Threshold: at most {MOST_OVERLAP:.0%}, the known limit where the set of"
        " best assignments is thin."
    )
    report.add_table(["students / classes", "pairs of the search result kept beyond chance"], rows)


def overlap(pairs: Sequence[tuple[Classes, Classes]]) -> float:
    """Return the share of class-mates after the search who are class-mates after the walk.

    Chance is taken off: 0 means no more than in the walk result of another draw, 1 all of them.
    """
    after_others = [after for _, after in pairs[1:]] + [pairs[0][1]]
    kept = chance = 0.0
    for (before, after), other in zip(pairs, after_others, strict=True):
        kept += _shared(before, after)
        chance += _shared(before, other)
    return (kept - chance) / (len(pairs) - chance)


def _shared(before: Classes, after: Classes) -> float:
    were = np.equal.outer(before, before)
    are = np.equal.outer(after, after)
    students = len(before)
    return float(((were & are).sum() - students) / (were.sum() - students))

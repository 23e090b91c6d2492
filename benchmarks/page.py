"""The re-run of a draw in the page that parents open, beside the engine and the Python verifier.

The page's own core runs in Chromium; all three start from the same leaves, parameters and seed and
must give the same class for every student.
"""

import hashlib
import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Page, sync_playwright

from benchmarks.intake import school_of
from benchmarks.rosters import read_schools
from benchmarks.tables import Report, figure
from junheng.ceremony.drawing import problem_of
from junheng.engine.assignment.assign import assign
from junheng.engine.assignment.problem import Problem
from junheng.engine.randomness.keys import unit_seed
from junheng.engine.randomness.suites import suite_named
from junheng.engine.record.engine_inputs import engine_problem_inputs
from junheng.engine.record.merkle import document_leaf
from junheng.verifier.hashes import SUITES
from junheng.verifier.rerun import drawn_again

Document = dict[str, Any]
CHROMIUM = shutil.which("chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
PAGE = Path(__file__).parents[1] / "src" / "junheng" / "verifier" / "verifier.html"
MOST_SECONDS = {412: 10, 1200: 60}
SEEDS = 5
_DRAW = """([suite, seed, roster, params]) => {
  const begun = performance.now(), groups = drawnAgain(SUITES[suite], unhex(seed), roster, params);
  return [groups, (performance.now() - begun) / 1000];
}"""


def measure(*, quick: bool) -> Report:
    """Draw a school of 412 and a year of 1,200 again, with several seeds in both suites."""
    report = Report("The page that parents open")
    if CHROMIUM is None:
        report.say("Not measured: Chromium is not installed.")
        return report
    schools = (read_schools("junior-high-412.xlsx")[0].problem, school_of(1200, 24))
    core = re.search(r"// CORE-BEGIN\n(.*?)// CORE-END", PAGE.read_text("utf-8"), re.DOTALL)
    assert core is not None
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page()
        page.add_script_tag(content=core[1])
        rows = [
            _row(report, page, problem, suite, 2 if quick else SEEDS)
            for problem in schools
            for suite in ("intl", "gm")
        ]
        browser.close()
    report.add_table(
        [
            "students / classes, suite",
            "page, median s",
            "page, largest s",
            "engine, plain Python, s",
            "page ÷ engine",
            "Python verifier, s",
            "page ÷ Python verifier",
        ],
        rows,
    )
    return report


def _row(report: Report, page: Page, problem: Problem, suite: str, seeds: int) -> list[str]:
    students = problem.position_count
    leaves, params = _as_leaves(problem)
    roster = {document_leaf(suite_named(suite), leaf).hex(): leaf for leaf in leaves}
    taken: list[tuple[float, float, float]] = []
    for number in range(seeds):
        seed = hashlib.sha256(f"page {number}".encode()).digest()
        groups, in_page = page.evaluate(_DRAW, [suite, seed.hex(), roster, params])
        by_engine, in_engine = _timed(_by_engine, suite, seed, roster, params)
        by_verifier, in_verifier = _timed(drawn_again, SUITES[suite], seed, roster, params)
        report.require(
            f"page, engine and verifier agree on {students} students, {suite}, seed {number}",
            met=groups == by_engine == by_verifier,
        )
        taken.append((in_page, in_engine, in_verifier))
    in_page, in_engine, in_verifier = (median(times) for times in zip(*taken, strict=True))
    most = max(times[0] for times in taken)
    limit = MOST_SECONDS[students]
    report.require(f"{students} students in the page in {most:.1f} s", met=most < limit)
    return [
        f"{students:,} / {problem.class_count}, {suite}",
        *map(figure, (in_page, most, in_engine, in_page / in_engine)),
        *map(figure, (in_verifier, in_page / in_verifier)),
    ]


def _timed(work: Callable[..., Any], *given: Any) -> tuple[Any, float]:
    begun = time.perf_counter()
    made = work(*given)
    return made, time.perf_counter() - begun


def _by_engine(
    suite_name: str, seed: bytes, roster: dict[str, Document], params: Document
) -> dict[str, str]:
    suite = suite_named(suite_name)
    key = unit_seed(suite, seed, params["unit"])
    inputs = engine_problem_inputs(suite, list(roster.values()), params, key)
    drawn = assign(problem_of(inputs), inputs.draw_key, kernel="plain")
    classes = inputs.classes_of_leaves(drawn.classes)
    return {leaf: f"G{place + 1}" for leaf, place in zip(roster, classes, strict=True)}


def _as_leaves(problem: Problem) -> tuple[list[Document], Document]:
    """The problem as a frozen roster would hold it."""
    columns = {a.name: a.codes for a in problem.attributes}
    columns |= {q.name: q.values for q in problem.numerics}
    leaves: list[Document] = [
        {
            "_t": "sg1/leaf-s",
            "unit": "000000.page",
            "sid": f"B{position:05}",
            "a": {name: column[position] for name, column in columns.items()},
            "pin": {},
        }
        for position in range(problem.position_count)
    ]
    for kind, groups in (("together", problem.together), ("apart", problem.apart)):
        for label, members in enumerate(groups):
            for position in members:
                leaves[position]["pin"][kind] = f"{kind} {label}"
    params: Document = {
        "unit": "000000.page",
        "k": problem.class_count,
        "attrs": [a.name for a in problem.attributes],
        "weights": {a.name: a.weight for a in problem.attributes},
        "numerics": [
            {"name": q.name, "weight": q.weight, "tolerance": q.tolerance, "unit": q.unit}
            for q in problem.numerics
        ],
        "caps": [
            {"attr": cap.attribute, "code": cap.code, "most": cap.most} for cap in problem.caps
        ],
        "pins": {"together": len(problem.together), "apart": len(problem.apart), "fixed": 0},
    }
    return leaves, params

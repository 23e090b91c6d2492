"""`junheng draw` in a fresh process: from the school's file to the finished folder."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from benchmarks.rosters import FOLDER
from benchmarks.tables import Report, figure

ROSTER = "junior-high-412.xlsx"
CLASSES = "9"
MOST_SECONDS = 3
RUNS = 5
_SOURCES = Path(__file__).parents[1] / "src"


def measure(*, quick: bool) -> Report:
    """Measure wall and processor time, without and with the PDF forms."""
    report = Report("Cold start")
    runs = 2 if quick else RUNS
    rows = []
    for title, options in (("without forms", ["--no-forms"]), ("with forms", [])):
        times = [_draw(options) for _ in range(runs)]
        walls, processors = zip(*times, strict=True)
        rows.append([title, *map(figure, (median(walls), max(walls), median(processors)))])
        if options:
            report.require(
                f"cold draw {title} in {median(walls):.2f} s, under {MOST_SECONDS} s",
                met=median(walls) < MOST_SECONDS,
            )
    report.add_table(
        [
            f"draw of 412 students into {CLASSES} classes, {runs} runs",
            "wall, median s",
            "wall, largest s",
            "processor, median s",
        ],
        rows,
    )
    return report


def _draw(options: list[str]) -> tuple[float, float]:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "junheng.cli", "draw", str(FOLDER / ROSTER)]
        command += ["--classes", CLASSES, "--out", str(Path(folder) / "out"), *options]
        environment = {**os.environ, "PYTHONPATH": str(_SOURCES)}
        before, begun = os.times(), time.perf_counter()
        subprocess.run(  # noqa: S603 - our own program
            command, check=True, capture_output=True, env=environment
        )
        wall, after = time.perf_counter() - begun, os.times()
        processor = after.children_user + after.children_system
        return wall, processor - before.children_user - before.children_system

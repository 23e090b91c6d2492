"""Peak memory of one large draw, in a process of its own (Linux).

Read from the kernel's record of the process: `ru_maxrss` of a child begins at the size of the
parent that started it, and its peak cannot be set back before the draw.
"""

import subprocess
import sys
from pathlib import Path
from typing import Literal

from benchmarks.tables import Report, figure

BEYOND_INTERPRETER = 100
IN_ALL = 500
SIZES = ((1000, 20), (5000, 100), (20000, 400))
MOST_FOR_PLAIN = 5000
_ROOT = Path(__file__).parents[1]
_STATUS = Path("/proc/self/status")
_RESET_PEAK = "5"


def measure(*, quick: bool) -> Report:
    """Measure the peak of draws of growing size."""
    report = Report("Memory")
    rows = []
    for students, classes in SIZES:
        has_plain = not quick and students <= MOST_FOR_PLAIN
        for kernel in ("compiled", "plain") if has_plain else ("compiled",):
            bare, loaded, peak = _in_a_process(students, classes, kernel)
            rows.append(
                [f"{students:,} / {classes}", kernel, *map(figure, (bare, loaded - bare)),
                 figure(peak - loaded), figure(peak)]
            )  # fmt: skip
            size = f"{students:,} students, {kernel}"
            report.require(
                f"{size}: {peak - loaded:.0f} MB for the draw, under {BEYOND_INTERPRETER} MB",
                met=peak - loaded < BEYOND_INTERPRETER,
            )
            report.require(f"{size}: {peak:.0f} MB in all, under {IN_ALL} MB", met=peak < IN_ALL)
    report.add_table(
        [
            "students / classes",
            "kernel",
            "interpreter, MB",
            "imports (with numba and numpy when compiled), MB",
            "draw with problem and certificate, MB",
            "peak in all, MB",
        ],
        rows,
    )
    return report


def _in_a_process(students: int, classes: int, kernel: str) -> tuple[float, float, float]:
    command = [sys.executable, "-m", "benchmarks.memory", str(students), str(classes), kernel]
    done = subprocess.run(  # noqa: S603 - our own module
        command, cwd=_ROOT, check=True, capture_output=True, text=True
    )
    bare, loaded, peak = map(float, done.stdout.split())
    return bare, loaded, peak


def _draw_and_print(students: int, classes: int, kernel: Literal["compiled", "plain"]) -> None:
    """Print megabytes: of the interpreter, with imports and a first draw, at the peak after."""
    bare = _megabytes("VmRSS")
    from benchmarks.intake import key_from, made_up_intake  # noqa: PLC0415 - weighed by itself
    from junheng.engine.assignment.assign import assign  # noqa: PLC0415
    from junheng.engine.assignment.certificate import certify  # noqa: PLC0415

    assign(made_up_intake(90, 2), key_from("memory"), kernel=kernel)
    loaded = _megabytes("VmRSS")
    Path("/proc/self/clear_refs").write_text(_RESET_PEAK, encoding="ascii")
    problem = made_up_intake(students, classes)
    certify(problem, assign(problem, key_from("memory"), kernel=kernel))
    print(bare, loaded, _megabytes("VmHWM"))


def _megabytes(field: str) -> float:
    lines = _STATUS.read_text(encoding="ascii").splitlines()
    kibibytes = next(line.split()[1] for line in lines if line.startswith(f"{field}:"))
    return int(kibibytes) * 1024 / 1e6


if __name__ == "__main__":
    compiled = sys.argv[3] == "compiled"
    _draw_and_print(int(sys.argv[1]), int(sys.argv[2]), "compiled" if compiled else "plain")

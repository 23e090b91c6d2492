"""Every list and every workbench of a county of sixty schools, through the real server.

Each role asks in a browser of its own, one page after the other; a page counts by the role that
waits longest for it. After each answer a bare page of the same server is asked for, so that a page
has a peer that was asked at the same moment, on the same machine with the same load.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from http.client import HTTPConnection, RemoteDisconnected
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.clerks import empty_database, server
from benchmarks.tables import Report, figure

SCHOOLS, STUDENTS, TIMES = 60, 500, 20
QUICK_SCHOOLS, QUICK_STUDENTS, QUICK_TIMES = 12, 60, 3
SLOWEST_MEDIAN_MS = 300.0
BARE_PAGE = "/sign-in/"
NOT_PAGES = frozenset(
    ("schools:template", "students:template", "teachers:template", "adjustments:roll_template")
)


@dataclass
class Asked:
    """Milliseconds of a page by role, those of the bare page beside it, and its size."""

    by_role: dict[str, list[float]] = field(default_factory=dict)
    bare: list[float] = field(default_factory=list)
    size: int = 0

    @property
    def slowest(self) -> list[float]:
        """Of the role that waits longest."""
        return max(self.by_role.values(), key=median)

    @property
    def median(self) -> float:
        """Of the role that waits longest."""
        return median(self.slowest)

    def cells(self) -> list[str]:
        """Median, 95th percentile, ratio to the bare page, kilobytes."""
        ratio = self.median / median(self.bare)
        return [figure(self.median), figure(_p95(self.slowest)), figure(ratio), figure(self.size)]


@dataclass
class Measured:
    """What one database gave: pages, seconds of the acts of a session, megabytes, the load."""

    pages: dict[str, Asked]
    seconds: Mapping[str, float]
    peak_mb: float
    build_seconds: float
    load: float

    def cells_of(self, name: str) -> list[str]:
        """The cells of a page; dashes where no role could open it."""
        return self.pages[name].cells() if name in self.pages else ["–"] * 4

    @property
    def every(self) -> list[float]:
        """Every answer of every role."""
        return [one for page in self.pages.values() for of in page.by_role.values() for one in of]

    @property
    def bare(self) -> list[float]:
        """Every answer of the bare page."""
        return [one for page in self.pages.values() for one in page.bare]


def measure(*, quick: bool) -> Report:
    """Measure on SQLite, and on PostgreSQL where a server answers."""
    report = Report("Pages of a county")
    schools = QUICK_SCHOOLS if quick else SCHOOLS
    students = QUICK_STUDENTS if quick else STUDENTS
    times = QUICK_TIMES if quick else TIMES
    report.say(
        f"{schools} schools with {students} children each, two thirds of them drawn in one session "
        "and locked, 100,000 events in the trail; each page "
        f"{times} times by every role that may "
        "open it, through the real server (milliseconds of the role that waits longest; ÷ bare: "
        "its median by that of the sign-in page, which was asked for after each answer)."
    )
    found: dict[str, Measured] = {}
    for kind in ("SQLite", "PostgreSQL"):
        with empty_database(kind) as url:
            if url is None:
                report.say("No PostgreSQL answers here.")
                continue
            _tell(f"{kind}:")
            found[kind] = _measured(url, schools, students, times)
        slow = {
            name: round(page.median)
            for name, page in found[kind].pages.items()
            if page.median > SLOWEST_MEDIAN_MS
        }
        report.require(f"{kind}: every page in 300 ms {slow}", met=not slow)
    _add_tables(report, found)
    return report


def _add_tables(report: Report, found: Mapping[str, Measured]) -> None:
    header = ["page", "roles"]
    for kind in found:
        header += [f"{kind} median", "p95", "÷ bare", "kB"]
    first = next(iter(found.values()))
    rows = [
        [name, len(page.by_role)] + [cell for one in found.values() for cell in one.cells_of(name)]
        for name, page in first.pages.items()
    ]
    report.add_table(header, rows)
    report.add_table(
        ["database", "answers", "median, ms", "p95, ms", "largest, ms", "bare page, ms",
         "server at its peak, MB", "county made in, s", "load of the machine"],
        [
            [kind, f"{len(one.every):,}", figure(median(one.every)), figure(_p95(one.every)),
             figure(max(one.every)), figure(median(one.bare)), figure(one.peak_mb),
             figure(one.build_seconds), figure(one.load)]
            for kind, one in found.items()
        ],
    )  # fmt: skip
    report.say("Acts of the drawn session, each carried out once, in seconds:")
    report.add_table(
        ["database", *first.seconds],
        [[kind, *map(figure, one.seconds.values())] for kind, one in found.items()],
    )


def _measured(url: str, schools: int, students: int, times: int) -> Measured:
    with TemporaryDirectory(prefix="junheng-bench-") as folder, ExitStack() as stack:
        environment = {
            **os.environ,
            "JUNHENG_VAR": folder,
            "JUNHENG_DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "junheng.web.settings",
        }
        if not url:
            environment.pop("JUNHENG_DATABASE_URL")
        begun = time.monotonic()
        made = subprocess.run(  # noqa: S603 - our own module
            [sys.executable, "-m", "benchmarks.pages_county", str(schools), str(students)],
            env=environment,
            stdout=subprocess.PIPE,
            check=True,
            text=True,
        )
        built = time.monotonic() - begun
        county = json.loads(made.stdout.splitlines()[-1])
        port = stack.enter_context(server(environment))
        pages = _all_pages(port, county, times)
        return Measured(pages, county["seconds"], _peak_mb(), built, os.getloadavg()[0])


def _all_pages(port: int, county: Mapping[str, Any], times: int) -> dict[str, Asked]:
    """Page by page, each by every role; each page is told as soon as it is measured."""
    pages: dict[str, Asked] = {}
    browsers = {
        role: _Browser(port, session) for role, session in sorted(county["browsers"].items())
    }
    nobody = _Browser(port, "")
    for page in county["pages"]:
        if page["name"] in NOT_PAGES:
            continue
        asked = Asked()
        for role, browser in browsers.items():
            spent = list(_times_of(browser, nobody, page["path"], times, asked))
            if spent:
                asked.by_role[role] = spent
        if asked.by_role:
            pages[page["name"]] = asked
            _tell(f"  {page['name']}: {asked.median:.0f} ms ({_p95(asked.slowest):.0f})")
    return pages


def _times_of(
    browser: "_Browser", nobody: "_Browser", path: str, times: int, asked: Asked
) -> Iterator[float]:
    """Milliseconds of each answer but the first, which reads templates; nothing where refused."""
    for turn in range(times + 1):
        status, spent, size = browser.ask(path)
        if status >= 500:
            raise RuntimeError(f"{path}: {status}")
        if status != 200:
            return
        asked.size = max(asked.size, size)
        _, bare, _ = nobody.ask(BARE_PAGE)
        if turn:
            asked.bare.append(bare)
            yield spent


class _Browser:
    """A connection with the cookie of one role, or of nobody."""

    def __init__(self, port: int, session: str) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=120)
        self._headers = {"Cookie": f"junheng={session}"} if session else {}

    def ask(self, path: str) -> tuple[int, float, float]:
        """Status, milliseconds to the last byte, kilobytes."""
        try:
            return self._ask(path)
        except (BrokenPipeError, ConnectionResetError, RemoteDisconnected):
            # The server closes what was idle while other roles asked.
            self._connection.close()
            return self._ask(path)

    def _ask(self, path: str) -> tuple[int, float, float]:
        clock = time.perf_counter()
        self._connection.request("GET", path, headers=self._headers)
        answer = self._connection.getresponse()
        content = answer.read()
        return answer.status, (time.perf_counter() - clock) * 1000, len(content) / 1000


def _peak_mb() -> float:
    """Megabytes of the server and the processes below it, each at its own peak; Linux only."""
    parents: dict[int, int] = {}
    peaks: dict[int, int] = {}
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
        except OSError:
            continue  # ended while we looked
        process = int(status.parent.name)
        parents[process] = int(lines["PPid"])
        peaks[process] = int(lines.get("VmHWM", "0 kB").split()[0])
    below, new = set[int](), {os.getpid()}
    while new:
        new = {process for process, parent in parents.items() if parent in new} - below
        below |= new
    return sum(peaks[process] for process in below) / 1000


def _p95(spent: Sequence[float]) -> float:
    return quantiles(spent, n=20, method="inclusive")[-1]


def _tell(words: str) -> None:
    print(words, file=sys.stderr, flush=True)

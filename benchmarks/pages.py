"""Every list and every workbench of a county of sixty schools, through the real server.

Each role asks in a browser of its own, one page after the other; a page counts by the role that
waits longest for it.
"""

import json
import os
import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from http.client import HTTPConnection
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.clerks import empty_database, server
from benchmarks.tables import Report, figure

SCHOOLS, STUDENTS, TIMES = 60, 500, 10
QUICK_SCHOOLS, QUICK_STUDENTS, QUICK_TIMES = 6, 60, 3
SLOWEST_MEDIAN_MS = 300.0
NOT_PAGES = frozenset(("schools:template", "students:template", "teachers:template"))


def measure(*, quick: bool) -> Report:
    """Measure on SQLite, and on PostgreSQL where a server answers."""
    report = Report("Pages of a county")
    schools = QUICK_SCHOOLS if quick else SCHOOLS
    students = QUICK_STUDENTS if quick else STUDENTS
    times = QUICK_TIMES if quick else TIMES
    report.say(
        f"{schools} schools with {students} children each, two thirds of them drawn in one session "
        f"and locked, 100,000 events in the trail; each page {times} times by every role that may "
        "open it, through the real server (milliseconds of the role that waits longest)."
    )
    asked: dict[str, dict[str, Asked]] = {}
    for kind in ("SQLite", "PostgreSQL"):
        with empty_database(kind) as url:
            if url is None:
                report.say("No PostgreSQL answers here.")
                continue
            begun = time.monotonic()
            asked[kind] = _measured(url, schools, students, times)
            spent = time.monotonic() - begun
        print(f"pages, {kind}: {spent:.0f} s", file=sys.stderr, flush=True)
        slow = [page for page, one in asked[kind].items() if one.median > SLOWEST_MEDIAN_MS]
        report.require(f"{kind}: every page in 300 ms {slow}", met=not slow)
    header = ["page", "roles"]
    for kind in asked:
        header += [f"{kind} median", "p95", "kB"]
    rows = [
        [page, len(first.by_role)] + [cell for kind in asked for cell in asked[kind][page].cells()]
        for page, first in next(iter(asked.values())).items()
    ]
    report.add_table(header, rows)
    return report


@dataclass
class Asked:
    """Milliseconds of a page by role, and its size."""

    by_role: dict[str, list[float]] = field(default_factory=dict)
    size: int = 0

    @property
    def median(self) -> float:
        """Of the role that waits longest."""
        return max(median(one) for one in self.by_role.values())

    def cells(self) -> list[str]:
        """Median, 95th percentile, kilobytes."""
        slowest = max(quantiles(one, n=20, method="inclusive")[-1] for one in self.by_role.values())
        return [figure(self.median), figure(slowest), figure(self.size / 1000)]


def _measured(url: str, schools: int, students: int, times: int) -> dict[str, Asked]:
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
        print(f"county: {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
        county = json.loads(made.stdout.splitlines()[-1])
        port = stack.enter_context(server(environment))
        return _all_pages(port, county, times)


def _all_pages(port: int, county: dict[str, Any], times: int) -> dict[str, Asked]:
    asked: dict[str, Asked] = {}
    for role, session in county["browsers"].items():
        connection = HTTPConnection("127.0.0.1", port, timeout=120)
        headers = {"Cookie": f"junheng={session}"}
        for page in county["pages"]:
            if page["route"] in NOT_PAGES:
                continue
            for turn in range(times + 1):
                clock = time.perf_counter()
                connection.request("GET", page["path"], headers=headers)
                answer = connection.getresponse()
                content = answer.read()
                spent = (time.perf_counter() - clock) * 1000
                if answer.status >= 500:
                    raise RuntimeError(f"{page['path']} as {role}: {answer.status}")
                if answer.status != 200:
                    break
                one = asked.setdefault(page["route"], Asked())
                one.size = max(one.size, len(content))
                if turn:  # the first answer reads templates
                    one.by_role.setdefault(role, []).append(spent)
        connection.close()
    return asked

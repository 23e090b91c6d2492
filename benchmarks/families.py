"""The evening of publication: every family of a county asks at once, from a telephone.

Arrivals are open-loop: families come when they come, whether or not the server keeps up, half of
them in the first sixth of the time. Each makes a connection of its own, opens the front page with
its style sheets, signs in, looks at its child and takes the ticket; who is given a place in line
hangs up and asks again when its page says so. The generator runs on the same machine.

`python -m benchmarks.families --minutes 30 --scale 1` is the evening of 60,000 families; fewer
minutes keep its rate, so that half a minute tells already. `--scale` makes the rate itself smaller
or larger.
"""

import argparse
import asyncio
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Awaitable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.clerks import empty_database, server
from benchmarks.tables import Report, figure

FAMILIES, EVENING_MINUTES = 60_000, 30.0
PEAK_SHARE, PEAK_PART = 0.5, 1 / 6
QUICK_MINUTES = 0.5
DATABASES = ("SQLite", "PostgreSQL")
CHILDREN_A_SCHOOL = 500
MOST_CHILDREN = 30_000
"""More are not made: two guardians of one child are two families too."""
SIGN_INS, AT_ONCE = 1500, 8
"""For the rate of sign-ins alone: so many, by so many browsers at once."""

SLOWEST_P99_MS = 3000.0
STEPS = ("front page", "styles", "sign-in", "child page", "ticket")
LINE = "line"
_TOKEN = re.compile(rb'csrfmiddlewaretoken" value="([A-Za-z0-9]+)"')
_REFRESH = re.compile(rb'http-equiv="refresh" content="(\d+)"')
_STYLES = re.compile(rb'<link rel="stylesheet" href="([^"]+)"')
REQUESTS = {"styles": 2}
"""Of a step, where it is not one; a page that names more or fewer style sheets is an error."""
_PATIENCE_SECONDS = 60.0


def measure(
    *,
    quick: bool,
    minutes: float | None = None,
    scale: float = 1.0,
    kinds: Sequence[str] = DATABASES,
    options: Sequence[str] = ("--processes", "2"),
) -> Report:
    """Measure on SQLite, and on PostgreSQL where one answers; `options` are those of `serve`."""
    minutes = minutes or (QUICK_MINUTES if quick else EVENING_MINUTES)
    count = max(20, round(FAMILIES * scale * minutes / EVENING_MINUTES))
    report = Report("The evening of publication")
    report.say(
        f"{count:,} families in {minutes:g} minutes, half of them in the first "
        f"{60 * minutes * PEAK_PART:.0f} seconds; each opens the front page with its styles, "
        "signs in, looks at its child and takes the ticket, over a connection of its own. "
        "Open-loop arrivals from the same machine. "
        f"Server: {' '.join(options)}, four threads each; load "
        f"{' '.join(f'{one:.1f}' for one in os.getloadavg())} before."
    )
    rows = []
    for kind in kinds:
        with empty_database(kind) as url:
            if url is None:
                report.say("No PostgreSQL answers here.")
                continue
            found = _measured(url, count, minutes, options)
        rows += found.rows(kind)
        report.require(f"{kind}: no error {found.reasons}", met=not found.errors)
        slowest = max(found.percentile(99, step) for step in STEPS)
        report.require(f"{kind}: p99 under 3 s ({slowest:.0f} ms)", met=slowest < SLOWEST_P99_MS)
        report.say(
            f"{kind}: {found.sign_ins_a_second:.0f} sign-ins a second where nothing else is asked "
            f"({AT_ONCE} browsers at once, each waiting for its answer)."
        )
    report.add_table(
        ["database, part of the evening", "families/s", "requests/s", "p50 ms", "p99 ms",
         *(f"{step} p99" for step in STEPS), "in line", "wait p50 s", "wait max s", "errors"],
        rows,
    )  # fmt: skip
    return report


@dataclass
class Found:
    """Milliseconds of every answer: (part of the evening, step) → list; and who stood in line.

    `waited` has the seconds of each family that was given a place, by part of the evening.
    """

    minutes: float
    spent: dict[tuple[str, str], list[float]] = field(default_factory=dict)
    last_at: dict[str, float] = field(default_factory=dict)
    first_at: dict[str, float] = field(default_factory=dict)
    waited: dict[str, list[float]] = field(default_factory=dict)
    failures: dict[str, int] = field(default_factory=dict)
    reasons: dict[str, int] = field(default_factory=dict)
    sign_ins_a_second: float = 0.0

    @property
    def errors(self) -> int:
        """Answers that were none, or wrong ones."""
        return sum(self.failures.values())

    def note(self, part: str, step: str, begun: float, ended: float) -> None:
        """Add one answer."""
        self.spent.setdefault((part, step), []).append((ended - begun) * 1000)
        self.first_at[part] = min(begun, self.first_at.get(part, begun))
        self.last_at[part] = max(ended, self.last_at.get(part, ended))

    def percentile(self, percent: int, step: str, part: str = "") -> float:
        """Of a step (empty: all), in one part of the evening or the whole of it."""
        times = [
            one
            for (its_part, its_step), many in self.spent.items()
            if part in {"", its_part} and step in {"", its_step}
            for one in many
        ]
        if len(times) < 2:
            return times[0] if times else 0.0
        return quantiles(times, n=100, method="inclusive")[percent - 1]

    def rows(self, kind: str) -> list[list[object]]:
        """A line for the peak, one for the rest."""
        lines: list[list[object]] = []
        for part in ("peak", "after"):
            seconds = self.last_at.get(part, 0.0) - self.first_at.get(part, 0.0) or 1.0
            answers = sum(
                len(many) * REQUESTS.get(step, 1)
                for (one, step), many in self.spent.items()
                if one == part
            )
            families = len(self.spent.get((part, STEPS[-1]), []))
            lines.append(
                [
                    f"{kind}, {part}",
                    figure(families / seconds),
                    figure(answers / seconds),
                    figure(self.percentile(50, "", part)),
                    figure(self.percentile(99, "", part)),
                    *(figure(self.percentile(99, step, part)) for step in STEPS),
                    *self._line(part),
                    self.failures.get(part, 0),
                ]
            )
        return lines

    def _line(self, part: str) -> list[object]:
        """How many families of a part stood in line; median and longest wait in seconds."""
        waits = self.waited.get(part, [])
        if not waits:
            return [0, "–", "–"]
        return [f"{len(waits):,}", figure(median(waits)), figure(max(waits))]


def arrivals(count: int, minutes: float) -> Iterator[tuple[str, float]]:
    """(part, seconds after the beginning) of each family: evenly spread within its part."""
    peak, whole = round(count * PEAK_SHARE), minutes * 60
    ends = whole * PEAK_PART
    for number in range(peak):
        yield "peak", ends * number / peak
    for number in range(count - peak):
        yield "after", ends + (whole - ends) * number / (count - peak)


def _measured(url: str, count: int, minutes: float, options: Sequence[str]) -> Found:
    with published_county(url, min(count, MOST_CHILDREN), *options) as (port, families):
        one_second = families[: max(1, AT_ONCE)]
        asyncio.run(_evening(port, one_second, [("warm", 0.0)] * len(one_second), Found(0.0)))
        found = Found(minutes)
        asyncio.run(_evening(port, families, list(arrivals(count, minutes)), found))
        found.sign_ins_a_second = asyncio.run(_sign_ins_alone(port, families))
    return found


@contextmanager
def published_county(
    url: str, children: int, *options: str
) -> Iterator[tuple[int, list[list[str]]]]:
    """A server with a published county: its port, and code and last six of every family.

    `options` are given to `serve`.
    """
    schools = max(1, round(children / CHILDREN_A_SCHOOL))
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
        size = max(60, children // schools)
        made = subprocess.run(  # noqa: S603 - our own module
            [sys.executable, "-m", "benchmarks.families_county", str(schools), str(size)],
            env=environment,
            stdout=subprocess.PIPE,
            check=True,
            text=True,
        )
        print(f"county: {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
        families = json.loads(made.stdout.splitlines()[-1])["families"]
        yield stack.enter_context(server(environment, *options)), families


async def _evening(
    port: int,
    families: Sequence[Sequence[str]],
    times: Sequence[tuple[str, float]],
    found: Found,
) -> None:
    begun = time.perf_counter()
    running = set()
    for number, (part, after) in enumerate(times):
        ahead = begun + after - time.perf_counter()
        if ahead > 0:
            await asyncio.sleep(ahead)
        task = asyncio.create_task(_family(port, families[number % len(families)], part, found))
        running.add(task)
        task.add_done_callback(running.discard)
    await asyncio.gather(*running)


async def _family(port: int, family: Sequence[str], part: str, found: Found) -> None:
    telephone, step, arrived = Telephone(port), STEPS[0], time.perf_counter()
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS) as patience:
            for step, ask in zip(STEPS, telephone.way(*family), strict=True):
                begun = time.perf_counter()
                await _right(ask(), step)
                while telephone.told_to_wait:
                    found.note(part, LINE, begun, time.perf_counter())
                    telephone.close()
                    # The time in line is shown beside: patience is for answers that do not come.
                    patience.reschedule((patience.when() or 0.0) + telephone.told_to_wait)
                    await asyncio.sleep(telephone.told_to_wait)
                    begun = time.perf_counter()
                    await _right(ask(), step)
                found.note(part, step, begun, time.perf_counter())
                if step == STEPS[0] and telephone.stood_in_line:
                    found.waited.setdefault(part, []).append(begun - arrived)
    except (OSError, ValueError, TimeoutError, asyncio.IncompleteReadError) as problem:
        found.failures[part] = found.failures.get(part, 0) + 1
        # A family that waited a minute in all for its answers gives up: TimeoutError.
        reason = f"{type(problem).__name__} at the {step}"
        found.reasons[reason] = found.reasons.get(reason, 0) + 1
    finally:
        telephone.close()


async def _right(asked: Awaitable[bool], step: str) -> None:
    """Wait for an answer; ValueError names the step whose answer was wrong."""
    if not await asked:
        raise ValueError(step)


async def _sign_ins_alone(port: int, families: Sequence[Sequence[str]]) -> float:
    """Sign-ins a second, by browsers that do nothing else."""
    share = SIGN_INS // AT_ONCE

    async def browser(number: int) -> None:
        telephone = Telephone(port)
        await telephone.front()
        for turn in range(share):
            family = families[(number * share + turn) % len(families)]
            await _right(telephone.sign_in(*family), "sign-in")
        telephone.close()

    begun = time.perf_counter()
    await asyncio.gather(*(browser(number) for number in range(AT_ONCE)))
    return share * AT_ONCE / (time.perf_counter() - begun)


class Telephone:
    """One connection with its cookies; no more of HTTP than these pages need."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self.token = ""
        self.told_to_wait = 0
        self.stood_in_line = False
        self._styles: list[bytes] = []
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    def way(self, code: str, last_six: str) -> tuple[Any, ...]:
        """What a family asks for, each of which says whether the answer was right."""
        return (
            self.front,
            self.styles,
            lambda: self.sign_in(code, last_six),
            self.child,
            self.ticket,
        )

    async def front(self) -> bool:
        """The front page, with the token that its form needs; or a place in the line before it."""
        status, body = await self._ask("GET", "/child/")
        refresh = _REFRESH.search(body)
        self.told_to_wait = int(refresh[1]) if refresh else 0
        if self.told_to_wait:
            self.stood_in_line = True
            return status == 200
        token = _TOKEN.search(body)
        self.token = token[1].decode() if token else ""
        self._styles = _STYLES.findall(body)
        return status == 200 and bool(self.token)

    async def styles(self) -> bool:
        """The style sheets of the front page; a browser keeps them for the pages that follow."""
        found = [await self._ask("GET", one.decode()) for one in self._styles]
        return len(found) == REQUESTS["styles"] and all(status == 200 for status, _ in found)

    async def sign_in(self, code: str, last_six: str) -> bool:
        """By the door; the answer leads to the child's page."""
        form = f"csrfmiddlewaretoken={self.token}&query_code={code}&last_six={last_six}&agrees=on"
        status, _ = await self._ask("POST", "/child/", form)
        return status == 302 and "junheng_child" in self.cookies

    async def child(self) -> bool:
        """The child's page, which names a class."""
        status, body = await self._ask("GET", "/child/home/")
        return status == 200 and b'class="class"' in body

    async def ticket(self) -> bool:
        """The ticket."""
        status, body = await self._ask("GET", "/child/class/ticket/")
        return status == 200 and b"sg1/ticket" in body

    def close(self) -> None:
        """Hang up."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None

    async def _ask(self, method: str, path: str, form: str = "") -> tuple[int, bytes]:
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self.port)
        reader, writer = self._streams
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        head = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Cookie: {cookies}"]
        if form:
            head += ["Content-Type: application/x-www-form-urlencoded",
                     f"Content-Length: {len(form)}"]  # fmt: skip
        writer.write(("\r\n".join(head) + "\r\n\r\n" + form).encode())
        raw = await reader.readuntil(b"\r\n\r\n")
        status_line, *lines = raw.decode("latin-1").split("\r\n")
        length = 0
        for line in lines:
            name, _, value = line.partition(":")
            if name.lower() == "content-length":
                length = int(value)
            elif name.lower() == "set-cookie":
                key, _, kept = value.strip().partition(";")[0].partition("=")
                self.cookies[key] = kept
        body = await reader.readexactly(length) if length else b""
        return int(status_line.split()[1]), body


def main() -> int:
    """Run with other minutes or another rate; 1 if a threshold was not kept."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.families", description=__doc__)
    parser.add_argument("--minutes", type=float, default=EVENING_MINUTES)
    parser.add_argument("--scale", type=float, default=1.0, help="1 is 60,000 in 30 minutes")
    parser.add_argument("--database", choices=DATABASES, help="only this one")
    parser.add_argument("--processes", type=int, default=2, help="of the server")
    chosen = parser.parse_args()
    report = measure(
        quick=False,
        minutes=chosen.minutes,
        scale=chosen.scale,
        kinds=(chosen.database,) if chosen.database else DATABASES,
        options=("--processes", str(chosen.processes)),
    )
    print(report.text())
    return 1 if report.unmet else 0


if __name__ == "__main__":
    raise SystemExit(main())

"""Twenty clerks who import rosters of 500 children at the same moment, through the real server.

Each clerk has a browser of his own (a thread with its own connection and cookies) and does what a
clerk does: opens the page, uploads a workbook, reads the preview, confirms, looks at the list.
"""

import io
import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from statistics import median
from tempfile import TemporaryDirectory
from uuid import uuid4

import openpyxl
import psycopg

from benchmarks.tables import Report, figure

CLERKS, ROWS = 20, 500
QUICK_CLERKS, QUICK_ROWS = 6, 100
SLOWEST_SECONDS = 30.0
ALONE_SECONDS = 2.0
LOCAL_SERVER = "postgresql:///test?host=/var/run/postgresql"
HEADINGS = ("姓名", "性别", "身份证号", "民族", "毕业幼儿园", "是否随迁子女", "是否随班就读")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_HAN = "天地人和东南西北春夏秋冬日月星辰山川河海风雨雷电花草树木金水火土石玉竹梅兰菊松柏鹤云"


def measure(*, quick: bool) -> Report:
    """Measure on SQLite, and on PostgreSQL where a server answers."""
    report = Report("Clerks importing at once")
    clerks, rows = (QUICK_CLERKS, QUICK_ROWS) if quick else (CLERKS, ROWS)
    report.say(
        f"{clerks} clerks of {clerks} schools upload, preview and confirm a workbook of {rows} "
        "children each, all at the same moment, through the real server (seconds)."
    )
    lines = []
    for kind in ("SQLite", "PostgreSQL"):
        with empty_database(kind) as url:
            if url is None:
                report.say("No PostgreSQL answers here.")
                continue
            done = _measured(url, clerks, rows)
        lines.append(
            (
                kind,
                figure(done.alone),
                *(figure(median(one)) for one in done.steps.values()),
                *(figure(max(one)) for one in done.steps.values()),
                len(done.faults),
            )
        )
        report.require(f"{kind}: no error and no lost row {done.faults[:3]}", met=not done.faults)
        report.require(f"{kind}: one import alone in 2 s", met=done.alone < ALONE_SECONDS)
        worst = max(max(one) for one in done.steps.values())
        report.require(f"{kind}: nobody waits longer than 30 s", met=worst < SLOWEST_SECONDS)
    header = ("database", "alone", "upload", "confirm", "list", "upload max", "confirm max")
    report.add_table((*header, "list max", "faults"), lines)
    return report


@dataclass
class Done:
    """What came out: seconds of each step by clerk, and every fault in words."""

    alone: float = 0.0
    steps: dict[str, list[float]] = field(
        default_factory=lambda: {"upload": [], "confirm": [], "list": []}
    )
    faults: list[str] = field(default_factory=list)


def _measured(url: str, clerks: int, rows: int) -> Done:
    done = Done()
    with TemporaryDirectory(prefix="junheng-bench-") as folder, ExitStack() as stack:
        environment = {
            **os.environ,
            "JUNHENG_VAR": folder,
            "JUNHENG_DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "junheng.web.settings",
        }
        if not url:
            environment.pop("JUNHENG_DATABASE_URL")
        made = subprocess.run(  # noqa: S603 - our own module
            [sys.executable, "-m", "benchmarks.clerks_county", str(clerks + 1)],
            env=environment,
            capture_output=True,
            check=True,
            text=True,
        )
        people = json.loads(made.stdout.splitlines()[-1])
        port = stack.enter_context(server(environment))
        books = [workbook_of(number * 1000, rows) for number in range(clerks + 1)]
        started = time.monotonic()
        alone = Clerk(port, **people[-1])
        alone.import_roster(books[-1], rows, Done())
        done.alone = time.monotonic() - started
        gate = threading.Barrier(clerks)

        def work(number: int) -> None:
            clerk = Clerk(port, **people[number])
            gate.wait()
            try:
                clerk.import_roster(books[number], rows, done)
            except (AssertionError, OSError) as fault:
                done.faults.append(f"{type(fault).__name__}: {fault}")

        threads = [threading.Thread(target=work, args=(number,)) for number in range(clerks)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return done


@dataclass
class Clerk:
    """A browser in which a clerk is signed in."""

    port: int
    session: str
    cohort: str
    csrf: str = ""

    def import_roster(self, book: bytes, rows: int, done: Done) -> None:
        """Upload, read the preview, confirm, look at the list; note seconds and faults."""
        page = f"/students/cohorts/{self.cohort}/import/"
        token = self._token(self._get(page))
        clock = time.monotonic()
        preview = self._post_file(page, token, book)
        looked = self._get(preview)
        assert f"新增 {rows} 人" in looked, "the preview does not show every row"
        done.steps["upload"].append(time.monotonic() - clock)
        clock = time.monotonic()
        listed = self._post(preview + "confirm/", self._token(looked))
        done.steps["confirm"].append(time.monotonic() - clock)
        clock = time.monotonic()
        assert f"共 {rows} 人" in self._get(listed), "the list does not hold every row"
        done.steps["list"].append(time.monotonic() - clock)

    def _token(self, html: str) -> str:
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', html)
        assert found, "a page without a form"
        return found[1]

    def _get(self, path: str) -> str:
        answer, body = self._ask("GET", path)
        assert answer.status == 200, f"GET {answer.status}"
        return body.decode()

    def _post(self, path: str, token: str) -> str:
        body = f"csrfmiddlewaretoken={token}".encode()
        return self._posted(path, body, "application/x-www-form-urlencoded")

    def _post_file(self, path: str, token: str, book: bytes) -> str:
        edge = "----junheng"
        head = (
            f'--{edge}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n'
            f"{token}\r\n--{edge}\r\n"
            'Content-Disposition: form-data; name="file"; filename="roster.xlsx"\r\n\r\n'
        )
        body = head.encode() + book + f"\r\n--{edge}--\r\n".encode()
        return self._posted(path, body, f"multipart/form-data; boundary={edge}")

    def _posted(self, path: str, body: bytes, kind: str) -> str:
        answer, _ = self._ask("POST", path, body, kind)
        assert answer.status == 302, f"POST {answer.status}"
        return answer.headers["Location"]

    def _ask(
        self, method: str, path: str, body: bytes = b"", kind: str = ""
    ) -> tuple[HTTPResponse, bytes]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=120)
        cookies = f"junheng={self.session}" + (f"; csrftoken={self.csrf}" if self.csrf else "")
        headers = {"Cookie": cookies} | ({"Content-Type": kind} if kind else {})
        connection.request(method, path, body or None, headers)
        answer = connection.getresponse()
        content = answer.read()
        for cookie in answer.headers.get_all("Set-Cookie", []):
            if cookie.startswith("csrftoken="):
                self.csrf = cookie.partition("=")[2].partition(";")[0]
        connection.close()
        return answer, content


def workbook_of(first: int, rows: int) -> bytes:
    """A workbook of made-up children with right numbers, nobody's twins."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("一年级新生")
    sheet.append(HEADINGS)
    for serial in range(first, first + rows):
        place = serial - first
        name = "赵" + _HAN[place // len(_HAN) % len(_HAN)] + _HAN[place % len(_HAN)]
        sex = "男" if serial % 2 else "女"
        number = identity_number(serial)
        sheet.append(
            (name, sex, number, "汉族", "城关幼儿园", "是" if serial % 7 == 0 else "否", "否")
        )
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def identity_number(serial: int) -> str:
    born = f"2020{serial % 12 + 1:02d}{serial % 28 + 1:02d}"
    digits = f"520{100 + serial // 1000:03d}{born}{serial % 1000:03d}"
    rest = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True)) % 11
    return digits + "10X98765432"[rest]


@contextmanager
def server(environment: dict[str, str], *options: str) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", "junheng.cli", "serve", "--port", str(port), *options],
        env=environment,
        stdout=subprocess.DEVNULL,
    ) as process:
        try:
            _wait_for(port)
            yield port
        finally:
            process.terminate()
            process.wait(30)


def _wait_for(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("the server does not answer")


@contextmanager
def empty_database(kind: str) -> Iterator[str | None]:
    """The address of an empty database: "" for SQLite in the data folder, None for no server."""
    if kind == "SQLite":
        yield ""
        return
    server = os.environ.get("JUNHENG_TEST_DATABASE_URL", LOCAL_SERVER)
    name = f"junheng_bench_{uuid4().hex[:8]}"
    try:
        connection = psycopg.connect(server, autocommit=True, connect_timeout=3)
    except psycopg.OperationalError:
        yield None
        return
    with connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        head, _, query = server.partition("?")
        try:
            yield f"{head.rpartition('/')[0]}/{name}" + (f"?{query}" if query else "")
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')

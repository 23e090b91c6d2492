"""Public pages as fast as the server gives them: requests a second, and bits a second.

The generator is one process beside the server, on the same cores: several connections, on each the
next request as soon as the answer is whole. What it reaches is what a line must carry to be
filled; a home line carries 100 Mbit/s down and 30 up.
"""

import json
import os
import selectors
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from tempfile import TemporaryDirectory

from benchmarks.clerks import empty_database, server
from benchmarks.tables import Report, figure

SCHOOLS, CLASSES, SECONDS = 60, 12, 10.0
QUICK_SCHOOLS, QUICK_SECONDS = 6, 2.0
CONNECTIONS = 8
SERVERS = ("waitress", "granian")
FEWEST_A_SECOND = 300.0
SLOWEST_MS = 500.0
_GOOD = (b"HTTP/1.1 200", b"HTTP/1.1 304")


@dataclass
class Load:
    """What came of one page: whole answers, their bytes, how long each took, and faults."""

    seconds: float
    waits: list[float] = field(default_factory=list)
    bytes: int = 0
    faults: int = 0

    @property
    def a_second(self) -> float:
        """Answers a second."""
        return len(self.waits) / self.seconds

    def cells(self) -> list[object]:
        """Requests a second, kB an answer, Mbit a second, p50 and p99 in ms, faults."""
        waits = sorted(self.waits)
        return [
            figure(self.a_second),
            figure(self.bytes / len(waits) / 1000),
            figure(self.bytes * 8 / self.seconds / 1e6),
            figure(waits[len(waits) // 2] * 1000),
            figure(self.p99_ms),
            self.faults,
        ]

    @property
    def p99_ms(self) -> float:
        """The wait that one in a hundred exceeds."""
        waits = sorted(self.waits)
        return waits[len(waits) * 99 // 100] * 1000


def measure(*, quick: bool) -> Report:
    """Measure on SQLite, and on PostgreSQL where a server answers, with both servers."""
    report = Report("Public pages")
    schools = QUICK_SCHOOLS if quick else SCHOOLS
    seconds = QUICK_SECONDS if quick else SECONDS
    report.say(
        f"A county of {schools} schools; the result of {CLASSES} classes of 55 children hangs. "
        f"{CONNECTIONS} connections for {figure(seconds)} s a page, packed answers, generator and "
        "server on the same two cores."
    )
    rows: list[list[object]] = []
    for kind in ("SQLite", "PostgreSQL"):
        with empty_database(kind) as url:
            if url is None:
                report.say("No PostgreSQL answers here.")
                continue
            for name, page, load in _measured(url, schools, seconds):
                where = f"{kind}, {name}, {page}"
                rows.append([where, *load.cells()])
                report.require(f"{where}: no error", met=not load.faults)
                report.require(
                    f"{where}: {figure(FEWEST_A_SECOND)} a second",
                    met=load.a_second > FEWEST_A_SECOND,
                )
                report.require(f"{where}: p99 in 500 ms", met=load.p99_ms < SLOWEST_MS)
    report.add_table(("page", "a second", "kB", "Mbit/s", "p50 ms", "p99 ms", "faults"), rows)
    return report


def _measured(url: str, schools: int, seconds: float) -> list[tuple[str, str, Load]]:
    done = []
    with TemporaryDirectory(prefix="junheng-bench-") as folder:
        environment = {
            **os.environ,
            "JUNHENG_VAR": folder,
            "JUNHENG_DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "junheng.web.settings",
        }
        if not url:
            environment.pop("JUNHENG_DATABASE_URL")
        made = subprocess.run(  # noqa: S603 - our own module
            [sys.executable, "-m", "benchmarks.public_county", str(schools), str(CLASSES)],
            env=environment,
            capture_output=True,
            check=True,
            text=True,
        )
        result = json.loads(made.stdout.splitlines()[-1])
        for name in SERVERS:
            with server(environment, "--server", name) as port:
                fill(port, "/public/", 1.0)  # the program has to be read once
                for page, address, known in (
                    ("front page", "/public/", False),
                    ("all schools", "/public/schools/", False),
                    ("result of 660", result, False),
                    ("result, known", result, True),
                ):
                    tag = _etag_of(port, address) if known else b""
                    done.append((name, page, fill(port, address, seconds, tag)))
    return done


def _etag_of(port: int, address: str) -> bytes:
    """The mark by which a browser that has the page asks for it again."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(_request(address, b""))
        head = connection.recv(1 << 16).partition(b"\r\n\r\n")[0].lower()
    return head.partition(b"\r\netag: ")[2].partition(b"\r\n")[0].replace(b"w/", b"W/")


def _request(address: str, etag: bytes) -> bytes:
    known = b"If-None-Match: " + etag + b"\r\n" if etag else b""
    head = b"GET " + address.encode() + b" HTTP/1.1\r\nHost: localhost\r\n"
    return head + b"Accept-Encoding: gzip\r\n" + known + b"\r\n"


def fill(port: int, address: str, seconds: float, etag: bytes = b"") -> Load:
    """Ask for a page on every connection, again and again, for so many seconds."""
    load, request = Load(seconds), _request(address, etag)
    with selectors.DefaultSelector() as selector, ExitStack() as stack:

        def open_one() -> None:
            connection = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection.sendall(request)
            selector.register(connection, selectors.EVENT_READ, Asked(connection, request))

        for _ in range(CONNECTIONS):
            open_one()
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for key, _ in selector.select(0.5):
                if not key.data.read(load):
                    # waitress hangs up after each 304, which is allowed; in an answer it is not.
                    load.faults += bool(key.data.held)
                    selector.unregister(key.fileobj)
                    key.data.connection.close()
                    open_one()
    return load


@dataclass
class Asked:
    """A connection on which an answer is awaited."""

    connection: socket.socket
    request: bytes
    held: bytes = b""
    since: float = field(default_factory=time.monotonic)

    def read(self, load: Load) -> bool:
        """Read on; ask again when the answer is whole. False when the server hung up."""
        try:
            come = self.connection.recv(1 << 18)
        except ConnectionError:
            return False
        if not come:
            return False
        self.held += come
        head, mark, body = self.held.partition(b"\r\n\r\n")
        if not mark or len(body) < _length_in(head):
            return True
        now = time.monotonic()
        load.waits.append(now - self.since)
        load.bytes += len(self.held)
        load.faults += not head.startswith(_GOOD)
        self.held, self.since = b"", now
        try:
            self.connection.sendall(self.request)
        except ConnectionError:
            return False
        return True


def _length_in(head: bytes) -> int:
    length = head.lower().partition(b"\r\ncontent-length: ")[2].partition(b"\r\n")[0]
    return int(length) if length else 0

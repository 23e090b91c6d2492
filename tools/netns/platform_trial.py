"""Two platform servers on one PostgreSQL, one cut off while it works: the other finishes, once.

The jobs are those of the tests: each step writes one row. The cable is pulled in the worst moment,
while a step's transaction of that machine is open and holds its job's row. Afterwards the machine
comes back and finds its jobs taken.
"""

import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import LiteralString

import psycopg

from tools.clusters import free_port
from tools.netns.machines import NETWORK, OFFICE, Machine, machines

ROOT = Path(__file__).parents[2]
PORT = 8000
STEPS, PAUSE = 40, 30
START_SECONDS, FINISH_SECONDS, RETURN_SECONDS = 180.0, 600.0, 45.0
USER = "postgres"
ASK = """\
import django; django.setup()
import sys
from junheng.core.jobs.services import enqueue
from junheng.web.clock import now
from tests.core.samples import jobs
from tests.core.samples.people import Clerk
first, last, steps, pause = map(int, sys.argv[1:5])
for number in range(first, last):
    enqueue(jobs.count, by=Clerk(), at=now(), name=f"job-{number}", steps=steps, pause=pause)
"""


def run(jobs: int) -> int:
    """Let two servers work, cut one off, count what was done."""
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        home.chmod(0o755)
        with machines("jh-north", "jh-south") as both, _postgresql(home) as url:
            environments = [_environment(url, home / machine.name) for machine in both]
            _django(environments[0], "migrate", "--verbosity", "0")
            with _served(both[0], environments[0]), _served(both[1], environments[1]):
                return _trial(both[1], environments[0], url, jobs)


def _trial(south: Machine, environment: dict[str, str], url: str, jobs: int) -> int:
    with psycopg.connect(url, autocommit=True) as office:

        def rows(question: LiteralString, *given: object) -> list[tuple[object, ...]]:
            return office.execute(question, given).fetchall()

        def unfinished() -> int:
            return int(str(rows("SELECT count(*) FROM jobs_jobrun WHERE state <> 'done'")[0][0]))

        _ask(environment, 0, jobs)
        _wait(
            lambda: len(rows("SELECT DISTINCT worker FROM samples_tally")) == 2,
            "both machines to work",
        )
        _cut_in_a_step(south, rows)
        left, begun = unfinished(), time.monotonic()
        held = rows("SELECT count(*) FROM jobs_jobrun WHERE state = 'running'")[0][0]
        print(f"{south.name} cut off in a step, {left} of {jobs} jobs unfinished, {held} in hand")
        _wait(lambda: unfinished() == 0, "the other machine to finish", FINISH_SECONDS)
        seconds = time.monotonic() - begun
        print(f"all finished on the other machine {seconds:.0f} s after the cut", flush=True)
        south.join()
        time.sleep(RETURN_SECONDS)
        before = len(rows("SELECT DISTINCT worker FROM samples_tally"))
        _ask(environment, jobs, 2 * jobs)
        _wait(lambda: unfinished() == 0, "the jobs after the return", FINISH_SECONDS)
        times = Counter(rows("SELECT job, step FROM samples_tally"))
        expected = {(f"job-{job}", step) for job in range(2 * jobs) for step in range(STEPS)}
        attempts = rows("SELECT attempts, count(*) FROM jobs_jobrun GROUP BY 1 ORDER BY 1")
        workers = rows("SELECT worker, count(*) FROM samples_tally GROUP BY 1 ORDER BY 2 DESC")
    missing, double = expected - times.keys(), [one for one, n in times.items() if n > 1]
    print(
        f"{len(times)} of {len(expected)} steps, {len(missing)} missing, {len(double)} double; "
        f"attempts and jobs: {attempts}; worker processes {before} before the return, steps of "
        f"each: {[n for _, n in workers]}"
    )
    return 1 if missing or double else 0


def _cut_in_a_step(south: Machine, rows: Callable[..., list[tuple[object, ...]]]) -> None:
    """Pull the cable while a transaction of that machine is open, and stays so."""
    is_open = (
        "SELECT count(*) FROM pg_stat_activity "
        "WHERE state = 'idle in transaction' AND client_addr = %s::inet"
    )
    for _ in range(200):
        south.cut()
        time.sleep(0.3)
        if rows(is_open, south.address)[0][0]:
            return
        south.join()
        time.sleep(0.5)
    raise SystemExit("never hit a step")


@contextmanager
def _postgresql(home: Path) -> Iterator[str]:
    """A PostgreSQL server of its own, reachable by the machines; its address."""
    folder, port = home / "database", free_port(OFFICE)
    folder.mkdir()
    subprocess.run(["chown", USER, folder], check=True)
    asked = ["runuser", "-u", USER, "--"]
    bin_folder = subprocess.run(
        ["pg_config", "--bindir"], capture_output=True, text=True, check=True
    ).stdout.strip()
    making = [*asked, f"{bin_folder}/initdb", "-A", "trust", "-D", str(folder)]
    subprocess.run(making, check=True, stdout=subprocess.DEVNULL)
    with (folder / "pg_hba.conf").open("a") as rules:
        rules.write(f"host all all {NETWORK}.0/24 trust\n")
    command = [f"{bin_folder}/postgres", "-D", str(folder), "-p", str(port), "-h", OFFICE]
    server = subprocess.Popen(
        [*asked, *command, "-k", str(folder)], stderr=subprocess.DEVNULL, start_new_session=True
    )
    url = f"postgresql://{USER}@{OFFICE}:{port}/{USER}"
    try:
        _wait(lambda: _answers_as_database(url), "PostgreSQL")
        yield url
    finally:
        _end(server)


def _answers_as_database(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=3).close()
    except psycopg.OperationalError:
        return False
    return True


@contextmanager
def _served(machine: Machine, environment: dict[str, str]) -> Iterator[None]:
    """`junheng serve` on that machine, as somebody starts it there."""
    command = [sys.executable, "-m", "junheng.cli", "serve", "--address", "0.0.0.0"]  # noqa: S104
    server = subprocess.Popen(
        [*machine.inside, *command, "--port", str(PORT)],
        env=environment,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _wait(lambda: _answers(f"http://{machine.address}:{PORT}/sign-in/"), machine.name)
        yield
    finally:
        _end(server)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=3):  # noqa: S310 - our own server
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def _end(server: "subprocess.Popen[bytes]") -> None:
    """End a server with everything it started."""
    server.terminate()
    try:
        server.wait(15)
    except subprocess.TimeoutExpired:
        os.killpg(server.pid, 9)
        server.wait()


def _ask(environment: dict[str, str], first: int, last: int) -> None:
    subprocess.run(
        [sys.executable, "-c", ASK, *map(str, (first, last, STEPS, PAUSE))],
        env=environment,
        cwd=ROOT,
        check=True,
    )


def _django(environment: dict[str, str], *words: str) -> None:
    subprocess.run([sys.executable, "-m", "django", *words], env=environment, cwd=ROOT, check=True)


def _environment(url: str, folder: Path) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("JUNHENG_")}
    return {
        **own,
        "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT))),
        "DJANGO_SETTINGS_MODULE": "tests.child_settings",
        "JUNHENG_VAR": str(folder),
        "JUNHENG_DATABASE_URL": url,
    }


def _wait(is_so: Callable[[], bool], what: str, seconds: float = START_SECONDS) -> None:
    until = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > until:
            raise SystemExit(f"waited {seconds:.0f} s for {what}")
        time.sleep(0.2)

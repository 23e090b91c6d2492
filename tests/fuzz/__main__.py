"""`python3 run.py fuzz [TARGET…] --minutes N --seed S`: coverage-guided, by Atheris (libFuzzer).

`fuzz pages` alone is another thing: hostile requests to all pages (`tests/web/test_hostile.py`).

The program is loaded and instrumented once; every target runs in a process forked from it, as many
at once as `--processes` says. Minutes are the processor's, so that a busy machine gives no target
less. What a target must never do stands in `oracle.py`. An input that does it is kept in
`fuzz-faults/` with its trace; inputs that reach new code are kept in the corpus with `--keep`.
"""

import argparse
import hashlib
import importlib
import os
import re
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from tests.fuzz.oracle import Target

ROOT: Final = Path(__file__).resolve().parents[2]
CORPUS: Final = ROOT / "tests/data/fuzz-corpus"
FAULTS: Final = ROOT / "fuzz-faults"
LARGEST_KEPT: Final = 12_000
"""Bytes of corpus that a target may keep in the repository."""
WALL_SECONDS: Final = 120
"""After which an input hangs, on however busy a machine; `oracle.MOST_SECONDS` is the rule."""
INSTRUMENTED: Final = (
    "junheng.tabular", "junheng.engine.record", "junheng.engine.randomness", "junheng.verifier",
    "junheng.rosters", "junheng.profiles", "junheng.monitoring", "junheng.ceremony.archive",
    "junheng.core.backup", "junheng.core.files", "junheng.core.outbox",
)  # fmt: skip
PAGES: Final = "pages"
_INPUT: Final = "input-of-the-fault"
_STAT: Final = re.compile(r"stat::(\w+):\s+(\d+)")
_COVERED: Final = re.compile(r"cov: (\d+)")


@dataclass(frozen=True)
class Outcome:
    """What one target's campaign came to."""

    name: str
    executions: int
    covered: int
    seconds: float
    fault: str

    @property
    def line(self) -> str:
        """One row of the table."""
        told = self.fault or "none"
        return (
            f"| {self.name} | {self.seconds:,.0f} | {self.executions:,} "
            f"| {self.covered:,} | {told} |"
        )


def main(arguments: list[str] | None = None) -> int:
    """Fuzz the named targets, or all; exit code 1 where one of them failed."""
    asked = _parser().parse_args(arguments)
    if asked.targets == [PAGES]:
        return _pages(asked.minutes, asked.seed)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    targets = _instrumented_targets()
    if unknown := unknown_targets(asked.targets, targets):
        sys.stderr.write(f"没有这些目标：{'、'.join(unknown)}\n")
        sys.stderr.write(f"可选：{'、'.join(targets)}；或单独 {PAGES}\n")
        return 2
    sys.stdout.write("| target | seconds | executions | edges | fault |\n|---|---|---|---|---|\n")
    failed = False
    for outcome in _outcomes([targets[name] for name in asked.targets or targets], asked):
        sys.stdout.write(outcome.line + "\n")
        sys.stdout.flush()
        failed |= bool(outcome.fault)
    return int(failed)


def _outcomes(targets: "list[Target]", asked: argparse.Namespace) -> Iterator[Outcome]:
    """Run each target in a process of its own, so many at once; as they end."""
    seconds = max(1, round(asked.minutes * 60))
    waiting, running = list(reversed(targets)), {}
    while waiting or running:
        while waiting and len(running) < asked.processes:
            campaign = _Campaign(waiting.pop(), seconds=seconds, seed=asked.seed)
            running[campaign.pid] = campaign
        pid, status, used = os.wait4(-1, 0)
        yield running.pop(pid).ended(status, used.ru_utime + used.ru_stime, keeps=asked.keep)


def _pages(minutes: float, seed: int) -> int:
    """Walk through all pages as attackers, for so long; the test prints its row and its faults."""
    told = {"JUNHENG_HOSTILE_MINUTES": str(minutes), "JUNHENG_HOSTILE_SEED": str(seed)}
    test = "tests/web/test_hostile.py::test_the_walk_goes_on"
    sys.stdout.write("| target | seconds | requests | pages of people | faults |\n")
    sys.stdout.flush()
    patient = "faulthandler_timeout=0"  # it ends other tests after ten minutes
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-o", patient, test]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **told}, check=False).returncode


def unknown_targets(asked: list[str], targets: "dict[str, Target]") -> list[str]:
    """The names that are no target's."""
    return sorted(set(asked) - targets.keys())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python3 run.py fuzz")
    parser.add_argument("targets", nargs="*", metavar="TARGET")
    parser.add_argument(
        "--minutes", type=float, default=1.0, help="of the processor, for each target"
    )
    parser.add_argument("--processes", type=int, default=1, help="targets at once")
    parser.add_argument("--seed", type=int, default=1, help="of the fuzzer's own choices")
    parser.add_argument("--keep", action="store_true", help="what is new goes into the corpus")
    return parser


def _instrumented_targets() -> "dict[str, Target]":
    """Load the program so that the fuzzer sees which branches an input takes."""
    import atheris  # noqa: PLC0415 - where there is no fuzzer, the corpus is replayed without it

    with atheris.instrument_imports(include=list(INSTRUMENTED), exclude=_compiled()):
        for name in INSTRUMENTED:
            importlib.import_module(name) if name.split(".")[1] != "core" else None
        import django  # noqa: PLC0415 - after the instrumentation has begun

        django.setup()
        targets: dict[str, Target] = importlib.import_module("tests.fuzz.targets").TARGETS
    return targets


def _compiled() -> list[str]:
    """The modules that Numba compiles: it cannot compile what counts its own branches."""
    source = ROOT / "src"
    return [
        ".".join(file.relative_to(source).with_suffix("").parts)
        for file in sorted((source / "junheng").rglob("*.py"))
        if "numba" in file.read_text(encoding="utf-8")
    ]


class _Campaign:
    """One target in a process of its own."""

    def __init__(self, target: "Target", *, seconds: int, seed: int) -> None:
        self.target = target
        self._folder = TemporaryDirectory(prefix="junheng-fuzz-")
        self._found, self._log = (Path(self._folder.name) / name for name in ("found", "log"))
        self._found.mkdir()
        for number, content in enumerate(_start(target)):
            (self._found / f"start-{number}").write_bytes(content)
        self.pid = os.fork()
        if self.pid == 0:
            try:
                _fuzz(target, self._found, self._log, seconds=seconds, seed=seed)
            finally:
                os._exit(1)  # the folder is the parent's to take away

    def ended(self, status: int, seconds: float, *, keeps: bool) -> Outcome:
        """What it came to, from its log; the folder goes."""
        text = self._log.read_text(errors="replace")
        if keeps:
            _keep(self.target, self._found)
        fault = _fault_of(self.target, Path(self._folder.name), text) if status else ""
        self._folder.cleanup()
        stats = dict(_STAT.findall(text))
        executions = int(stats.get("number_of_executed_units", 0)) or _last(r"^#(\d+)", text)
        return Outcome(self.target.name, executions, _last(_COVERED.pattern, text), seconds, fault)


def _last(pattern: str, text: str) -> int:
    return int(([*re.findall(pattern, text, re.MULTILINE)] or [0])[-1])


def _start(target: "Target") -> Iterator[bytes]:
    yield from target.seeds()
    for file in sorted((CORPUS / target.name).glob("*")):
        yield file.read_bytes()


def _fuzz(target: "Target", found: Path, log: Path, *, seconds: int, seed: int) -> None:
    """Never returns: libFuzzer ends the process."""
    import atheris  # noqa: PLC0415 - as above

    from tests.fuzz.changing import changer_of  # noqa: PLC0415 - not instrumented
    from tests.fuzz.oracle import MOST_MEGABYTES, examine  # noqa: PLC0415

    output = os.open(log, os.O_WRONLY | os.O_CREAT, 0o600)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.chdir(found.parent)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    words = found.parent / "words"
    # A dictionary without a word ends the fuzzer.
    listed = "".join(f"{_quoted(word)}\n" for word in target.words or ("0",))
    words.write_text(listed, encoding="ascii")

    end = _spent() + seconds

    def run(content: bytes) -> None:
        try:
            examine(target, content)
        except BaseException:
            (found.parent / _INPUT).write_bytes(content)
            raise
        if _spent() > end:
            os.kill(os.getpid(), signal.SIGUSR1)  # libFuzzer ends in order and prints its figures

    options: dict[str, Any] = {}
    changer = changer_of(target)
    if changer:
        options["custom_mutator"] = changer
    atheris.Setup(
        [
            "fuzz", str(found), f"-seed={seed}",
            f"-max_len={target.largest}", f"-timeout={WALL_SECONDS}",
            f"-rss_limit_mb={MOST_MEGABYTES}", f"-dict={words}", "-print_final_stats=1",
            "-artifact_prefix=./fault-", "-len_control=0", "-reload=0",
        ],
        run,
        **options,
    )  # fmt: skip
    atheris.Fuzz()


def _spent() -> float:
    """Seconds of the processor, with those of the readers' own processes that have ended."""
    return sum(os.times()[:4])


def _quoted(word: str) -> str:
    return '"' + "".join(f"\\x{byte:02x}" for byte in word.encode()) + '"'


def _fault_of(target: "Target", folder: Path, text: str) -> str:
    """Keep the input that failed with its trace; return the last line of the trace."""
    FAULTS.mkdir(exist_ok=True)
    kept = f"{target.name}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"
    # Its own file where Python could still write it, else what libFuzzer left (hangs, memory).
    for file in (*folder.glob("fault-*"), *folder.glob(_INPUT)):
        (FAULTS / kept).write_bytes(file.read_bytes())
    trace = text[text.find("=== Uncaught") :] if "=== Uncaught" in text else text[-4000:]
    (FAULTS / f"{kept}.txt").write_text(trace, encoding="utf-8")
    kinds = re.findall(r"^(?:[\w.]*(?:Error|Exception)\b.*|.*ERROR:.*)$", trace, re.MULTILINE)
    return f"{(kinds or ['?'])[0][:60]} → fuzz-faults/{kept}"


def _keep(target: "Target", found: Path) -> None:
    """The smallest inputs that the fuzzer added, until the target's share is full."""
    place = CORPUS / target.name
    place.mkdir(parents=True, exist_ok=True)
    size = sum(file.stat().st_size for file in place.glob("*"))
    new = [file for file in found.glob("*") if not file.name.startswith("start-")]
    for file in sorted(new, key=lambda file: (file.stat().st_size, file.name)):
        size += file.stat().st_size
        if size > LARGEST_KEPT:
            return
        (place / file.name[:12]).write_bytes(file.read_bytes())


if __name__ == "__main__":
    raise SystemExit(main())

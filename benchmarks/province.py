"""A province in one ceremony: a million students of 2,000 schools drawn and verified.

Each step runs in a process of its own. The schools are drawn on one machine and recorded in the
ledger, then by two Dask workers behind certificates: every result must be the recorded one. The
whole command `junheng draw` makes all files of the ceremony, and the independent verifier draws
every school again from the sealed package, in as many processes as there are cores.
"""

import hashlib
import io
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, redirect_stdout
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks.intake import made_up_intake
from benchmarks.tables import Report, figure
from junheng.ceremony.drawing import draw_units, record_draws
from junheng.ceremony.folder import opened_folder
from junheng.ceremony.freezing import freeze
from junheng.ceremony.frozen import FrozenAttribute
from junheng.ceremony.kept_draws import KEPT_FILE
from junheng.ceremony.opened import open_ceremony
from junheng.ceremony.planning import PlannedStudent, PlannedUnit, profile_record
from junheng.ceremony.seeding import fix_seed
from junheng.ceremony.session import Announcement
from junheng.ceremony.surroundings import real_surroundings
from junheng.cli.cluster import cluster_choice, fan_out_of
from junheng.cli.program import main
from junheng.engine.randomness.seeds import CeremonyRules
from junheng.engine.randomness.suites import suite_named
from junheng.engine.record.documents import Numeric
from junheng.profiles import load_profile
from tools.clusters import make_certificates, scheduler, worker

SCHOOLS, QUICK_SCHOOLS = 2000, 20
STUDENTS, CLASSES = 500, 10
WORKERS = CORES = 2
CARDS = ("--envelope", "48213377", "90817263", "00519428")
PAPER = ("--public", "d10:83470192837465019283", *CARDS)
# What only the freeze and the paper decide; the ledger and what shows its head hold moments.
SAME = ("results", "tickets", "seed.txt", "freeze.json", "internal/assignment.csv")
_ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Cost:
    """What one step took; `draws` is from the first school's draw to the last one's.

    Processor seconds are those of all its processes, the peak that of the largest one.
    """

    wall: float
    processor: float
    peak_megabytes: float
    printed: dict[str, Any]
    draws: float = 0.0
    other_processor: float = 0.0


def measure(*, quick: bool) -> Report:
    """Freeze, draw, draw again with the cluster, verify."""
    with tempfile.TemporaryDirectory() as name:
        report = _measured(Path(name), QUICK_SCHOOLS if quick else SCHOOLS)
        # To take a million files away lasts minutes: what was found is told before.
        print(report.text(), file=sys.stderr, flush=True)
    return report


def _measured(home: Path, schools: int) -> Report:
    report = Report("A province")
    out = str(home / "out")
    freezing = _cost("freeze", out, str(schools))
    alone = _cost("draws", out)
    with _cluster(home) as (cluster, workers_processor):
        before = workers_processor()
        spread = _cost("draws", out, *cluster)
        elsewhere = workers_processor() - before
    drawing = _cost("draw", "--out", out, *PAPER, "--no-forms", "--json")
    sizes = {
        place: sum(file.stat().st_size for file in (home / "out").glob(place))
        for place in ("**/*", "public.json", "sealed.sgx", "internal/private.json")
    }
    (home / "passphrase").write_text("".join(drawing.printed["passphrase_halves"]))
    sealed, words = str(home / "out" / "sealed.sgx"), str(home / "passphrase")
    options = ("--passphrase-file", words, "--processes", str(CORES), "--json")
    verifying = _cost("verify", "package", sealed, *options, module="junheng.cli")
    students = schools * STUDENTS
    rows = [
        _row("made up and frozen", freezing),
        _row("drawn on one machine", alone),
        _row(f"drawn with {WORKERS} Dask workers", spread, elsewhere),
        _row("`junheng draw` on one machine, all files", drawing),
        _row(f"`junheng verify package`, {CORES} processes", verifying),
    ]
    report.say(f"{students:,} made-up students, {schools:,} schools, one ceremony.")
    report.add_table(
        ["step", "wall, s", "draws, s", "processor, s", "of the workers, s", "peak, MB"], rows
    )
    report.say(
        f"The draws of a frozen province, from the leaves to the results: {figure(alone.draws)} s "
        f"on one machine, {figure(spread.draws)} s with {WORKERS} workers, ratio "
        f"{figure(alone.draws / spread.draws)}. Megabytes: "
        + ", ".join(f"{place} {size / 1e6:,.0f}" for place, size in sizes.items())
        + "."
    )
    for one in (alone, spread):
        agree = one.printed["agree"]
        report.require(f"results as in the ledger: {agree}", met=agree == schools)
    again = sum(
        (step["code"], step["outcome"]) == ("rerun", "passed")
        for step in verifying.printed["steps"]
    )
    report.say(f"Schools drawn again by the independent verifier: {again:,}.")
    report.require(f"every school verified: {again}", met=again == schools)
    report.require("nothing found", met=verifying.printed["verdict"] != "red")
    return report


def made_up_school(number: int, students: int = STUDENTS, classes: int = CLASSES) -> PlannedUnit:
    """One made-up school as `junheng draw` plans it from a sheet."""
    intake = made_up_intake(students, classes, number)
    codes = {attribute.name: attribute.codes for attribute in intake.attributes}
    months = intake.numerics[0].values
    title = f"青禾第{number}中学"
    return PlannedUnit(
        unit=f"360000.qhdzx{number}.j1.2026",
        sheet=f"第{number}中学",
        school=title,
        stage="junior",
        stage_reason="sheet_title",
        class_count=classes,
        class_size_limit=50,
        max_difference=1,
        attributes=tuple(
            FrozenAttribute(name, name, 0, {str(code): str(code) for code in sorted(set(column))})
            for name, column in codes.items()
        ),
        weights=dict.fromkeys(codes, 1),
        numerics=(Numeric("birth_month", 1, 0, 1),),
        caps=(),
        sizes=None,
        reduction=None,
        together=intake.together,
        apart=(),
        refused_columns=(),
        notes=(),
        students=tuple(
            PlannedStudent(
                sheet=f"第{number}中学",
                row=place + 2,
                name=f"学生{number}之{place}",
                gender=codes["gender"][place] + 1,
                identity_number=f"{number:06}{place:012}",
                registration_number=None,
                attributes={
                    **{name: column[place] for name, column in codes.items()},
                    "birth_month": months[place],
                },
            )
            for place in range(students)
        ),
    )


def freeze_province(path: Path, schools: int, students: int = STUDENTS) -> None:
    """Freeze a made-up province into a new folder."""
    profile = load_profile("national")
    surroundings = real_surroundings()
    planned = [
        made_up_school(number, students, students * CLASSES // STUDENTS)
        for number in range(1, schools + 1)
    ]
    announcement = Announcement(
        suite=suite_named("intl"),
        title="全省起始年级阳光分班",
        county="",
        host="",
        place="",
        planned=(surroundings.now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M:%S+08:00"),
        ceremony=CeremonyRules(public="d10", public_len=20, env_len=8, min_env=3),
        is_one_sitting=False,
        profile=profile_record(profile),
        roster_file={"name": "全省.xlsx", "rows": schools * students, "digest": "0" * 64},
    )
    with opened_folder(path) as folder:
        freeze(folder, planned, announcement, surroundings)


def digest_of_results(folder: Path) -> str:
    """One digest over all files that the freeze and the paper decide."""
    whole = hashlib.sha256()
    for name in SAME:
        path = folder / name
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            content = file.read_bytes()
            whole.update(f"{file.relative_to(folder)} {len(content)}\n".encode() + content)
    return whole.hexdigest()


@contextmanager
def _cluster(home: Path) -> Iterator[tuple[tuple[str, ...], Callable[[], float]]]:
    """Workers on this machine: the options of `draw`, and how to read their processor seconds."""
    certificates = make_certificates(home)
    with ExitStack() as stack:
        address = stack.enter_context(scheduler(certificates))
        workers = [stack.enter_context(worker(address, certificates, home)) for _ in range(WORKERS)]
        time.sleep(15)  # until all have joined, so that the draw begins with all of them
        options = ("--cluster", address, *certificates.for_draw)
        yield options, lambda: sum(processor_seconds(one.pid) for one in workers)


def processor_seconds(pid: int) -> float:
    """Processor time of a running process so far (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _row(step: str, cost: Cost, elsewhere: float = 0.0) -> list[object]:
    draws = figure(cost.draws) if cost.draws else "–"
    workers = figure(elsewhere) if elsewhere else "–"
    return [step, *map(str, (figure(cost.wall), draws, figure(cost.processor), workers)),
            figure(cost.peak_megabytes)]  # fmt: skip


def _cost(*words: str, module: str = "benchmarks.province") -> Cost:
    command = [sys.executable, "-m", module, *words]
    begun = time.perf_counter()
    # A pipe of its own: the process is waited for by hand, so that its peak of memory is its own.
    with subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.PIPE) as process:  # noqa: S603 - our own module
        assert process.stdout is not None
        printed = process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - begun
    if process.returncode:
        raise RuntimeError(f"{words[0]} ended with {process.returncode}: {printed[-2000:]!r}")
    document = json.loads(printed)
    cost = Cost(
        wall=wall,
        processor=used.ru_utime + used.ru_stime,
        peak_megabytes=used.ru_maxrss * 1024 / 1e6,
        printed=document.get("printed", document),
        draws=document.get("draws", 0.0),
    )
    # The whole takes an hour: each step is told when it is done.
    told = (f"{cost.wall:.1f} s", f"draws {cost.draws:.1f} s", f"processor {cost.processor:.1f} s")
    print(words[0], *told, f"{cost.peak_megabytes:.0f} MB", sep=", ", file=sys.stderr, flush=True)
    return cost


def _in_this_process(words: Sequence[str]) -> dict[str, Any]:
    """Carry one step out and say what it found."""
    step, *rest = words
    if step == "freeze":
        freeze_province(Path(rest[0]), int(rest[1]))
        return {}
    if step == "draws":
        return _draws(Path(rest[0]), rest[1:])
    said = io.StringIO()
    with redirect_stdout(said):
        code = main(words)
    if code:
        raise SystemExit(said.getvalue()[-3000:])
    return {"printed": {"passphrase_halves": json.loads(said.getvalue())["passphrase_halves"]}}


def _draws(out: Path, options: Sequence[str]) -> dict[str, Any]:
    """Draw a frozen province, seed and results into the ledger; how many it had the same."""
    address, files = (options[1], options[3::2]) if options else (None, [])
    choice = cluster_choice(address, *map(Path, files)) if address else None
    with opened_folder(out) as folder:
        ceremony = open_ceremony(folder, real_surroundings())
        text = fix_seed(ceremony, PAPER[1], CARDS[1:])
        with fan_out_of(folder, choice) as spread:
            begun = time.perf_counter()
            draws = draw_units(ceremony.frozen, text.seed(), fan_out=spread)
            seconds = time.perf_counter() - begun
        if choice is not None:
            (folder.path / KEPT_FILE).unlink()
        record_draws(ceremony.book, ceremony.frozen, draws)  # refuses a result that differs
        recorded = {body["unit"]: body["result"] for body in ceremony.book.bodies("DRAW")}
    agree = sum(recorded[drawn.unit.unit] == drawn.code for drawn in draws)
    return {"draws": seconds, "printed": {"agree": agree, "schools": len(draws)}}


if __name__ == "__main__":
    print(json.dumps(_in_this_process(sys.argv[1:])))

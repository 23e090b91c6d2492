"""A province in one ceremony: a million students of 2,000 schools drawn and verified.

The real commands run, each in a process of its own: `junheng draw` on one machine, the same with
two Dask workers behind certificates, and `junheng verify` of the sealed package, which draws every
school again. Both draws must leave the same files.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks.intake import made_up_intake
from benchmarks.tables import Report, figure
from junheng.ceremony.folder import CeremonyFolder, opened_folder
from junheng.ceremony.freezing import freeze
from junheng.ceremony.frozen import FrozenAttribute
from junheng.ceremony.planning import PlannedStudent, PlannedUnit, profile_record
from junheng.ceremony.session import Announcement
from junheng.ceremony.surroundings import real_surroundings
from junheng.engine.randomness.seeds import CeremonyRules
from junheng.engine.randomness.suites import suite_named
from junheng.engine.record.documents import Numeric
from junheng.profiles import load_profile
from tools.clusters import make_certificates, scheduler, worker

SCHOOLS, QUICK_SCHOOLS = 2000, 20
STUDENTS, CLASSES = 500, 10
WORKERS = 2
CARDS = ("--envelope", "48213377", "90817263", "00519428")
PAPER = ("--public", "d10:83470192837465019283", *CARDS)
# What only the freeze and the paper decide; the ledger and what shows its head hold moments.
SAME = ("results", "tickets", "seed.txt", "freeze.json", "internal/assignment.csv")
_ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Cost:
    """What one process took; `draws` is from the first school's draw to the last one's."""

    wall: float
    processor: float
    peak_megabytes: float
    printed: dict[str, Any]
    draws: float = 0.0
    other_processor: float = 0.0


def measure(*, quick: bool) -> Report:
    """Freeze, draw twice, compare, verify."""
    schools = QUICK_SCHOOLS if quick else SCHOOLS
    report = Report("A province")
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        frozen, drawn = home / "frozen", home / "drawn"
        freezing = _cost("freeze", str(frozen), str(schools))
        shutil.copytree(frozen, drawn)
        alone = _cost("draw", "--out", str(drawn), *PAPER, "--no-forms", "--json")
        digest = digest_of_results(drawn)
        size = sum(file.stat().st_size for file in drawn.rglob("*") if file.is_file())
        sealed, words = home / "sealed.sgx", home / "words.txt"
        shutil.move(drawn / "sealed.sgx", sealed)
        words.write_text("\n".join(alone.printed["passphrase_halves"]), encoding="ascii")
        public = (drawn / "public.json").stat().st_size
        shutil.rmtree(drawn)
        verifying = _cost("verify", "package", str(sealed), "--passphrase-file", str(words))
        sealed_size = sealed.stat().st_size
        sealed.unlink()
        with _cluster(home) as (options, workers_processor):
            before = workers_processor()
            spread = _cost("draw", "--out", str(frozen), *PAPER, "--no-forms", "--json", *options)
            elsewhere = workers_processor() - before
        is_same = digest_of_results(frozen) == digest
    students = schools * STUDENTS
    rows = [
        _row("made up and frozen", freezing),
        _row("drawn on one machine", alone),
        _row(f"drawn with {WORKERS} Dask workers", spread, elsewhere),
        _row("verified, every school drawn again", verifying),
    ]
    header = [
        "step",
        "wall, s",
        "of it the draws, s",
        "processor, s",
        "of the workers, s",
        "peak, MB",
    ]
    report.say(f"{students:,} made-up students, {schools:,} schools, one ceremony.")
    report.add_table(header, rows)
    report.say(
        f"The draws: {figure(alone.draws)} s on one machine, {figure(spread.draws)} s with "
        f"{WORKERS} workers: ratio {figure(alone.draws / spread.draws)}; the whole command "
        f"{figure(alone.wall / spread.wall)}. The folder holds {size / 1e6:,.0f} MB, of it "
        f"{public / 1e6:,.0f} MB public file and {sealed_size / 1e6:,.0f} MB sealed package."
    )
    results = ", ".join(f"`{name}`" for name in SAME)
    report.say(f"Files compared: {results}; digest {digest[:16]}.")
    report.require("the cluster's files are those of one machine", met=is_same)
    report.require(f"verified: {verifying.printed}", met=verifying.printed["verdict"] == "green")
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
        assert isinstance(folder, CeremonyFolder)
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


def _cost(*words: str) -> Cost:
    command = [sys.executable, "-m", "benchmarks.province", *words]
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
    return Cost(
        wall=wall,
        processor=used.ru_utime + used.ru_stime,
        peak_megabytes=used.ru_maxrss * 1024 / 1e6,
        printed=document.get("printed", {}),
        draws=document.get("draws", 0.0),
    )


def _in_this_process(words: Sequence[str]) -> dict[str, Any]:
    """Carry one step out; what it printed, and how long the draws took."""
    if words[0] == "freeze":
        freeze_province(Path(words[1]), int(words[2]))
        return {}
    import io  # noqa: PLC0415
    from contextlib import redirect_stdout  # noqa: PLC0415

    from junheng.cli import draw as command  # noqa: PLC0415
    from junheng.cli.program import main  # noqa: PLC0415

    moments: list[float] = []

    @contextmanager
    def timed(_units: int) -> Iterator[Callable[[str, object], None]]:
        moments.append(time.perf_counter())

        def step_done(step: str, _unit: object) -> None:
            if step == "draw":
                moments.append(time.perf_counter())

        yield step_done

    out = io.StringIO()
    is_draw = words[0] == "draw"
    if is_draw:
        vars(command)["step_bar"] = timed
    with redirect_stdout(out):
        code = main([*words] if is_draw else [*words, "--brief", "--json"])
    if code:
        raise SystemExit(out.getvalue()[-3000:])
    printed = json.loads(out.getvalue())
    kept = ("passphrase_halves", "verdict")
    return {
        "printed": {name: printed[name] for name in kept if name in printed},
        "draws": moments[-1] - moments[0] if moments else 0.0,
    }


if __name__ == "__main__":
    result = _in_this_process(sys.argv[1:])
    print(json.dumps(result))

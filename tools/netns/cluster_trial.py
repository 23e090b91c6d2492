"""A draw over two machines, one cut off in the middle: everything is drawn, once, and the same."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from benchmarks.province import PAPER, digest_of_results, freeze_province
from junheng.ceremony.kept_draws import KEPT_FILE
from junheng.verifier import verify_public
from tools.clusters import SRC, Certificates, make_certificates, scheduler, worker
from tools.netns.machines import OFFICE, Machine, machines


def run(schools: int, students: int, after: int) -> int:
    """Draw on one machine, then over two of which one is cut off after so many schools."""
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        alone, spread = home / "alone", home / "spread"
        freeze_province(alone, schools, students)
        shutil.copytree(alone, spread)
        begun = time.monotonic()
        subprocess.run(_draw(alone), check=True, env=_environment(), stdout=subprocess.DEVNULL)
        print(
            f"one machine: {time.monotonic() - begun:.1f} s for {schools} × {students}", flush=True
        )
        certificates = make_certificates(home)
        with (
            machines("jh-north", "jh-south") as (north, south),
            scheduler(certificates, OFFICE) as address,
            worker(address, certificates, home, north.inside),
            worker(address, certificates, home, south.inside),
        ):
            time.sleep(12)  # until both have joined
            _draw_and_cut(spread, address, certificates, south, after)
        return _compare(alone, spread, schools)


def _draw_and_cut(
    out: Path, address: str, certificates: Certificates, machine: Machine, after: int
) -> None:
    command = [*_draw(out), "--cluster", address, *certificates.for_draw]
    begun = time.monotonic()
    longest, last, cut_at = 0.0, begun, 0.0
    drawn = 0
    with subprocess.Popen(command, env=_environment(), stdout=subprocess.DEVNULL) as drawing:
        while drawing.poll() is None:
            time.sleep(0.02)
            seen = _drawn_so_far(out)
            now = time.monotonic()
            if seen > drawn:
                if drawn:
                    longest = max(longest, now - last)
                drawn, last = seen, now
            if drawn >= after and not cut_at:
                machine.cut()
                cut_at = now
                print(f"{machine.name} cut off after {drawn} schools", flush=True)
        if drawing.returncode:
            raise SystemExit(f"the draw ended with {drawing.returncode}")
    if not cut_at:
        raise SystemExit("everything was drawn before the cut: take more schools")
    print(
        f"two machines: {time.monotonic() - begun:.1f} s; last school drawn {last - cut_at:.1f} s "
        f"after the cut; longest time without a school {longest:.1f} s",
        flush=True,
    )


def _drawn_so_far(out: Path) -> int:
    try:
        return (out / KEPT_FILE).read_bytes().count(b"\n")
    except OSError:
        return 0


def _compare(alone: Path, spread: Path, schools: int) -> int:
    events = (spread / "internal" / "ledger.jsonl").read_text(encoding="utf-8").splitlines()
    bodies = [json.loads(line) for line in events]
    times = Counter(event["body"]["unit"] for event in bodies if event["type"] == "DRAW")
    is_once = len(times) == schools and set(times.values()) == {1}
    is_same = digest_of_results(alone) == digest_of_results(spread)
    verdict = verify_public((spread / "public.json").read_bytes()).verdict
    print(
        f"{len(times)} of {schools} schools drawn, {sum(times.values())} draws in the ledger; "
        f"files as on one machine: {is_same}; public file: {verdict}"
    )
    return 0 if is_once and is_same and verdict != "red" else 1


def _draw(out: Path) -> list[str]:
    return [sys.executable, "-m", "junheng.cli", "draw", "--out", str(out), *PAPER, "--no-forms"]


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(SRC)}

"""An old backup is put back: refused by the alarm first, then in spite of it."""

import json
import shutil
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tools.faults.invariants import Violation
from tools.faults.platform import Platform

if TYPE_CHECKING:
    from tools.faults.year import Year

WORKERS_GONE_SECONDS: Final = 150.0


def backups(platform: Platform) -> list[Path]:
    """The backups that the platform made."""
    return sorted((platform.var / "backups").glob("*.sgx"))


def restore_one(year: "Year") -> None:
    """Stop, put one of the backups back, start; while nobody acts."""
    platform = year.platform
    with platform.reading:
        # A copy that lies elsewhere, as it would on a stick.
        chosen = platform.home / "old.sgx"
        shutil.copyfile(year.dice.one_of(backups(platform)), chosen)
        platform.stop()
        _restore(year, chosen)
        platform.start(year.order.processes)


def _restore(year: "Year", file: Path) -> None:
    platform = year.platform
    words = platform.home / "passphrase.txt"
    words.write_text("\n".join(year.passphrase))
    number, digest = platform.database.rows("SELECT sequence, digest FROM audit_audithead")[0]
    command = ["-m", "junheng.cli", "restore", str(file), "--passphrase-file", str(words)]
    command += ["--replace", "--json", "--newest-head", f"{number} {digest}"]
    first = _without_workers(platform, command)
    alarmed = first.returncode != 0
    done = platform.command(*command, "--despite-alarm") if alarmed else first
    if done.returncode:
        year.found(Violation("a backup can be restored", (done.stdout + done.stderr)[-800:]))
        return
    told = json.loads(done.stdout)
    if int(told["head_sequence"]) < int(number) and not (alarmed and told["has_alarm"]):
        year.found(Violation("the trail tells of a rollback", f"{told['head_sequence']}"))
    year.acknowledged.roll_back(int(told["head_sequence"]))
    for kept in platform.var.glob("before-restore-*"):
        shutil.rmtree(kept, ignore_errors=True)
    question = "SELECT COUNT(*) FROM audit_auditentry WHERE event LIKE ?"
    if not platform.database.rows(question, "%restore%")[0][0]:
        year.found(Violation("the trail tells of a rollback", "no entry of the restore"))


def _without_workers(platform: Platform, command: list[str]) -> subprocess.CompletedProcess[str]:
    """Try again, as the refusal asks for, until a worker that had to be killed counts as gone."""
    until = time.monotonic() + WORKERS_GONE_SECONDS
    while "restore_workers_run" in (done := platform.command(*command)).stdout:
        if time.monotonic() > until:
            break
        time.sleep(10)
    return done

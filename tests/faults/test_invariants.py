"""The fault harness sees what it is there to see: each planted fault is reported.

Made of a few rows and files by hand, in the form in which the platform keeps them, so that it
takes no time; a whole platform under faults is `python3 run.py faults` (docs/operate/faults.md).
"""

import json
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from junheng.verifier.canonical import document_hash
from junheng.verifier.hashes import SUITES
from tools.faults import invariants, power
from tools.faults.acknowledged import Acknowledged, Fact
from tools.faults.database import FileDatabase
from tools.faults.dice import Dice
from tools.faults.invariants import Seen

GENESIS = "0" * 64
COUNT = "SELECT COUNT(*) FROM files_storedfile WHERE code = ?"
ASKED = (
    "INSERT INTO jobs_jobrun (code, job, arguments, state, fault_code) VALUES (?, ?, '{}', ?, ?)"
)
DESTROYED = "INSERT INTO assignment_ledgerevent VALUES (1, 'KEY_DESTROYED')"
PAPERS = {
    "forms/冻结/公告.pdf": b"%PDF-1.7\nwords\n%%EOF\n",
    "tickets/u.1.json": b'{"_t": "sg1/ticket"}',
    "verifier.html": b"<html>words</html>\n",
}
INSERT = "INSERT INTO audit_auditentry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
SCHEMA = """
CREATE TABLE audit_audithead (suite, sequence, digest);
CREATE TABLE audit_auditentry (sequence, at, actor_kind, actor_id, actor_name, actor_school_code,
  event, subject_kind, subject_code, subject_school_code, payload, previous_digest, digest);
CREATE TABLE files_storedfile (code, size, key_id, removed_at);
CREATE TABLE jobs_jobrun (id INTEGER PRIMARY KEY, code, job, arguments, state, fault_code);
CREATE TABLE assignment_session (id, code);
CREATE TABLE assignment_ledgerevent (session_id, kind);
"""


@dataclass
class Place:
    """A trail of three entries, a plain file and a sealed one, both acknowledged."""

    home: Path
    acknowledged: Acknowledged = field(default_factory=Acknowledged)

    @property
    def var(self) -> Path:
        return self.home / "var"

    @property
    def database(self) -> FileDatabase:
        return FileDatabase(self.var / "junheng.sqlite3")

    def change(self, statement: str, *given: Any) -> None:
        with sqlite3.connect(self.var / "junheng.sqlite3") as connection:
            assert connection.execute(statement, given).rowcount

    def file(self, code: str) -> Path:
        return self.var / "files" / code[:2] / code

    def paper(self, name: str) -> Path:
        return self.var / "sessions" / "session" / name

    def found(self) -> set[str]:
        """The invariants that do not hold."""
        temporary = self.home / "tmp"
        return {
            one.invariant
            for one in (
                *invariants.trail_is_whole(self.database, self.acknowledged.heads),
                *invariants.acknowledged_is_there(self.database, self.acknowledged),
                *invariants.files_are_there(self.var, self.database),
                *invariants.papers_are_whole(self.var),
                *invariants.discs_are_whole(self.var, self.database),
                *invariants.what_was_destroyed_is_gone(self.var, self.database),
                *invariants.nothing_is_left_over(self.var, temporary, self.database),
                *invariants.jobs_came_to_an_end(self.database, allows=frozenset()),
            )
        }


@pytest.fixture
def place(tmp_path: Path) -> Place:
    made = Place(tmp_path)
    (tmp_path / "tmp").mkdir()
    for code, content in (("aaplain", b"four"), ("bbsealed", b"\0\0\0\x02xy\0\0\0\x01z")):
        made.file(code).parent.mkdir(parents=True)
        made.file(code).write_bytes(content)
    with sqlite3.connect(made.var / "junheng.sqlite3") as connection:
        connection.executescript(SCHEMA)
        digest = GENESIS
        for number in (1, 2, 3):
            entry = {
                "_t": "sg1/audit",
                "n": number,
                "prev": digest,
                "at": "2026-08-28T09:30:00.000000+08:00",
                "by": {"kind": "staff", "id": "c", "name": "某教务", "school": ""},
                "event": "samples.tally.count",
                "subject": {"kind": "tally", "code": "t", "school": ""},
                "payload": {"step": number},
            }
            row = (
                *(number, "2026-08-28 01:30:00", "staff", "c", "某教务", "", "samples.tally.count"),
                *("tally", "t", "", json.dumps({"step": number}), digest),
            )
            digest = document_hash(SUITES["intl"], entry)
            connection.execute(INSERT, (*row, digest))
        connection.execute("INSERT INTO audit_audithead VALUES ('intl', 3, ?)", (digest,))
        connection.execute("INSERT INTO files_storedfile VALUES ('aaplain', 4, '', NULL)")
        connection.execute("INSERT INTO files_storedfile VALUES ('bbsealed', 3, '2026', NULL)")
        connection.execute(ASKED, ("j", "care.backup", "done", ""))
        connection.execute("INSERT INTO assignment_session VALUES (1, 'session')")
        connection.execute("INSERT INTO assignment_ledgerevent VALUES (1, 'DISC')")
    for name, content in PAPERS.items():
        made.paper(name).parent.mkdir(parents=True, exist_ok=True)
        made.paper(name).write_bytes(content)
    disc = made.var / "discs" / "session" / "光盘"
    disc.mkdir(parents=True)
    (disc / "公开.json").write_bytes(b"{}")
    (disc / "校验.txt").write_text(f"# 说明\n{sha256(b'{}').hexdigest()}  公开.json\n", "utf-8")
    made.acknowledged.add(Fact("a file was stored", COUNT, ("aaplain",), 1, 3), digest)
    return made


def test_where_nothing_went_wrong_nothing_is_reported(place: Place) -> None:
    assert place.found() == set()


def test_a_session_without_its_slips_and_disc_is_whole_once_it_was_destroyed(place: Place) -> None:
    for name in ("forms/冻结/公告.pdf", "tickets/u.1.json"):
        place.paper(name).unlink()
    shutil.rmtree(place.var / "discs" / "session")
    missed = place.found()

    place.change(DESTROYED)

    assert (missed, place.found()) == ({"every disc is whole"}, set())


def cut_off(place: Place) -> None:
    (second,) = place.database.rows("SELECT digest FROM audit_auditentry WHERE sequence = 2")
    place.change("DELETE FROM audit_auditentry WHERE sequence = 3")
    place.change("UPDATE audit_audithead SET sequence = 2, digest = ?", second[0])


PLANTED: dict[str, tuple[Callable[[Place], object], str]] = {
    "a file of no row": (
        lambda place: place.file("aanobody").write_bytes(b"x"),
        "no orphan file",
    ),
    "scans in clear beside the disc": (
        lambda place: (place.var / "discs" / ".scans-abc").mkdir(parents=True),
        "no orphan file",
    ),
    "a roster in the temporary folder": (
        lambda place: (place.home / "tmp" / "upload.xlsx").write_bytes(b"x"),
        "no orphan file",
    ),
    "a row without its file": (
        lambda place: place.file("aaplain").unlink(),
        "every row has its file",
    ),
    "a plain file cut short": (
        lambda place: place.file("aaplain").write_bytes(b"fou"),
        "every row has its file",
    ),
    "a sealed file cut short": (
        lambda place: place.file("bbsealed").write_bytes(b"\0\0\0\x02xy\0\0\0\x01"),
        "every row has its file",
    ),
    "an acknowledged row lost": (
        lambda place: place.change("DELETE FROM files_storedfile WHERE code = 'aaplain'"),
        "nothing acknowledged is lost",
    ),
    "the trail cut off with its head": (cut_off, "nothing acknowledged is lost"),
    "an entry changed": (
        lambda place: place.change("UPDATE audit_auditentry SET actor_name = '另一人'"),
        "the trail is whole",
    ),
    "an entry in the middle deleted": (
        lambda place: place.change("DELETE FROM audit_auditentry WHERE sequence = 2"),
        "the trail is whole",
    ),
    "a torn notice": (
        lambda place: place.paper("forms/冻结/公告.pdf").write_bytes(b"%PDF-1.7\nwor"),
        "every paper is whole",
    ),
    "a ticket of zeros": (
        lambda place: place.paper("tickets/u.1.json").write_bytes(bytes(20)),
        "every paper is whole",
    ),
    "an upload of a dead process in clear": (
        lambda place: (
            (place.var / ".temporary" / "dead").mkdir(parents=True),
            (place.var / ".temporary" / "dead" / "x.upload.xlsx").write_bytes(b"x"),
        ),
        "no orphan file",
    ),
    "a disc with another file": (
        lambda place: (place.var / "discs" / "session" / "光盘" / "公开.json").write_bytes(b"[]"),
        "every disc is whole",
    ),
    "a disc that is not there": (
        lambda place: (place.var / "discs" / "session" / "光盘" / "校验.txt").unlink(),
        "every disc is whole",
    ),
    "a slip that came back after its destruction": (
        lambda place: place.change(DESTROYED),
        "what was destroyed is gone",
    ),
    "a job that waits for ever": (
        lambda place: place.change("UPDATE jobs_jobrun SET state = 'running'"),
        "every job comes to its end",
    ),
}


def test_a_job_given_up_is_missed_until_somebody_asked_for_the_same_again(place: Place) -> None:
    place.change(ASKED, "first", "care.backup", "crashed", "job_given_up")
    missed = place.found()

    place.change(ASKED, "second", "care.backup", "done", "")

    assert missed == {"every job comes to its end"}
    assert place.found() == set()


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_fault_is_reported(place: Place, name: str) -> None:
    plant, invariant = PLANTED[name]

    plant(place)

    assert invariant in place.found()


def test_a_second_draw_of_a_freeze_is_reported() -> None:
    freeze = {"type": "FREEZE", "body": {"freeze": "f"}}
    draw = {"type": "DRAW", "body": {"unit": "u", "result": "r"}}
    other = {"type": "DRAW", "body": {"unit": "u", "result": "another"}}
    seen = Seen()

    once = list(invariants._one_draw("s", [freeze, draw], seen))
    twice = list(invariants._one_draw("s", [freeze, draw, draw], Seen()))
    after_a_restore = list(invariants._one_draw("s", [freeze, other], seen))

    assert once == []
    assert [one.invariant for one in twice] == ["one draw for each freeze"]
    assert [one.invariant for one in after_a_restore] == ["one draw for each freeze"]


@pytest.mark.parametrize("missing", ["", "lists.xlsx", "sealed.sgx", "tickets", "results"])
def test_a_draw_without_its_files_is_reported(tmp_path: Path, missing: str) -> None:
    for name in ("lists.xlsx", "sealed.sgx", "tickets/u.1.json", "results/u.json"):
        if not missing or not name.startswith(missing):
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_bytes(b"content")

    found = [one.words for one in invariants._papers_of_the_draw("session", tmp_path)]

    assert len(found) == bool(missing)
    assert all(missing in words for words in found)


def test_what_came_after_an_old_backup_is_not_missed_once_everybody_was_told(place: Place) -> None:
    cut_off(place)
    place.change("DELETE FROM files_storedfile WHERE code = 'aaplain'")
    place.file("aaplain").unlink()

    place.acknowledged.roll_back(2)

    assert place.found() == set()


@pytest.fixture
def disk(tmp_path: Path) -> tuple[Path, Path]:
    """A data folder, and where the seams write down what happens on the disk."""
    var, control = tmp_path / "var", tmp_path / "control"
    for folder in (var, control):
        folder.mkdir()
    return var, control


def test_a_file_that_was_not_flushed_is_torn_and_one_that_was_is_not(
    disk: tuple[Path, Path],
) -> None:
    var, control = disk
    flushed, loose = var / "flushed", var / "loose"
    for file in (flushed, loose):
        file.write_bytes(b"x" * 1000)
    found = flushed.stat()
    deed = {"at": 1, "did": "flush", "inode": found.st_ino, "written": found.st_mtime_ns}

    for number in range(20):
        (control / "disk-0").write_text(json.dumps(deed))
        power.lose_power(var, control, Dice(number, "tear"))

    assert flushed.read_bytes() == b"x" * 1000
    assert loose.read_bytes() != b"x" * 1000


def test_a_rename_that_was_not_flushed_is_taken_back_and_the_old_content_returns(
    disk: tuple[Path, Path],
) -> None:
    var, control = disk
    (var / "place").write_bytes(b"new")
    old = control / "kept-1-1"
    old.write_bytes(b"old")
    found = old.stat()
    flush = {"at": 1, "did": "flush", "inode": found.st_ino, "written": found.st_mtime_ns}
    move = {"at": 2, "did": "move", "old": str(var / "beside"), "new": str(var / "place")}
    deeds = (flush, {**move, "kept": str(old)})
    (control / "disk-1").write_text("\n".join(map(json.dumps, deeds)))
    seed = next(one for one in range(50) if Dice(one, "undo").below(2))

    power.lose_power(var, control, Dice(seed, "undo"))

    assert {file.name for file in var.iterdir()} == {"place", "beside"}
    assert (var / "place").read_bytes() == b"old"

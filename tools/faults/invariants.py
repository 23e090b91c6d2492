"""What must hold after every fault, looked at from outside: files, rows and the public record.

Of the product only the independent verifier is used; everything else is read as bytes and rows.
"""

import contextlib
import hashlib
import io
import json
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Final

from junheng.verifier import verify_public
from junheng.verifier.canonical import document_hash
from junheng.verifier.hashes import SUITES
from junheng.verifier.ledger import read_ledger
from tools.faults.acknowledged import Acknowledged
from tools.faults.database import Database

CHINA: Final = timezone(timedelta(hours=8))
_TRAIL: Final = (
    "sequence, at, actor_kind, actor_id, actor_name, actor_school_code, event, subject_kind,"
    " subject_code, subject_school_code, payload, previous_digest, digest"
)


@dataclass(frozen=True)
class Violation:
    """An invariant that does not hold, and where."""

    invariant: str
    words: str

    def __str__(self) -> str:
        return f"{self.invariant}: {self.words}"


@dataclass
class Seen:
    """What stays known over all rounds, whatever is restored: one draw for each freeze."""

    results: dict[tuple[str, str], str] = field(default_factory=dict)
    """Result by freeze and unit."""


def trail_is_whole(database: Database, heads: dict[int, str]) -> Iterator[Violation]:
    """Every entry follows from the one before, and every head that was seen is in it."""
    suite = SUITES[str(database.rows("SELECT suite FROM audit_audithead")[0][0])]
    number, digest = 0, "0" * 64
    for row in database.rows(f"SELECT {_TRAIL} FROM audit_auditentry ORDER BY sequence"):  # noqa: S608 - ours
        if row[0] != number + 1 or row[11] != digest:
            yield Violation("the trail is whole", f"entry {row[0]} does not follow {number}")
        if document_hash(suite, _entry(row)) != row[12]:
            yield Violation("the trail is whole", f"entry {row[0]} is not as it was written")
        number, digest = row[0], row[12]
        if heads.get(number, digest) != digest:
            yield Violation("the trail is whole", f"entry {number} is another than was seen")
    if max(heads, default=0) > number:
        yield Violation("nothing acknowledged is lost", f"the trail ends at {number}")
    if database.rows("SELECT sequence, digest FROM audit_audithead") != [(number, digest)]:
        yield Violation("the trail is whole", "its head is not its last entry")


def _entry(row: tuple[Any, ...]) -> dict[str, Any]:
    at = row[1]
    if isinstance(at, str):
        at = datetime.fromisoformat(at)
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    payload = json.loads(row[10]) if isinstance(row[10], str) else row[10]
    return {
        "_t": "sg1/audit",
        "n": row[0],
        "prev": row[11],
        "at": at.astimezone(CHINA).isoformat(timespec="microseconds"),
        "by": {"kind": row[2], "id": row[3], "name": row[4], "school": row[5]},
        "event": row[6],
        "subject": {"kind": row[7], "code": row[8], "school": row[9]},
        "payload": payload,
    }


def ledger_of(folder: Path) -> list[dict[str, Any]]:
    """The events of a session's folder; a torn last line was never shown and does not count."""
    file = folder / "internal" / "ledger.jsonl"
    if not file.exists():
        return []
    whole, _, _ = file.read_bytes().rpartition(b"\n")
    return [json.loads(line) for line in whole.splitlines()]


def ledgers_are_whole(var: Path, database: Database, seen: Seen) -> Iterator[Violation]:
    """Each ledger keeps the rules, equals its mirror, and has one draw for each freeze."""
    sessions = database.rows("SELECT id, code, state, underway FROM assignment_session")
    known = {str(row[1]) for row in sessions}
    for folder in sorted((var / "sessions").glob("*")):
        if folder.name not in known and any(folder.rglob("*.json*")):
            yield Violation("no orphan file", f"sessions/{folder.name} belongs to no session")
    for own, code, state, underway in sessions:
        folder = var / "sessions" / str(code)
        try:
            events = ledger_of(folder)
        except ValueError:
            yield Violation("the ledger is whole", f"{code}: a line is no JSON")
            continue
        mirrored = [
            json.loads(row[0])
            for row in database.rows(
                "SELECT line FROM assignment_ledgerevent WHERE session_id = ? ORDER BY number", own
            )
        ]
        if not underway and mirrored != events:
            words = f"{code}: {len(events)} events on the disk, {len(mirrored)} in the database"
            yield Violation("the ledger is its mirror", words)
        if events:
            yield from _rules(code, folder, events)
            yield from _one_draw(code, events, seen)
            yield from _follows(code, str(state), str(underway), events)


def _session_document(folder: Path) -> dict[str, Any] | None:
    places = [folder / "internal" / "frozen.json", *folder.glob("internal/void-*/frozen.json")]
    for place in places:
        if place.exists():
            document: dict[str, Any] = json.loads(place.read_bytes())["session"]
            return document
    return None


def _rules(code: str, folder: Path, events: list[dict[str, Any]]) -> Iterator[Violation]:
    try:
        session = _session_document(folder)
    except ValueError:
        yield Violation("the ledger is whole", f"{code}: frozen.json is torn")
        return
    if session is None:
        yield Violation("the ledger is whole", f"{code}: a ledger without frozen.json")
        return
    for finding in read_ledger(session, events, SUITES[session["suite"]]).findings:
        yield Violation("the ledger is whole", f"{code}: {finding.code} at event {finding.n}")


def _one_draw(code: str, events: list[dict[str, Any]], seen: Seen) -> Iterator[Violation]:
    drawn: Counter[tuple[str, str]] = Counter()
    freeze = ""
    for event in events:
        body = event["body"]
        if event["type"] == "FREEZE":
            freeze = body["freeze"]
        if event["type"] == "DRAW":
            place = (freeze, body["unit"])
            drawn[place] += 1
            if seen.results.setdefault(place, body["result"]) != body["result"]:
                yield Violation("one draw for each freeze", f"{code}: another result of {place}")
    for place, count in drawn.items():
        if count > 1:
            yield Violation("one draw for each freeze", f"{code}: {count} draws of {place}")


_AFTER: Final = {
    "FREEZE": "frozen",
    "ENVELOPES_SEALED": "sealed",
    "PUBLIC_DRAWN": "rolled",
    "OPENING": "opening",
    "SEED_LOCKED": "locked",
    "DRAW": "drawn",
    "VOID": "void",
}
"""The state that an event leads to, in sessions of one school."""


def _follows(
    code: str, state: str, underway: str, events: list[dict[str, Any]]
) -> Iterator[Violation]:
    wanted = "planned"
    for event in events:
        wanted = _AFTER.get(event["type"], wanted)
    if not underway and state not in {wanted, "closed"}:
        yield Violation("the state follows the ledger", f"{code}: {state} instead of {wanted}")


def nothing_is_half_published(var: Path, database: Database) -> Iterator[Violation]:
    """Published in the ledger, in the database and in the public file, or nowhere."""
    question = (
        "SELECT s.code, c.state, s.underway FROM assignment_session s"
        " JOIN assignment_sessioncohort p ON p.session_id = s.id"
        " JOIN campaigns_cohort c ON c.id = p.cohort_id"
    )
    for code, state, underway in database.rows(question):
        folder = var / "sessions" / str(code)
        events = ledger_of(folder)
        kinds = [event["type"] for event in events]
        newest = len(kinds) - 1 - kinds[::-1].index("FREEZE") if "FREEZE" in kinds else 0
        is_published = "PUBLISH" in kinds[newest:]
        if underway:
            continue
        if (state in {"published", "locked"}) != is_published:
            yield Violation("nothing is half published", f"{code}: {state}, ledger {is_published}")
        is_destroyed = "KEY_DESTROYED" in kinds[newest:]
        if "DRAW" in kinds[newest:] and "VOID" not in kinds[newest:]:
            if not is_destroyed:
                yield from _papers_of_the_draw(str(code), folder)
            yield from _public_file(str(code), folder / "public.json", events)


def _papers_of_the_draw(code: str, folder: Path) -> Iterator[Violation]:
    for wanted in ("lists.xlsx", "sealed.sgx", "tickets/*", "results/*"):
        if next(folder.glob(wanted), None) is None:
            yield Violation("a draw has its files", f"{code}: no {wanted} after the draw")


def _public_file(code: str, file: Path, events: list[dict[str, Any]]) -> Iterator[Violation]:
    if not file.exists():
        yield Violation("nothing is half published", f"{code}: no public file after the draw")
        return
    raw = file.read_bytes()
    report = verify_public(raw)
    if report.verdict == "red":
        words = f"{code}: the verifier says {', '.join(report.codes('failed'))}"
        yield Violation("every published package verifies", words)
        return
    inside = json.loads(raw)["events"]
    if inside != events[: len(inside)]:
        yield Violation("every published package verifies", f"{code}: another ledger is inside")


def acknowledged_is_there(database: Database, acknowledged: Acknowledged) -> Iterator[Violation]:
    """Whoever got an answer finds what it promised."""
    for fact in acknowledged.lost(database):
        yield Violation("nothing acknowledged is lost", fact.words)


def files_are_there(var: Path, database: Database) -> Iterator[Violation]:
    """Every row has its file, whole as far as one sees without the key."""
    for code, size, key in database.rows(
        "SELECT code, size, key_id FROM files_storedfile WHERE removed_at IS NULL"
    ):
        place = var / "files" / str(code)[:2] / str(code)
        if not place.exists():
            yield Violation("every row has its file", f"{code} is missing")
        elif not key and place.stat().st_size != size:
            yield Violation("every row has its file", f"{code} has another size")
        elif key and not _pieces_end(place.read_bytes()):
            yield Violation("every row has its file", f"{code} is torn")


def _pieces_end(raw: bytes) -> bool:
    """Whether the pieces, each after its length, come out even."""
    at = 0
    while at < len(raw):
        at += 4 + int.from_bytes(raw[at : at + 4], "big")
    return at == len(raw) and at > 0


def nothing_is_left_over(var: Path, temporary: Path, database: Database) -> Iterator[Violation]:
    """After the reaper: no file without a row, nothing half-made, no child's data outside."""
    kept = {
        str(row[0])
        for row in database.rows("SELECT code FROM files_storedfile WHERE removed_at IS NULL")
    }
    for file in (var / "files").glob("*/*"):
        if file.is_file() and file.name not in kept:
            yield Violation("no orphan file", f"files/{file.parent.name}/{file.name}")
    for pattern in (
        "sessions/*/.junheng-new", "discs/.scans-*", "discs/*/.*", ".backup-*", "*.restoring-*",
        "backups/.*", "backups/*.part", ".restore",
    ):  # fmt: skip
        for left in var.glob(pattern):
            yield Violation("no orphan file", str(left.relative_to(var)))
    for folder in (temporary, var / ".temporary"):
        for left in folder.rglob("*"):
            if left.is_file() and left.suffix != ".lock":
                yield Violation("no orphan file", f"temporary {left.relative_to(folder)}")


def papers_are_whole(var: Path) -> Iterator[Violation]:
    """Every paper, ticket and list of a session is all there, or not there."""
    for file in sorted((var / "sessions").glob("*/**/*")):
        inside = file.relative_to(var / "sessions").parts[1]
        if inside in {"internal", ".junheng-new", ".junheng.lock"} or not file.is_file():
            continue
        with contextlib.suppress(FileNotFoundError):  # another takes its place at this moment
            if not _is_whole(file):
                yield Violation("every paper is whole", str(file.relative_to(var)))


def _is_whole(file: Path) -> bool:
    raw = file.read_bytes()
    match file.suffix:
        case ".pdf":
            return raw.startswith(b"%PDF-") and raw.rstrip().endswith(b"%%EOF")
        case ".json":
            try:
                json.loads(raw)
            except ValueError:
                return False
            return True
        case ".html":
            return raw.rstrip().endswith(b"</html>")
        case ".xlsx":
            return zipfile.is_zipfile(io.BytesIO(raw))
        case _:
            return bool(raw) and any(raw)


def discs_are_whole(var: Path, database: Database) -> Iterator[Violation]:
    """Whatever the ledger says was made as a disc agrees with its own list of checksums."""
    question = (
        "SELECT DISTINCT s.code FROM assignment_session s JOIN assignment_ledgerevent e"
        " ON e.session_id = s.id WHERE e.kind = 'DISC' AND NOT EXISTS (SELECT 1 FROM"
        " assignment_ledgerevent d WHERE d.session_id = s.id AND d.kind = 'KEY_DESTROYED')"
    )
    for (code,) in database.rows(question):
        disc = next((var / "discs" / str(code)).glob("*/校验.txt"), None)
        if disc is None:
            yield Violation("every disc is whole", f"{code}: there is none")
            continue
        for line in disc.read_text("utf-8").splitlines():
            wanted, _, name = line.partition("  ")
            if line.startswith("#"):
                continue
            file = disc.parent / name
            if not file.exists() or hashlib.sha256(file.read_bytes()).hexdigest() != wanted:
                yield Violation("every disc is whole", f"{code}: {name}")


_PUBLIC_FOR_EVER: Final = frozenset(
    ("public.json", "freeze.json", "verifier.html", "seed.txt", "balance.html", "balance.json")
)
_KEPT_INSIDE: Final = frozenset(
    ("ledger.jsonl", "frozen.json", "voided.json", "destroyed.json", "charts.json")
)


def what_was_destroyed_is_gone(var: Path, database: Database) -> Iterator[Violation]:
    """Once the database says that a session was destroyed, nothing personal is on the disk."""
    question = (
        "SELECT s.code FROM assignment_session s JOIN assignment_ledgerevent e"
        " ON e.session_id = s.id WHERE e.kind = 'KEY_DESTROYED'"
    )
    for (code,) in database.rows(question):
        folder = var / "sessions" / str(code)
        for file in (*folder.rglob("*"), *(var / "discs" / str(code)).rglob("*")):
            if file.is_file() and not _may_stay(file, folder):
                words = f"{code}: {file.relative_to(var)} is there again"
                yield Violation("what was destroyed is gone", words)


def _may_stay(file: Path, folder: Path) -> bool:
    if not file.is_relative_to(folder):
        return False
    place, name = file.parent.relative_to(folder).as_posix(), file.name
    if place == "internal":
        return name in _KEPT_INSIDE or (name.startswith("lots-") and name.endswith(".json"))
    if place.startswith("internal/void-"):
        return name == "frozen.json"
    return place == "results" or (place == "." and name in {*_PUBLIC_FOR_EVER, ".junheng.lock"})


def jobs_came_to_an_end(database: Database, *, allows: frozenset[str]) -> Iterator[Violation]:
    """No job waits or runs for ever, and none crashed; `allows` are faults of a full disk."""
    question = (
        "SELECT code, job, state, fault_code FROM jobs_jobrun j WHERE state <> 'done'"
        # Whoever asked again asked for the same.
        " AND NOT EXISTS (SELECT 1 FROM jobs_jobrun k WHERE k.id > j.id AND k.job = j.job"
        " AND CAST(k.arguments AS TEXT) = CAST(j.arguments AS TEXT))"
    )
    for code, job, state, fault in database.rows(question):
        if state in {"waiting", "running"}:
            yield Violation("every job comes to its end", f"{job} {code} is {state}")
        elif fault not in allows:
            yield Violation("every job comes to its end", f"{job} {code} {state}: {fault}")


def everything(
    var: Path, database: Database, acknowledged: Acknowledged, seen: Seen
) -> Iterator[Violation]:
    """What must hold at any moment at which nobody acts."""
    for line in database.faults():
        yield Violation("the database is whole", line)
    yield from trail_is_whole(database, acknowledged.heads)
    yield from ledgers_are_whole(var, database, seen)
    yield from nothing_is_half_published(var, database)
    yield from acknowledged_is_there(database, acknowledged)
    yield from files_are_there(var, database)
    yield from papers_are_whole(var)
    yield from what_was_destroyed_is_gone(var, database)

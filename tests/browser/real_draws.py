"""A real draw of the roster junior-high-412.xlsx, finished as on the day, free to be spoilt.

The program makes it, with a fixed clock and fixed randomness. What forgers need to spoil it is
written here once more, from the protocol: canonical bytes, hashes, chain and signature.
"""

import functools
import hashlib
import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from junheng.ceremony import publishing
from junheng.ceremony.drawing import UnitDraw, draw_units, record_draws
from junheng.ceremony.folder import CeremonyFolder
from junheng.ceremony.freezing import announce_notice, freeze
from junheng.ceremony.late import draw_batch, freeze_batch
from junheng.ceremony.late_batches import late_slips
from junheng.ceremony.lots import draw_lots
from junheng.ceremony.opened import Ceremony, open_ceremony
from junheng.ceremony.program import engine_sources, verifier_page
from junheng.ceremony.representatives import draw_representatives
from junheng.ceremony.seeding import fix_seed
from junheng.engine.assignment.representatives import ranked_leaves
from junheng.engine.randomness.keys import stage_key, unit_seed
from junheng.engine.randomness.suites import suite_named
from junheng.engine.record.documents import salt_key_document, sealed_document, slip_document
from junheng.engine.record.package import build_package, engine_member
from junheng.profiles import load_profile
from junheng.rosters import SchoolRoster, attribute_codes, read_roster
from tests.ceremonies_made import CARDS, PUBLIC, START, announcement, fixed_surroundings, plan

ROSTER = Path("tests/data/rosters/junior-high-412.xlsx")
TEACHERS = ("王芳", "李强", "张敏", "刘洋", "陈静", "杨军", "赵娟", "黄伟", "周丽")
SMALL_PAPER: dict[str, Any] = {"public": "d10:55081927", "envelopes": ("20260903", "81736455")}
ARRIVALS = (("补到安", "360121201401050016"), ("补到宁", "360121201401050032"))
Document = dict[str, Any]


def canonical(document: Any) -> bytes:
    """The one way to write a document (SG1 §3.2)."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


@dataclass
class Draw:
    """What the public, some families and a supervisor hold, and what only the forger has.

    `ticket` is the child's of `number`, `other` that of a child in another class; `raw` are the
    bytes of the public file where they are not those of `public`. `key` signs for the session.
    """

    suite: str
    notice: str
    public: Document
    ticket: Document
    number: str
    other: Document
    slip: Document
    late_slip: Document
    late_number: str
    sealed: Document
    salts: Document
    key: str
    raw: bytes | None = None

    def digest(self, message: bytes) -> bytes:
        """The suite's hash, by OpenSSL."""
        return hashlib.new({"intl": "sha256", "gm": "sm3"}[self.suite], message).digest()

    def hash(self, document: Any) -> str:
        """Hash of a document."""
        return self.digest(canonical(document)).hex()

    def leaf(self, document: Any) -> str:
        """Hash of a leaf."""
        return self.digest(b"\x00" + canonical(document)).hex()

    def root(self, leaves: Sequence[str]) -> str:
        """Root of a tree, by its definition (RFC 9162 §2.1)."""
        if len(leaves) < 2:
            return leaves[0] if leaves else self.digest(b"").hex()
        split = 1 << (len(leaves) - 1).bit_length() - 1
        left, right = self.root(leaves[:split]), self.root(leaves[split:])
        return self.digest(b"\x01" + bytes.fromhex(left) + bytes.fromhex(right)).hex()

    @property
    def events(self) -> list[Document]:
        """The ledger."""
        events: list[Document] = self.public["events"]
        return events

    def body(self, kind: str) -> Document:
        """The body of the last event of a kind."""
        body: Document = next(e["body"] for e in reversed(self.events) if e["type"] == kind)
        return body

    def relink(self, key: bytes | None = None) -> None:
        """Number, chain and sign the ledger again, as one who holds the session's key can."""
        head = session = self.hash(self.public["session"])
        for n, event in enumerate(self.events, 1):
            event["n"], event["prev"] = n, head
            head = self.hash(event)
        checkpoint = {"_t": "sg1/checkpoint", "session": session, "n": len(self.events)}
        signer = Ed25519PrivateKey.from_private_bytes(key or bytes.fromhex(self.key))
        self.public["checkpoint"] = checkpoint = {**checkpoint, "head": head}
        self.public["sig"] = {
            "alg": "ed25519",
            "pub": signer.public_key().public_bytes_raw().hex(),
            "sig": signer.sign(canonical(checkpoint)).hex(),
        }

    def replace(self, old: str, new: str) -> None:
        """Put a new hash wherever the old one stands, and chain and sign again."""
        self.public = json.loads(canonical(self.public).decode().replace(old, new))
        self.relink()

    def reissue(self, document: Document, **fields: Any) -> None:
        """Change a document of the public file and put its new hash wherever the old one stands."""
        old = self.hash(document)
        document.update(fields)
        self.replace(old, self.hash(document))

    def undo_what_came_after(self) -> None:
        """Go back to the moment after the draw: no representatives, lots or late arrivals."""
        last = max(n for n, event in enumerate(self.events) if event["type"] == "DRAW")
        del self.events[last + 1 :]
        self.public["lots"].clear()
        self.public["late"].clear()
        self.relink()

    def ranked(self) -> list[str]:
        """All roster leaves in the order in which parents' representatives are called."""
        suite, body = suite_named(self.suite), self.body("REPRESENTATIVES")
        key = unit_seed(suite, bytes.fromhex(body["seed"]), body["unit"])
        leaves = self.public["rosters"][0]["leaves"]
        return list(ranked_leaves(leaves, stage_key(suite, key, "representatives")))

    def public_bytes(self) -> bytes:
        """The public file as it is handed out."""
        return canonical(self.public) if self.raw is None else self.raw

    def package(self) -> bytes:
        """The sealed package that holds these documents, not encrypted, signed by the session."""
        lines = self.body("SEED_LOCKED")["lines"]
        files = {
            "public/public.json": self.public_bytes(),
            "public/seed.txt": "".join(f"{line}\n" for line in lines).encode(),
            "public/verifier.html": verifier_page(),
            "private/ksalt.json": canonical(self.salts),
            f"private/sealed-{self.sealed['unit']}.json": canonical(self.sealed),
            **{engine_member(path): content for path, content in engine_sources().items()},
        }
        session = self.hash(self.public["session"])
        suite = suite_named(self.suite)
        return build_package(
            suite, session=session, files=files, signing_key=bytes.fromhex(self.key)
        )


def real_draw(suite: str) -> Draw:
    """The finished draw of one suite, made once; every caller gets a copy of its own."""
    return Draw(**json.loads(_real_draw(suite)))


@functools.cache
def _real_draw(suite: str) -> bytes:
    with tempfile.TemporaryDirectory() as name:
        ceremony = _frozen(CeremonyFolder(Path(name)), suite)
        return canonical(vars(_held(ceremony, _drawn(ceremony))))


def _frozen(folder: CeremonyFolder, suite: str) -> Ceremony:
    planned = plan(ROSTER, classes={"": len(TEACHERS)})
    units = tuple(replace(unit, teachers=TEACHERS) for unit in planned)
    frozen = freeze(folder, units, announcement(suite), fixed_surroundings("freeze"))
    two_days_later = fixed_surroundings("draw", START + timedelta(days=2))
    announce_notice(open_ceremony(folder, fixed_surroundings("post")).book, frozen, "公告栏")
    return open_ceremony(folder, two_days_later)


def _drawn(ceremony: Ceremony) -> UnitDraw:
    seed = fix_seed(ceremony, PUBLIC, CARDS).seed()
    draws = draw_units(ceremony.frozen, seed)
    record_draws(ceremony.book, ceremony.frozen, draws)
    draw_representatives(ceremony, draws[0], **SMALL_PAPER)
    draw_lots(ceremony, draws[0], **SMALL_PAPER)
    profile = load_profile("national")
    arrivals = _arrivals(read_roster(ROSTER, profile, today=START.date()).schools[0])
    batch = freeze_batch(
        ceremony,
        draws[0],
        arrivals,
        attribute_codes(arrivals, profile),
        registered=date(2026, 9, 3),
        reason=1,
    )
    draw_batch(ceremony, batch, **SMALL_PAPER)
    return draws[0]


def _arrivals(school: SchoolRoster) -> SchoolRoster:
    """Two children who resemble the first two of the roster."""
    students = tuple(
        replace(student, name=name, identity_number=number, multiple_birth=None)
        for student, (name, number) in zip(school.students, ARRIVALS, strict=False)
    )
    alone = replace(school, multiple_births=(), same_names=(), same_sounds=())
    return replace(alone, students=students)


def _held(ceremony: Ceremony, drawn: UnitDraw) -> Draw:
    frozen, unit = ceremony.frozen, drawn.unit
    tickets = dict(publishing.ticket_files(frozen, [drawn]))
    first = unit.students[0]
    other = next(i for i, place in enumerate(drawn.classes) if place != drawn.classes[0])
    held = [
        json.loads(tickets[f"{publishing.TICKETS}/{unit.unit}.{student.sid}.json"])
        for student in (first, unit.students[other])
    ]
    slip = slip_document(
        freeze=frozen.code, roster_leaf=first.leaf, result_leaf=drawn.outcome_leaves[0]
    )
    late_slip = json.loads(next(iter(late_slips(ceremony).values())))
    numbers = dict(ARRIVALS)
    planned = plan(ROSTER, classes={"": len(TEACHERS)})[0].students
    leaves = [dict(student.leaf) for student in unit.students]
    return Draw(
        suite=frozen.suite.name,
        notice=frozen.code,
        public=json.loads(publishing.public_file(ceremony, [drawn])),
        ticket=held[0],
        number=next(student.identity_number for student in planned if student.row == first.row),
        other=held[1],
        slip=dict(slip),
        late_slip=late_slip,
        late_number=numbers[late_slip["s"]["name"]],
        sealed=sealed_document(unit=unit.unit, leaves=leaves, results=drawn.outcome_leaves),
        salts=salt_key_document(
            random32=bytes.fromhex(frozen.salt_entropy), digits=frozen.salt_digits
        ),
        key=frozen.signing_key,
    )

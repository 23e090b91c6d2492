"""The record as files: public file, tickets, results and the sealed package (SG1 §10)."""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from junheng.ceremony.drawing import UnitDraw
from junheng.ceremony.folder import VERIFIER_FILE
from junheng.ceremony.freezing import teachers_of
from junheng.ceremony.frozen import Frozen, FrozenUnit
from junheng.ceremony.late_batches import late_entries
from junheng.ceremony.lots import lots_documents
from junheng.ceremony.opened import Ceremony
from junheng.ceremony.program import (
    engine_sources,
    refuse_other_program,
    verifier_page,
    verifier_sources,
)
from junheng.ceremony.surroundings import Surroundings
from junheng.ceremony.voided import with_voided
from junheng.engine.randomness.suites import Suite
from junheng.engine.record.canonical import canonical_bytes, document_hash
from junheng.engine.record.container import PREFIX_BYTES, SALT_BYTES, Passphrase, seal_pieces
from junheng.engine.record.documents import (
    checkpoint_document,
    leaf_list,
    public_document,
    rehearsal_entry,
    rehearsal_ticket_document,
    salt_key_document,
    sealed_document,
    sealed_rehearsal_document,
    ticket_document,
)
from junheng.engine.record.merkle import LeafTree
from junheng.engine.record.package import build_package, engine_member
from junheng.engine.record.signatures import sign_document

PUBLIC_FILE = "public.json"
SEALED_FILE = "sealed.sgx"
TICKETS = "tickets"
RESULTS = "results"


@dataclass(frozen=True)
class DrawnPart:
    """What the public file says of the draw: it never changes after it, whatever is recorded."""

    rosters: Sequence[Mapping[str, Any]]
    results: Sequence[Mapping[str, Any]]
    result_leaves: Sequence[Mapping[str, Any]]
    rehearsals: Sequence[Mapping[str, Any]] = ()


def drawn_part(frozen: Frozen, draws: Sequence[UnitDraw]) -> DrawnPart:
    """What the public file says of these draws."""
    results = [drawn for drawn in draws if drawn.rehearsal is None]
    rehearsals = [drawn for drawn in draws if drawn.rehearsal is not None]
    drawn_of = {drawn.unit.unit: drawn for drawn in draws}
    return DrawnPart(
        rosters=[
            leaf_list(
                unit.unit,
                "freeze",
                frozen.code,
                drawn_of[unit.unit].roster_tree
                if unit.unit in drawn_of
                else roster_tree(frozen.suite, unit),
            )
            for unit in frozen.units
        ],
        results=[drawn.document for drawn in results],
        result_leaves=[
            leaf_list(drawn.unit.unit, "result", drawn.code, drawn.outcome_tree)
            for drawn in results
        ],
        rehearsals=[rehearsal_entry(drawn.document, drawn.outcome_tree) for drawn in rehearsals],
    )


def public_file(ceremony: Ceremony, draws: Sequence[UnitDraw]) -> bytes:
    """The public file (公开核验包) as of now: canonical bytes, no student's data.

    What earlier freezes of the session left, which were made void, stays in it.
    """
    return public_file_of(ceremony, drawn_part(ceremony.frozen, draws))


def public_file_of(ceremony: Ceremony, drawn: DrawnPart) -> bytes:
    """The public file with a part that was put together before."""
    frozen, book = ceremony.frozen, ceremony.book
    suite = frozen.suite
    session = document_hash(suite, frozen.session)
    checkpoint = checkpoint_document(session=session, count=len(book.events), head=book.head)
    document = public_document(
        suite=suite,
        session=frozen.session,
        engine=frozen.engine,
        params=[unit.params for unit in frozen.units],
        teachers=[teachers_of(unit) for unit in frozen.units],
        freezes=[frozen.freeze],
        rosters=drawn.rosters,
        results=drawn.results,
        result_leaves=drawn.result_leaves,
        events=book.events,
        checkpoint=checkpoint,
        signature=sign_document(bytes.fromhex(frozen.signing_key), checkpoint),
        lots=lots_documents(ceremony),
        late=late_entries(ceremony),
        rehearsals=drawn.rehearsals,
    )
    return canonical_bytes(with_voided(document, book.voided))


def roster_tree(suite: Suite, unit: FrozenUnit) -> LeafTree:
    """The tree behind a unit's roster root; there before anything is drawn."""
    return LeafTree.of_documents(suite, (student.leaf for student in unit.students))


def ticket_files(frozen: Frozen, draws: Sequence[UnitDraw]) -> Iterator[tuple[str, bytes]]:
    """One ticket (凭条) a student, by its name of unit and registration number."""
    session = document_hash(frozen.suite, frozen.session)
    for drawn in draws:
        roster, outcome = drawn.roster_tree, drawn.outcome_tree
        for student, leaf in zip(drawn.unit.students, drawn.outcome_leaves, strict=True):
            fields: dict[str, Any] = {
                "session": session,
                "freeze": frozen.code,
                "roster": roster,
                "roster_leaf": student.leaf,
                "outcome": outcome,
                "result_leaf": leaf,
            }
            if drawn.rehearsal is None:
                ticket = ticket_document(result=drawn.code, **fields)
            else:
                ticket = rehearsal_ticket_document(rehearsal=drawn.code, **fields)
            yield f"{TICKETS}/{drawn.unit.unit}.{student.sid}.json", canonical_bytes(ticket)


def result_files(draws: Sequence[UnitDraw]) -> dict[str, bytes]:
    """One result document a unit; its file hash is the result code (结果码)."""
    return {f"{RESULTS}/{drawn.unit.unit}.json": canonical_bytes(drawn.document) for drawn in draws}


def sealed_file(
    frozen: Frozen,
    draws: Sequence[UnitDraw],
    *,
    public: bytes,
    seed_text: bytes | None,
    passphrase: Passphrase,
    surroundings: Surroundings,
) -> Iterator[bytes]:
    """The sealed package (封存包) in its encrypted container, in pieces: all that a re-run needs.

    Raises `program_differs_from_freeze`: engine and page in it must be the announced ones.
    """
    refuse_other_program(frozen)
    packed = build_package(
        frozen.suite,
        session=document_hash(frozen.suite, frozen.session),
        files=_package_files(frozen, draws, public=public, seed_text=seed_text),
        signing_key=bytes.fromhex(frozen.signing_key),
    )
    return seal_pieces(
        frozen.suite,
        passphrase.whole,
        io.BytesIO(packed),
        len(packed),
        salt=surroundings.entropy(SALT_BYTES),
        prefix=surroundings.entropy(PREFIX_BYTES),
    )


def _package_files(
    frozen: Frozen, draws: Sequence[UnitDraw], *, public: bytes, seed_text: bytes | None
) -> dict[str, bytes]:
    salt_document = salt_key_document(
        random32=bytes.fromhex(frozen.salt_entropy), digits=frozen.salt_digits
    )
    members = {
        "public/public.json": public,
        f"public/{VERIFIER_FILE}": verifier_page(),
        "private/ksalt.json": canonical_bytes(salt_document),
        **{
            f"private/sealed-{drawn.unit.unit}.json": canonical_bytes(_sealed(drawn))
            for drawn in draws
        },
        **{engine_member(path): content for path, content in engine_sources().items()},
        # A second verifier lies beside the engine, so that a package can be re-run decades later.
        **{
            engine_member(path).replace("engine/", "spec/verifier.", 1): content
            for path, content in verifier_sources().items()
        },
    }
    if seed_text is not None:
        members["public/seed.txt"] = seed_text
    return members


def _sealed(drawn: UnitDraw) -> dict[str, Any]:
    leaves = [student.leaf for student in drawn.unit.students]
    if drawn.rehearsal is None:
        return sealed_document(unit=drawn.unit.unit, leaves=leaves, results=drawn.outcome_leaves)
    return sealed_rehearsal_document(
        unit=drawn.unit.unit, leaves=leaves, rehearsals=drawn.outcome_leaves
    )

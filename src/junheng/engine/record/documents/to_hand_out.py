"""Documents that people receive: tickets and slips, the public file, the contents of a package."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from junheng.engine.randomness.suites import Suite
from junheng.engine.record.canonical import Document
from junheng.engine.record.documents.before_the_draw import sorted_files
from junheng.engine.record.merkle import LeafTree
from junheng.engine.record.values import check_hashes


def pre_ticket_document(
    *,
    session: str,
    freeze: str,
    roster: LeafTree,
    roster_leaf: Mapping[str, Any],
) -> Document:
    """Return the pre-ticket (预凭条): the student is in the frozen roster, with these attributes.

    Given between freeze and ceremony, when an objection is still cheap. Raises
    `leaf_not_in_tree`.
    """
    check_hashes(session=session, freeze=freeze)
    index = roster.index_of(roster_leaf)
    return {
        "_t": "sg1/ticket",
        "suite": roster.suite.name,
        "session": session,
        "freeze": freeze,
        "n": len(roster.hashes),
        "s": dict(roster_leaf),
        "si": index,
        "sp": roster.path_of(index),
    }


def ticket_document(
    *,
    session: str,
    freeze: str,
    result: str,
    roster: LeafTree,
    roster_leaf: Mapping[str, Any],
    outcome: LeafTree,
    result_leaf: Mapping[str, Any],
) -> Document:
    """Return the ticket (凭条) of one student: both leaves with their inclusion paths (SG1 §10.1).

    `outcome` is the tree of the result leaves. Raises `leaf_not_in_tree`.
    """
    check_hashes(result=result)
    index = outcome.index_of(result_leaf)
    return pre_ticket_document(
        session=session, freeze=freeze, roster=roster, roster_leaf=roster_leaf
    ) | {
        "result": result,
        "r": dict(result_leaf),
        "ri": index,
        "rp": outcome.path_of(index),
    }


def rehearsal_ticket_document(*, rehearsal: str, **fields: Any) -> Document:
    """Return the ticket of a rehearsal: other type, and `rehearsal` in place of `result`."""
    ticket = ticket_document(result=rehearsal, **fields)
    del ticket["result"]
    return ticket | {"_t": "sg1/ticket-q", "rehearsal": rehearsal}


def slip_document(
    *, freeze: str, roster_leaf: Mapping[str, Any], result_leaf: Mapping[str, Any]
) -> Document:
    """Return the short form of a ticket that fits into a QR code on paper."""
    check_hashes(freeze=freeze)
    return {
        "_t": "sg1/slip",
        "freeze": freeze,
        "s": dict(roster_leaf),
        "r": dict(result_leaf),
    }


def late_slip_document(*, late: str, roster_leaf: Mapping[str, Any]) -> Document:
    """Return what a late arrival gets, as a file and in the QR code: the batch and the leaf.

    The class is looked up in the batch's draw, so it needs no second leaf.
    """
    check_hashes(late=late)
    return {"_t": "sg1/late-slip", "late": late, "s": dict(roster_leaf)}


def checkpoint_document(*, session: str, count: int, head: str) -> Document:
    """Return the state of the ledger after `count` events, to be signed (SG1 §7.1)."""
    check_hashes(session=session, head=head)
    return {"_t": "sg1/checkpoint", "session": session, "n": count, "head": head}


def leaf_list(unit: str, field: str, document_hash: str, tree: LeafTree) -> Document:
    """Return a published list of leaf hashes; `field` is `freeze` or `result`."""
    check_hashes(**{field: document_hash})
    return {"unit": unit, field: document_hash, "leaves": tree.leaves}


def late_entry(document: Mapping[str, Any], tree: LeafTree) -> Document:
    """Return a late batch as it stands in the public file."""
    return {"doc": dict(document), "leaves": tree.leaves}


def rehearsal_entry(document: Mapping[str, Any], tree: LeafTree) -> Document:
    """Return a rehearsal as it stands in the public file, apart from the results."""
    return {"doc": dict(document), "leaves": tree.leaves}


def public_document(
    *,
    suite: Suite,
    session: Mapping[str, Any],
    engine: Mapping[str, Any],
    params: Sequence[Mapping[str, Any]],
    teachers: Sequence[Mapping[str, Any]],
    freezes: Sequence[Mapping[str, Any]],
    rosters: Sequence[Mapping[str, Any]],
    results: Sequence[Mapping[str, Any]],
    result_leaves: Sequence[Mapping[str, Any]],
    events: Sequence[Mapping[str, Any]],
    checkpoint: Mapping[str, Any],
    signature: Mapping[str, Any],
    lots: Sequence[Mapping[str, Any]] = (),
    late: Sequence[Mapping[str, Any]] = (),
    rehearsals: Sequence[Mapping[str, Any]] = (),
) -> Document:
    """Return the public file (公开核验包): everything that holds no student's data (SG1 §10.4).

    Voided freezes and their results stay in. `signature` is that of the checkpoint.
    """
    listed = {
        "params": params,
        "teachers": teachers,
        "freezes": freezes,
        "rosters": rosters,
        "results": results,
        "result_leaves": result_leaves,
        "lots": lots,
        "late": late,
        "events": events,
    }
    document: Document = {
        "_t": "sg1/public",
        "suite": suite.name,
        "session": dict(session),
        "engine": dict(engine),
        **{field: [dict(entry) for entry in entries] for field, entries in listed.items()},
        "checkpoint": dict(checkpoint),
        "sig": {field: signature[field] for field in ("alg", "pub", "sig")},
    }
    if rehearsals:
        document["rehearsals"] = [dict(entry) for entry in rehearsals]
    return document


def manifest_document(
    *, suite: Suite, session: str, files: Iterable[Mapping[str, Any]], kind: str | None = None
) -> Document:
    """Return the list of files in a package; `kind` is `backup` for a backup (SG1 §10.3, §11.5)."""
    check_hashes(session=session)
    return {
        "_t": "sg1/manifest",
        "suite": suite.name,
        "session": session,
        "files": sorted_files(files),
        **({"kind": kind} if kind else {}),
    }


def sealed_document(
    *,
    unit: str,
    leaves: Sequence[Mapping[str, Any]],
    results: Sequence[Mapping[str, Any]] = (),
) -> Document:
    """Return all leaves of a unit: only in the sealed package, never in public."""
    return {
        "_t": "sg1/sealed",
        "unit": unit,
        "leaves": [dict(leaf) for leaf in leaves],
        "results": [dict(leaf) for leaf in results],
    }


def sealed_rehearsal_document(
    *,
    unit: str,
    leaves: Sequence[Mapping[str, Any]],
    rehearsals: Sequence[Mapping[str, Any]],
) -> Document:
    """Return all leaves of a unit with the leaves of a rehearsal in place of results."""
    document = sealed_document(unit=unit, leaves=leaves)
    del document["results"]
    return document | {"rehearsals": [dict(leaf) for leaf in rehearsals]}


def salt_key_document(*, random32: bytes, digits: str) -> Document:
    """Return what the salt key is made of: only in the sealed package, never in public."""
    return {"_t": "sg1/ksalt", "r": random32.hex(), "digits": digits}

"""The public file with other events: after an act, up to a moment before, or after a void.

What was drawn does not change with the events; so nothing is drawn again here, and a void can be
published even where a re-run differs from the result.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from junheng.ceremony.frozen import Frozen
from junheng.ceremony.opened import Ceremony
from junheng.ceremony.publishing import PUBLIC_FILE, DrawnPart
from junheng.engine.errors import JunhengError
from junheng.engine.randomness.suites import Suite
from junheng.engine.record.canonical import (
    Document,
    canonical_bytes,
    document_hash,
    parse_canonical,
)
from junheng.engine.record.documents import checkpoint_document
from junheng.engine.record.merkle import tree_root
from junheng.engine.record.signatures import sign_document


def published(ceremony: Ceremony) -> Document:
    """The public file in the folder; raises `ceremony_file_unreadable` and as it is malformed."""
    return parse_canonical(ceremony.folder.read_bytes(PUBLIC_FILE), "sg1/public")


def kept_drawn_part(ceremony: Ceremony) -> DrawnPart | None:
    """What the public file in the folder says of the newest freeze's draw, if all of it holds.

    Every result must have the hash that the ledger has, and every list of leaves the root that its
    result or the freeze has: then it says what a re-run would say. None where it does not hold, is
    of a rehearsal, or cannot be read.
    """
    try:
        return _drawn_part_of(ceremony, published(ceremony))
    except (JunhengError, LookupError, TypeError, ValueError):
        return None  # not a public file as this program writes it


def _drawn_part_of(ceremony: Ceremony, public: Mapping[str, Any]) -> DrawnPart:
    """Raises what `kept_drawn_part` takes for a file that does not hold."""
    frozen, suite = ceremony.frozen, ceremony.frozen.suite
    recorded = {body["unit"]: body["result"] for body in ceremony.book.bodies("DRAW")}
    roots = {entry["unit"]: entry["roster"] for entry in frozen.freeze["units"]}
    rosters = {one["unit"]: one for one in public["rosters"] if one["freeze"] == frozen.code}
    results = {document_hash(suite, one): one for one in public["results"]}
    outcomes = {one["result"]: one for one in public["result_leaves"]}
    units = [(unit.unit, recorded[unit.unit]) for unit in frozen.units]
    return DrawnPart(
        # Only what was checked is taken over, not what else somebody may have added to a list.
        rosters=[
            {
                "unit": unit,
                "freeze": frozen.code,
                "leaves": _leaves(suite, rosters[unit], roots[unit]),
            }
            for unit, _ in units
        ],
        results=[results[code] for _, code in units],
        result_leaves=[
            {
                "unit": unit,
                "result": code,
                "leaves": _leaves(suite, outcomes[code], results[code]["root"]),
            }
            for unit, code in units
        ],
    )


def _leaves(suite: Suite, listed: Mapping[str, Any], root: str) -> list[str]:
    """The leaves of a list in hex; raises ValueError where they have another root."""
    leaves = [bytes.fromhex(leaf) for leaf in listed["leaves"]]
    if tree_root(suite, leaves).hex() != root:
        raise ValueError
    return [leaf.hex() for leaf in leaves]


def with_events(
    frozen: Frozen, public: Mapping[str, Any], events: Sequence[Mapping[str, Any]]
) -> bytes:
    """The public file with these events, signed anew."""
    suite = frozen.suite
    checkpoint = checkpoint_document(
        session=document_hash(suite, frozen.session),
        count=len(events),
        head=document_hash(suite, events[-1]),
    )
    signature = sign_document(bytes.fromhex(frozen.signing_key), checkpoint)
    # Inside the public file a signature stands without its type.
    bare = {name: signature[name] for name in public["sig"]}
    return canonical_bytes(
        {**public, "events": list(events), "checkpoint": checkpoint, "sig": bare}
    )

"""The public file with other events: up to a moment before, or after a void.

What was drawn does not change with the events; so nothing is drawn again here, and a void can be
published even where a re-run differs from the result.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from junheng.ceremony.frozen import Frozen
from junheng.ceremony.opened import Ceremony
from junheng.ceremony.publishing import PUBLIC_FILE
from junheng.engine.record.canonical import (
    Document,
    canonical_bytes,
    document_hash,
    parse_canonical,
)
from junheng.engine.record.documents import checkpoint_document
from junheng.engine.record.signatures import sign_document


def published(ceremony: Ceremony) -> Document:
    """The public file in the folder; raises `ceremony_file_unreadable` and as it is malformed."""
    return parse_canonical(ceremony.folder.read_bytes(PUBLIC_FILE), "sg1/public")


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

"""What a forger does: exchanges fields, puts new hashes everywhere, signs again.

A forgery gets a fresh record and spoils it; where it relinks, the forger also holds the session
key and chains and signs the ledger again.
"""

import json
from collections.abc import Callable

from tests.verifier.builder import Record
from tests.verifier.hashing import Document, canonical

Forgery = Callable[[Record], object]
TWO = "520123.gyxx.j1.2026"


def swap(items: list[Document], field: str) -> None:
    """Exchange one field between the first two items that differ in it."""
    first = items[0]
    other = next(item for item in items if item[field] != first[field])
    first[field], other[field] = other[field], first[field]


def result(record: Record, place: int = 0) -> Document:
    document: Document = record.public["results"][place]
    return document


def replace_hash(record: Record, old: str, new: str) -> None:
    """Put a new hash wherever the old one stood, chain and sign again."""
    record.public = json.loads(canonical(record.public).decode().replace(old, new))
    record.relink()


def reissue(record: Record, place: int = 0, **fields: object) -> None:
    """Change a result and put its new hash into leaf list and ledger."""
    document = result(record, place)
    old = record.hash.of(document)
    document.update(fields)
    replace_hash(record, old, record.hash.of(document))


def refreeze(record: Record, **fields: object) -> None:
    """Change the freeze after the notice and put its new hash everywhere."""
    document = record.public["freezes"][0]
    old = record.hash.of(document)
    document.update(fields)
    replace_hash(record, old, record.hash.of(document))


def representatives(record: Record) -> Document:
    """The draw of representatives, as the ledger holds it."""
    body: Document = record.find("REPRESENTATIVES")["body"]
    return body


def reseed(record: Record, public_line: str) -> None:
    """Other numbers for the representatives, with the seed that follows from them."""
    body = representatives(record)
    body["lines"][3] = public_line
    body["seed"] = record.seed(body["lines"])
    record.relink()

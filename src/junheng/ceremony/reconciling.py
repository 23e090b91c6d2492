"""The comparison with the registered roll (学籍核对) as the ledger knows it (SG1 §7.2)."""

from collections.abc import Iterator, Mapping
from typing import Any

from junheng.ceremony.frozen import Frozen, FrozenStudent
from junheng.ceremony.opened import Ceremony
from junheng.engine.record.commitments import identity_commitment


def is_committed(frozen: Frozen, student: FrozenStudent, identity_number: str) -> bool:
    """Whether this is the identity number that was frozen for the student (T8)."""
    salt = bytes.fromhex(str(student.leaf["salt"]))
    return identity_commitment(frozen.suite, salt, identity_number) == str(student.leaf["idc"])


def record_reconciliation(
    ceremony: Ceremony, unit: str, *, compared: int, mismatched: int, report: str
) -> None:
    """Record a comparison that is done; `report` is its digest, and once recorded it stays so."""
    if any(body["report"] == report for body in reconciliations_of(ceremony, unit)):
        return
    body = {"unit": unit, "compared": compared, "mismatched": mismatched, "report": report}
    ceremony.book.append("RECONCILE", "bureau", body)


def reconciliations_of(ceremony: Ceremony, unit: str) -> Iterator[Mapping[str, Any]]:
    """The comparisons of a unit that are recorded, in order."""
    return (body for body in ceremony.book.bodies("RECONCILE") if body["unit"] == unit)

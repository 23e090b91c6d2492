"""Builders of the documents of the public record: typed arguments in, plain dicts out (SG1 §4-§10).

Every builder leaves optional fields out when they are empty and refuses hashes and moments that do
not have their one form (`hash_malformed`, `moment_malformed`).
"""

from junheng.engine.record.documents.before_the_draw import (
    Cap,
    FrozenRoster,
    Numeric,
    Reduction,
    engine_document,
    engine_file,
    freeze_document,
    params_document,
    session_document,
    teachers_document,
)
from junheng.engine.record.documents.of_the_draw import (
    Swap,
    balance_of,
    change_document,
    late_document,
    lots_document,
    lots_outcome,
    rehearsal_document,
    result_document,
)
from junheng.engine.record.documents.to_hand_out import (
    checkpoint_document,
    late_entry,
    late_slip_document,
    leaf_list,
    manifest_document,
    pre_ticket_document,
    public_document,
    rehearsal_entry,
    rehearsal_ticket_document,
    salt_key_document,
    sealed_document,
    sealed_rehearsal_document,
    slip_document,
    ticket_document,
)

__all__ = [
    "Cap",
    "FrozenRoster",
    "Numeric",
    "Reduction",
    "Swap",
    "balance_of",
    "change_document",
    "checkpoint_document",
    "engine_document",
    "engine_file",
    "freeze_document",
    "late_document",
    "late_entry",
    "late_slip_document",
    "leaf_list",
    "lots_document",
    "lots_outcome",
    "manifest_document",
    "params_document",
    "pre_ticket_document",
    "public_document",
    "rehearsal_document",
    "rehearsal_entry",
    "rehearsal_ticket_document",
    "result_document",
    "salt_key_document",
    "sealed_document",
    "sealed_rehearsal_document",
    "session_document",
    "slip_document",
    "teachers_document",
    "ticket_document",
]

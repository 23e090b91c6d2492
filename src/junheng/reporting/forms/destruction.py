"""密钥销毁证明: the keys of a year are gone, and what they had closed opens no more."""

import datetime as dt
from dataclasses import asdict, dataclass

from junheng.reporting.forms.papers import Letterhead
from junheng.reporting.forms.printing import minute_words, print_form


@dataclass(frozen=True)
class DestructionProof:
    """One destruction.

    `columns` pairs an encrypted column of the database with how many values it held. The `_lines`
    are digests ready for paper. `backups` are files that still hold the keys, wrapped; `entry` and
    `entry_lines` the place in the audit trail; `outcome` what the platform answers now when
    something of that year is asked for.
    """

    letterhead: Letterhead
    key_id: str
    made_at: dt.datetime
    destroyed_at: dt.datetime
    asked_by: str
    asked_at: dt.datetime
    confirmed_by: str
    columns: tuple[tuple[str, int], ...]
    values: int
    values_lines: tuple[str, ...]
    files: int
    files_lines: tuple[str, ...]
    key_lines: tuple[str, ...]
    tried: int
    backups: tuple[str, ...]
    entry: int
    entry_lines: tuple[str, ...]
    outcome: str


def destruction_proof_pdf(proof: DestructionProof) -> bytes:
    """Return the proof as PDF/A-2b. Raises JunhengError `form_time_without_zone`."""
    fields = asdict(proof) | {
        "made_at": minute_words(proof.made_at),
        "destroyed_at": minute_words(proof.destroyed_at),
        "asked_at": minute_words(proof.asked_at),
    }
    title = f"{proof.letterhead.school}{proof.key_id}年度密钥销毁证明"
    return print_form("destruction_proof.typ", title, "密钥销毁证明", proof.letterhead, fields)

"""密钥销毁证明: the keys of a year are gone, and what they had closed opens no more."""

import datetime as dt
from dataclasses import asdict, dataclass

from junheng.reporting.forms.papers import Letterhead
from junheng.reporting.forms.printing import minute_words, print_form


@dataclass(frozen=True)
class DestroyedRecord:
    """What went of one session: `kinds` are words with numbers of files, `size` bytes in all.

    `left` counts what is on the disk when the paper is printed; `destroyed_at` is None while the
    destruction goes on.
    """

    title: str
    destroyed_at: dt.datetime | None
    kinds: tuple[tuple[str, int], ...]
    files: int
    size: int
    lines: tuple[str, ...]
    left: int


@dataclass(frozen=True)
class DestructionProof:
    """One destruction.

    `columns` pairs an encrypted column of the database with how many values it held. The `_lines`
    are digests ready for paper. `records` went with the keys. `backups` are files that still hold
    the keys, wrapped; `entry` and `entry_lines` the place in the audit trail; `outcome` what the
    platform answers now when something of that year is asked for.
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
    records: tuple[DestroyedRecord, ...]
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
        "records": [
            asdict(one)
            | {"destroyed_at": minute_words(one.destroyed_at) if one.destroyed_at else ""}
            for one in proof.records
        ],
    }
    title = f"{proof.letterhead.school}{proof.key_id}年度密钥销毁证明"
    return print_form("destruction_proof.typ", title, "密钥销毁证明", proof.letterhead, fields)

"""Acts on complaints; the application's public face beside its queries."""

from junheng.apps.complaints.services.evidence import add_evidence, note_evidence_opened
from junheng.apps.complaints.services.following import (
    Complainant,
    add_supplement,
    open_state_page,
    prove,
    withdraw_by_complainant,
)
from junheng.apps.complaints.services.handling import (
    accept,
    close,
    declare,
    decline,
    exclude,
    investigate,
    open_complaint,
    propose_unreplied,
    reply,
    withdraw,
    write_finding,
)
from junheng.apps.complaints.services.receiving import Received, Told, receive, receive_by_web
from junheng.apps.complaints.services.referring import (
    answer_referral,
    open_referral,
    recall,
    record_answer,
    refer,
)

__all__ = [
    "Complainant",
    "Received",
    "Told",
    "accept",
    "add_evidence",
    "add_supplement",
    "answer_referral",
    "close",
    "declare",
    "decline",
    "exclude",
    "investigate",
    "note_evidence_opened",
    "open_complaint",
    "open_referral",
    "open_state_page",
    "propose_unreplied",
    "prove",
    "recall",
    "receive",
    "receive_by_web",
    "record_answer",
    "refer",
    "reply",
    "withdraw",
    "withdraw_by_complainant",
    "write_finding",
]

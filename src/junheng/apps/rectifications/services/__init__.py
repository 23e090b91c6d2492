"""Acts on rectifications; the application's public face beside its queries."""

from junheng.apps.rectifications.services.evidence import add_evidence, note_evidence_opened
from junheng.apps.rectifications.services.sources import SourcePage, declare_source
from junheng.apps.rectifications.services.starting import start
from junheng.apps.rectifications.services.verifying import close, extend, send_back, withdraw
from junheng.apps.rectifications.services.working import name_owner, report, write_progress

__all__ = [
    "SourcePage",
    "add_evidence",
    "close",
    "declare_source",
    "extend",
    "name_owner",
    "note_evidence_opened",
    "report",
    "send_back",
    "start",
    "withdraw",
    "write_progress",
]

"""What the audit trail says about its own readers."""

from dataclasses import dataclass

from junheng.core.audit.events import AuditEvent


@dataclass(frozen=True, kw_only=True)
class TrailExported(AuditEvent):
    """A part of the trail was taken away as a workbook."""

    NAME = "trail.entries.export"
    SENTENCE = "导出审计记录 %(rows)d 条，第 %(first)d 条到第 %(last)d 条。"
    rows: int
    first: int
    last: int


@dataclass(frozen=True, kw_only=True)
class ChainChecked(AuditEvent):
    """The whole chain was read and checked."""

    NAME = "trail.chain.check"
    SENTENCE = "检查审计记录的链：%(events)d 条，问题 %(faults)d 处。"
    events: int
    faults: int

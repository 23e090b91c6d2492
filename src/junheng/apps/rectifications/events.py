"""What the audit trail says about rectifications: numbers and kinds, no word of their texts."""

from dataclasses import dataclass
from typing import ClassVar

from junheng.apps.rectifications.states import EntryKind, SourceKind
from junheng.core.audit.events import AuditEvent


@dataclass(frozen=True, kw_only=True)
class RectificationStarted(AuditEvent):
    """A school or the bureau was told to put something right."""

    NAME = "rectifications.rectification.start"
    SENTENCE = "下达整改 %(number)s（%(source)s），应于 %(due_on)s 前完成。"
    WORDS: ClassVar = {"source": dict(SourceKind.choices)}
    number: str
    source: str
    due_on: str


@dataclass(frozen=True, kw_only=True)
class EntryWritten(AuditEvent):
    """Something was written down beside a rectification."""

    NAME = "rectifications.entry.write"
    SENTENCE = "整改 %(number)s 增加记录（%(kind)s）。"
    WORDS: ClassVar = {"kind": dict(EntryKind.choices)}
    number: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class DeadlineMoved(AuditEvent):
    """A rectification got another deadline."""

    NAME = "rectifications.deadline.move"
    SENTENCE = "整改 %(number)s 的期限由 %(before)s 改为 %(after)s。"
    number: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class OwnerNamed(AuditEvent):
    """Somebody else answers for a rectification."""

    NAME = "rectifications.owner.name"
    SENTENCE = "整改 %(number)s 的责任人改为 %(account)s。"
    number: str
    account: str


@dataclass(frozen=True, kw_only=True)
class EvidenceAdded(AuditEvent):
    """A file was added that shows what was done."""

    NAME = "rectifications.evidence.add"
    SENTENCE = "整改 %(number)s 增加材料，摘要 %(digest)s。"
    number: str
    digest: str


@dataclass(frozen=True, kw_only=True)
class EvidenceOpened(AuditEvent):
    """Somebody opened a file of a rectification."""

    NAME = "rectifications.evidence.open"
    SENTENCE = "打开整改 %(number)s 的材料，摘要 %(digest)s。"
    number: str
    digest: str


@dataclass(frozen=True, kw_only=True)
class RectificationsExported(AuditEvent):
    """The table of rectifications was taken out."""

    NAME = "rectifications.table.export"
    SENTENCE = "导出整改台账，%(rows)d 项。"
    rows: int

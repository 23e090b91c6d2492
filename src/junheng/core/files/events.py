"""What the audit trail says about kept files."""

from dataclasses import dataclass

from junheng.core.audit.events import AuditEvent


@dataclass(frozen=True, kw_only=True)
class FileRemoved(AuditEvent):
    """A file was destroyed; its digest stays."""

    NAME = "files.file.remove"
    SENTENCE = "销毁文件（%(kind)s，摘要 %(digest)s）。"

    kind: str
    digest: str

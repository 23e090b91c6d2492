"""What the audit trail says about the overview."""

from dataclasses import dataclass

from junheng.core.audit.events import AuditEvent


@dataclass(frozen=True, kw_only=True)
class OverviewExported(AuditEvent):
    """Somebody took the county's figures out; they hold no data of children."""

    NAME = "overview.report.export"
    SENTENCE = "导出全县总览，格式 %(form)s，起始年级 %(cohorts)d 个，已编班 %(drawn)d 个。"
    form: str
    cohorts: int
    drawn: int

"""What the audit trail says about backups."""

from dataclasses import dataclass

from junheng.core.audit.events import AuditEvent


@dataclass(frozen=True, kw_only=True)
class PlatformRestored(AuditEvent):
    """A backup took the place of what stood.

    `found` and `found_digest` are the head of the trail in the backup; `paper` and `paper_digest`
    the newest head known on paper (0 and empty where none was typed).
    """

    NAME = "backup.platform.restore"
    SENTENCE = (
        "从备份 %(backup)s 恢复平台：备份内末条为第 %(found)d 条，摘要 %(found_digest)s；"
        "纸上末条为第 %(paper)d 条，摘要 %(paper_digest)s；回退警报：%(alarm)s。"
    )
    backup: str
    found: int
    found_digest: str
    paper: int
    paper_digest: str
    alarm: bool


@dataclass(frozen=True, kw_only=True)
class PlatformUpgraded(AuditEvent):
    """The database was brought up to a newer program; `backup` is what leads back."""

    NAME = "backup.platform.upgrade"
    SENTENCE = (
        "平台从 %(from_version)s 升级到 %(to_version)s，数据库改动 %(steps)d 步；"
        "升级前的备份：%(backup)s。"
    )
    from_version: str
    to_version: str
    steps: int
    backup: str

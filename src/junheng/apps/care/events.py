"""What the audit trail says about the care of the platform and its keys."""

from collections.abc import Mapping
from dataclasses import dataclass

from junheng.apps.care.states import Reason
from junheng.core.audit.events import AuditEvent, Value


@dataclass(frozen=True, kw_only=True)
class BackupKeyMade(AuditEvent):
    """A new passphrase and a new signing key for backups."""

    NAME = "care.backup_key.make"
    SENTENCE = "生成备份口令，签名公钥 %(public_key)s。"
    public_key: str


@dataclass(frozen=True, kw_only=True)
class BackupAsked(AuditEvent):
    """Somebody asked for a backup."""

    NAME = "care.backup.ask"
    SENTENCE = "要求备份（%(reason)s）。"
    reason: str

    @classmethod
    def describe(cls, payload: Mapping[str, Value]) -> str:
        """The sentence with the reason as the page has it."""
        labels = {reason.value: reason.label for reason in Reason}
        reason = str(payload["reason"])
        return super().describe({"reason": labels.get(reason, reason)})


@dataclass(frozen=True, kw_only=True)
class BackupMade(AuditEvent):
    """A backup is on the disk and was read back."""

    NAME = "care.backup.make"
    SENTENCE = "完成备份，%(size)d 字节，摘要 %(digest)s，内含审计记录到第 %(head)d 条。"
    reason: str
    size: int
    digest: str
    head: int


@dataclass(frozen=True, kw_only=True)
class CareTaken(AuditEvent):
    """The care of a night came to its end."""

    NAME = "care.night.finish"
    SENTENCE = "夜间检查完成：清理 %(swept)d 个，到期销毁 %(removed)d 个，问题 %(faults)d 处。"
    swept: int
    removed: int
    faults: int


@dataclass(frozen=True, kw_only=True)
class YearOpened(AuditEvent):
    """Keys for a further year."""

    NAME = "care.keys.open_year"
    SENTENCE = "生成 %(key_id)s 年度的密钥。"
    key_id: str


@dataclass(frozen=True, kw_only=True)
class YearDestroyed(AuditEvent):
    """The keys of a year were destroyed."""

    NAME = "care.keys.destroy_year"
    SENTENCE = "销毁 %(key_id)s 年度的密钥，用它加密的内容不能再打开。"
    key_id: str


@dataclass(frozen=True, kw_only=True)
class StartKeyChanged(AuditEvent):
    """A new start key."""

    NAME = "care.keys.change_start_key"
    SENTENCE = "更换启动密钥，改用启动口令：%(has_passphrase)s。"
    has_passphrase: bool

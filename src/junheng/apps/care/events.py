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
class DrillDone(AuditEvent):
    """A backup was restored into a scratch folder to prove that it can be."""

    NAME = "care.backup.drill"
    SENTENCE = (
        "恢复演练（备份 %(backup)s），是否通过：%(is_good)s；核对审计记录 %(entries)d 条，"
        "文件 %(files)d 个，流水账 %(ledgers)d 场，打开加密内容 %(values)d 项。"
    )
    backup: str
    is_good: bool
    entries: int
    files: int
    ledgers: int
    values: int


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
class DestructionProved(AuditEvent):
    """What had been closed with destroyed keys, and that none of it opens."""

    NAME = "care.keys.prove_destruction"
    SENTENCE = (
        "销毁 %(key_id)s 年度密钥的证明：加密内容 %(values)d 项（摘要 %(values_digest)s），"
        "加密文件 %(files)d 个（摘要 %(files_digest)s），密钥摘要 %(key_digest)s；"
        "试开 %(tried)d 项，没有一项能打开。"
    )
    key_id: str
    values: int
    values_digest: str
    files: int
    files_digest: str
    key_digest: str
    tried: int


@dataclass(frozen=True, kw_only=True)
class StartKeyChanged(AuditEvent):
    """A new start key."""

    NAME = "care.keys.change_start_key"
    SENTENCE = "更换启动密钥，改用启动口令：%(has_passphrase)s。"
    has_passphrase: bool

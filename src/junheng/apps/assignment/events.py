"""What the audit trail says about sessions. Steps themselves are told by the workflow."""

from dataclasses import dataclass
from typing import ClassVar, Final

from junheng.apps.assignment.states import LEDGER_WORDS, Act
from junheng.core.audit.events import AuditEvent

_TYPED: Final = {
    "seed": "种子的数字",
    "lots": "班主任的签",
    "electronic_lots": "电子抽班主任签的数字",
    "representatives": "抽家长代表的数字",
}


@dataclass(frozen=True, kw_only=True)
class SessionArranged(AuditEvent):
    """A session was arranged or changed while nothing was frozen."""

    NAME = "assignment.session.arrange"
    SENTENCE = "安排现场会，纳入起始年级 %(cohorts)d 个。"
    cohorts: int


@dataclass(frozen=True, kw_only=True)
class ActBegun(AuditEvent):
    """Somebody set out to write into a session's ledger."""

    NAME = "assignment.act.begin"
    SENTENCE = "开始办理：%(act)s，此前流水账第 %(events)d 条。"
    WORDS: ClassVar = {"act": dict(Act.choices)}
    act: str
    events: int


@dataclass(frozen=True, kw_only=True)
class ActGivenUp(AuditEvent):
    """An act was refused by the rules of the record, or was cut off before anything was written."""

    NAME = "assignment.act.give_up"
    SENTENCE = "没有办成：%(act)s，原因：%(reason)s。"
    WORDS: ClassVar = {"act": dict(Act.choices)}
    act: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class LedgerMirrored(AuditEvent):
    """A line of the ledger was copied into the database."""

    NAME = "assignment.ledger.mirror"
    SENTENCE = "流水账第 %(number)d 条：%(kind)s，账尾 %(head)s。"
    WORDS: ClassVar = {"kind": LEDGER_WORDS}
    number: int
    kind: str
    head: str


@dataclass(frozen=True, kw_only=True)
class NumbersTyped(AuditEvent):
    """One of two people typed numbers from paper."""

    NAME = "assignment.entry.type"
    SENTENCE = "录入%(what)s，第 %(place)d 人。"
    WORDS: ClassVar = {"what": _TYPED}
    what: str
    place: int


@dataclass(frozen=True, kw_only=True)
class NumbersDiffered(AuditEvent):
    """Two people typed different numbers; neither counts."""

    NAME = "assignment.entry.differ"
    SENTENCE = "两人录入%(what)s有 %(lines)d 行不一致，都不算数，重新录入。"
    WORDS: ClassVar = {"what": _TYPED}
    what: str
    lines: int


@dataclass(frozen=True, kw_only=True)
class NumbersDiscarded(AuditEvent):
    """Entries were taken back before anything followed from them."""

    NAME = "assignment.entry.discard"
    SENTENCE = "取消%(what)s的录入，重新录入。"
    WORDS: ClassVar = {"what": _TYPED}
    what: str


@dataclass(frozen=True, kw_only=True)
class PassphraseTaken(AuditEvent):
    """One half of the passphrase was shown to be written down."""

    NAME = "assignment.passphrase.take"
    SENTENCE = "抄写封存包口令第 %(half)d 半。"
    half: int


@dataclass(frozen=True, kw_only=True)
class PassphraseErased(AuditEvent):
    """Both halves were erased from the platform."""

    NAME = "assignment.passphrase.erase"
    SENTENCE = "从平台清除封存包口令。"


@dataclass(frozen=True, kw_only=True)
class SignatureRecorded(AuditEvent):
    """A signature on paper was written down."""

    NAME = "assignment.signature.record"
    SENTENCE = "登记签字，结果码 %(result)s，共 %(count)d 人。"
    result: str
    count: int


@dataclass(frozen=True, kw_only=True)
class SignatureRemoved(AuditEvent):
    """A signature that was written down by mistake was taken back before it took effect."""

    NAME = "assignment.signature.remove"
    SENTENCE = "撤去误登的签字，结果码 %(result)s。"
    result: str


@dataclass(frozen=True, kw_only=True)
class ScanStored(AuditEvent):
    """A scan of a signed paper was stored."""

    NAME = "assignment.scan.store"
    SENTENCE = "上传签字扫描件，文件摘要 %(digest)s。"
    digest: str


@dataclass(frozen=True, kw_only=True)
class RecordingFiled(AuditEvent):
    """A video of the ceremony was written down."""

    NAME = "assignment.recording.file"
    SENTENCE = "登记全程录像 %(minutes)d 分钟。"
    minutes: int


@dataclass(frozen=True, kw_only=True)
class PaperTaken(AuditEvent):
    """A paper or file of a session was downloaded."""

    NAME = "assignment.paper.take"
    SENTENCE = "下载 %(paper)s，文件摘要 %(digest)s。"
    paper: str
    digest: str


@dataclass(frozen=True, kw_only=True)
class ListsShown(AuditEvent):
    """The classes of a school were shown on the ceremony's screen."""

    NAME = "assignment.lists.show"
    SENTENCE = "在大屏幕上显示班级名单，%(names)d 人。"
    names: int


@dataclass(frozen=True, kw_only=True)
class RecordDestroyed(AuditEvent):
    """What is personal in a session's folder is gone, with the keys of a year."""

    NAME = "assignment.record.destroy"
    SENTENCE = (
        "随 %(key_id)s 年度密钥销毁现场会文件夹里的个人信息：%(files)d 个文件，%(size)d 字节，"
        "清单摘要 %(digest)s。"
    )
    key_id: str
    files: int
    size: int
    digest: str

"""What the audit trail says about complaints: no word of them, and no school beside them."""

from dataclasses import dataclass
from typing import ClassVar

from junheng.apps.complaints.states import Category, Channel, Conclusion, NoteKind
from junheng.core.audit.events import AuditEvent


@dataclass(frozen=True, kw_only=True)
class ComplaintReceived(AuditEvent):
    """A complaint came in."""

    NAME = "complaints.complaint.receive"
    SENTENCE = "收到投诉 %(number)s（%(channel)s，%(category)s），材料 %(files)d 份。"
    WORDS: ClassVar = {"channel": dict(Channel.choices), "category": dict(Category.choices)}
    number: str
    channel: str
    category: str
    files: int


@dataclass(frozen=True, kw_only=True)
class ComplaintOpened(AuditEvent):
    """Somebody looked at a complaint; `with_person` where he saw from whom it came."""

    NAME = "complaints.complaint.open"
    SENTENCE = "查看投诉 %(number)s，含投诉人信息：%(with_person)s。"
    number: str
    with_person: bool


@dataclass(frozen=True, kw_only=True)
class EvidenceOpened(AuditEvent):
    """Somebody opened a file that came with a complaint."""

    NAME = "complaints.evidence.open"
    SENTENCE = "打开投诉 %(number)s 的材料，摘要 %(digest)s。"
    number: str
    digest: str


@dataclass(frozen=True, kw_only=True)
class EvidenceAdded(AuditEvent):
    """A file was added to a complaint."""

    NAME = "complaints.evidence.add"
    SENTENCE = "投诉 %(number)s 增加材料，摘要 %(digest)s。"
    number: str
    digest: str


@dataclass(frozen=True, kw_only=True)
class Declared(AuditEvent):
    """Somebody declared that he has no interest in a complaint, or stays away from it."""

    NAME = "complaints.complaint.declare"
    SENTENCE = "投诉 %(number)s：%(account)s 声明无利害关系：%(is_free)s。"
    number: str
    account: str
    is_free: bool


@dataclass(frozen=True, kw_only=True)
class NoteWritten(AuditEvent):
    """Something was written down beside a complaint."""

    NAME = "complaints.note.write"
    SENTENCE = "投诉 %(number)s 增加记录（%(kind)s）。"
    WORDS: ClassVar = {"kind": dict(NoteKind.choices)}
    number: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class ComplaintReplied(AuditEvent):
    """A complaint was replied to."""

    NAME = "complaints.complaint.reply"
    SENTENCE = "答复投诉 %(number)s，结论：%(conclusion)s，逾期 %(days_late)d 天。"
    WORDS: ClassVar = {"conclusion": dict(Conclusion.choices)}
    number: str
    conclusion: str
    days_late: int


@dataclass(frozen=True, kw_only=True)
class ReferralSent(AuditEvent):
    """Words for a school were released; the event names the school and no complaint."""

    NAME = "complaints.referral.send"
    SENTENCE = "发出转办件，应于 %(due_on)s 前回复。"
    due_on: str


@dataclass(frozen=True, kw_only=True)
class ReferralOpened(AuditEvent):
    """Somebody at the school read what was referred."""

    NAME = "complaints.referral.open"
    SENTENCE = "查看转办件。"


@dataclass(frozen=True, kw_only=True)
class StatePageOpened(AuditEvent):
    """The complainant looked how far his complaint has come."""

    NAME = "complaints.state.open"
    SENTENCE = "投诉人查询投诉 %(number)s 的办理情况。"
    number: str


@dataclass(frozen=True, kw_only=True)
class StatePageRefused(AuditEvent):
    """Somebody asked with a wrong number or code."""

    NAME = "complaints.state.refuse"
    SENTENCE = "投诉查询未通过，该地址一小时内第 %(count)d 次。"
    count: int


@dataclass(frozen=True, kw_only=True)
class ComplaintsExported(AuditEvent):
    """The table of complaints was taken out."""

    NAME = "complaints.table.export"
    SENTENCE = "导出投诉台账，%(rows)d 件。"
    rows: int

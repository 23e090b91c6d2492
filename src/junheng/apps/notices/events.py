"""What the audit trail says about notices and objections; steps are told by the workflow."""

from dataclasses import dataclass
from typing import ClassVar

from junheng.apps.notices.states import Channel, Conclusion, NoticeKind
from junheng.core.audit.events import AuditEvent


@dataclass(frozen=True, kw_only=True)
class NoticeMade(AuditEvent):
    """A notice was made; the head of this trail stands on it."""

    NAME = "notices.notice.make"
    SENTENCE = "生成公告（%(kind)s），文件摘要 %(file_digest)s，印有审计链首第 %(head)d 条。"
    WORDS: ClassVar = {"kind": dict(NoticeKind.choices)}
    kind: str
    file_digest: str
    head: int
    head_digest: str


@dataclass(frozen=True, kw_only=True)
class NoticePosted(AuditEvent):
    """A notice hangs; the photograph proves it."""

    NAME = "notices.notice.post"
    SENTENCE = "登记张贴，照片摘要 %(photo_digest)s，公示至 %(until)s。"
    photo_digest: str
    until: str


@dataclass(frozen=True, kw_only=True)
class NoticeFileOpened(AuditEvent):
    """A file of a notice was opened to be printed or looked at."""

    NAME = "notices.file.open"
    SENTENCE = "打开公告文件（%(part)s），摘要 %(digest)s。"
    part: str
    digest: str


@dataclass(frozen=True, kw_only=True)
class ObjectionRecorded(AuditEvent):
    """An objection came in."""

    NAME = "notices.objection.record"
    SENTENCE = "登记异议（%(channel)s），收到日期 %(received_on)s，应于 %(due_on)s 前答复。"
    WORDS: ClassVar = {"channel": dict(Channel.choices)}
    channel: str
    received_on: str
    due_on: str


@dataclass(frozen=True, kw_only=True)
class ObjectionOpened(AuditEvent):
    """Someone looked at an objection; `with_person` where he saw from whom it came."""

    NAME = "notices.objection.open"
    SENTENCE = "查看异议，含提出人信息：%(with_person)s。"
    with_person: bool


@dataclass(frozen=True, kw_only=True)
class ObjectionAnswered(AuditEvent):
    """An objection was answered."""

    NAME = "notices.objection.answer"
    SENTENCE = "答复异议，结论：%(conclusion)s，逾期 %(days_late)d 天。"
    WORDS: ClassVar = {"conclusion": dict(Conclusion.choices)}
    conclusion: str
    days_late: int

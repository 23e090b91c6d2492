"""What the audit trail says about lists of homeroom teachers; steps are told by the workflow."""

from dataclasses import dataclass

from junheng.core.audit.events import AuditEvent


@dataclass(frozen=True, kw_only=True)
class ListWritten(AuditEvent):
    """A list was written, from a sheet (its digest) or typed."""

    NAME = "teachers.list.write"
    SENTENCE = "填写班主任名单 %(teachers)d 人，来源文件摘要 %(file_digest)s。"
    teachers: int
    file_digest: str


@dataclass(frozen=True, kw_only=True)
class TeamsWritten(AuditEvent):
    """The teams of subject teachers were written."""

    NAME = "teachers.team.write"
    SENTENCE = "填写任课教师 %(rows)d 行，%(subjects)d 门学科，来源文件摘要 %(file_digest)s。"
    rows: int
    subjects: int
    file_digest: str


@dataclass(frozen=True, kw_only=True)
class ListNumbered(AuditEvent):
    """A filed list got its number."""

    NAME = "teachers.list.number"
    SENTENCE = "班主任名单备案号 %(number)s，%(teachers)d 人。"
    number: str
    teachers: int


@dataclass(frozen=True, kw_only=True)
class TeacherReplaced(AuditEvent):
    """Someone on a filed list was replaced with the bureau's consent; `change` is its code."""

    NAME = "teachers.list.replace"
    SENTENCE = "经教育局同意更换名单第 %(place)d 位班主任，依据 %(change)s。"
    place: int
    change: str

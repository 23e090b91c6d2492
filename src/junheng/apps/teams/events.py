"""What the audit trail says about teaching teams."""

from dataclasses import dataclass

from junheng.core.audit.events import AuditEvent


@dataclass(frozen=True, kw_only=True)
class RosterImported(AuditEvent):
    """The teachers of a cohort were read from a sheet."""

    NAME = "teams.roster.import"
    SENTENCE = "导入任课教师名单 %(teachers)d 人，来源文件摘要 %(file_digest)s。"
    teachers: int
    file_digest: str


@dataclass(frozen=True, kw_only=True)
class CurriculumSet(AuditEvent):
    """Subjects and hours of the year were written."""

    NAME = "teams.curriculum.set"
    SENTENCE = "填写课程和课时 %(subjects)d 门，工作量上限百分之 %(most_percent)d。"
    subjects: int
    most_percent: int


@dataclass(frozen=True, kw_only=True)
class RowKept(AuditEvent):
    """A row was locked, with a reason that stands in the row."""

    NAME = "teams.row.keep"
    SENTENCE = "锁定教学团队的一行（%(row)s），理由见该行。"
    row: str


@dataclass(frozen=True, kw_only=True)
class RowReleased(AuditEvent):
    """A locked row was released."""

    NAME = "teams.row.release"
    SENTENCE = "解除教学团队的一行锁定（%(row)s）。"
    row: str


@dataclass(frozen=True, kw_only=True)
class TeamsAsked(AuditEvent):
    """Teams were asked for."""

    NAME = "teams.proposal.ask"
    SENTENCE = "提出组建教学团队，方案 %(number)d，锁定 %(kept)d 行。"
    number: int
    kept: int


@dataclass(frozen=True, kw_only=True)
class TeamsAnswered(AuditEvent):
    """The engine answered: the freeze code of the record, or how many causes there are."""

    NAME = "teams.proposal.answer"
    SENTENCE = "教学团队方案 %(number)d 已算出，冻结码 %(freeze)s，组不成的原因 %(causes)d 条。"
    number: int
    freeze: str
    causes: int


@dataclass(frozen=True, kw_only=True)
class TeamsFiled(AuditEvent):
    """A proposal was handed in for filing."""

    NAME = "teams.proposal.file"
    SENTENCE = "报送教学团队方案 %(number)d，冻结码 %(freeze)s。"
    number: int
    freeze: str


@dataclass(frozen=True, kw_only=True)
class TeamReportTaken(AuditEvent):
    """The comparability report of a proposal was downloaded."""

    NAME = "teams.report.take"
    SENTENCE = "下载教学团队方案 %(number)d 的均衡情况报告，冻结码 %(freeze)s。"
    number: int
    freeze: str


@dataclass(frozen=True, kw_only=True)
class TeacherReplaced(AuditEvent):
    """A subject teacher of a filed list was replaced with consent."""

    NAME = "teams.teacher.replace"
    SENTENCE = "经教育局同意（%(number)s）更换名单第 %(place)d 位班主任的班的一位任课教师。"
    number: str
    place: int

"""What the audit trail says about inspections: no student, and no word of a finding."""

from dataclasses import dataclass
from typing import ClassVar

from junheng.apps.inspections.states import FindingKind, Period
from junheng.core.audit.events import AuditEvent
from junheng.engine.scrutiny import Level
from junheng.reporting.scrutiny import level_words


@dataclass(frozen=True, kw_only=True)
class RoundPlanned(AuditEvent):
    """A round was planned."""

    NAME = "inspections.round.plan"
    SENTENCE = "安排督查：%(year)d 年，%(period)s。"
    WORDS: ClassVar = {"period": dict(Period.choices)}
    year: int
    period: str


@dataclass(frozen=True, kw_only=True)
class InspectorsNamed(AuditEvent):
    """Who inspects in a round was set; `accounts` are all of them."""

    NAME = "inspections.round.name_inspectors"
    SENTENCE = "确定督查人员 %(count)d 人：%(accounts)s。"
    count: int
    accounts: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class SchoolChosen(AuditEvent):
    """A school was put into a round by hand."""

    NAME = "inspections.school.choose"
    SENTENCE = "指定督查学校。"


@dataclass(frozen=True, kw_only=True)
class SchoolTakenOut(AuditEvent):
    """A school chosen by hand was taken out of a round again."""

    NAME = "inspections.school.take_out"
    SENTENCE = "取消指定的督查学校。"


@dataclass(frozen=True, kw_only=True)
class SampleAnnounced(AuditEvent):
    """The frame of a sample was fixed."""

    NAME = "inspections.sample.announce"
    SENTENCE = "公布抽查范围：%(schools)d 所中抽 %(wanted)d 所，范围摘要 %(frame)s。"
    schools: int
    wanted: int
    frame: str


@dataclass(frozen=True, kw_only=True)
class SampleDrawn(AuditEvent):
    """A sample was drawn."""

    NAME = "inspections.sample.draw"
    SENTENCE = "抽取督查学校，公开数 %(digits)s：%(schools)s。"
    digits: str
    schools: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class VisitRecorded(AuditEvent):
    """What was looked at in a school was written down."""

    NAME = "inspections.visit.record"
    SENTENCE = "填写督查记录，完成 %(items)d 项。"
    items: int


@dataclass(frozen=True, kw_only=True)
class ListRead(AuditEvent):
    """A list as found was read and compared; the file itself was not kept."""

    NAME = "inspections.list.read"
    SENTENCE = (
        "读入班里的名单，文件摘要 %(digest)s，%(students)d 人 %(classes)d 班，带成绩：%(marks)s；"
        "与锁定名单比对 %(compared)d 人，不一致 %(differing)d 人，有据可查 %(explained)d 人。"
    )
    digest: str
    students: int
    classes: int
    marks: bool
    compared: int
    differing: int
    explained: int


@dataclass(frozen=True, kw_only=True)
class ListTested(AuditEvent):
    """A list was tested; what waited for it was destroyed in the same act."""

    NAME = "inspections.list.test"
    SENTENCE = "检验名单，结论：%(level)s，名单指纹 %(digest)s；名单和成绩已销毁。"
    WORDS: ClassVar = {"level": {one.value: level_words(one) for one in Level}}
    level: str
    digest: str


@dataclass(frozen=True, kw_only=True)
class FindingWritten(AuditEvent):
    """A finding was written down."""

    NAME = "inspections.finding.write"
    SENTENCE = "写下督查发现第 %(number)d 号（%(kind)s）。"
    WORDS: ClassVar = {"kind": dict(FindingKind.choices)}
    number: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class FindingOpened(AuditEvent):
    """Somebody at the school read a finding."""

    NAME = "inspections.finding.open"
    SENTENCE = "学校查看督查意见。"


@dataclass(frozen=True, kw_only=True)
class FindingReplied(AuditEvent):
    """The school said what it has to say."""

    NAME = "inspections.finding.reply"
    SENTENCE = "学校对督查意见作出说明。"


@dataclass(frozen=True, kw_only=True)
class ReportExported(AuditEvent):
    """A report or ranking left the platform."""

    NAME = "inspections.report.export"
    SENTENCE = "导出督查材料（%(form)s），%(schools)d 所学校。"
    form: str
    schools: int

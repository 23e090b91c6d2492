"""What the audit trail says about the monitoring: figures are no secret, words stay away."""

from dataclasses import dataclass

from junheng.core.audit.events import AuditEvent


@dataclass(frozen=True, kw_only=True)
class PeriodOpened(AuditEvent):
    """A year's monitoring was opened."""

    NAME = "monitoring.period.open"
    SENTENCE = "开始 %(year)d 年优质均衡监测（%(catalogue)s），学校 %(schools)d 所。"
    year: int
    catalogue: str
    schools: int


@dataclass(frozen=True, kw_only=True)
class YearImported(AuditEvent):
    """An earlier year was read from a county's workbook."""

    NAME = "monitoring.period.import"
    SENTENCE = "导入 %(year)d 年监测数据（%(catalogue)s），学校 %(schools)d 所，摘要 %(digest)s。"
    year: int
    catalogue: str
    schools: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class DatesChanged(AuditEvent):
    """The days of a year's monitoring were changed."""

    NAME = "monitoring.period.dates"
    SENTENCE = "监测填报时间改为 %(opens_on)s 至 %(closes_on)s。"
    opens_on: str
    closes_on: str


@dataclass(frozen=True, kw_only=True)
class CountyFiguresFilled(AuditEvent):
    """The county's own figures were written."""

    NAME = "monitoring.county.fill"
    SENTENCE = "填写县级数据 %(count)d 项，摘要 %(digest)s。"
    count: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class SchoolAdded(AuditEvent):
    """A school came into a year's monitoring."""

    NAME = "monitoring.submission.add"
    SENTENCE = "监测增加学校 %(school)s。"
    school: str


@dataclass(frozen=True, kw_only=True)
class KindChosen(AuditEvent):
    """It was said what kind of school one is."""

    NAME = "monitoring.submission.kind"
    SENTENCE = "监测填报选择办学类型。"


@dataclass(frozen=True, kw_only=True)
class FiguresFilled(AuditEvent):
    """A school's figures were written."""

    NAME = "monitoring.submission.fill"
    SENTENCE = "填写监测数据 %(count)d 项，核对提示 %(doubts)d 处，摘要 %(digest)s。"
    count: int
    doubts: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class ExplanationWritten(AuditEvent):
    """A school explained what stood out."""

    NAME = "monitoring.submission.explain"
    SENTENCE = "填写监测数据情况说明。"


@dataclass(frozen=True, kw_only=True)
class EvidenceAdded(AuditEvent):
    """A file was added as evidence."""

    NAME = "monitoring.evidence.add"
    SENTENCE = "监测指标 %(indicator)s 增加佐证材料，摘要 %(digest)s。"
    indicator: str
    digest: str


@dataclass(frozen=True, kw_only=True)
class EvidenceTakenAway(AuditEvent):
    """A file of evidence was taken away."""

    NAME = "monitoring.evidence.remove"
    SENTENCE = "监测指标 %(indicator)s 撤去佐证材料，摘要 %(digest)s。"
    indicator: str
    digest: str


@dataclass(frozen=True, kw_only=True)
class PlanAsked(AuditEvent):
    """The cheapest investments were asked for."""

    NAME = "monitoring.plan.ask"
    SENTENCE = "计算最省的投入方案。"


@dataclass(frozen=True, kw_only=True)
class ReportTaken(AuditEvent):
    """A report was taken out."""

    NAME = "monitoring.report.take"
    SENTENCE = "导出监测文件（%(report)s）。"
    report: str


@dataclass(frozen=True, kw_only=True)
class ResultPublished(AuditEvent):
    """The public version of a year was published."""

    NAME = "monitoring.publication.publish"
    SENTENCE = "公布 %(year)d 年监测结果公开版，摘要 %(digest)s。"
    year: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class ResultWithdrawn(AuditEvent):
    """The public version of a year was taken down."""

    NAME = "monitoring.publication.withdraw"
    SENTENCE = "撤下 %(year)d 年监测结果公开版。"
    year: int

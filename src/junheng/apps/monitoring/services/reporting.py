"""The reports of a year: the same objects as the pages, written by the same functions as in the
terminal.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.timezone import localtime

from junheng.apps.monitoring import queries
from junheng.apps.monitoring.events import ReportTaken
from junheng.apps.monitoring.models import MonitoringPeriod
from junheng.apps.monitoring.services.results import (
    CountyResult,
    assessments_until,
    result_of,
)
from junheng.apps.schools import queries as schools
from junheng.core.access import NotVisible, StaffActor
from junheng.core.audit import services as audit
from junheng.core.audit.events import Subject
from junheng.monitoring import Assessment
from junheng.monitoring.papers import public_report_of, self_assessment_of
from junheng.monitoring.writing import report_of
from junheng.reporting.monitoring import MonitoringReport, monitoring_document, monitoring_workbook


@dataclass(frozen=True)
class ReportKind:
    """A report that can be taken out; `purpose` says for whom it is."""

    name: str
    title: str
    purpose: str
    suffix: str
    composed: Callable[[CountyResult, datetime], MonitoringReport]
    written: Callable[[MonitoringReport], bytes]


@dataclass(frozen=True)
class TakenReport:
    """A report as a file; what is not final says so in its name."""

    content: bytes
    title: str
    suffix: str


def take_report(code: str, name: str, *, by: StaffActor, at: datetime) -> TakenReport:
    """Write a report of a year as it stands; taking it is written down.

    Raises NotVisible, StepRefused `monitoring_without_figures`.
    """
    period = queries.get_period(by, code)
    kind = REPORTS.get(name)
    if kind is None:
        raise NotVisible
    result = result_of(period)
    content = kind.written(kind.composed(result, localtime(at)))
    with audit.act():
        event = ReportTaken(subject=Subject("monitoring", period.code), report=kind.name)
        audit.record(event, by=by, at=at)
    draft = "" if result.is_final else "（初稿）"
    return TakenReport(content, f"{_county()}{period.year}年{kind.title}{draft}", kind.suffix)


def public_report(period: MonitoringPeriod, *, at: datetime) -> MonitoringReport:
    """The version for everybody as it stands. Raises StepRefused `monitoring_without_figures`."""
    return _public(result_of(period), localtime(at))


def _whole(result: CountyResult, made_at: datetime) -> MonitoringReport:
    earlier = _earlier(result.period)
    return report_of(
        result.assessment,
        county=_county(),
        made_at=made_at,
        previous=earlier[-1] if earlier else None,
        earlier=earlier,
    )


def _public(result: CountyResult, made_at: datetime) -> MonitoringReport:
    earlier = _earlier(result.period)
    return public_report_of(
        result.assessment,
        county=_county(),
        made_at=made_at,
        previous=earlier[-1] if earlier else None,
    )


def _self_assessment(result: CountyResult, made_at: datetime) -> MonitoringReport:
    return self_assessment_of(result.assessment, county=_county(), made_at=made_at)


def _earlier(period: MonitoringPeriod) -> list[Assessment]:
    """The years before by the same catalogue, the oldest first."""
    return [one for one in assessments_until(period) if one.figures.year < period.year]


def _county() -> str:
    bureau = schools.find_bureau()
    return bureau.county_name if bureau else ""


REPORTS: Final[Mapping[str, ReportKind]] = {
    one.name: one
    for one in (
        ReportKind(
            "report",
            "监测报告",
            "报县政府和上级，Word 格式，可以接着改。",
            "docx",
            _whole,
            monitoring_document,
        ),
        ReportKind(
            "self", "自评报告", "报省里的自评，Word 格式。", "docx", _self_assessment,
            monitoring_document,
        ),
        ReportKind(
            "public",
            "监测报告（公开版）",
            "向社会公布，没有任何人的信息，人数很少的学部不列数值。",
            "docx",
            _public,
            monitoring_document,
        ),
        ReportKind(
            "tables", "监测表格", "报告里的每一张表，Excel 格式。", "xlsx", _whole,
            monitoring_workbook,
        ),
    )
}  # fmt: skip

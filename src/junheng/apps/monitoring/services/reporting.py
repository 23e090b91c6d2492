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
from junheng.apps.monitoring.services.results import CountyResult, result_of
from junheng.apps.schools import queries as schools
from junheng.core.access import NotVisible, StaffActor
from junheng.core.audit import services as audit
from junheng.core.audit.events import Subject
from junheng.monitoring.writing import report_of
from junheng.reporting.monitoring import MonitoringReport, monitoring_document, monitoring_workbook


@dataclass(frozen=True)
class ReportKind:
    """A report that can be taken out; `purpose` says for whom it is."""

    name: str
    title: str
    purpose: str
    suffix: str
    written: Callable[[MonitoringReport], bytes]


REPORTS: Final[Mapping[str, ReportKind]] = {
    one.name: one
    for one in (
        ReportKind(
            "report",
            "监测报告",
            "报县政府和上级，Word 格式，可以接着改。",
            "docx",
            monitoring_document,
        ),
        ReportKind(
            "tables", "监测表格", "报告里的每一张表，Excel 格式。", "xlsx", monitoring_workbook
        ),
    )
}


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
    content = kind.written(_report(result, at=at))
    with audit.act():
        event = ReportTaken(subject=Subject("monitoring", period.code), report=kind.name)
        audit.record(event, by=by, at=at)
    draft = "" if result.is_final else "（初稿）"
    return TakenReport(content, f"{_county()}{period.year}年{kind.title}{draft}", kind.suffix)


def _report(result: CountyResult, *, at: datetime) -> MonitoringReport:
    before = _before(result.period)
    return report_of(
        result.assessment,
        county=_county(),
        made_at=localtime(at),
        previous=before.assessment if before else None,
    )


def _before(period: MonitoringPeriod) -> CountyResult | None:
    before = queries.period_before(period)
    is_like = before is not None and before.catalogue_name == period.catalogue_name
    return result_of(before) if before is not None and is_like else None


def _county() -> str:
    bureau = schools.find_bureau()
    return bureau.county_name if bureau else ""

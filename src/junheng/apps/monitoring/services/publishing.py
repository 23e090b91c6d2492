"""A closed year's public version: published by the bureau, taken down by it or by its last day."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.timezone import localdate

from junheng.apps.campaigns.queries import profile_in_use
from junheng.apps.monitoring import queries
from junheng.apps.monitoring.events import ResultPublished, ResultWithdrawn
from junheng.apps.monitoring.models import PUBLIC_FILE, MonitoringPeriod, Publication
from junheng.apps.monitoring.services.reporting import public_report
from junheng.apps.monitoring.services.reviewing import SHORTEST_REASON
from junheng.core.access import NotVisible, Permission, StaffActor, StepRefused
from junheng.core.audit import services as audit
from junheng.core.audit.events import Subject
from junheng.core.files import services as files
from junheng.engine.errors import JunhengError
from junheng.reporting.monitoring import MonitoringReport, monitoring_document


def publish(code: str, *, by: StaffActor, at: datetime) -> Publication:
    """Publish a closed year: page and file are made once, of one report, and never change.

    How long it hangs is the jurisdiction's rule. Raises NotVisible, NotAllowed, StepRefused
    `monitoring_not_closed`, `monitoring_published_already`.
    """
    by.must(Permission.MONITORING_REVIEW)
    period = queries.get_period(by, code)
    _must_be_closed(period)
    report = public_report(period, at=at)
    written = files.write(PUBLIC_FILE, [monitoring_document(report)])
    today, days = localdate(at), profile_in_use().monitoring_public_days.value
    with audit.act():
        held = MonitoringPeriod.objects.select_for_update().get(pk=period.pk)
        # Opened again and changed while the report was written: that report is of nothing.
        if held.version != period.version:
            raise StepRefused("monitoring_not_closed", year=held.year)
        _must_be_closed(held)
        last = queries.publication_of(held)
        if last is not None and last.hangs(today):
            raise StepRefused("monitoring_published_already", year=held.year)
        published = Publication.objects.create(
            period=held,
            content=_as_content(report),
            file=files.keep(written, at=at),
            shown_until=today + timedelta(days=days) if days else None,
            published_at=at,
            published_by=by.ident,
        )
        event = ResultPublished(subject=_subject(held), year=held.year, digest=written.digest)
        audit.record(event, by=by, at=at)
    return published


def withdraw(code: str, *, reason: str, by: StaffActor, at: datetime) -> Publication:
    """Take the year's public version down, with the reason.

    Raises NotVisible (also where none hangs), NotAllowed, JunhengError
    `monitoring_reason_missing`.
    """
    by.must(Permission.MONITORING_REVIEW)
    period = queries.get_period(by, code)
    if len(reason.strip()) < SHORTEST_REASON:
        raise JunhengError("monitoring_reason_missing", least=SHORTEST_REASON)
    with audit.act():
        MonitoringPeriod.objects.select_for_update().get(pk=period.pk)
        found = queries.publication_of(period)
        if found is None or not found.hangs(localdate(at)):
            raise NotVisible
        found.withdrawn_at, found.withdrawn_by, found.reason = at, by.ident, reason.strip()
        found.save(update_fields=["withdrawn_at", "withdrawn_by", "reason"])
        audit.record(ResultWithdrawn(subject=_subject(period), year=period.year), by=by, at=at)
    return found


def _must_be_closed(period: MonitoringPeriod) -> None:
    if period.is_open:
        raise StepRefused("monitoring_not_closed", year=period.year)


def _as_content(report: MonitoringReport) -> dict[str, Any]:
    """What the page shows: the report's words and tables, without its charts."""
    return {
        "title": report.title,
        "verdict": report.verdict,
        "sections": [
            {
                "heading": section.heading,
                "paragraphs": list(section.paragraphs),
                "tables": [
                    {
                        "title": table.title,
                        "headings": list(table.headings),
                        "rows": [list(row) for row in table.rows],
                    }
                    for table in section.tables
                ],
            }
            for section in report.sections
        ],
    }


def _subject(period: MonitoringPeriod) -> Subject:
    return Subject("monitoring", period.code)

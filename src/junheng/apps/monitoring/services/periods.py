"""A year's monitoring: opened, its days, its schools, the county's own figures, its end."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.timezone import localdate

from junheng.apps.monitoring import queries
from junheng.apps.monitoring.events import (
    CountyFiguresFilled,
    DatesChanged,
    PeriodOpened,
    SchoolAdded,
    YearImported,
)
from junheng.apps.monitoring.models import WORKBOOK_FILE, MonitoringPeriod, Submission
from junheng.apps.monitoring.rules.items import as_json, usual_kind, values_of
from junheng.apps.monitoring.services.reading import read_county_form
from junheng.apps.monitoring.states import (
    DONE_STATES,
    PeriodState,
    PeriodStep,
    SubmissionState,
)
from junheng.apps.schools import queries as schools
from junheng.core.access import Permission, StaffActor, StepRefused
from junheng.core.audit import services as audit
from junheng.core.audit.events import Subject
from junheng.core.files import services as files
from junheng.core.workflow.services import take_step
from junheng.engine.errors import JunhengError
from junheng.monitoring import CountyFigures, SchoolKind
from junheng.profiles.indicators import load_catalogue
from junheng.tabular import Fault

_MANAGE: Final = Permission.MONITORING_MANAGE


def open_period(
    *, year: int, catalogue_name: str, opens_on: date, closes_on: date, by: StaffActor, at: datetime
) -> MonitoringPeriod:
    """Begin a year with every school of the platform, and with those of the year before.

    Raises NotAllowed, StepRefused `monitoring_year_exists`, `monitoring_without_schools`,
    JunhengError `monitoring_days_wrong`, `catalogue_unknown`.
    """
    by.must(_MANAGE)
    catalogue = load_catalogue(catalogue_name)
    _check_days(opens_on, closes_on)
    with audit.act():
        _must_be_new(year)
        period = MonitoringPeriod.objects.create(
            year=year,
            catalogue_name=catalogue.name,
            opens_on=opens_on,
            closes_on=closes_on,
            opened_at=at,
            opened_by=by.ident,
        )
        expected = _expected_schools(period)
        if not expected:
            raise StepRefused("monitoring_without_schools")
        Submission.objects.bulk_create(
            Submission(period=period, school_code=code, school_name=name, kind_name=kind)
            for code, (name, kind) in sorted(expected.items())
        )
        event = PeriodOpened(
            subject=_subject(period), year=year, catalogue=catalogue.name, schools=len(expected)
        )
        audit.record(event, by=by, at=at)
    return period


def import_year(
    figures: CountyFigures,
    *,
    catalogue_name: str,
    digest: str,
    by: StaffActor,
    at: datetime,
) -> MonitoringPeriod:
    """Take in an earlier year whole, from a county's workbook; it is closed from the beginning.

    Raises NotAllowed, StepRefused `monitoring_year_exists`, `monitoring_year_not_earlier`.
    """
    by.must(_MANAGE)
    with audit.act():
        _must_be_new(figures.year)
        opened = MonitoringPeriod.objects.filter(year__lt=figures.year, state=PeriodState.OPEN)
        if opened.exists():
            raise StepRefused("monitoring_year_not_earlier")
        period = MonitoringPeriod.objects.create(
            year=figures.year,
            catalogue_name=catalogue_name,
            opens_on=date(figures.year, 1, 1),
            closes_on=date(figures.year, 12, 31),
            own=as_json(figures.own),
            state=PeriodState.CLOSED,
            opened_at=at,
            opened_by=by.ident,
            closed_at=at,
            closed_by=by.ident,
        )
        Submission.objects.bulk_create(
            Submission(
                period=period,
                school_code=one.code,
                school_name=one.name,
                kind_name=one.kind.value,
                figures=as_json(values_of(one)),
                state=SubmissionState.ACCEPTED,
                filled_at=at,
                filled_by=by.ident,
                submitted_at=at,
                submitted_by=by.ident,
                accepted_at=at,
                accepted_by=by.ident,
            )
            for one in figures.schools
        )
        event = YearImported(
            subject=_subject(period),
            year=figures.year,
            catalogue=catalogue_name,
            schools=len(figures.schools),
            digest=digest,
        )
        audit.record(event, by=by, at=at)
    return period


def change_dates(
    code: str, *, opens_on: date, closes_on: date, by: StaffActor, at: datetime
) -> MonitoringPeriod:
    """Give the schools other days. Raises NotVisible, NotAllowed, StepRefused,
    `monitoring_days_wrong`.
    """
    by.must(_MANAGE)
    _check_days(opens_on, closes_on)
    with audit.act():
        period = held_open(code, by)
        period.opens_on, period.closes_on = opens_on, closes_on
        period.save(update_fields=["opens_on", "closes_on"])
        event = DatesChanged(
            subject=_subject(period),
            opens_on=opens_on.isoformat(),
            closes_on=closes_on.isoformat(),
        )
        audit.record(event, by=by, at=at)
    return period


def add_school(
    code: str, *, school_code: str, name: str, kind: SchoolKind, by: StaffActor, at: datetime
) -> Submission:
    """Take a school in that the year does not have yet.

    Raises NotVisible, NotAllowed, StepRefused, JunhengError `monitoring_school_exists`.
    """
    by.must(_MANAGE)
    with audit.act():
        period = held_open(code, by)
        try:
            with transaction.atomic():
                added = Submission.objects.create(
                    period=period, school_code=school_code, school_name=name, kind_name=kind.value
                )
        except IntegrityError:
            raise JunhengError("monitoring_school_exists") from None
        event = SchoolAdded(
            subject=Subject("submission", added.code, school_code), school=school_code
        )
        audit.record(event, by=by, at=at)
    return added


def fill_county(
    code: str, *, name: str, content: bytes, by: StaffActor, at: datetime
) -> tuple[Fault, ...]:
    """Write the county's own figures from their workbook; its faults, and nothing then.

    Raises NotVisible, NotAllowed, StepRefused, and what reading raises.
    """
    by.must(_MANAGE)
    period = queries.get_period(by, code)
    reading = read_county_form(name, content, period)
    if reading.faults:
        return reading.faults
    written = files.write(WORKBOOK_FILE, [content])
    with audit.act():
        period = held_open(code, by)
        files.keep(written, at=at)
        _write_own(period, as_json(reading.values))
        event = CountyFiguresFilled(
            subject=_subject(period), count=len(reading.values), digest=written.digest
        )
        audit.record(event, by=by, at=at)
    return ()


def close(code: str, *, by: StaffActor, at: datetime) -> MonitoringPeriod:
    """End a year when nothing is expected any more.

    Raises NotVisible, NotAllowed, StepRefused `monitoring_not_complete`.
    """
    by.must(_MANAGE)
    with audit.act():
        period = held_open(code, by)
        left = period.submissions.exclude(state__in=DONE_STATES).count()
        if left or not period.own:
            raise StepRefused("monitoring_not_complete", count=left)
        return take_step(period, PeriodStep.CLOSE, by=by, at=at)


def reopen(code: str, *, by: StaffActor, at: datetime) -> MonitoringPeriod:
    """Open a closed year again.

    Raises NotVisible, NotAllowed, StepRefused `monitoring_is_published`: what hangs is final.
    """
    by.must(_MANAGE)
    period = queries.get_period(by, code)
    with audit.act():
        period = MonitoringPeriod.objects.select_for_update().get(pk=period.pk)
        published = queries.publication_of(period)
        if published is not None and published.hangs(localdate(at)):
            raise StepRefused("monitoring_is_published", year=period.year)
        opened = take_step(period, PeriodStep.REOPEN, by=by, at=at)
        opened.closed_at, opened.closed_by = None, ""
        opened.save(update_fields=["closed_at", "closed_by"])
    return opened


def held_open(code: str, by: StaffActor) -> MonitoringPeriod:
    """The year, locked, while its figures may change; raises NotVisible, StepRefused."""
    queries.get_period(by, code)
    period = MonitoringPeriod.objects.select_for_update().get(code=code)
    if not period.is_open:
        raise StepRefused("monitoring_is_closed", year=period.year)
    return period


def note_change(period: MonitoringPeriod) -> None:
    """Some figure of the year changed: what was worked out of them is stale."""
    MonitoringPeriod.objects.filter(pk=period.pk).update(version=F("version") + 1)


def _write_own(period: MonitoringPeriod, own: Mapping[str, str]) -> None:
    period.own = dict(own)
    period.save(update_fields=["own"])
    note_change(period)


def _expected_schools(period: MonitoringPeriod) -> dict[str, tuple[str, str]]:
    """Code → name and kind: last year's schools that still stood, and all of the platform."""
    before = queries.period_before(period)
    last: Sequence[Submission] = queries.submissions_of(before) if before else ()
    expected = {
        one.school_code: (one.school_name, one.kind_name)
        for one in last
        if one.state != SubmissionState.WAIVED
    }
    for school in schools.all_schools():
        usual = usual_kind(has_primary=school.has_primary, has_junior=school.has_junior).value
        kind = expected.get(school.code, ("", usual))[1]
        expected[school.code] = (school.name, kind)
    return expected


def _must_be_new(year: int) -> None:
    if MonitoringPeriod.objects.filter(year=year).exists():
        raise StepRefused("monitoring_year_exists", year=year)


def _check_days(opens_on: date, closes_on: date) -> None:
    if opens_on > closes_on:
        raise JunhengError("monitoring_days_wrong")


def _subject(period: MonitoringPeriod) -> Subject:
    return Subject("monitoring", period.code)

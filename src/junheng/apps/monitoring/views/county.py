"""Pages of the county: its verdict, heat table, years, classes, and one indicator to its cells."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from junheng.apps.monitoring import queries
from junheng.apps.monitoring.exports import county as pages
from junheng.apps.monitoring.exports import drilling
from junheng.apps.monitoring.exports import trends as lines
from junheng.apps.monitoring.exports.school import listed_rows
from junheng.apps.monitoring.exports.values import LEVELS
from junheng.apps.monitoring.services import reporting, results
from junheng.core.access import NotVisible, Permission, StaffRequest, requires
from junheng.monitoring.writing import verdict_words
from junheng.profiles import Stage
from junheng.profiles.indicators import Level, Part


@require_GET
@requires(Permission.MONITORING_COUNTY)
def result(request: StaffRequest, code: str) -> HttpResponse:
    """The county on one page."""
    period = queries.get_period(request.actor, code)
    found = results.result_of(period)
    trends, alerts = results.trends_until(period)
    assessment, published = found.assessment, queries.publication_of(period)
    context = {
        "period": period,
        "result": found,
        "verdict": verdict_words(assessment),
        "coefficients": pages.coefficient_rows(assessment),
        "passing": sum(one.passes for one in assessment.schools),
        "items": pages.item_groups(found),
        "drops": lines.drop_rows(trends.latest_drops)[:8],
        "alerts": lines.alert_rows(alerts, dict(assessment.catalogue.indicators))[:8],
        "large": results.large_classes(period),
        "reports": reporting.REPORTS.values(),
        "published": published if published and published.hangs(localdate(request.at)) else None,
        "may_publish": found.is_final and request.actor.may(Permission.MONITORING_REVIEW),
    }
    return render(request, "monitoring/result.html", context)


@require_GET
@requires(Permission.MONITORING_COUNTY)
def heat(request: StaffRequest, code: str) -> HttpResponse:
    """School by indicator."""
    period = queries.get_period(request.actor, code)
    found = results.result_of(period)
    tables = pages.heat_tables(found)
    context = {"period": period, "result": found, "tables": tables, "levels": LEVELS}
    return render(request, "monitoring/heat.html", context)


@require_GET
@requires(Permission.MONITORING_COUNTY)
def trends(request: StaffRequest, code: str) -> HttpResponse:
    """The last years, what fell, what may fall next."""
    period = queries.get_period(request.actor, code)
    found, alerts = results.trends_until(period)
    context = {
        "period": period,
        "years": found.years,
        "charts": lines.charts_of(found),
        "drops": lines.drop_rows(found.latest_drops),
        "earlier_drops": lines.drop_rows([one for one in found.drops if one.year != period.year]),
        "alerts": lines.alert_rows(alerts, dict(found.catalogue.indicators)),
    }
    return render(request, "monitoring/trends.html", context)


@require_GET
@requires(Permission.MONITORING_COUNTY)
def classes(request: StaffRequest, code: str) -> HttpResponse:
    """Large classes at once, and what the locked lists say of the starting grades."""
    period = queries.get_period(request.actor, code)
    context = {
        "period": period,
        "large": results.large_classes(period),
        "bands": period.catalogue.warned_bands,
        "listed": listed_rows(results.listed_grades(period)),
    }
    return render(request, "monitoring/classes.html", context)


@require_GET
@requires(Permission.MONITORING_COUNTY)
def indicator(request: StaffRequest, code: str, indicator: str) -> HttpResponse:
    """One figure of the county, down to the cells of the schools' workbooks."""
    period = queries.get_period(request.actor, code)
    found = results.result_of(period)
    asked = found.assessment.catalogue.indicators.get(indicator)
    if asked is None:
        raise NotVisible
    is_resource = asked.part is Part.RESOURCES
    rows = pages.coefficient_rows(found.assessment)
    context = {
        "period": period,
        "indicator": asked,
        "is_resource": is_resource,
        "is_county": asked.level is Level.COUNTY,
        "stages": [
            (row, drilling.drill_rows(found, asked, Stage(row.stage)))
            for row in rows
            if row.code == indicator
        ],
        "item": None if is_resource else drilling.item_drill(found, asked),
        "levels": LEVELS,
    }
    return render(request, "monitoring/indicator.html", context)

"""A list as found: its comparison, its test, its report; and the results of a whole round."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from junheng.apps.inspections import exports, queries
from junheng.apps.inspections.queries import ListOutcome
from junheng.apps.inspections.services import reading
from junheng.apps.inspections.services.exporting import note_export
from junheng.apps.inspections.states import ListState
from junheng.apps.schools import queries as schools
from junheng.core.access import NotVisible, Permission, StaffRequest, requires
from junheng.core.access.numbers import whole_number
from junheng.reporting.scrutiny import words


@require_GET
@requires(Permission.INSPECTIONS_VIEW)
def found_list(request: StaffRequest, code: str) -> HttpResponse:
    """One list: what differs from the record, and what the test says."""
    found = queries.get_list(request.actor, code)
    outcome = queries.outcome_of(found)
    differing, explained = queries.differences_of(found)
    context: dict[str, Any] = {
        "found": found,
        "visit": found.visit,
        "differing": differing,
        "explained": explained,
        "job": queries.job_of(found) if found.state == ListState.WAITING else None,
        "may_write": queries.may_write(request.actor, found.visit),
        "is_live": found.state != ListState.REPLACED,
        "remarks": outcome.section.remarks if outcome else (),
        "test": _test(outcome) if outcome and outcome.result else None,
    }
    return render(request, "inspections/found_list.html", context)


@require_GET
@requires(Permission.INSPECTIONS_VIEW)
def picture(request: StaffRequest, code: str, number: str) -> HttpResponse:
    """The picture of one finding of the test; `number` counts from 1."""
    outcome = queries.outcome_alone(queries.get_list(request.actor, code))
    asked = whole_number(number)
    answer = exports.picture_response(outcome, asked) if outcome and asked is not None else None
    if answer is None:
        raise NotVisible
    return answer


@require_POST
@requires(Permission.INSPECTIONS_ENTER)
def discard(request: StaffRequest, code: str) -> HttpResponse:
    """Take a list out of the record."""
    done = reading.discard_list(code, by=request.actor, at=request.at)
    messages.success(request, "名单已作废，等待检验的内容已销毁。")
    return redirect("inspections:visit", done.visit.code)


@require_POST
@requires(Permission.INSPECTIONS_VIEW)
def report(request: StaffRequest, code: str) -> HttpResponse:
    """The report of one school as a document."""
    found = queries.get_list(request.actor, code)
    outcome = queries.outcome_of(found)
    if outcome is None:
        raise NotVisible
    note_export(found.visit.round, "docx", 1, by=request.actor, at=request.at)
    return _report(request, [outcome], f"{found.visit.school.name}{found.grade}")


@require_GET
@requires(Permission.INSPECTIONS_VIEW)
def results(request: StaffRequest, code: str) -> HttpResponse:
    """The tests of a round beside each other, adjusted over all schools."""
    held = queries.get_round(request.actor, code)
    outcomes = queries.ranked(queries.outcomes_of(held))
    visible = {visit.pk for visit in queries.visits_of(request.actor, held)}
    context = {
        "round": held,
        "rows": [_row(one) for one in outcomes if one.found.visit_id in visible],
        "waiting": [one for one in queries.live_lists_of(held) if one.state == ListState.WAITING],
        "blind_spots": words.BLIND_SPOTS,
        "may_rank": request.actor.may(Permission.INSPECTIONS_RANK),
    }
    return render(request, "inspections/results.html", context)


@require_POST
@requires(Permission.INSPECTIONS_RANK)
def export(request: StaffRequest, code: str, form: str) -> HttpResponse:
    """The round as a document, or its ranking as a workbook."""
    held = queries.get_round(request.actor, code)
    outcomes = queries.ranked(queries.outcomes_of(held))
    if form not in {"docx", "xlsx"}:
        raise NotVisible
    schools_told = len({one.found.visit_id for one in outcomes})
    note_export(held, form, schools_told, by=request.actor, at=request.at)
    if form == "docx":
        return _report(request, outcomes, held.title)
    counts = queries.finding_counts(request.actor, held)
    return exports.ranking_response(held, outcomes, counts, at=request.at)


def _report(request: StaffRequest, outcomes: Sequence[ListOutcome], title: str) -> HttpResponse:
    bureau = schools.find_bureau()
    return exports.report_response(
        outcomes, title=title, bureau=bureau.name if bureau else "", at=request.at
    )


def _row(one: ListOutcome) -> dict[str, Any]:
    row: dict[str, Any] = {"found": one.found, "differing": one.differing}
    if one.result is None:
        return row | {"remarks": one.section.remarks}
    scrutiny = one.result.scrutiny
    return row | {
        "level": scrutiny.level,
        "level_words": words.level_words(scrutiny.level),
        "chance": words.chance_words(scrutiny.p),
        "holm": words.p_words(one.result.holm),
        "rate": words.p_words(one.result.benjamini_hochberg),
        "striking": exports.striking_words(one).splitlines(),
    }


def _test(one: ListOutcome) -> dict[str, Any]:
    """The test as the page says it."""
    result, section = one.result, one.section
    assert result is not None  # noqa: S101 - the caller asked
    scrutiny = result.scrutiny
    is_quiet = not one.needs_look
    return {
        "level": scrutiny.level,
        "is_quiet": is_quiet,
        "level_words": words.level_words(scrutiny.level),
        "explanation": words.level_explanation(scrutiny.level),
        "chance": words.chance_words(scrutiny.p),
        "holm": words.p_words(result.holm),
        "rate": words.p_words(result.benjamini_hochberg),
        "sizes": list(zip(section.class_names, scrutiny.sizes, strict=True)),
        "pictures": [
            {
                "number": number,
                "title": words.question_words(finding)
                if is_quiet
                else words.finding_words(section, finding),
                "subject": section.title_of(finding.subject),
                "observed": words.observed_words(finding),
                "where": "" if is_quiet else words.deviation_words(section, finding.deviation),
                "chance": words.chance_words(finding.p),
            }
            for number, finding in enumerate(exports.findings_pictured(one), start=1)
        ],
        "figures": [
            (
                section.title_of(finding.subject),
                words.question_words(finding),
                words.number_words(finding.observed),
                f"{words.number_words(finding.low)}–{words.number_words(finding.high)}",
                words.p_words(finding.p),
                words.p_words(finding.holm),
                words.p_words(finding.benjamini_hochberg),
            )
            for finding in scrutiny.findings
        ],
        "lists": [words.null_words(run) for run in scrutiny.nulls],
        "seed": scrutiny.seed,
        "digest": scrutiny.digest,
        "blind_spots": words.BLIND_SPOTS,
    }

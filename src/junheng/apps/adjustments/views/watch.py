"""The change watch: one school's grade, and the county."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from junheng.apps.adjustments.rules.watch_words import BLIND_SPOTS, watch_lines
from junheng.apps.adjustments.services import watching
from junheng.core.access import Permission, StaffRequest, requires
from junheng.engine.scrutiny import Level, Watch
from junheng.reporting.scrutiny import chance_words, level_words

_SHOWN = 12


@require_GET
@requires(Permission.ADJUSTMENTS_WATCH)
def county(request: StaffRequest) -> HttpResponse:
    """All schools with changes, and the county taken together."""
    found = watching.watch_county(by=request.actor, at=request.at)
    context = {
        "campaign": found.campaign,
        "schools": [
            {
                "cohort": one.cohort,
                "found": one.found,
                "watch": one.watch,
                "level": level_words(one.watch.level),
                "chance": chance_words(float(one.watch.p)),
                "holm": one.holm,
                "rate": one.rate,
            }
            for one in found.schools
        ],
        **_of_watch(found.whole, ()),
    }
    return render(request, "adjustments/watch.html", context)


@require_GET
@requires(Permission.ADJUSTMENTS_WATCH)
def cohort(request: StaffRequest, code: str) -> HttpResponse:
    """One school's grade."""
    found = watching.watch_cohort(code, by=request.actor, at=request.at)
    context = {
        "cohort": found.cohort,
        "found": found.found,
        **_of_watch(found.watch, found.titles),
    }
    return render(request, "adjustments/watch_cohort.html", context)


def _of_watch(watch: Watch, titles: Sequence[str]) -> dict[str, object]:
    lines = watch_lines(watch, titles)
    return {
        "watch": watch,
        "level": level_words(watch.level),
        "is_quiet": watch.level is Level.NO_SIGN,
        "chance": chance_words(float(watch.p)),
        "lines": lines[:_SHOWN],
        "blind_spots": BLIND_SPOTS,
        "more": max(0, len(lines) - _SHOWN),
    }

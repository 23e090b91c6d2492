"""Shortfalls become work: one rectification for each, at the school or with the bureau."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from junheng.apps.monitoring import queries
from junheng.apps.monitoring.models import Submission
from junheng.apps.monitoring.rules.words import digits_of, standard_words
from junheng.apps.monitoring.services.results import CountyResult, result_of
from junheng.apps.rectifications import queries as rectifications
from junheng.apps.rectifications.models import Rectification
from junheng.apps.rectifications.services import start
from junheng.apps.rectifications.states import SourceKind
from junheng.core.access import Permission, StaffActor
from junheng.core.audit import services as audit
from junheng.engine.errors import JunhengError
from junheng.monitoring import StageResult
from junheng.monitoring.showing import amount, rounded, shown
from junheng.profiles import Stage
from junheng.profiles.indicators import Indicator, Level

MOST_AT_ONCE: Final = 100
_KIND: Final = SourceKind.MONITORING


@dataclass(frozen=True)
class Shortfall:
    """Something that is lacking; `key` names it for good, `submission` is None for the county."""

    key: str
    place: str
    indicator: Indicator
    stage: Stage | None
    what: str
    submission: Submission | None
    started: Rectification | None

    @property
    def ground(self) -> str:
        """By which text."""
        return f"{self.indicator.source.document} {self.indicator.source.article}".strip()


def shortfalls_of(result: CountyResult, *, by: StaffActor) -> list[Shortfall]:
    """Everything below its standard: resources of schools, their other items, the county's own.

    Each with the rectification that was started for it, where there is one.
    """
    found = list(_all(result))
    started = rectifications.made_of(by, _KIND, [one[0] for one in found])
    return [
        Shortfall(key, place, indicator, stage, what, submission, started.get(key))
        for key, place, indicator, stage, what, submission in found
    ]


def start_rectifications(
    code: str, keys: Sequence[str], *, due_on: date | None, by: StaffActor, at: datetime
) -> list[Rectification]:
    """Start a rectification for each of these shortfalls that has none yet.

    A school that is not on the platform cannot be told there: the bureau answers for it.
    Raises NotVisible, NotAllowed, StepRefused, JunhengError `shortfalls_none_chosen`,
    `shortfalls_too_many`, and what starting raises; then none of them is started.
    """
    by.must(Permission.RECTIFICATIONS_START)
    result = result_of(queries.get_period(by, code))
    chosen = [one for one in shortfalls_of(result, by=by) if one.key in keys and not one.started]
    if not chosen:
        raise JunhengError("shortfalls_none_chosen")
    if len(chosen) > MOST_AT_ONCE:
        raise JunhengError("shortfalls_too_many", most=MOST_AT_ONCE)
    with audit.act():
        return [_start(one, result, due_on, by=by, at=at) for one in chosen]


def _start(
    one: Shortfall, result: CountyResult, due_on: date | None, *, by: StaffActor, at: datetime
) -> Rectification:
    school = queries.find_school(one.submission.school_code) if one.submission else None
    what = one.what if school or not one.submission else f"{one.place}：{one.what}"
    return start(
        by,
        school,
        _KIND,
        one.key,
        what,
        one.ground,
        due_on,
        source_words=f"{result.period.title}：{one.indicator.code} {one.indicator.name}",
        at=at,
    )


_Found = tuple[str, str, Indicator, Stage | None, str, Submission | None]


def _all(result: CountyResult) -> Iterator[_Found]:
    found = result.assessment
    for one in found.stages:
        for code in one.shortfalls:
            yield _of_stage(result, one, found.catalogue.indicators[code])
    for school in found.schools:
        submission = result.submissions[school.school.code]
        for code in school.unmet_items:
            indicator = found.catalogue.indicators[code]
            key = f"{submission.code}-{code}"
            what = f"“{indicator.name}”没有达到要求。"
            yield key, school.school.name, indicator, None, what, submission
    for item in found.items:
        if item.indicator.level is Level.COUNTY and item.is_met is not True:
            indicator = item.indicator
            how = "没有填报" if item.is_met is None else "没有达到要求"
            what = f"全县“{indicator.name}”{how}。"
            yield f"{result.period.code}-{indicator.code}", "全县", indicator, None, what, None
    for code, name in found.finding.over_limit:
        yield _of_difference(result, found.catalogue.indicators[code], Stage(name))


def _of_stage(result: CountyResult, one: StageResult, indicator: Indicator) -> _Found:
    submission = result.submissions[one.school.code]
    quantity = result.assessment.catalogue.quantities[indicator.lacking]
    standard = indicator.standard_of(one.stage)
    value = shown(one.values[indicator.code], digits_of(indicator, one.stage), standard)
    words = f"，标准 {standard_words(indicator, one.stage)}"
    lacking = f"{quantity.title}差 {amount(one.shortfalls[indicator.code])} {quantity.unit}"
    what = f"{one.stage.label}“{indicator.name}”为 {value}{words}，{lacking}。"
    key = f"{submission.code}-{indicator.code}-{one.stage}"
    return key, one.school.name, indicator, one.stage, what, submission


def _of_difference(result: CountyResult, indicator: Indicator, stage: Stage) -> _Found:
    limit = indicator.limits[stage]
    coefficient = result.assessment.dispersions[indicator.code, stage].coefficient()
    what = (
        f"全县{stage.label}“{indicator.name}”校际差异系数 {shown(coefficient, 3, limit)}，"
        f"超过上限 {rounded(limit, 2)}。"
    )
    key = f"{result.period.code}-{indicator.code}-{stage}"
    return key, "全县", indicator, stage, what, None

"""A year judged: what every page, table and report of it says comes from here."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Final

from junheng.apps.monitoring import queries
from junheng.apps.monitoring.models import MonitoringPeriod, Submission
from junheng.apps.monitoring.rules.items import county_figures
from junheng.apps.monitoring.rules.lists import LARGEST_CLASS, ListFigures
from junheng.apps.monitoring.states import SubmissionState
from junheng.core.access import StepRefused
from junheng.monitoring import Alert, Assessment, Trends, alerts_of, assess, band_of, trends_of
from junheng.profiles.indicators import Catalogue

MOST_YEARS: Final = 5
_KEPT: Final = 64


@dataclass(frozen=True)
class CountyResult:
    """A year's judgement and on whose figures it stands.

    `submissions` are those of the schools in it, by school code; `missing` gave no figures yet.
    """

    period: MonitoringPeriod
    assessment: Assessment
    submissions: Mapping[str, Submission]
    missing: tuple[Submission, ...]

    @property
    def accepted(self) -> int:
        """How many schools' figures the bureau has accepted."""
        return sum(one.state == SubmissionState.ACCEPTED for one in self.submissions.values())

    @property
    def is_final(self) -> bool:
        """Whether nothing can change any more."""
        return not self.period.is_open

    @property
    def has_county_figures(self) -> bool:
        """Whether the bureau filled in the county's own figures."""
        return bool(self.period.own)


def result_of(period: MonitoringPeriod) -> CountyResult:
    """The year as it stands now, over every school that gave figures.

    Raises StepRefused `monitoring_without_figures` while none did.
    """
    submissions = queries.submissions_of(period)
    counted = _counted(submissions)
    if not counted:
        raise StepRefused("monitoring_without_figures", year=period.year)
    missing = [
        one
        for one in submissions
        if one.school_code not in counted and one.state != SubmissionState.WAIVED
    ]
    found = _assessed(period.code, period.version)
    return CountyResult(period, found, counted, tuple(missing))


def trends_until(period: MonitoringPeriod) -> tuple[Trends, tuple[Alert, ...]]:
    """The last years by the same catalogue, and the warnings of this one."""
    found = assessments_until(period)
    return trends_of(found), alerts_of(found)


def assessments_until(period: MonitoringPeriod) -> list[Assessment]:
    """The last years by the same catalogue up to this one that have figures, oldest first."""
    years = queries.periods_until(period, most=MOST_YEARS)
    return [result_of(one).assessment for one in years if _has_figures(one)]


@dataclass(frozen=True)
class LargeClass:
    """A class over a bound, and where that stands: a locked list, or the school's workbook."""

    school_code: str
    submission: str
    school: str
    stage: str
    size: int
    band: str
    is_from_list: bool


def large_classes(period: MonitoringPeriod) -> list[LargeClass]:
    """Every class in one of the catalogue's bands, the largest first.

    A school whose locked list already names its large classes is not named again by its workbook.
    """
    submissions = [
        one for one in queries.submissions_of(period) if one.state != SubmissionState.WAIVED
    ]
    lists = queries.lists_of(one.school_code for one in submissions)
    found = []
    for one in submissions:
        listed = list(_listed(one, lists.get(one.school_code, ()), period))
        sizes = {(each.stage, each.size) for each in listed}
        reported = _reported(one, period.catalogue)
        found += [*listed, *(each for each in reported if (each.stage, each.size) not in sizes)]
    return sorted(found, key=lambda one: (-one.size, one.school_code))


def listed_grades(period: MonitoringPeriod) -> list[tuple[Submission, ListFigures]]:
    """The starting grades of the year whose classes are locked, by school."""
    submissions = queries.submissions_of(period)
    lists = queries.lists_of(one.school_code for one in submissions)
    return [
        (one, listed)
        for one in submissions
        for listed in lists.get(one.school_code, ())
        if listed.year == period.year
    ]


def _listed(
    submission: Submission, lists: Sequence[ListFigures], period: MonitoringPeriod
) -> list[LargeClass]:
    sizes = [
        (one.stage.label, Fraction(size))
        for one in lists
        if one.year <= period.year
        for size in one.sizes
    ]
    return list(_large(submission, period.catalogue, sizes, is_from_list=True))


def _reported(submission: Submission, catalogue: Catalogue) -> list[LargeClass]:
    figures = submission.as_figures(catalogue)
    sizes = [
        (stage.label, own[LARGEST_CLASS])
        for stage, own in figures.of_stage.items()
        if LARGEST_CLASS in own
    ]
    return list(_large(submission, catalogue, sizes, is_from_list=False))


def _large(
    submission: Submission,
    catalogue: Catalogue,
    sizes: Iterable[tuple[str, Fraction]],
    *,
    is_from_list: bool,
) -> Iterator[LargeClass]:
    for stage, size in sizes:
        band = band_of(catalogue, LARGEST_CLASS, size)
        if band is not None:
            yield LargeClass(
                school_code=submission.school_code,
                submission=submission.code,
                school=submission.school_name,
                stage=stage,
                size=int(size),
                band=band.name,
                is_from_list=is_from_list,
            )


def _counted(submissions: Sequence[Submission]) -> dict[str, Submission]:
    return {
        one.school_code: one
        for one in submissions
        if one.state != SubmissionState.WAIVED and one.is_filled
    }


def _has_figures(period: MonitoringPeriod) -> bool:
    return any(one.is_filled for one in queries.submissions_of(period))


@lru_cache(maxsize=_KEPT)
def _assessed(code: str, version: int) -> Assessment:
    """Judged once for each version of the figures: every change counts the version up."""
    del version
    period = queries.period_of_code(code)
    catalogue = period.catalogue
    schools = tuple(
        one.as_figures(catalogue) for one in _counted(queries.submissions_of(period)).values()
    )
    return assess(catalogue, county_figures(period.year, schools, period.own_values))

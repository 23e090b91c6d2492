"""The balance report (均衡报告): how even the classes are, and what the record says about it.

The dataclasses are filled by the ceremony. `balance_document` writes them as integers and
strings (balance.json); `balance_page.balance_html` prints the same figures for people.

Two audiences read the report. The public one sees differences only, never how many children of
a kind sit in a class, and nothing about an attribute that fewer than five children have
(SG1 §10.5). The internal one, for the school and the supervisors, sees every count.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Literal

from junheng.engine.errors import JunhengError

Audience = Literal["public", "internal"]

FEWEST_PUBLIC = 5
"""An attribute or level that fewer students have is not in the public report (SG1 §10.5)."""


@dataclass(frozen=True)
class RuleSource:
    """One rule parameter with the document and article it comes from."""

    title: str
    value: str
    source: str


@dataclass(frozen=True)
class LevelRow:
    """One level of one attribute, e.g. 随迁子女 = 是, over all classes.

    `counts` holds the students per class in the order of `BalanceReport.class_titles`; a gap is
    the largest count minus the smallest. `excess` is the achieved gap beyond what division alone
    enforces (0 if the class count divides the total, else 1). `cause` is None, or one of the keys
    of `wording.CAUSES`; `cause_params` fills its named places.
    `simulated_gap_hundredths` is the mean gap of the gender-only draws times 100, if simulated.
    """

    attribute: str
    title: str
    level: str
    total: int
    counts: tuple[int, ...]
    achieved_gap: int
    best_gap: int
    excess: int
    cause: str | None = None
    cause_params: Mapping[str, int] = field(default_factory=dict)
    simulated_gap_hundredths: int | None = None

    @property
    def is_best(self) -> bool:
        """Whether no smaller gap was attainable."""
        return self.achieved_gap <= self.best_gap

    @property
    def attainable_gap(self) -> int:
        """The best gap as printed: with unequal class sizes a draw may beat the reckoned one."""
        return min(self.achieved_gap, self.best_gap)


@dataclass(frozen=True)
class NumericRow:
    """The class means of one numeric attribute, in hundredths of its unit."""

    name: str
    title: str
    unit: str
    means_hundredths: tuple[int, ...]

    @property
    def spread_hundredths(self) -> int:
        """Largest class mean minus the smallest."""
        return max(self.means_hundredths) - min(self.means_hundredths)


@dataclass(frozen=True)
class BalanceReport:
    """Everything the report says about one school and grade.

    `rows` come grouped by attribute, in the order to be printed. `simulated_totals` holds the
    total excess of each gender-only draw; `total_excess` is this draw's, by the same sum.
    `size_reason` is None or a key of `wording.SIZE_REASONS`. `bound_reached` says that the draw
    met the proven lower bound, so that no more even assignment exists.
    """

    county: str
    school: str
    grade: str
    year: int
    student_count: int
    class_titles: tuple[str, ...]
    class_sizes: tuple[int, ...]
    rows: tuple[LevelRow, ...]
    total_excess: int
    simulated_totals: tuple[int, ...]
    bound_reached: bool
    steps: int
    freeze_code: str
    result_code: str
    seed: str
    engine: str
    generated_at: dt.datetime
    profile_title: str
    profile_version: str
    rules: tuple[RuleSource, ...] = ()
    numerics: tuple[NumericRow, ...] = ()
    most_size_difference: int = 2
    size_reason: str | None = None
    size_reason_params: Mapping[str, int] = field(default_factory=dict)
    is_rehearsal: bool = False
    status: Literal["drawn", "exempt_single_class"] = "drawn"

    @property
    def class_count(self) -> int:
        """How many classes there are."""
        return len(self.class_sizes)

    @property
    def size_gap(self) -> int:
        """Largest class minus the smallest."""
        return max(self.class_sizes) - min(self.class_sizes)


@dataclass(frozen=True)
class AttributeSummary:
    """One attribute as one line: its worst level speaks for it.

    The worst level is the one furthest from its best gap and, among equals, with the largest gap.
    `simulated_gap_hundredths` is the largest mean gap of a level in the gender-only draws, which
    is never more than the mean of the largest gap: the comparison does not flatter this draw.
    """

    attribute: str
    title: str
    level_count: int
    worst: LevelRow
    levels_short: int
    simulated_gap_hundredths: int | None
    is_listed: bool

    @property
    def is_best(self) -> bool:
        """Whether every level has its best attainable gap."""
        return self.levels_short == 0

    @property
    def falls_short_unseen(self) -> bool:
        """Whether only levels that must not be listed miss their best gap."""
        return not self.is_best and self.worst.is_best


def summarize(report: BalanceReport, audience: Audience) -> tuple[AttributeSummary, ...]:
    """Return one line per attribute; the public one leaves out levels of fewer than five.

    An attribute that must not be listed keeps its line with `is_listed` False, so that a page can
    say that something is withheld and whether it fell short.
    """
    _check_audience(audience)
    return tuple(
        _summary(tuple(levels), audience)
        for _, levels in groupby(report.rows, key=lambda row: row.attribute)
    )


def _summary(levels: tuple[LevelRow, ...], audience: Audience) -> AttributeSummary:
    common = max(row.total for row in levels)
    others = sum(row.total for row in levels) - common
    listed = audience == "internal" or others >= FEWEST_PUBLIC
    shown = tuple(row for row in levels if audience == "internal" or row.total >= FEWEST_PUBLIC)
    shown = shown if listed and shown else levels
    means = [
        row.simulated_gap_hundredths for row in shown if row.simulated_gap_hundredths is not None
    ]
    return AttributeSummary(
        attribute=levels[0].attribute,
        title=levels[0].title,
        level_count=len(shown),
        worst=max(shown, key=lambda row: (row.achieved_gap - row.best_gap, row.achieved_gap)),
        levels_short=sum(not row.is_best for row in levels),
        simulated_gap_hundredths=max(means, default=None),
        is_listed=listed,
    )


def _check_audience(audience: Audience) -> None:
    if audience not in ("public", "internal"):
        raise JunhengError("report_audience_unknown", audience=audience)


def check_report(report: BalanceReport) -> None:
    """Refuse a report whose figures do not fit each other.

    Raises JunhengError: report_classes_wrong (titles and sizes differ in number),
    report_sizes_wrong (sizes do not add up to the students), report_counts_wrong (a row has
    another number of classes, another total or another gap than its counts).
    """
    if len(report.class_titles) != report.class_count or report.class_count == 0:
        raise JunhengError("report_classes_wrong", school=report.school)
    if sum(report.class_sizes) != report.student_count:
        raise JunhengError("report_sizes_wrong", school=report.school)
    for row in report.rows:
        fits = (
            len(row.counts) == report.class_count
            and sum(row.counts) == row.total
            and max(row.counts) - min(row.counts) == row.achieved_gap
        )
        if not fits:
            raise JunhengError("report_counts_wrong", school=report.school, attribute=row.attribute)


def balance_document(
    reports: Sequence[BalanceReport], *, audience: Audience = "public"
) -> dict[str, object]:
    """Return the reports as integers, strings and booleans, for balance.json."""
    _check_audience(audience)
    return {
        "format": "junheng/balance/1",
        "audience": audience,
        "schools": [_school_document(report, audience) for report in reports],
    }


def _school_document(report: BalanceReport, audience: Audience) -> dict[str, object]:
    check_report(report)
    document: dict[str, object] = {
        "county": report.county,
        "school": report.school,
        "grade": report.grade,
        "year": report.year,
        "status": report.status,
        "rehearsal": report.is_rehearsal,
        "students": report.student_count,
        "class_titles": list(report.class_titles),
        "class_sizes": list(report.class_sizes),
        "size_gap": report.size_gap,
        "total_excess": report.total_excess,
        "simulated_totals": list(report.simulated_totals),
        "bound_reached": report.bound_reached,
        "steps": report.steps,
        "attributes": [
            _attribute_document(summary)
            for summary in summarize(report, audience)
            if summary.is_listed
        ],
        "freeze_code": report.freeze_code,
        "result_code": report.result_code,
        "seed": report.seed,
        "engine": report.engine,
        "generated_at": report.generated_at.isoformat(timespec="seconds"),
        "profile": {"title": report.profile_title, "version": report.profile_version},
        "rules": [
            {"title": rule.title, "value": rule.value, "source": rule.source}
            for rule in report.rules
        ],
    }
    if audience == "internal":
        document["levels"] = [_level_document(row) for row in report.rows]
        document["numerics"] = [
            {
                "name": row.name,
                "title": row.title,
                "unit": row.unit,
                "means_hundredths": list(row.means_hundredths),
            }
            for row in report.numerics
        ]
    return document


def _attribute_document(summary: AttributeSummary) -> dict[str, object]:
    document: dict[str, object] = {
        "attribute": summary.attribute,
        "title": summary.title,
        "achieved_gap": summary.worst.achieved_gap,
        "best_gap": summary.worst.attainable_gap,
        "levels_short": summary.levels_short,
    }
    if summary.worst.cause is not None:
        document["cause"] = summary.worst.cause
    if summary.simulated_gap_hundredths is not None:
        document["simulated_gap_hundredths"] = summary.simulated_gap_hundredths
    return document


def _level_document(row: LevelRow) -> dict[str, object]:
    document: dict[str, object] = {
        "attribute": row.attribute,
        "title": row.title,
        "level": row.level,
        "total": row.total,
        "counts": list(row.counts),
        "achieved_gap": row.achieved_gap,
        "best_gap": row.attainable_gap,
        "excess": row.excess,
    }
    if row.cause is not None:
        document["cause"] = row.cause
        document["cause_params"] = dict(row.cause_params)
    if row.simulated_gap_hundredths is not None:
        document["simulated_gap_hundredths"] = row.simulated_gap_hundredths
    return document

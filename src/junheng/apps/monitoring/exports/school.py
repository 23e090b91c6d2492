"""A school's figures line by line, as its page shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from junheng.apps.monitoring.models import IndicatorEvidence, Submission
from junheng.apps.monitoring.rules.checks import Doubt
from junheng.apps.monitoring.rules.items import UNKNOWN, shown_figure
from junheng.apps.monitoring.rules.lists import ListFigures
from junheng.apps.monitoring.services.filling import asked_of
from junheng.monitoring.showing import rounded
from junheng.profiles.indicators import Indicator


@dataclass(frozen=True)
class FigureRow:
    """A line of a school's figures as its page shows it."""

    key: str
    title: str
    unit: str
    now: str
    before: str
    is_given: bool
    is_doubtful: bool


def figure_rows(submission: Submission, doubts: Sequence[Doubt]) -> list[FigureRow]:
    """Every line that is asked, with last year's figure and whether something stands out."""
    doubtful = {one.key for one in doubts}
    return [
        FigureRow(
            key=one.item.key,
            title=one.item.title,
            unit="" if one.item.quantity.is_yes_no else one.item.quantity.unit,
            now=shown_figure(one.now if one.given is None else one.given, one.item.quantity),
            before=shown_figure(one.before, one.item.quantity),
            is_given=one.given is not None,
            is_doubtful=one.item.key in doubtful,
        )
        for one in asked_of(submission)
    ]


@dataclass(frozen=True)
class EvidenceRow:
    """An indicator that asks for papers, and what came for it."""

    code: str
    name: str
    needed: str
    files: tuple[IndicatorEvidence, ...]


def evidence_rows(
    asked: Sequence[Indicator], files: Sequence[IndicatorEvidence]
) -> list[EvidenceRow]:
    """What is asked with the files that came; files of what is asked no more stand last."""
    rows = [
        EvidenceRow(one.code, one.name, one.evidence_needed, _files_of(one.code, files))
        for one in asked
    ]
    known = {one.code for one in asked}
    others = sorted({one.indicator for one in files} - known)
    return [*rows, *(EvidenceRow(code, "", "", _files_of(code, files)) for code in others)]


def _files_of(code: str, files: Sequence[IndicatorEvidence]) -> tuple[IndicatorEvidence, ...]:
    return tuple(one for one in files if one.indicator == code)


@dataclass(frozen=True)
class ListedRow:
    """A starting grade as its locked list has it."""

    school: str
    submission: str
    stage: str
    classes: int
    students: int
    sizes: str
    inclusion: str
    migrants: str


def listed_rows(listed: Sequence[tuple[Submission, ListFigures]]) -> list[ListedRow]:
    """Counts with their shares of all children."""
    return [
        ListedRow(
            school=submission.school_name,
            submission=submission.code,
            stage=one.stage.label,
            classes=len(one.sizes),
            students=one.students,
            sizes="、".join(map(str, one.sizes)),
            inclusion=_with_share(one.inclusion, one.inclusion_share),
            migrants=_with_share(one.migrants, one.migrant_share),
        )
        for submission, one in listed
    ]


def _with_share(count: int | None, share: Fraction | None) -> str:
    if count is None or share is None:
        return UNKNOWN
    return f"{count}（{rounded(share * 100, 1)}%）"

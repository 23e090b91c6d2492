"""A school fills in: its kind, its workbook, words of explanation, evidence."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from typing import Final

from django.utils.timezone import localdate

from junheng.apps.monitoring import queries
from junheng.apps.monitoring.events import (
    EvidenceAdded,
    EvidenceTakenAway,
    ExplanationWritten,
    FiguresFilled,
    KindChosen,
)
from junheng.apps.monitoring.models import (
    PAPER_FILE,
    PICTURE_FILE,
    WORKBOOK_FILE,
    IndicatorEvidence,
    Submission,
)
from junheng.apps.monitoring.rules.checks import Doubt, doubts
from junheng.apps.monitoring.rules.evidence import indicators_with_evidence
from junheng.apps.monitoring.rules.items import Item, as_json, items_of_school
from junheng.apps.monitoring.rules.lists import given_by_lists
from junheng.apps.monitoring.services.periods import note_change
from junheng.apps.monitoring.services.reading import head_of_school, read_form
from junheng.apps.monitoring.states import SubmissionState
from junheng.core.access import NotAllowed, NotVisible, Permission, StaffActor, StepRefused
from junheng.core.audit import services as audit
from junheng.core.audit.events import Subject
from junheng.core.files import services as files
from junheng.core.files.evidence import write_evidence
from junheng.engine.errors import JunhengError
from junheng.monitoring import SchoolKind
from junheng.tabular import Fault

MOST_EVIDENCE: Final = 60
LONGEST_WORDS: Final = 1000


@dataclass(frozen=True)
class Asked:
    """A line of a school's workbook: `given` by the class lists, `before` last year."""

    item: Item
    now: Fraction | None
    before: Fraction | None
    given: Fraction | None


def asked_of(submission: Submission) -> tuple[Asked, ...]:
    """Every line with what stands there, what stood there last year, and what the lists say."""
    period = submission.period
    before = queries.submission_before(submission)
    last = before.values if before else {}
    values, given = submission.values, _given(submission)
    return tuple(
        Asked(one, values.get(one.key), last.get(one.key), given.get(one.key))
        for one in items_of_school(period.catalogue, submission.kind)
    )


def doubts_about(submission: Submission) -> tuple[Doubt, ...]:
    """Everything that stands out in the figures as they are kept."""
    if not submission.is_filled:
        return ()
    return _doubts(submission, submission.values)


def choose_kind(code: str, kind: SchoolKind, *, by: StaffActor, at: datetime) -> Submission:
    """Say what kind of school it is; figures of another kind go.

    Raises NotVisible, NotAllowed, StepRefused, JunhengError `monitoring_kind_unlike_school`.
    """
    with audit.act():
        submission = held_for_filling(code, by=by, at=at)
        school = queries.find_school(submission.school_code)
        if school is not None and not set(kind.stages) <= set(school.stages):
            raise JunhengError("monitoring_kind_unlike_school", kind=kind.value)
        if submission.kind is not kind:
            submission.kind_name, submission.figures, submission.doubts = kind.value, {}, 0
            submission.filled_at, submission.filled_by, submission.file = None, "", None
            submission.save()
            note_change(submission.period)
            audit.record(KindChosen(subject=subject_of(submission)), by=by, at=at)
    return submission


def fill_figures(
    code: str, *, name: str, content: bytes, by: StaffActor, at: datetime
) -> tuple[Fault, ...]:
    """Write a school's figures from its workbook; every fault of it, and nothing written then.

    Raises NotVisible, NotAllowed, StepRefused, and what reading raises.
    """
    submission = queries.get_submission(by, code)
    _must_fill(submission, by=by, at=at)
    items = items_of_school(submission.period.catalogue, submission.kind)
    reading = read_form(name, content, head_of_school(submission), items)
    if reading.faults:
        return reading.faults
    written = files.write(WORKBOOK_FILE, [content])
    with audit.act():
        submission = held_for_filling(code, by=by, at=at)
        # What the class lists say counts, whatever the cell says.
        values = {**reading.values, **_given(submission)}
        submission.figures = as_json(values)
        submission.doubts = len(_doubts(submission, values))
        submission.file = files.keep(written, at=at)
        submission.filled_at, submission.filled_by = at, by.ident
        submission.save()
        note_change(submission.period)
        event = FiguresFilled(
            subject=subject_of(submission),
            count=len(values),
            doubts=submission.doubts,
            digest=written.digest,
        )
        audit.record(event, by=by, at=at)
    return ()


def explain(code: str, words: str, *, by: StaffActor, at: datetime) -> Submission:
    """Write what explains the doubts; the bureau reads it when it reviews."""
    with audit.act():
        submission = held_for_filling(code, by=by, at=at)
        submission.explanation = words.strip()[:LONGEST_WORDS]
        submission.save(update_fields=["explanation"])
        audit.record(ExplanationWritten(subject=subject_of(submission)), by=by, at=at)
    return submission


def add_evidence(
    code: str, indicator: str, content: Iterable[bytes], *, by: StaffActor, at: datetime
) -> IndicatorEvidence:
    """Add a picture or a PDF that proves an indicator which asks for it.

    Raises NotVisible, NotAllowed, StepRefused, JunhengError `evidence_not_asked`,
    `evidence_too_many`, and what writing raises.
    """
    submission = queries.get_submission(by, code)
    _must_fill(submission, by=by, at=at)
    asked = indicators_with_evidence(submission.period.catalogue, submission.kind)
    if indicator not in {one.code for one in asked}:
        raise JunhengError("evidence_not_asked")
    [written] = write_evidence([content], picture=PICTURE_FILE, paper=PAPER_FILE, most=1)
    with audit.act():
        submission = held_for_filling(code, by=by, at=at)
        if submission.evidence.count() >= MOST_EVIDENCE:
            raise JunhengError("evidence_too_many", most=MOST_EVIDENCE)
        evidence = IndicatorEvidence.objects.create(
            submission=submission,
            indicator=indicator,
            file=files.keep(written, at=at),
            added_at=at,
            added_by=by.ident,
        )
        event = EvidenceAdded(
            subject=subject_of(submission), indicator=indicator, digest=written.digest
        )
        audit.record(event, by=by, at=at)
    return evidence


def take_evidence_away(code: str, evidence: str, *, by: StaffActor, at: datetime) -> None:
    """Take a file away that does not belong there; its digest stays in the trail."""
    with audit.act():
        submission = held_for_filling(code, by=by, at=at)
        found = queries.get_evidence(by, code, evidence)
        event = EvidenceTakenAway(
            subject=subject_of(submission), indicator=found.indicator, digest=found.file.digest
        )
        file = found.file
        found.delete()
        files.remove(file, by=by, at=at)
        audit.record(event, by=by, at=at)


def held_for_filling(code: str, *, by: StaffActor, at: datetime) -> Submission:
    """The submission, locked, while this person may fill it in; raises what keeps him from it."""
    queries.get_submission(by, code)
    submission = (
        Submission.objects.select_for_update(of=("self",)).select_related("period").get(code=code)
    )
    _must_fill(submission, by=by, at=at)
    return submission


def may_fill(submission: Submission, *, by: StaffActor, at: datetime) -> bool:
    """Whether this person may fill it in now."""
    try:
        _must_fill(submission, by=by, at=at)
    except (NotAllowed, StepRefused, NotVisible):
        return False
    return True


def acts_for(actor: StaffActor, permission: Permission, submission: Submission) -> bool:
    """Whether somebody acts for the school: with a post there, or at the bureau for one outside."""
    if actor.may(Permission.MONITORING_MANAGE):
        return queries.is_outside(submission)
    return actor.may(permission, submission.school_code)


def subject_of(submission: Submission) -> Subject:
    """A submission as the trail names it."""
    return Subject("submission", submission.code, submission.school_code)


def _must_fill(submission: Submission, *, by: StaffActor, at: datetime) -> None:
    if not acts_for(by, Permission.MONITORING_FILL, submission):
        raise NotAllowed("permission_missing")
    period = submission.period
    if not period.is_open:
        raise StepRefused("monitoring_is_closed", year=period.year)
    if localdate(at) < period.opens_on:
        raise StepRefused("monitoring_not_begun", day=period.opens_on.isoformat())
    if submission.state != SubmissionState.FILLING:
        raise StepRefused("submission_not_filling", state=submission.get_state_display())


def _given(submission: Submission) -> dict[str, Fraction]:
    lists = queries.lists_of_school(submission.school_code)
    given = given_by_lists(lists, submission.period.year)
    asked = {one.key for one in items_of_school(submission.period.catalogue, submission.kind)}
    return {key: value for key, value in given.items() if key in asked}


def _doubts(submission: Submission, values: dict[str, Fraction]) -> tuple[Doubt, ...]:
    before = queries.submission_before(submission)
    found = doubts(
        submission.period.catalogue,
        submission.kind,
        values,
        year=submission.period.year,
        before=before.values if before else None,
        lists=queries.lists_of_school(submission.school_code),
    )
    return tuple(replace(one, title=one.title or "全表") for one in found)

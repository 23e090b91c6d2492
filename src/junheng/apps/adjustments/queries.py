"""The only roads to late batches, requests for changes, and comparisons with the roll."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from django.db.models import Count, Q, QuerySet

from junheng.apps.adjustments.models import (
    ChangeRequest,
    Difference,
    LateBatch,
    PaperEntry,
    RollCheck,
)
from junheng.apps.adjustments.states import (
    BatchState,
    CheckState,
    RequestKind,
    RequestState,
)
from junheng.apps.assignment import queries as assignment
from junheng.apps.assignment.models import Session, SessionCohort
from junheng.apps.campaigns import queries as campaigns
from junheng.apps.campaigns.models import Campaign, Cohort
from junheng.apps.campaigns.states import CohortState
from junheng.core.access import NotVisible, Permission, StaffActor
from junheng.rosters import SchoolRoster, frame_of, put_together, students_as_json
from junheng.rosters import students_from_json as _students

T = TypeVar("T")

AFTER_EFFECT = (CohortState.EFFECTIVE, CohortState.PUBLISHED, CohortState.LOCKED)
"""States in which the classes stand, and only the ways of this application change anything."""


def cohorts_visible_to(actor: StaffActor) -> QuerySet[Cohort]:
    """The cohorts whose late arrivals and changes the actor may see."""
    found = campaigns.cohorts_visible_to(actor)
    reach = actor.schools_for(Permission.ADJUSTMENTS_VIEW)
    return found if reach is None else found.filter(school__code__in=reach)


def get_cohort(actor: StaffActor, code: str) -> Cohort:
    """One cohort; raises NotVisible."""
    return _the(cohorts_visible_to(actor).filter(code=code).first())


def cohorts_with_changes(actor: StaffActor, campaign: Campaign) -> list[Cohort]:
    """Of a year the cohorts that the actor sees and in which somebody came, moved or left."""
    drawn = LateBatch.objects.filter(state=BatchState.DRAWN).values("cohort")
    done = ChangeRequest.objects.filter(state=RequestState.DONE).values("cohort")
    found = cohorts_visible_to(actor).filter(campaign=campaign, state__in=AFTER_EFFECT)
    return list(found.filter(Q(pk__in=drawn) | Q(pk__in=done)))


def session_of(cohort: Cohort) -> Session | None:
    """The session with the cohort's record, once something was drawn there."""
    return assignment.session_of_cohort(cohort)


def result_code_of(cohort: Cohort) -> str:
    """The result code (结果码) of a cohort, empty before its draw."""
    part = SessionCohort.objects.filter(cohort=cohort).only("result").first()
    return part.result if part else ""


def batches_visible_to(actor: StaffActor) -> QuerySet[LateBatch]:
    """Late batches of the actor's places."""
    return LateBatch.objects.filter(cohort__in=cohorts_visible_to(actor)).select_related(
        "cohort__school", "cohort__campaign", "permit"
    )


def get_batch(actor: StaffActor, code: str) -> LateBatch:
    """One batch; raises NotVisible."""
    return _the(batches_visible_to(actor).filter(code=code).first())


def batches_of(cohort: Cohort) -> list[LateBatch]:
    """The batches of a cohort, newest first."""
    return list(LateBatch.objects.filter(cohort=cohort).exclude(state=BatchState.DROPPED))


def roster_of(batch: LateBatch) -> SchoolRoster | None:
    """The arrivals of a batch as a roster; None before the first."""
    if not batch.roster:
        return None
    held: Mapping[str, Any] = json.loads(batch.roster)
    return put_together(held["frame"], _students(held["students"]), {})


def roster_as_text(school: SchoolRoster) -> str:
    """What `LateBatch.roster` keeps."""
    students = [replace(student, multiple_birth=None) for student in school.students]
    held = {"frame": frame_of(school), "students": students_as_json(students)}
    return json.dumps(held, ensure_ascii=False)


def requests_visible_to(actor: StaffActor) -> QuerySet[ChangeRequest]:
    """Requests of the actor's places."""
    return ChangeRequest.objects.filter(cohort__in=cohorts_visible_to(actor)).select_related(
        "cohort__school", "cohort__campaign", "evidence", "form"
    )


def get_request(actor: StaffActor, code: str) -> ChangeRequest:
    """One request; raises NotVisible."""
    return _the(requests_visible_to(actor).filter(code=code).first())


def requests_of(cohort: Cohort) -> list[ChangeRequest]:
    """The requests of a cohort, newest first."""
    return list(ChangeRequest.objects.filter(cohort=cohort))


def permits_of(cohort: Cohort) -> list[ChangeRequest]:
    """Approved permits for a transfer into the school that no batch has used yet."""
    return list(
        ChangeRequest.objects.filter(
            cohort=cohort, kind=RequestKind.ADMIT, state=RequestState.DONE
        ).exclude(batches__state__in=[BatchState.COLLECTING, BatchState.FROZEN, BatchState.DRAWN])
    )


def numbers_given(campaign: Campaign) -> int:
    """How many approval numbers were given in a campaign."""
    return ChangeRequest.objects.filter(cohort__campaign=campaign).exclude(number="").count()


def first_entry(subject: str) -> PaperEntry | None:
    """What the first of two people typed, while the second has not."""
    return PaperEntry.objects.filter(subject=subject).first()


def checks_visible_to(actor: StaffActor) -> QuerySet[RollCheck]:
    """Comparisons of the actor's places, each with how many differences and how many open ones."""
    return (
        RollCheck.objects.filter(cohort__in=cohorts_visible_to(actor))
        .select_related("cohort__school", "cohort__campaign", "file", "form")
        .annotate(
            found=Count("differences"),
            open=Count("differences", filter=Q(differences__decision="")),
        )
    )


def get_check(actor: StaffActor, code: str) -> RollCheck:
    """One comparison; raises NotVisible."""
    return _the(checks_visible_to(actor).filter(code=code).first())


def checks_of(actor: StaffActor, cohort: Cohort) -> list[RollCheck]:
    """The comparisons of a cohort, newest first."""
    return list(checks_visible_to(actor).filter(cohort=cohort))


def differences_of(check: RollCheck) -> list[Difference]:
    """Every difference of a comparison."""
    return list(Difference.objects.filter(check_of=check))


def get_difference(actor: StaffActor, code: str) -> Difference:
    """One difference; raises NotVisible."""
    found = Difference.objects.filter(
        check_of__in=RollCheck.objects.filter(cohort__in=cohorts_visible_to(actor)), code=code
    ).select_related("check_of__cohort__school", "check_of__cohort__campaign")
    return _the(found.first())


def open_count(check: RollCheck) -> int:
    """How many differences of a comparison are not worked off."""
    return Difference.objects.filter(check_of=check, decision="").count()


@dataclass(frozen=True)
class Waiting:
    """What waits for a person, for the workbench and the county's list."""

    requests: tuple[ChangeRequest, ...]
    batches: tuple[LateBatch, ...]
    checks: tuple[RollCheck, ...]

    @property
    def is_any(self) -> bool:
        """Whether anything waits."""
        return bool(self.requests or self.batches or self.checks)


def waiting_for(actor: StaffActor) -> Waiting:
    """What the actor has to do next."""
    if not actor.may(Permission.ADJUSTMENTS_VIEW):
        return Waiting((), (), ())
    states = []
    if actor.may(Permission.ADJUSTMENTS_SUBMIT):
        states.append(RequestState.DRAFT)
    if actor.may(Permission.ADJUSTMENTS_EXAMINE):
        states.append(RequestState.SUBMITTED)
    if actor.may(Permission.ADJUSTMENTS_DECIDE):
        states.append(RequestState.EXAMINED)
    if actor.may(Permission.ADJUSTMENTS_ENTER):
        states.append(RequestState.APPROVED)
    at_work = [BatchState.FROZEN]
    if actor.may(Permission.ADJUSTMENTS_FILE):
        at_work.append(BatchState.COLLECTING)
    return Waiting(
        tuple(requests_visible_to(actor).filter(state__in=states)),
        tuple(batches_visible_to(actor).filter(state__in=at_work)),
        tuple(checks_visible_to(actor).filter(state=CheckState.OPEN)),
    )


def status_of(cohort: Cohort) -> str:
    """How late arrivals and changes stand at a cohort, in one sentence for its hub."""
    return statuses_of([cohort])[0]


def statuses_of(cohorts: Sequence[Cohort]) -> list[str]:
    """How late arrivals and changes stand at each cohort; three questions for all of them."""
    at_work = (BatchState.COLLECTING, BatchState.FROZEN)
    over = (RequestState.DONE, RequestState.REFUSED, RequestState.WITHDRAWN)
    batches = LateBatch.objects.filter(cohort__in=cohorts, state__in=at_work)
    requests = ChangeRequest.objects.filter(cohort__in=cohorts).exclude(state__in=over)
    differences = Difference.objects.filter(
        check_of__cohort__in=cohorts, check_of__state=CheckState.OPEN, decision=""
    )
    counted = [
        (Counter(batches.values_list("cohort_id", flat=True)), "补录 {} 批在办"),
        (Counter(requests.values_list("cohort_id", flat=True)), "调整申请 {} 件在办"),
        (
            Counter(differences.values_list("check_of__cohort_id", flat=True)),
            "学籍差异 {} 处未办结",
        ),
    ]
    return [
        "，".join(words.format(counts[one.pk]) for counts, words in counted if counts[one.pk])
        or "没有在办的事"
        if one.state in AFTER_EFFECT
        else "名单生效后办理"
        for one in cohorts
    ]


def _the(found: T | None) -> T:
    if found is None:
        raise NotVisible
    return found

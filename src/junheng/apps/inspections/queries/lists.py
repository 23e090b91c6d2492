"""The only road to lists as found in class, and to the students in whom they differ."""

from django.db.models import Count, QuerySet

from junheng.apps.inspections.models import FoundClassList, ListDifference, Round, Visit
from junheng.apps.inspections.queries.rounds import visits_visible_to
from junheng.apps.inspections.states import EXPLAINED, LIVE_LISTS, FindingState, ListState
from junheng.core.access import NotVisible, StaffActor
from junheng.core.jobs.models import JobRun

TEST_JOB = "inspections.scrutinise"


def lists_visible_to(actor: StaffActor) -> QuerySet[FoundClassList]:
    """Lists of the schools that the actor sees."""
    return FoundClassList.objects.filter(visit__in=visits_visible_to(actor)).select_related(
        "visit__round", "visit__school", "cohort__campaign", "waiting"
    )


def get_list(actor: StaffActor, code: str) -> FoundClassList:
    """One list; raises NotVisible."""
    found = lists_visible_to(actor).filter(code=code).first()
    if found is None:
        raise NotVisible
    return found


def list_of_code(code: str) -> FoundClassList:
    """A list for the platform's own work."""
    return FoundClassList.objects.select_related("visit__round", "visit__school", "waiting").get(
        code=code
    )


def lists_of(visit: Visit) -> list[FoundClassList]:
    """The lists of a school, those that stand first."""
    found = visit.lists.select_related("visit__school", "waiting").defer("result")
    return sorted(found, key=lambda one: (one.state == ListState.REPLACED, one.grade))


def live_lists_of(held: Round) -> list[FoundClassList]:
    """Every list of a round that stands, in the order of the schools."""
    return list(
        FoundClassList.objects.filter(visit__round=held, state__in=LIVE_LISTS)
        .select_related("visit__school", "visit__round")
        .order_by("visit__school__code", "grade")
    )


def has_finding(found: FoundClassList) -> bool:
    """Whether a finding that stands points to this list."""
    return found.findings.exclude(state=FindingState.WITHDRAWN).exists()


def differences_of(found: FoundClassList) -> tuple[list[ListDifference], list[ListDifference]]:
    """What differs, and what the platform can explain."""
    rows = list(found.differences.all())
    differing = [one for one in rows if not one.is_explained]
    return differing, [one for one in rows if one.is_explained]


def differing_counts(held: Round) -> dict[int, int]:
    """How many students of each list of a round differ without an explanation, by its key."""
    rows = (
        ListDifference.objects.filter(found_list__visit__round=held)
        .exclude(kind__in=EXPLAINED)
        .values_list("found_list")
        .annotate(count=Count("id"))
    )
    return dict(rows)


def job_of(found: FoundClassList) -> JobRun | None:
    """The newest attempt to test a list."""
    runs = JobRun.objects.filter(job=TEST_JOB, arguments__list_code=found.code)
    return runs.order_by("-id").first()

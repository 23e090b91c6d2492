"""The only roads to rounds, who inspects in them, their samples and their schools."""

from django.db.models import Count, Q, QuerySet

from junheng.apps.accounts.models import HeldPost, User
from junheng.apps.adjustments import queries as adjustments
from junheng.apps.campaigns.models import Cohort
from junheng.apps.inspections.models import Round, RoundInspector, Sample, Visit
from junheng.apps.inspections.states import (
    LIVE_LISTS,
    REGULAR_PERIODS,
    FindingState,
    Period,
    RoundState,
)
from junheng.apps.schools.models import School
from junheng.core.access import NotVisible, Permission, Role, StaffActor

_BUREAU = frozenset((Role.BUREAU_OPERATOR, Role.BUREAU_REVIEWER, Role.SUPERVISOR))


def rounds_visible_to(actor: StaffActor) -> QuerySet[Round]:
    """All rounds for the bureau; for an inspector those in which he inspects."""
    if not actor.may(Permission.INSPECTIONS_VIEW):
        return Round.objects.none()
    if _sees_all(actor):
        return Round.objects.all()
    mine = RoundInspector.objects.filter(account=actor.ident).values("round")
    return Round.objects.filter(pk__in=mine)


def list_rounds(actor: StaffActor) -> list[Round]:
    """The rounds that the actor sees, newest first, with how many schools and how many visited."""
    return list(
        rounds_visible_to(actor).annotate(
            school_count=Count("visits", distinct=True),
            visited_count=Count(
                "visits", filter=Q(visits__visited_on__isnull=False), distinct=True
            ),
            issued_count=Count(
                "visits__findings",
                filter=Q(visits__findings__state=FindingState.ISSUED),
                distinct=True,
            ),
        )
    )


def periods_missing(year: int) -> list[Period]:
    """Which of the four rounds of a year nobody has planned."""
    held = set(
        Round.objects.filter(year=year)
        .exclude(state=RoundState.DROPPED)
        .values_list("period", flat=True)
    )
    return [period for period in REGULAR_PERIODS if period not in held]


def get_round(actor: StaffActor, code: str) -> Round:
    """One round; raises NotVisible."""
    found = rounds_visible_to(actor).filter(code=code).first()
    if found is None:
        raise NotVisible
    return found


def is_inspector_of(actor: StaffActor, held: Round) -> bool:
    """Whether this person inspects in a round."""
    return RoundInspector.objects.filter(round=held, account=actor.ident).exists()


def inspectors_to_choose() -> list[User]:
    """Everybody who holds the post of an inspector."""
    posts = HeldPost.objects.filter(role=Role.INSPECTOR, withdrawn_at__isnull=True)
    return list(
        User.objects.filter(pk__in=posts.values("user"), closed_at__isnull=True).order_by("name")
    )


def inspectors_of(held: Round) -> list[RoundInspector]:
    """Who inspects in a round."""
    return list(held.inspectors.all())


def sample_of(held: Round) -> Sample | None:
    """The sample of a round, if one was announced."""
    return Sample.objects.filter(round=held).first()


def schools_to_choose(held: Round) -> list[School]:
    """The schools of the county that are not in a round yet."""
    inside = Visit.objects.filter(round=held).values("school")
    return list(School.objects.exclude(pk__in=inside).order_by("code"))


def school_names() -> dict[str, str]:
    """The name of every school by its code, for the list of a frame."""
    return dict(School.objects.values_list("code", "name"))


def visits_visible_to(actor: StaffActor) -> QuerySet[Visit]:
    """The schools of the rounds that the actor sees; nobody inspects where he holds a post."""
    own = [post.school_code for post in actor.posts if post.school_code]
    found = Visit.objects.filter(round__in=rounds_visible_to(actor))
    return found.exclude(school__code__in=own).select_related("round", "school")


def visits_of(actor: StaffActor, held: Round) -> list[Visit]:
    """The schools of a round, with how many lists stand and how many findings."""
    return list(
        visits_visible_to(actor)
        .filter(round=held)
        .annotate(
            list_count=Count("lists", filter=Q(lists__state__in=LIVE_LISTS), distinct=True),
            finding_count=Count(
                "findings", filter=~Q(findings__state=FindingState.WITHDRAWN), distinct=True
            ),
        )
    )


def get_visit(actor: StaffActor, code: str) -> Visit:
    """One school of a round; raises NotVisible."""
    found = visits_visible_to(actor).filter(code=code).first()
    if found is None:
        raise NotVisible
    return found


def may_write(actor: StaffActor, visit: Visit) -> bool:
    """Whether this person may write into the record of a school now."""
    return (
        visit.round.is_open
        and actor.may(Permission.INSPECTIONS_ENTER)
        and is_inspector_of(actor, visit.round)
    )


def cohorts_to_compare(visit: Visit) -> list[Cohort]:
    """The grades of a school whose classes stand in the record, newest first."""
    return list(
        Cohort.objects.filter(school=visit.school, state__in=adjustments.AFTER_EFFECT)
        .select_related("school", "campaign")
        .order_by("-campaign__year", "stage")
    )


def _sees_all(actor: StaffActor) -> bool:
    """A post of the bureau sees every round; an inspector by that post alone does not."""
    return any(post.school_code is None and post.role in _BUREAU for post in actor.posts)

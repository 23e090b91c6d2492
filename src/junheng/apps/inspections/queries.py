"""The only roads to rounds, the schools in them, lists as found, and findings."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from junheng.apps.accounts.models import HeldPost, User
from junheng.apps.adjustments import queries as adjustments
from junheng.apps.campaigns.models import Cohort
from junheng.apps.inspections.models import (
    Finding,
    FoundClassList,
    ListDifference,
    Round,
    RoundInspector,
    Sample,
    Visit,
)
from junheng.apps.inspections.rules.kept import kept_from_text
from junheng.apps.inspections.states import (
    EXPLAINED,
    LIVE_LISTS,
    REGULAR_PERIODS,
    FindingState,
    ListState,
    Period,
    RoundState,
)
from junheng.apps.rectifications import queries as rectifications
from junheng.apps.rectifications.models import Rectification
from junheng.apps.rectifications.states import SourceKind
from junheng.apps.schools.models import School
from junheng.core.access import NotVisible, Permission, Role, StaffActor
from junheng.core.jobs.models import JobRun
from junheng.engine.scrutiny import BySchool, Level
from junheng.engine.scrutiny.several import adjusted_over_all
from junheng.reporting.scrutiny import ScrutinySection

TEST_JOB = "inspections.scrutinise"


# -- rounds and schools ------------------------------------------------------------------------


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


# -- lists as found ----------------------------------------------------------------------------


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


# -- results of a round ------------------------------------------------------------------------


@dataclass(frozen=True)
class ListOutcome:
    """One list of a round with its section; `differing` counts students without explanation."""

    found: FoundClassList
    section: ScrutinySection
    differing: int

    @property
    def result(self) -> BySchool | None:
        """Its figures, adjusted over the round."""
        return self.section.result

    @property
    def needs_look(self) -> bool:
        """Whether the test gives a reason to look closer."""
        return self.result is not None and self.result.scrutiny.level is not Level.NO_SIGN


def outcomes_of(held: Round) -> list[ListOutcome]:
    """Every list of a round with its test adjusted over all of them (Holm, Benjamini-Hochberg)."""
    lists = [one for one in live_lists_of(held) if one.state != ListState.WAITING]
    return _outcomes(lists, differing_counts(held))


def _outcomes(lists: Sequence[FoundClassList], differing: Mapping[int, int]) -> list[ListOutcome]:
    kept = [kept_from_text(one.result) for one in lists]
    tested = [
        (one.test_name, test.scrutiny)
        for one, test in zip(lists, kept, strict=True)
        if test.scrutiny is not None
    ]
    adjusted = iter(adjusted_over_all([name for name, _ in tested], [test for _, test in tested]))
    return [
        ListOutcome(
            one,
            test.section(
                one.test_name, one.grade, next(adjusted) if test.scrutiny is not None else None
            ),
            differing.get(one.pk, 0),
        )
        for one, test in zip(lists, kept, strict=True)
    ]


def ranked(outcomes: list[ListOutcome]) -> list[ListOutcome]:
    """The least likely by chance first, then by how many students differ."""

    def strength(one: ListOutcome) -> tuple[float, int, str]:
        p = one.result.scrutiny.p if one.result else 2.0
        return p, -one.differing, one.found.test_name

    return sorted(outcomes, key=strength)


def outcome_of(found: FoundClassList) -> ListOutcome | None:
    """The outcome of one list among those of its round; None while it waits or when replaced."""
    for one in outcomes_of(found.visit.round):
        if one.found.pk == found.pk:
            return one
    return None


def outcome_alone(found: FoundClassList) -> ListOutcome | None:
    """The outcome of one list as if it were the only one: enough for its pictures, and quick."""
    if found.state not in {ListState.TESTED, ListState.UNTESTED}:
        return None
    [alone] = _outcomes([found], {})
    return alone


# -- findings ----------------------------------------------------------------------------------


def findings_visible_to(actor: StaffActor) -> QuerySet[Finding]:
    """Findings of one's rounds; a school sees those addressed to it that were issued."""
    found = Finding.objects.select_related("visit__round", "visit__school", "found_list")
    mine = Q(visit__in=visits_visible_to(actor))
    if actor.may(Permission.FINDINGS_VIEW):
        reach = actor.schools_for(Permission.FINDINGS_VIEW)
        issued = Q(state=FindingState.ISSUED)
        mine |= issued if reach is None else issued & Q(visit__school__code__in=reach)
    return found.filter(mine)


def get_finding(actor: StaffActor, code: str) -> Finding:
    """One finding; raises NotVisible."""
    found = findings_visible_to(actor).filter(code=code).first()
    if found is None:
        raise NotVisible
    return found


def findings_of(actor: StaffActor, visit: Visit) -> list[Finding]:
    """The findings of a school in a round."""
    return list(findings_visible_to(actor).filter(visit=visit))


def list_findings(actor: StaffActor) -> list[Finding]:
    """What a school was told, newest first."""
    return list(findings_visible_to(actor).defer("text", "reply").order_by("-issued_at", "-id"))


def rectification_of(actor: StaffActor, finding: Finding) -> Rectification | None:
    """What was started from a finding, as the actor sees it."""
    made = rectifications.made_of(actor, SourceKind.INSPECTION, [finding.code])
    return made.get(finding.code)


def finding_counts(actor: StaffActor, held: Round) -> dict[int, tuple[int, int]]:
    """How many findings of each school of a round were issued, and how many became rectifications.

    By the key of the visit.
    """
    issued = list(
        Finding.objects.filter(visit__round=held, state=FindingState.ISSUED).values_list(
            "code", "visit_id"
        )
    )
    made = rectifications.made_of(actor, SourceKind.INSPECTION, [code for code, _ in issued])
    all_of_them = Counter(visit for _, visit in issued)
    rectified = Counter(visit for code, visit in issued if code in made)
    return {visit: (count, rectified[visit]) for visit, count in all_of_them.items()}


def drafts_of(held: Round) -> int:
    """How many findings of a round nobody has issued or withdrawn."""
    return Finding.objects.filter(visit__round=held, state=FindingState.DRAFT).count()


def last_number(held: Round) -> int:
    """The newest number of a finding of a round; asked inside an act, which others wait for."""
    newest = Finding.objects.filter(visit__round=held).order_by("-number")
    return next(iter(newest.values_list("number", flat=True)[:1]), 0)


# -- what waits --------------------------------------------------------------------------------


@dataclass(frozen=True)
class InspectionTasks:
    """What waits for somebody: findings to issue, or to answer; schools to go to."""

    to_issue: tuple[Finding, ...] = ()
    to_answer: tuple[Finding, ...] = ()
    to_visit: tuple[Visit, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.to_issue or self.to_answer or self.to_visit)


def tasks_of(actor: StaffActor) -> InspectionTasks:
    """What waits for this person, for his workbench."""
    to_issue: tuple[Finding, ...] = ()
    to_answer: tuple[Finding, ...] = ()
    to_visit: tuple[Visit, ...] = ()
    if actor.may(Permission.INSPECTIONS_ISSUE):
        drafts = findings_visible_to(actor).filter(state=FindingState.DRAFT)
        to_issue = tuple(drafts.exclude(written_by=actor.ident).defer("text", "reply")[:_SHOWN])
    if actor.may(Permission.FINDINGS_REPLY):
        waiting = findings_visible_to(actor).filter(state=FindingState.ISSUED, replied_at=None)
        to_answer = tuple(waiting.defer("text", "reply")[:_SHOWN])
    if actor.may(Permission.INSPECTIONS_ENTER):
        mine = RoundInspector.objects.filter(account=actor.ident).values("round")
        open_visits = visits_visible_to(actor).filter(
            round__in=mine, round__state=RoundState.OPEN, visited_on__isnull=True
        )
        to_visit = tuple(open_visits.defer("notes")[:_SHOWN])
    return InspectionTasks(to_issue, to_answer, to_visit)


_SHOWN = 8


def _sees_all(actor: StaffActor) -> bool:
    """A post of the bureau sees every round; an inspector by that post alone does not."""
    return any(post.school_code is None and post.role in _BUREAU for post in actor.posts)


_BUREAU = frozenset((Role.BUREAU_OPERATOR, Role.BUREAU_REVIEWER, Role.SUPERVISOR))

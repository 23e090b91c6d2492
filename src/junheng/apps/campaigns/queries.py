"""The only roads to campaigns and cohorts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Q, QuerySet

from junheng.apps.campaigns import rules
from junheng.apps.campaigns.models import EXEMPT, CalendarDay, Campaign, Cohort, CohortDecision
from junheng.apps.campaigns.states import CampaignState, CohortState, CohortStep, DayKind
from junheng.apps.schools import queries as schools
from junheng.apps.schools.models import School
from junheng.core.access import NotVisible, Permission, StaffActor
from junheng.profiles import JurisdictionProfile, load_profile


def profile_in_use() -> JurisdictionProfile:
    """The jurisdiction's rules, as the bureau chose them."""
    bureau = schools.find_bureau()
    return load_profile(bureau.profile if bureau else "national")


def campaigns_visible_to(actor: StaffActor) -> QuerySet[Campaign]:
    """All campaigns for a post at the bureau; those that are published for one at a school."""
    if not actor.may(Permission.CAMPAIGNS_VIEW):
        return Campaign.objects.none()
    found = Campaign.objects.select_related("plan_file")
    if actor.schools_for(Permission.CAMPAIGNS_VIEW) is not None:
        found = found.exclude(state=CampaignState.DRAFT)
    return found


def is_under_way() -> bool:
    """Whether a year's plan is published and the year has not ended: codes and rules must stay."""
    return Campaign.objects.filter(state=CampaignState.PUBLISHED).exists()


def list_campaigns(actor: StaffActor) -> list[Campaign]:
    """The campaigns that the actor sees, newest first."""
    return list(campaigns_visible_to(actor))


def get_campaign(actor: StaffActor, code: str) -> Campaign:
    """One campaign; raises NotVisible."""
    campaign = campaigns_visible_to(actor).filter(code=code).first()
    if campaign is None:
        raise NotVisible
    return campaign


def current_campaign(actor: StaffActor) -> Campaign | None:
    """The newest campaign that the actor sees and that is not closed."""
    return campaigns_visible_to(actor).exclude(state=CampaignState.CLOSED).first()


def calendar_of(campaign: Campaign) -> dict[DayKind, date]:
    """The days of a campaign, in the order of their kinds."""
    days = {DayKind(day.kind): day.on for day in CalendarDay.objects.filter(campaign=campaign)}
    return {kind: days[kind] for kind in DayKind if kind in days}


def cohorts_visible_to(actor: StaffActor) -> QuerySet[Cohort]:
    """All cohorts for a post at the bureau; for one at a school its own, of published campaigns."""
    if not actor.may(Permission.CAMPAIGNS_VIEW):
        return Cohort.objects.none()
    found = Cohort.objects.select_related("campaign", "school")
    reach = actor.schools_for(Permission.CAMPAIGNS_VIEW)
    if reach is None:
        return found
    return found.filter(school__code__in=reach).exclude(campaign__state=CampaignState.DRAFT)


def get_cohort(actor: StaffActor, code: str) -> Cohort:
    """One cohort with its school and campaign; raises NotVisible."""
    cohort = cohorts_visible_to(actor).filter(code=code).first()
    if cohort is None:
        raise NotVisible
    return cohort


def list_cohorts(
    actor: StaffActor, campaign: Campaign, *, state: str = "", search: str = ""
) -> list[Cohort]:
    """The cohorts of a campaign by school; `search` is part of a school's name or code."""
    found = cohorts_visible_to(actor).filter(campaign=campaign)
    if state == EXEMPT:
        found = found.filter(is_exempt=True)
    elif state in CohortState.values:
        found = found.filter(state=state, is_exempt=False)
    if search:
        found = found.filter(Q(school__name__icontains=search) | Q(school__code__startswith=search))
    return list(found)


def decisions_of(cohort: Cohort) -> list[CohortDecision]:
    """What was decided about a cohort, newest first."""
    return list(cohort.decisions.all())


def schools_not_taken_in(campaign: Campaign) -> list[tuple[School, str]]:
    """(school, stage) of the county that the campaign does not have yet."""
    taken = set(Cohort.objects.filter(campaign=campaign).values_list("school_id", "stage"))
    return [
        (school, stage.value)
        for school in schools.all_schools()
        for stage in school.stages
        if (school.pk, stage.value) not in taken
    ]


def approvals_given(campaign: Campaign) -> int:
    """How many approval numbers were given in a campaign, also to cohorts opened again since."""
    steps: Sequence[str] = (CohortStep.APPROVE, CohortStep.EXEMPT)
    return CohortDecision.objects.filter(cohort__campaign=campaign, step__in=steps).count()


def newest_year() -> int | None:
    """The year of the newest campaign."""
    year: int | None = Campaign.objects.aggregate(year=Max("year"))["year"]
    return year


@dataclass(frozen=True)
class Task:
    """A cohort with what it waits for."""

    cohort: Cohort
    step: rules.NextStep


def with_next_steps(
    cohorts: Iterable[Cohort], calendar: rules.Calendar, *, today: date
) -> list[Task]:
    """Each cohort of one campaign with its next step; asks the database nothing."""
    return [
        Task(
            cohort,
            rules.next_step(
                CohortState(cohort.state),
                figures=cohort.figures,
                is_exempt=cohort.is_exempt,
                calendar=calendar,
                today=today,
            ),
        )
        for cohort in cohorts
    ]


def own_tasks(actor: StaffActor, *, today: date) -> list[Task]:
    """What waits for this very person in the campaign that is under way, most urgent first."""
    campaign = current_campaign(actor)
    if campaign is None or campaign.state != CampaignState.PUBLISHED:
        return []
    tasks = with_next_steps(list_cohorts(actor, campaign), calendar_of(campaign), today=today)
    own = [task for task in tasks if task.step.roles & actor.roles]
    return sorted(own, key=lambda task: task.step.due or date.max)


def plan_step(
    campaign: Campaign, calendar: rules.Calendar, *, today: date
) -> rules.NextStep | None:
    """What the bureau has to do before the schools can begin, if anything."""
    return rules.campaign_next_step(
        has_plan=campaign.plan_file_id is not None,
        calendar=calendar,
        is_published=campaign.state != CampaignState.DRAFT,
        today=today,
    )

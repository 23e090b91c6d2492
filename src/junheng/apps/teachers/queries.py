"""The only roads to lists of homeroom teachers."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from junheng.apps.campaigns import queries as campaigns
from junheng.apps.campaigns.models import Campaign, Cohort
from junheng.apps.teachers.models import Filing, HomeroomTeacher, SubjectTeacher, TeacherList
from junheng.apps.teachers.rules import TeamMember
from junheng.apps.teachers.states import ListState
from junheng.core.access import Permission, StaffActor


@dataclass(frozen=True)
class TeacherRow:
    """A cohort on the overview: its list, if one was begun, and how many are on it."""

    cohort: Cohort
    list: TeacherList | None
    teacher_count: int

    @property
    def state_label(self) -> str:
        """The state in words; a single class needs no list."""
        return _state_label(self.cohort, self.list)

    @property
    def is_settled(self) -> bool:
        """Whether nobody has to do anything any more."""
        return self.cohort.is_exempt or (self.list is not None and self.list.is_in_force)


def status_of(cohort: Cohort) -> str:
    """How the list of a cohort stands, in words."""
    return _state_label(cohort, find_list(cohort))


def _state_label(cohort: Cohort, teacher_list: TeacherList | None) -> str:
    if cohort.is_exempt:
        return "单班免编，不需要"
    if teacher_list is None:
        return "还没有填"
    if teacher_list.state == ListState.DRAFT and teacher_list.returned_reason:
        return "已退回，填报中"
    return ListState(teacher_list.state).label


def tasks_of(actor: StaffActor) -> list[TeacherList]:
    """The lists that wait for this person: to be filed, or given back to be put right."""
    found = TeacherList.objects.select_related("cohort__school", "cohort__campaign")
    found = found.filter(cohort__in=campaigns.cohorts_visible_to(actor))
    waiting = found.filter(Q(state=ListState.SUBMITTED) | ~Q(returned_reason=""))
    return [
        one
        for one in waiting
        if actor.may(
            Permission.TEACHERS_FILE
            if one.state == ListState.SUBMITTED
            else Permission.TEACHERS_EDIT,
            one.school_code,
        )
    ]


def find_list(cohort: Cohort) -> TeacherList | None:
    """The list of a cohort, if one was begun."""
    return TeacherList.objects.filter(cohort=cohort).select_related("cohort__school").first()


def are_posted(cohort: Cohort) -> bool:
    """Whether the list of a cohort was posted."""
    found = find_list(cohort)
    return found is not None and found.state == ListState.POSTED


def names_on(teacher_list: TeacherList | None) -> tuple[str, ...]:
    """The names on a list in its order."""
    return tuple(entry.name for entry in entries_of(teacher_list))


def entries_of(teacher_list: TeacherList | None) -> list[HomeroomTeacher]:
    """Who is on a list, in its order."""
    if teacher_list is None:
        return []
    return list(teacher_list.entries.filter(replaced_at__isnull=True))


def replaced_on(teacher_list: TeacherList | None) -> list[HomeroomTeacher]:
    """Who was on a list and was replaced with the bureau's consent."""
    if teacher_list is None:
        return []
    return list(teacher_list.entries.filter(replaced_at__isnull=False).order_by("replaced_at"))


def homeroom_teachers(cohort: Cohort) -> tuple[str, ...]:
    """The homeroom teachers of a cohort in the filed order: what a freeze takes.

    Empty until the list is filed, and where it no longer has one teacher for each class.
    """
    found = find_list(cohort)
    if found is None or not found.is_in_force:
        return ()
    names = names_on(found)
    return names if len(names) == cohort.class_count else ()


def team_members(teacher_list: TeacherList | None) -> tuple[TeamMember, ...]:
    """The subject teachers of a list by homeroom teacher, in the order of the list."""
    return people_on(teacher_list).members


@dataclass(frozen=True)
class PeopleOnList:
    """Everybody on a list: homeroom teachers in its order, and who teaches beside them."""

    entries: tuple[HomeroomTeacher, ...] = ()
    members: tuple[TeamMember, ...] = ()


def people_on(teacher_list: TeacherList | None) -> PeopleOnList:
    """Everybody on a list, by two look-ups."""
    if teacher_list is None:
        return PeopleOnList()
    entries = tuple(entries_of(teacher_list))
    homeroom = {entry.place: entry.name for entry in entries}
    members = SubjectTeacher.objects.filter(list=teacher_list)
    return PeopleOnList(
        entries,
        tuple(TeamMember(homeroom[one.place], one.subject, one.name) for one in members),
    )


def filings_of(teacher_list: TeacherList | None) -> list[Filing]:
    """Every filing of a list, newest first."""
    return list(teacher_list.filings.all()) if teacher_list else []


def filings_given(campaign: Campaign) -> int:
    """How many filing numbers were given in a campaign."""
    return Filing.objects.filter(list__cohort__campaign=campaign).count()


def list_rows(actor: StaffActor, campaign: Campaign) -> list[TeacherRow]:
    """Every cohort of a campaign that the actor sees, with its list."""
    if not actor.may(Permission.TEACHERS_VIEW):
        return []
    cohorts = list(campaigns.cohorts_visible_to(actor).filter(campaign=campaign))
    lists = {one.cohort_id: one for one in _lists_of(cohorts)}
    counts: dict[int, int] = {}
    for list_id in HomeroomTeacher.objects.filter(
        list__in=lists.values(), replaced_at__isnull=True
    ).values_list("list_id", flat=True):
        counts[list_id] = counts.get(list_id, 0) + 1
    rows = [(cohort, lists.get(cohort.pk)) for cohort in cohorts]
    return [TeacherRow(cohort, one, counts.get(one.pk, 0) if one else 0) for cohort, one in rows]


def _lists_of(cohorts: list[Cohort]) -> QuerySet[TeacherList]:
    return TeacherList.objects.filter(cohort__in=cohorts)

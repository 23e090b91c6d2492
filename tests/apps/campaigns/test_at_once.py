"""People of the bureau who act in the same moment, on both databases."""

from collections.abc import Callable

from junheng.apps.campaigns import services
from junheng.apps.campaigns.models import Cohort
from junheng.apps.campaigns.rules import RosterFigures
from junheng.apps.schools.models import School
from junheng.core.access import Post, Role, StaffActor, StepRefused
from junheng.core.audit.services import act, check_chain
from junheng.core.secrets.keyring import Keyring
from tests.apps.campaigns.campaigns_made import a_campaign
from tests.databases import OwnDatabase, in_threads
from tests.people import AT, a_county

SCHOOLS = 6


def submitted() -> list[Cohort]:
    """Six schools that wait for their approval."""
    a_county()
    School.objects.all().delete()
    School.objects.bulk_create(
        School(
            code=f"03{number:04d}",
            name=f"第{number}小学",
            has_primary=True,
            has_junior=False,
            is_private=False,
            is_hot=False,
            registered_at=AT,
        )
        for number in range(SCHOOLS)
    )
    cohorts = list(Cohort.objects.filter(campaign=a_campaign()))
    principal = a_principal_of_all()
    for cohort in cohorts:
        with act():
            services.note_roster(cohort, RosterFigures(students=90, confirmed=90), at=AT)
        services.submit_cohort(cohort.code, class_count=2, by=principal, at=AT)
    return cohorts


def a_principal_of_all() -> StaffActor:
    """One person with a post at every school."""
    posts = tuple(Post(Role.PRINCIPAL, school.code) for school in School.objects.all())
    return StaffActor("pppppppppppp", "某校长", posts)


def approving(cohort: Cohort) -> Callable[[], object]:
    return lambda: services.approve_cohort(cohort.code, by=REVIEWER, at=AT)


REVIEWER = StaffActor("rrrrrrrrrrrr", "某复核", (Post(Role.BUREAU_REVIEWER),))


def test_no_approval_number_is_given_twice(own_database: OwnDatabase, keys: Keyring) -> None:
    cohorts = submitted()

    failures = in_threads(own_database, [approving(cohort) for cohort in cohorts])

    assert failures == []
    numbers = sorted(Cohort.objects.values_list("approval_number", flat=True))
    assert numbers == [f"2026-{number:03d}" for number in range(1, SCHOOLS + 1)]
    assert check_chain().is_whole


def test_of_two_decisions_about_one_school_one_stands(
    own_database: OwnDatabase, keys: Keyring
) -> None:
    cohort = submitted()[0]

    def returning() -> object:
        return services.return_cohort(cohort.code, reason="缺两人", by=REVIEWER, at=AT)

    [failure] = in_threads(own_database, [approving(cohort), returning])

    assert isinstance(failure, StepRefused)
    now = Cohort.objects.get(pk=cohort.pk)
    assert (now.state == "approved") == bool(now.approval_number)

"""The platform of the demo: a school in every state, made as people would have made it."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.contrib.auth.hashers import check_password
from django.db.models import Count
from django.test import Client, override_settings
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from junheng.apps.accounts.models import SecondFactor, SignIn, User
from junheng.apps.accounts.queries import actor_of, duty_of
from junheng.apps.accounts.services.second_factor import is_code_right
from junheng.apps.adjustments.models import ChangeRequest, LateBatch, RollCheck
from junheng.apps.assignment.models import Session, SessionCohort
from junheng.apps.assignment.services.checking import check_sessions
from junheng.apps.assignment.services.folders import folder_of
from junheng.apps.assignment.states import SessionState
from junheng.apps.campaigns.models import Cohort
from junheng.apps.campaigns.states import CohortState
from junheng.apps.care.models import BackupCopy, CareRun
from junheng.apps.care.queries import problems_for, where_backups_lie
from junheng.apps.inspections.models import Finding, FoundClassList, Round
from junheng.apps.inspections.states import FindingState, ListState, RoundState
from junheng.apps.monitoring.models import ListedClasses, MonitoringPeriod, Submission
from junheng.apps.notices.models import Notice
from junheng.apps.notices.queries import printed_heads
from junheng.apps.notices.states import NoticeKind
from junheng.apps.rectifications.models import Rectification
from junheng.apps.schools.queries import contacts
from junheng.core.access import Role
from junheng.core.audit.models import AuditEntry
from junheng.core.audit.services import check_chain
from junheng.core.jobs.models import JobRun, JobState
from junheng.core.secrets.services import forget_keys
from junheng.verifier.public_check import verify_public
from junheng.web.clock import now
from junheng.web.settings import PASSWORD_HASHERS
from tests.databases import as_default, wrapper_for
from tests.journeys.conftest import Demonstration
from tools.demo_serving import ACCOUNTS, DATA
from tools.demo_world import PASSWORD, code_of

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def platform(
    demonstration: Demonstration,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[datetime]:
    """The demo's database and data folder in the place of the tests' own; the moment of now."""
    del django_db_setup
    data = demonstration.folder / DATA
    wrapper = wrapper_for(f"sqlite://{data / 'junheng.sqlite3'}")
    own = {
        "JUNHENG_VAR": data,
        "JUNHENG_START_KEY": data / "keys" / "start-key.json",
        "JUNHENG_BACKUPS": data / "backups",
    }
    with django_db_blocker.unblock(), as_default(wrapper), override_settings(**own):
        forget_keys()
        yield now()
        forget_keys()
        wrapper.close()


@pytest.mark.usefixtures("platform")
def test_one_school_stands_in_every_state_of_the_process() -> None:
    cohorts = Cohort.objects.all()

    assert {cohort.state for cohort in cohorts} == set(CohortState.values)
    assert {session.state for session in Session.objects.all()} == set(SessionState.values)
    assert [cohort.school.name for cohort in cohorts if cohort.is_exempt] == ["云岭教学点"]
    assert [cohort.school.name for cohort in cohorts if cohort.returned_reason] == ["铁厂小学"]
    void = SessionCohort.objects.get(session__state=SessionState.VOID)
    assert void.cohort.state == CohortState.APPROVED


@pytest.mark.usefixtures("platform")
def test_after_the_lock_there_are_late_arrivals_changes_and_a_comparison_with_the_roll() -> None:
    assert {batch.state for batch in LateBatch.objects.all()} == {"drawn", "collecting"}
    asked = {(request.kind, request.state) for request in ChangeRequest.objects.all()}
    assert asked == {("move", "done"), ("teacher", "submitted")}
    kinds = {one.kind for one in RollCheck.objects.get().differences.all()}
    assert kinds == {"class_mismatch", "name_mismatch", "only_in_result"}


def test_the_care_page_shows_a_backup_that_works(platform: datetime) -> None:
    [copy] = BackupCopy.objects.all()
    [night] = CareRun.objects.all()

    assert (where_backups_lie() / copy.file).stat().st_size == copy.size
    assert night.faults == []
    assert problems_for(actor_of(User.objects.get(username="system")), at=platform) == []


@pytest.mark.usefixtures("platform")
def test_sixty_schools_are_monitored_for_five_years_and_the_last_one_is_being_collected() -> None:
    years = MonitoringPeriod.objects.annotate(schools=Count("submissions")).order_by("year")

    assert [(one.state, one.schools) for one in years] == [("closed", 60)] * 4 + [("open", 60)]
    states = {one.state for one in Submission.objects.filter(period=years[4])}
    assert states == {"filling", "submitted", "accepted"}
    assert ListedClasses.objects.count() == Cohort.objects.filter(state=CohortState.LOCKED).count()


@pytest.mark.usefixtures("platform")
def test_a_child_stands_on_two_rosters_and_the_telephones_are_listed() -> None:
    waiting = Cohort.objects.filter(double_count__gt=0)

    assert [cohort.school.name for cohort in waiting] == ["城关第一小学"]
    assert [one.order for one in contacts()] == [0, 1, 2, 3]


@pytest.mark.usefixtures("platform")
def test_the_trail_is_whole_in_order_and_holds_every_head_printed_on_a_notice() -> None:
    moments = list(AuditEntry.objects.order_by("sequence").values_list("at", flat=True))
    heads = printed_heads()

    assert check_chain(heads).is_whole
    assert len(heads) > 15
    assert moments == sorted(moments)
    assert moments[-1] <= now()


def test_every_ledger_is_whole_and_no_act_was_left_undone(platform: datetime) -> None:
    checked = check_sessions(at=platform)

    assert checked.whole == Session.objects.exclude(state=SessionState.PLANNED).count()
    assert checked.continued == ()
    assert not JobRun.objects.exclude(state=JobState.DONE).exists()


@pytest.mark.usefixtures("platform")
def test_every_public_file_is_green_with_its_code_amber_without_and_a_void_one_says_so() -> None:
    verdicts = {}
    for session in Session.objects.exclude(state=SessionState.PLANNED):
        file = folder_of(session) / "public.json"
        if file.exists():
            public, code = file.read_bytes(), session.freeze_code
            with_code, without = verify_public(public, notice=code), verify_public(public)
            verdicts[session.title] = (with_code.verdict, without.verdict)
            failed = {"notice_void"} if session.state == SessionState.VOID else set()
            assert set(with_code.codes("failed")) == failed

    green = dict.fromkeys(
        ("青禾县阳光分班首批现场会", "第一中学七年级阳光分班", "青禾县北片阳光分班现场会"),
        ("green", "amber"),
    )
    assert verdicts == {**green, "南山小学一年级阳光分班": ("red", "amber")}


def test_everybody_can_sign_in_with_the_printed_password(platform: datetime) -> None:
    people = {user.username: user for user in User.objects.all()}
    roles: set[Role] = set()
    for user in people.values():
        actor = actor_of(user)
        roles |= actor.roles
        assert duty_of(user, actor, at=platform) is None, user.username
    factor = SecondFactor.objects.get(user__username="audit")

    assert roles == set(Role)
    with override_settings(PASSWORD_HASHERS=PASSWORD_HASHERS):
        assert check_password(PASSWORD, people["operator"].password)
    assert is_code_right(factor, code_of(factor, platform), at=platform)


@pytest.mark.usefixtures("platform")
def test_notices_of_every_kind_hang_or_hung() -> None:
    notices = Notice.objects.all()

    assert {notice.kind for notice in notices} == set(NoticeKind.values)
    assert {notice.state for notice in notices} == {"posted", "taken_down", "withdrawn"}


def test_the_accounts_stand_beside_the_platform(demonstration: Demonstration) -> None:
    said = (demonstration.folder / ACCOUNTS).read_text(encoding="utf-8")

    assert PASSWORD in said
    assert "clerk.010002" in said
    assert "不得用于真实工作" in said


@pytest.mark.parametrize("username", ["operator", "reviewer", "clerk.010008", "principal.010015"])
def test_every_page_of_a_school_and_its_session_opens(platform: datetime, username: str) -> None:
    client = _signed_in(username, platform)
    own = username.partition(".")[2]
    cohorts = Cohort.objects.filter(school__code__startswith=own)
    sessions = Session.objects.filter(parts__cohort__in=cohorts).distinct()
    pages = ["/", reverse("assignment:list")]
    pages += [reverse("campaigns:cohort", args=[one.code]) for one in cohorts]
    pages += [
        reverse(f"assignment:{name}", args=[one.code])
        for one in sessions
        for name in ("session", "screen", "papers", "ledger")
    ]
    pages += [
        reverse("assignment:school", args=[part.session.code, part.unit])
        for part in SessionCohort.objects.filter(cohort__in=cohorts, session__in=sessions)
    ]

    wrong = {page: code for page in pages if (code := client.get(page).status_code) != 200}

    assert wrong == {}


def _signed_in(username: str, at: datetime) -> Client:
    client = Client()
    user = User.objects.get(username=username)
    sign_in = SignIn.objects.create(user=user, started_at=at, seen_at=at)
    session = client.session
    session["sign_in"] = sign_in.code
    session.save()
    return client


@pytest.mark.usefixtures("platform")
def test_a_round_of_inspection_is_going_on() -> None:
    held = Round.objects.get()
    assert held.state == RoundState.OPEN
    assert held.visits.filter(chosen="sample").count() == 4
    lists = FoundClassList.objects.filter(state=ListState.TESTED)
    assert lists.count() == 3
    honest = FoundClassList.objects.get(visit__school__code="010016")
    assert honest.agreeing_count == honest.compared_count
    strong = FoundClassList.objects.get(visit__school__code="010014")
    assert strong.agreeing_count < strong.compared_count
    assert strong.level in {"look_closer", "not_chance"}
    issued = Finding.objects.get(state=FindingState.ISSUED)
    assert issued.found_list == strong
    assert issued.replied_at
    assert Rectification.objects.filter(source_code=issued.code).exists()
    assert Finding.objects.filter(state=FindingState.DRAFT).count() == 1

"""A job of a session that ended badly has a way on, for the people who wait for it."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse

from junheng.apps.assignment import jobs, queries
from junheng.apps.assignment.services import after_draw, asking_again, undertaking
from junheng.apps.assignment.states import Act
from junheng.apps.notices.models import Notice
from junheng.ceremony import comparison
from junheng.core.access import NotAllowed, NotVisible
from junheng.core.jobs.models import JobRun
from junheng.core.jobs.running import Shift
from junheng.core.jobs.services import claim, return_lost_jobs
from junheng.engine.errors import JunhengError
from junheng.engine.record import container
from tests.apps.assignment.sessions_made import CLERK, OPERATOR, Walk, arranged
from tests.jobs_carried_out import carry_out_jobs
from tests.people import AT, OWN_SCHOOL, signed_in

SOON = AT + timedelta(days=2)


@pytest.fixture(autouse=True)
def quick(county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    del county
    monkeypatch.setattr(comparison, "DEALS", 5)
    monkeypatch.setattr(container, "_COSTS", {"scrypt": 1 << 10, "pbkdf2-sm3": 1 << 10})


def given_up(job: str) -> JobRun:
    """The waiting job of this name, after three workers died over it."""
    run = JobRun.objects.get(job=job, state="waiting")
    for number in range(3):
        shift = Shift(f"worker {number}", lambda: SOON, timedelta(minutes=1))
        assert claim(run.code, shift) is not None
        return_lost_jobs(shift, dead_worker=shift.worker)
    run.refresh_from_db()
    assert run.fault_code == "job_given_up"
    return run


def frozen() -> Walk:
    walk = Walk(arranged((OWN_SCHOOL,)).code)
    walk.freeze()
    return walk


def test_a_notice_whose_printing_was_given_up_is_printed_once_the_clerk_asks_again() -> None:
    walk = frozen()
    failed = given_up("assignment.print_papers")
    assert not Notice.objects.filter(kind="freeze").exists()

    asking_again.ask_again(walk.code, failed.code, by=CLERK, at=SOON)
    carry_out_jobs(SOON)

    assert Notice.objects.filter(kind="freeze", state="made").count() == 1


def test_the_page_offers_it_and_no_longer_once_it_was_asked_for() -> None:
    walk = frozen()
    failed = given_up("assignment.print_papers")
    clerk, page = signed_in("clerk"), reverse("assignment:papers", args=[walk.code])
    again = reverse("assignment:job_again", args=[walk.code, failed.code])

    assert again in clerk.get(page).content.decode()
    assert clerk.post(again).status_code == 302
    assert again not in clerk.get(page).content.decode()
    assert clerk.post(again).status_code == 404


def test_printing_that_met_a_full_disk_can_be_asked_for_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    walk = frozen()

    def full(*_given: object, **_named: object) -> tuple[str, ...]:
        raise JunhengError("disk_full")

    with monkeypatch.context() as patched:
        patched.setattr(jobs, "print_forms", full)
        carry_out_jobs(SOON)
    failed = JobRun.objects.get(job="assignment.print_papers", state="refused")

    asking_again.ask_again(walk.code, failed.code, by=OPERATOR, at=SOON)
    carry_out_jobs(SOON)

    assert Notice.objects.filter(kind="freeze", state="made").count() == 1


@pytest.mark.parametrize("is_begun", [False, True])
def test_a_disc_over_which_three_workers_died_holds_the_session_only_until_it_is_asked_for_again(
    *, is_begun: bool
) -> None:
    walk = Walk(arranged((OWN_SCHOOL,)).code).to_draw()
    after_draw.ask_for_archive(walk.code, copies=2, halves=None, by=OPERATOR, at=walk.moment)
    if is_begun:
        given = {"copies": 2}
        undertaking.undertake(walk.session, Act.ARCHIVE, by=OPERATOR, at=walk.moment, given=given)
    failed = given_up("assignment.make_archive")

    asking_again.ask_again(walk.code, failed.code, by=OPERATOR, at=walk.moment)
    carry_out_jobs(walk.moment)

    assert walk.session.underway == ""
    assert [event.kind for event in queries.ledger_of(walk.session)][-1] == "DISC"


def test_only_who_may_have_the_disc_made_has_it_made_again() -> None:
    walk = Walk(arranged((OWN_SCHOOL,)).code).to_draw()
    after_draw.ask_for_archive(walk.code, copies=2, halves=None, by=OPERATOR, at=walk.moment)
    failed = given_up("assignment.make_archive")

    with pytest.raises((NotAllowed, NotVisible)):
        asking_again.ask_again(walk.code, failed.code, by=CLERK, at=walk.moment)

    assert JobRun.objects.filter(job="assignment.make_archive").count() == 1


def test_what_ended_well_or_belongs_to_another_session_is_not_done_again() -> None:
    walk = frozen()
    carry_out_jobs(SOON)
    done = JobRun.objects.get(job="assignment.print_papers")

    with pytest.raises(NotVisible):
        asking_again.ask_again(walk.code, done.code, by=OPERATOR, at=SOON)

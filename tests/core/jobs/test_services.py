"""Asking for jobs, their ends, and what is done about dead workers; in one process."""

# ruff: noqa: PT012 - what is refused is a whole step

import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from junheng.core.jobs import services
from junheng.core.jobs.apps import check_queue_is_in_the_database
from junheng.core.jobs.models import JobRun, JobState
from junheng.core.jobs.running import JobLost, RunningJob, Shift
from junheng.core.jobs.services import (
    claim,
    enqueue,
    prolong_leases,
    release_next,
    return_lost_jobs,
)
from junheng.core.messages import sentence
from tests.conftest import AT
from tests.core.samples import jobs as samples
from tests.core.samples.models import Tally
from tests.core.samples.people import Clerk
from tests.jobs_carried_out import carry_out_jobs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("both_databases")]

LEASE = timedelta(seconds=30)
LATER = AT + timedelta(minutes=1)


def shift(worker: str = "first", *, minutes: int = 0) -> Shift:
    return Shift(worker, lambda: AT + timedelta(minutes=minutes), LEASE)


def asked(name: str = "a", steps: int = 2) -> JobRun:
    return enqueue(samples.count, by=Clerk(), at=AT, name=name, steps=steps, pause=0)


def asked_alone(name: str, key: str = "k") -> JobRun:
    return enqueue(samples.count_alone, by=Clerk(), at=AT, key=key, name=name, steps=1, pause=0)


def claimed(run: JobRun, by: Shift | None = None) -> RunningJob:
    running = claim(run.code, by or shift())
    assert running is not None
    return running


def queue() -> list[str]:
    """Which jobs the queue would hand out."""
    return [entry.args_kwargs["kwargs"]["code"] for entry in DBTaskResult.objects.ready()]


class TestAsking:
    def test_a_job_that_was_asked_for_waits_with_who_asked(self) -> None:
        run = asked()

        assert (run.state, run.asked_by_id, run.asked_at) == (JobState.WAITING, "clerk-1", AT)
        assert queue() == [run.code]

    def test_an_act_that_rolls_back_asks_for_nothing(self) -> None:
        savepoint = transaction.savepoint()
        asked()
        transaction.savepoint_rollback(savepoint)

        assert (JobRun.objects.count(), queue()) == (0, [])

    def test_wrong_arguments_ask_for_nothing(self) -> None:
        with pytest.raises(TypeError):
            enqueue(samples.count, by=Clerk(), at=AT, name="a")

        assert (JobRun.objects.count(), queue()) == (0, [])

    def test_a_double_click_asks_once(self) -> None:
        assert asked().pk == asked().pk
        assert len(queue()) == 1

    def test_other_arguments_ask_again_and_so_does_a_job_that_has_begun(self) -> None:
        first = asked()
        claimed(first)

        assert asked().pk != first.pk
        assert asked("b").pk != first.pk

    def test_a_queue_elsewhere_is_refused_by_the_check(self, settings: Settings) -> None:
        settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}

        assert [fault.id for fault in check_queue_is_in_the_database(None)] == ["jobs.E001"]

    def test_the_program_starts_with_the_queue_in_the_database(self) -> None:
        assert check_queue_is_in_the_database(None) == []


class TestEnds:
    def test_a_job_that_came_to_its_end_is_done(self) -> None:
        run = asked(steps=3)

        carry_out_jobs(LATER)

        run.refresh_from_db()
        assert (run.state, run.done, run.total) == (JobState.DONE, 3, 3)
        assert (run.started_at, run.finished_at, run.attempts) == (LATER, LATER, 1)
        assert (run.is_finished, run.fault, run.claim) == (True, "", "")
        assert Tally.objects.count() == 3

    def test_a_fault_of_the_user_is_shown_in_words_and_its_step_leaves_nothing(self) -> None:
        run = enqueue(samples.refuse, by=Clerk(), at=AT, file="key.json")

        carry_out_jobs(LATER)

        run.refresh_from_db()
        assert (run.state, run.done) == (JobState.REFUSED, 1)
        assert run.fault == sentence("start_key_missing", {"file": "key.json"})
        assert Tally.objects.count() == 1

    def test_a_full_disk_is_told_as_one_and_its_step_leaves_nothing(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        run = enqueue(samples.fill, by=Clerk(), at=AT)

        with caplog.at_level(logging.ERROR, "junheng.jobs"):
            carry_out_jobs(LATER)

        run.refresh_from_db()
        assert (run.state, run.done) == (JobState.REFUSED, 1)
        assert run.fault == sentence("job_disk_full", {})
        assert "no room on the disk" in caplog.text
        assert Tally.objects.count() == 1

    def test_a_crash_is_told_by_a_number_and_logged_without_its_text(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        run = enqueue(samples.crash, by=Clerk(), at=AT)

        with caplog.at_level(logging.ERROR, "junheng.jobs"):
            carry_out_jobs(LATER)

        run.refresh_from_db()
        assert run.state == JobState.CRASHED
        assert run.fault_params["crash_id"] in caplog.text
        assert "ValueError" in caplog.text
        assert "in crash" in caplog.text
        assert "张三" not in caplog.text + str(DBTaskResult.objects.values().get())

    def test_a_job_of_an_older_program_is_told_so(self) -> None:
        run = asked()
        JobRun.objects.update(job="samples.forgotten")

        carry_out_jobs(LATER)

        run.refresh_from_db()
        assert (run.state, run.fault_code) == (JobState.CRASHED, "job_unknown")

    def test_a_finished_job_is_not_carried_out_again(self) -> None:
        run = asked()
        carry_out_jobs(LATER)
        DBTaskResult.objects.update(status=TaskResultStatus.READY)

        carry_out_jobs(LATER)

        run.refresh_from_db()
        assert (run.attempts, Tally.objects.count()) == (1, 2)


class TestFence:
    def test_a_worker_that_was_taken_for_dead_writes_nothing_more(self) -> None:
        run = asked()
        first = claimed(run)
        return_lost_jobs(shift("second", minutes=1))
        claimed(run, shift("second", minutes=1))

        with pytest.raises(JobLost), first.step(1, of=2):
            Tally.objects.create(job="a", step=0)

        run.refresh_from_db()
        assert (Tally.objects.count(), run.done, run.worker) == (0, 0, "second")

    def test_a_worker_that_was_taken_for_dead_does_not_end_the_job(self) -> None:
        run = asked()
        first = claimed(run)
        return_lost_jobs(shift("second", minutes=1))

        assert not first.finish(JobState.DONE)

        run.refresh_from_db()
        assert run.state == JobState.WAITING

    def test_a_second_attempt_goes_on_after_the_last_committed_step(self) -> None:
        run = asked(steps=5)
        first = claimed(run)
        with first.step(1, of=5):
            Tally.objects.create(job="a", step=0)
        return_lost_jobs(shift("second", minutes=1))

        carry_out_jobs(LATER)

        assert list(Tally.objects.order_by("id").values_list("step", flat=True)) == [0, 1, 2, 3, 4]

    def test_a_step_that_fails_leaves_neither_effect_nor_progress(self) -> None:
        run = asked()
        running = claimed(run)

        with pytest.raises(ZeroDivisionError), running.step(1, of=2):
            Tally.objects.create(job="a", step=0)
            _ = 1 / 0

        run.refresh_from_db()
        assert (Tally.objects.count(), run.done, running.done) == (0, 0, 0)

    def test_a_job_is_claimed_once(self) -> None:
        run = asked()
        claimed(run)

        assert claim(run.code, shift("second")) is None

    def test_a_worker_told_to_stop_gives_its_job_back_uncounted(self) -> None:
        run = asked()

        claimed(run).give_back()

        run.refresh_from_db()
        assert (run.state, run.attempts, run.claim) == (JobState.WAITING, 0, "")


class TestDeadWorkers:
    def test_a_job_whose_lease_runs_is_left_alone(self) -> None:
        claimed(asked())

        assert return_lost_jobs(shift("second")) == 0

    def test_a_lease_prolonged_in_time_keeps_the_job(self) -> None:
        claimed(asked())
        prolong_leases(shift("first", minutes=1))

        assert return_lost_jobs(shift("second", minutes=1)) == 0

    def test_a_job_whose_lease_ran_out_waits_again(self) -> None:
        run = asked()
        claimed(run)
        DBTaskResult.objects.update(status=TaskResultStatus.RUNNING)

        assert return_lost_jobs(shift("second", minutes=1)) == 1

        run.refresh_from_db()
        assert (run.state, run.claim, run.lease_until) == (JobState.WAITING, "", None)
        assert queue() == [run.code]

    def test_a_worker_known_to_be_dead_is_not_waited_for(self) -> None:
        run = asked()
        claimed(run)

        assert return_lost_jobs(shift("second"), dead_worker="first") == 1

        run.refresh_from_db()
        assert run.state == JobState.WAITING

    def test_a_worker_that_died_before_it_claimed_the_job_loses_nothing(self) -> None:
        run = asked()
        DBTaskResult.objects.get().claim("first")
        DBTaskResult.objects.update(started_at=AT)

        assert return_lost_jobs(shift("second")) == 0
        assert return_lost_jobs(shift("second", minutes=1)) == 1
        assert queue() == [run.code]

    def test_a_lease_from_before_the_clock_was_set_back_does_not_hold_the_job(self) -> None:
        run = asked()
        claimed(run, shift("first", minutes=60))
        DBTaskResult.objects.update(status=TaskResultStatus.RUNNING)

        assert return_lost_jobs(shift("second", minutes=57)) == 0  # two clocks may differ
        assert return_lost_jobs(shift("second")) == 1

        assert queue() == [run.code]

    def test_an_entry_taken_before_the_clock_was_set_back_is_not_waited_for(self) -> None:
        run = asked()
        DBTaskResult.objects.get().claim("first")
        DBTaskResult.objects.update(started_at=AT + timedelta(hours=1))

        assert return_lost_jobs(shift("second", minutes=57)) == 0
        assert return_lost_jobs(shift("second")) == 1
        assert queue() == [run.code]

    def test_a_worker_that_died_after_the_end_repeats_nothing(self) -> None:
        run = asked()
        carry_out_jobs(AT)
        DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, started_at=AT)

        assert return_lost_jobs(shift("second", minutes=1)) == 0

        run.refresh_from_db()
        assert (run.state, queue(), Tally.objects.count()) == (JobState.DONE, [], 2)

    @pytest.mark.parametrize("status", ["FAILED", "SUCCESSFUL"])
    def test_a_queue_entry_that_ended_without_its_job_is_made_again(self, status: str) -> None:
        run = asked()
        DBTaskResult.objects.update(status=status)

        assert return_lost_jobs(shift("second")) == 1
        assert queue() == [run.code]

    def test_a_queue_entry_that_is_gone_is_made_again(self) -> None:
        run = asked()
        DBTaskResult.objects.all().delete()

        assert return_lost_jobs(shift("second")) == 1
        assert queue() == [run.code]

    def test_a_job_over_which_too_many_workers_died_is_given_up(self) -> None:
        run = enqueue(samples.die_always, by=Clerk(), at=AT)
        for attempt in range(2):
            claimed(run, shift("first", minutes=attempt))
            return_lost_jobs(shift("second", minutes=attempt + 1))

        run.refresh_from_db()
        assert (run.state, run.fault_code) == (JobState.CRASHED, "job_given_up")
        assert run.fault == sentence("job_given_up", {"tries": 2, "code": run.code})


class TestLocks:
    def test_two_jobs_of_one_key_do_not_run_together(self) -> None:
        first, second = asked_alone("a"), asked_alone("b")
        running = claimed(first)

        assert claim(second.code, shift("second")) is None

        running.finish(JobState.DONE)
        release_next("tally:k")
        assert second.code in queue()
        claimed(second, shift("second"))

    def test_jobs_of_other_keys_do(self) -> None:
        first, second = asked_alone("a", key="k"), asked_alone("b", key="l")
        claimed(first)

        assert claim(second.code, shift("second")) is not None
        assert set(JobRun.objects.values_list("lock_key", "state")) == {
            ("tally:k", JobState.RUNNING),
            ("tally:l", JobState.RUNNING),
        }

    def test_the_database_refuses_what_the_program_might_let_through(self) -> None:
        claimed(asked_alone("a"))
        second = asked_alone("b")

        with pytest.raises(IntegrityError), transaction.atomic():
            JobRun.objects.filter(pk=second.pk).update(
                state=JobState.RUNNING, claim="x", lease_until=LATER
            )

    def test_a_parked_job_is_not_led_back_while_its_key_is_held(self) -> None:
        first, second = asked_alone("a"), asked_alone("b")
        claimed(first)
        claim(second.code, shift("second"))
        DBTaskResult.objects.all().delete()

        assert return_lost_jobs(shift("second")) == 0

    def test_a_job_given_up_lets_the_next_one_go(self) -> None:
        doomed = enqueue(samples.die_always, by=Clerk(), at=AT)
        waiting = asked_alone("b", key="a")
        claimed(doomed)
        return_lost_jobs(shift("second", minutes=1))
        claimed(doomed, shift("first", minutes=1))
        assert claim(waiting.code, shift("second", minutes=1)) is None
        DBTaskResult.objects.all().delete()

        return_lost_jobs(shift("second", minutes=2))

        assert queue() == [waiting.code]

    def test_all_waiting_jobs_of_a_key_are_carried_out_one_after_the_other(self) -> None:
        for name in "abc":
            asked_alone(name)

        carry_out_jobs(LATER)

        assert set(JobRun.objects.values_list("state", flat=True)) == {JobState.DONE}


def test_a_daily_job_is_asked_for_once_after_its_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    nightly = replace(samples.count, name="samples.nightly", daily_from=2, parameters={})
    monkeypatch.setattr(services, "daily_jobs", lambda: (nightly,))
    before_two = datetime(2026, 8, 27, 17, 59, tzinfo=UTC)  # 01:59 in China, the day after

    asked = []
    for minutes in (0, 1, 2, 60, 1439, 1441, 1442):
        asked.append(services.enqueue_daily(before_two + timedelta(minutes=minutes)))
        JobRun.objects.update(state=JobState.DONE, finished_at=AT)

    assert asked == [1, 1, 0, 0, 0, 1, 0]
    assert {run.asked_by_kind for run in JobRun.objects.filter(job="samples.nightly")} == {"system"}


def test_a_clock_that_was_wrong_for_a_day_does_not_end_the_nights(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    nightly = replace(samples.count, name="samples.nightly", daily_from=2, parameters={})
    monkeypatch.setattr(services, "daily_jobs", lambda: (nightly,))
    right = datetime(2026, 8, 27, 18, 1, tzinfo=UTC)

    asked = []
    for days in (0, 3650, 1, 2):
        asked.append(services.enqueue_daily(right + timedelta(days=days)))
        JobRun.objects.update(state=JobState.DONE, finished_at=AT)

    assert asked == [1, 1, 1, 1]

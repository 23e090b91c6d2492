"""A worker's clock notes when it was asked; the note says whether the worker lives."""

from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from junheng.web import heartbeat
from tests.conftest import AT


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.JUNHENG_VAR = tmp_path
    return tmp_path


def test_nobody_was_ever_heard_of() -> None:
    assert heartbeat.alive(AT) == 0
    assert heartbeat.silent_seconds(AT) is None


def test_a_worker_lives_as_long_as_it_asks_its_clock() -> None:
    moment = AT
    with heartbeat.beating("one", lambda: moment) as clock:
        assert heartbeat.alive(AT + timedelta(seconds=60)) == 1
        assert heartbeat.alive(AT + timedelta(seconds=61)) == 0
        assert heartbeat.silent_seconds(AT + timedelta(seconds=61)) == 61

        moment = AT + timedelta(seconds=40)
        assert clock() == moment

        assert heartbeat.alive(AT + timedelta(seconds=61)) == 1


def test_two_workers_are_two_and_the_one_that_ended_is_gone() -> None:
    with heartbeat.beating("one", lambda: AT), heartbeat.beating("two", lambda: AT):
        assert heartbeat.alive(AT) == 2

    assert heartbeat.alive(AT) == 0
    assert heartbeat.silent_seconds(AT) is None


def test_a_worker_that_was_killed_is_silent_and_cleared_after_a_day() -> None:
    killed = heartbeat.beating("killed", lambda: AT)
    killed.__enter__()
    later = AT + timedelta(days=2)

    assert heartbeat.silent_seconds(later) == 2 * 86_400

    with heartbeat.beating("one", lambda: later):
        assert heartbeat.silent_seconds(later) == 0
    assert heartbeat.silent_seconds(later) is None


def test_a_clock_set_back_makes_no_dead_worker_alive_for_days() -> None:
    heartbeat.beating("killed", lambda: AT + timedelta(days=3)).__enter__()

    assert heartbeat.alive(AT) == 0


def test_a_folder_that_takes_nothing_ends_no_worker(folder: Path) -> None:
    (folder / ".workers").write_text("in the way")

    with heartbeat.beating("one", lambda: AT) as clock:
        assert clock() == AT

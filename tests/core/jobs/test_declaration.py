"""What can be declared as a job, and with which arguments it can be asked for."""

import pytest

from junheng.core.jobs.declaration import Job, declared_job, job
from tests.core.samples import jobs as samples


def noop(running: object, *, run_code: str, copies: int) -> None:
    """Take one text and one number."""


def test_a_declared_job_is_found_by_its_name() -> None:
    assert declared_job("samples.count") is samples.count
    assert declared_job("samples.nothing") is None


def test_the_lock_key_is_made_from_the_arguments() -> None:
    made = Job("a.b", noop, "run:{run_code}", 3, {"run_code": str, "copies": int})

    assert made.lock_of({"run_code": "abc", "copies": 2}) == "run:abc"


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"name": "a", "steps": 1},
        {"name": "a", "steps": 1, "pause": 0, "more": 1},
        {"name": "a", "steps": "1", "pause": 0},
        {"name": "a", "steps": True, "pause": 0},
        {"name": None, "steps": 1, "pause": 0},
    ],
)
def test_missing_unknown_and_wrong_arguments_are_refused(arguments: dict[str, object]) -> None:
    with pytest.raises(TypeError):
        samples.count.check_arguments(arguments)


def positional(running: object, run_code: str) -> None:
    """Take its argument by position."""


def with_a_row(running: object, *, run: object) -> None:
    """Take a row instead of its code."""


@pytest.mark.parametrize("handler", [positional, with_a_row])
def test_a_handler_takes_plain_keyword_arguments_only(handler: object) -> None:
    with pytest.raises(TypeError):
        job("samples.odd")(handler)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["count", "Samples.count", "samples.count.all"])
def test_a_name_is_app_and_act(name: str) -> None:
    with pytest.raises(TypeError):
        job(name)(noop)


def test_a_lock_key_names_only_arguments() -> None:
    with pytest.raises(KeyError):
        job("samples.odd", lock_key="run:{run}")(noop)


def test_a_job_that_is_asked_for_by_need_takes_no_arguments() -> None:
    with pytest.raises(TypeError):
        job("samples.odd", is_due=lambda _at: True)(noop)


def test_a_name_declared_twice_is_refused() -> None:
    with pytest.raises(TypeError):
        job("samples.count")(noop)

"""What the program that watches is told: who may ask, what is judged how, in which format."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import OperationalError
from django.test import Client, override_settings
from pytest_django import Settings

from junheng.apps.care.models import BackupCopy, BackupDrill, BackupKey, CareRun
from junheng.apps.care.states import Reason
from junheng.apps.trail.models import ChainCheck
from junheng.core.backup import schema
from junheng.core.backup.schema import Schema
from junheng.core.jobs.models import JobRun, JobState
from junheng.core.secrets.keyring import Keyring
from junheng.engine.errors import JunhengError
from junheng.web import environment, health, heartbeat
from junheng.web.health import DISK_FULL, DISK_LOW, Health, State, measure
from junheng.web.metrics import exposition
from tests.people import AT, a_county, signed_in

TOKEN = "a-token-of-more-than-twenty"
# The format as its specification says: https://prometheus.io/docs/instrumenting/exposition_formats/
NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
LABEL = r'[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\[\\"n])*"'
SAMPLE = re.compile(rf"({NAME})(?:\{{({LABEL}(?:,{LABEL})*)\}})? (-?[0-9.]+(?:e[+-][0-9]+)?)")
COMMENT = re.compile(rf"# (HELP {NAME} [^\n]+|TYPE {NAME} gauge)")


@pytest.fixture(autouse=True)
def platform(
    db: None, keys: Keyring, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """A platform in good order, with a worker."""
    settings.JUNHENG_VAR = tmp_path / "var"
    settings.JUNHENG_BACKUPS = tmp_path / "backups"
    settings.JUNHENG_START_KEY = tmp_path / "start-key.json"
    (tmp_path / "start-key.json").write_text("{}")
    (tmp_path / "backups").mkdir()
    monkeypatch.setattr(health._Kept, "health", None)
    monkeypatch.setattr(health, "KEPT_SECONDS", 0.0)
    monkeypatch.setattr(health, "_STARTED", float("-inf"))
    monkeypatch.setattr("junheng.web.clock.now", lambda: AT)
    usage = type("usage", (), {"free": 5 * DISK_LOW, "total": 9 * DISK_LOW})
    monkeypatch.setattr(health.shutil, "disk_usage", lambda _folder: usage)
    a_county()
    BackupKey.objects.create(
        passphrase="1" * 40, signing_key="00", public_key="00", made_at=AT, made_by_name="x"
    )
    backup(AT)
    with heartbeat.beating("one", lambda: AT):
        yield


def backup(at) -> None:  # type: ignore[no-untyped-def]
    BackupCopy.objects.create(
        reason=Reason.NIGHTLY, file="x.sgx", is_in_folder=True, size=1234, digest="0" * 64,
        head_sequence=1, head_digest="0" * 64, made_at=at, made_by_name="x",
    )  # fmt: skip


def state_of(name: str, health: Health) -> State:
    [found] = [check.state for check in health.checks if check.name == name]
    return found


# -- who may ask -------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/health/", "/metrics"])
@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "127.8.0.1"])
def test_this_computer_may_ask(path: str, address: str) -> None:
    assert Client(REMOTE_ADDR=address).get(path).status_code == 200


@pytest.mark.parametrize("path", ["/health/", "/metrics"])
@pytest.mark.parametrize(
    "given",
    [
        {"REMOTE_ADDR": "192.0.2.1"},
        {"REMOTE_ADDR": ""},
        {"HTTP_X_FORWARDED_FOR": "192.0.2.1"},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_X_FORWARDED_PROTO": "https"},
        {"HTTP_X_REAL_IP": "192.0.2.1"},
        {"HTTP_FORWARDED": "for=192.0.2.1"},
        {"HTTP_VIA": "1.1 proxy"},
    ],
)
def test_whoever_comes_from_elsewhere_finds_nothing(path: str, given: dict[str, str]) -> None:
    answer = Client(**given).get(path)  # type: ignore[arg-type]

    assert answer.status_code == 404
    assert "junheng_" not in answer.content.decode()
    assert "database" not in answer.content.decode()


def test_no_post_of_the_bureau_opens_it_from_elsewhere() -> None:
    browser = signed_in("system_admin")

    assert browser.get("/metrics", REMOTE_ADDR="192.0.2.1").status_code == 404


@pytest.mark.parametrize(
    ("shown", "status"),
    [(f"Bearer {TOKEN}", 200), (f"Bearer {TOKEN}x", 404), ("Bearer ", 404), ("Bearer 口令", 404)],
)
def test_the_token_opens_it_from_elsewhere(shown: str, status: int) -> None:
    with override_settings(MONITOR_TOKEN=TOKEN):
        answer = Client(REMOTE_ADDR="192.0.2.1").get("/metrics", headers={"authorization": shown})

    assert answer.status_code == status


@pytest.mark.parametrize("token", [None, ""])
def test_without_a_token_an_empty_one_opens_nothing(token: str | None) -> None:
    with override_settings(MONITOR_TOKEN=token):
        answer = Client(REMOTE_ADDR="192.0.2.1").get(
            "/metrics", headers={"authorization": "Bearer "}
        )

    assert answer.status_code == 404


def test_a_token_that_can_be_guessed_is_refused_at_the_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("JUNHENG_MONITOR_TOKEN", "short")

    with pytest.raises(JunhengError, match="setting_token_short"):
        environment.token("MONITOR_TOKEN")


def test_behind_tls_this_computer_is_not_sent_to_the_server_in_front() -> None:
    with override_settings(SECURE_SSL_REDIRECT=True):
        assert Client().get("/health/").status_code == 200
        assert Client().get("/metrics").status_code == 200
        assert Client().get("/public/").status_code == 301


# -- what is judged how ------------------------------------------------------------------------


def test_a_platform_in_good_order_is_ok() -> None:
    answer = Client().get("/health/")

    assert answer.status_code == 200
    assert answer.content.decode().splitlines()[0] == "ok"
    assert {check.state for check in measure(AT).checks} == {State.OK}


def test_a_database_that_does_not_answer_is_told_with_503(monkeypatch: pytest.MonkeyPatch) -> None:
    def silent() -> Schema:
        raise OperationalError("connection refused, user 张三")

    monkeypatch.setattr(schema, "look", silent)

    answer = Client().get("/health/")

    assert answer.status_code == 503
    assert answer.content.decode().startswith("failing\ndatabase failing no answer\n")
    numbers = Client().get("/metrics")
    assert numbers.status_code == 200
    assert "junheng_database_up 0\n" in numbers.content.decode()
    assert "junheng_jobs" not in numbers.content.decode()
    assert "张三" not in numbers.content.decode()


def test_a_database_of_another_program_is_failing(monkeypatch: pytest.MonkeyPatch) -> None:
    older = Schema(frozenset({("care", "0099")}), frozenset(), holds_something=True)
    monkeypatch.setattr(schema, "look", lambda: older)

    assert state_of("schema", measure(AT)) is State.FAILING


@pytest.mark.parametrize(
    ("free", "state"),
    [(DISK_LOW, State.OK), (DISK_LOW - 1, State.ATTENTION), (DISK_FULL - 1, State.FAILING)],
)
def test_the_disk(monkeypatch: pytest.MonkeyPatch, free: int, state: State) -> None:
    usage = type("usage", (), {"free": free, "total": 9 * DISK_LOW})
    monkeypatch.setattr(health.shutil, "disk_usage", lambda _folder: usage)

    assert state_of("disk_data", measure(AT)) is state
    # A full stick stops backups, and nobody's work.
    assert state_of("disk_backups", measure(AT)) is min(
        state, State.ATTENTION, key=lambda one: one.rank
    )


def test_a_stick_that_was_pulled_out_wants_attention(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(folder: Path) -> object:
        raise FileNotFoundError(folder)

    monkeypatch.setattr(health.shutil, "disk_usage", gone)

    assert state_of("disk_backups", measure(AT)) is State.ATTENTION


def test_a_silent_worker_is_failing() -> None:
    found = measure(AT + timedelta(seconds=61))

    assert state_of("worker", found) is State.FAILING
    assert (found.workers, found.worker_silent) == (0, 61)


def test_just_started_a_worker_may_not_be_heard_of_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_STARTED", health.monotonic() - 1)

    assert state_of("worker", measure(AT + timedelta(seconds=61))) is State.ATTENTION


def job(state: JobState, *, asked: timedelta, finished: timedelta | None = None) -> None:
    JobRun.objects.create(
        job="a.b", arguments={}, state=state, asked_by_kind="system", asked_by_id="x",
        asked_at=AT - asked, finished_at=None if finished is None else AT - finished,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "state"),
    [(timedelta(minutes=60), State.OK), (timedelta(minutes=61), State.ATTENTION)],
)
def test_a_job_that_waits_too_long(asked: timedelta, state: State) -> None:
    job(JobState.WAITING, asked=asked)
    job(JobState.WAITING, asked=timedelta(minutes=1))

    found = measure(AT)

    assert state_of("jobs", found) is state
    assert found.figures is not None
    assert found.figures.jobs["waiting"] == 2
    assert found.figures.waiting_since == AT - asked


@pytest.mark.parametrize(
    ("finished", "state"), [(timedelta(hours=23), State.ATTENTION), (timedelta(days=2), State.OK)]
)
def test_a_crash_counts_for_a_day(finished: timedelta, state: State) -> None:
    job(JobState.CRASHED, asked=timedelta(days=3), finished=finished)

    assert state_of("jobs", measure(AT)) is state


@pytest.mark.parametrize(
    ("passed", "state"), [(timedelta(days=2), State.OK), (timedelta(days=3), State.ATTENTION)]
)
def test_an_old_backup(passed: timedelta, state: State) -> None:
    assert state_of("backup", measure(AT + passed)) is state


def test_no_passphrase_and_no_backup_want_attention() -> None:
    BackupCopy.objects.all().delete()
    assert state_of("backup", measure(AT)) is State.ATTENTION
    BackupKey.objects.all().delete()
    assert state_of("backup", measure(AT)) is State.ATTENTION


def drilled(*, is_good: bool) -> None:
    BackupDrill.objects.create(
        backup="x", file="x.sgx", started_at=AT, finished_at=AT, by_name="x", is_good=is_good,
        fault_code="" if is_good else "backup_changed",
    )  # fmt: skip


@pytest.mark.parametrize(("every", "overdue"), [(30, 61), (0, 367), (300, 367)])
def test_a_drill_is_wanted_when_one_was_left_out_and_once_a_year_by_hand(
    settings: Settings, every: int, overdue: int
) -> None:
    settings.JUNHENG_DRILL_DAYS = every
    year = timedelta(days=overdue)
    assert state_of("drill", measure(AT + year - timedelta(days=2))) is State.OK
    assert state_of("drill", measure(AT + year)) is State.ATTENTION
    drilled(is_good=True)
    assert state_of("drill", measure(AT)) is State.OK
    assert state_of("drill", measure(AT + year)) is State.ATTENTION
    drilled(is_good=False)
    assert state_of("drill", measure(AT)) is State.ATTENTION


def test_a_backup_folder_that_vanished_wants_attention(settings: Settings) -> None:
    assert state_of("backup", measure(AT)) is State.OK

    settings.JUNHENG_BACKUPS.rmdir()

    assert state_of("backup", measure(AT)) is State.ATTENTION


def test_a_share_that_does_not_answer_leaves_the_page(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    exists = Path.exists

    def stale(place: Path) -> bool:
        if place in (settings.JUNHENG_BACKUPS, settings.JUNHENG_START_KEY):
            raise OSError(116, "Stale file handle")
        return exists(place)

    monkeypatch.setattr(Path, "exists", stale)

    assert state_of("disk_backups", measure(AT)) is State.ATTENTION


def test_what_happened_before_the_clock_was_set_back_is_not_young() -> None:
    drilled(is_good=True)
    CareRun.objects.create(job="a", started_at=AT, finished_at=AT)
    before = measure(AT - timedelta(days=400))

    assert {state_of(name, before) for name in ("backup", "drill", "night")} == {State.ATTENTION}


def test_a_night_that_did_not_come_to_its_end_wants_attention() -> None:
    CareRun.objects.create(job="a", started_at=AT)

    assert state_of("night", measure(AT + timedelta(hours=6))) is State.OK
    assert state_of("night", measure(AT + timedelta(hours=7))) is State.ATTENTION


def test_faults_of_the_night_and_of_the_trail_want_attention() -> None:
    CareRun.objects.create(job="a", started_at=AT, finished_at=AT)
    ChainCheck.objects.create(
        at=AT, by_name="x", events=1, head_sequence=1, head_digest="0", faults=[]
    )
    assert {state_of(name, measure(AT)) for name in ("night", "trail")} == {State.OK}
    assert state_of("night", measure(AT + timedelta(hours=37))) is State.ATTENTION

    CareRun.objects.create(job="b", started_at=AT, faults=[["care_overdue", {}]])
    ChainCheck.objects.create(
        at=AT, by_name="x", events=1, head_sequence=1, head_digest="0",
        faults=[["audit_event_missing", 1]],
    )  # fmt: skip
    assert {state_of(name, measure(AT)) for name in ("night", "trail")} == {State.ATTENTION}


def test_a_missing_key_file_is_failing(settings: Settings) -> None:
    settings.JUNHENG_START_KEY.unlink()

    assert state_of("start_key", measure(AT)) is State.FAILING


def test_a_platform_that_is_not_set_up_is_watched_over_too(settings: Settings) -> None:
    from junheng.apps.schools.models import Bureau  # noqa: PLC0415 - this test alone takes it away

    Bureau.objects.all().delete()
    answer = Client().get("/health/")

    assert answer.status_code == 200
    assert "set_up attention not done" in answer.content.decode()
    assert settings.MONITOR_TOKEN is None


# -- the numbers -------------------------------------------------------------------------------


def samples(text: str) -> dict[str, float]:
    found = {}
    for line in text.splitlines():
        if line.startswith("#"):
            assert COMMENT.fullmatch(line), line
            continue
        matched = SAMPLE.fullmatch(line)
        assert matched, line
        found[line.rpartition(" ")[0]] = float(matched[3])
    return found


def test_the_numbers_are_in_the_format_and_are_those_measured() -> None:
    job(JobState.WAITING, asked=timedelta(seconds=90))
    job(JobState.CRASHED, asked=timedelta(days=3), finished=timedelta(hours=1))
    drilled(is_good=True)

    answer = Client().get("/metrics")

    text = answer.content.decode()
    found = samples(text)
    assert answer["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert text.endswith("\n")
    assert found['junheng_jobs{state="waiting"}'] == 1
    assert found['junheng_jobs{state="crashed"}'] == 1
    assert found["junheng_job_waiting_seconds"] == 90
    assert found["junheng_backup_bytes"] == 1234
    assert found["junheng_drill_good"] == 1
    assert found["junheng_workers"] == 1
    assert found['junheng_disk_free_bytes{place="data"}'] == 5 * DISK_LOW
    assert found['junheng_check{check="jobs"}'] == 1
    assert found['junheng_check{check="backup"}'] == 0


def test_every_number_has_its_help_and_type_once_and_before_it() -> None:
    lines = exposition(measure(AT)).splitlines()
    names = [line.split()[2] for line in lines if line.startswith("# TYPE")]

    assert len(names) == len(set(names)) > 20
    for name in names:
        first = next(i for i, line in enumerate(lines) if re.match(rf"{name}(\{{| )", line))
        assert lines[first - 2].startswith(f"# HELP {name} ")
        assert lines[first - 1] == f"# TYPE {name} gauge"


def test_nothing_of_a_person_or_a_school_is_in_it() -> None:
    text = Client().get("/metrics").content.decode() + Client().get("/health/").content.decode()

    for word in ("城关", "示例县", "010001", "520123", "某", "x.sgx"):
        assert word not in text
    assert text.isascii()


def test_whoever_asks_often_costs_no_more(
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries,  # type: ignore[no-untyped-def]
) -> None:
    monkeypatch.setattr(health, "KEPT_SECONDS", 1e9)  # a busy machine is slower than five seconds
    Client().get("/metrics")

    with django_assert_num_queries(0):
        for _ in range(20):
            Client().get("/metrics")
            Client().get("/health/")


def test_a_measurement_is_few_questions(django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    with django_assert_max_num_queries(14):
        measure(AT)


def test_a_change_is_told_once_in_the_log(
    caplog: pytest.LogCaptureFixture, settings: Settings
) -> None:
    Client().get("/health/")
    caplog.clear()
    settings.JUNHENG_START_KEY.unlink()

    for _ in range(3):
        assert Client().get("/health/").status_code == 503

    assert [record.getMessage() for record in caplog.records] == ["health is failing: start_key"]

"""From the outbox to the gateway: once, in time, slowly, and what is left after a failure."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from junheng.core.audit.models import AuditEntry
from junheng.core.jobs.models import JobRun
from junheng.core.jobs.services import enqueue_due
from junheng.core.outbox import delivering
from junheng.core.outbox.gateways import Answer, Outcome
from junheng.core.outbox.models import GatewayPause, Message
from junheng.core.outbox.states import MessageState
from tests.core.outbox.gateway_made import LocalGateway, local_gateway
from tests.core.outbox.outbox_made import (
    BY_DAY,
    PHONE,
    configured,
    delivered,
    http_configuration,
    queued,
    states,
)
from tests.jobs_carried_out import carry_out_jobs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keys")]

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
NIGHT = BY_DAY + 13 * HOUR  # 22:30 in China


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.JUNHENG_VAR = tmp_path
    return tmp_path


@pytest.fixture
def server(folder: Path) -> Iterator[LocalGateway]:
    """The county's gateway, configured."""
    with local_gateway() as made:
        configured(folder, http_configuration(made.address))
        yield made


def test_a_message_is_sent_once_however_often_the_worker_comes(server: LocalGateway) -> None:
    queued("a")

    assert delivered() == 1
    assert delivered(BY_DAY + HOUR) == 0
    [got] = server.got
    assert (got["mobile"], got["content"]) == (PHONE, "您好，a。")
    assert got["id"] == Message.objects.get().code
    assert states() == [("a", "sent", "")]


def test_the_same_news_is_written_once() -> None:
    assert queued("a", "b") == 2
    assert queued("a", "c") == 1

    assert [key for key, _, _ in states()] == ["a", "b", "c"]
    assert [entry.payload["count"] for entry in AuditEntry.objects.order_by("sequence")] == [2, 1]


def test_without_a_gateway_messages_wait_and_grow_too_old(folder: Path) -> None:
    queued("a")

    assert delivered() == 0
    assert delivering.has_work(BY_DAY) is False
    assert delivering.has_work(BY_DAY + timedelta(days=3)) is True
    assert delivered(BY_DAY + timedelta(days=3)) == 0
    assert states() == [("a", "failed", "message_too_old")]


def test_a_gateway_that_fails_is_asked_again_later_each_time_and_then_no_more(
    server: LocalGateway,
) -> None:
    server.status = 500
    queued("a")
    at, waits = BY_DAY, []

    for _ in range(5):
        assert delivered(at) == 1
        message = Message.objects.get()
        assert (message.state, message.reason) == ("waiting", "gateway_error")
        waits.append(message.next_at - at)
        assert delivered(message.next_at - SECOND) == 0
        at = message.next_at
    assert delivered(at) == 1

    assert waits == [MINUTE * n for n in (1, 2, 4, 8, 16)]
    assert len(server.got) == 6
    assert states() == [("a", "failed", "gateway_error")]


def test_a_busy_gateway_holds_everything_up_and_costs_no_attempt(server: LocalGateway) -> None:
    server.status, server.headers = 429, {"Retry-After": "90"}
    queued("a", "b")

    assert delivered() == 1
    pause = GatewayPause.objects.get()
    assert pause.until == BY_DAY + timedelta(seconds=90)
    assert delivered(BY_DAY + timedelta(seconds=89)) == 0
    assert [(one.state, one.attempts) for one in Message.objects.all()] == [("waiting", 0)] * 2

    server.status = 200
    assert delivered(BY_DAY + timedelta(seconds=90)) == 2
    assert {state for _, state, _ in states()} == {"sent"}
    assert GatewayPause.objects.get().failures == 0


def test_a_gateway_that_is_down_for_hours_is_asked_every_quarter_of_an_hour(folder: Path) -> None:
    configured(folder, http_configuration("http://127.0.0.1:9"))
    queued(*"abc")
    at, tries = BY_DAY, 0

    while at < BY_DAY + 3 * HOUR:
        tries += delivered(at)
        at += MINUTE

    # 30 s, 1, 2, 4, 8 minutes, then 15 each: the first six attempts within sixteen minutes.
    assert tries == 6 + (180 - 16) // 15
    assert {(state, reason) for _, state, reason in states()} == {
        ("waiting", "gateway_unreachable")
    }


def test_what_may_have_been_sent_is_never_sent_again_by_itself(server: LocalGateway) -> None:
    server.status = 502
    queued("a")

    assert delivered() == 1
    server.status = 200
    for hours in (1, 2, 24):
        assert delivered(BY_DAY + hours * HOUR) == 0

    assert states() == [("a", "uncertain", "gateway_answer_lost")]
    assert len(server.got) == 1


def test_a_gateway_that_knows_repeated_keys_is_asked_again(folder: Path) -> None:
    with local_gateway() as server:
        configured(folder, http_configuration(server.address, http="repeats_are_safe = true"))
        server.status = 502
        queued("a")

        assert delivered() == 1
        server.status = 200
        assert delivered(BY_DAY + MINUTE) == 1

        assert states() == [("a", "sent", "")]
        assert len({got["id"] for got in server.got}) == 1


def test_no_more_than_so_many_go_in_a_minute(folder: Path) -> None:
    with local_gateway() as server:
        limits = "per_minute = 3\nper_recipient_per_day = 100"
        configured(folder, http_configuration(server.address, limits))
        queued(*"abcdefg")

        assert [delivered(BY_DAY + n * 20 * SECOND) for n in range(7)] == [3, 0, 0, 3, 0, 0, 1]


def test_one_telephone_gets_its_share_of_a_day_and_others_go_on(folder: Path) -> None:
    with local_gateway() as server:
        configured(folder, http_configuration(server.address, "per_recipient_per_day = 2"))
        queued(*"abc")
        queued("d", phone="13900139000")

        assert delivered() == 3
        late = Message.objects.get(state="waiting")
        assert (late.key, late.reason) == ("c", "recipient_had_enough")
        # eight o'clock in China, when the quiet time ends
        assert late.next_at.isoformat() == "2026-08-29T00:00:00+00:00"
        assert delivered(late.next_at) == 1


def test_nothing_goes_at_night_and_everything_in_the_morning(server: LocalGateway) -> None:
    queued("a", at=NIGHT)

    for hours in range(9):
        assert delivered(NIGHT + hours * HOUR) == 0
    assert delivering.has_work(NIGHT) is False
    assert delivered(NIGHT + 9.5 * HOUR) == 1  # type: ignore[operator]


def test_a_worker_that_only_seemed_dead_may_still_say_what_it_knows(server: LocalGateway) -> None:
    queued("a")
    configuration = delivering.read_configuration()
    gateway = configuration.open_gateway(lambda: BY_DAY)
    assert gateway is not None
    message = delivering.take_next(configuration, at=BY_DAY)
    assert message is not None
    answer = delivering.hand_over(message, gateway)
    delivering.settle_interrupted(gateway, at=BY_DAY + MINUTE)

    delivering.write_down(
        message, answer, gateway=gateway, limits=configuration.limits, at=BY_DAY + MINUTE
    )

    assert states() == [("a", "sent", "")]


def test_a_message_called_back_meanwhile_is_not_brought_back_by_a_late_answer(
    server: LocalGateway,
) -> None:
    queued("a")
    configuration = delivering.read_configuration()
    gateway = configuration.open_gateway(lambda: BY_DAY)
    assert gateway is not None
    message = delivering.take_next(configuration, at=BY_DAY)
    assert message is not None
    Message.objects.update(state=MessageState.CANCELLED, ended_at=BY_DAY)

    delivering.write_down(
        message,
        Answer(Outcome.TRY_LATER, "gateway_error"),
        gateway=gateway,
        limits=configuration.limits,
        at=BY_DAY,
    )

    assert [state for _, state, _ in states()] == ["cancelled"]


def test_the_job_is_asked_for_while_there_is_work_and_only_then(server: LocalGateway) -> None:
    assert enqueue_due(BY_DAY) == 0
    queued("a")

    assert enqueue_due(BY_DAY) == 1
    assert enqueue_due(BY_DAY) == 0
    assert carry_out_jobs(BY_DAY) == 1

    assert states() == [("a", "sent", "")]
    assert enqueue_due(BY_DAY + HOUR) == 0
    assert [(run.state, run.done) for run in JobRun.objects.all()] == [("done", 1)]


def test_a_broken_configuration_sends_nothing_and_stops_nobody(folder: Path) -> None:
    configured(folder, "gateway = [")
    queued("a")

    assert delivering.has_work(BY_DAY) is False
    assert enqueue_due(BY_DAY) == 0


def test_the_file_gateway_writes_one_closed_file_a_day(folder: Path) -> None:
    configured(folder, 'gateway = "file"\nper_recipient_per_day = 9')
    queued("a", "b")
    assert delivered() == 2
    file = folder / "messages" / "2026-08-28.jsonl"
    file.write_bytes(file.read_bytes() + b'{"id": "cut by a power c')
    queued("c")
    assert delivered() == 1

    lines = file.read_text(encoding="utf-8").splitlines()
    assert [line.count('"mobile": "13800138000"') for line in lines] == [1, 1, 0, 1]
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700


def test_a_file_that_cannot_be_written_holds_everything_up(folder: Path) -> None:
    configured(folder, 'gateway = "file"')
    (folder / "messages").write_text("in the way", encoding="ascii")
    queued("a")

    assert delivered() == 1

    assert states() == [("a", "waiting", "gateway_disk_failed")]


def test_the_console_says_that_it_sent_and_neither_to_whom_nor_what(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    configured(folder, 'gateway = "console"')
    queued("a")

    assert delivered() == 1

    assert "class" in caplog.text
    assert PHONE not in caplog.text
    assert "您好" not in caplog.text

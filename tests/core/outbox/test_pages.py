"""The staff's page of the messages."""

import html
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from junheng.core.audit.models import AuditEntry
from junheng.core.outbox.models import GatewayPause, Message
from junheng.core.outbox.states import MessageState
from junheng.core.secrets.keyring import Keyring
from tests.core.outbox.outbox_made import PHONE, configured, queued, states
from tests.people import AT, a_county, signed_in


@pytest.fixture(autouse=True)
def folder(db: None, keys: Keyring, settings: Settings, tmp_path: Path) -> Path:
    settings.JUNHENG_VAR = tmp_path
    a_county()
    return tmp_path


def text(browser: Client, address: str = "/messages/") -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def ended(key: str, state: MessageState, reason: str) -> None:
    Message.objects.filter(key=key).update(
        state=state, reason=reason, ended_at=AT, attempted_at=AT, attempts=1
    )


@pytest.mark.parametrize("kind", ["operator", "reviewer", "system_admin"])
def test_the_page_says_what_waits_went_and_failed_and_shows_nobody(kind: str) -> None:
    queued("a", "b", "c", "d")
    ended("b", MessageState.SENT, "")
    ended("c", MessageState.FAILED, "gateway_refused_message")
    ended("d", MessageState.UNCERTAIN, "gateway_timed_out")

    page = text(signed_in(kind))

    assert "空号" in page
    assert "没有等到回答" in page
    assert "没有配置短信接口" in page
    assert PHONE not in page
    assert "您好" not in page
    assert ("重发没有发成的 1 条" in page) == (kind != "reviewer")


def test_the_gateways_fault_stands_on_top(folder: Path) -> None:
    configured(folder, 'gateway = "console"\nper_minute = 0')

    assert "per_minute 应当填" in text(signed_in("operator"))


def test_failed_ones_go_again_and_uncertain_ones_only_when_asked_for() -> None:
    queued("c", "d")
    ended("c", MessageState.FAILED, "gateway_refused_message")
    ended("d", MessageState.UNCERTAIN, "gateway_timed_out")
    GatewayPause.objects.create(until=AT, failures=3, reason="gateway_busy")
    browser = signed_in("operator")

    browser.post("/messages/resend/failed/")
    assert states() == [("c", "waiting", ""), ("d", "uncertain", "gateway_timed_out")]
    assert GatewayPause.objects.get().failures == 0
    browser.post("/messages/resend/uncertain/")
    assert states() == [("c", "waiting", ""), ("d", "waiting", "")]
    assert browser.post("/messages/resend/sent/").status_code == 404

    events = AuditEntry.objects.filter(event="outbox.messages.resend").order_by("sequence")
    assert [entry.payload["state"] for entry in events] == ["failed", "uncertain"]


def test_what_waits_can_be_called_back() -> None:
    queued("a", "b")

    signed_in("operator").post("/messages/cancel/")

    assert states() == [(key, "cancelled", "cancelled_by_hand") for key in "ab"]


def test_a_test_message_is_written_and_a_wrong_number_is_said_on_the_form() -> None:
    browser = signed_in("system_admin")

    refused = browser.post("/messages/test/", {"phone": "123"})
    assert "11 位数字" in html.unescape(refused.content.decode())
    browser.post("/messages/test/", {"phone": PHONE})

    message = Message.objects.get()
    assert (message.kind, message.state, message.recipient) == ("test", "waiting", PHONE)


@pytest.mark.parametrize("kind", ["clerk", "principal", "inspector", "supervisor", "nobody"])
def test_nobody_else_sees_it(kind: str) -> None:
    assert signed_in(kind).get("/messages/").status_code in {302, 403}
    assert signed_in("reviewer").post("/messages/resend/failed/").status_code == 403

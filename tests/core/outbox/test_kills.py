"""A worker killed by the system in the middle of sending; on both databases."""

import os
import signal
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from junheng.core.outbox.gateways import Answer, Outcome, Parcel
from junheng.core.outbox.gateways.http import HttpGateway
from junheng.core.secrets.keyring import Keyring
from tests.core.outbox.gateway_made import local_gateway
from tests.core.outbox.outbox_made import (
    BY_DAY,
    configured,
    delivered,
    http_configuration,
    queued,
    states,
)
from tests.databases import OwnDatabase
from tests.forked import how_it_ended


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_worker_killed_around_the_sending_sends_nothing_twice(
    own_database: OwnDatabase,
    keys: Keyring,
    moment: str,
    monkeypatch: pytest.MonkeyPatch,
    settings: Settings,
    tmp_path: Path,
) -> None:
    """`before`: the row is taken, nothing asked. `after`: the gateway said yes, nobody wrote it."""
    settings.JUNHENG_VAR = tmp_path
    with local_gateway() as server, monkeypatch.context() as patch:
        configured(tmp_path, http_configuration(server.address))
        queued("a", "b")
        send = HttpGateway.send

        def dying(gateway: HttpGateway, parcel: Parcel) -> Answer:
            if moment == "after":
                assert send(gateway, parcel).outcome is Outcome.SENT
            os.kill(os.getpid(), signal.SIGKILL)
            raise AssertionError

        patch.setattr(HttpGateway, "send", dying)
        assert how_it_ended(delivered, own_database) == -signal.SIGKILL
        patch.setattr(HttpGateway, "send", send)
        assert delivered(BY_DAY + timedelta(minutes=1)) == 1

        told = [got["content"] for got in server.got]
        assert told == (["您好，a。"] if moment == "after" else []) + ["您好，b。"]
        assert states() == [("a", "uncertain", "message_interrupted"), ("b", "sent", "")]

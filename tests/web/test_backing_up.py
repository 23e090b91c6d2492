"""What the commands about backups refuse before they touch anything."""

from pathlib import Path

import pytest
from pytest_django import Settings

from junheng.engine.errors import JunhengError
from junheng.engine.record.container import Passphrase
from junheng.web import backing_up, heartbeat
from junheng.web.backing_up import WantedRestore
from junheng.web.clock import now


def test_nothing_is_restored_while_a_worker_still_works(settings: Settings, tmp_path: Path) -> None:
    settings.JUNHENG_VAR = tmp_path / "var"
    wanted = WantedRestore(
        tmp_path / "no.sgx", Passphrase("1" * 20, "2" * 20), None,
        replaces=True, despite_alarm=False,
    )  # fmt: skip

    with (
        heartbeat.beating("left-over", now),
        pytest.raises(JunhengError, match="restore_workers_run") as refused,
    ):
        backing_up.restore(wanted)

    assert refused.value.params == {"count": 1}

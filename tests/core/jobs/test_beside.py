"""The worker beside the server gives way to it."""

import os
import sys

import pytest

from junheng.core.jobs.beside import GIVES_WAY, WorkerBeside

WAITING = "import sys; sys.stdin.buffer.read()"


@pytest.mark.skipif(not hasattr(os, "getpriority"), reason="no such number on Windows")
def test_a_worker_is_less_urgent_than_the_server() -> None:
    own = os.getpriority(os.PRIO_PROCESS, 0)

    with WorkerBeside((sys.executable, "-c", WAITING)) as beside:
        its_own = os.getpriority(os.PRIO_PROCESS, beside.process_id)

    assert its_own == min(19, own + GIVES_WAY)
    assert os.getpriority(os.PRIO_PROCESS, 0) == own

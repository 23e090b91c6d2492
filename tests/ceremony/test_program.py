"""The program that a session announces is the one that seals."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from junheng.ceremony.program import engine_sources, refuse_other_program
from junheng.engine.errors import JunhengError
from tests.ceremonies_made import frozen_ceremony


@pytest.mark.parametrize("field", ["engine", "verifier"])
def test_another_program_may_not_seal_what_was_frozen(tmp_path: Path, field: str) -> None:
    frozen = frozen_ceremony(tmp_path / "out").frozen
    refuse_other_program(frozen)

    with pytest.raises(JunhengError) as refusal:
        refuse_other_program(replace(frozen, session={**frozen.session, field: "0" * 64}))

    assert refusal.value.code == "program_differs_from_freeze"


def test_the_session_announces_every_file_that_a_draw_runs() -> None:
    # In a process of its own: what other tests loaded is not what a draw runs.
    asked = (
        "import sys, junheng.ceremony.drawing, junheng.ceremony.lots, "
        "junheng.ceremony.late_batches, junheng.ceremony.representatives; "
        "print(*[m.__file__ for n, m in sys.modules.items() if n.startswith('junheng.engine')])"
    )
    ended = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True, timeout=120
    )
    loaded = {path.partition("/junheng/engine/")[2] for path in ended.stdout.split()}

    assert {"assignment/assign.py", "assignment/lots.py", "record/ledger.py"} <= loaded
    assert loaded <= engine_sources().keys()

"""The program that a session announces is the one that seals."""

from dataclasses import replace
from pathlib import Path

import pytest

from junheng.ceremony.program import refuse_other_program
from junheng.engine.errors import JunhengError
from tests.ceremonies_made import frozen_ceremony


@pytest.mark.parametrize("field", ["engine", "verifier"])
def test_another_program_may_not_seal_what_was_frozen(tmp_path: Path, field: str) -> None:
    frozen = frozen_ceremony(tmp_path / "out").frozen
    refuse_other_program(frozen)

    with pytest.raises(JunhengError) as refusal:
        refuse_other_program(replace(frozen, session={**frozen.session, field: "0" * 64}))

    assert refusal.value.code == "program_differs_from_freeze"

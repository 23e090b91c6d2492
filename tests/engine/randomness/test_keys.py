import hashlib
import hmac

import pytest

from junheng.engine.errors import JunhengError
from junheng.engine.randomness.keys import (
    STAGES,
    draw_id,
    rehearsal_seed,
    stage_key,
    unit_seed,
)
from junheng.engine.randomness.suites import GM, INTL, Suite

SEED = bytes(range(32))
FREEZE = "ab" * 32


def test_keys_are_the_tagged_hashes_of_the_protocol() -> None:
    def keyed(key: bytes, tag: str) -> bytes:
        return hmac.new(key, tag.encode(), hashlib.sha256).digest()

    of_unit = unit_seed(INTL, SEED, "520123.gyxx.p1.2026")

    assert of_unit == keyed(SEED, "SG1-UNIT/1\n520123.gyxx.p1.2026")
    assert stage_key(INTL, of_unit, "draw") == keyed(of_unit, "SG1-STAGE/1\ndraw")
    rehearsal = f"SG1-REHEARSAL/1\nfreeze={FREEZE}\nj=7\n".encode()
    assert rehearsal_seed(INTL, FREEZE, 7) == hashlib.sha256(rehearsal).digest()
    draw = f"SG1-DRAW/1\nfreeze={FREEZE}\nunit=u\n".encode()
    assert draw_id(INTL, FREEZE, "u") == hashlib.sha256(draw).digest()


@pytest.mark.parametrize("suite", [INTL, GM])
def test_every_purpose_has_its_own_key(suite: Suite) -> None:
    of_units = [unit_seed(suite, SEED, unit) for unit in ("u1", "u2")]

    keys = [stage_key(suite, of_unit, stage) for of_unit in of_units for stage in STAGES]

    assert len({*keys, *of_units, SEED}) == len(STAGES) * 2 + 3


def test_an_unknown_stage_is_refused() -> None:
    with pytest.raises(JunhengError) as refusal:
        stage_key(INTL, SEED, "redraw")

    assert refusal.value.code == "stage_unknown"
    assert refusal.value.params == {"stage": "redraw"}

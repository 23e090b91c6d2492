"""From the one seed of a ceremony to the keys of its stages (SG1 §3.4 and §6).

Every key has a purpose of its own: knowing or using one says nothing about another.
"""

from junheng.engine.errors import JunhengError
from junheng.engine.randomness.suites import Suite

STAGES = (
    "order",
    "draw",
    "label",
    "late",
    "lots-groups",
    "lots-teachers",
    "representatives",
    "representatives-order",
    "teams",
)


def unit_seed(suite: Suite, seed: bytes, unit: str) -> bytes:
    """Return the 32-byte seed of one unit (a grade of a school) from the seed of the ceremony."""
    return suite.hmac(seed, f"SG1-UNIT/1\n{unit}".encode())


def stage_key(suite: Suite, unit_seed: bytes, stage: str) -> bytes:
    """Return the 32-byte key of one stage of a unit; raises `stage_unknown`."""
    if stage not in STAGES:
        raise JunhengError("stage_unknown", stage=stage)
    return suite.hmac(unit_seed, f"SG1-STAGE/1\n{stage}".encode())


def rehearsal_seed(suite: Suite, freeze_hash_hex: str, j: int) -> bytes:
    """Return the seed of rehearsal (演练) number `j`.

    It is public and fixed by the freeze, so anyone can repeat a rehearsal, and it is no hash of a
    seed text, so a rehearsal can never be passed off as the draw.
    """
    return suite.digest(f"SG1-REHEARSAL/1\nfreeze={freeze_hash_hex}\nj={j}\n".encode())


def draw_id(suite: Suite, freeze_hex: str, unit: str) -> bytes:
    """Return the identity of the one draw that a unit of a freeze may have.

    It does not depend on the seed: a second draw of the unit has the same identity and is noticed.
    """
    return suite.digest(f"SG1-DRAW/1\nfreeze={freeze_hex}\nunit={unit}\n".encode())

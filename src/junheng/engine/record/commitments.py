"""Commitments to one student: salts from one key, the identity number, the two leaves (SG1 §4.2).

All salts come from one key, so a ticket shows one salt and nothing about the others, and
destroying the key makes every published hash meaningless.
"""

import re
from collections.abc import Mapping

from junheng.engine.errors import JunhengError
from junheng.engine.randomness.suites import Suite
from junheng.engine.record.canonical import Document

_RANDOM_BYTES = 32
_KIND = re.compile(r"s|r|q[1-9][0-9]{0,5}")


def salt_key(suite: Suite, random32: bytes, digits: str) -> bytes:
    """Return the salt key (K_salt) of a freeze from 32 random bytes and 20 digits.

    The inspector (纪检) rolls the digits and keeps them secret: they protect the students even if
    the program's random source is bad. Raises `salt_key_inputs_malformed`.
    """
    if len(random32) != _RANDOM_BYTES or not re.fullmatch(r"[0-9]{20}", digits):
        raise JunhengError("salt_key_inputs_malformed")
    return suite.digest(b"SG1-KSALT/1\n" + random32 + digits.encode("ascii"))


def student_salt(suite: Suite, salt_key: bytes, kind: str, unit: str, sid: str) -> bytes:
    """Return the 32-byte salt of a student's leaf.

    `kind` is `s` in the roster, `r` in the result, `q<j>` in rehearsal j. Raises
    `salt_kind_unknown`.
    """
    if not _KIND.fullmatch(kind):
        raise JunhengError("salt_kind_unknown")
    return suite.hmac(salt_key, f"SG1-SALT/1\n{kind}\n{unit}\n{sid}".encode())


def identity_commitment(suite: Suite, salt: bytes, identity_number: str) -> str:
    """Return the commitment to an identity number (身份证号) as 64 hex digits.

    A parent can check it with the salt on the ticket; nobody can search for it without.
    """
    return suite.hmac(salt, f"SG1-ID/1\n{identity_number.upper()}".encode()).hex()


def roster_leaf(
    suite: Suite,
    salt_key: bytes,
    *,
    unit: str,
    sid: str,
    name: str,
    identity_number: str,
    attributes: Mapping[str, int],
    pin: Mapping[str, str | int] | None = None,
) -> Document:
    """Return the leaf of one student in the frozen roster.

    `attributes` holds exactly the attributes and numerics that the parameters name. `pin` holds
    `together` or `apart` with the label of the group, or `fixed` with the class, counted from 0.
    """
    salt = student_salt(suite, salt_key, "s", unit, sid)
    leaf: Document = {
        "_t": "sg1/leaf-s",
        "unit": unit,
        "sid": sid,
        "salt": salt.hex(),
        "name": name,
        "idc": identity_commitment(suite, salt, identity_number),
        "a": dict(attributes),
    }
    if pin:
        leaf["pin"] = dict(pin)
    return leaf


def result_leaf(
    suite: Suite, salt_key: bytes, *, unit: str, sid: str, roster_leaf_hash: str, group: str
) -> Document:
    """Return the leaf of one student in the result; `roster_leaf_hash` is 64 hex digits."""
    salt = student_salt(suite, salt_key, "r", unit, sid)
    return _placement("sg1/leaf-r", unit, salt, roster_leaf_hash, group)


def rehearsal_leaf(
    suite: Suite, salt_key: bytes, j: int, *, unit: str, sid: str, roster_leaf_hash: str, group: str
) -> Document:
    """Return the leaf of one student in rehearsal (演练) number `j`."""
    salt = student_salt(suite, salt_key, f"q{j}", unit, sid)
    return _placement("sg1/leaf-q", unit, salt, roster_leaf_hash, group)


def _placement(kind: str, unit: str, salt: bytes, roster_leaf_hash: str, group: str) -> Document:
    return {"_t": kind, "unit": unit, "salt": salt.hex(), "s": roster_leaf_hash, "g": group}

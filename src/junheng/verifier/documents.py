"""The form of every SG1 document (SG1 §4.3, §6–§10 and the agreed extensions).

A shape is a test for one value, a list with the shape of its items, or a record: a dict from
field name to shape, where `?` marks a field that may be left out and `*` allows further fields.
"""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from .canonical import MOST, NotCanonicalError, parse_canonical

Shape = Any  # Callable[[Any], bool] | list[Shape] | dict[str, Shape]
MOST_PEOPLE = 200_000
MOST_CLASSES = 2_000

_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\+08:00")


def matching(pattern: str) -> Callable[[Any], bool]:
    """Test for a string that matches a whole pattern."""
    compiled = re.compile(pattern)
    return lambda value: isinstance(value, str) and compiled.fullmatch(value) is not None


def whole(low: int, high: int) -> Callable[[Any], bool]:
    """Test for a whole number within limits (true and false are not numbers)."""
    return lambda value: type(value) is int and low <= value <= high


def is_time(value: Any) -> bool:
    """Test for `YYYY-MM-DDThh:mm:ss+08:00` of a day that exists."""
    if not isinstance(value, str) or not _TIME.fullmatch(value):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def anything(_value: Any) -> bool:
    """Test that every value passes."""
    return True


def text(value: Any) -> bool:
    """Test for a string."""
    return isinstance(value, str)


def hexadecimal(count: int) -> Callable[[Any], bool]:
    """Test for `count` lower-case hexadecimal digits."""
    return matching(f"[0-9a-f]{{{count}}}")


def exactly(expected: str) -> Callable[[Any], bool]:
    """Test for one string."""
    return lambda value: value == expected


def fits(value: Any, shape: Shape) -> bool:
    """Say whether a value has its shape."""
    return next(faults(value, shape), None) is None


def find_document(raw: bytes, shape: Shape) -> Any:
    """Read one document; None if it is not in its fixed form."""
    try:
        document = parse_canonical(raw)
    except NotCanonicalError:
        return None
    return document if fits(document, shape) else None


def faults(value: Any, shape: Shape, place: str = "") -> Iterator[str]:
    """Name the places where a value departs from its shape."""
    if isinstance(shape, dict):
        if isinstance(value, dict):
            yield from _record_faults(value, shape, place)
        else:
            yield place
    elif isinstance(shape, list):
        if isinstance(value, list):
            for index, item in enumerate(value):
                yield from faults(item, shape[0], f"{place}[{index}]")
        else:
            yield place
    elif not shape(value):
        yield place


def _record_faults(value: dict[str, Any], shape: dict[str, Shape], place: str) -> Iterator[str]:
    known = set()
    for name, part in shape.items():
        field = name.rstrip("?")
        known.add(field)
        if field in value:
            yield from faults(value[field], part, f"{place}.{field}")
        elif not name.endswith("?") and name != "*":
            yield f"{place}.{field}"
    for field, part in value.items():
        if field in known:
            continue
        if "*" not in shape:
            yield f"{place}.{field}"
        else:
            yield from faults(part, shape["*"], f"{place}.{field}")


HASH = hexadecimal(64)
SUITE = matching("intl|gm")
UNIT = matching(r"[A-Za-z0-9._-]{1,60}")
GROUP = matching(r"G[1-9][0-9]{0,3}")
NAME = matching(r"[a-z][a-z0-9_]{0,31}")
PEOPLE = whole(0, MOST_PEOPLE)
COUNT = whole(0, MOST)
POSITIVE = whole(1, MOST)
INTEGER = whole(-MOST, MOST)
CLASSES = whole(1, MOST_CLASSES)

CEREMONY = {
    "public": matching("d10|b10|d6"),
    "public_len": whole(1, 1000),
    "env_len": whole(1, 100),
    "min_env": whole(0, 1000),
    "beacon": matching("none|drand"),
}
LEDGER_PLACE = {"n": COUNT, "head": HASH}
SIZES = [{"g": GROUP, "n": PEOPLE}]

SESSION = {
    "_t": exactly("sg1/session"),
    "ver": whole(1, 1),
    "suite": SUITE,
    "engine": HASH,
    "verifier": HASH,
    "key": {"alg": exactly("ed25519"), "pub": HASH},
    "ceremony": CEREMONY,
    "*": anything,
}
ENGINE = {
    "_t": exactly("sg1/engine"),
    "name": text,
    "version": text,
    "files": [{"path": text, "size": COUNT, "h": HASH}],
}
PARAMS = {
    "_t": exactly("sg1/params"),
    "unit": UNIT,
    "k": CLASSES,
    "maxdiff": PEOPLE,
    "cap": whole(1, MOST_PEOPLE),
    "engine": HASH,
    "attrs": [NAME],
    "weights": {"*": POSITIVE},
    "budget": COUNT,
    "pins": {"together": PEOPLE, "apart": PEOPLE, "fixed": PEOPLE},
    "numerics?": [{"name": NAME, "weight": POSITIVE, "tolerance": COUNT, "unit": POSITIVE}],
    "caps?": [{"attr": NAME, "code": INTEGER, "most": PEOPLE}],
    "sizes?": [PEOPLE],
    "reduction?": {"attr": NAME, "code": INTEGER, "seats": whole(1, 100)},
}
TEACHERS = {"_t": exactly("sg1/teachers"), "unit": UNIT, "list": [{"t": text, "name": text}]}
FREEZE = {
    "_t": exactly("sg1/freeze"),
    "ver": whole(1, 1),
    "suite": SUITE,
    "session": HASH,
    "no": POSITIVE,
    "at": is_time,
    "engine": HASH,
    "ceremony": CEREMONY,
    "units": [
        {
            "unit": UNIT,
            "n": PEOPLE,
            "k": CLASSES,
            "roster": HASH,
            "params": HASH,
            "teachers?": HASH,
        }
    ],
    "ledger": LEDGER_PLACE,
    "supersedes?": HASH,
}
RESULT = {
    "_t": exactly("sg1/result"),
    "freeze": HASH,
    "unit": UNIT,
    "draw": HASH,
    "seed": HASH,
    "engine": HASH,
    "roster": HASH,
    "root": HASH,
    "n": PEOPLE,
    "k": CLASSES,
    "groups": SIZES,
    "balance": [{"attr": NAME, "max_diff": PEOPLE}],
}
REHEARSAL = {**RESULT, "_t": exactly("sg1/rehearsal"), "j": POSITIVE}
LOTS = {
    "_t": exactly("sg1/lots"),
    "unit": UNIT,
    "result": HASH,
    "mode": matching("physical|electronic"),
    "groups": [{"g": GROUP, "lot": CLASSES}],
    "teachers": [{"t": text, "lot": CLASSES}],
    "out": [{"class": CLASSES, "g": GROUP, "t": text}],
    "swaps?": [{"t1": text, "t2": text, "why": exactly("recusal")}],
    "lines?": [text],
    "seed?": HASH,
}
LATE = {
    "_t": exactly("sg1/late"),
    "unit": UNIT,
    "batch": POSITIVE,
    "result": HASH,
    "m": PEOPLE,
    "roster": HASH,
    "maxdiff": PEOPLE,
    "cap": PEOPLE,
    "sizes": SIZES,
    "ledger": LEDGER_PLACE,
}
EVENT = {
    "_t": exactly("sg1/event"),
    "n": POSITIVE,
    "prev": HASH,
    "at": is_time,
    "type": text,
    "by": text,
    "body": {"*": anything},
    "priv?": HASH,
}
SEED_LINES = {"lines": [text], "seed": HASH}
BODIES: dict[str, dict[str, Shape]] = {
    "SESSION": {"session": HASH},
    "FREEZE": {"freeze": HASH, "no": POSITIVE, "supersedes?": HASH},
    "NOTICE_POSTED": {"freeze": HASH},
    "REHEARSAL": {"freeze": HASH, "j": POSITIVE},
    "ENVELOPES_SEALED": {"freeze": HASH, "count": whole(0, 1000)},
    "PUBLIC_DRAWN": {"freeze": HASH, "public": text},
    "OPENING": {"freeze": HASH},
    "SEED_LOCKED": {"freeze": HASH, **SEED_LINES, "beacon_sig?": hexadecimal(96)},
    "DRAW": {"freeze": HASH, "unit": UNIT, "draw": HASH, "seed": HASH, "result": HASH},
    "REPRESENTATIVES": {
        "unit": UNIT,
        "result": HASH,
        **SEED_LINES,
        "out": [{"g": GROUP, "s": [HASH]}],
        "order": [GROUP],
    },
    "LOTS": {"unit": UNIT, "result": HASH, "lots": HASH},
    "LATE_FREEZE": {"unit": UNIT, "late": HASH, "m": PEOPLE},
    "LATE_DRAW": {
        "unit": UNIT,
        "late": HASH,
        **SEED_LINES,
        "out": [{"s": HASH, "g": GROUP}],
        "forced": whole(0, 1),
    },
    "VOID": {"freeze": HASH, "reason": text},
    "CHANGE": {"unit": UNIT},
}
OTHER_EVENTS = [
    "CHECK_OPEN",
    "CHECK_CLOSED",
    "PIN",
    "FREEDOM",
    "PRINT",
    "SIGN",
    "DISC",
    "PUBLISH",
    "RECONCILE",
    "ANCHOR",
    "ACCESS",
    "CLOCK",
    "RESTORE",
    "KEY_DESTROYED",
]
CHECKPOINT = {"_t": exactly("sg1/checkpoint"), "session": HASH, "n": COUNT, "head": HASH}
SIGNATURE = {"alg": exactly("ed25519"), "pub": HASH, "sig": hexadecimal(128)}
LEAVES = [HASH]
LISTS: dict[str, Shape] = {
    "params": PARAMS,
    "teachers": TEACHERS,
    "freezes": FREEZE,
    "rosters": {"unit": UNIT, "freeze": HASH, "leaves": LEAVES},
    "results": RESULT,
    "result_leaves": {"unit": UNIT, "result": HASH, "leaves": LEAVES},
    "lots": LOTS,
    "late": {"doc": LATE, "leaves": LEAVES},
    "rehearsals": {"doc": REHEARSAL, "leaves": LEAVES},
}
PUBLIC_HEAD = {
    "_t": exactly("sg1/public"),
    "suite": SUITE,
    "session": SESSION,
    "engine": ENGINE,
    "events": [anything],
    "checkpoint": CHECKPOINT,
    "sig": SIGNATURE,
    **{name: [anything] for name in LISTS if name != "rehearsals"},
    "rehearsals?": [anything],
}

PIN = {"together?": text, "apart?": text, "fixed?": COUNT}
LEAF_S = {
    "_t": exactly("sg1/leaf-s"),
    "unit": UNIT,
    "sid": text,
    "salt": HASH,
    "name": text,
    "idc": HASH,
    "a": {"*": INTEGER},
    "pin?": PIN,
}
LEAF_R = {"_t": exactly("sg1/leaf-r"), "unit": UNIT, "salt": HASH, "s": HASH, "g": GROUP}
LEAF_Q = {**LEAF_R, "_t": exactly("sg1/leaf-q")}
_TICKET_HEAD = {
    "suite": SUITE,
    "session": HASH,
    "freeze": HASH,
    "n": PEOPLE,
    "s": LEAF_S,
    "si": PEOPLE,
    "sp": LEAVES,
}
_TICKET_PLACE = {"ri": PEOPLE, "rp": LEAVES}
TICKETS: tuple[dict[str, Shape], ...] = (
    {"_t": exactly("sg1/ticket"), **_TICKET_HEAD},
    {"_t": exactly("sg1/ticket"), **_TICKET_HEAD, **_TICKET_PLACE, "result": HASH, "r": LEAF_R},
    {
        "_t": exactly("sg1/ticket-q"),
        **_TICKET_HEAD,
        **_TICKET_PLACE,
        "rehearsal": HASH,
        "r": LEAF_Q,
    },
    {"_t": exactly("sg1/slip"), "freeze": HASH, "s": LEAF_S},
    {"_t": exactly("sg1/slip"), "freeze": HASH, "s": LEAF_S, "r": LEAF_R},
    {"_t": exactly("sg1/slip"), "freeze": HASH, "s": LEAF_S, "r": LEAF_Q},
    {"_t": exactly("sg1/late-slip"), "late": HASH, "s": LEAF_S},
)
MANIFEST = {
    "_t": exactly("sg1/manifest"),
    "suite": SUITE,
    "session": HASH,
    "files": [{"path": text, "size": COUNT, "h": HASH}],
    "*": anything,
}
MANIFEST_SIGNATURE = {"_t": exactly("sg1/sig"), **SIGNATURE}
SALT_KEY = {"_t": exactly("sg1/ksalt"), "r": HASH, "digits": matching("[0-9]{20}")}
SEALED = {
    "_t": exactly("sg1/sealed"),
    "unit": UNIT,
    "leaves": [LEAF_S],
    "results?": [LEAF_R],
    "rehearsals?": [LEAF_Q],
}
BOX = {
    "_t": exactly("sg1/box"),
    "suite": SUITE,
    "kdf": matching("scrypt|pbkdf2-sm3"),
    "n": COUNT,
    "salt": matching("([0-9a-f]{2}){8,64}"),
    "prefix": hexadecimal(14),
    "chunk": whole(1, 1 << 26),
    "size": COUNT,
}

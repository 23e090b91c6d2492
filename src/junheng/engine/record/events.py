"""The catalogue of ledger events: which fields the body of each must and may have (SG1 §7.2).

A body is public by design: roles, counts and hashes, never personal data. So a field that is not
in the catalogue is refused.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from junheng.engine.errors import JunhengError
from junheng.engine.record.values import is_hash


@dataclass(frozen=True)
class EventKind:
    """The fields of one kind of event, each with its form.

    `required` must be there; `recorded` must be written by this program, though a verifier does
    not insist; `optional` may be there. `needs_two` marks acts of two people of two roles.
    """

    required: Mapping[str, str]
    recorded: Mapping[str, str] = field(default_factory=dict)
    optional: Mapping[str, str] = field(default_factory=dict)
    needs_two: bool = False


EVENT_KINDS: Mapping[str, EventKind] = {
    "SESSION": EventKind({"session": "hash"}),
    "CHECK_OPEN": EventKind({"unit": "text"}),
    "CHECK_CLOSED": EventKind({"unit": "text", "checked": "count", "disputed": "count"}),
    "PIN": EventKind({"unit": "text", "kind": "text", "count": "count"}, needs_two=True),
    "FREEZE": EventKind(
        {"freeze": "hash", "no": "count"}, optional={"supersedes": "hash"}, needs_two=True
    ),
    "NOTICE_POSTED": EventKind({"freeze": "hash", "where": "text"}, optional={"photo": "hash"}),
    "FREEDOM": EventKind(
        {"freeze": "hash", "unit": "text", "r": "count", "flagged": "count", "report": "hash"}
    ),
    "REHEARSAL": EventKind({"freeze": "hash", "j": "count"}),
    "ENVELOPES_SEALED": EventKind({"freeze": "hash", "count": "count", "seats": "texts"}),
    "PUBLIC_DRAWN": EventKind({"freeze": "hash", "public": "text"}),
    "OPENING": EventKind({"freeze": "hash"}),
    "SEED_LOCKED": EventKind(
        {"freeze": "hash", "lines": "texts", "seed": "hash"},
        optional={"beacon_sig": "text"},
        needs_two=True,
    ),
    "DRAW": EventKind(
        {"freeze": "hash", "unit": "text", "draw": "hash", "seed": "hash", "result": "hash"}
    ),
    "PRINT": EventKind({"result": "hash", "pages": "count", "pdf": "hash"}),
    "SIGN": EventKind({"result": "hash", "roles": "texts"}),
    "DISC": EventKind({"copies": "count", "box": "hash"}, optional={"readback": "count"}),
    "REPRESENTATIVES": EventKind(
        {
            "unit": "text",
            "result": "hash",
            "lines": "texts",
            "seed": "hash",
            "out": "representatives",
            "order": "texts",
        },
        needs_two=True,
    ),
    "LOTS": EventKind({"unit": "text", "result": "hash", "lots": "hash"}, needs_two=True),
    "PUBLISH": EventKind({"public": "hash"}),
    "LATE_FREEZE": EventKind({"unit": "text", "late": "hash", "m": "count"}, needs_two=True),
    "LATE_DRAW": EventKind(
        {
            "unit": "text",
            "late": "hash",
            "lines": "texts",
            "seed": "hash",
            "out": "placements",
            "forced": "flag",
        },
        needs_two=True,
    ),
    "CHANGE": EventKind(
        {"unit": "text", "kind": "text", "approval": "text", "count": "count"},
        optional={
            "change": "hash",
            "lines": "texts",
            "seed": "hash",
            "out": "placements",
            "forced": "flag",
        },
        needs_two=True,
    ),
    "VOID": EventKind(
        {"freeze": "hash", "reason": "text"},
        recorded={"stage": "text", "signers": "texts"},
        optional={"ref": "text"},
        needs_two=True,
    ),
    "RECONCILE": EventKind(
        {"unit": "text", "compared": "count", "mismatched": "count", "report": "hash"}
    ),
    "ANCHOR": EventKind({"kind": "text", "head": "hash", "ref": "text"}),
    "ACCESS": EventKind({"day": "text", "queries": "count", "lockouts": "count"}),
    "CLOCK": EventKind({"old": "text", "new": "text"}, needs_two=True),
    "RESTORE": EventKind({"backup": "text", "found": "hash", "paper": "hash"}, needs_two=True),
    "KEY_DESTROYED": EventKind({"what": "text"}, needs_two=True),
}


def check_body(kind: str, body: Mapping[str, object], *, is_written: bool) -> None:
    """Refuse a body that is not as the catalogue says.

    `is_written` asks also for the fields that this program must record. Raises
    `event_kind_unknown`, and with the field `event_field_missing`, `event_field_unknown` and
    `event_field_malformed`.
    """
    shape = EVENT_KINDS.get(kind)
    if shape is None:
        raise JunhengError("event_kind_unknown")
    needed = {**shape.required, **(shape.recorded if is_written else {})}
    forms = {**shape.required, **shape.recorded, **shape.optional}
    for name in needed:
        if name not in body:
            raise JunhengError("event_field_missing", kind=kind, field=name)
    for name, value in body.items():
        if name not in forms:
            raise JunhengError("event_field_unknown", kind=kind, field=name)
        if not _has_form(value, forms[name]):
            raise JunhengError("event_field_malformed", kind=kind, field=name)


def _has_form(value: object, form: str) -> bool:
    match form:
        case "hash":
            return is_hash(value)
        case "text":
            return isinstance(value, str)
        case "count":
            return type(value) is int and value >= 0
        case "flag":
            return type(value) is int and value in (0, 1)
    return isinstance(value, list) and all(_IS_ITEM[form](item) for item in value)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_placement(value: object) -> bool:
    return (
        isinstance(value, dict)
        and set(value) == {"s", "g"}
        and is_hash(value["s"])
        and isinstance(value["g"], str)
    )


def _is_class_list(value: object) -> bool:
    return (
        isinstance(value, dict)
        and set(value) == {"g", "s"}
        and isinstance(value["g"], str)
        and isinstance(value["s"], list)
        and all(is_hash(leaf) for leaf in value["s"])
    )


_IS_ITEM = {
    "texts": _is_text,
    "placements": _is_placement,
    "representatives": _is_class_list,
}

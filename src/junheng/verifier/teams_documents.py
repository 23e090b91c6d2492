"""The form of a record of teaching teams: its list, freeze and result, field by field."""

from itertools import pairwise
from typing import Any

from .documents import exactly, fits, hexadecimal, matching, text, whole

_LARGEST = 1 << 20
_COUNT = whole(0, _LARGEST)
_NUMBER = whole(-_LARGEST, _LARGEST)
_PLAN = {"teams": [[_COUNT]], "home": [_COUNT]}


def _flag(value: Any) -> bool:
    return isinstance(value, bool)


_LIST = {
    "_t": exactly("sg1/teams-list"),
    "suite": matching("intl|gm"),
    "unit": matching(r"[0-9a-z][0-9a-z.\-]{0,63}"),
    "engine": exactly("SG1-TEAMS/1"),
    "k": whole(1, 2_000),
    "spread": whole(-1, _LARGEST),
    "names": hexadecimal(64),
    "subjects": [{"s": text, "load": _COUNT, "core": _flag}],
    "teachers": [
        {
            "t": matching("T[1-9][0-9]*"),
            "subjects": [_COUNT],
            "most_classes": _COUNT,
            "most_load": _COUNT,
            "homeroom_load": _COUNT,
            "homeroom": whole(0, 2),
        }
    ],
    "measures": [
        {
            "m": text,
            "scope": matching("homeroom|all|core"),
            "unit": whole(1, _LARGEST),
            "values": [_NUMBER],
        }
    ],
    "apart": [[_COUNT]],
    "absent": [[_COUNT]],
    "kept": [{"of": _COUNT, "subject": _COUNT, "teacher": _COUNT}],
}
_FREEZE = {
    "_t": exactly("sg1/teams-freeze"),
    "list": hexadecimal(64),
    "unit": text,
    "start": _PLAN,
    "levels": [_COUNT],
    "bounds": [{"level": _COUNT, "proof": matching("count|solver")}],
}
_RESULT = {
    "_t": matching("sg1/teams|sg1/teams-rehearsal"),
    "freeze": hexadecimal(64),
    "unit": text,
    "draw": hexadecimal(64),
    "seed": hexadecimal(64),
    "lines": [text],
    **_PLAN,
    "levels": [_COUNT],
}
_RECORD = {
    "_t": exactly("sg1/teams-record"),
    "list": _LIST,
    "freeze": _FREEZE,
    "result": _RESULT,
}


def is_record(record: Any) -> bool:
    """Say whether a document is a record of teams whose numbers all point at something."""
    return fits(record, _RECORD) and _fits_together(record["list"])


def _fits_together(listed: dict[str, Any]) -> bool:
    """Say whether all numbers of a list point at something, and lists are sorted where they are."""
    n, m = len(listed["teachers"]), len(listed["subjects"])
    places = [t for pair in listed["apart"] for t in pair]
    places += [t for group in listed["absent"] for t in group]
    places += [row[field] for row in listed["kept"] for field in ("of", "teacher")]
    names = [one["m"] for one in listed["measures"]]
    return (
        m > 0
        and [one["t"] for one in listed["teachers"]] == [f"T{t}" for t in range(1, n + 1)]
        and all(
            one["subjects"] and _ascends(one["subjects"]) and one["subjects"][-1] < m
            for one in listed["teachers"]
        )
        and all(len(one["values"]) == n for one in listed["measures"])
        and len(set(names)) == len(names)
        and all(t < n for t in places)
        and all(len(pair) == len(("one", "other")) and _ascends(pair) for pair in listed["apart"])
        and all(group and _ascends(group) for group in listed["absent"])
        and all(row["subject"] < m for row in listed["kept"])
    )


def _ascends(numbers: list[int]) -> bool:
    return all(one < other for one, other in pairwise(numbers))

"""A roster of teachers as it is kept, and the part of it that a year's subjects need."""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from junheng.rosters import TeamRoster
from junheng.rosters.teams import TeamTeacher

_DATES: Final = ("birth",)


def roster_text(roster: TeamRoster) -> str:
    """A roster as JSON text; `roster_of_text` gives the very same value back."""
    content = {
        "sheet": roster.sheet,
        "subjects": roster.subjects,
        "columns": roster.columns,
        "apart": roster.apart,
        "absent": roster.absent,
        "teachers": [
            {
                "row": one.row,
                "name": one.name,
                "number": one.number,
                "subjects": one.subjects,
                "values": {to: _plain(value) for to, value in one.values.items()},
            }
            for one in roster.teachers
        ],
    }
    return json.dumps(content, ensure_ascii=False)


def roster_of_text(text: str) -> TeamRoster:
    """A roster from its text."""
    content = json.loads(text)
    return TeamRoster(
        content["sheet"],
        tuple(content["subjects"]),
        tuple(_teacher(one) for one in content["teachers"]),
        tuple(content["columns"]),
        tuple((one, other) for one, other in content["apart"]),
        tuple(map(tuple, content["absent"])),
    )


def roster_of_year(roster: TeamRoster, subjects: Sequence[str]) -> TeamRoster:
    """Those who teach one of the subjects, with these subjects alone; the order stays."""
    taken = [t for t, one in enumerate(roster.teachers) if set(one.subjects) & set(subjects)]
    new = {t: place for place, t in enumerate(taken)}
    absent = [tuple(new[t] for t in group if t in new) for group in roster.absent]
    return replace(
        roster,
        subjects=tuple(subjects),
        teachers=tuple(_with_subjects(roster.teachers[t], subjects) for t in taken),
        apart=tuple((new[a], new[b]) for a, b in roster.apart if a in new and b in new),
        absent=tuple(group for group in absent if group),
    )


def _with_subjects(one: TeamTeacher, subjects: Sequence[str]) -> TeamTeacher:
    return replace(one, subjects=tuple(taught for taught in one.subjects if taught in subjects))


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, dt.date) else value


def _teacher(one: dict[str, Any]) -> TeamTeacher:
    values = {
        to: dt.date.fromisoformat(value)
        if to in _DATES and value
        else tuple(value)
        if isinstance(value, list)
        else value
        for to, value in one["values"].items()
    }
    return TeamTeacher(one["row"], one["name"], one["number"], tuple(one["subjects"]), values)

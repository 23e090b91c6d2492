"""Why there are no teams, in words a principal can act on."""

from collections.abc import Mapping, Sequence
from typing import Any

from junheng.core.messages import sentence
from junheng.engine.teams.causes import Cause
from junheng.engine.teams.problem import Problem
from junheng.rosters import TeamRoster


def cause_words(cause: Mapping[str, Any], problem: Problem, roster: TeamRoster) -> str:
    """One kept cause; people by row and name. A refusal of another kind has a code of its own."""
    if "code" in cause:
        return sentence(cause["code"], cause["params"])
    found = Cause(**cause)
    people = _people(found, problem)
    params = {"needed": found.needed, "found": found.found} | _params(found, problem, roster)
    named = "、".join(roster.teachers[t].name for t in people)
    return sentence(f"teams_cause_{found.kind}", params) + (f"（{named}）" if named else "")


def _people(cause: Cause, problem: Problem) -> Sequence[int]:
    if cause.kind == "apart":
        return problem.apart[cause.index]
    if cause.kind == "absent":
        return problem.absent[cause.index]
    if cause.kind == "kept":
        row = problem.kept[cause.index]
        return (row.teacher, row.of)
    return ()


def _params(cause: Cause, problem: Problem, roster: TeamRoster) -> dict[str, object]:
    rows = [roster.teachers[t].row for t in _people(cause, problem)]
    if cause.kind in {"no_teacher", "classes", "load"}:
        return {"subject": roster.subjects[cause.index]}
    if cause.kind == "absent":
        return {"rows": "、".join(map(str, rows))}
    if cause.kind in {"apart", "kept"}:
        params: dict[str, object] = {"first": rows[0], "second": rows[1]}
        if cause.kind == "kept":
            params["subject"] = roster.subjects[problem.kept[cause.index].subject]
        return params
    return {}

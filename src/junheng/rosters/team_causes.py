"""Why there are no teams (组不成的原因): codes of sentences, for terminal and page alike."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from junheng.engine.teams.causes import Cause, CauseKind, all_counted_causes
from junheng.engine.teams.problem import Problem
from junheng.rosters.students import Note
from junheng.rosters.teams import TeamRoster

CODES: Final[Mapping[CauseKind, str]] = {
    "no_teacher": "teams_cause_no_teacher",
    "classes": "teams_cause_classes",
    "load": "teams_cause_load",
    "homeroom_few": "teams_cause_homeroom_few",
    "homeroom_many": "teams_cause_homeroom_many",
    "apart": "teams_cause_apart",
    "absent": "teams_cause_absent",
    "kept": "teams_cause_kept",
}
_OF_A_SUBJECT: Final = {"no_teacher", "classes", "load"}
_COUNTED: Final = {"classes", "load", "homeroom_few"}


@dataclass(frozen=True)
class SaidCause:
    """One cause: sentences that are said one after the other, and the names of its people."""

    notes: tuple[Note, ...]
    names: tuple[str, ...]


def said_causes(
    causes: Sequence[Cause], problem: Problem, roster: TeamRoster
) -> tuple[SaidCause, ...]:
    """The causes, people by their rows, in the order of the rows."""
    ordered = sorted(causes, key=lambda one: _rows(one, problem, roster))
    return tuple(_said(one, problem, roster) for one in ordered)


def further_causes(
    causes: Sequence[Cause], problem: Problem, roster: TeamRoster
) -> tuple[SaidCause, ...]:
    """What else counting shows to be too little, so that all of it is put right at once."""
    more = [one for one in all_counted_causes(problem) if one not in causes]
    return said_causes(more, problem, roster)


def _said(cause: Cause, problem: Problem, roster: TeamRoster) -> SaidCause:
    rows = _rows(cause, problem, roster)
    params: dict[str, object] = {"needed": cause.needed, "found": cause.found}
    if cause.kind in _OF_A_SUBJECT:
        params["subject"] = roster.subjects[cause.index]
    elif cause.kind == "absent":
        params["rows"] = "、".join(map(str, rows))
    elif cause.kind in {"apart", "kept"}:
        params |= {"first": rows[0], "second": rows[1]}
        if cause.kind == "kept":
            params["subject"] = roster.subjects[problem.kept[cause.index].subject]
    main = Note(CODES[cause.kind], None, params)
    names = {one.row: one.name for one in roster.teachers}
    return SaidCause((main, *_remarks(cause, problem, roster)), tuple(names[row] for row in rows))


def _remarks(cause: Cause, problem: Problem, roster: TeamRoster) -> Iterator[Note]:
    """What a principal asks next: how many are missing, or why enough is not enough."""
    short = {"short": cause.needed - cause.found}
    if cause.kind in _COUNTED and cause.found >= cause.needed:
        yield Note("teams_cause_joint")
    elif cause.kind == "homeroom_few":
        yield Note("teams_cause_short_of_heads", None, short)
    elif cause.kind in _COUNTED:
        yield Note("teams_cause_short_of_classes", None, short)
    elif cause.kind == "absent":
        group = set(problem.absent[cause.index])
        for s, subject in enumerate(roster.subjects):
            if set(problem.teachers_of(s)) <= group:
                yield Note("teams_cause_only_they", None, {"subject": subject})


def _rows(cause: Cause, problem: Problem, roster: TeamRoster) -> list[int]:
    """The rows of the people of a rule; of a row that stays, its teacher and then the class."""
    people: Sequence[int] = ()
    if cause.kind == "apart":
        people = problem.apart[cause.index]
    elif cause.kind == "absent":
        people = problem.absent[cause.index]
    elif cause.kind == "kept":
        kept = problem.kept[cause.index]
        return [roster.teachers[kept.teacher].row, roster.teachers[kept.of].row]
    return sorted(roster.teachers[t].row for t in people)

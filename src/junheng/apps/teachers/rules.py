"""What a list of homeroom teachers and the teams around them must be: decisions over values."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from junheng.apps.teachers.states import IN_FORCE, ListState
from junheng.core.access import StepRefused
from junheng.rosters.names import name_problems, normalised_name
from junheng.tabular import Cell, CellFault, Fault, Row, Text

LONGEST_NAME: Final = 40
_NAME: Final = Text("姓名", to="name", is_personal_name=True, longest=LONGEST_NAME)
_BETWEEN_NAMES: Final = re.compile(r"[\n\r\t、，,；;]+")
_NUMBERING: Final = re.compile(r"^[\s(（]*[0-9]{1,3}[\s)）.:：]+")


@dataclass(frozen=True)
class TeamMember:
    """A subject teacher in the class of a homeroom teacher."""

    homeroom: str
    subject: str
    name: str


@dataclass(frozen=True)
class ListPreview:
    """A list before it is written; `candidates` are to be chosen from where the number is wrong."""

    names: tuple[str, ...]
    faults: tuple[Fault, ...] = ()
    candidates: tuple[str, ...] = ()
    file_digest: str = ""


@dataclass(frozen=True)
class TeamPreview:
    """Teams before they are written."""

    members: tuple[TeamMember, ...]
    faults: tuple[Fault, ...] = ()
    file_digest: str = ""

    @property
    def errors(self) -> tuple[Fault, ...]:
        """The faults that stop the import."""
        return tuple(fault for fault in self.faults if fault.severity == "error")


def typed_names(text: str) -> tuple[str, ...]:
    """The names in a text as people type or paste it: one a line, numbered or not."""
    pieces = (_NUMBERING.sub("", piece).strip() for piece in _BETWEEN_NAMES.split(text))
    return tuple(typed_name(piece) for piece in pieces if piece and not piece.isdecimal())


def typed_name(text: str) -> str:
    """A name as a sheet would give it; what cannot be one is left to `list_faults`."""
    try:
        return normalised_name(_NAME.parse(Cell(text)))
    except CellFault:
        return normalised_name(text)


def list_faults(names: Sequence[str], class_count: int) -> tuple[Fault, ...]:
    """Everything that is wrong with a list; `row` is the place on it, from 1."""
    faults: list[Fault] = []
    first: dict[str, int] = {}
    for place, name in enumerate(names, start=1):
        if first.setdefault(name, place) != place:
            params = {"first": first[name]}
            faults.append(Fault("", place, None, "teacher_named_twice", params))
        if len(name) > LONGEST_NAME:
            faults.append(Fault("", place, None, "text_too_long", {"longest": LONGEST_NAME}))
        faults += [
            Fault("", place, None, code, {"position": position})
            for code, position in name_problems(name)
            if code != "name_character_variant"
        ]
    if len(names) != class_count:
        params = {"found": len(names), "expected": class_count}
        faults.append(Fault("", None, None, "teachers_not_one_per_class", params))
    return tuple(faults)


def member_of(values: Mapping[str, Any]) -> TeamMember:
    """A member of a team from a row that was read without a fault."""
    return TeamMember(
        normalised_name(values["homeroom"]), values["subject"], normalised_name(values["name"])
    )


def team_faults(
    rows: Sequence[Row], members: Sequence[TeamMember], homeroom_teachers: Sequence[str]
) -> tuple[Fault, ...]:
    """What is wrong between the rows of the teams and the list.

    Every team has one teacher of each subject that any team has.
    """
    faults: list[Fault] = []
    taken: dict[tuple[str, str], int] = {}
    for row, member in zip(rows, members, strict=True):
        if member.homeroom not in homeroom_teachers:
            faults.append(Fault("", row.number, "班主任", "team_homeroom_unknown"))
        first = taken.setdefault((member.homeroom, member.subject), row.number)
        if first != row.number:
            faults.append(Fault("", row.number, "学科", "team_subject_twice", {"first": first}))
    subjects = dict.fromkeys(member.subject for member in members)
    faults += [
        Fault("", None, None, "team_subject_missing", {"place": place, "subject": subject})
        for place, name in enumerate(homeroom_teachers, start=1)
        for subject in subjects
        if (name, subject) not in taken
    ]
    return tuple(faults)


def check_open(state: ListState, filing_number: str) -> None:
    """Raise StepRefused unless a list in this state may still be written (HT-03)."""
    if state in IN_FORCE:
        raise StepRefused("teachers_filed", number=filing_number)
    if state is not ListState.DRAFT:
        raise StepRefused("teachers_submitted")


def check_return(state: ListState, filing_number: str, *, fits: bool) -> None:
    """Raise StepRefused when a list that is in force and still fits would be returned (HT-03)."""
    if state in IN_FORCE and fits:
        raise StepRefused("teachers_filed", number=filing_number)


def filing_number(year: int, number: int) -> str:
    """The number under which a list is filed, as it is printed: 2026-T003."""
    return f"{year}-T{number:03d}"

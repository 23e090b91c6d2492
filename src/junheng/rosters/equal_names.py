"""Students of one school whose names are equal or sound the same, and what is noted of them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from junheng.rosters.names import same_name_groups, same_sound_groups
from junheng.rosters.students import Note, SchoolRoster, Student

_NAMES: Final = "same_names_found"
_SOUNDS: Final = "same_sounds_found"


def with_equal_names(school: SchoolRoster) -> SchoolRoster:
    """The roster with its groups of equal names, whatever groups it had before."""
    names = [student.name for student in school.students]
    same_names, same_sounds = same_name_groups(names), same_sound_groups(names)
    notes = (
        *(note for note in school.notes if note.code not in {_NAMES, _SOUNDS}),
        *_notes(_NAMES, same_names, school.students),
        *_notes(_SOUNDS, same_sounds, school.students),
    )
    return replace(school, same_names=same_names, same_sounds=same_sounds, notes=notes)


def _notes(code: str, groups: Sequence[tuple[int, ...]], students: Sequence[Student]) -> list[Note]:
    """Where equal names stand, without the names."""
    if not groups:
        return []
    rows = ["与".join(str(students[index].row) for index in group) for group in groups]
    return [Note(code, None, {"count": len(groups), "rows": "；".join(rows)})]

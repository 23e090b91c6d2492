"""A roster as it is kept between its reading and the freeze, and how it is put together again.

What the students are stands in their own records; the rest of the sheet (headings, notes, what
was passed over) is its frame. `put_together(frame, students, …)` of an untouched roster is the
very value that `read_roster` gave.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from junheng.profiles import Stage
from junheng.rosters.equal_names import with_equal_names
from junheng.rosters.students import LinkedBy, MultipleBirth, Note, SchoolRoster, Student, Wish
from junheng.tabular import Fault, HeaderUse, SkippedRow


@dataclass(frozen=True)
class SiblingGroup:
    """What is said of siblings of one birth, without its members."""

    wish: Wish
    linked_by: LinkedBy


def frame_of(school: SchoolRoster) -> dict[str, Any]:
    """All of a roster but its students, as JSON."""
    return {
        "sheet": school.sheet,
        "title": school.title,
        "stage": school.stage,
        "stage_found_by": school.stage_found_by,
        "attributes": list(school.attributes),
        "headers": [asdict(header) for header in school.headers],
        "skipped": [asdict(row) for row in school.skipped],
        "notes": [asdict(note) for note in school.notes],
    }


def put_together(
    frame: Mapping[str, Any],
    students: Sequence[Student],
    groups: Mapping[int, SiblingGroup],
) -> SchoolRoster:
    """A whole roster again; `multiple_birth` of a student is a key of `groups`.

    Groups are numbered anew by their first member; one of whom fewer than two are left is none.
    """
    members: dict[int, list[int]] = {}
    for index, student in enumerate(students):
        if student.multiple_birth is not None:
            members.setdefault(student.multiple_birth, []).append(index)
    left = [key for key, indexes in members.items() if len(indexes) > 1]
    new_place = {key: number for number, key in enumerate(left)}
    school = SchoolRoster(
        sheet=frame["sheet"],
        title=frame["title"],
        stage=Stage(frame["stage"]) if frame["stage"] else None,
        stage_found_by=frame["stage_found_by"],
        students=tuple(
            replace(student, multiple_birth=_moved(student.multiple_birth, new_place))
            for student in students
        ),
        attributes=tuple(frame["attributes"]),
        multiple_births=tuple(
            MultipleBirth(tuple(members[key]), groups[key].wish, groups[key].linked_by)
            for key in left
        ),
        same_names=(),
        same_sounds=(),
        headers=tuple(HeaderUse(**header) for header in frame["headers"]),
        skipped=tuple(SkippedRow(**row) for row in frame["skipped"]),
        notes=tuple(Note(**note) for note in frame["notes"]),
    )
    return with_equal_names(school)


def _moved(key: int | None, new_place: Mapping[int, int]) -> int | None:
    return None if key is None else new_place.get(key)


def attributes_of(student: Student) -> dict[str, Any]:
    """What is known of a student beside name and numbers, as JSON."""
    return {
        "gender": student.gender,
        "birth_date": student.birth_date.isoformat(),
        "ethnicity": student.ethnicity,
        "origin": student.origin,
        "migrant": student.migrant,
        "sen": student.sen,
        "left_behind": student.left_behind,
        "boarding": student.boarding,
    }


def student_from(attributes: Mapping[str, Any], **others: Any) -> Student:
    """A student from his attributes and his other values."""
    born = date.fromisoformat(attributes["birth_date"])
    return Student(**{**attributes, "birth_date": born}, **others)


def students_as_json(students: Iterable[Student]) -> list[dict[str, Any]]:
    """Whole students as JSON."""
    return [{**asdict(student), **attributes_of(student)} for student in students]


def students_from_json(records: Iterable[Mapping[str, Any]]) -> tuple[Student, ...]:
    """Students as `students_as_json` wrote them."""
    return tuple(
        Student(**{**record, "birth_date": date.fromisoformat(record["birth_date"])})
        for record in records
    )


def faults_as_json(faults: Iterable[Fault]) -> list[dict[str, Any]]:
    """Faults and warnings as JSON."""
    return [asdict(fault) for fault in faults]


def faults_from_json(records: Iterable[Mapping[str, Any]]) -> tuple[Fault, ...]:
    """Faults as `faults_as_json` wrote them."""
    return tuple(Fault(**record) for record in records)

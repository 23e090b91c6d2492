"""A kept roster is put together as it was read."""

import json
from datetime import date
from pathlib import Path

import pytest

from junheng.profiles import load_profile
from junheng.rosters import (
    SchoolRoster,
    SiblingGroup,
    attributes_of,
    faults_as_json,
    faults_from_json,
    frame_of,
    put_together,
    read_roster,
    student_from,
    students_as_json,
    students_from_json,
)

TODAY = date(2026, 7, 15)
SAMPLES = Path(__file__).parents[1] / "data" / "rosters"
FILES = ["county-5-schools.xlsx", "junior-high-412.xlsx", "primary-268.xls", "town-133-gbk.csv"]


def groups_of(school: SchoolRoster) -> dict[int, SiblingGroup]:
    return {
        place: SiblingGroup(birth.wish, birth.linked_by)
        for place, birth in enumerate(school.multiple_births)
    }


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("profile", ["national", "guiyang-county"])
def test_a_roster_through_json_is_the_same_value(name: str, profile: str) -> None:
    for school in read_roster(SAMPLES / name, load_profile(profile), today=TODAY).schools:
        frame = json.loads(json.dumps(frame_of(school), ensure_ascii=False))
        students = [
            student_from(
                json.loads(json.dumps(attributes_of(student))),
                sheet=student.sheet,
                row=student.row,
                name=student.name,
                identity_number=student.identity_number,
                registration_number=student.registration_number,
                multiple_birth=student.multiple_birth,
            )
            for student in school.students
        ]
        groups = groups_of(school)

        assert put_together(frame, students, groups) == school


def test_students_and_faults_through_json_are_the_same_values() -> None:
    reading = read_roster(SAMPLES / "bad-96.xlsx", load_profile("national"), today=TODAY)
    students = reading.schools[0].students
    faults = (*reading.faults, *reading.warnings)

    assert students_from_json(json.loads(json.dumps(students_as_json(students)))) == students
    assert faults_from_json(json.loads(json.dumps(faults_as_json(faults)))) == faults
    assert reading.faults


def test_a_sibling_left_alone_is_in_no_group() -> None:
    reading = read_roster(SAMPLES / FILES[1], load_profile("national"), today=TODAY)
    school = next(school for school in reading.schools if school.multiple_births)
    groups = groups_of(school)
    leaving = school.multiple_births[0].members[0]
    assert len(school.multiple_births[0].members) == 2

    rest = [student for index, student in enumerate(school.students) if index != leaving]
    after = put_together(frame_of(school), rest, groups)

    assert len(after.multiple_births) == len(groups) - 1
    for place, birth in enumerate(after.multiple_births):
        assert all(after.students[index].multiple_birth == place for index in birth.members)
    in_groups = {index for birth in after.multiple_births for index in birth.members}
    assert all(
        (student.multiple_birth is not None) == (index in in_groups)
        for index, student in enumerate(after.students)
    )

"""What a student roster means: students, wishes, groups and codes for the assignment."""

from junheng.rosters.coding import (
    CodedAttribute,
    CodedNumeric,
    CodedRoster,
    attribute_codes,
    classes_needed,
)
from junheng.rosters.columns import student_columns
from junheng.rosters.curriculum import LoadRules
from junheng.rosters.ethnic import ethnic_names
from junheng.rosters.forbidden import refusal_reason
from junheng.rosters.kept import (
    SiblingGroup,
    attributes_of,
    faults_as_json,
    faults_from_json,
    frame_of,
    put_together,
    student_from,
    students_as_json,
    students_from_json,
)
from junheng.rosters.links import Links, links_of
from junheng.rosters.names import initials_of
from junheng.rosters.reading import read_roster, read_sheets
from junheng.rosters.students import (
    MultipleBirth,
    Note,
    RosterReading,
    SchoolRoster,
    Student,
)
from junheng.rosters.teachers import (
    ClassesOfSheet,
    TeachersReading,
    read_homeroom_teachers,
)
from junheng.rosters.team_causes import SaidCause, further_causes, said_causes
from junheng.rosters.teams import TeamReading, TeamRoster, read_team_roster, teams_problem
from junheng.rosters.template import roster_template

__all__ = [
    "ClassesOfSheet",
    "CodedAttribute",
    "CodedNumeric",
    "CodedRoster",
    "Links",
    "LoadRules",
    "MultipleBirth",
    "Note",
    "RosterReading",
    "SaidCause",
    "SchoolRoster",
    "SiblingGroup",
    "Student",
    "TeachersReading",
    "TeamReading",
    "TeamRoster",
    "attribute_codes",
    "attributes_of",
    "classes_needed",
    "ethnic_names",
    "faults_as_json",
    "faults_from_json",
    "frame_of",
    "further_causes",
    "initials_of",
    "links_of",
    "put_together",
    "read_homeroom_teachers",
    "read_roster",
    "read_sheets",
    "read_team_roster",
    "refusal_reason",
    "roster_template",
    "said_causes",
    "student_columns",
    "student_from",
    "students_as_json",
    "students_from_json",
    "teams_problem",
]

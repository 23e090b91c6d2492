"""What a student roster means: students, wishes, groups and codes for the assignment."""

from junheng.rosters.coding import (
    CodedAttribute,
    CodedNumeric,
    CodedRoster,
    attribute_codes,
    classes_needed,
)
from junheng.rosters.columns import student_columns
from junheng.rosters.links import Links, links_of
from junheng.rosters.names import initials_of
from junheng.rosters.reading import read_roster
from junheng.rosters.students import (
    MultipleBirth,
    Note,
    RosterReading,
    SchoolRoster,
    Student,
)
from junheng.rosters.template import roster_template

__all__ = [
    "CodedAttribute",
    "CodedNumeric",
    "CodedRoster",
    "Links",
    "MultipleBirth",
    "Note",
    "RosterReading",
    "SchoolRoster",
    "Student",
    "attribute_codes",
    "classes_needed",
    "initials_of",
    "links_of",
    "read_roster",
    "roster_template",
    "student_columns",
]

"""Names that cannot be printed, found when the roster is read and not when the lists are due."""

import unicodedata
from collections.abc import Iterator
from dataclasses import replace

from junheng.reporting.glyphs import missing_glyphs
from junheng.rosters import RosterReading, SchoolRoster
from junheng.tabular import Fault


def with_unprintable_names(reading: RosterReading) -> RosterReading:
    """The reading with a warning for every character of a name that no shipped font has.

    Private-use characters are left out: the roster's own checks name them already.
    """
    found = tuple(fault for school in reading.schools for fault in _findings(school))
    return replace(reading, warnings=reading.warnings + found)


def _findings(school: SchoolRoster) -> Iterator[Fault]:
    column = next((header for header in school.headers if header.to == "name"), None)
    for student in school.students:
        for character in missing_glyphs(student.name):
            if unicodedata.category(character) == "Co":
                continue
            yield Fault(
                sheet=student.sheet,
                row=student.row,
                column=column.title if column else None,
                code="name_character_unprintable",
                params={
                    "position": student.name.index(character) + 1,
                    "code_point": f"U+{ord(character):04X}",
                },
                column_index=column.index if column else None,
                severity="warning",
            )

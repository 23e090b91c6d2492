"""What an import holds between its upload and its end."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from junheng.apps.students.models import RosterImport
from junheng.apps.students.rules import Comparison, RowChange
from junheng.rosters import Student as RosterStudent
from junheng.rosters import (
    faults_as_json,
    faults_from_json,
    students_as_json,
    students_from_json,
)
from junheng.tabular import Fault


@dataclass(frozen=True)
class Preview:
    """What an import holds between its upload and its end."""

    school: Mapping[str, Any]
    students: tuple[RosterStudent, ...]
    groups: tuple[tuple[str, str], ...]
    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...]
    comparison: Comparison

    def as_json(self) -> str:
        """For the encrypted field."""
        return json.dumps(
            {
                "school": self.school,
                "students": students_as_json(self.students),
                "groups": self.groups,
                "faults": faults_as_json(self.faults),
                "warnings": faults_as_json(self.warnings),
                "rows": [asdict(row) for row in self.comparison.rows],
                "missing": self.comparison.missing,
                "kept": self.comparison.kept,
            },
            ensure_ascii=False,
        )


def preview_of(found: RosterImport) -> Preview | None:
    """What was read; None once the import has ended."""
    if not found.reading:
        return None
    held = json.loads(found.reading)
    rows = (RowChange(**{**row, "fields": tuple(row["fields"])}) for row in held["rows"])
    return Preview(
        school=held["school"],
        students=students_from_json(held["students"]),
        groups=tuple((wish, linked_by) for wish, linked_by in held["groups"]),
        faults=faults_from_json(held["faults"]),
        warnings=faults_from_json(held["warnings"]),
        comparison=Comparison(tuple(rows), tuple(held["missing"]), tuple(held["kept"])),
    )

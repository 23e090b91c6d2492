"""What a roster says once it has been read: schools, students, groups and findings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from junheng.profiles import Stage
from junheng.tabular import Fault, HeaderUse, SkippedRow

Wish = Literal["together", "apart", "none"]
StageFoundBy = Literal["option", "grade_column", "grade_word", "school_word", "ages"]
LinkedBy = Literal["names", "group_number", "guardian", "identity_number"]


@dataclass(frozen=True)
class Student:
    """One student. `row` is the row the user sees; `name` is in Unicode form NFC.

    `gender` is 1 (male) or 2 (female), `ethnicity` a two-digit code of GB/T 3304 ("" = blank).
    The yes/no attributes are `None` when the roster has no such column. `multiple_birth` is the
    index of the student's group in `SchoolRoster.multiple_births`.
    Guardians' names and phones are compared while reading and kept nowhere.
    """

    sheet: str
    row: int
    name: str
    gender: int
    identity_number: str
    birth_date: date
    ethnicity: str = ""
    origin: str = ""
    migrant: bool | None = None
    sen: bool | None = None
    left_behind: bool | None = None
    boarding: bool | None = None
    registration_number: str | None = None
    multiple_birth: int | None = None


@dataclass(frozen=True)
class MultipleBirth:
    """Twins or more (多胞胎): ascending student indexes and what their guardians wish.

    `wish` is "none" when nobody stated one; the profile then decides.
    """

    members: tuple[int, ...]
    wish: Wish
    linked_by: LinkedBy


@dataclass(frozen=True)
class Note:
    """How something was understood; no fault, but nothing is understood silently."""

    code: str
    column: str | None = None
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class SchoolRoster:
    """One sheet: one school, one starting grade.

    `attributes` names the balanced attributes that the sheet has columns for. `same_names` and
    `same_sounds` are groups of student indexes; a group of equal names is not repeated among the
    equal sounds. Students with a faulty row are not among `students`.
    """

    sheet: str
    title: str
    stage: Stage | None
    stage_found_by: StageFoundBy | None
    students: tuple[Student, ...]
    attributes: tuple[str, ...]
    multiple_births: tuple[MultipleBirth, ...]
    same_names: tuple[tuple[int, ...], ...]
    same_sounds: tuple[tuple[int, ...], ...]
    headers: tuple[HeaderUse, ...]
    skipped: tuple[SkippedRow, ...]
    notes: tuple[Note, ...]

    @property
    def refused(self) -> tuple[str, ...]:
        """Headings of columns that must not steer an assignment; their cells were not read."""
        return self._titles("refused")

    @property
    def ignored(self) -> tuple[str, ...]:
        """Headings of columns without a use in the assignment; their cells were not read."""
        return self._titles("ignored")

    @property
    def unknown(self) -> tuple[str, ...]:
        """Headings that nobody declared; their cells were not loaded."""
        return self._titles("unknown")

    def _titles(self, use: str) -> tuple[str, ...]:
        return tuple(header.title for header in self.headers if header.use == use)


@dataclass(frozen=True)
class RosterReading:
    """A whole file. Faults stop the assignment, warnings ask for a look."""

    schools: tuple[SchoolRoster, ...]
    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...]

    @property
    def is_acceptable(self) -> bool:
        """Whether the rosters may go on to the freeze."""
        return bool(self.schools) and not self.faults

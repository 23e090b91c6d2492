"""lists.xlsx: the full class lists for the school (internal)."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class ListColumn:
    """One column of the lists: heading and width in characters."""

    title: str
    width: int = 12


@dataclass(frozen=True)
class ListClass:
    """One class: its title, its rows (a cell for each column) and its summary figures.

    `summary` pairs a label with its figure; all classes of a school use the same labels.
    """

    title: str
    rows: tuple[tuple[str, ...], ...]
    summary: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class SchoolLists:
    """The lists of one school and grade."""

    county: str
    school: str
    grade: str
    year: int
    columns: tuple[ListColumn, ...]
    classes: tuple[ListClass, ...]
    result_code: str
    printed_at: dt.datetime
    is_rehearsal: bool = False

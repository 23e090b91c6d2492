"""Reads the teachers of a year for teaching teams (教学团队); makes the engine's problem.

Names stay here: the engine gets teachers in the order of their names and numbers, as T1, T2, …
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from junheng.engine.errors import JunhengError
from junheng.engine.teams.problem import (
    CERTAINLY,
    MAYBE,
    NEVER,
    Measure,
    Problem,
    Scope,
    Subject,
    Teacher,
)
from junheng.rosters.curriculum import CORE_SUBJECTS, LoadRules
from junheng.rosters.names import normalised_name
from junheng.rosters.team_columns import TEAM_COLUMNS
from junheng.rosters.titles import COUNTY_BACKBONE, SENIOR
from junheng.tabular import (
    Fault,
    Row,
    Sheet,
    Table,
    read_table,
    read_workbook,
    unread_titles,
)

_BETWEEN_NAMES: Final = re.compile(r"[、,，;；/\s]+")
_MEASURED: Final = ("sex", "birth", "years", "education")
_YEARS_OF_A_STEP: Final = 5
_MONTHS: Final = 12
_WOMAN: Final = 2


@dataclass(frozen=True)
class TeamTeacher:
    """One teacher as read; `row` is the row the user sees, values by column name."""

    row: int
    name: str
    number: str
    subjects: tuple[str, ...]
    values: Mapping[str, object]


@dataclass(frozen=True)
class TeamRoster:
    """The teachers of one year in the engine's order; pairs and groups are their places."""

    sheet: str
    subjects: tuple[str, ...]
    teachers: tuple[TeamTeacher, ...]
    columns: tuple[str, ...]
    apart: tuple[tuple[int, int], ...]
    absent: tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class TeamReading:
    """The roster, or everything that is wrong with it."""

    roster: TeamRoster | None
    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...]


def read_team_roster(path: Path, sheet_name: str | None = None) -> TeamReading:
    """Read the sheet of teachers; raises what `read_workbook` raises and `teams_sheet_unclear`."""
    sheets = [one for one in read_workbook(path).sheets if one.is_visible and _is_filled(one)]
    chosen = [one for one in sheets if sheet_name in {None, one.name}]
    if len(chosen) != 1:
        known = "、".join(one.name for one in sheets)
        raise JunhengError("teams_sheet_unclear", known=known or "—")
    return _reading(chosen[0])


def _is_filled(sheet: Sheet) -> bool:
    return any(not cell.is_blank for row in sheet.rows for cell in row)


def _reading(sheet: Sheet) -> TeamReading:
    table = read_table(sheet, TEAM_COLUMNS)
    columns = {use.to: use.title for use in table.headers if use.use == "read" and use.to}
    faults = [fault for fault in table.faults if fault.severity == "error"]
    warnings = (*(one for one in table.faults if one.severity == "warning"), *_unread(table))
    blank = [
        Fault(sheet.name, row.number, columns[to], "cell_required")
        for row in table.rows
        for to in _MEASURED
        if to in columns and to in row.values and row.values[to] is None
    ]
    teachers, repeated = _people(sheet.name, table.rows)
    faults += [*blank, *repeated]
    apart, unknown = _pairs(sheet.name, columns, teachers)
    faults += unknown
    if faults:
        return TeamReading(None, tuple(faults), warnings)
    groups: dict[str, list[int]] = {}
    for t, one in enumerate(teachers):
        mark = str(one.values.get("child") or "")
        if mark:
            groups.setdefault(mark if mark != "是" else f"是{t}", []).append(t)
    listed = {subject for one in teachers for subject in one.subjects}
    # By name, not by row: the order of the rows carries no meaning.
    order = sorted(listed, key=lambda one: (_core_rank(one), one))
    absent = tuple(sorted(map(tuple, groups.values())))
    roster = TeamRoster(
        sheet.name, tuple(order), tuple(teachers), tuple(columns), tuple(apart), absent
    )
    return TeamReading(roster, (), warnings)


def _unread(table: Table) -> Iterator[Fault]:
    """A column under another heading is not compared: the clerk is told which were not read."""
    unread = unread_titles(table.headers)
    # Where a column is missing, its own sentence names them.
    if unread and not any(one.code == "header_missing_or_renamed" for one in table.faults):
        row = table.header_row
        yield Fault(table.sheet, row, None, "columns_unread", {"unread": unread}, None, "warning")


def _core_rank(subject: str) -> int:
    return CORE_SUBJECTS.index(subject) if subject in CORE_SUBJECTS else len(CORE_SUBJECTS)


def _people(sheet: str, rows: Sequence[Row]) -> tuple[list[TeamTeacher], list[Fault]]:
    """Teachers by name and number; two rows of one number are one teacher of two subjects."""
    found: dict[tuple[str, str], TeamTeacher] = {}
    faults = []
    for row in rows:
        if "name" not in row.values or "subjects" not in row.values:
            continue  # a fault names the cell
        name = normalised_name(str(row.values["name"]))
        number = str(row.values.get("number") or "")
        subjects = row.values["subjects"]
        own = tuple(subjects) if isinstance(subjects, tuple) else ()
        before = found.get((name, number))
        if before is None:
            found[name, number] = TeamTeacher(row.number, name, number, own, row.values)
        elif number and not set(own) & set(before.subjects):
            merged = (*before.subjects, *own)
            found[name, number] = TeamTeacher(before.row, name, number, merged, before.values)
        else:
            params = {"first": before.row}
            faults.append(Fault(sheet, row.number, None, "teacher_named_twice", params))
    return [found[key] for key in sorted(found)], faults


def _pairs(
    sheet: str, columns: Mapping[str, str], teachers: Sequence[TeamTeacher]
) -> tuple[list[tuple[int, int]], list[Fault]]:
    """Pairs that must not share a class, by name or number; a name of two people is unclear."""
    places: dict[str, list[int]] = {}
    for t, one in enumerate(teachers):
        for key in {one.name, one.number} - {""}:
            places.setdefault(key, []).append(t)
    pairs: set[tuple[int, int]] = set()
    faults = []
    for t, one in enumerate(teachers):
        for word in _BETWEEN_NAMES.split(str(one.values.get("apart") or "")):
            if not word or word in {"无", "否", "-", "—"}:
                continue
            others = places.get(word, places.get(normalised_name(word), []))
            if len(others) != 1 or others[0] == t:
                faults.append(Fault(sheet, one.row, columns["apart"], "teams_avoided_unknown"))
            else:
                pairs.add((min(t, others[0]), max(t, others[0])))
    return sorted(pairs), faults


def teams_problem(roster: TeamRoster, class_count: int, rules: LoadRules) -> Problem:
    """Return the blind problem: teachers in the order of the roster, loads in half hours."""
    subjects = tuple(
        Subject(2 * rules.hours_of(one), one in CORE_SUBJECTS) for one in roster.subjects
    )
    return Problem(
        class_count,
        subjects,
        tuple(_teacher(roster, one, class_count, rules) for one in roster.teachers),
        _measures(roster, subjects),
        roster.apart,
        roster.absent,
    )


def _teacher(roster: TeamRoster, one: TeamTeacher, class_count: int, rules: LoadRules) -> Teacher:
    full = max(rules.full_load_of(subject) for subject in one.subjects)
    most = one.values.get("most")
    room = 2 * full * rules.most_percent // 100 - 2 * _whole(one.values.get("other"))
    return Teacher(
        subjects=tuple(sorted(roster.subjects.index(subject) for subject in one.subjects)),
        most_classes=class_count if most is None else min(class_count, _whole(most)),
        most_load=max(0, room),
        homeroom_load=full,
        homeroom=_homeroom(roster, one),
    )


def _homeroom(roster: TeamRoster, one: TeamTeacher) -> int:
    if one.values.get("homeroom"):
        return CERTAINLY
    if "able" in roster.columns:
        return MAYBE if one.values.get("able") else NEVER
    return NEVER if "homeroom" in roster.columns else MAYBE


def _measures(roster: TeamRoster, subjects: Sequence[Subject]) -> tuple[Measure, ...]:
    """What shall be equal, in the order in which it matters; absent columns are left out."""
    teachers = roster.teachers
    everybody = len(subjects)
    core = sum(one.is_core for one in subjects)
    columns: dict[str, tuple[int, ...]] = {
        to: tuple(_value(to, one.values.get(to)) for one in teachers)
        for to in ("title", "years", "backbone", "birth", "sex", "education")
        if to in roster.columns
    }
    if "title" in columns:
        columns["senior"] = tuple(int(level >= SENIOR) for level in columns["title"])
    wanted: list[tuple[str, str, Scope, int]] = [
        ("homeroom_title", "title", "homeroom", 1),
        ("homeroom_years", "years", "homeroom", _YEARS_OF_A_STEP),
        ("homeroom_backbone", "backbone", "homeroom", 1),
        ("title", "title", "all", 1),
        ("senior", "senior", "all", 1),
        ("years", "years", "all", everybody),
        ("backbone", "backbone", "all", 1),
        ("age", "birth", "all", _MONTHS * everybody),
        ("sex", "sex", "all", 1),
        ("education", "education", "all", 1),
        ("core_title", "title", "core", 1),
        ("core_years", "years", "core", max(1, core)),
        ("core_backbone", "backbone", "core", 1),
    ]
    return tuple(
        Measure(name, scope, unit, columns[to])
        for name, to, scope, unit in wanted
        if to in columns and (scope != "core" or core)
    )


def _value(to: str, value: object) -> int:
    if isinstance(value, dt.date):
        return _MONTHS * value.year + value.month
    if to == "sex":
        return int(value == _WOMAN)
    if to == "backbone":
        return int(_whole(value) >= COUNTY_BACKBONE)
    return _whole(value)


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0

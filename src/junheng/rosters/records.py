"""From the values of a row to a student, and how the values were understood."""

import re
from collections.abc import Mapping, Sequence
from typing import Final, cast

from junheng.profiles import JurisdictionProfile
from junheng.rosters.columns import GUARDIAN_KEYS, PHONE_KEYS
from junheng.rosters.documents import DocumentNumber
from junheng.rosters.multiple_births import BirthHint
from junheng.rosters.names import normalised_name
from junheng.rosters.places import note_on
from junheng.rosters.students import Note, Student
from junheng.tabular import HeaderUse, IdentityNumberValue, Row, Table

_SHORTEST_PHONE: Final = 7
_SHORTEST_GUARDIAN: Final = 2
_KEYS_OF: Final[Mapping[str, tuple[str, ...]]] = {
    "gender": ("gender",),
    "sen": ("sen", "disability"),
    "migrant": ("migrant", "household"),
    "ethnic": ("ethnicity",),
    "origin": ("origin",),
    "left_behind": ("left_behind",),
    "boarding": ("boarding", "attendance"),
}
"""Attribute → keys of the columns it is read from; the first one that is there counts."""


def available_attributes(
    uses: Mapping[str, HeaderUse], rows: Sequence[Row], profile: JurisdictionProfile
) -> tuple[str, ...]:
    """Names of the balanced attributes that the sheet has a column for, and "sen" if it has one.

    A column 户籍类型 counts when at least one of its texts says 随迁.
    """
    says_migrant = any(row.values.get("household") is not None for row in rows)
    usable = set(uses) - (set() if says_migrant else {"household"})
    wanted = [attribute.name for attribute in profile.attributes]
    names = wanted if "sen" in wanted else [*wanted, "sen"]
    return tuple(name for name in names if usable.intersection(_KEYS_OF[name]))


def student_of(sheet: str, row: Row, attributes: Sequence[str]) -> Student:
    """The student on a row without faults."""
    values = row.values
    number = cast("IdentityNumberValue | DocumentNumber", values["identity_number"])
    return Student(
        sheet=sheet,
        row=row.number,
        name=normalised_name(cast("str", values["name"])),
        gender=cast("int", values["gender"]),
        identity_number=number.number,
        birth_date=number.birth_date,
        ethnicity=cast("str | None", values.get("ethnicity")) or "",
        origin=cast("str | None", values.get("origin")) or "",
        migrant=_yes_no(row, attributes, "migrant"),
        sen=_yes_no(row, attributes, "sen"),
        left_behind=_yes_no(row, attributes, "left_behind"),
        boarding=_yes_no(row, attributes, "boarding"),
        registration_number=_registration_number(row, number),
    )


def _yes_no(row: Row, attributes: Sequence[str], attribute: str) -> bool | None:
    """The value of the first column that is there; blank counts as no where one exists."""
    if attribute not in attributes:
        return None
    key = next(key for key in _KEYS_OF[attribute] if key in row.seen)
    return bool(row.values[key])


def _registration_number(row: Row, number: IdentityNumberValue | DocumentNumber) -> str | None:
    """The number as written, unless somebody put the identity number there."""
    written = row.seen.get("registration_number", "")
    return None if not written or number.number in written.upper() else written


def birth_hint(row: Row) -> BirthHint:
    """What the row says about siblings of the same birth."""
    phones = (re.sub(r"\D", "", row.seen.get(key, "")) for key in PHONE_KEYS)
    guardians = (row.seen.get(key, "").replace(" ", "") for key in GUARDIAN_KEYS)
    contacts = [phone for phone in phones if len(phone) >= _SHORTEST_PHONE]
    contacts += [name for name in guardians if len(name) >= _SHORTEST_GUARDIAN]
    return BirthHint(
        siblings=row.seen.get("multiple_birth", ""),
        group=row.seen.get("multiple_birth_group", ""),
        wish=cast("str | None", row.values.get("wish")),
        contacts=frozenset(contacts),
    )


def value_notes(
    table: Table, rows: Sequence[Row], uses: Mapping[str, HeaderUse]
) -> tuple[Note, ...]:
    """How values were understood, a sentence a column."""
    by_title = {use.title: use for use in uses.values()}
    notes = [
        note_on(by_title[fault.column], "blanks_counted_as_no", count=fault.params["count"])
        for fault in table.faults
        if fault.code == "blanks_read_as" and fault.column is not None
    ]
    notes += _household_notes(rows, uses)
    notes += _disability_notes(rows, uses)
    for key in ("ethnicity", "origin"):
        blanks = sum(not row.seen[key] for row in rows) if key in uses else 0
        if blanks:
            notes.append(note_on(uses[key], "blanks_without_value", count=blanks))
    return tuple(notes)


def _household_notes(rows: Sequence[Row], uses: Mapping[str, HeaderUse]) -> list[Note]:
    if "household" not in uses or "migrant" in uses:
        return []
    # Only texts that say 随迁 are repeated: others may be somebody's address.
    counts: dict[str, int] = {}
    for row in rows:
        if row.values["household"]:
            text = row.seen["household"]
            counts[text] = counts.get(text, 0) + 1
    notes = [
        note_on(uses["household"], "household_counted_as_migrant", value=text, count=count)
        for text, count in sorted(counts.items())
    ]
    rest = len(rows) - sum(counts.values())
    if notes and rest:
        notes.append(note_on(uses["household"], "household_counted_as_local", count=rest))
    return notes


def _disability_notes(rows: Sequence[Row], uses: Mapping[str, HeaderUse]) -> list[Note]:
    if "disability" not in uses:
        return []
    disabled = [row for row in rows if row.values["disability"]]
    if "sen" not in uses:
        code, count = "disability_counted_as_inclusion", len(disabled)
        return [note_on(uses["disability"], code, count=count)] if count else []
    apart = sum(not row.values["sen"] for row in disabled)
    if not apart:
        return []
    followed = uses["sen"].title
    code = "disability_without_inclusion"
    return [note_on(uses["disability"], code, count=apart, followed=followed)]

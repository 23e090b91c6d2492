"""What was frozen: the documents behind the freeze code and the students behind the roster root.

Two files keep it. `frozen.json` holds documents and facts without students' data; `private.json`
holds the students, what the key of all salts is made of, and the session's signing key. Neither
is ever changed after the freeze.

Students are never all in memory once they are frozen: a province has a million. The file says
where each school begins, and one school is read whenever somebody asks for its students.

Who only shows something opens a freeze for reading: then the private file is not read before a
student or a secret is asked for, which most pages never do.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property
from typing import Any, Final, overload

from junheng.ceremony.folder import FROZEN, PRIVATE, CeremonyFolder, Content
from junheng.engine.errors import JunhengError
from junheng.engine.randomness.suites import Suite, suite_named
from junheng.engine.record.canonical import document_hash
from junheng.engine.record.commitments import salt_key


@dataclass(frozen=True)
class FrozenAttribute:
    """An attribute that is balanced: its name in the record, its title, what its codes mean."""

    name: str
    title: str
    tolerance: int
    levels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FrozenStudent:
    """One student of a frozen roster; `leaf` is the document behind the roster root."""

    sheet: str
    row: int
    name: str
    gender: int
    sid: str
    leaf: Mapping[str, Any]


@dataclass(frozen=True)
class FrozenUnit:
    """One school's starting grade: facts for the papers, parameters, students, teachers.

    `teachers` are as many as classes, or nobody where only students are drawn.
    """

    unit: str
    sheet: str
    school: str
    stage: str
    stage_reason: str
    class_count: int
    class_size_limit: int
    attributes: tuple[FrozenAttribute, ...]
    refused_columns: tuple[str, ...]
    notes: tuple[str, ...]
    params: Mapping[str, Any]
    students: Sequence[FrozenStudent]
    teachers: tuple[str, ...] = ()

    @property
    def labelled_teachers(self) -> tuple[tuple[str, str], ...]:
        """The homeroom teachers in the frozen order, with their labels: T1 is the first."""
        return tuple((f"T{number}", name) for number, name in enumerate(self.teachers, start=1))

    @property
    def is_exempt(self) -> bool:
        """One class only: nothing to draw, but recorded (阳光分班 covers more than one class)."""
        return self.class_count == 1


@dataclass(frozen=True)
class Secrets:
    """What the key of all salts is made of, and the session's signing key, in hex."""

    salt_entropy: str
    salt_digits: str
    signing_key: str


@dataclass(frozen=True)
class Frozen:
    """Everything that was fixed by the freeze."""

    county: str
    profile: Mapping[str, Any]
    roster_file: Mapping[str, Any]
    session: Mapping[str, Any]
    engine: Mapping[str, Any]
    freeze: Mapping[str, Any]
    units: tuple[FrozenUnit, ...]
    secrets: "Secrets | KeptSecrets"

    @property
    def salt_entropy(self) -> str:
        """The random half of what the key of all salts is made of, in hex."""
        return self.secrets.salt_entropy

    @property
    def salt_digits(self) -> str:
        """The other half: secret digits of a person, or nothing."""
        return self.secrets.salt_digits

    @property
    def signing_key(self) -> str:
        """The session's signing key, in hex."""
        return self.secrets.signing_key

    def unit_of(self, code: str) -> FrozenUnit | None:
        """The unit of this code, if it was frozen."""
        return next((unit for unit in self.units if unit.unit == code), None)

    @property
    def suite(self) -> Suite:
        """The session's hash suite."""
        return suite_named(str(self.freeze["suite"]))

    @property
    def day(self) -> date:
        """The day of the freeze; what depends on a day, such as ages, depends on this one."""
        return date.fromisoformat(str(self.freeze["at"])[:10])

    @property
    def year(self) -> int:
        """The year of entry."""
        return self.day.year

    @cached_property
    def code(self) -> str:
        """The freeze code (冻结码), 64 hex digits; every ticket carries it, so it is kept."""
        return document_hash(self.suite, self.freeze)

    @cached_property
    def salt_key(self) -> bytes:
        """K_salt, from which every salt derives (SG1 §4.2)."""
        return salt_key(self.suite, bytes.fromhex(self.salt_entropy), self.salt_digits)


def frozen_files(frozen: Frozen) -> dict[str, Content]:
    """The two files, made while they are written.

    The public one comes last: its presence says that the other is there.
    """
    students = {unit.unit: unit.students for unit in frozen.units}
    private = {**_fields(frozen.secrets), "students": students}
    units = [_fields(unit, without="students") for unit in frozen.units]
    whole = {**_fields(frozen, without="secrets"), "units": units}
    return {
        name: map(str.encode, _LAYOUT.iterencode(content))
        for name, content in ((PRIVATE, private), (FROZEN, whole))
    }


def _fields(one: Any, *, without: str = "") -> dict[str, Any]:
    return {field.name: getattr(one, field.name) for field in fields(one) if field.name != without}


_LAYOUT: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, indent=1, default=_fields)
_SCHOOL_BEGINS: Final = re.compile(rb'": \[(?<!\\": \[)')
"""The only arrays are the schools' students; in a name the quote would have a backslash."""


def load_frozen(
    folder: CeremonyFolder,
    *,
    frozen: str = FROZEN,
    private: str = PRIVATE,
    for_reading: bool = False,
) -> Frozen:
    """Read what was frozen in this folder; void freezes are kept under other names.

    `for_reading` leaves the private file alone until something of it is asked for; it may be
    found unreadable only then.
    """
    whole = folder.read_json(frozen)
    kept = _KeptPrivate(folder, private)
    units = tuple(_unit(record, KeptStudents(kept, record["unit"])) for record in whole["units"])
    if not for_reading:
        for unit in units:
            kept.students_of(unit.unit)
    return Frozen(
        county=whole["county"],
        profile=whole["profile"],
        roster_file=whole["roster_file"],
        session=whole["session"],
        engine=whole["engine"],
        freeze=whole["freeze"],
        units=units,
        secrets=KeptSecrets(kept) if for_reading else kept.secrets(),
    )


@dataclass(frozen=True)
class _Layout:
    """The private file but for its students, and from where to where those of each school are."""

    secrets: Secrets
    places: Mapping[str, tuple[int, int]]


class _KeptPrivate:
    """The private file of a freeze, looked through when somebody first asks.

    The school that was read last is kept, because who asks for one student asks for the next.
    """

    def __init__(self, folder: CeremonyFolder, name: str) -> None:
        self._folder, self._name = folder, name
        self._latest: tuple[str, tuple[FrozenStudent, ...]] = ("", ())

    def students_of(self, unit: str) -> tuple[FrozenStudent, ...]:
        latest, students = self._latest
        if latest != unit:
            students = self._read(unit)
            self._latest = unit, students
        return students

    def secrets(self) -> Secrets:
        return self._layout.secrets

    def _read(self, unit: str) -> tuple[FrozenStudent, ...]:
        try:
            part = self._folder.read_bytes(self._name, *self._layout.places[unit])
            students, _ = json.JSONDecoder().raw_decode(part.decode())
            return tuple(FrozenStudent(**student) for student in students)
        except (ValueError, TypeError, KeyError) as problem:
            raise self._unreadable() from problem

    @cached_property
    def _layout(self) -> _Layout:
        content = self._folder.read_bytes(self._name)
        found = [one.span() for one in _SCHOOL_BEGINS.finditer(content)]
        names = [content.rfind(b'"', 0, start) for start, _ in found]
        places = {
            content[name + 1 : start].decode(): (end - 1, following)
            for name, (start, end), following in zip(
                names, found, [*names[1:], len(content)], strict=True
            )
        }
        try:
            head = json.loads(content[: names[0]] + b"}}")
            return _Layout(Secrets(**{one.name: head[one.name] for one in fields(Secrets)}), places)
        except (ValueError, LookupError, TypeError) as problem:
            raise self._unreadable() from problem

    def _unreadable(self) -> JunhengError:
        return JunhengError("ceremony_file_unreadable", file=self._name)


class KeptSecrets:
    """The secrets of a freeze, from the private file when asked for."""

    def __init__(self, kept: _KeptPrivate) -> None:
        self._kept = kept

    @property
    def salt_entropy(self) -> str:
        return self._kept.secrets().salt_entropy

    @property
    def salt_digits(self) -> str:
        return self._kept.secrets().salt_digits

    @property
    def signing_key(self) -> str:
        return self._kept.secrets().signing_key


class KeptStudents(Sequence[FrozenStudent]):
    """The students of one unit in their frozen order, from the private file when asked for."""

    def __init__(self, kept: _KeptPrivate, unit: str) -> None:
        self._kept, self._unit = kept, unit

    @property
    def _students(self) -> tuple[FrozenStudent, ...]:
        return self._kept.students_of(self._unit)

    @overload
    def __getitem__(self, index: int) -> FrozenStudent: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[FrozenStudent]: ...
    def __getitem__(self, index: int | slice) -> FrozenStudent | Sequence[FrozenStudent]:
        return self._students[index]

    def __len__(self) -> int:
        return len(self._students)

    def __iter__(self) -> Iterator[FrozenStudent]:
        return iter(self._students)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._students == tuple(other)

    __hash__ = None  # type: ignore[assignment] # as a list of students


def _unit(record: dict[str, Any], students: Sequence[FrozenStudent]) -> FrozenUnit:
    known: dict[str, Any] = {
        **record,
        "refused_columns": tuple(record["refused_columns"]),
        "notes": tuple(record["notes"]),
        "teachers": tuple(record.get("teachers", ())),
        "attributes": tuple(FrozenAttribute(**attribute) for attribute in record["attributes"]),
        "students": students,
    }
    return FrozenUnit(**known)

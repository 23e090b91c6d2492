"""What can be written into the audit trail: one frozen dataclass for each kind of act.

Its fields are the payload. They hold identifiers only, so that nothing ever has to be blanked and
the chain stays whole: numbers, yes or no, and short ASCII codes. A name, a reason in words, an
identity number or a telephone number does not fit in.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar, Protocol, TypeAlias

from junheng.engine.errors import JunhengError

Value: TypeAlias = int | bool | str | list["Value"]

_NAME = re.compile(r"[a-z][a-z_]*(?:\.[a-z][a-z_]*){2}")
_IDENTIFIER = re.compile(r"[A-Za-z0-9._:/+ -]{0,200}")
# Digits that a person is found by: resident identity number, mobile telephone number.
_PERSONAL = re.compile(r"(?<![0-9A-Za-z])(?:[0-9]{17}[0-9Xx]|1[3-9][0-9]{9})(?![0-9A-Za-z])")


class Author(Protocol):
    """Who acts; every actor of `core.access` is one."""

    @property
    def kind(self) -> str: ...
    @property
    def ident(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def school_code(self) -> str | None: ...


@dataclass(frozen=True)
class Subject:
    """What was acted on: a kind such as `roster`, and the public code of the row."""

    kind: str = ""
    code: str = ""
    school_code: str = ""


_TYPES: dict[str, type["AuditEvent"]] = {}


@dataclass(frozen=True, kw_only=True)
class AuditEvent:
    """Base of all events: a subclass names itself, its sentence and its payload.

        @dataclass(frozen=True, kw_only=True)
        class RosterFrozen(AuditEvent):
            NAME = "assignment.roster.freeze"
            SENTENCE = "冻结名册，冻结码 %(freeze)s，%(students)d 人。"
            freeze: str
            students: int

    `NAME` is `<app>.<subject>.<act>`; the places of `SENTENCE` are the fields. `WORDS` says by
    field what a person calls its codes; a code that is missing there stands as it is.
    """

    NAME: ClassVar[str]
    SENTENCE: ClassVar[str]
    WORDS: ClassVar[Mapping[str, Mapping[str, str]]] = {}

    subject: Subject = Subject()

    def __init_subclass__(cls) -> None:
        if not _NAME.fullmatch(cls.NAME) or not cls.SENTENCE:
            raise TypeError(f"{cls.__qualname__}: NAME is app.subject.act, SENTENCE is needed")
        if cls.NAME in _TYPES and _TYPES[cls.NAME].__qualname__ != cls.__qualname__:
            raise TypeError(f"{cls.NAME} is declared twice")
        _TYPES[cls.NAME] = cls

    def payload(self) -> dict[str, Value]:
        """The fields beside the subject; raises `audit_payload_forbidden`, naming the field."""
        payload = {
            field.name: _plain(getattr(self, field.name))
            for field in fields(self)
            if field.name != "subject"
        }
        for name, value in payload.items():
            _check_value(name, value)
        return payload

    @classmethod
    def describe(cls, payload: Mapping[str, Value]) -> str:
        """The sentence a person reads for a payload of this kind."""
        return cls.SENTENCE % {name: cls._worded(name, value) for name, value in payload.items()}

    @classmethod
    def _worded(cls, name: str, value: Value) -> Value:
        return cls.WORDS.get(name, {}).get(value, value) if isinstance(value, str) else value


def event_types() -> Mapping[str, type[AuditEvent]]:
    """All declared kinds of events by their names."""
    return dict(sorted(_TYPES.items()))


def check_identifier(place: str, text: str) -> None:
    """Refuse a text that is not an identifier; raises `audit_payload_forbidden`."""
    if not _IDENTIFIER.fullmatch(text) or _PERSONAL.search(text):
        raise JunhengError("audit_payload_forbidden", field=place)


def _plain(value: Any) -> Any:
    return [_plain(item) for item in value] if isinstance(value, tuple) else value


def _check_value(place: str, value: object) -> None:
    if isinstance(value, str):
        check_identifier(place, value)
    elif isinstance(value, list):
        for item in value:
            _check_value(place, item)
    elif not isinstance(value, int) or _PERSONAL.search(str(value)):
        raise JunhengError("audit_payload_forbidden", field=place)

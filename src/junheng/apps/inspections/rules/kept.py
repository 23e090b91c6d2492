"""A list on its way to its test, and what is kept of the test, as text and back.

Between the upload and the test a list waits as codes and numbers, without names and identity
numbers. Of the test its figures by class are kept; the words of an attribute only where a finding
names them, so that a column of employers or addresses does not stay behind.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields, is_dataclass, replace
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

from junheng.engine.scrutiny import BySchool, Scrutiny
from junheng.reporting.scrutiny import ScrutinySection
from junheng.rosters.class_lists import FoundList


@dataclass(frozen=True)
class KeptTest:
    """What is kept of one list: names of classes and columns, words beside it, the figures."""

    class_names: tuple[str, ...]
    titles: Mapping[str, str]
    texts: Mapping[str, Mapping[int, str]]
    remarks: tuple[str, ...]
    scrutiny: Scrutiny | None

    def section(self, school: str, sheet: str, result: BySchool | None) -> ScrutinySection:
        """As the report shows it."""
        return ScrutinySection(
            school, sheet, self.class_names, self.titles, self.texts, result, self.remarks
        )


def kept_of(section: ScrutinySection) -> KeptTest:
    """What is kept of a section: words of an attribute only where a finding names them."""
    scrutiny = section.result.scrutiny if section.result else None
    named: dict[str, dict[int, str]] = {name: {} for name in section.texts}
    for finding in scrutiny.findings if scrutiny else ():
        where = finding.deviation
        if where is not None and where.code is not None and where.attribute in named:
            named[where.attribute][where.code] = section.texts[where.attribute][where.code]
    return KeptTest(section.class_names, section.titles, named, section.remarks, scrutiny)


def kept_as_text(kept: KeptTest) -> str:
    """What a row keeps."""
    return json.dumps(asdict(kept), ensure_ascii=False)


def kept_from_text(text: str) -> KeptTest:
    """Read it back, equal to what was written."""
    kept: KeptTest = _builder(KeptTest)(json.loads(text))
    return kept


def waiting_as_text(found: FoundList) -> str:
    """A list that waits for its test; warnings about cells do not wait with it."""
    return json.dumps(asdict(replace(found, warnings=())), ensure_ascii=False)


def waiting_from_text(text: str) -> FoundList:
    """Read it back, equal to what was written."""
    found: FoundList = _builder(FoundList)(json.loads(text))
    return found


@cache
def _builder(kind: Any) -> Callable[[Any], Any]:
    """How a frozen dataclass, tuple or mapping of `kind` is built from what JSON made of it.

    Worked out once for each kind: the results of a round are read back list by list.
    """
    origin, inner = get_origin(kind), get_args(kind)
    if origin in {Union, UnionType}:
        [wanted] = [one for one in inner if one is not NoneType]
        build = _builder(wanted)
        return lambda value: None if value is None else build(value)
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        parts = [(one.name, _builder(hints[one.name])) for one in fields(kind)]
        made = cast("type[Any]", kind)
        return lambda value: made(**{name: build(value[name]) for name, build in parts})
    if origin is tuple and inner[-1] is Ellipsis:
        return _tuple_of(inner[0])
    if origin is tuple:
        kinds = [_builder(one) for one in inner]
        return lambda value: tuple(build(one) for build, one in zip(kinds, value, strict=True))
    if origin is Mapping:
        # JSON has only texts as keys; ours are texts or whole numbers.
        key_of, build = inner[0], _builder(inner[1])
        return lambda value: {key_of(key): build(one) for key, one in value.items()}
    return kind if isinstance(kind, type) and issubclass(kind, Enum) else _as_it_is


def _tuple_of(kind: Any) -> Callable[[Any], Any]:
    build = _builder(kind)
    if build is _as_it_is:
        return tuple
    return lambda value: tuple(map(build, value))


def _as_it_is(value: Any) -> Any:
    return value

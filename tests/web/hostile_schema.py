"""The pages as an OpenAPI description, so that schemathesis can make requests to them.

The platform has no programming interface. What its pages read, in which field and of which kind,
is learnt by asking them (`hostile_walk`) and written down as such a description here; schemathesis
makes values that fit it and values that do not, and sends them to the door in this process.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

import schemathesis
from django import forms
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.config import SchemathesisConfig

from tests.web.hostile_door import Answer
from tests.web.hostile_values import LONG, TEXTS
from tests.web.hostile_walk import FORM, Page, Walk, honest

MULTIPART: Final = "multipart/form-data"
MOMENT: Final = r"^20[2-3][0-9]-(0[1-9]|1[0-2])-(0[1-9]|[12][0-8])T([01][0-9]|2[0-3]):[0-5][0-9]$"
HOSTILE_SHARE: Final = 0.3
"""Of all texts: they are drawn from the list of hostile ones."""
_ANY: Final = {"default": {"description": "whatever the page says"}}


def description(pages: Sequence[Page]) -> dict[str, Any]:
    """An OpenAPI document with an operation for every page and method."""
    paths: dict[str, Any] = {}
    for page in pages:
        operations = paths.setdefault(template_of(page), {})
        for method in sorted(page.methods):
            operations[method.lower()] = _operation(page, method)
    return {"openapi": "3.1.0", "info": {"title": "pages", "version": "1"}, "paths": paths}


def template_of(page: Page) -> str:
    """The path of a page as such descriptions write it."""
    path = page.route.path
    for key in page.route.keys:
        path = path.replace(f"<str:{key}>", f"{{{key}}}")
    return path


def _operation(page: Page, method: str) -> dict[str, Any]:
    parameters = [
        {"name": key, "in": "path", "required": True, "schema": {"enum": [value]}}
        for key, value in zip(page.route.keys, page.arguments, strict=True)
    ]
    parameters += [
        {"name": name, "in": "query", "schema": {"type": "string"}}
        for name in sorted(page.asked.query | {"next"})
    ]
    parameters.append({"name": "HX-Request", "in": "header", "schema": {"enum": ["true"]}})
    operation: dict[str, Any] = {"parameters": parameters, "responses": _ANY}
    if method == "POST":
        operation["requestBody"] = _body(page)
    return operation


def _body(page: Page) -> dict[str, Any]:
    usual = honest(page)
    fields = {name: _schema(page.asked.fields.get(name), usual[name]) for name in usual}
    files = {name: {"type": "string", "format": "binary"} for name in page.asked.files}
    required = [
        name for name, one in page.asked.fields.items() if one.required and name in fields | files
    ]
    schema = {"type": "object", "properties": fields | files, "required": required}
    kind = MULTIPART if files else FORM
    return {"required": True, "content": {kind: {"schema": schema}}}


def _schema(known: forms.Field | None, usual: str) -> dict[str, Any]:
    if isinstance(known, forms.ChoiceField):
        one = {"type": "string", "enum": sorted({usual, *_choices(known)})}
        several = {"type": "array", "items": one, "maxItems": 3}
        return several if isinstance(known, forms.MultipleChoiceField) else one
    if isinstance(known, forms.IntegerField):
        bounds = {"minimum": known.min_value, "maximum": known.max_value}
        plain = {name: value for name, value in bounds.items() if isinstance(value, int)}
        return {"type": "integer", **plain}
    kinds: tuple[tuple[type[forms.Field], dict[str, Any]], ...] = (
        (forms.BooleanField, {"type": "string", "enum": ["on", ""]}),
        (forms.DateTimeField, {"type": "string", "pattern": MOMENT}),
        (forms.DateField, {"type": "string", "format": "date"}),
    )
    for kind, schema in kinds:
        if isinstance(known, kind):
            return schema
    longest = min(getattr(known, "max_length", None) or 200, 200)
    return {"anyOf": [{"enum": [usual]}, {"type": "string", "maxLength": longest}]}


def _choices(known: forms.ChoiceField) -> Iterator[str]:
    for value, label in known.choices:
        if isinstance(label, list | tuple):  # a group of choices
            yield from (str(inner) for inner, _ in label)
        elif value not in {"", None}:
            yield str(value)


def made_by_schemathesis(
    walk: Walk,
    pages: Sequence[Page],
    *,
    examples: int,
    number: int,
    until: Callable[[], bool] = lambda: False,
) -> Iterator[tuple[str, str]]:
    """Ask every page `examples` times with fitting values and as often with others.

    One example is of one kind: the next page, or the next number, takes the other.

    Gives the name of the route and each fault; the same `number` makes the same requests. Of the
    pages of one route, the next number takes the next. It ends early where `until` says so.
    """
    pages = _one_of_each(pages, number)
    pages_at = {(template_of(page), method): page for page in pages for method in page.methods}
    loaded = schemathesis.openapi.from_dict(description(pages), config=_configuration())
    for place, found in enumerate(loaded.get_all_operations()):
        if until():
            return
        operation = found.ok()
        page = pages_at[operation.path, operation.method.upper()]
        modes = list(schemathesis.GenerationMode)
        for mode in modes if examples > 1 else [modes[(place + number) % len(modes)]]:
            strategy = operation.as_strategy(generation_mode=mode)
            faults: list[str] = []
            _asked(walk, page, strategy, faults, examples, number)
            yield from ((f"{page.route.name} {page.kind} {mode.value}", one) for one in faults)


def _one_of_each(pages: Sequence[Page], number: int) -> list[Page]:
    of_route: dict[str, list[Page]] = {}
    for page in pages:
        of_route.setdefault(page.route.name, []).append(page)
    return [several[number % len(several)] for several in of_route.values()]


def _asked(
    walk: Walk, page: Page, strategy: Any, faults: list[str], examples: int, number: int
) -> None:
    door = walk.door(page.kind)

    @seed(number)
    @settings(
        max_examples=examples,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=strategy)
    def ask(case: Any) -> None:
        walk.requests += 1
        case.call(app=door)
        answer = door.last
        assert isinstance(answer, Answer)
        sent = list(_texts([case.path_parameters, case.query, case.body]))
        found = walk.wrong_with(page.kind, answer, sent)
        faults.extend(f"{one} after {case.as_curl_command()[:400]}" for one in found)

    ask()


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from _texts([*value, *value.values()])
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one)


def _configuration() -> SchemathesisConfig:
    short = [text for text in TEXTS if text not in LONG]
    share = {"dictionary": "hostile", "probability": HOSTILE_SHARE}
    return SchemathesisConfig.from_dict(
        {
            "dictionaries": {"hostile": {"values": short}},
            "generation": {"mode": "all", "dictionaries": {"string": share}},
        }
    )

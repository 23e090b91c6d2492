"""The register of routes: every path with its name and gate, read from the URL configuration."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver

from junheng.core.access.gates import Gate, gate_of


@dataclass(frozen=True)
class Route:
    """One path of the site; `gate` is None where none was declared. `keys` are its arguments."""

    path: str
    name: str
    gate: Gate | None
    keys: tuple[str, ...]


def routes_of(
    patterns: Sequence[URLPattern | URLResolver],
    *,
    prefix: str = "",
    namespaces: tuple[str, ...] = (),
    keys: tuple[str, ...] = (),
) -> Iterator[Route]:
    """Every route below `patterns`, in their order."""
    for pattern in patterns:
        path = prefix + str(pattern.pattern)
        own = keys + tuple(pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from routes_of(pattern.url_patterns, prefix=path, namespaces=inner, keys=own)
        else:
            name = ":".join((*namespaces, pattern.name or ""))
            yield Route("/" + path, name, gate_of(pattern.callback), own)

"""Everything public, found as a stranger finds it: from the front page by every link.

`crawl` follows links, pictures, style sheets and redirects of a platform, and remembers each
answer. `public_routes` says which routes there are, so that a page without a link to it shows.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from urllib.parse import unquote, urljoin, urlsplit

from django.contrib.staticfiles import finders
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import get_resolver, resolve

from junheng.core.access import GateKind
from junheng.core.access.routes import Route, routes_of

START = "/"
_LINK = re.compile(r"""(?:href|src|srcset|poster|data)=["']([^"'#]+)|url\(["']?([^"')]+)""")
_MOST = 2000


@dataclass(frozen=True)
class Found:
    """An answer: status, headers and the whole body."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    route: str
    cookies: frozenset[str]

    @property
    def media_type(self) -> str:
        """Such as text/html."""
        return self.headers.get("Content-Type", "").partition(";")[0]

    @property
    def text(self) -> str:
        """The body of a page."""
        return unescape(self.body.decode())


def crawl(client: Client | None = None, start: str = START) -> dict[str, Found]:
    """Address → answer, for everything that a stranger comes to."""
    client = client or Client()
    found: dict[str, Found] = {}
    waiting = [start, "/robots.txt"]
    while waiting:
        address = waiting.pop()
        if address in found:
            continue
        assert len(found) < _MOST, "the site has no end"
        found[address] = _asked(client, address)
        waiting += _addresses_in(address, found[address])
    return found


def _asked(client: Client, address: str) -> Found:
    if address.startswith("/static/"):
        return _static(address)
    answer = client.get(address)
    body = _body(answer)
    headers = {name: str(value) for name, value in answer.headers.items()}
    route = resolve(urlsplit(address).path).view_name
    return Found(answer.status_code, headers, body, route, frozenset(answer.cookies))


def _body(answer: HttpResponseBase) -> bytes:
    if answer.streaming:
        content = b"".join(answer.streaming_content)  # type: ignore[attr-defined] # it streams
        answer.close()
        return content
    return bytes(answer.content)  # type: ignore[attr-defined] # it does not stream


def _static(address: str) -> Found:
    path = finders.find(unquote(address.removeprefix("/static/")).partition("?")[0])
    assert isinstance(path, str), address
    with open(path, "rb") as opened:  # noqa: PTH123 - a name from the finder
        return Found(200, {}, opened.read(), "", frozenset())


def _addresses_in(address: str, found: Found) -> Iterator[str]:
    if "Location" in found.headers:
        yield _local(urljoin(address, found.headers["Location"]))
    if found.media_type in {"text/html", ""} and "attachment" not in found.headers.get(
        "Content-Disposition", ""
    ):
        for pair in _LINK.findall(found.body.decode(errors="replace")):
            target = unescape(pair[0] or pair[1])
            if not target.startswith(("data:", "mailto:", "tel:")):
                yield _local(urljoin(address, target))


def _local(address: str) -> str:
    parts = urlsplit(address)
    assert not parts.netloc, f"the public site leads elsewhere: {address}"
    return parts.path + (f"?{parts.query}" if parts.query else "")


def public_routes() -> list[Route]:
    """Every route without a gate for people, but those of the set-up."""
    return [
        route
        for route in routes_of(get_resolver().url_patterns)
        if route.gate is not None
        and route.gate.kind is GateKind.PUBLIC
        and not route.name.startswith("set_up")
    ]

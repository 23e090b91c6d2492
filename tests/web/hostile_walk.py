"""A walk of attackers: who they are, which pages open to them, and how a request is written."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from itertools import islice
from time import monotonic
from typing import Any, Final
from urllib.parse import quote, unquote_to_bytes
from zlib import crc32

from django import forms
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import get_resolver
from django.utils import timezone
from django.utils.http import urlencode

from junheng.apps.students.models import Student
from junheng.core.access import GateKind
from junheng.core.access.routes import Route, routes_of
from tests.apps.guardians.families_made import family_of
from tests.people import actor, signed_in
from tests.web.hostile_door import Answer, Asked, Door, KeptFolder, faults_of
from tests.web.hostile_values import BROKEN_BYTES, HEADERS, TEXTS, UPLOADS, Upload
from tests.web.places import PLAIN, Objects, samples_of

ROUTES: Final = list(routes_of(get_resolver().url_patterns))
FORM: Final = "application/x-www-form-urlencoded"
STAFF: Final = (
    "operator", "clerk", "principal", "reviewer", "inspector", "supervisor", "system_admin",
    "security_admin", "audit_admin",
)  # fmt: skip
ELSEWHERE: Final = "principal_elsewhere"
PEOPLE: Final = ("nobody", "family", "complainant", *STAFF, "newcomer", ELSEWHERE)
SIGNED_IN_FOR: Final = 300.0
"""Seconds after which a person signs in anew: what was seen of a sign-in is taken back too."""
OPENED_TO_NOBODY: Final = frozenset(
    {
        "guardians:ticket", "guardians:slip", "guardians:public_record",  # of a drawn child
        "portal:monitoring_year", "portal:monitoring_report",  # of a published year
        "portal:draw", "portal:ledger", "portal:file",  # of a published draw
        "health", "metrics",  # to a key in a header
        "schools:change", "adjustments:wish", "assignment:confirm_freeze",
        "care:destruction", "care:destruction_paper", "inspections:picture", "inspections:report",
        "inspections:sample", "inspections:draw", "inspections:sample_record",
    }
)  # fmt: skip
"""Routes whose object does not stand in the county of `places_made`: they answer 404."""
_SHUT: Final = {403, 404}
_OF_KIND: Final = (
    (forms.IntegerField, "1"),
    (forms.DateTimeField, "2026-08-29T09:00"),
    (forms.DateField, "2026-08-29"),
    (forms.BooleanField, "on"),
)


@dataclass(frozen=True)
class Page:
    """A route as it answers a person, with arguments that lead somewhere."""

    route: Route
    kind: str
    arguments: tuple[str, ...]
    methods: frozenset[str]
    is_open: bool
    asked: Asked = field(hash=False)

    @property
    def path(self) -> str:
        """Its address."""
        return address_of(self.route, self.arguments)

    @property
    def form_names(self) -> list[str]:
        """What its form is asked for, files apart."""
        files = {*self.asked.files} | {
            name for name, one in self.asked.fields.items() if hasattr(one, "max_upload_size")
        }
        return sorted(
            (self.asked.form | self.asked.fields.keys()) - files - {"csrfmiddlewaretoken"}
        )


@dataclass
class Walk:
    """The county, the people who attack it, and what of it nobody elsewhere may see."""

    objects: Objects
    kept: KeptFolder
    doors: dict[str, tuple[float, Door]] = field(default_factory=dict)
    requests: int = 0

    def door(self, kind: str) -> Door:
        """The door at which that person stands, signed in not long ago."""
        since, door = self.doors.get(kind, (0.0, None))
        if door is None or monotonic() - since > SIGNED_IN_FOR:
            door = Door(self._cookie(kind), self.kept)
            self.doors[kind] = monotonic(), door
        return door

    def ask(self, kind: str, method: str, path: str, **sent: Any) -> Answer:
        """Knock as that person; `sent` as `knock` takes it."""
        self.requests += 1
        return knock(self.door(kind), method, path, **sent)

    def wrong_with(self, kind: str, answer: Answer, sent: Iterable[str]) -> list[str]:
        """The faults of an answer; whoever works elsewhere is told nothing of this school."""
        others = self.objects.codes if kind == ELSEWHERE else frozenset()
        return faults_of(answer, sent, others)

    def kinds_of(self, route: Route) -> list[str]:
        """The people whom the gate of a route lets through."""
        gate = route.gate
        assert gate is not None
        if gate.kind is GateKind.GUARDIAN:
            return ["family"]
        if gate.kind is GateKind.PUBLIC:
            return ["complainant"] if "/mine/" in route.path else ["nobody", "family", "operator"]
        return [
            kind for kind in STAFF if gate.permission is None or actor(kind).may(gate.permission)
        ]

    def pages(self, route: Route) -> Iterator[Page]:
        """The route as it opens to each of these people; as it refuses the first, if to none.

        A look and a form filled with plain words show which names it asks for.
        """
        refused, opened = list[Page](), False
        for arguments in samples_of(route, self.objects)[:1]:
            for kind in self.kinds_of(route):
                page = self._page(route, kind, arguments)
                if page.is_open:
                    opened = True
                    yield page
                else:
                    refused.append(page)
        if refused and not opened:
            yield refused[0]

    def _page(self, route: Route, kind: str, arguments: tuple[str, ...]) -> Page:
        path = address_of(route, arguments)
        look = self.ask(kind, "GET", path)
        tried = self.ask(kind, "POST", path, form=PLAIN)
        statuses = {"GET": look.status, "POST": tried.status}
        methods = frozenset(one for one, status in statuses.items() if status != 405)
        asked = Asked()
        asked.take(look.asked)
        asked.take(tried.asked)
        is_open = bool({statuses[one] for one in methods} - _SHUT)
        return Page(route, kind, arguments, methods or frozenset({"GET"}), is_open, asked)

    def _cookie(self, kind: str) -> str:
        if kind == "family":
            child = Student.objects.get(code=self.objects.student)
            client = family_of(child)
        elif kind == "complainant":
            client = Client()
            until = timezone.now() + timedelta(days=1)  # noqa: TID251 - pages have the real clock
            session = client.session
            session["complaint"] = [self.objects.complaint, until.isoformat()]
            session.save()
        else:
            client = signed_in(kind)
        return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())


def address_of(route: Route, arguments: Sequence[str]) -> str:
    """The path of a route with these arguments, whatever they are; escapes in them stay."""
    path = route.path
    for key, value in zip(route.keys, arguments, strict=True):
        path = path.replace(f"<str:{key}>", quote(value, safe="%/"), 1)
    return path


def knock(
    door: Door,
    method: str,
    path: str,
    *,
    query: Mapping[str, Any] | str = "",
    form: Mapping[str, Any] | bytes | None = None,
    files: Mapping[str, Upload] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """Send a request as it stands, also such as no browser would send."""
    kind, body = FORM, b""
    if files is not None:
        kind, body = MULTIPART_CONTENT, _in_parts(dict(form or {}), files)  # type: ignore[arg-type]
    elif isinstance(form, bytes):
        body = form
    elif form is not None:
        body = urlencode(form, doseq=True).encode()
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "SCRIPT_NAME": "",
        "QUERY_STRING": query if isinstance(query, str) else urlencode(query, doseq=True),
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "192.0.2.7",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(body),
        "wsgi.errors": BytesIO(),
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "CONTENT_LENGTH": str(len(body)),
    }
    if method == "POST":
        environ["CONTENT_TYPE"] = kind
    for name, value in (headers or {}).items():
        key = name.upper().replace("-", "_")
        environ[key if key in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{key}"] = value
    list(door(environ, lambda *_: None))
    assert door.last is not None
    return door.last


def _in_parts(words: dict[str, Any], files: Mapping[str, Upload]) -> bytes:
    body: bytes = encode_multipart(BOUNDARY, words)
    parts = [body.removesuffix(f"--{BOUNDARY}--\r\n".encode())]
    for field_name, upload in files.items():
        head = (
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{field_name}"; '
            f'filename="{upload.name}"\r\nContent-Type: {upload.kind}\r\n\r\n'
        )
        parts += [head.encode(), upload.content, b"\r\n"]
    return b"".join([*parts, f"--{BOUNDARY}--\r\n".encode()])


@dataclass(frozen=True)
class Attempt:
    """One request of an attacker; `words` are what it must not show unescaped."""

    page: Page
    about: str
    method: str
    path: str
    sent: Mapping[str, Any] = field(default_factory=dict, hash=False)
    words: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.page.route.name} {self.page.kind} {self.method} {self.about}"


def attempts(page: Page, number: int) -> Iterator[Attempt]:
    """A round of attempts at a page; the next round has other words in other places."""
    yield from at_address(page, number)
    yield from at_query(page, number)
    if "POST" in page.methods:
        yield from at_form(page, number)
        yield from at_files(page, number)
    yield from at_headers(page, number)


def at_address(page: Page, number: int) -> Iterator[Attempt]:
    """Words in the place of one argument, the others leading somewhere."""
    for place in range(len(page.arguments)):
        for value in (_nth(TEXTS, number, place, page), _nth(BROKEN_BYTES, number, place, page)):
            arguments = [*page.arguments]
            arguments[place] = value if value in BROKEN_BYTES else value.replace("%", "%25")
            path = address_of(page.route, arguments)
            method = "GET" if "GET" in page.methods else "POST"
            yield Attempt(page, f"address {value[:40]!r}", method, path, {}, (value,))


def at_query(page: Page, number: int) -> Iterator[Attempt]:
    """Words for every name that the page reads in its query, and for names that it does not."""
    names = sorted(page.asked.query | {"next", "page", "q"})
    words = {name: _nth(TEXTS, number, place, page) for place, name in enumerate(names)}
    method = "GET" if "GET" in page.methods else "POST"
    broken = "&".join(f"{name}={_nth(BROKEN_BYTES, number, 0, page)}" for name in names)
    several = "&".join(f"{name}=x" for name in names)
    for about, query in (("words", words), ("broken", f"{several}&{broken}&=&&[]=1")):
        said = f"query {about} {words}"[:200]
        yield Attempt(page, said, method, page.path, {"query": query}, tuple(words.values()))


def at_form(page: Page, number: int) -> Iterator[Attempt]:
    """Words for every field, for one among honest ones, twice for each, and no letters."""
    names = page.form_names
    if not names:
        return
    every = {name: _nth(TEXTS, number, place, page) for place, name in enumerate(names)}
    one_of = names[(number + _turn(page)) % len(names)]
    one = honest(page) | {one_of: every[one_of]}
    twice = {name: [every[name], value] for name, value in honest(page).items()}
    every |= {f"{name}[]": value for name, value in every.items()}
    for about, form in (("every", every), (one_of, one), ("twice", twice)):
        said = f"form {about} {every[one_of][:60]!r}"
        yield Attempt(page, said, "POST", page.path, {"form": form}, tuple(every.values()))
    broken = "&".join(f"{name}={_nth(BROKEN_BYTES, number, 1, page)}" for name in names)
    yield Attempt(page, "form broken", "POST", page.path, {"form": broken.encode()})


def at_files(page: Page, number: int) -> Iterator[Attempt]:
    """Files of every kind in the place of files, and a file in the place of a word."""
    names = sorted(page.asked.files | {"file"})
    upload = UPLOADS[(number + _turn(page)) % len(UPLOADS)]
    files = dict.fromkeys(names, upload)
    sent = {"form": honest(page), "files": files}
    yield Attempt(page, f"file {upload.name[:20]!r}", "POST", page.path, sent, (upload.name,))
    in_words = dict.fromkeys(page.form_names[:3], upload)
    if in_words:
        sent = {"form": honest(page), "files": in_words}
        yield Attempt(page, "file for a word", "POST", page.path, sent, (upload.name,))


def at_headers(page: Page, number: int) -> Iterator[Attempt]:
    """Headers that no browser sends."""
    headers = HEADERS[(number + _turn(page)) % len(HEADERS)]
    for method in sorted(page.methods):
        sent = {"headers": headers} | ({"form": honest(page)} if method == "POST" else {})
        yield Attempt(page, f"headers {headers}"[:120], method, page.path, sent)


def honest(page: Page) -> dict[str, str]:
    """Values that a page's form takes, so that what is behind the form is reached."""
    return {name: _honest(name, page.asked.fields.get(name)) for name in page.form_names}


def _honest(name: str, known: forms.Field | None) -> str:
    if name in PLAIN and not isinstance(known, forms.ChoiceField):
        return PLAIN[name]
    if isinstance(known, forms.ChoiceField):
        values = [str(value) for value, _ in known.choices if value not in {"", None}]
        return PLAIN[name] if PLAIN.get(name) in values else (values or ["x"])[0]
    return next((value for kind, value in _OF_KIND if isinstance(known, kind)), "某某")


def _nth(values: Sequence[str], number: int, place: int, page: Page) -> str:
    return values[(number * 5 + place * 3 + _turn(page)) % len(values)]


def _turn(page: Page) -> int:
    return crc32(page.route.name.encode())


def everywhere(walk: Walk, *, of_everybody: bool = False, first: int = 0) -> Iterator[Page]:
    """Every route as it opens to the first person whom it lets in, or to everybody.

    `first` says where among the routes the walk begins, for walks that end early.
    """
    start = first * 37 % len(ROUTES)
    for route in ROUTES[start:] + ROUTES[:start]:
        yield from islice(walk.pages(route), None if of_everybody else 1)


def made(walk: Walk, attempt: Attempt) -> Answer:
    """Make an attempt."""
    return walk.ask(attempt.page.kind, attempt.method, attempt.path, **attempt.sent)

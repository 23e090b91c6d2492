"""The platform's door as attackers knock: any request, what came of it, and nothing of it stays.

`Door` is a WSGI program around the platform. It lets one person in, notes which names of the query
and of the form the page asked for, and takes back all that was written. `faults_of` says what an
answer must never be, whatever was sent.
"""

import re
import shutil
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from time import process_time
from types import TracebackType
from typing import Any, Final

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.core.signals import got_request_exception, request_finished, request_started
from django.db import close_old_connections, transaction
from django.forms import BaseForm
from django.forms.fields import Field
from django.http.response import HttpResponseBase
from django.utils.datastructures import MultiValueDict
from pytest import MonkeyPatch  # noqa: PT013 - a type

from junheng.core.secrets import services as secrets
from tests.web.hostile_values import COMPUTED, MARK

MOST_SECONDS: Final = 5.0
"""Of the processor, for one request."""
DATABASE: Final = "junheng.sqlite3"
COOKIES: Final = {"junheng", "csrftoken", "junheng_child", "junheng_place"}
_INSIDE: Final = re.compile(
    r"Traceback \(most recent|OperationalError|ProgrammingError|IntegrityError|DataError|"
    r"sqlite3\.|psycopg|SECRET_KEY|site-packages|JUNHENG_VAR"
)
_LEADING: Final = frozenset({"href", "src", "action", "formaction", "hx-get", "hx-post"})


@dataclass
class Asked:
    """The names that a page looked for in a request, and the forms that it made."""

    query: set[str] = field(default_factory=set)
    form: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)
    fields: dict[str, Field] = field(default_factory=dict)

    def take(self, other: "Asked") -> None:
        """Add what another request showed."""
        self.query |= other.query
        self.form |= other.form
        self.files |= other.files
        self.fields |= other.fields


@dataclass(frozen=True)
class Answer:
    """What came back, and what happened inside."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes
    fault: str
    seconds: float
    asked: Asked

    def header(self, name: str) -> str:
        """The first header of a name."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    @property
    def text(self) -> str:
        """The body as letters."""
        return self.body.decode(errors="replace")


class _Handler(WSGIHandler):
    """The framework's own, without the token that forms carry: other tests hold that."""

    request: WSGIRequest | None = None

    def get_response(self, request: WSGIRequest) -> HttpResponseBase:  # type: ignore[override]
        request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined] # as test clients do
        self.request = request
        return super().get_response(request)


class Door:
    """A WSGI program that lets in whoever holds `cookie`; `last` is what came of a request."""

    def __init__(self, cookie: str, kept: "KeptFolder") -> None:
        self.cookie = cookie
        self.kept = kept
        self.handler = _Handler()
        self.last: Answer | None = None

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., object]
    ) -> Iterable[bytes]:
        given = environ.get("HTTP_COOKIE")
        environ["HTTP_COOKIE"] = "; ".join(part for part in (self.cookie, given) if part)
        faults: list[str] = []
        told: list[Any] = []

        def note(**_: object) -> None:
            faults.append(_where(sys.exc_info()))

        def start(status: str, headers: list[tuple[str, str]], _: object = None) -> None:
            told.extend((status, headers))

        began = process_time()
        got_request_exception.connect(note)
        try:
            with undone(), _listening(self.handler) as asked:
                body = self._answered(environ, start, faults)
        finally:
            got_request_exception.disconnect(note)
        if environ["REQUEST_METHOD"] == "POST":
            self.kept.restore()
        status, headers = told or ("500 -", [])
        self.last = Answer(
            int(status.split()[0]),
            headers,
            body,
            faults[0] if faults else "",
            process_time() - began,
            asked,
        )
        start_response(status, headers)
        return [body]

    def _answered(
        self, environ: dict[str, Any], start: Callable[..., object], faults: list[str]
    ) -> bytes:
        try:
            response: Any = self.handler(environ, start)
            try:
                return b"".join(response)
            finally:
                response.close()
        except Exception:  # noqa: BLE001 - whatever comes out of the program is what is looked for
            faults.append(_where(sys.exc_info()))
            return b""


@contextmanager
def undone() -> Iterator[None]:
    """Whatever the database is told meanwhile is taken back."""
    block = transaction.atomic()
    # As the framework's own test cases: refusals are written in a transaction of their own.
    block._from_testcase = True  # type: ignore[attr-defined]
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)  # which would end the transaction
    try:
        with block:
            yield
            transaction.set_rollback(True)
    finally:
        for signal in signals:
            signal.connect(close_old_connections)


class KeptFolder:
    """The data folder and the opened keys, put back after a request that wrote to them."""

    def __init__(self, folder: Path, copy: Path) -> None:
        self.folder, self.copy = folder, copy
        self.keyring = secrets._Opened.keyring
        shutil.copytree(folder, copy, ignore=shutil.ignore_patterns(f"{DATABASE}*"))
        self.listed = self._listing()

    def restore(self) -> None:
        """Put back what is missing or changed, take away what is new."""
        secrets._Opened.keyring = self.keyring
        listed = self._listing()
        if listed == self.listed:
            return
        for path in sorted(listed.keys() - self.listed.keys(), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        for path in sorted(self.listed):
            if path in listed and listed[path] == self.listed[path]:
                continue
            kept = self.copy / path.relative_to(self.folder)
            if kept.is_dir():
                path.mkdir(exist_ok=True)
            else:
                shutil.copy2(kept, path)
        self.listed = self._listing()

    def _listing(self) -> dict[Path, tuple[int, int] | None]:
        return {
            path: None if path.is_dir() else (path.stat().st_size, path.stat().st_mtime_ns)
            for path in self.folder.rglob("*")
            if not path.name.startswith(DATABASE)
        }


@contextmanager
def _listening(handler: _Handler) -> Iterator[Asked]:
    """Note the names that are looked up in the request, and the forms that are made."""
    asked, names, forms = Asked(), set[tuple[int, str]](), list[BaseForm]()

    def noting(method: str) -> Callable[..., Any]:
        original = getattr(MultiValueDict, method)

        def noted(self: MultiValueDict[str, Any], key: str, *rest: Any, **more: Any) -> Any:
            names.add((id(self), key))
            return original(self, key, *rest, **more)

        return noted

    made = BaseForm.__init__

    def noted_form(self: BaseForm, *rest: Any, **more: Any) -> None:
        made(self, *rest, **more)
        forms.append(self)

    with MonkeyPatch.context() as patch:
        for method in ("__getitem__", "getlist", "get"):
            patch.setattr(MultiValueDict, method, noting(method), raising=False)
        patch.setattr(BaseForm, "__init__", noted_form)
        yield asked
    request = handler.request
    if request is None:
        return
    with_names = {id(request.GET): asked.query}
    if request.method == "POST" and "_post" in vars(request):
        with_names |= {id(request.POST): asked.form, id(request.FILES): asked.files}
    for held, name in names:
        if held in with_names and isinstance(name, str):
            with_names[held].add(name)
    for form in forms:
        asked.fields |= {form.add_prefix(name): one for name, one in form.fields.items()}


def _where(
    raised: tuple[type[BaseException] | None, BaseException | None, TracebackType | None],
) -> str:
    kind, error, trace = raised
    if kind is None:
        return "a fault without an exception"
    frames = [one for one in traceback.extract_tb(trace) if "junheng" in one.filename]
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
    return f"{kind.__name__}: {str(error)[:120]} at {place}"


class _Page(HTMLParser):
    """Finds elements and attributes that only a value could have brought into a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == MARK:
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            if name == f"on{MARK}" or (
                name in _LEADING and (value or "").strip().lower().startswith("javascript:")
            ):
                self.found.append(f"{name} of <{tag}>")


def faults_of(answer: Answer, sent: Iterable[str], others: frozenset[str]) -> list[str]:
    """What is wrong with an answer to a request that sent these words; `others` are never told."""
    wrong = []
    words = [word for word in sent if word]
    if answer.status >= 500 or answer.fault:
        wrong.append(f"{answer.status} {answer.fault}")
    if answer.seconds > MOST_SECONDS:
        wrong.append(f"{answer.seconds:.1f} seconds")
    wrong.extend(_faults_of_headers(answer))
    kind = answer.header("Content-Type")
    if "html" in kind or "svg" in kind:
        page = _Page()
        page.feed(answer.text)
        wrong.extend(f"not escaped: {found}" for found in page.found)
        raw = [word for word in words if len(word) > 5 and re.search(r"<[a-zA-Z/!]", word)]
        wrong.extend(f"not escaped: {word[:60]!r}" for word in raw if word in answer.text)
    if "html" in kind:
        wrong.extend(f"computed: {one}" for one in COMPUTED if one in answer.text)
        inside = _INSIDE.search(answer.text)
        if inside and not any(inside[0] in word for word in words):
            wrong.append(f"tells of the program: {inside[0]}")
    seen = answer.text + " ".join(value for _, value in answer.headers)
    told = {code for code in others if code in seen and not any(code in word for word in words)}
    wrong.extend(f"tells what belongs to others: {code}" for code in sorted(told))
    return wrong


def _faults_of_headers(answer: Answer) -> Iterator[str]:
    place = answer.header("Location") or answer.header("HX-Redirect")
    if place and (not place.startswith("/") or place.startswith(("//", "/\\"))):
        yield f"leads away: {place[:80]}"
    for name, value in answer.headers:
        if set(value) & {"\r", "\n", "\x00"}:
            yield f"a broken header: {name}"
        if name == "Set-Cookie" and value.partition("=")[0].strip() not in COOKIES:
            yield f"a cookie of nobody: {value[:40]}"
        if f"<{MARK}" in value and name not in {"Location", "Content-Disposition", "HX-Redirect"}:
            yield f"a header that repeats: {name}"

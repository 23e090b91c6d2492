"""A browser of the harness: pages, their forms, cookies; standard library only."""

import http.client
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from typing import Final
from urllib.parse import urlsplit

PATIENCE_SECONDS: Final = 60.0
TOKEN: Final = "csrfmiddlewaretoken"  # noqa: S105 - the name of a field
Upload = tuple[str, bytes]


class Unreachable(Exception):  # noqa: N818 - named by what happened
    """Nobody answered, or the answer broke off: nothing is known about the act."""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    target: str
    body: str


@dataclass
class Form:
    """A form of a page with what stands in its fields."""

    action: str
    words: dict[str, str] = field(default_factory=dict)


class _Forms(HTMLParser):
    """Reads every form that would be sent by POST."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self._page = page
        self._form: Form | None = None
        self._area = ""
        self.forms: list[Form] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form" and given.get("method", "").lower() == "post":
            self._form = Form(given.get("action") or self._page)
            self.forms.append(self._form)
        elif tag == "textarea":
            self._area = given.get("name", "")
        elif self._form is not None and tag == "input" and given.get("name"):
            if given.get("type") in {"checkbox", "radio"} and "checked" not in given:
                return
            if given.get("type") not in {"file", "submit"}:
                self._form.words[given["name"]] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._form is not None and self._area:
            self._form.words[self._area] = data.strip()


class Browser:
    """One person's browser."""

    def __init__(self, port: int, username: str, password: str) -> None:
        self._port, self._username, self._password = port, username, password
        self._cookies: dict[str, str] = {}

    def get(self, path: str) -> Answer:
        """A page, after signing in where that is asked for."""
        answer = self._ask("GET", path)
        if answer.status == 302 and answer.target.startswith("/sign-in/"):
            self._sign_in()
            answer = self._ask("GET", path)
        return answer

    def send(
        self,
        page: str,
        action: str = "",
        files: Mapping[str, Upload] | None = None,
        **words: str | list[str],
    ) -> Answer:
        """Fill in the form of `page` that goes to `action` (the page itself if empty), and send it.

        An `action` that the page has no form for is sent nevertheless: whoever left the page open
        before could do so.
        """
        shown = self.get(page)
        if shown.status != 200:
            return shown
        reader = _Forms(page)
        reader.feed(shown.body)
        wanted = action or page
        found = next((form for form in reader.forms if form.action == wanted), Form(wanted))
        given: dict[str, str | list[str]] = {**found.words, **words}
        tokens = [form.words.get(TOKEN, "") for form in (found, *reader.forms)]
        # A page without a form yet: the token of the cookie is as good.
        given[TOKEN] = next(filter(None, tokens), self._cookies.get("csrftoken", ""))
        return self._ask("POST", wanted, given, files or {})

    def _sign_in(self) -> None:
        self._cookies.pop("sessionid", None)
        answer = self.send("/sign-in/", username=self._username, password=self._password)
        if answer.status >= 500:
            raise Unreachable(f"signing in: {answer.status}")

    def _ask(
        self,
        method: str,
        path: str,
        words: Mapping[str, str | list[str]] | None = None,
        files: Mapping[str, Upload] | None = None,
    ) -> Answer:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        body = None
        if words is not None:
            body, headers["Content-Type"] = _multipart(words, files or {})
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE_SECONDS)
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            content = response.read()
        except (OSError, http.client.HTTPException) as problem:
            raise Unreachable(type(problem).__name__) from problem
        finally:
            connection.close()
        for header in response.headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(header).items():
                self._cookies[name] = morsel.value
        target = urlsplit(response.headers.get("Location", ""))
        return Answer(
            response.status,
            target.path + (f"?{target.query}" if target.query else ""),
            content.decode("utf-8", "replace"),
        )


def _multipart(
    words: Mapping[str, str | list[str]], files: Mapping[str, Upload]
) -> tuple[bytes, str]:
    edge = secrets.token_hex(16)
    parts = bytearray()
    for name, value in words.items():
        for one in value if isinstance(value, list) else [value]:
            head = f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
            parts += f"{head}{one}\r\n".encode()
    for name, (title, content) in files.items():
        head = f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; filename="{title}"\r\n'
        parts += (
            f"{head}Content-Type: application/octet-stream\r\n\r\n".encode() + content + b"\r\n"
        )
    parts += f"--{edge}--\r\n".encode()
    return bytes(parts), f"multipart/form-data; boundary={edge}"

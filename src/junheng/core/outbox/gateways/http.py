"""A gateway over HTTP: one POST of JSON for each message, as the county's provider wants it.

No redirect is followed: a gateway that sends us elsewhere would be given telephones elsewhere.
Whatever goes wrong before the request was handed over is known not to have been sent; whatever
goes wrong after it is unknown.
"""

import http.client
import json
import socket
import ssl
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import SplitResult, urlsplit

from junheng.core.outbox.gateways import Answer, Outcome, Parcel

_LONGEST_ANSWER: Final = 64 * 1024
_TRY_LATER: Final = Outcome.TRY_LATER
_ANSWERS: Final[Mapping[int, Answer]] = {
    400: Answer(Outcome.REFUSED, "gateway_refused_message"),
    408: Answer(_TRY_LATER, "gateway_busy"),
    413: Answer(Outcome.REFUSED, "gateway_refused_message"),
    422: Answer(Outcome.REFUSED, "gateway_refused_message"),
    500: Answer(_TRY_LATER, "gateway_error"),
    # A proxy says these: what stands behind it may have taken the message.
    502: Answer(Outcome.UNKNOWN, "gateway_answer_lost"),
    504: Answer(Outcome.UNKNOWN, "gateway_answer_lost"),
}
_HELD_UP: Final = (429, 503)
_OTHER_CLIENT_ERROR, _SERVER_ERROR = range(400, 500), range(500, 600)


@dataclass(frozen=True)
class HttpSettings:
    """How the county's gateway is asked.

    `body` is JSON in whose texts `{mobile}`, `{text}` and `{id}` are put in place. The answer
    counts as sent by its status 2xx and, where `success_field` is given, by the value there.
    """

    url: str
    body: Any
    headers: Mapping[str, str]
    timeout_seconds: float = 10.0
    ca_file: Path | None = None
    repeats_are_safe: bool = False
    success_field: str = ""
    success_values: tuple[str, ...] = ()
    retry_values: tuple[str, ...] = ()


class HttpGateway:
    """One connection for each message, ended after `timeout_seconds` in any case."""

    def __init__(self, settings: HttpSettings) -> None:
        self._settings = settings
        self._address = urlsplit(settings.url)
        self.repeats_are_safe = settings.repeats_are_safe

    def send(self, parcel: Parcel) -> Answer:
        """Try once."""
        try:
            connection = _connection(self._address, self._settings)
        except (OSError, ssl.SSLError):
            return Answer(Outcome.GATEWAY_DOWN, "gateway_certificate_unreadable")
        line = _Line(connection)
        watch = threading.Timer(self._settings.timeout_seconds, line.cut)
        watch.daemon = True
        watch.start()
        try:
            return self._exchange(line, parcel)
        finally:
            watch.cancel()
            connection.close()

    def _exchange(self, line: "_Line", parcel: Parcel) -> Answer:
        connection = line.connection
        try:
            line.connect()
        except ssl.SSLError:
            return Answer(Outcome.GATEWAY_DOWN, "gateway_not_trusted")
        except OSError:
            return Answer(Outcome.GATEWAY_DOWN, "gateway_unreachable")
        try:
            self._ask(connection, parcel)
            response = connection.getresponse()
            raw = response.read(_LONGEST_ANSWER)
        except TimeoutError:
            return Answer(Outcome.UNKNOWN, "gateway_timed_out")
        except (OSError, http.client.HTTPException, ValueError):
            return Answer(Outcome.UNKNOWN, "gateway_answer_lost")
        return self._meaning(response.status, response.headers.get("Retry-After", ""), raw)

    def _ask(self, connection: http.client.HTTPConnection, parcel: Parcel) -> None:
        body = json.dumps(filled(self._settings.body, parcel), ensure_ascii=False).encode()
        target = self._address.path or "/"
        if self._address.query:
            target += "?" + self._address.query
        headers = {"Content-Type": "application/json; charset=utf-8", "Connection": "close"}
        connection.request("POST", target, body, {**headers, **self._settings.headers})

    def _meaning(self, status: int, retry_after: str, raw: bytes) -> Answer:
        if 200 <= status < 300:  # noqa: PLR2004 - the class of answers
            return self._meaning_of_body(raw)
        if status in _HELD_UP:
            return Answer(Outcome.GATEWAY_DOWN, "gateway_busy", _seconds(retry_after))
        if status in _ANSWERS:
            return _ANSWERS[status]
        if status in _SERVER_ERROR:
            return Answer(_TRY_LATER, "gateway_error")
        if status in _OTHER_CLIENT_ERROR:
            return Answer(Outcome.GATEWAY_DOWN, "gateway_refused_us")
        return Answer(Outcome.GATEWAY_DOWN, "gateway_sends_elsewhere")

    def _meaning_of_body(self, raw: bytes) -> Answer:
        settings = self._settings
        if not settings.success_field:
            return Answer(Outcome.SENT)
        try:
            value: Any = json.loads(raw)
            for step in settings.success_field.split("."):
                value = value[step]
        except (ValueError, LookupError, TypeError, RecursionError):
            return Answer(Outcome.UNKNOWN, "gateway_answer_unclear")
        said = json.dumps(value) if isinstance(value, bool) else str(value)
        if said in settings.success_values:
            return Answer(Outcome.SENT)
        if said in settings.retry_values:
            return Answer(_TRY_LATER, "gateway_busy")
        return Answer(Outcome.REFUSED, "gateway_refused_message")


def filled(template: Any, parcel: Parcel) -> Any:
    """The template with the message in its texts; JSON was parsed before, so nothing breaks out."""
    match template:
        case str():
            return (
                template.replace("{mobile}", parcel.phone)
                .replace("{id}", parcel.key)
                # Last: a text that holds a placeholder's name stays as it was written.
                .replace("{text}", parcel.text)
            )
        case dict():
            return {key: filled(value, parcel) for key, value in template.items()}
        case list():
            return [filled(value, parcel) for value in template]
    return template


def _connection(address: SplitResult, settings: HttpSettings) -> http.client.HTTPConnection:
    host, port = address.hostname or "", address.port
    if address.scheme == "http":
        return http.client.HTTPConnection(host, port, timeout=settings.timeout_seconds)
    context = ssl.create_default_context(cafile=str(settings.ca_file) if settings.ca_file else None)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return http.client.HTTPSConnection(
        host, port, timeout=settings.timeout_seconds, context=context
    )


class _Line:
    """A connection that another thread can cut, because its other side may drip for ever.

    The library lets go of its socket when the answer begins, so the socket is held here.
    """

    def __init__(self, connection: http.client.HTTPConnection) -> None:
        self.connection = connection
        self._held: socket.socket | None = None

    def connect(self) -> None:
        """Connect and hold the socket; raises OSError."""
        self.connection.connect()
        self._held = self.connection.sock

    def cut(self) -> None:
        """End it, whoever is reading."""
        held = self._held or self.connection.sock
        if held is not None:
            with suppress(OSError):
                held.shutdown(socket.SHUT_RDWR)


def _seconds(said: str) -> timedelta | None:
    return timedelta(seconds=int(said)) if said.isascii() and said.isdigit() else None

"""The entry of every web server, and its door: a database of another version is not served.

The one place where a server looks, whoever started it. What `serve` would say in its window goes
to the server's own stream of errors; who visits reads only that the platform is closed.
"""

import logging
import os
from collections.abc import Callable, Iterable
from typing import Any, Final

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "junheng.web.settings")
_django: Final = get_wsgi_application()

from django.db import Error as DatabaseFault  # noqa: E402 - Django is ready only now
from django.db import connections  # noqa: E402

from junheng.core.backup import schema  # noqa: E402
from junheng.core.messages import describe, sentence  # noqa: E402
from junheng.engine.errors import JunhengError  # noqa: E402

logger = logging.getLogger("junheng.web")

StartResponse = Callable[..., Any]


class _Door:
    """What this process has seen of the database."""

    is_open = False
    told: str | None = None
    """The code of the refusal that the operator has read."""


def application(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
    """Answer a request; on a database of another version with the refusal alone.

    Asked again with each request until the database is of this program: nobody restarts anything
    after `junheng upgrade`.
    """
    if not _Door.is_open:
        try:
            schema.refuse_other()
        except JunhengError as refusal:
            _tell_operator(refusal, environ)
            connections.close_all()  # whoever upgrades now must find nobody in the database
            return _closed(start_response)
        except DatabaseFault:
            return _django(environ, start_response)  # it has pages for that, too
        _Door.is_open = True
    return _django(environ, start_response)


def _tell_operator(refusal: JunhengError, environ: dict[str, Any]) -> None:
    """Once in a process: whoever visits while it is closed must not fill a log."""
    if _Door.told == refusal.code:
        return
    _Door.told = refusal.code
    logger.error("not started: %s", refusal.code)
    environ["wsgi.errors"].write(f"{describe(refusal)}\n")
    environ["wsgi.errors"].flush()


def _closed(start_response: StartResponse) -> Iterable[bytes]:
    words = sentence("platform_closed", {}).encode()
    headers = [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Length", str(len(words))),
        ("Cache-Control", "no-store"),
    ]
    start_response("503 Service Unavailable", headers)
    return [words]

"""The entry of the web server. A database of another version is not served, not even half."""

import os
from collections.abc import Callable, Iterable
from typing import Any, Final

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "junheng.web.settings")
_django: Final = get_wsgi_application()

from junheng.core.backup import schema  # noqa: E402 - Django is ready only now
from junheng.core.messages import describe  # noqa: E402
from junheng.engine.errors import JunhengError  # noqa: E402


class _Looked:
    """Whether this process has seen that the database is of this program."""

    is_ours = False


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer a request; on a database of another version with the refusal alone."""
    if not _Looked.is_ours:
        try:
            schema.refuse_other()
        except JunhengError as refusal:
            words = describe(refusal).encode()
            headers = [
                ("Content-Type", "text/plain; charset=utf-8"),
                ("Content-Length", str(len(words))),
                ("Cache-Control", "no-store"),
            ]
            start_response("503 Service Unavailable", headers)
            return [words]
        _Looked.is_ours = True
    return _django(environ, start_response)

"""What leaves the public site: pages that are the same for everybody, and files of the record."""

import hashlib
from pathlib import Path
from typing import Any, Final

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response

from junheng.core.files.models import StoredFile
from junheng.core.files.serving import download

PAGE_SECONDS: Final = 60
"""So long a browser may show a page again without asking."""
FILE_SECONDS: Final = 300

HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'none'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": f"public, max-age={PAGE_SECONDS}",
    "Referrer-Policy": "no-referrer",
}
NOT_IN_AN_INDEX: Final = "noindex, nofollow, noarchive"
"""What is taken down after its days must not live on in a search engine."""


class PublicPage(HttpResponse):
    """A page that says the same to everybody; with status 200 it may be kept and given again."""


def public_page(
    template: str, context: dict[str, Any], *, status: int = 200, has_names: bool = False
) -> PublicPage:
    """Render without the request: no person, no token, no cookie can come into the page."""
    response = PublicPage(render_to_string(template, context), status=status, headers=HEADERS)
    if has_names or status != 200:  # noqa: PLR2004 - found
        response.headers["X-Robots-Tag"] = NOT_IN_AN_INDEX
    if status != 200:  # noqa: PLR2004 - found
        response.headers["Cache-Control"] = "no-store"
    return response


def plain_text(text: str) -> PublicPage:
    """A short text for programs."""
    return PublicPage(text, content_type="text/plain; charset=utf-8", headers=HEADERS)


def saved_file(request: HttpRequest, path: Path, *, name: str, media_type: str) -> HttpResponseBase:
    """A file of a record, always to be saved: nothing of it is opened inside the platform.

    Whoever has it already is told so: it is known by its size and the moment it was written.
    """
    stat = path.stat()
    etag = f'"{stat.st_size:x}-{stat.st_mtime_ns:x}"'
    modified = int(stat.st_mtime)
    known = get_conditional_response(request, etag=etag, last_modified=modified)
    if known is not None:
        return _with_headers(known, etag)
    response = FileResponse(
        path.open("rb"), as_attachment=True, filename=name, content_type=media_type
    )
    return _with_headers(response, etag)


def saved_bytes(
    request: HttpRequest, content: bytes, *, name: str, media_type: str
) -> HttpResponseBase:
    """The same for what is no file of its own."""
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    known = get_conditional_response(request, etag=etag)
    if known is not None:
        return _with_headers(known, etag)
    response = HttpResponse(content, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return _with_headers(response, etag)


def stored_file(request: HttpRequest, stored: StoredFile, *, title: str) -> HttpResponseBase:
    """The same for a file that the platform keeps. Raises as `files.services.read` does."""
    etag = f'"{stored.digest[:32]}"'
    known = get_conditional_response(request, etag=etag)
    return _with_headers(known if known is not None else download(stored, title=title), etag)


def _with_headers(response: HttpResponseBase, etag: str) -> HttpResponseBase:
    for name, value in HEADERS.items():
        response.headers[name] = value
    response.headers["Cache-Control"] = f"public, max-age={FILE_SECONDS}"
    response.headers["X-Robots-Tag"] = NOT_IN_AN_INDEX
    response.headers["ETag"] = etag
    return response

"""Public pages kept in memory, so that the busiest evening asks the database next to nothing.

Every act writes into the audit trail in its own transaction, so the trail's head and the date say
whether anything that a page shows can have changed. Decision 36.
"""

import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.timezone import localdate

from junheng.apps.portal.exports import PublicPage
from junheng.core.audit import services as audit
from junheng.web import clock
from junheng.web.pages import PUBLIC_PREFIX

Answer = Callable[[HttpRequest], HttpResponseBase]

MOST_BYTES: Final = 32 * 1024 * 1024
"""So much is kept at the most; the page that was asked for longest ago goes first."""
_PASSED_ON: Final = (
    "Content-Type", "Content-Security-Policy", "Cache-Control", "Referrer-Policy",
    "X-Robots-Tag", "X-Frame-Options",
)  # fmt: skip


@dataclass
class KeptPage:
    """A page as it was rendered: its bytes plain and packed, and what it is known by.

    `stand` is the state of the platform that it shows, `looked_at` (seconds of the monotonic
    clock) when that was last seen to be so.
    """

    plain: bytes
    packed: bytes
    headers: dict[str, str]
    etag: str
    modified: datetime
    stand: str
    looked_at: float

    @property
    def size(self) -> int:
        """Bytes in memory."""
        return len(self.plain) + len(self.packed)


class Shelf:
    """The kept pages by their paths, for all threads of this process."""

    def __init__(self) -> None:
        self._pages: OrderedDict[str, KeptPage] = OrderedDict()
        self._lock = threading.Lock()
        self._rendering: set[str] = set()

    def find(self, path: str) -> KeptPage | None:
        """The page of a path, which is thereby the one asked for last."""
        with self._lock:
            page = self._pages.get(path)
            if page is not None:
                self._pages.move_to_end(path)
            return page

    def put(self, path: str, page: KeptPage) -> None:
        """Keep a page, in the place of the older one."""
        with self._lock:
            self._pages[path] = page
            self._pages.move_to_end(path)
            while sum(one.size for one in self._pages.values()) > MOST_BYTES:
                self._pages.popitem(last=False)

    def drop(self, path: str) -> None:
        """Keep a page no longer."""
        with self._lock:
            self._pages.pop(path, None)

    def begin(self, path: str) -> bool:
        """Take it upon oneself to render a path; False while another thread does."""
        with self._lock:
            if path in self._rendering:
                return False
            self._rendering.add(path)
            return True

    def end(self, path: str) -> None:
        """The rendering is over, with or without a page."""
        with self._lock:
            self._rendering.discard(path)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._pages.clear()


SHELF: Final = Shelf()


class KeptPages:
    """Answers for public pages from memory; stands before everything that asks who is there."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method != "GET" or not request.path.startswith(PUBLIC_PREFIX):
            return self.get_response(request)
        path, now = request.path, monotonic()
        page = SHELF.find(path)
        if page is not None and now - page.looked_at < settings.PUBLIC_PAGES_SECONDS:
            return _answer(request, page)
        stand = _stand()
        if page is not None and stand and page.stand == stand:
            page.looked_at = now
            return _answer(request, page)
        if not SHELF.begin(path):
            # Another thread renders it this moment; the page of a moment ago will do.
            return _answer(request, page) if page is not None else self.get_response(request)
        try:
            return self._rendered(request, page, stand, now)
        finally:
            SHELF.end(path)

    def _rendered(
        self, request: HttpRequest, before: KeptPage | None, stand: str, now: float
    ) -> HttpResponseBase:
        """Let the view answer, and keep what it says if it says it to everybody."""
        response = self.get_response(request)
        if not isinstance(response, PublicPage) or response.status_code != 200:  # noqa: PLR2004 - found
            SHELF.drop(request.path)
            return response
        page = _kept(response, before, stand, now)
        if stand:
            SHELF.put(request.path, page)
        return _answer(request, page)


def _stand() -> str:
    """What the pages depend on; empty while nothing was ever written down."""
    head = audit.head()
    return f"{head.digest} {localdate(clock.now())}" if head.sequence else ""


def _kept(response: PublicPage, before: KeptPage | None, stand: str, now: float) -> KeptPage:
    plain = response.content
    # The same words stay the same page: browsers that have it need not fetch it again.
    is_same = before is not None and before.plain == plain
    modified = before.modified if before is not None and is_same else clock.now()
    # The packing must not depend on the moment, or two processes would give two pages.
    packed = before.packed if before is not None and is_same else gzip.compress(plain, mtime=0)
    return KeptPage(
        plain=plain,
        packed=packed,
        headers={name: response.headers[name] for name in _PASSED_ON if name in response.headers},
        etag=f'W/"{hashlib.sha256(plain).hexdigest()[:32]}"',
        modified=modified,
        stand=stand,
        looked_at=now,
    )


def _answer(request: HttpRequest, page: KeptPage) -> HttpResponseBase:
    is_packed = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(page.packed if is_packed else page.plain, headers=page.headers)
    if is_packed:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Content-Length"] = str(len(response.content))
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["ETag"] = page.etag
    modified = int(page.modified.timestamp())
    response.headers["Last-Modified"] = http_date(modified)
    known = get_conditional_response(
        request, etag=page.etag, last_modified=modified, response=response
    )
    return known if known is not None else response

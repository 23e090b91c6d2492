"""Families wait in line where more come than the computer can answer: a page that costs nothing.

The place is a signed moment in a cookie. No row is kept, any process knows it, and who closed the
page or lost the connection still has it. Decision 53.
"""

import hashlib
from base64 import b64encode
from collections.abc import Callable
from datetime import UTC, datetime
from math import ceil
from time import monotonic
from typing import Final

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.timezone import localtime

from junheng.web import clock
from junheng.web.line import Line
from junheng.web.serving import THREADS

Answer = Callable[[HttpRequest], HttpResponseBase]

DOOR: Final = "/child/"
COOKIE: Final = "junheng_place"
LONGEST_SECONDS: Final = 7200.0
"""No place is further away, and none is good for longer after its moment."""
SOONEST: Final = 5
LATEST: Final = 120
"""Seconds after which the page asks again: not at once, and not only at the end of a long wait,
because the line may move faster than was promised."""

_STYLE: Final = (
    "body{max-width:32rem;margin:3rem auto;padding:0 1rem;color:#1d2733;line-height:1.7;"
    "font-family:system-ui,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif}"
    "h1{font-size:1.4rem}strong{font-size:1.6rem;color:#0b5a5e}"
    "p.own{border-left:.25rem solid #0b5a5e;padding:.2rem 0 .2rem .8rem}"
)
_STYLE_DIGEST: Final = b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_POLICY: Final = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_DIGEST}'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
_PAGE: Final = (
    '<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    '<meta name="robots" content="noindex, nofollow">'
    '<meta http-equiv="refresh" content="{seconds}">'
    "<title>排队查询 · 阳光分班</title><style>{style}</style>"
    "</head><body><h1>查询的家庭很多，您已经排上队</h1>"
    '<p class="own" role="status">大约 <strong>{wait}</strong>后轮到您（{moment} 前后）。</p>'
    "<p>这一页会自己打开查询页，不用刷新，也不用重新排队。</p>"
    "<p>可以先关掉，过一会儿用同一部手机再打开，位置还在。</p>"
    "<p>分班结果已经定了，早查晚查都一样。</p></body></html>"
)  # fmt: skip

LINE: Final = Line(families_a_second=settings.FAMILIES_A_SECOND, threads=THREADS)


class WaitingLine:
    """Counts how busy the threads are, and lets families in at the rate that they can serve."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method == "GET" and request.path == DOOR:
            at = clock.now().timestamp()
            moment = LINE.ask(_promised(request, at), now=monotonic(), at=at)
            if moment is not None:
                return _page(moment, at)
        LINE.begin(now=monotonic())
        try:
            return self.get_response(request)
        finally:
            LINE.end(now=monotonic())


def _promised(request: HttpRequest, at: float) -> float | None:
    """The moment of the cookie; None without one, and for one that is not ours or too old."""
    try:
        moment = float(_signer().unsign(request.COOKIES.get(COOKIE, "")))
    except (BadSignature, ValueError):
        return None
    return moment if abs(moment - at) <= LONGEST_SECONDS else None


def _page(moment: float, at: float) -> HttpResponse:
    moment = min(moment, at + LONGEST_SECONDS)
    left = max(1, ceil(moment - at))
    seconds = min(max(left, SOONEST), LATEST)
    wait = f"{ceil(left / 60)} 分钟" if left >= 60 else f"{ceil(left / 10) * 10} 秒"  # noqa: PLR2004 - a minute
    shown = localtime(datetime.fromtimestamp(moment, tz=UTC)).strftime("%H:%M")
    response = HttpResponse(_PAGE.format(style=_STYLE, seconds=seconds, wait=wait, moment=shown))
    response.headers["Content-Length"] = str(len(response.content))
    response.headers["Content-Security-Policy"] = _POLICY
    # Lax: who scans the code of the slip once more comes from elsewhere and keeps the place.
    response.set_cookie(
        COOKIE, _signer().sign(f"{moment:.0f}"), max_age=int(LONGEST_SECONDS), path=DOOR,
        httponly=True, samesite="Lax", secure=settings.IS_BEHIND_TLS,
    )  # fmt: skip
    return response


def _signer() -> Signer:
    return Signer(salt="junheng.line")

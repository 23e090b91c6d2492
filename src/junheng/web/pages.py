"""Answers that are no application's: refusals and faults, each with the way out."""

import sys
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string

from junheng.apps.portal.exports import public_page
from junheng.apps.schools import queries as schools
from junheng.core.access import NotAllowed, NotVisible, StepRefused, StepWaits
from junheng.core.full_disk import is_disk_full
from junheng.core.messages import describe
from junheng.engine.errors import JunhengError

PUBLIC_PREFIX: Final = "/public/"
_TITLES: Final = {
    202: "已经收下，还没有办完",
    400: "请求看不懂",
    403: "没有权限",
    404: "找不到",
    405: "这一页不能直接打开",
    409: "现在不能这样做",
    422: "办不成",
    500: "平台出了问题",
    507: "服务器磁盘已满",
}
_WAYS_OUT: Final = {
    202: "不要再提交。过一分钟从菜单打开这件事的页面，看是否已经办成。",
    400: "请返回上一页，刷新后再试。",
    403: "如果这是您的工作，请联系安全管理员核对您的岗位。",
    404: "请从菜单重新进入；如果是别人发来的链接，请向对方核对。",
    405: "请从菜单重新进入要办的事，刚才提交过的看一看是否已经办成。",
    409: "请返回上一页，刷新后看一看现在的状态。",
    422: "请返回上一页，改正后再试。",
    500: (
        "没有写入任何不完整的内容。请返回上一页再试一次；"
        "仍不行时，请把时间和所做的操作告诉系统管理员。"
    ),
    507: "没有写入任何不完整的内容。请系统管理员腾出空间，再返回上一页重做一次。",
}


def status_of(error: Exception) -> int | None:
    """The status that answers what was raised; None for a fault of the program."""
    match error:
        case StepWaits():
            return 202
        case NotVisible() | Http404():
            return 404
        case NotAllowed():
            return 403
        case StepRefused():
            return 409
        case JunhengError():
            return 422
    return None


def refusal(request: HttpRequest, error: Exception, status: int) -> HttpResponse:
    """The page for a refusal, or for a step that waits, with its sentence."""
    sentence = describe(error) if isinstance(error, JunhengError) else "找不到您要的页面。"
    return _page(request, status, sentence)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """The page was open too long, or another sign-in took its place."""
    del reason
    return _page(
        request,
        403,
        "页面停留过久或已在别处重新登录，这次提交没有生效。请返回上一页，刷新后再提交。",
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """No such route."""
    del exception
    return _page(request, 404, "没有这个页面，地址可能输错了。")


def not_opened(request: HttpRequest, answer: HttpResponseNotAllowed) -> HttpResponse:
    """The address of a form, typed or opened again: it only takes what is submitted."""
    page = _page(request, answer.status_code, "这个地址只接收提交的表单，没有可看的内容。")
    page["Allow"] = answer["Allow"]
    return page


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that the framework itself refused."""
    del exception
    return _page(request, 400, "浏览器发来的请求不完整。")


def broken(request: HttpRequest) -> HttpResponse:
    """A fault of the program, or a full disk; the page asks no database: it may be what is broken.

    The framework calls this while it handles the fault.
    """
    status = 507 if is_disk_full(sys.exception()) else 500
    context = {"status": status, "title": _TITLES[status], "way_out": _WAYS_OUT[status]}
    return HttpResponse(render_to_string("web/broken.html", context), status=status)


def _page(request: HttpRequest, status: int, sentence: str) -> HttpResponse:
    context = {
        "status": status,
        "title": _TITLES[status],
        "sentence": sentence,
        "way_out": _WAYS_OUT[status],
    }
    if request.path.startswith(PUBLIC_PREFIX):
        # Without the request: a page for everybody sets no cookie and names nobody.
        return public_page(
            "web/public_refused.html", {**context, "bureau": schools.find_bureau()}, status=status
        )
    return HttpResponse(render_to_string("web/refused.html", context, request), status=status)

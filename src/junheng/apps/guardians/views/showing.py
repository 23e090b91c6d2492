"""How every page of a family is put together: watermark, way out, nothing kept by a browser."""

from typing import Any

from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string

from junheng.apps.guardians import exports, queries
from junheng.apps.guardians.models import Guardian
from junheng.core.access import GuardianRequest, WebRequest


def own_guardian(request: GuardianRequest) -> Guardian:
    """The account of this request, which the sitting has read already; raises NotVisible."""
    held = getattr(request, "guardian", None)
    return held if isinstance(held, Guardian) else queries.get_own(request.actor)


def child_page(
    request: GuardianRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page that shows the child. Without the platform's context: no menu, no look-ups of it."""
    guardian = own_guardian(request)
    held = {
        "guardian": guardian,
        "student": guardian.student,
        "cohort": guardian.student.cohort,
        "watermark": exports.watermark_of(guardian, at=request.at),
        "told": _TOLD.get(request.GET.get("told", "")),
        **context,
    }
    return family_page(request, template, held, status=status)


def family_page(
    request: WebRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page for families without a child on it."""
    held = {"csrf_token": get_token(request), **context}
    return HttpResponse(render_to_string(f"guardians/{template}", held), status=status)


_TOLD = {
    "confirmed": "已登记：核对无误。不用再交核对单。",
    "disputed": "已登记您的异议。学校核实处理后，请您再到学校签字。",
    "asked": "已提出请求，期限内给您答复。",
    "phone_left": "已登记手机号。结果公布后发短信给您。",
    "phone_withdrawn": "已撤回，手机号已经清除，不再发短信。",
    "ended": "已停用第二个查询码。",
}
"""What was just done, by a word in the address: nothing of it is kept for the next page."""

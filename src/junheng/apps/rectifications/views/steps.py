"""What is done to a rectification, each with its form and for whom."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from junheng.apps.campaigns.forms import told_on
from junheng.apps.rectifications import queries, services
from junheng.apps.rectifications.forms import (
    CloseForm,
    ExtendForm,
    OwnerForm,
    ProgressForm,
    ReportForm,
    ReturnForm,
    WithdrawForm,
)
from junheng.apps.rectifications.models import Rectification
from junheng.apps.rectifications.states import RectificationState
from junheng.core.access import NotVisible, Permission, StaffActor, StaffRequest, requires

Act = Callable[[str, dict[str, Any], StaffActor, datetime], object]
May = Callable[[StaffActor, Rectification], bool]


@dataclass(frozen=True)
class StepPage:
    """What a step asks and says, in which states and for whom; `help` tells what will happen."""

    title: str
    button: str
    help: str
    said: str
    form: type[forms.Form]
    states: frozenset[RectificationState]
    may: May
    act: Act
    is_grave: bool = False


def _may_start(actor: StaffActor, held: Rectification) -> bool:
    return actor.may(Permission.RECTIFICATIONS_START, held.school_code or None)


def _progress(code: str, values: dict[str, Any], by: StaffActor, at: datetime) -> object:
    return services.write_progress(code, values["words"], by=by, at=at)


def _report(code: str, values: dict[str, Any], by: StaffActor, at: datetime) -> object:
    return services.report(code, values["words"], by=by, at=at)


def _close(code: str, values: dict[str, Any], by: StaffActor, at: datetime) -> object:
    return services.close(code, values["words"], by=by, at=at)


def _return(code: str, values: dict[str, Any], by: StaffActor, at: datetime) -> object:
    return services.send_back(code, values["words"], values["due_on"], by=by, at=at)


def _extend(code: str, values: dict[str, Any], by: StaffActor, at: datetime) -> object:
    return services.extend(code, values["due_on"], values["words"], by=by, at=at)


def _name_owner(code: str, values: dict[str, Any], by: StaffActor, at: datetime) -> object:
    return services.name_owner(code, values["owner"], by=by, at=at)


def _withdraw(code: str, values: dict[str, Any], by: StaffActor, at: datetime) -> object:
    return services.withdraw(code, values["words"], by=by, at=at)


_OPEN: Final = frozenset((RectificationState.OPEN,))
_REPORTED: Final = frozenset((RectificationState.REPORTED,))

STEPS: Final[dict[str, StepPage]] = {
    "close": StepPage(
        "核查通过", "通过，销号", "到校看、看材料，确实改好了才销号。销号以后不能再改。",
        "已销号。", CloseForm, _REPORTED, queries.may_verify, _close,
    ),
    "return": StepPage(
        "核查不通过", "退回", "写明还差什么，退回以后学校继续整改。",
        "已退回。", ReturnForm, _REPORTED, queries.may_verify, _return, is_grave=True,
    ),
    "progress": StepPage(
        "写进展", "保存", "做一步写一条，写明日期和数字。教育局随时看得到。",
        "已保存。", ProgressForm, _OPEN, queries.may_work, _progress,
    ),
    "report": StepPage(
        "申请核查", "申请核查", "材料传齐、进展写清以后再申请。由教育局派另外的人核查。",
        "已申请核查。", ReportForm, _OPEN, queries.may_report, _report,
    ),
    "extend": StepPage(
        "延长期限", "延长", "原来的期限和理由都会留在记录里。",
        "已延长。", ExtendForm, _OPEN, queries.may_verify, _extend,
    ),
    "owner": StepPage(
        "更换责任人", "更换", "责任人写在整改上，逾期先提醒他。核查不能由责任人办理。",
        "已更换。", OwnerForm, _OPEN, _may_start, _name_owner,
    ),
    "withdraw": StepPage(
        "撤销", "撤销", "下达错了、情况不存在的才撤销。由下达人以外的人办理，记录保留。",
        "已撤销。", WithdrawForm, _OPEN | _REPORTED, queries.may_withdraw, _withdraw, is_grave=True,
    ),
}  # fmt: skip


def steps_for(actor: StaffActor, held: Rectification) -> list[tuple[str, StepPage]]:
    """The buttons of this person now."""
    return [
        (name, page)
        for name, page in STEPS.items()
        if held.state in page.states and page.may(actor, held)
    ]


@require_http_methods(["GET", "POST"])
@requires(Permission.RECTIFICATIONS_VIEW)
def step(request: StaffRequest, code: str, step: str) -> HttpResponse:
    """Take a step; the service says again whether this person may, and now."""
    page = STEPS.get(step)
    found = queries.get_rectification(request.actor, code)
    if page is None:
        raise NotVisible
    form = page.form(request.POST or None, **_more_for(page.form, found))
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            page.act(code, form.cleaned_data, request.actor, request.at)
            messages.success(request, page.said)
            return redirect("rectifications:rectification", code)
    context = {
        "rectification": found,
        "form": form,
        "title": page.title,
        "button": page.button,
        "help": page.help,
        "is_grave": page.is_grave,
    }
    return render(request, "rectifications/step.html", context)


def _more_for(form: type[forms.Form], held: Rectification) -> dict[str, Any]:
    return {"owners": queries.owners_at(held.school)} if form is OwnerForm else {}

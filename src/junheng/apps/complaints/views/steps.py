"""The steps of a complaint, each with its form."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from junheng.apps.campaigns.forms import told_on
from junheng.apps.complaints import queries, services
from junheng.apps.complaints.forms import (
    AnswerForm,
    ExcludeForm,
    NothingForm,
    ReferForm,
    ReplyForm,
    UnrepliedForm,
    WordsForm,
    words_of,
)
from junheng.apps.complaints.models import Complaint
from junheng.apps.complaints.states import Conclusion, ReplyWay, UnrepliedGround
from junheng.core.access import NotVisible, Permission, StaffActor, StaffRequest, requires

Act = Callable[[str, dict[str, Any], StaffActor, datetime], object]


@dataclass(frozen=True)
class StepPage:
    """What a step asks and says; `help` tells a newcomer what will happen."""

    title: str
    button: str
    help: str
    said: str
    form: type[forms.Form]
    act: Act
    is_grave: bool = False


def _accept(code: str, _values: dict[str, Any], by: StaffActor, at: datetime) -> object:
    return services.accept(code, by=by, at=at)


def _decline(code: str, values: dict[str, Any], by: StaffActor, at: datetime) -> object:
    return services.decline(code, reason=values["words"], by=by, at=at)


def _refer(code: str, values: dict[str, Any], by: StaffActor, at: datetime) -> object:
    return services.refer(
        code,
        text=values["text"],
        school_code=values["school"],
        unit=values["unit"],
        by=by,
        at=at,
    )


def _investigate(code: str, _values: dict[str, Any], by: StaffActor, at: datetime) -> object:
    return services.investigate(code, by=by, at=at)


def _find(code: str, values: dict[str, Any], by: StaffActor, at: datetime) -> object:
    return services.write_finding(code, values["words"], by=by, at=at)


def _reply(code: str, values: dict[str, Any], by: StaffActor, at: datetime) -> object:
    return services.reply(
        code,
        conclusion=Conclusion(values["conclusion"]),
        words=values["words"],
        way=ReplyWay(values["way"]),
        by=by,
        at=at,
    )


def _close(code: str, _values: dict[str, Any], by: StaffActor, at: datetime) -> object:
    return services.close(code, by=by, at=at)


def _close_unreplied(code: str, values: dict[str, Any], by: StaffActor, at: datetime) -> object:
    ground = UnrepliedGround(values["ground"])
    return services.propose_unreplied(code, ground=ground, reason=values["words"], by=by, at=at)


def _withdraw(code: str, values: dict[str, Any], by: StaffActor, at: datetime) -> object:
    return services.withdraw(code, reason=values["words"], by=by, at=at)


def _exclude(code: str, values: dict[str, Any], by: StaffActor, at: datetime) -> None:
    is_free = values["is_free"] == "yes"
    services.exclude(code, values["account"], is_free=is_free, by=by, at=at)


STEPS: Final[dict[str, StepPage]] = {
    "accept": StepPage(
        "受理", "受理", "受理以后开始计算答复期限，您成为承办人。", "已受理。", NothingForm, _accept
    ),
    "decline": StepPage(
        "不予受理",
        "不予受理",
        "不归教育局管的，写明应当找哪个单位；投诉人在网上能看到这段话。",
        "已登记不予受理。",
        WordsForm,
        _decline,
        is_grave=True,
    ),
    "refer": StepPage(
        "转办",
        "发出转办",
        "学校只看到您在这里写的话，看不到投诉编号、原文、材料和投诉人。",
        "已转办。",
        ReferForm,
        _refer,
    ),
    "investigate": StepPage(
        "调查",
        "开始调查",
        "由教育局自己查。学校还没有回复的转办件同时收回；已答复的重新计算答复期限，原答复留存。",
        "已转入调查。",
        NothingForm,
        _investigate,
    ),
    "finding": StepPage(
        "调查记录", "保存", "查了什么、问了谁、看了什么，一次一条，保存后不能改。", "已保存。",
        WordsForm, _find,
    ),
    "reply": StepPage(
        "答复",
        "答复",
        "答复后投诉人在网上马上能看到。里面不要写别人的个人信息。",
        "已答复。",
        ReplyForm,
        _reply,
    ),
    "close": StepPage(
        "办结", "办结", "投诉人没有新的意见，就办结。办结后不能再改。", "已办结。",
        NothingForm, _close,
    ),
    "close_unreplied": StepPage(
        "不答复办结",
        "提出",
        "没有办法答复的才用。您提出以后，由局复核或纪检监督中的另一人在“待确认事项”里确认。",
        "已提出，等另一人确认。",
        UnrepliedForm,
        _close_unreplied,
        is_grave=True,
    ),
    "withdraw": StepPage(
        "登记撤回",
        "登记撤回",
        "投诉人来电、来访说要撤回的，写明什么时间、怎样说的。",
        "已登记撤回。",
        WordsForm,
        _withdraw,
        is_grave=True,
    ),
    "exclude": StepPage(
        "安排回避",
        "登记",
        "被反映的同事、与学校有亲属关系的同事，登记回避后看不到这件投诉。",
        "已登记。",
        ExcludeForm,
        _exclude,
    ),
}  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires(Permission.COMPLAINTS_HANDLE)
def step(request: StaffRequest, code: str, step: str) -> HttpResponse:
    """Take a step."""
    page = STEPS.get(step)
    found = queries.get_complaint(request.actor, code)
    if page is None or not queries.may_handle(request.actor, found):
        raise NotVisible
    given = request.POST if request.method == "POST" else None  # a form may ask nothing
    form = page.form(given, **_more_for(page.form, found))
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            page.act(code, form.cleaned_data, request.actor, request.at)
            messages.success(request, page.said)
            return redirect("complaints:complaint", code)
    context = {
        "complaint": found,
        "form": form,
        "title": page.title,
        "button": page.button,
        "help": page.help,
        "is_grave": page.is_grave,
    }
    return render(request, "complaints/step.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.COMPLAINTS_HANDLE)
def record_answer(request: StaffRequest, code: str, referral: str) -> HttpResponse:
    """Write down what a unit answered that is not on the platform."""
    found = queries.get_complaint(request.actor, code)
    codes = {one.code for one in queries.referrals_of(found)}
    if referral not in codes or not queries.may_handle(request.actor, found):
        raise NotVisible
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            answer = form.cleaned_data["answer"]
            services.record_answer(code, referral, answer=answer, by=request.actor, at=request.at)
            messages.success(request, "已登记回复。")
            return redirect("complaints:complaint", code)
    context = {
        "complaint": found,
        "form": form,
        "title": "登记单位的回复",
        "button": "登记",
        "help": "平台以外的单位书面回复的，照原文登记，原件扫描后“添加材料”。",
    }
    return render(request, "complaints/step.html", context)


@require_POST
@requires(Permission.COMPLAINTS_HANDLE)
def recall(request: StaffRequest, code: str, referral: str) -> HttpResponse:
    """Call a referral back."""
    services.recall(code, referral, by=request.actor, at=request.at)
    messages.success(request, "已收回，由教育局自己调查。")
    return redirect("complaints:complaint", code)


def _more_for(form: type[forms.Form], complaint: Complaint) -> dict[str, Any]:
    if form is ReferForm:
        initial = words_of(complaint)
        if complaint.school is not None:
            initial["school"] = complaint.school.code
        return {"schools": queries.schools_to_choose(), "initial": initial}
    if form is ExcludeForm:
        return {"colleagues": [(one.code, one.name) for one in queries.colleagues()]}
    return {}

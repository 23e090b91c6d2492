"""Objections: written down, looked at, answered."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods

from junheng.apps.campaigns.forms import told_on
from junheng.apps.campaigns.queries import profile_in_use
from junheng.apps.notices import queries, services
from junheng.apps.notices.forms import AnswerForm, ObjectionForm
from junheng.apps.notices.services.beside import links_beside
from junheng.apps.notices.states import Channel, Conclusion, ObjectionState
from junheng.core.access import Permission, StaffRequest, requires


@require_http_methods(["GET", "POST"])
@requires(Permission.OBJECTIONS_RECORD)
def record(request: StaffRequest, code: str) -> HttpResponse:
    """Write an objection down."""
    found = queries.get_notice(request.actor, code)
    form = ObjectionForm(
        request.POST or None, initial={"received_on": localdate(request.at).isoformat()}
    )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        with told_on(form):
            written = services.record_objection(
                code,
                **(values | {"channel": Channel(values["channel"])}),
                by=request.actor,
                at=request.at,
            )
            day = f"{written.due_on.month}月{written.due_on.day}日"
            messages.success(request, f"已登记，{day} 前要答复。")
            return redirect("notices:notice", code)
    context = {"notice": found, "form": form, "days": profile_in_use().objection_days.value}
    return render(request, "notices/object.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.OBJECTIONS_RECORD)
def objection(request: StaffRequest, code: str) -> HttpResponse:
    """Look at an objection, and answer it."""
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            done = services.answer_objection(
                code,
                conclusion=Conclusion(form.cleaned_data["conclusion"]),
                answer=form.cleaned_data["answer"],
                by=request.actor,
                at=request.at,
            )
            messages.success(request, "已登记答复。")
            return redirect("notices:notice", done.notice.code)
    found, with_person = services.open_objection(code, by=request.actor, at=request.at)
    is_open = found.state == ObjectionState.OPEN
    context = {
        "objection": found,
        "with_person": with_person,
        "form": form,
        "is_late": is_open and localdate(request.at) > found.due_on,
        "may_answer": is_open and queries.may_answer(request.actor, found),
        "beside": links_beside(found, request.actor),
    }
    return render(request, "notices/objection.html", context)

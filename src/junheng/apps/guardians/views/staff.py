"""Staff: requests of families with their deadlines, and the query accounts of a child."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from junheng.apps.guardians import queries
from junheng.apps.guardians.forms import AnswerForm
from junheng.apps.guardians.models import PLACES, SECOND
from junheng.apps.guardians.services import accounts, rights
from junheng.apps.guardians.states import RightState, RightStep
from junheng.apps.students.forms import told_on
from junheng.core.access import Permission, StaffRequest, requires

_ONLY = {
    "": "全部",
    "open": "待答复",
    "overdue": "已超期",
    "granted": "已办理",
    "refused": "不能办理",
}


@require_GET
@requires(Permission.FAMILIES_VIEW)
def requests(request: StaffRequest) -> HttpResponse:
    """Requests of families, those that wait first, by deadline."""
    today, only = localdate(request.at), request.GET.get("only", "")
    context = {
        "lines": queries.request_lines(request.actor, today=today, only=only),
        "counts": queries.counts_of(request.actor, today=today),
        "only": only if only in _ONLY else "",
        "choices": _ONLY.items(),
    }
    return render(request, "guardians/staff_requests.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.FAMILIES_VIEW)
def answer(request: StaffRequest, code: str) -> HttpResponse:
    """One request: the family's words, and the answer."""
    found = rights.open_request(code, by=request.actor, at=request.at)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            step = RightStep(form.cleaned_data["step"])
            words = form.cleaned_data["answer"]
            rights.answer_request(code, step, answer=words, by=request.actor, at=request.at)
            messages.success(request, "已答复，家长在自己的页面上能看到。")
            return redirect("guardians:requests")
    context = {
        "request_of": found,
        "student": found.student,
        "form": form,
        "may_answer": found.state == RightState.OPEN
        and request.actor.may(Permission.FAMILIES_ANSWER, found.school_code),
    }
    return render(request, "guardians/staff_request.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.FAMILIES_CODES)
def codes(request: StaffRequest, code: str) -> HttpResponse:
    """The query accounts of a child; POST lets a second guardian in and shows the code once."""
    new_code = ""
    if request.method == "POST":
        new_code = accounts.open_second_at_school(code, by=request.actor, at=request.at)
        student = queries.get_student(request.actor, code)
    else:
        student = accounts.show_accounts(code, by=request.actor, at=request.at)
    held = {one.place: one for one in queries.guardians_of(student)}
    context = {
        "student": student,
        "places": [(place, title, held.get(place)) for place, title in PLACES.items()],
        "has_second": SECOND in held,
        "new_code": new_code,
    }
    return render(request, "guardians/staff_codes.html", context)


@require_POST
@requires(Permission.FAMILIES_CODES)
def end(request: StaffRequest, code: str, place: str) -> HttpResponse:
    """End one of them."""
    which = next((one for one in PLACES if str(one) == place), 0)
    accounts.end_at_school(code, which, by=request.actor, at=request.at)
    messages.success(request, f"已停用{PLACES[which]}的查询码。")
    return redirect("guardians:codes", code)

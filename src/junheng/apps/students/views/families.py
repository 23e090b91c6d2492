"""What goes to the families and comes back: slips, answers, disputes, wishes of siblings."""

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from junheng.apps.campaigns import queries as campaigns
from junheng.apps.campaigns.models import Cohort
from junheng.apps.campaigns.states import ROSTER_OPEN, CohortState, DayKind
from junheng.apps.students import exports, queries
from junheng.apps.students.forms import (
    DisputeForm,
    JoinForm,
    ReasonForm,
    SettlementForm,
    WishForm,
    told_on,
)
from junheng.apps.students.services import answers as answering
from junheng.apps.students.services import siblings as sibling_services
from junheng.apps.students.services import slips as slip_services
from junheng.apps.students.states import DisputeState
from junheng.core.access import NotVisible, Permission, StaffRequest, requires
from junheng.core.files.serving import download


def _cohort(request: StaffRequest, code: str, permission: Permission) -> Cohort:
    """A cohort at whose school the person has the permission."""
    cohort = campaigns.get_cohort(request.actor, code)
    if not request.actor.may(permission, cohort.school_code):
        raise NotVisible
    return cohort


@require_http_methods(["GET", "POST"])
@requires(Permission.STUDENTS_EDIT)
def slips(request: StaffRequest, code: str) -> HttpResponse:
    """How to print, give out and take back the slips; POST gives the file."""
    cohort = _cohort(request, code, Permission.STUDENTS_EDIT)
    if request.method == "POST":
        only_waiting = request.POST.get("only") == "waiting"
        cohort, content = slip_services.print_slips(
            code, only_waiting=only_waiting, by=request.actor, at=request.at
        )
        title = f"{cohort.title}新生信息核对单"
        return exports.answer_with(content, exports.PDF, plain="slips.pdf", title=title)
    context = {
        "cohort": cohort,
        "counted": queries.answers_counted(cohort),
        "due": campaigns.calendar_of(cohort.campaign).get(DayKind.CONFIRM_DUE),
    }
    return render(request, "students/slips.html", context)


@require_POST
@requires(Permission.STUDENTS_EDIT)
def slip(request: StaffRequest, code: str) -> HttpResponse:
    """One family's slip again."""
    cohort, content = slip_services.print_slip(code, by=request.actor, at=request.at)
    title = f"{cohort.title}新生信息核对单（补打）"
    return exports.answer_with(content, exports.PDF, plain="slip.pdf", title=title)


@require_POST
@requires(Permission.STUDENTS_EDIT)
def answers(request: StaffRequest, code: str) -> HttpResponse:
    """Record slips that came back without an objection: those chosen, or all the rest."""
    chosen = None if request.POST.get("all") == "yes" else request.POST.getlist("student")
    count = answering.record_confirmed(code, chosen, by=request.actor, at=request.at)
    if count:
        messages.success(request, f"已登记 {count} 份核对单交回，核对无误。")
    else:
        messages.warning(request, "没有登记：请先勾选交回核对单的学生。")
    return redirect("students:list", code)


@require_http_methods(["GET", "POST"])
@requires(Permission.STUDENTS_EDIT)
def dispute(request: StaffRequest, code: str) -> HttpResponse:
    """A slip came back with an objection."""
    found = queries.get_student(request.actor, code, Permission.STUDENTS_EDIT)
    form = DisputeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            answering.open_dispute(
                code, statement=form.cleaned_data["statement"], by=request.actor, at=request.at
            )
            messages.success(request, "已登记异议。请核实处理，处理完之前不能提交审定。")
            return redirect("students:disputes", found.cohort.code)
    return render(request, "students/dispute.html", {"form": form, "student": found})


@require_POST
@requires(Permission.STUDENTS_EDIT)
def take_back(request: StaffRequest, code: str) -> HttpResponse:
    """A slip was recorded by mistake."""
    answering.take_back_answer(code, by=request.actor, at=request.at)
    messages.success(request, "已撤销登记，这名学生的核对单重新列为“未交回”。")
    return redirect("students:student", code)


@require_GET
@requires(Permission.STUDENTS_OPEN)
def disputes(request: StaffRequest, code: str) -> HttpResponse:
    """The disputes of a cohort, open ones first."""
    cohort = _cohort(request, code, Permission.STUDENTS_OPEN)
    context = {
        "cohort": cohort,
        "lines": queries.dispute_lines(request.actor, cohort),
        "may_settle": request.actor.may(Permission.STUDENTS_EDIT, cohort.school_code)
        and cohort.state in ROSTER_OPEN,
    }
    return render(request, "students/disputes.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.STUDENTS_EDIT)
def settle(request: StaffRequest, code: str) -> HttpResponse:
    """Close a dispute."""
    found = queries.get_dispute(request.actor, code)
    form = SettlementForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            answering.settle_dispute(code, **form.cleaned_data, by=request.actor, at=request.at)
            messages.success(request, "异议已处理完毕。")
            return redirect("students:disputes", found.student.cohort.code)
    context = {
        "form": form,
        "dispute": found,
        "student": found.student,
        "is_open": found.state == DisputeState.OPEN,
    }
    return render(request, "students/settle.html", context)


@require_GET
@requires(Permission.STUDENTS_OPEN)
def picture(request: StaffRequest, code: str) -> HttpResponseBase:
    """What the family attached to its objection; looking at it is written down."""
    stored = answering.open_dispute_picture(code, by=request.actor, at=request.at)
    return download(stored, title="家长所附图片")


@require_GET
@requires(Permission.STUDENTS_EDIT)
def siblings(request: StaffRequest, code: str) -> HttpResponse:
    """Siblings of one birth and what their guardians wish."""
    return _siblings(request, code, JoinForm())


@require_POST
@requires(Permission.STUDENTS_EDIT)
def join(request: StaffRequest, code: str) -> HttpResponse:
    """Declare students to be siblings."""
    cohort = _cohort(request, code, Permission.STUDENTS_EDIT)
    form = JoinForm(request.POST)
    if form.is_valid():
        with told_on(form):
            rows = form.cleaned_data["rows"]
            codes = queries.codes_of_rows(cohort, rows)
            sibling_services.join_siblings(
                code,
                codes if len(codes) == len(set(rows)) else [],
                wish=form.cleaned_data["wish"],
                reason=form.cleaned_data["reason"],
                by=request.actor,
                at=request.at,
            )
            messages.success(request, "已登记为多胞胎。")
            return redirect("students:siblings", code)
    return _siblings(request, code, form)


@require_http_methods(["GET", "POST"])
@requires(Permission.STUDENTS_EDIT)
def wish(request: StaffRequest, code: str, group: str) -> HttpResponse:
    """Write down what the guardians of a group wish."""
    cohort = _cohort(request, code, Permission.STUDENTS_EDIT)
    found = queries.get_siblings(request.actor, cohort, group)
    form = WishForm(request.POST or None, initial={"wish": found.wish})
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            sibling_services.set_wish(
                code, group, **form.cleaned_data, by=request.actor, at=request.at
            )
            messages.success(request, "已登记意愿。")
            return redirect("students:siblings", code)
    context = {"cohort": cohort, "group": found, "form": form, "parting": ReasonForm()}
    return render(request, "students/wish.html", context)


@require_POST
@requires(Permission.STUDENTS_EDIT)
def part(request: StaffRequest, code: str, group: str) -> HttpResponse:
    """Take back that students are siblings."""
    cohort = _cohort(request, code, Permission.STUDENTS_EDIT)
    found = queries.get_siblings(request.actor, cohort, group)
    form = ReasonForm(request.POST)
    if form.is_valid():
        sibling_services.part_siblings(
            code, group, reason=form.cleaned_data["reason"], by=request.actor, at=request.at
        )
        messages.success(request, "已解除这一组多胞胎。")
        return redirect("students:siblings", code)
    context = {"cohort": cohort, "group": found, "form": WishForm(), "parting": form}
    return render(request, "students/wish.html", context)


def _siblings(request: StaffRequest, code: str, form: JoinForm) -> HttpResponse:
    cohort = _cohort(request, code, Permission.STUDENTS_EDIT)
    context = {
        "cohort": cohort,
        "groups": queries.siblings_of(request.actor, cohort),
        "form": form,
        "is_collecting": cohort.state == CohortState.COLLECTING,
    }
    return render(request, "students/siblings.html", context)

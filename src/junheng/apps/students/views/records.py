"""One child's record: found by number, looked at, corrected, withdrawn."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from junheng.apps.campaigns import queries as campaigns
from junheng.apps.campaigns.states import ROSTER_OPEN, CohortState
from junheng.apps.students import queries
from junheng.apps.students.forms import CorrectionForm, EntryForm, ReasonForm, SearchForm, told_on
from junheng.apps.students.services import entering, records
from junheng.apps.students.states import TAKES_PART, Answer, StudentState
from junheng.core.access import NotVisible, Permission, StaffRequest, requires
from junheng.core.messages import sentence


@require_http_methods(["GET", "POST"])
@requires(Permission.STUDENTS_OPEN)
def search(request: StaffRequest) -> HttpResponse:
    """Find a child by the whole identity number; the number is in no address and no log."""
    form = SearchForm(request.POST or None)
    context: dict[str, object] = {"form": form}
    if request.method == "POST" and form.is_valid():
        found = records.search_student(form.cleaned_data["number"], by=request.actor, at=request.at)
        if len(found) == 1:
            return redirect("students:student", found[0].code)
        context |= {"found": found, "has_searched": True}
    return render(request, "students/search.html", context)


@require_GET
@requires(Permission.STUDENTS_OPEN)
def student(request: StaffRequest, code: str) -> HttpResponse:
    """All that is held about one child; looking at it is written down."""
    found = records.open_student(code, by=request.actor, at=request.at)
    cohort = found.cohort
    may_edit = request.actor.may(Permission.STUDENTS_EDIT, cohort.school_code)
    is_active = found.state == StudentState.ACTIVE
    context = {
        "student": found,
        "cohort": cohort,
        "facts": records.facts_of(found, at=request.at),
        "changes": queries.changes_of(found),
        "disputes": queries.disputes_of_student(found),
        "may_edit": may_edit and is_active and cohort.state == CohortState.COLLECTING,
        "may_answer": may_edit and is_active and cohort.state in ROSTER_OPEN,
        "is_active": is_active,
        "may_give_codes": found.state in TAKES_PART
        and request.actor.may(Permission.FAMILIES_CODES, cohort.school_code),
        "is_confirmed": found.answer == Answer.CONFIRMED,
        "is_disputed": found.answer == Answer.DISPUTED,
    }
    return render(request, "students/student.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.STUDENTS_EDIT)
def correct(request: StaffRequest, code: str) -> HttpResponse:
    """Correct a child's record, with a reason."""
    found = records.student_to_correct(code, by=request.actor, at=request.at)
    form = CorrectionForm(
        request.POST or None,
        of=records.fields_to_correct(found, at=request.at),
        initial=records.texts_to_correct(found),
    )
    if request.method == "POST" and form.is_valid():
        read = records.read_correction(found, form.texts(), at=request.at)
        for fault in read.faults:
            form.add_error(form.titles.get(fault.column or ""), sentence(fault.code, fault.params))
        if not read.faults:
            with told_on(form):
                records.correct_student(
                    code,
                    form.texts(),
                    reason=form.cleaned_data["reason"],
                    by=request.actor,
                    at=request.at,
                )
                messages.success(request, "已更正。这名学生的核对单要重新打印，请家长再核对一次。")
                return redirect("students:student", code)
    return render(request, "students/correct.html", {"form": form, "student": found})


@require_http_methods(["GET", "POST"])
@requires(Permission.STUDENTS_EDIT)
def add(request: StaffRequest, code: str) -> HttpResponse:
    """Type one child in, with a reason."""
    cohort = campaigns.get_cohort(request.actor, code)
    if not request.actor.may(Permission.STUDENTS_EDIT, cohort.school_code):
        raise NotVisible
    form = EntryForm(
        request.POST or None,
        of=entering.fields_to_enter(cohort, at=request.at),
        initial={"migrant": "否", "left_behind": "否", "boarding": "否", "sen": "否"},
    )
    if request.method == "POST" and form.is_valid():
        read = entering.read_entry(cohort, form.texts(), at=request.at).read
        for fault in read.faults:
            form.add_error(form.titles.get(fault.column or ""), sentence(fault.code, fault.params))
        if not read.faults:
            with told_on(form):
                entering.enter_student(
                    code,
                    form.texts(),
                    reason=form.cleaned_data["reason"],
                    by=request.actor,
                    at=request.at,
                )
                messages.success(request, "已登记。请打印这名学生的核对单，请家长核对。")
                return redirect("students:list", code)
    is_collecting = cohort.state == CohortState.COLLECTING
    context = {"form": form, "cohort": cohort, "is_collecting": is_collecting}
    return render(request, "students/add.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.STUDENTS_EDIT)
def withdraw(request: StaffRequest, code: str) -> HttpResponse:
    """Take a child off the roster, with a reason."""
    found = queries.get_student(request.actor, code, Permission.STUDENTS_EDIT)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            records.withdraw_student(
                code, reason=form.cleaned_data["reason"], by=request.actor, at=request.at
            )
            messages.success(request, "已撤出名册。")
            return redirect("students:list", found.cohort.code)
    return render(request, "students/withdraw.html", {"form": form, "student": found})

"""Children on two rosters: what a school sees, what the bureau sees and decides."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from junheng.apps.campaigns import queries as campaigns
from junheng.apps.students import queries
from junheng.apps.students.forms import DecisionForm, told_on
from junheng.apps.students.services.deciding import decide_double
from junheng.apps.students.states import DoubleSide, DoubleState
from junheng.core.access import NotVisible, Permission, StaffRequest, requires


@require_GET
@requires(Permission.STUDENTS_OPEN)
def of_cohort(request: StaffRequest, code: str) -> HttpResponse:
    """The children of a cohort that another school lists too."""
    cohort, actor = campaigns.get_cohort(request.actor, code), request.actor
    if not actor.may(Permission.STUDENTS_OPEN, cohort.school_code):
        raise NotVisible
    context = {"cohort": cohort, "lines": queries.double_lines(actor, cohort)}
    return render(request, "students/doubles.html", context)


@require_GET
@requires(Permission.STUDENTS_DOUBLES)
def of_county(request: StaffRequest) -> HttpResponse:
    """All such children of the county, for the bureau."""
    context = {
        "doubles": queries.county_doubles(request.actor),
        "may_decide": request.actor.may(Permission.COHORTS_REVIEW),
    }
    return render(request, "students/county_doubles.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.COHORTS_REVIEW)
def decide(request: StaffRequest, code: str) -> HttpResponse:
    """Decide with which school a child stays."""
    double = queries.get_double(request.actor, code)
    form = DecisionForm(
        request.POST or None, earlier=double.earlier.cohort.title, later=double.later.cohort.title
    )
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            decide_double(
                code,
                keeps=DoubleSide(form.cleaned_data["keeps"]),
                reason=form.cleaned_data["reason"],
                by=request.actor,
                at=request.at,
            )
            messages.success(request, "已决定：学生留在一校，已从另一校的名单撤出。")
            return redirect("students:county_doubles")
    context = {"double": double, "form": form, "is_open": double.state == DoubleState.OPEN}
    return render(request, "students/decide_double.html", context)

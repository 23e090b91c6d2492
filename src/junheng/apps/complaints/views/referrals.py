"""What a school is asked, and its answer."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods

from junheng.apps.campaigns.forms import told_on
from junheng.apps.complaints import queries, services
from junheng.apps.complaints.forms import AnswerForm
from junheng.apps.complaints.states import ReferralStep
from junheng.core.access import Permission, StaffRequest, requires


@require_GET
@requires(Permission.REFERRALS_VIEW)
def list_of_referrals(request: StaffRequest) -> HttpResponse:
    """What one's school was asked."""
    context = {
        "referrals": queries.list_referrals(request.actor),
        "today": localdate(request.at),
    }
    return render(request, "complaints/referrals.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.REFERRALS_VIEW)
def referral(request: StaffRequest, code: str) -> HttpResponse:
    """One thing to look into, and the school's answer."""
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            services.answer_referral(
                code, answer=form.cleaned_data["answer"], by=request.actor, at=request.at
            )
            messages.success(request, "已回复教育局。")
            return redirect("complaints:referral", code)
    found = services.open_referral(code, by=request.actor, at=request.at)
    context = {
        "referral": found,
        "form": form,
        "today": localdate(request.at),
        "may_answer": ReferralStep.ANSWER in found.possible_steps()
        and request.actor.may(Permission.REFERRALS_ANSWER, found.school_code),
    }
    return render(request, "complaints/referral.html", context)

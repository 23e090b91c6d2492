"""Posting a notice with proof, taking it down, withdrawing it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.views.decorators.http import require_http_methods, require_POST

from junheng.apps.campaigns.forms import told_on
from junheng.apps.notices import queries, services
from junheng.apps.notices.forms import MOMENT_FORMAT, PostingForm, WithdrawForm
from junheng.core.access import Permission, StaffRequest, requires


@require_http_methods(["GET", "POST"])
@requires(Permission.NOTICES_POST)
def post(request: StaffRequest, code: str) -> HttpResponse:
    """Write down where and since when the notice hangs."""
    found = queries.get_notice(request.actor, code)
    now = localtime(request.at).strftime(MOMENT_FORMAT)
    form = PostingForm(request.POST or None, request.FILES or None, initial={"posted_at": now})
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            done = services.record_posting(
                code,
                place=form.cleaned_data["place"],
                posted_at=form.cleaned_data["posted_at"],
                photo=form.cleaned_data["photo"].chunks(),
                by=request.actor,
                at=request.at,
            )
            last = done.shown_until
            until = f"{last.year}年{last.month}月{last.day}日" if last else ""
            messages.success(request, f"已登记张贴。公示到 {until}，期满后撤下并登记。")
            return redirect("notices:notice", code)
    return render(request, "notices/post.html", {"notice": found, "form": form})


@require_POST
@requires(Permission.NOTICES_POST)
def take_down(request: StaffRequest, code: str) -> HttpResponse:
    """Note that the notice was taken down."""
    services.take_down(code, by=request.actor, at=request.at)
    messages.success(request, "已登记撤下。")
    return redirect("notices:notice", code)


@require_http_methods(["GET", "POST"])
@requires(Permission.NOTICES_WITHDRAW)
def withdraw(request: StaffRequest, code: str) -> HttpResponse:
    """Withdraw a notice that is wrong."""
    found = queries.get_notice(request.actor, code)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        services.withdraw_notice(code, reason=reason, by=request.actor, at=request.at)
        messages.success(request, "已作废。需要时可以重新生成。")
        return redirect("notices:notice", code)
    return render(request, "notices/withdraw.html", {"notice": found, "form": form})

"""The staff's page of the messages: what waits, what went, what did not and why."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from junheng.core.access import NotVisible, Permission, StaffRequest, requires
from junheng.core.messages import describe
from junheng.core.outbox import queries, queueing
from junheng.core.outbox.configuration import read_configuration
from junheng.core.outbox.forms import TestForm
from junheng.core.outbox.states import MessageState
from junheng.engine.errors import JunhengError


@require_GET
@requires(Permission.OUTBOX_VIEW)
def overview(request: StaffRequest) -> HttpResponse:
    """How many messages stand where, and what is wrong with those that did not go."""
    configuration, fault = None, ""
    try:
        configuration = read_configuration()
    except JunhengError as error:
        fault = describe(error)
    actor = request.actor
    context = {
        "configuration": configuration,
        "fault": fault,
        "is_quiet": configuration is not None and configuration.limits.is_quiet(request.at),
        "pause": queries.pause_now(request.at),
        "states": [state.label for state in MessageState],
        "tallies": queries.tallies(actor),
        "troubled": queries.troubled(actor),
        "waiting": queries.count_in(actor, MessageState.WAITING),
        "failed": queries.count_in(actor, MessageState.FAILED),
        "uncertain": queries.count_in(actor, MessageState.UNCERTAIN),
        "may_manage": actor.may(Permission.OUTBOX_MANAGE),
    }
    return render(request, "outbox/overview.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.OUTBOX_MANAGE)
def test(request: StaffRequest) -> HttpResponse:
    """Send a test message to oneself."""
    form = TestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        queueing.queue_test(form.cleaned_data["phone"], by=request.actor, at=request.at)
        messages.success(request, "测试短信已写入待发，一两分钟后请看手机，并刷新本页。")
        return redirect("outbox:overview")
    return render(request, "outbox/test.html", {"form": form})


@require_POST
@requires(Permission.OUTBOX_MANAGE)
def resend(request: StaffRequest, state: str) -> HttpResponse:
    """Let messages go again."""
    if state not in {MessageState.FAILED, MessageState.UNCERTAIN}:
        raise NotVisible
    count = queueing.resend(MessageState(state), by=request.actor, at=request.at)
    messages.success(request, f"{count} 条短信已放回待发。")
    return redirect("outbox:overview")


@require_POST
@requires(Permission.OUTBOX_MANAGE)
def cancel(request: StaffRequest) -> HttpResponse:
    """Call back everything that waits."""
    count = queueing.cancel_waiting(by=request.actor, at=request.at)
    messages.success(request, f"已取消 {count} 条待发短信。")
    return redirect("outbox:overview")

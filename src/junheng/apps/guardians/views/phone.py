"""The own telephone for messages: one question a screen."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from junheng.apps.guardians.forms import PhoneForm
from junheng.apps.guardians.services import telephones
from junheng.apps.guardians.views.child import told
from junheng.apps.guardians.views.showing import child_page, own_guardian
from junheng.apps.students.forms import told_on
from junheng.core.access import GuardianRequest, for_guardian

_REFUSED = 422


@require_http_methods(["GET", "POST"])
@for_guardian
def phone(request: GuardianRequest) -> HttpResponse:
    """The number that was left, or the question for one."""
    own = telephones.own_phone(own_guardian(request))
    if request.method != "POST" and own is not None:
        return child_page(request, "phone_left.html", {"own_phone": own})
    return _asked(request)


@require_GET
@for_guardian
def change_phone(request: GuardianRequest) -> HttpResponse:
    """The question again, for another number."""
    return _asked(request)


@require_POST
@for_guardian
def withdraw_phone(request: GuardianRequest) -> HttpResponse:
    """No message any more."""
    telephones.withdraw(request.actor, at=request.at)
    return told("guardians:phone", "phone_withdrawn")


def _asked(request: GuardianRequest) -> HttpResponse:
    form = PhoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told_on(form, "phone"):
            telephones.leave(request.actor, form.cleaned_data["phone"], at=request.at)
            return told("guardians:phone", "phone_left")
    guardian = own_guardian(request)
    context = {
        "form": form,
        "is_change": telephones.own_phone(guardian) is not None,
        "is_used": telephones.are_messages_sent(),
        "is_in_time": telephones.is_news_to_come(guardian.student.cohort, request.at),
        "days": telephones.NEWS_FOR.days,
        "kept_days": telephones.KEPT_FOR.days,
    }
    return child_page(request, "phone.html", context, status=_REFUSED if form.errors else 200)

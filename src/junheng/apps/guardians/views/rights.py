"""A family's rights: who looked, requests, the copy, consent, the second guardian."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from junheng.apps.guardians import exports, queries, rules
from junheng.apps.guardians.forms import RightForm
from junheng.apps.guardians.models import FIRST, SECOND
from junheng.apps.guardians.services import accounts, looks, own_record
from junheng.apps.guardians.services import rights as right_services
from junheng.apps.guardians.states import RightKind
from junheng.apps.guardians.views.child import told
from junheng.apps.guardians.views.door import hand_out
from junheng.apps.guardians.views.showing import child_page, family_page, own_guardian
from junheng.apps.students.forms import told_on
from junheng.core.access import GuardianRequest, for_guardian

_REFUSED = 422


@require_GET
@for_guardian
def looked(request: GuardianRequest) -> HttpResponse:
    """Everyone who opened the record."""
    found = looks.looks_of(own_guardian(request).student)
    return child_page(request, "looks.html", {"looks": found, "most": looks.MOST})


@require_http_methods(["GET", "POST"])
@for_guardian
def requests(request: GuardianRequest) -> HttpResponse:
    """What was asked for, and asking."""
    form = RightForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            right_services.make_request(
                request.actor,
                RightKind(form.cleaned_data["kind"]),
                words=form.cleaned_data["words"],
                at=request.at,
            )
            return told("guardians:own_requests", "asked")
    context = {"form": form, "requests": queries.requests_of(own_guardian(request).student)}
    return child_page(request, "requests.html", context, status=_REFUSED if form.errors else 200)


@require_GET
@for_guardian
def copy(request: GuardianRequest) -> HttpResponse:
    """All that is kept of the child, to read."""
    kept = own_record.take_copy(request.actor, at=request.at)
    return child_page(request, "copy.html", {"kept": own_record.as_paragraphs(kept)})


@require_GET
@for_guardian
def copy_file(request: GuardianRequest) -> HttpResponse:
    """The same for machines."""
    return exports.copy_response(own_record.take_copy(request.actor, at=request.at))


@require_http_methods(["GET", "POST"])
@for_guardian
def consent(request: GuardianRequest) -> HttpResponse:
    """What was agreed to and when; POST takes it back."""
    if request.method == "POST":
        accounts.withdraw_consent(request.actor, at=request.at)
        hand_out(request, "")
        return family_page(request, "left.html", {"has_withdrawn": True})
    guardian = own_guardian(request)
    context = {
        "rule": rules.rule_of(guardian.agreed_to) or rules.RULE,
        "consents": queries.consents_of(guardian),
    }
    return child_page(request, "consent.html", context)


@require_http_methods(["GET", "POST"])
@for_guardian
def second(request: GuardianRequest) -> HttpResponse:
    """The second guardian: POST makes a query code, which is shown this once."""
    guardian = own_guardian(request)
    new_code = ""
    if request.method == "POST":
        new_code = accounts.open_second(request.actor, at=request.at)
    context = {
        "accounts": queries.guardians_of(guardian.student),
        "is_first": guardian.place == FIRST,
        "has_second": any(one.place == SECOND for one in queries.guardians_of(guardian.student)),
        "new_code": new_code,
    }
    return child_page(request, "second.html", context)


@require_POST
@for_guardian
def end_second(request: GuardianRequest) -> HttpResponse:
    """End the second account: the first guardian that of the other, the second one's own."""
    is_own = own_guardian(request).place == SECOND
    accounts.end_own(request.actor, SECOND, at=request.at)
    if is_own:
        hand_out(request, "")
        return family_page(request, "left.html", {"has_ended": True})
    return told("guardians:second", "ended")

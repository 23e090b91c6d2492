"""A page without a gate stops the start; a gate asks before the view does anything."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import include, path

from junheng.core.access import (
    Actor,
    ChildSignInNeeded,
    GuardianActor,
    NotAllowed,
    Permission,
    Post,
    PublicActor,
    Role,
    SignInNeeded,
    StaffActor,
    StaffRequest,
    WebRequest,
    checks,
    for_guardian,
    for_staff,
    gates,
    open_to_public,
    requires,
    routes,
)


@requires(Permission.ACCOUNTS_OPEN)
def guarded(request: StaffRequest) -> HttpResponse:
    return HttpResponse(request.actor.name)


@for_staff()
def of_staff(request: StaffRequest) -> HttpResponse:
    return HttpResponse(request.actor.name)


@open_to_public
def public(request: WebRequest) -> HttpResponse:
    return HttpResponse(request.actor.kind)


@for_guardian
def own_child(request: gates.GuardianRequest) -> HttpResponse:
    return HttpResponse(request.actor.ident)


def forgotten(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.method or "")


urlpatterns = [
    path("guarded/", guarded, name="guarded"),
    path("more/", include(([path("<str:code>/forgotten/", forgotten, name="it")], "more"))),
]


def asked_by(actor: Actor) -> HttpRequest:
    request = RequestFactory().get("/")
    request.actor = actor  # type: ignore[attr-defined]
    return request


CLERK = StaffActor("c", "某人", (Post(Role.SCHOOL_CLERK, "010001"),))
ADMIN = StaffActor("s", "某管理员", (Post(Role.SYSTEM_ADMIN),))


def test_the_gate_lets_in_whoever_has_the_permission() -> None:
    assert guarded(asked_by(ADMIN)).status_code == 200
    assert of_staff(asked_by(CLERK)).status_code == 200
    assert public(asked_by(PublicActor())).status_code == 200
    assert own_child(asked_by(GuardianActor("t", "010001"))).status_code == 200


def test_the_gate_refuses_everybody_else() -> None:
    with pytest.raises(NotAllowed):
        guarded(asked_by(CLERK))
    for nobody in (PublicActor(), GuardianActor("t", "010001")):
        with pytest.raises(SignInNeeded):
            guarded(asked_by(nobody))
        with pytest.raises(SignInNeeded):
            of_staff(asked_by(nobody))
    for stranger in (PublicActor(), ADMIN):
        with pytest.raises(ChildSignInNeeded):
            own_child(asked_by(stranger))


def test_a_route_without_a_gate_fails_the_check_with_its_address() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checks, "get_resolver", lambda: _Resolver)
        found = checks.check_every_route_has_a_gate(None)

    assert [(one.id, one.msg) for one in found] == [
        ("access.E001", "视图没有声明谁可以访问：/more/<str:code>/forgotten/")
    ]


class _Resolver:
    url_patterns = urlpatterns


def test_the_register_names_routes_with_namespace_gate_and_keys() -> None:
    listed = list(routes.routes_of(urlpatterns))

    assert [(route.name, str(route.gate), route.keys) for route in listed] == [
        ("guarded", "staff accounts.open", ()),
        ("more:it", "None", ("code",)),
    ]

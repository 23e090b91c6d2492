"""The gate at every door: a view without one does not start (see `checks`) and does not answer."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import wraps
from typing import Concatenate, Final, ParamSpec, cast

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from junheng.core.access.actors import Actor, GuardianActor, StaffActor
from junheng.core.access.refusals import (
    ChildSignInNeeded,
    NotAllowed,
    NotVisible,
    SignInNeeded,
)
from junheng.core.access.roles import Permission

P = ParamSpec("P")


class WebRequest(HttpRequest):
    """A request as every view gets it: who asks, and when, by the one clock."""

    actor: Actor
    at: datetime


class StaffRequest(WebRequest):
    """A request that passed a gate for staff."""

    actor: StaffActor


class GuardianRequest(WebRequest):
    """A request that passed the gate for guardians."""

    actor: GuardianActor


class GateKind(StrEnum):
    """For whom a door is."""

    PUBLIC = "public"
    STAFF = "staff"
    GUARDIAN = "guardian"
    MONITOR = "monitor"


@dataclass(frozen=True)
class Gate:
    """What a view declares.

    `is_duty` marks the few pages that stay open to someone who must first change his password or
    set up his second factor.
    """

    kind: GateKind
    permission: Permission | None = None
    is_duty: bool = False

    def __str__(self) -> str:
        return f"{self.kind} {self.permission}" if self.permission else str(self.kind)


GATE_ATTRIBUTE: Final = "junheng_gate"

PlainView = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def gate_of(view: object) -> Gate | None:
    """The gate that a view declares, if it does."""
    gate = getattr(view, GATE_ATTRIBUTE, None)
    return gate if isinstance(gate, Gate) else None


def requires(
    permission: Permission,
) -> Callable[[Callable[Concatenate[StaffRequest, P], HttpResponseBase]], PlainView[P]]:
    """Open the view to staff with this permission at some place.

    The gate does not know which rows the view will touch: the queries do.
    """
    return _staff_gate(Gate(GateKind.STAFF, permission))


def for_staff(
    *, is_duty: bool = False
) -> Callable[[Callable[Concatenate[StaffRequest, P], HttpResponseBase]], PlainView[P]]:
    """Open the view to anyone signed in: his own account and his workbench."""
    return _staff_gate(Gate(GateKind.STAFF, is_duty=is_duty))


def _staff_gate(
    gate: Gate,
) -> Callable[[Callable[Concatenate[StaffRequest, P], HttpResponseBase]], PlainView[P]]:
    def declare(
        view: Callable[Concatenate[StaffRequest, P], HttpResponseBase],
    ) -> PlainView[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            actor = cast("WebRequest", request).actor
            if not isinstance(actor, StaffActor):
                raise SignInNeeded
            if gate.permission is not None and not actor.may(gate.permission):
                raise NotAllowed("permission_missing")
            return view(cast("StaffRequest", request), *args, **kwargs)

        setattr(guarded, GATE_ATTRIBUTE, gate)
        return guarded

    return declare


def open_to_public(
    view: Callable[Concatenate[WebRequest, P], HttpResponseBase],
) -> PlainView[P]:
    """Open the view to anybody."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        return view(cast("WebRequest", request), *args, **kwargs)

    setattr(guarded, GATE_ATTRIBUTE, Gate(GateKind.PUBLIC))
    return guarded


def for_guardian(
    view: Callable[Concatenate[GuardianRequest, P], HttpResponseBase],
) -> PlainView[P]:
    """Open the view to a family that signed in; everybody else is led to its sign-in.

    The way there says nothing: the address of a page for families holds nothing of a child.
    """

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not isinstance(cast("WebRequest", request).actor, GuardianActor):
            raise ChildSignInNeeded
        return view(cast("GuardianRequest", request), *args, **kwargs)

    setattr(guarded, GATE_ATTRIBUTE, Gate(GateKind.GUARDIAN))
    return guarded


def for_monitor(
    may_ask: Callable[[HttpRequest], bool],
) -> Callable[[Callable[Concatenate[WebRequest, P], HttpResponseBase]], PlainView[P]]:
    """Open the view to the program that watches over the platform; nobody else finds a page there.

    `may_ask` decides by the request alone: the database may be what is broken.
    """

    def declare(view: Callable[Concatenate[WebRequest, P], HttpResponseBase]) -> PlainView[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not may_ask(request):
                raise NotVisible
            return view(cast("WebRequest", request), *args, **kwargs)

        setattr(guarded, GATE_ATTRIBUTE, Gate(GateKind.MONITOR))
        return guarded

    return declare

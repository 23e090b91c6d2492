"""What every page needs: who is signed in, the menu, the county's name, how long until sign-out."""

from typing import Any, cast

from django.http import HttpRequest

from junheng.apps.accounts import rules
from junheng.apps.schools import queries as schools
from junheng.core.access import StaffActor, WebRequest
from junheng.web.menu import menu_for


def page(request: HttpRequest) -> dict[str, Any]:
    """The context of the base template; safe also for requests that never reached a view."""
    actor = getattr(cast("WebRequest", request), "actor", None)
    if not isinstance(actor, StaffActor):
        return {"actor": None, "bureau": schools.find_bureau()}
    return {
        "actor": actor,
        "bureau": schools.find_bureau(),
        "menu": menu_for(actor),
        "has_duty": getattr(request, "duty", None) is not None,
        "idle_minutes": int(rules.IDLE_FOR.total_seconds()) // 60,
    }

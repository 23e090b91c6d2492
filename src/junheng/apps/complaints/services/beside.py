"""What stands beside an objection: complaints made of it, and the way to make one."""

from django.urls import reverse

from junheng.apps.complaints import queries
from junheng.apps.complaints.services import handling
from junheng.apps.notices.models import Objection
from junheng.apps.notices.services.beside import Beside
from junheng.core.access import Permission, StaffActor

__all__ = ["handling", "of_objection"]


def of_objection(objection: Objection, actor: StaffActor) -> list[Beside]:
    """Links for the bureau; nobody at a school learns that there is a complaint."""
    if actor.schools_for(Permission.COMPLAINTS_VIEW) is not None:
        return []
    links = [
        Beside(
            f"投诉 {one.number}（{one.get_state_display()}）",
            reverse("complaints:complaint", args=[one.code]),
        )
        for one in queries.complaints_from(actor, objection)
    ]
    if actor.may(Permission.COMPLAINTS_RECORD):
        address = reverse("complaints:record") + f"?objection={objection.code}"
        links.append(Beside("转为投诉办理", address))
    return links

"""Acts that need two people of two roles: the rule itself."""

from collections.abc import Set as AbstractSet

from junheng.core.access.actors import StaffActor
from junheng.core.access.refusals import NotAllowed
from junheng.core.access.roles import Role


def two_people(
    first: StaffActor,
    second: StaffActor,
    *,
    first_roles: AbstractSet[Role],
    second_roles: AbstractSet[Role],
) -> None:
    """Raise `NotAllowed` unless two different people hold two different of the named roles."""
    if first.ident == second.ident:
        raise NotAllowed("second_person_is_the_first")
    asked_as = first.roles & first_roles
    confirmed_as = second.roles & second_roles
    if not asked_as or not any(confirmed_as - {role} for role in asked_as):
        raise NotAllowed("second_role_missing")

"""What an actor may do, and where."""

import pytest

from junheng.core.access import (
    ADMINISTRATORS,
    PERMISSIONS_OF,
    NotAllowed,
    Permission,
    Post,
    Role,
    StaffActor,
)
from junheng.core.access.people import two_people

VIEW = Permission.SCHOOLS_VIEW


def holding(*posts: Post, ident: str = "a") -> StaffActor:
    return StaffActor(ident, "某人", posts)


def test_a_post_at_a_school_reaches_that_school_only() -> None:
    clerk = holding(Post(Role.SCHOOL_CLERK, "010001"))

    assert clerk.may(VIEW)
    assert clerk.may(VIEW, "010001")
    assert not clerk.may(VIEW, "010002")
    assert clerk.schools_for(VIEW) == {"010001"}


def test_a_post_at_the_bureau_reaches_every_school() -> None:
    inspector = holding(Post(Role.INSPECTOR), Post(Role.PRINCIPAL, "010001"))

    assert inspector.may(VIEW, "010002")
    assert inspector.schools_for(VIEW) is None


def test_without_a_post_nothing_is_allowed_anywhere() -> None:
    newcomer = holding()

    assert not any(newcomer.may(permission) for permission in Permission)
    assert newcomer.schools_for(VIEW) == frozenset()
    with pytest.raises(NotAllowed):
        newcomer.must(VIEW)


def test_the_school_of_an_actor_is_known_when_there_is_one() -> None:
    assert holding(Post(Role.PRINCIPAL, "010001")).school_code == "010001"
    assert (
        holding(Post(Role.PRINCIPAL, "010001"), Post(Role.PRINCIPAL, "010002")).school_code is None
    )


def test_every_role_has_rights_and_none_has_all() -> None:
    assert set(PERMISSIONS_OF) == set(Role)
    assert all(rights < set(Permission) for rights in PERMISSIONS_OF.values())


def test_no_administrator_both_opens_accounts_and_grants_posts() -> None:
    both = {Permission.ACCOUNTS_OPEN, Permission.ACCOUNTS_AUTHORISE}

    assert not any(both <= PERMISSIONS_OF[role] for role in Role)
    assert {role for role in Role if role.value.endswith("_admin")} == ADMINISTRATORS


BUREAU = frozenset((Role.BUREAU_OPERATOR, Role.BUREAU_REVIEWER))


@pytest.mark.parametrize(
    ("first", "second", "is_enough"),
    [
        (Role.BUREAU_OPERATOR, Role.BUREAU_REVIEWER, True),
        (Role.BUREAU_OPERATOR, Role.BUREAU_OPERATOR, False),
        (Role.BUREAU_OPERATOR, Role.PRINCIPAL, False),
        (Role.INSPECTOR, Role.BUREAU_REVIEWER, False),
    ],
)
def test_two_people_hold_two_different_of_the_named_roles(
    first: Role, second: Role, *, is_enough: bool
) -> None:
    one, other = holding(Post(first), ident="a"), holding(Post(second), ident="b")

    if is_enough:
        two_people(one, other, first_roles=BUREAU, second_roles=BUREAU)
    else:
        with pytest.raises(NotAllowed, match="second_role_missing"):
            two_people(one, other, first_roles=BUREAU, second_roles=BUREAU)


def test_one_person_with_both_roles_is_still_one() -> None:
    both = holding(Post(Role.BUREAU_OPERATOR), Post(Role.BUREAU_REVIEWER))

    with pytest.raises(NotAllowed, match="second_person_is_the_first"):
        two_people(both, both, first_roles=BUREAU, second_roles=BUREAU)

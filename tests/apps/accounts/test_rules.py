"""Password rules, duties and which posts go together (protocol §11.7)."""

from datetime import timedelta

import pytest

from junheng.apps.accounts.rules import Duty, open_duty, password_faults, post_refusal
from junheng.core.access import Post, Role
from tests.people import AT


def codes(password: str, *, is_administrator: bool = False, is_common: bool = False) -> set[str]:
    faults = password_faults(
        password, username="zhangsan", is_administrator=is_administrator, is_common=is_common
    )
    return {fault.code for fault in faults}


@pytest.mark.parametrize(
    ("password", "expected"),
    [
        ("Chunfeng-26", set()),
        ("Chunfeng2", {"password_too_short"}),
        ("chunfenghuayu", {"password_needs_three_kinds"}),
        ("chunfeng2026", {"password_needs_three_kinds"}),
        ("春风化雨Ab12345678", set()),
        ("Zhangsan-2026", {"password_holds_username"}),
        ("abc", {"password_too_short", "password_needs_three_kinds"}),
    ],
)
def test_a_password_of_a_clerk(password: str, expected: set[str]) -> None:
    assert codes(password) == expected


def test_an_administrators_password_is_two_characters_longer() -> None:
    assert codes("Chunfeng-26", is_administrator=True) == {"password_too_short"}
    assert codes("Chunfeng-263", is_administrator=True) == set()


def test_a_common_password_is_refused() -> None:
    assert codes("Chunfeng-26", is_common=True) == {"password_is_common"}


@pytest.mark.parametrize(
    ("must", "days", "role", "has_factor", "expected"),
    [
        (True, 0, Role.SCHOOL_CLERK, False, Duty.CHANGE_PASSWORD),
        (False, 90, Role.SCHOOL_CLERK, False, None),
        (False, 91, Role.SCHOOL_CLERK, False, Duty.CHANGE_PASSWORD),
        (False, 0, Role.SYSTEM_ADMIN, False, Duty.SET_SECOND_FACTOR),
        (False, 0, Role.SYSTEM_ADMIN, True, None),
        (True, 0, Role.AUDIT_ADMIN, False, Duty.CHANGE_PASSWORD),
    ],
)
def test_what_comes_before_anything_else(
    *, must: bool, days: int, role: Role, has_factor: bool, expected: Duty | None
) -> None:
    duty = open_duty(
        must_change_password=must,
        password_changed_at=AT - timedelta(days=days),
        roles={role},
        has_second_factor=has_factor,
        at=AT,
    )

    assert duty is expected


@pytest.mark.parametrize(
    ("role", "school", "held", "expected"),
    [
        (Role.SCHOOL_CLERK, "010001", (), None),
        (Role.SCHOOL_CLERK, None, (), "post_needs_school"),
        (Role.INSPECTOR, "010001", (), "post_is_not_at_school"),
        (Role.SCHOOL_CLERK, "010001", (Post(Role.SCHOOL_CLERK, "010001"),), "post_held_already"),
        (Role.SCHOOL_CLERK, "010002", (Post(Role.SCHOOL_CLERK, "010001"),), None),
        (Role.AUDIT_ADMIN, None, (Post(Role.SYSTEM_ADMIN),), "administrator_holds_one_post"),
        (Role.BUREAU_OPERATOR, None, (Post(Role.SYSTEM_ADMIN),), "administrator_holds_one_post"),
        (Role.BUREAU_REVIEWER, None, (Post(Role.BUREAU_OPERATOR),), "operator_does_not_review"),
        (Role.SUPERVISOR, None, (Post(Role.BUREAU_REVIEWER),), "operator_does_not_review"),
        (Role.INSPECTOR, None, (Post(Role.BUREAU_OPERATOR),), None),
    ],
)
def test_which_posts_go_together(
    role: Role, school: str | None, held: tuple[Post, ...], expected: str | None
) -> None:
    assert post_refusal(role, school_code=school, held=held) == expected

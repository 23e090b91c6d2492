"""Rules of accounts (protocol §11.7): pure decisions over values."""

import re
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from junheng.core.access import ADMINISTRATORS, Post, Role

FAILURES_ALLOWED: Final = 5
LOCKED_FOR: Final = timedelta(minutes=30)
IDLE_FOR: Final = timedelta(minutes=15)
PASSWORD_LASTS: Final = timedelta(days=90)
PASSWORDS_REMEMBERED: Final = 5
SHORTEST_PASSWORD: Final = 10
SHORTEST_PASSWORD_OF_ADMINISTRATORS: Final = 12
SECOND_FACTOR_WITHIN: Final = timedelta(minutes=5)

_KINDS: Final = (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^a-zA-Z0-9]")
_KINDS_NEEDED: Final = 3


class Duty(StrEnum):
    """What somebody must do before anything else."""

    CHANGE_PASSWORD = "change_password"  # noqa: S105 - the name of a duty
    SET_SECOND_FACTOR = "set_second_factor"


@dataclass(frozen=True)
class PasswordFault:
    """Why a password will not do: a code with its places."""

    code: str
    least: int = 0


def password_faults(
    password: str, *, username: str, is_administrator: bool, is_common: bool
) -> tuple[PasswordFault, ...]:
    """Everything that is wrong with a new password, so that it is said at once."""
    shortest = SHORTEST_PASSWORD_OF_ADMINISTRATORS if is_administrator else SHORTEST_PASSWORD
    faults = []
    if len(password) < shortest:
        faults.append(PasswordFault("password_too_short", shortest))
    if sum(bool(re.search(kind, password)) for kind in _KINDS) < _KINDS_NEEDED:
        faults.append(PasswordFault("password_needs_three_kinds"))
    if username and username.lower() in password.lower():
        faults.append(PasswordFault("password_holds_username"))
    if is_common:
        faults.append(PasswordFault("password_is_common"))
    return tuple(faults)


def is_administrator(roles: Iterable[Role]) -> bool:
    """Whether the second factor and the longer password are needed."""
    return not ADMINISTRATORS.isdisjoint(roles)


def open_duty(
    *,
    must_change_password: bool,
    password_changed_at: datetime,
    roles: AbstractSet[Role],
    has_second_factor: bool,
    at: datetime,
) -> Duty | None:
    """What is to be done before anything else, if anything."""
    if must_change_password or at - password_changed_at > PASSWORD_LASTS:
        return Duty.CHANGE_PASSWORD
    if is_administrator(roles) and not has_second_factor:
        return Duty.SET_SECOND_FACTOR
    return None


def post_refusal(role: Role, *, school_code: str | None, held: Iterable[Post]) -> str | None:
    """Why a post cannot be given to someone who holds these, as a code; None when it can.

    An administrator's post stands alone, and nobody operates and reviews.
    """
    if role.is_at_school != (school_code is not None):
        return "post_needs_school" if role.is_at_school else "post_is_not_at_school"
    posts = tuple(held)
    if Post(role, school_code) in posts:
        return "post_held_already"
    roles = {post.role for post in posts}
    if roles and (role in ADMINISTRATORS or not ADMINISTRATORS.isdisjoint(roles)):
        return "administrator_holds_one_post"
    apart = {Role.BUREAU_OPERATOR, Role.BUREAU_REVIEWER, Role.SUPERVISOR}
    if role in apart and roles & (apart - {role}):
        return "operator_does_not_review"
    return None


_BROWSERS: Final = (
    ("Edg/", "Edge"),
    ("MicroMessenger", "微信"),
    ("360SE", "360 浏览器"),
    ("QQBrowser", "QQ 浏览器"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS: Final = (
    ("Windows", "Windows"),
    ("Android", "安卓"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def browser_label(user_agent: str) -> str:
    """A short name for a browser, enough to know one's own again."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "其他浏览器")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "其他系统")
    return f"{browser}，{system}"

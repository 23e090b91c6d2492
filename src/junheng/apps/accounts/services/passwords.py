"""Passwords: what will do, changing one's own, initial ones."""

import secrets
from datetime import datetime
from functools import cache

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import CommonPasswordValidator

from junheng.apps.accounts import queries, rules
from junheng.apps.accounts.events import PasswordChanged
from junheng.apps.accounts.models import PasswordUsed, SignIn, User
from junheng.apps.accounts.services.sessions import end_sign_ins
from junheng.core.access import StaffActor
from junheng.core.audit import services as audit
from junheng.core.audit.events import Subject
from junheng.engine.errors import JunhengError

# Without 0 O 1 l I: an initial password is read from a slip of paper.
_LOWER, _UPPER, _DIGITS = "abcdefghjkmnpqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789"


class PasswordRefused(JunhengError):  # noqa: N818 - named by what happened
    """A password will not do; `faults` says everything that is wrong with it."""

    def __init__(self, faults: tuple[rules.PasswordFault, ...]) -> None:
        super().__init__(faults[0].code, least=faults[0].least)
        self.faults = faults


@cache
def _common() -> frozenset[str]:
    return frozenset(CommonPasswordValidator().passwords)


def check_new_password(password: str, *, username: str, is_administrator: bool) -> None:
    """Raise PasswordRefused unless the password keeps the rules of §11.7."""
    faults = rules.password_faults(
        password,
        username=username,
        is_administrator=is_administrator,
        is_common=password.lower().strip() in _common(),
    )
    if faults:
        raise PasswordRefused(faults)


def initial_password() -> str:
    """A password for a slip of paper: four groups of four, good for the first sign-in only."""
    groups = (_UPPER, _LOWER, _DIGITS, _LOWER)
    return "-".join("".join(secrets.choice(group) for _ in range(4)) for group in groups)


def change_own_password(
    *, now_used: str, new: str, by: StaffActor, keep_sign_in: str, at: datetime
) -> None:
    """Choose a new password; all other sign-ins of the account end.

    Raises PasswordRefused, and JunhengError `password_now_wrong`.
    """
    user = queries.own_account(by)
    if not check_password(now_used, user.password):
        raise JunhengError("password_now_wrong")
    roles = by.roles
    check_new_password(new, username=user.username, is_administrator=rules.is_administrator(roles))
    if _was_used(user, new):
        raise PasswordRefused((rules.PasswordFault("password_used_before"),))
    hashed = make_password(new)  # slow on purpose, so outside the transaction
    with audit.act():
        remember_password(user, at=at)
        user.password = hashed
        user.password_changed_at = at
        user.must_change_password = False
        user.save(update_fields=["password", "password_changed_at", "must_change_password"])
        ended = end_sign_ins(user, because=SignIn.End.PASSWORD, keep=keep_sign_in, at=at)
        event = PasswordChanged(subject=Subject("account", user.code), ended=ended)
        audit.record(event, by=by, at=at)


def remember_password(user: User, *, at: datetime) -> None:
    """Keep the hash of the present password, and no more than are remembered."""
    PasswordUsed.objects.create(user=user, password=user.password, used_at=at)
    kept = user.passwords_used.values_list("pk", flat=True)[: rules.PASSWORDS_REMEMBERED]
    user.passwords_used.exclude(pk__in=list(kept)).delete()


def _was_used(user: User, password: str) -> bool:
    before = user.passwords_used.values_list("password", flat=True)
    used = [user.password, *before[: rules.PASSWORDS_REMEMBERED - 1]]
    return any(check_password(password, hashed) for hashed in used)

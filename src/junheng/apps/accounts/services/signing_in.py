"""Signing in: password, lock-out, second factor."""

import math
from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn

from django.contrib.auth.hashers import check_password, make_password

from junheng.apps.accounts import queries, rules
from junheng.apps.accounts.events import SignedIn, SignInRefused
from junheng.apps.accounts.models import SignIn, User
from junheng.apps.accounts.services.second_factor import is_code_right
from junheng.core.access import PublicActor
from junheng.core.audit import services as audit
from junheng.core.audit.events import Subject
from junheng.engine.errors import JunhengError


@dataclass(frozen=True)
class Visitor:
    """Where a sign-in comes from."""

    address: str
    browser: str


def check_sign_in(*, username: str, password: str, visitor: Visitor, at: datetime) -> User:
    """The account that these belong to; not yet signed in.

    A failure is counted and written down, and the fifth locks the account. Raises JunhengError
    `sign_in_wrong` (also for a username that does not exist) and `sign_in_locked`.
    """
    user = User.objects.filter(username=username.strip().lower(), closed_at__isnull=True).first()
    # An unknown username costs as much time as a known one.
    is_right = (
        check_password(password, user.password) if user else bool(make_password(password)) and False
    )
    if user is not None and user.locked_until is not None and user.locked_until > at:
        _refuse(user, "sign_in_locked", visitor, at)
    if user is None or not is_right:
        _refuse(user, "sign_in_wrong", visitor, at)
    return user


def begin_sign_in(
    user: User, *, one_time_code: str | None, visitor: Visitor, at: datetime
) -> SignIn:
    """Sign in an account whose password was checked; raises JunhengError `one_time_code_wrong`.

    `one_time_code` is needed when the account has a second factor.
    """
    user = User.objects.select_related("second_factor").get(pk=user.pk)
    if user.locked_until is not None and user.locked_until > at:
        _refuse(user, "sign_in_locked", visitor, at)
    if user.one_time_set_at is not None and not is_code_right(
        user.second_factor, one_time_code or "", at=at
    ):
        _refuse(user, "one_time_code_wrong", visitor, at)
    with audit.act():
        User.objects.filter(pk=user.pk).update(failures=0, locked_until=None)
        sign_in = SignIn.objects.create(
            user=user,
            started_at=at,
            seen_at=at,
            address=visitor.address or None,
            browser=visitor.browser,
        )
        event = SignedIn(subject=Subject("account", user.code), address=visitor.address)
        audit.record(event, by=queries.actor_of(user), at=at)
    return sign_in


def _refuse(user: User | None, reason: str, visitor: Visitor, at: datetime) -> NoReturn:
    """Count, write down, and raise."""
    failures = 0
    minutes = 0
    with audit.act():
        if user is not None:
            user = User.objects.select_for_update().get(pk=user.pk)
            if reason != "sign_in_locked":
                _count_failure(user, at)
            failures = user.failures
            if user.locked_until is not None:
                minutes = max(1, math.ceil((user.locked_until - at).total_seconds() / 60))
        event = SignInRefused(
            subject=Subject("account", user.code if user else ""),
            reason=reason,
            address=visitor.address,
            failures=failures,
        )
        audit.record(event, by=PublicActor(), at=at)
    raise JunhengError(reason, minutes=minutes)


def _count_failure(user: User, at: datetime) -> None:
    if user.locked_until is not None and user.locked_until <= at:
        user.failures, user.locked_until = 0, None
    user.failures += 1
    if user.failures >= rules.FAILURES_ALLOWED:
        user.locked_until = at + rules.LOCKED_FOR
    user.save(update_fields=["failures", "locked_until"])

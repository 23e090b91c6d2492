"""The three administrators at work: opening and closing accounts, granting and taking posts."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import make_password

from junheng.apps.accounts import queries, rules
from junheng.apps.accounts.events import (
    AccountClosed,
    AccountOpened,
    AccountUnlocked,
    PasswordReset,
    PostGranted,
    PostWithdrawn,
    SecondFactorRemoved,
)
from junheng.apps.accounts.models import HeldPost, SignIn, User
from junheng.apps.accounts.services.passwords import initial_password, remember_password
from junheng.apps.accounts.services.sessions import end_one, end_sign_ins
from junheng.apps.schools.models import School
from junheng.core.access import (
    ADMINISTRATORS,
    Actor,
    NotAllowed,
    NotVisible,
    Permission,
    Post,
    Role,
    StaffActor,
    StepRefused,
)
from junheng.core.audit import services as audit
from junheng.core.audit.events import Subject
from junheng.engine.errors import JunhengError


@dataclass(frozen=True)
class OpenedAccount:
    """A new account and its initial password, which is shown once and kept nowhere."""

    user: User
    password: str


def open_account(*, username: str, name: str, by: StaffActor, at: datetime) -> OpenedAccount:
    """Open an account without a post. Raises NotAllowed, JunhengError `username_taken`."""
    by.must(Permission.ACCOUNTS_OPEN)
    password = initial_password()
    hashed = make_password(password)
    with audit.act():
        user = create_user(username=username, name=name, hashed=hashed, by=by, at=at)
    return OpenedAccount(user, password)


def create_user(*, username: str, name: str, hashed: str, by: Actor, at: datetime) -> User:
    """Write a new account, inside an act."""
    if User.objects.filter(username=username).exists():
        raise JunhengError("username_taken", username=username)
    user = User.objects.create(
        username=username, name=name, password=hashed, password_changed_at=at, opened_at=at
    )
    event = AccountOpened(subject=Subject("account", user.code), username=username)
    audit.record(event, by=by, at=at)
    return user


def close_account(code: str, *, by: StaffActor, at: datetime) -> None:
    """Close an account for good; its sign-ins end, its posts are taken."""
    by.must(Permission.ACCOUNTS_OPEN)
    with audit.act():
        user = _other_account(code, by)
        for held in HeldPost.objects.filter(user=user, withdrawn_at__isnull=True):
            _withdraw(held, by, at)
        end_sign_ins(user, because=SignIn.End.ENDED, at=at)
        User.objects.filter(pk=user.pk).update(closed_at=at)
        audit.record(AccountClosed(subject=Subject("account", user.code)), by=by, at=at)


def unlock_account(code: str, *, by: StaffActor, at: datetime) -> None:
    """Take a lock off before its time."""
    by.must(Permission.ACCOUNTS_AUTHORISE)
    with audit.act():
        user = _other_account(code, by)
        User.objects.filter(pk=user.pk).update(failures=0, locked_until=None)
        audit.record(AccountUnlocked(subject=Subject("account", user.code)), by=by, at=at)


def end_sessions(code: str, *, by: StaffActor, at: datetime) -> None:
    """Sign an account out everywhere."""
    by.must(Permission.ACCOUNTS_AUTHORISE)
    user = queries.get_account(by, code)
    for sign_in in user.sign_ins.filter(ended_at__isnull=True):
        end_one(sign_in, because=SignIn.End.ENDED, by=by, at=at)


def grant_post(
    code: str, *, role: Role, school_code: str | None, by: StaffActor, at: datetime
) -> None:
    """Give someone a post that is not an administrator's (those need two people).

    Raises NotAllowed, NotVisible, JunhengError of `rules.post_refusal`.
    """
    by.must(Permission.ACCOUNTS_AUTHORISE)
    if role in ADMINISTRATORS:
        raise NotAllowed("permission_missing")
    with audit.act():
        user = _other_account(code, by)
        give_post(user, role=role, school_code=school_code, by=by, at=at)


def give_post(
    user: User, *, role: Role, school_code: str | None, by: Actor, at: datetime
) -> HeldPost:
    """Write a post, inside an act; raises JunhengError of `rules.post_refusal`."""
    refusal = rules.post_refusal(role, school_code=school_code, held=queries.posts_of(user))
    if refusal is not None:
        raise JunhengError(refusal)
    school = None
    if school_code is not None:
        school = School.objects.filter(code=school_code).first()
        if school is None:
            raise NotVisible
    held = HeldPost.objects.create(
        user=user, role=role, school=school, granted_at=at, granted_by=by.ident
    )
    subject = Subject("account", user.code, school_code or "")
    audit.record(PostGranted(subject=subject, role=role.value), by=by, at=at)
    return held


def withdraw_post(code: str, *, by: StaffActor, at: datetime) -> str:
    """Take a post away at once; returns the account's code. Raises NotVisible, StepRefused."""
    by.must(Permission.ACCOUNTS_AUTHORISE)
    with audit.act():
        held = HeldPost.objects.select_related("user", "school").filter(code=code).first()
        if held is None:
            raise NotVisible
        if held.user.code == by.ident:
            raise NotAllowed("not_your_own_account")
        if held.withdrawn_at is not None:
            raise StepRefused("post_withdrawn_already")
        _withdraw(held, by, at)
    return held.user.code


def _withdraw(held: HeldPost, by: StaffActor, at: datetime) -> None:
    held.withdrawn_at, held.withdrawn_by = at, by.ident
    held.save(update_fields=["withdrawn_at", "withdrawn_by"])
    post: Post = queries.post_of(held)
    subject = Subject("account", held.user.code, post.school_code or "")
    audit.record(PostWithdrawn(subject=subject, role=post.role.value), by=by, at=at)


def reset_password(user: User, *, by: StaffActor, at: datetime) -> str:
    """Give an account a new initial password, inside an act of two people; returns it."""
    password = initial_password()
    remember_password(user, at=at)
    User.objects.filter(pk=user.pk).update(
        password=make_password(password),
        must_change_password=True,
        password_changed_at=at,
        failures=0,
        locked_until=None,
    )
    end_sign_ins(user, because=SignIn.End.ENDED, at=at)
    audit.record(PasswordReset(subject=Subject("account", user.code)), by=by, at=at)
    return password


def remove_second_factor(user: User, *, by: StaffActor, at: datetime) -> None:
    """Take a lost second factor off, inside an act of two people."""
    if user.one_time_set_at is None:
        raise StepRefused("second_factor_missing")
    user.second_factor.delete()
    end_sign_ins(user, because=SignIn.End.ENDED, at=at)
    audit.record(SecondFactorRemoved(subject=Subject("account", user.code)), by=by, at=at)


def _other_account(code: str, by: StaffActor) -> User:
    """Someone else's open account, locked."""
    user = queries.accounts_visible_to(by).select_for_update().filter(code=code).first()
    if user is None:
        raise NotVisible
    if user.code == by.ident:
        raise NotAllowed("not_your_own_account")
    if user.closed_at is not None:
        raise StepRefused("account_is_closed")
    return user

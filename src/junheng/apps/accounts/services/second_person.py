"""What on an account needs a second administrator: an administrator's post, a new password, and
taking off a second factor. One administrator alone can so never become another person.
"""

from datetime import datetime, timedelta
from typing import Final

from junheng.apps.accounts import queries
from junheng.apps.accounts.models import User
from junheng.apps.accounts.services import management
from junheng.core.access import ADMINISTRATORS, NotAllowed, NotVisible, Role, StaffActor
from junheng.core.access.models import Proposal
from junheng.core.access.proposals import TwoPersonAct, declare_act, propose

_WITHIN: Final = timedelta(days=2)


def _account(proposal: Proposal) -> User:
    user = User.objects.select_for_update().filter(code=proposal.what["account"]).first()
    if user is None or user.closed_at is not None:
        raise NotVisible
    return user


def _reset_password(proposal: Proposal, by: StaffActor, at: datetime) -> str:
    user = _account(proposal)
    _not_oneself(user.code, by)
    password = management.reset_password(user, by=by, at=at)
    return f"{user.username} 的初始密码：{password}"


def _remove_second_factor(proposal: Proposal, by: StaffActor, at: datetime) -> str:
    management.remove_second_factor(_account(proposal), by=by, at=at)
    return ""


def _grant_administrator(proposal: Proposal, by: StaffActor, at: datetime) -> str:
    user = _account(proposal)
    _not_oneself(user.code, by)
    role = Role(proposal.what["role"])
    management.give_post(user, role=role, school_code=None, by=by, at=at)
    return ""


def _not_oneself(code: str, by: StaffActor) -> None:
    if code == by.ident:
        raise NotAllowed("not_your_own_account")


RESET_PASSWORD: Final = declare_act(
    TwoPersonAct(
        "accounts.reset_password",
        "重置密码",
        frozenset((Role.SYSTEM_ADMIN,)),
        ADMINISTRATORS,
        _WITHIN,
        _reset_password,
    )
)
REMOVE_SECOND_FACTOR: Final = declare_act(
    TwoPersonAct(
        "accounts.remove_second_factor",
        "解除动态口令",
        frozenset((Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)),
        ADMINISTRATORS,
        _WITHIN,
        _remove_second_factor,
    )
)
GRANT_ADMINISTRATOR: Final = declare_act(
    TwoPersonAct(
        "accounts.grant_administrator",
        "授予管理员岗位",
        frozenset((Role.SECURITY_ADMIN,)),
        ADMINISTRATORS,
        _WITHIN,
        _grant_administrator,
    )
)


def propose_password_reset(code: str, *, by: StaffActor, at: datetime) -> Proposal:
    """Ask for a new initial password for someone who forgot his."""
    user = _someone_else(code, by)
    summary = f"为 {user.name}（{user.username}）重置密码"
    return propose(RESET_PASSWORD, summary=summary, what={"account": user.code}, by=by, at=at)


def propose_second_factor_removal(code: str, *, by: StaffActor, at: datetime) -> Proposal:
    """Ask to take off the second factor of someone who lost his telephone."""
    user = _someone_else(code, by)
    summary = f"为 {user.name}（{user.username}）解除动态口令"
    return propose(REMOVE_SECOND_FACTOR, summary=summary, what={"account": user.code}, by=by, at=at)


def propose_administrator(code: str, *, role: Role, by: StaffActor, at: datetime) -> Proposal:
    """Ask to make someone an administrator."""
    user = _someone_else(code, by)
    summary = f"授予 {user.name}（{user.username}）{role.label}岗位"
    what = {"account": user.code, "role": role.value}
    return propose(GRANT_ADMINISTRATOR, summary=summary, what=what, by=by, at=at)


def _someone_else(code: str, by: StaffActor) -> User:
    user = queries.get_account(by, code)
    _not_oneself(user.code, by)
    return user

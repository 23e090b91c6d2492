"""The guided set-up of a new platform: the first three accounts, and the end of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import make_password

from junheng.apps.accounts.events import SetUpFinished
from junheng.apps.accounts.services.management import OpenedAccount, create_user, give_post
from junheng.apps.accounts.services.passwords import initial_password
from junheng.apps.schools import queries as schools
from junheng.apps.schools import services as school_services
from junheng.core.access import Role, StepRefused, SystemActor
from junheng.core.audit import services as audit
from junheng.core.secrets import services as secrets
from junheng.engine.errors import JunhengError

BY = SystemActor("set-up")


@dataclass(frozen=True)
class FirstAccount:
    """One of the three administrators, as typed into the set-up."""

    role: Role
    username: str
    name: str


def has_keys() -> bool:
    """Whether the keys were made: nothing can be encrypted before."""
    return secrets.is_set_up()


def has_start_passphrase() -> bool:
    """Whether every start will ask for a passphrase."""
    return secrets.has_start_passphrase()


def make_keys(*, at: datetime, passphrase: str | None = None) -> None:
    """Make the installation's keys unless it has them; before anything is encrypted.

    This process works on with them; every later one needs the passphrase at its start.
    Raises `start_passphrase_short`, and what an existing start-key file raises.
    """
    with audit.act():
        if not secrets.is_set_up():
            secrets.set_up(suite_name="intl", year=at.year, passphrase=passphrase, at=at)
            secrets.open_keys(passphrase)


def finish(accounts: Sequence[FirstAccount], *, at: datetime) -> tuple[OpenedAccount, ...]:
    """Open the three administrators' accounts and close the set-up, all or nothing.

    Raises StepRefused `already_set_up`, JunhengError `set_up_bureau_missing`,
    `set_up_three_people`.
    """
    if len({account.username for account in accounts}) != len(accounts):
        raise JunhengError("set_up_three_people")
    passwords = [initial_password() for _ in accounts]
    hashes = [make_password(password) for password in passwords]
    with audit.act():
        if schools.find_bureau() is None:
            raise JunhengError("set_up_bureau_missing")
        if schools.is_set_up():
            raise StepRefused("already_set_up")
        opened = []
        for account, password, hashed in zip(accounts, passwords, hashes, strict=True):
            user = create_user(
                username=account.username, name=account.name, hashed=hashed, by=BY, at=at
            )
            give_post(user, role=account.role, school_code=None, by=BY, at=at)
            opened.append(OpenedAccount(user, password))
        school_services.finish_set_up(at=at)
        event = SetUpFinished(schools=schools.count_schools(), administrators=len(opened))
        audit.record(event, by=BY, at=at)
    return tuple(opened)

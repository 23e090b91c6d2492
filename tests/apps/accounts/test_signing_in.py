"""Signing in: right and wrong, the lock, the second factor, idle time."""

from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from junheng.apps.accounts.models import SignIn, User
from junheng.apps.accounts.services import sessions, signing_in
from junheng.apps.accounts.services.signing_in import Visitor
from junheng.core.audit.models import AuditEntry
from junheng.core.secrets.keyring import Keyring
from junheng.engine.errors import JunhengError
from tests.people import AT, PASSWORD, SECRET, a_county, person

VISITOR = Visitor("192.0.2.7", "Firefox，Linux")


@pytest.fixture(autouse=True)
def county(db: None, keys: Keyring) -> None:
    a_county()


def try_password(password: str, *, minutes: float = 0) -> User:
    return signing_in.check_sign_in(
        username="clerk", password=password, visitor=VISITOR, at=AT + timedelta(minutes=minutes)
    )


def refusal_of(password: str, *, minutes: float = 0) -> str:
    with pytest.raises(JunhengError) as refused:
        try_password(password, minutes=minutes)
    return refused.value.code


def code_at(seconds: float) -> str:
    generator = TOTP(bytes.fromhex(SECRET), 6, SHA1(), 30)  # noqa: S303 - what authenticators use
    return generator.generate(AT.timestamp() + seconds).decode()


def begin(user: User, one_time_code: str | None) -> SignIn:
    return signing_in.begin_sign_in(user, one_time_code=one_time_code, visitor=VISITOR, at=AT)


def test_the_right_password_signs_in_and_is_written_down() -> None:
    person("clerk", at=AT)

    sign_in = begin(try_password(PASSWORD), None)

    assert sign_in.address == "192.0.2.7"
    assert AuditEntry.objects.get().event == "accounts.session.begin"


def test_an_unknown_name_and_a_wrong_password_are_told_the_same() -> None:
    with pytest.raises(JunhengError) as unknown:
        signing_in.check_sign_in(username="nobody", password="x", visitor=VISITOR, at=AT)
    person("clerk", at=AT)

    assert refusal_of("wrong") == unknown.value.code == "sign_in_wrong"


def test_the_fifth_failure_locks_for_half_an_hour_even_the_right_password() -> None:
    person("clerk", at=AT)
    for _ in range(5):
        assert refusal_of("wrong") == "sign_in_wrong"

    assert refusal_of(PASSWORD, minutes=29) == "sign_in_locked"
    assert try_password(PASSWORD, minutes=31).username == "clerk"


def test_after_the_lock_one_failure_does_not_lock_again() -> None:
    person("clerk", at=AT)
    for _ in range(5):
        refusal_of("wrong")

    assert refusal_of("wrong", minutes=31) == "sign_in_wrong"
    assert try_password(PASSWORD, minutes=32).failures == 1


def test_every_failure_is_written_down() -> None:
    person("clerk", at=AT)
    refusal_of("wrong")
    refusal_of("wrong")

    written = [entry.payload["failures"] for entry in AuditEntry.objects.order_by("sequence")]
    assert written == [1, 2]


def test_an_administrator_needs_the_code_of_now() -> None:
    admin = person("system_admin", at=AT)

    for wrong in (None, "", "12345", "abcdef", code_at(-90), code_at(90)):
        with pytest.raises(JunhengError, match="one_time_code_wrong"):
            begin(admin, wrong)
        User.objects.filter(pk=admin.pk).update(failures=0, locked_until=None)
    assert begin(admin, code_at(0)).user == admin


def test_a_code_is_taken_once() -> None:
    admin = person("system_admin", at=AT)
    begin(admin, code_at(0))

    with pytest.raises(JunhengError, match="one_time_code_wrong"):
        begin(admin, code_at(0))


def test_a_closed_account_does_not_sign_in() -> None:
    user = person("clerk", at=AT)
    User.objects.filter(pk=user.pk).update(closed_at=AT)

    assert refusal_of(PASSWORD) == "sign_in_wrong"


def test_a_sign_in_lives_a_quarter_of_an_hour_after_the_last_act() -> None:
    user = person("clerk", at=AT)
    sign_in = begin(user, None)

    at = AT + timedelta(minutes=14)
    assert sessions.still_signed_in(sign_in.code, at=at) == user
    assert sessions.still_signed_in(sign_in.code, at=at + timedelta(minutes=15)) == user
    assert sessions.still_signed_in(sign_in.code, at=at + timedelta(minutes=31)) is None
    assert SignIn.objects.get().ended_because == SignIn.End.IDLE

"""One-time codes (TOTP, RFC 6238) of administrators, from any authenticator on a telephone."""

import base64
import secrets
from datetime import datetime
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor import InvalidToken
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from junheng.apps.accounts import queries
from junheng.apps.accounts.events import SecondFactorSet
from junheng.apps.accounts.models import SecondFactor
from junheng.core.access import StaffActor
from junheng.core.audit import services as audit
from junheng.core.audit.events import Subject
from junheng.engine.errors import JunhengError

_STEP_SECONDS: Final = 30
_DIGITS: Final = 6
_KEY_BYTES: Final = 20


def begin_second_factor(*, by: StaffActor) -> SecondFactor:
    """Give the account a fresh secret to be scanned; it counts only after the first right code."""
    user = queries.own_account(by)
    fresh = {"secret": secrets.token_hex(_KEY_BYTES)}
    return SecondFactor.objects.get_or_create(user=user, defaults=fresh)[0]


def finish_second_factor(*, one_time_code: str, by: StaffActor, at: datetime) -> None:
    """Take the second factor into use; raises JunhengError `one_time_code_wrong`."""
    factor = SecondFactor.objects.filter(user__code=by.ident).first()
    if factor is None:
        raise JunhengError("second_factor_not_begun")
    if not is_code_right(factor, one_time_code, at=at):
        raise JunhengError("one_time_code_wrong")
    with audit.act():
        SecondFactor.objects.filter(pk=factor.pk).update(set_at=at)
        audit.record(SecondFactorSet(subject=Subject("account", by.ident)), by=by, at=at)


def renew_seals() -> None:
    """Close all secrets with the newest year's key, so that they outlive the older ones."""
    for factor in SecondFactor.objects.select_for_update():
        factor.secret = str(factor.secret)
        factor.save(update_fields=["secret"])


def is_code_right(factor: SecondFactor, one_time_code: str, *, at: datetime) -> bool:
    """Whether this is the code of now, one step before or after, and was not used before."""
    code = one_time_code.replace(" ", "")
    if len(code) != _DIGITS or not code.isascii() or not code.isdigit():
        return False
    generator = _generator(factor)
    now = int(at.timestamp()) // _STEP_SECONDS
    for step in (now - 1, now, now + 1):
        try:
            generator.verify(code.encode("ascii"), step * _STEP_SECONDS)
        except InvalidToken:
            continue
        # One statement takes the step, so that of two browsers with one code only one gets in.
        taken = SecondFactor.objects.filter(pk=factor.pk, step__lt=step).update(step=step)
        return bool(taken)
    return False


def enrolment_address(factor: SecondFactor, *, issuer: str) -> str:
    """What the QR code says to the authenticator (otpauth://…)."""
    return _generator(factor).get_provisioning_uri(factor.user.username, issuer)


def secret_to_type(factor: SecondFactor) -> str:
    """The secret in groups of four, for a telephone that cannot scan."""
    text = base64.b32encode(bytes.fromhex(factor.secret)).decode("ascii")
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def _generator(factor: SecondFactor) -> TOTP:
    # SHA-1 is what every authenticator knows; HMAC does not need collision resistance.
    return TOTP(bytes.fromhex(factor.secret), _DIGITS, SHA1(), _STEP_SECONDS)  # noqa: S303

"""Sign-ins as they go on and end."""

from datetime import datetime, timedelta
from typing import Final

from junheng.apps.accounts import queries, rules
from junheng.apps.accounts.events import SessionEnded
from junheng.apps.accounts.models import SignIn, User
from junheng.core.access import Actor, NotVisible, StaffActor
from junheng.core.audit import services as audit
from junheng.core.audit.events import Subject

# Seeing someone is written at most once a minute: a page must not cost a write.
_SEEN_EVERY: Final = timedelta(minutes=1)


def still_signed_in(code: str, *, at: datetime) -> User | None:
    """The account of a sign-in that is alive; an idle one ends here."""
    sign_in = queries.find_sign_in(code)
    if sign_in is None:
        return None
    if at - sign_in.seen_at > rules.IDLE_FOR:
        end_one(sign_in, because=SignIn.End.IDLE, by=queries.actor_of(sign_in.user), at=at)
        return None
    if at - sign_in.seen_at > _SEEN_EVERY:
        SignIn.objects.filter(pk=sign_in.pk, ended_at__isnull=True).update(seen_at=at)
    return sign_in.user


def end_one(sign_in: SignIn, *, because: SignIn.End, by: Actor, at: datetime) -> None:
    """End a sign-in; ending it again does nothing."""
    with audit.act():
        ended = SignIn.objects.filter(pk=sign_in.pk, ended_at__isnull=True).update(
            ended_at=at, ended_because=because
        )
        if ended:
            subject = Subject("account", sign_in.user.code)
            audit.record(SessionEnded(subject=subject, because=because.value), by=by, at=at)


def sign_out(code: str, *, by: StaffActor, at: datetime) -> None:
    """End this browser's sign-in."""
    sign_in = queries.find_sign_in(code)
    if sign_in is not None:
        end_one(sign_in, because=SignIn.End.SIGNED_OUT, by=by, at=at)


def end_own_sign_in(code: str, *, by: StaffActor, at: datetime) -> None:
    """End one of one's own sign-ins, in whatever browser; raises NotVisible."""
    mine = {sign_in.code: sign_in for sign_in in queries.own_sign_ins(by)}
    if code not in mine:
        raise NotVisible
    end_one(mine[code], because=SignIn.End.SIGNED_OUT, by=by, at=at)


def end_sign_ins(user: User, *, because: SignIn.End, at: datetime, keep: str = "") -> int:
    """End all sign-ins of an account but one, inside an act; returns how many ended."""
    alive = SignIn.objects.filter(user=user, ended_at__isnull=True).exclude(code=keep)
    return alive.update(ended_at=at, ended_because=because)

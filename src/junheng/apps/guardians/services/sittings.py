"""What a family's browser holds after its sign-in: a signed cookie, and no row of a session.

`<year key>.<account>.<counter>.<begun>.<seen>.<mac>`: the mac is keyed by the year, so a cookie
ends with the year's keys; account and counter are the database's, so it ends with a sign-out, with
the account, and when the child is taken off the roster; `seen` ends it after 15 idle minutes.
"""

from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from typing import Final

from junheng.apps.guardians import queries, rules
from junheng.apps.guardians.events import ChildLeft
from junheng.apps.guardians.models import Guardian
from junheng.apps.students.services.records import subject_of
from junheng.core.access import GuardianActor
from junheng.core.audit import services as audit
from junheng.core.secrets.services import keyring
from junheng.engine.errors import JunhengError

COOKIE: Final = "junheng_child"
_PURPOSE: Final = "sitting"
_PARTS: Final = 6
_LONGEST: Final = 200


@dataclass(frozen=True)
class Sitting:
    """A family at work: its account with the child; `renewed` is the cookie to hand out, if any."""

    guardian: Guardian
    renewed: str = ""

    @property
    def actor(self) -> GuardianActor:
        """Who acts."""
        return actor_of(self.guardian)


def actor_of(guardian: Guardian) -> GuardianActor:
    """The account as an actor."""
    return GuardianActor(guardian.code, guardian.student.cohort.school.code)


def begin(guardian: Guardian, *, at: datetime) -> str:
    """The cookie of a sitting that begins."""
    return _cookie(guardian, int(at.timestamp()), int(at.timestamp()))


def resume(cookie: str | None, *, at: datetime) -> Sitting | None:
    """The sitting of a cookie; None for every cookie that is not good, whatever is wrong."""
    parts = (cookie or "").split(".")
    if len(parts) != _PARTS or len(cookie or "") > _LONGEST:
        return None
    key_id, code, counter, begun, seen, mac = parts
    if not _is_ours(key_id, ".".join(parts[1:5]), mac):
        return None
    now = int(at.timestamp())
    idle, whole = now - int(seen), now - int(begun)
    if not (
        0 <= idle <= rules.IDLE_FOR.total_seconds()
        and whole <= rules.LONGEST_SITTING.total_seconds()
    ):
        return None
    guardian = queries.find_guardian(code)
    if guardian is None or guardian.sittings != int(counter):
        return None
    is_old = idle >= rules.RENEWED_AFTER.total_seconds()
    return Sitting(guardian, _cookie(guardian, int(begun), now) if is_old else "")


def leave(actor: GuardianActor, *, at: datetime) -> None:
    """End every sitting of this account: a cookie that was copied ends with it."""
    with audit.act():
        guardian = queries.get_own(actor)
        end_sittings(guardian)
        event = ChildLeft(subject=subject_of(guardian.student), place=guardian.place)
        audit.record(event, by=actor, at=at)


def end_sittings(guardian: Guardian) -> None:
    """Let no cookie of this account be good any more; inside an act."""
    held = Guardian.objects.select_for_update().get(pk=guardian.pk)
    held.sittings += 1
    held.save(update_fields=["sittings"])


def _cookie(guardian: Guardian, begun: int, seen: int) -> str:
    claim = f"{guardian.code}.{guardian.sittings}.{begun}.{seen}"
    keys = keyring()
    return f"{keys.newest}.{claim}.{_mac(keys.newest, claim)}"


def _mac(key_id: str, claim: str) -> str:
    return keyring().blind(key_id, _PURPOSE, claim).rpartition(".")[2]


def _is_ours(key_id: str, claim: str, mac: str) -> bool:
    try:
        expected = _mac(key_id, claim)
    except JunhengError:  # no such year, or its keys were destroyed
        return False
    # As bytes: a cookie may hold letters that the comparison of texts refuses.
    return compare_digest(expected.encode(), mac.encode(errors="replace"))

"""How often an address may knock: enough for a school's whole office, too little for a machine."""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import F, Sum

from junheng.apps.complaints.models import Knock
from junheng.core.secrets.services import identity_index, identity_indexes

FILE, FAIL = "file", "fail"
MOST_OF_ADDRESS: Final = 10
"""Complaints by web from one address in an hour: many families stand behind one."""
MOST_OF_ALL: Final = 300
"""Complaints by web in an hour altogether: every one of them has to be read by somebody."""
MOST_FAILURES: Final = 5
LOCKED_FOR: Final = timedelta(minutes=30)
_FORGOTTEN_AFTER: Final = timedelta(days=2)


def count(what: str, address: str, at: datetime) -> int:
    """Count one knock and return how many there were lately."""
    hour = _slot(at)
    row, _ = Knock.objects.get_or_create(
        what=what, who=identity_index(_subject(what, address)), hour=hour
    )
    Knock.objects.filter(pk=row.pk).update(count=F("count") + 1)
    return recent(what, address, at)


def recent(what: str, address: str, at: datetime) -> int:
    """How often this address knocked in this half hour and the one before."""
    mine = Knock.objects.filter(
        what=what,
        who__in=identity_indexes(_subject(what, address)),
        hour__gt=_slot(at) - 2 * LOCKED_FOR,
    )
    return mine.aggregate(total=Sum("count"))["total"] or 0


def recent_of_all(what: str, at: datetime) -> int:
    """How often anybody knocked in this half hour and the one before."""
    all_of_them = Knock.objects.filter(what=what, hour__gt=_slot(at) - 2 * LOCKED_FOR)
    return all_of_them.aggregate(total=Sum("count"))["total"] or 0


def forget(at: datetime) -> int:
    """Let the knocks of other days go; return how many rows."""
    gone, _ = Knock.objects.filter(hour__lt=at - _FORGOTTEN_AFTER).delete()
    return gone


def _slot(at: datetime) -> datetime:
    """The half hour that a moment is in: the exact moment would lead to a complaint."""
    return at.replace(minute=at.minute // 30 * 30, second=0, microsecond=0)


def _subject(what: str, address: str) -> str:
    return f"complaints knock\n{what}\n{address}"

"""What lots gave to whom: written when a ledger says so, gone with a void."""

from collections.abc import Mapping
from datetime import datetime

from junheng.apps.campaigns.models import Cohort
from junheng.apps.teams.models import DrawnTeam


def note_lots(cohort: Cohort, places: Mapping[int, int], *, at: datetime) -> None:
    """Write which place of the filed list has which class; whole teams follow their homeroom one.

    Inside the act that mirrors the lots, which the trail tells of. Written again, it replaces what
    stood.
    """
    forget_lots(cohort)
    DrawnTeam.objects.bulk_create(
        DrawnTeam(cohort=cohort, class_number=number, place=place, drawn_at=at)
        for number, place in sorted(places.items())
    )


def forget_lots(cohort: Cohort) -> None:
    """Take back what lots gave: their freeze was made void, inside that act."""
    DrawnTeam.objects.filter(cohort=cohort).delete()

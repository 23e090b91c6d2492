"""Reading the locked class lists, so that what they say is asked nobody a second time."""

from collections import Counter
from datetime import datetime

from junheng.apps.adjustments.models import RollCheck
from junheng.apps.adjustments.services.standing import standing_of
from junheng.apps.adjustments.states import CheckState, DifferenceKind
from junheng.apps.campaigns.models import Cohort
from junheng.apps.monitoring.models import ListedClasses
from junheng.apps.students import queries as students


def read_list(cohort: Cohort, *, at: datetime) -> ListedClasses:
    """Count the classes of a locked grade as they stand, with late arrivals and changes."""
    standing = standing_of(cohort)
    placed = Counter(one.class_index for one in standing.placed)
    children = students.school_roster(cohort).students
    has_migrants = any(one.migrant is not None for one in children)
    check = RollCheck.objects.filter(cohort=cohort).exclude(state=CheckState.REPLACED).first()
    found, _ = ListedClasses.objects.update_or_create(
        cohort=cohort,
        defaults={
            "sizes": [placed[index] for index in range(len(standing.titles))],
            "inclusion": sum(bool(one.sen) for one in children),
            "migrants": sum(bool(one.migrant) for one in children) if has_migrants else None,
            "on_roll": _on_roll(check),
            "read_at": at,
        },
    )
    return found


def _on_roll(check: RollCheck | None) -> int | None:
    """How many children of the school the registered roll had: those of the classes, but for
    those it lacked, and those it had beside.
    """
    if check is None:
        return None
    kinds = Counter(check.differences.values_list("kind", flat=True))
    lacking, beside = kinds[DifferenceKind.ONLY_IN_RESULT], kinds[DifferenceKind.ONLY_IN_REGISTRY]
    return check.compared_count - lacking + beside

"""What this application asks of late arrivals and classes, which an application above keeps.

It declares that here in its AppConfig.ready, as for the pages of a cohort.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from junheng.apps.students.models import Student
from junheng.core.audit.events import Author


@dataclass(frozen=True)
class LateLists:
    """Answers and acts about batches of late arrivals and about classes that stand."""

    left: Callable[[Collection[Student]], Collection[int]]
    """Keys of those who stand in no class and no batch of their school any more."""
    take_out: Callable[[Student, Author, datetime], None]
    """Take a written-down arrival out of its batch, inside the act that decided it."""


_DECLARED: list[LateLists] = []


def declare_late_lists(lists: LateLists) -> None:
    """Make them known, once."""
    if _DECLARED:
        raise LookupError("late lists are declared twice")
    _DECLARED.append(lists)


def late_lists() -> LateLists:
    """What was declared."""
    return _DECLARED[0]

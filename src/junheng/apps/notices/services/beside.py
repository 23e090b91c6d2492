"""What applications above put beside an objection: links for whoever looks at it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from junheng.apps.notices.models import Objection
from junheng.core.access import StaffActor


@dataclass(frozen=True)
class Beside:
    """A link."""

    title: str
    address: str


Finder = Callable[[Objection, StaffActor], list[Beside]]

_FINDERS: Final[list[Finder]] = []


def declare_beside(finder: Finder) -> None:
    """Say who has links for an objection; each shows only what the actor may see."""
    if finder not in _FINDERS:
        _FINDERS.append(finder)


def links_beside(objection: Objection, actor: StaffActor) -> list[Beside]:
    """All links that this person may follow."""
    return [link for finder in _FINDERS for link in finder(objection, actor)]

"""The page of what a rectification was made of, which an application above declares."""

from collections.abc import Callable
from typing import Final

from junheng.apps.rectifications.models import Rectification
from junheng.apps.rectifications.states import SourceKind
from junheng.core.access import StaffActor

SourcePage = Callable[[str, StaffActor], str]
"""By a source's code the address of its page, or "" for someone who may not open it."""

_PAGES: Final[dict[SourceKind, SourcePage]] = {}


def declare_source(kind: SourceKind, page: SourcePage) -> None:
    """Say where the sources of a kind are shown; from an application's `ready`."""
    _PAGES[kind] = page


def address_of_source(rectification: Rectification, actor: StaffActor) -> str:
    """Where this person can see what a rectification was made of; "" where he cannot."""
    page = _PAGES.get(SourceKind(rectification.source_kind))
    if page is None or not rectification.source_code:
        return ""
    return page(rectification.source_code, actor)

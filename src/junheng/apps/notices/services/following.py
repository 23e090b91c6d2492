"""What else happens when a notice hangs or is withdrawn; applications above say it here."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from junheng.apps.notices.models import Notice
from junheng.apps.notices.states import NoticeKind
from junheng.core.audit.events import Author

Follower = Callable[[Notice, Author, datetime], None]

_FOLLOWERS: Final[dict[NoticeKind, Follower]] = {}


def declare_follower(kind: NoticeKind, follower: Follower) -> None:
    """Say who is told, inside the act, that a notice of a kind was posted or withdrawn."""
    if kind in _FOLLOWERS:
        raise LookupError(f"two followers of {kind.value}")
    _FOLLOWERS[kind] = follower


def tell_follower(notice: Notice, *, by: Author, at: datetime) -> None:
    """Tell whoever follows this kind; nothing where nobody does."""
    follower = _FOLLOWERS.get(NoticeKind(notice.kind))
    if follower is not None:
        follower(notice, by, at)

"""Acts on notices and objections; the application's public face beside its queries."""

from junheng.apps.notices.services.following import declare_follower
from junheng.apps.notices.services.making import (
    Paper,
    make_notice,
    make_plan_notice,
    make_teachers_notice,
)
from junheng.apps.notices.services.objections import (
    answer_objection,
    open_objection,
    record_objection,
)
from junheng.apps.notices.services.posting import (
    note_opening,
    record_posting,
    take_down,
    withdraw_notice,
    withdraw_outdated,
)

__all__ = [
    "Paper",
    "answer_objection",
    "declare_follower",
    "make_notice",
    "make_plan_notice",
    "make_teachers_notice",
    "note_opening",
    "open_objection",
    "record_objection",
    "record_posting",
    "take_down",
    "withdraw_notice",
    "withdraw_outdated",
]

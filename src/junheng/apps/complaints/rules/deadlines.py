"""Until when each step is due, in working days by the arranged holidays of the year."""

from collections.abc import Iterable
from datetime import date
from statistics import median

from junheng.apps.complaints.states import ComplaintState
from junheng.profiles import JurisdictionProfile, after_working_days


def due_in(
    state: ComplaintState,
    *,
    since: date,
    reply_due_on: date | None,
    profile: JurisdictionProfile,
) -> date | None:
    """Until when a complaint may stay in a state it came to on `since`; None when nothing is due.

    While it is worked on, the reply's own deadline ends all others.
    """
    days = {
        ComplaintState.RECEIVED: profile.complaint_accept_days.value,
        ComplaintState.ACCEPTED: profile.complaint_start_days.value,
        ComplaintState.REFERRED: profile.complaint_refer_days.value,
        ComplaintState.REPLIED: profile.complaint_close_days.value,
    }
    if state == ComplaintState.INVESTIGATING:
        return reply_due_on
    if state not in days:
        return None
    due = after_working_days(since, days[state], profile.holidays.value)
    is_worked_on = state in {ComplaintState.ACCEPTED, ComplaintState.REFERRED}
    return min(due, reply_due_on) if is_worked_on and reply_due_on else due


def reply_due(accepted_on: date, profile: JurisdictionProfile) -> date:
    """Until when an accepted complaint must be replied to."""
    days = profile.complaint_reply_days.value
    return after_working_days(accepted_on, days, profile.holidays.value)


def median_days(spans: Iterable[int]) -> float | None:
    """The middle of some numbers of days; None of none."""
    held = list(spans)
    return float(median(held)) if held else None

"""Acts on campaigns and cohorts; the application's public face beside its queries."""

from junheng.apps.campaigns.services.campaigns import (
    add_missing_cohorts,
    close_campaign,
    file_plan,
    open_campaign,
    publish_plan,
    set_calendar,
)
from junheng.apps.campaigns.services.cohorts import (
    approve_cohort,
    exempt_cohort,
    hold_cohort,
    mark,
    note_roster,
    return_cohort,
    submit_cohort,
)
from junheng.apps.campaigns.services.reopening import propose_reopening

__all__ = [
    "add_missing_cohorts",
    "approve_cohort",
    "close_campaign",
    "exempt_cohort",
    "file_plan",
    "hold_cohort",
    "mark",
    "note_roster",
    "open_campaign",
    "propose_reopening",
    "publish_plan",
    "return_cohort",
    "set_calendar",
    "submit_cohort",
]

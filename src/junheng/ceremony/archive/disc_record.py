"""The public file as it goes on a disc: up to the last event that is not itself a disc.

A disc cannot hold the record of its own making; leaving out those at the end makes a second run
over the same folder give the same disc.
"""

from datetime import datetime

from junheng.ceremony.opened import Ceremony
from junheng.ceremony.public_record import published, with_events


def public_before_discs(ceremony: Ceremony) -> tuple[bytes, datetime]:
    """The public file's bytes without the DISC events at its end, and the last event's moment."""
    public = published(ceremony)
    events = list(public["events"])
    while events[-1]["type"] == "DISC":
        events.pop()
    moment = datetime.fromisoformat(events[-1]["at"])
    return with_events(ceremony.frozen, public, events), moment

"""Gateways: what takes a message out of the house.

A gateway is asked once for each attempt and answers what it knows. It never says the telephone or
the text to a log, an exception or an error code.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Protocol


class Outcome(StrEnum):
    """What is known after an attempt."""

    SENT = "sent"
    """The gateway took it."""
    REFUSED = "refused"
    """The gateway will never take this message."""
    TRY_LATER = "try_later"
    """It did not take this message now, and surely did not send it."""
    GATEWAY_DOWN = "gateway_down"
    """It takes no message at all at the moment, and surely did not send this one."""
    UNKNOWN = "unknown"
    """It may or may not have sent it."""


@dataclass(frozen=True)
class Answer:
    """An outcome with its reason, a message code; `wait` is what the gateway asked for."""

    outcome: Outcome
    reason: str = ""
    wait: timedelta | None = None


@dataclass(frozen=True)
class Parcel:
    """What a gateway is given. `key` is the same for every attempt at one message."""

    key: str
    kind: str
    phone: str
    text: str


class Gateway(Protocol):
    """The way out of the house."""

    repeats_are_safe: bool
    """Whether the gateway recognises a key it has seen, and sends nothing twice."""

    def send(self, parcel: Parcel) -> Answer:
        """Try once; returns within the gateway's own time limit and raises nothing expected."""
        ...

"""补录抽签记录表: how late arrivals drew their classes from a bag (SG1 §9)."""

import datetime as dt
from dataclasses import asdict, dataclass

from junheng.reporting.forms.papers import Letterhead
from junheng.reporting.forms.printing import date_words, minute_words, print_form


@dataclass(frozen=True)
class BagClass:
    """A class before the batch and its slips in the bag; -1 stands for a figure not known yet."""

    title: str
    size: int = -1
    slips: int = -1
    placed: int = -1


@dataclass(frozen=True)
class Arrival:
    """A late arrival in the order of drawing: masked name, registration, class once drawn."""

    masked_name: str
    registration: str
    class_title: str = ""


@dataclass(frozen=True)
class LateLots:
    """补录抽签记录表 of one batch: blank with empty lines, or filled after the draw.

    `arrivals` are in the order in which they draw; a blank form has `arrivals` without names.
    `is_forced` where one class alone has slips in the bag, so that there is nothing to draw.
    """

    letterhead: Letterhead
    classes: tuple[BagClass, ...]
    arrivals: tuple[Arrival, ...]
    signature_roles: tuple[str, ...]
    batch: int = 0
    late_code_lines: tuple[str, ...] = ()
    registered_on: dt.date | None = None
    reason: str = ""
    seed_lines: tuple[str, ...] = ()
    is_forced: bool = False
    place: str = ""
    drawn_at: dt.datetime | None = None


def late_lots_pdf(lots: LateLots) -> bytes:
    """Return 补录抽签记录表 of one batch as PDF/A-2b."""
    head = lots.letterhead
    fields = asdict(lots) | {
        "registered_on": date_words(lots.registered_on) if lots.registered_on else "",
        "drawn_at": minute_words(lots.drawn_at),
    }
    title = f"{head.school}{head.year}年{head.grade}补录抽签记录表"
    return print_form("late_lots.typ", title, "补录抽签记录表", head, fields)

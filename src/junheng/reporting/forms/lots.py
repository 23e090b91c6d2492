"""班主任抽签记录表: which class and which homeroom teacher a lot brought together (SG1 §8)."""

import datetime as dt
from dataclasses import asdict, dataclass

from junheng.reporting.forms.papers import Letterhead
from junheng.reporting.forms.printing import minute_words, print_form


@dataclass(frozen=True)
class GroupLot:
    """Part A: the lot that a parent drew for a group; 0 before it is drawn."""

    group: str
    lot: int = 0


@dataclass(frozen=True)
class TeacherLot:
    """Parts B and C: a homeroom teacher in the order of drawing; 0 and "" before the lot.

    `class_title` is the class after swaps, which may differ from the lot.
    """

    name: str
    lot: int = 0
    class_title: str = ""


@dataclass(frozen=True)
class HomeroomLots:
    """班主任抽签记录表 of one school, blank before the lots, filled after them.

    `order` are the groups in the order in which their parents come forward, where that was drawn.
    `swaps` are pairs of names whose lots were exchanged for recusal. `seed_lines` is the seed
    text of an electronic draw. `is_drawn_by_parents` where the parent draws for the teacher.
    """

    letterhead: Letterhead
    groups: tuple[GroupLot, ...]
    teachers: tuple[TeacherLot, ...]
    signature_roles: tuple[str, ...]
    lots_code_lines: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    swaps: tuple[tuple[str, str], ...] = ()
    seed_lines: tuple[str, ...] = ()
    is_drawn_by_parents: bool = False
    place: str = ""
    drawn_at: dt.datetime | None = None
    video_number: str = ""


def homeroom_lots_pdf(lots: HomeroomLots) -> bytes:
    """Return 班主任抽签记录表 of one school as PDF/A-2b; a blank one has a line for every class."""
    head = lots.letterhead
    fields = asdict(lots) | {"drawn_at": minute_words(lots.drawn_at)}
    title = f"{head.school}{head.year}年{head.grade}班主任抽签记录表"
    return print_form("homeroom_lots.typ", title, "班主任抽签记录表", head, fields)

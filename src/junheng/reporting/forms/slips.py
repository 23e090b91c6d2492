"""家长凭条: one slip a student, four to a page, for that family only (SG1 §10.1)."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Any

from junheng.reporting.forms.codes import document_code
from junheng.reporting.forms.papers import Letterhead
from junheng.reporting.forms.printing import forget_layouts, print_form

SLIPS_A_PAGE = 4
SLIPS_A_FILE = 600


@dataclass(frozen=True)
class Slip:
    """One student's slip.

    `class_title` is the group before the homeroom lots (G3) and the class after them (3班);
    `number` is the place on the class's list. `content` are the canonical bytes that the QR code
    holds; a rehearsal has none, because nothing of it can be checked.
    """

    name: str
    registration: str
    class_title: str
    number: int
    content: bytes
    homeroom_teacher: str = ""


@dataclass(frozen=True)
class Slips:
    """The slips of one school, in the order of the classes' lists.

    `frozen_title` names the code above the result code: 冻结码, or 补录码 for late arrivals, who
    are too few to begin a page for each class (`is_split_by_class`).
    """

    letterhead: Letterhead
    slips: tuple[Slip, ...]
    frozen_title: str
    frozen_code_lines: tuple[str, ...]
    is_split_by_class: bool = True


def slips_pdf(slips: Slips) -> bytes:
    """Return 家长凭条 of one school as PDF/A-2b.

    Each class begins a page. Within a class the slips lie so that its pages, cut as one pile,
    give four piles which put together run in the order of the class's list.
    """
    head = slips.letterhead
    piles = groupby(slips.slips, key=lambda slip: slips.is_split_by_class and slip.class_title)
    pages = [page for _, pile in piles for page in pages_of(tuple(pile))]
    fields: dict[str, Any] = {
        "frozen_title": slips.frozen_title,
        "frozen_code_lines": slips.frozen_code_lines,
        "pages": [[_slip_fields(slip) for slip in page] for page in pages],
    }
    title = f"{head.school}{head.year}年{head.grade}家长凭条"
    printed = print_form("slips.typ", title, "家长凭条", head, fields)
    forget_layouts()
    return printed


def slip_batches(slips: Iterable[Slip]) -> tuple[tuple[Slip, ...], ...]:
    """Divide the slips of a school among files: whole classes, so that memory stays bounded."""
    batches: list[tuple[Slip, ...]] = []
    for _, of_class in groupby(slips, key=lambda slip: slip.class_title):
        members = tuple(of_class)
        if batches and len(batches[-1]) + len(members) <= SLIPS_A_FILE:
            batches[-1] += members
        else:
            batches.append(members)
    return tuple(batches)


def pages_of(slips: Sequence[Slip]) -> Iterable[tuple[Slip, ...]]:
    """Deal the slips of a pile onto pages: down the pile first, then to the next strip."""
    count = -(-len(slips) // SLIPS_A_PAGE)
    return (tuple(slips[page::count]) for page in range(count))


def _slip_fields(slip: Slip) -> dict[str, Any]:
    fields = asdict(slip)
    content = fields.pop("content")
    code, width = document_code(content) if content else ("", 0.0)
    return fields | {"code": code, "code_width": width}

"""核对单: what the school holds about one child, for that family to check before the freeze."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from junheng.reporting.forms.papers import Letterhead
from junheng.reporting.forms.printing import forget_layouts, print_form

CONFIRMATIONS_A_PAGE: Final = 3
CONFIRMATION: Final = "新生信息核对单"
LATE_CONFIRMATION: Final = "补录学生信息核对单"


@dataclass(frozen=True)
class Confirmation:
    """One family's slip: `facts` pairs a label with its value, in the order to be printed.

    `place` is the number on the school's list; `sibling_wish` is empty where nobody is a sibling
    of one birth; `query_code` lets the family ask for its own child later.
    """

    name: str
    place: int
    facts: tuple[tuple[str, str], ...]
    query_code: str
    sibling_wish: str = ""


@dataclass(frozen=True)
class Confirmations:
    """The slips of one school's grade.

    `due` is the day by which they come back, in words; `kind_title` one of the two titles.
    """

    letterhead: Letterhead
    slips: tuple[Confirmation, ...]
    due: str = ""
    kind_title: str = CONFIRMATION


def confirmations_pdf(confirmations: Confirmations) -> bytes:
    """Return the slips as PDF/A-2b, three to a page with marks to cut along.

    Cut as one pile the pages give three piles, which put together run in the order of the list.
    """
    head = confirmations.letterhead
    fields: dict[str, Any] = {
        "due": confirmations.due,
        "pages": [[asdict(slip) for slip in page] for page in _pages_of(confirmations.slips)],
    }
    title = f"{head.school}{head.year}年{head.grade}{confirmations.kind_title}"
    printed = print_form("confirmations.typ", title, confirmations.kind_title, head, fields)
    forget_layouts()
    return printed


def _pages_of(slips: Sequence[Confirmation]) -> list[tuple[Confirmation, ...]]:
    """Deal the slips down the pile first, then to the next strip."""
    count = -(-len(slips) // CONFIRMATIONS_A_PAGE)
    return [tuple(slips[page::count]) for page in range(count)]

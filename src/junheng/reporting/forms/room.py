"""What lies on the table: envelope cards, the sheet of numbers, the seed, signatures."""

import datetime as dt
from dataclasses import asdict, dataclass

from junheng.reporting.forms.codes import address_code
from junheng.reporting.forms.papers import Letterhead
from junheng.reporting.forms.printing import minute_words, print_form


@dataclass(frozen=True)
class EnvelopeCards:
    """封签卡, one a seat, to be cut; `spare` more without a seat.

    `freeze_groups` are the first and the last group of the freeze code, by which a card of
    another session shows.
    """

    letterhead: Letterhead
    seats: tuple[str, ...]
    spare: int
    digits: int
    freeze_groups: tuple[str, str]


@dataclass(frozen=True)
class NumberSheet:
    """现场数字记录表: blank on the table; filled after the lock, from the same template.

    `public` are the symbols drawn in public, `envelopes` the cards in seat order, `void` for one
    that counts as empty; both empty on the blank sheet. `public_length` and `digits` give the
    boxes.
    """

    letterhead: Letterhead
    freeze_code_lines: tuple[str, ...]
    public_draw: str
    public_length: int
    digits: int
    least: int
    seats: tuple[str, ...]
    spare: int = 0
    public: str = ""
    envelopes: tuple[str, ...] = ()
    place: str = ""
    host: str = ""
    locked_at: dt.datetime | None = None
    signature_roles: tuple[str, ...] = ()


@dataclass(frozen=True)
class SeedSheet:
    """种子单: the seed text line by line and the seed, so that anybody can hash it again.

    `hash_command` is the command line that gives the seed from the file.
    """

    letterhead: Letterhead
    freeze_code_lines: tuple[str, ...]
    text_lines: tuple[str, ...]
    seed: str
    seed_lines: tuple[str, ...]
    suite_title: str
    hash_command: str
    locked_at: dt.datetime
    signature_roles: tuple[str, ...]


@dataclass(frozen=True)
class SchoolResult:
    """One school's line of what the witnesses confirm; no code before there is a result."""

    school: str
    students: int
    classes: int
    result_code_lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class WitnessSheet:
    """现场监督签字表: everybody who watched, what they watched, whether they agree."""

    letterhead: Letterhead
    results: tuple[SchoolResult, ...]
    roles: tuple[str, ...]
    spare: int
    place: str = ""
    host: str = ""


def envelope_cards_pdf(cards: EnvelopeCards) -> bytes:
    """Return 封签卡 of a session as PDF/A-2b, three a page."""
    head = cards.letterhead
    title = f"{head.school}{head.year}年{head.grade}分班现场会封签卡"
    return print_form("envelope_cards.typ", title, "封签卡", head, asdict(cards))


def number_sheet_pdf(sheet: NumberSheet) -> bytes:
    """Return 现场数字记录表 of a session as PDF/A-2b."""
    head = sheet.letterhead
    fields = asdict(sheet) | {"locked_at": minute_words(sheet.locked_at)}
    title = f"{head.school}{head.year}年{head.grade}分班现场数字记录表"
    return print_form("number_sheet.typ", title, "现场数字记录表", head, fields)


def seed_sheet_pdf(sheet: SeedSheet) -> bytes:
    """Return 种子单 of a session as PDF/A-2b."""
    head = sheet.letterhead
    fields = asdict(sheet) | {
        "locked_at": minute_words(sheet.locked_at),
        "seed_qr": address_code(sheet.seed),
    }
    title = f"{head.school}{head.year}年{head.grade}分班种子单"
    return print_form("seed_sheet.typ", title, "种子单", head, fields)


def witness_sheet_pdf(sheet: WitnessSheet) -> bytes:
    """Return 现场监督签字表 of a session as PDF/A-2b."""
    head = sheet.letterhead
    title = f"{head.school}{head.year}年{head.grade}分班现场监督签字表"
    return print_form("witness_sheet.typ", title, "现场监督签字表", head, asdict(sheet))

"""光盘标签: the round label of the archive disc and a paper sleeve to fold around it."""

import datetime as dt
from dataclasses import asdict, dataclass

from junheng.reporting.forms.papers import Letterhead
from junheng.reporting.forms.printing import date_words, print_form


@dataclass(frozen=True)
class DiscLabel:
    """Label and sleeve of the archive of one session, a copy for each holder.

    `holders` are who keeps a copy, such as 教育局, 纪检监察, 档案室. `digest_lines` are the lines
    of the disc image's digest ready for paper, `digest_title` says of what and by which hash.
    `contents` pairs what is on the disc with a figure or a remark. `keep_until` in words.
    """

    letterhead: Letterhead
    session_title: str
    held_on: dt.date
    holders: tuple[str, ...]
    digest_title: str
    digest_lines: tuple[str, ...]
    contents: tuple[tuple[str, str], ...] = ()
    keep_until: str = ""


def disc_label_pdf(label: DiscLabel) -> bytes:
    """Return 光盘标签 as PDF/A-2b: for each copy a page with the label, a page with the sleeve."""
    head = label.letterhead
    fields = asdict(label) | {"held_on": date_words(label.held_on)}
    return print_form("disc_label.typ", f"{label.session_title}光盘标签", "光盘标签", head, fields)

"""A notice of the platform (公告、公示) on paper, with the audit trail's head printed on it."""

from dataclasses import asdict, dataclass

from junheng.reporting.forms.papers import Letterhead
from junheng.reporting.forms.printing import print_form


@dataclass(frozen=True)
class PostedTable:
    """A table; every row has as many cells as `head`."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class PostedNotice:
    """One notice.

    `kind_title` is its name, such as 班主任名单公示; `number` its code. `days` is how long it hangs
    (0: as long as the text says). `trail_entries` is how many entries the audit trail had when the
    notice was printed, `trail_lines` the digest of the last one ready for paper. `signer` puts its
    seal to it.
    """

    letterhead: Letterhead
    kind_title: str
    number: str
    paragraphs: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    tables: tuple[PostedTable, ...]
    days: int
    trail_entries: int
    trail_lines: tuple[str, ...]
    signer: str


def posted_notice_title(notice: PostedNotice) -> str:
    """Who, when, what: the heading in one line."""
    head = notice.letterhead
    return f"{head.school}{head.year}年{head.grade}{notice.kind_title}"


def posted_notice_pdf(notice: PostedNotice) -> bytes:
    """Return the notice as PDF/A-2b. Raises JunhengError `form_time_without_zone`."""
    return print_form(
        "posted_notice.typ",
        posted_notice_title(notice),
        notice.kind_title,
        notice.letterhead,
        asdict(notice),
    )

"""The newest head that stands on paper, as somebody types it before a restore."""

import re
import unicodedata
from dataclasses import dataclass

from junheng.engine.errors import JunhengError
from junheng.engine.record.paper import paper_lines, parse_paper_lines

_NUMBERED = re.compile(r"第?([0-9]{1,12})条?[:：,，;；\s]+(?=[0-9a-f])")
_LINE = re.compile(r"([0-9a-f\s]+/\s*[0-9a-f])")
_LINE_DIGITS = 16
_PLAIN = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class HeadOnPaper:
    """64 hex digits from a notice or a form; `sequence` where a notice numbers them."""

    digest: str
    sequence: int | None = None

    @property
    def lines(self) -> tuple[str, ...]:
        """As the paper has it."""
        return paper_lines(self.digest)


def parse_head(text: str) -> HeadOnPaper:
    """Read a typed head: a number (audit notices have one), then four lines with check digits.

    64 digits without check digits are taken too, for a program that hands them over. Raises
    `head_on_paper_malformed` and what `parse_paper_lines` raises.
    """
    typed = unicodedata.normalize("NFKC", text).strip().lower()
    numbered = _NUMBERED.match(typed)
    sequence = None
    # A line has 16 digits: what is longer, or no digest as a whole, begins with a number.
    is_longer = len(_bare(typed.split("/")[0])) > _LINE_DIGITS and not _PLAIN.fullmatch(
        _bare(typed)
    )
    if numbered and is_longer:
        sequence, typed = int(numbered[1]), typed[numbered.end() :]
    if _PLAIN.fullmatch(_bare(typed)):
        return HeadOnPaper(_bare(typed), sequence)
    if "/" not in typed:
        raise JunhengError("head_on_paper_malformed")
    return HeadOnPaper(parse_paper_lines(_LINE.findall(typed)), sequence)


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text)

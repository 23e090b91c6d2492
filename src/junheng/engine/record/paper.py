"""A hash on paper: four lines of four groups, each line with a check digit (SG1 §10.2)."""

import re
import unicodedata
from collections.abc import Sequence

from junheng.engine.errors import JunhengError
from junheng.engine.record.values import check_hashes

_LINE_DIGITS = 16
_LINES = 4


def paper_lines(hash_hex: str) -> tuple[str, ...]:
    """Return the four lines of a hash, such as `2d60 d2c7 109b 64d4 /0`."""
    check_hashes(hash=hash_hex)
    rows = (hash_hex[i : i + _LINE_DIGITS] for i in range(0, len(hash_hex), _LINE_DIGITS))
    return tuple(
        " ".join((*(row[i : i + 4] for i in range(0, _LINE_DIGITS, 4)), f"/{_check_digit(row)}"))
        for row in rows
    )


def parse_paper_lines(lines: str | Sequence[str]) -> str:
    """Return the 64 hex digits of a hash typed from paper.

    Takes the four lines as one text or one by one; spaces, letter case and full-width characters
    do not matter. Raises `paper_line_count_wrong`, and with the number of the line
    `paper_line_symbol_wrong` (with the place in the line), `paper_line_length_wrong` and
    `paper_line_check_wrong`.
    """
    if isinstance(lines, str):
        lines = lines.splitlines()
    typed = [_normalised(line) for line in lines]
    typed = [line for line in typed if line]
    if len(typed) != _LINES:
        raise JunhengError("paper_line_count_wrong", found=len(typed))
    return "".join(_read_line(number, line) for number, line in enumerate(typed, start=1))


def _normalised(line: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", line)).lower()


def _read_line(number: int, line: str) -> str:
    digits, slash, check = line.partition("/")
    wrong = re.search(r"[^0-9a-f]", digits + check)
    if wrong:
        raise JunhengError("paper_line_symbol_wrong", line=number, place=wrong.start() + 1)
    if len(digits) != _LINE_DIGITS or not slash or len(check) != 1:
        raise JunhengError("paper_line_length_wrong", line=number, found=len(digits))
    if check != _check_digit(digits):
        raise JunhengError("paper_line_check_wrong", line=number)
    return digits


def _check_digit(row: str) -> str:
    weighted = sum(int(digit, 16) * place for place, digit in enumerate(row, start=1))
    return f"{weighted % 16:x}"

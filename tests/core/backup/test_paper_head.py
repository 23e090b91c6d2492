"""A head typed from paper."""

import pytest

from junheng.core.backup.paper_head import HeadOnPaper, parse_head
from junheng.engine.errors import JunhengError
from junheng.engine.record.paper import paper_lines

DIGEST = "2d60d2c7109b64d4" * 3 + "1234567890123456"
LINES = paper_lines(DIGEST)


@pytest.mark.parametrize(
    ("typed", "sequence"),
    [
        ("128 " + " ".join(LINES), 128),
        ("128\n" + "\n".join(LINES), 128),
        ("第 128 条：".replace(" ", "") + "".join(LINES), 128),
        ("\n".join(LINES).upper(), None),
        (DIGEST, None),
        (f"128:{DIGEST}", 128),
        ("１２８　" + " ".join(LINES), 128),  # noqa: RUF001 - as typed with a Chinese keyboard
    ],
)
def test_what_is_meant_is_understood(typed: str, sequence: int | None) -> None:
    assert parse_head(typed) == HeadOnPaper(DIGEST, sequence)


def test_a_line_of_digits_is_no_number() -> None:
    digest = "1234567890123456" * 4

    assert parse_head(" ".join(paper_lines(digest))) == HeadOnPaper(digest, None)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "head_on_paper_malformed"),
        ("128", "head_on_paper_malformed"),
        ("128 " + " ".join(LINES[:3]), "paper_line_count_wrong"),
        ("128 " + " ".join(LINES).replace("2d60", "2d61", 1), "paper_line_check_wrong"),
    ],
)
def test_what_is_wrong_is_named(typed: str, code: str) -> None:
    with pytest.raises(JunhengError, match=code):
        parse_head(typed)

import hashlib

import pytest

from junheng.core.messages import describe
from junheng.engine.errors import JunhengError
from junheng.engine.record.paper import paper_lines, parse_paper_lines

HASH = "2d60d2c7109b64d44f7d0172f06259753f361c42854125f739115628b7e71883"
LINES = (
    "2d60 d2c7 109b 64d4 /0",
    "4f7d 0172 f062 5975 /b",
    "3f36 1c42 8541 25f7 /e",
    "3911 5628 b7e7 1883 /3",
)
"""The example of SG1 §10.2."""


def refused(lines: object) -> tuple[str, dict[str, object]]:
    with pytest.raises(JunhengError) as refusal:
        parse_paper_lines(lines)  # type: ignore[arg-type]
    assert describe(refusal.value)
    return refusal.value.code, dict(refusal.value.params)


def test_a_hash_is_written_as_in_the_protocol() -> None:
    assert paper_lines(HASH) == LINES


@pytest.mark.parametrize("number", range(20))
def test_a_hash_reads_back(number: int) -> None:
    digest = hashlib.sha256(bytes([number])).hexdigest()

    assert parse_paper_lines(paper_lines(digest)) == digest


@pytest.mark.parametrize(
    "typed",
    [
        "\n".join(LINES),
        "\n\n".join(LINES).upper() + "\n",
        [line.replace(" ", "") for line in LINES],
        "\n".join(LINES).translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789abcdef/"}),
    ],
)
def test_spaces_case_and_full_width_do_not_matter(typed: object) -> None:
    assert parse_paper_lines(typed) == HASH  # type: ignore[arg-type]


@pytest.mark.parametrize("line", range(1, 5))
def test_a_wrong_digit_is_named_by_its_line(line: int) -> None:
    lines = list(LINES)
    lines[line - 1] = ("e" if lines[line - 1][0] != "e" else "d") + lines[line - 1][1:]

    assert refused(lines) == ("paper_line_check_wrong", {"line": line})


@pytest.mark.parametrize("line", range(1, 5))
def test_two_neighbouring_digits_swapped_are_noticed(line: int) -> None:
    row = LINES[line - 1]
    swapped = [*LINES]
    swapped[line - 1] = row[1] + row[0] + row[2:]

    assert refused(swapped) == ("paper_line_check_wrong", {"line": line})


def test_a_wrong_check_digit_is_named() -> None:
    lines = [*LINES[:2], LINES[2][:-1] + "0", LINES[3]]

    assert refused(lines) == ("paper_line_check_wrong", {"line": 3})


def test_a_letter_that_is_no_digit_is_named_by_its_place() -> None:
    lines = [LINES[0], LINES[1].replace("0172", "O172"), *LINES[2:]]

    assert refused(lines) == ("paper_line_symbol_wrong", {"line": 2, "place": 5})


@pytest.mark.parametrize(
    ("typed", "found"), [("4f7d 0172 f062 597 /b", 15), ("4f7d0172f0625975", 16), ("4f/b1", 2)]
)
def test_a_short_line_is_named(typed: str, found: int) -> None:
    lines = [LINES[0], typed, *LINES[2:]]

    assert refused(lines) == ("paper_line_length_wrong", {"line": 2, "found": found})


@pytest.mark.parametrize("count", [0, 3, 5])
def test_another_number_of_lines_is_refused(count: int) -> None:
    assert refused([LINES[0]] * count) == ("paper_line_count_wrong", {"found": count})


def test_what_is_no_hash_has_no_paper_form() -> None:
    with pytest.raises(JunhengError) as refusal:
        paper_lines(HASH[:-1])

    assert refusal.value.code == "hash_malformed"

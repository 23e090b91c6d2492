"""The sample of schools: who can be drawn, how many of each part, and that anybody draws the same.

The twin draws with the independent verifier's stream and hashes, from the published record alone.
"""

import hashlib
import hmac
import json

import pytest

from junheng.apps.inspections.rules.sampling import (
    Frame,
    Stratum,
    divided,
    drawn,
    public_digits,
    seed_text,
)
from junheng.engine.errors import JunhengError
from junheng.engine.randomness.suites import GM, INTL
from junheng.verifier.canonical import canonical_bytes
from junheng.verifier.stream import Stream

SCHOOLS = tuple(f"0100{number:02}" for number in range(1, 31))
FRAME = Frame(
    "2026-november-abcdefghjkmn",
    "2026年11月25日福彩双色球开奖号码",
    (Stratum("小学", SCHOOLS[:20], 4), Stratum("初中", SCHOOLS[20:], 2)),
)
DIGITS = "0713192228311105"


def drawn_by_the_twin(record: str) -> dict[str, list[str]]:
    """As the handbook tells it, from the record as JSON."""
    frame = json.loads(record)
    digest = hashlib.sha256(canonical_bytes(frame)).hexdigest()
    lines = ["JH-INSPECTION-SAMPLE/1", "suite=intl", f"frame={digest}", f"public={DIGITS}"]
    seed = hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).digest()
    sample = {}
    for part in frame["strata"]:
        name = f"JH-INSPECTION-STRATUM/1\n{part['name']}"
        stream = Stream(hmac.new(seed, name.encode(), "sha256").digest())
        codes = list(part["schools"])
        for last in range(len(codes) - 1, 0, -1):
            other = stream.below(last + 1)
            codes[last], codes[other] = codes[other], codes[last]
        sample[part["name"]] = sorted(codes[: part["wanted"]])
    return sample


def test_anybody_draws_the_same_schools_from_the_published_record() -> None:
    record = json.dumps(FRAME.document(), ensure_ascii=False)

    ours = {name: list(codes) for name, codes in drawn(INTL, FRAME, DIGITS).items()}

    assert ours == drawn_by_the_twin(record)
    assert {name: len(codes) for name, codes in ours.items()} == {"小学": 4, "初中": 2}


def test_another_number_another_source_or_another_suite_draws_other_schools() -> None:
    first = drawn(INTL, FRAME, DIGITS)
    other_source = Frame(FRAME.round, "2026年11月27日开奖号码", FRAME.strata)

    assert drawn(INTL, FRAME, DIGITS + "1") != first
    assert drawn(INTL, other_source, DIGITS) != first
    assert drawn(GM, FRAME, DIGITS) != first


def test_every_school_is_drawn_about_equally_often() -> None:
    frame = Frame("r", "s", (Stratum("小学", SCHOOLS[:10], 3),))
    times = dict.fromkeys(SCHOOLS[:10], 0)

    for number in range(2000):
        for code in drawn(INTL, frame, f"{number:08}")["小学"]:
            times[code] += 1

    # 2,000 draws of 3 in 10: mean 600, standard deviation 20.5; four of them.
    assert all(abs(count - 600) < 82 for count in times.values())


def test_the_seed_text_has_four_lines_and_no_free_field() -> None:
    text = seed_text(INTL, FRAME, DIGITS)

    assert text.split("\n") == [
        "JH-INSPECTION-SAMPLE/1",
        "suite=intl",
        f"frame={FRAME.digest(INTL)}",
        f"public={DIGITS}",
        "",
    ]


def test_the_frame_comes_back_from_its_document() -> None:
    assert Frame.from_document(json.loads(json.dumps(FRAME.document()))) == FRAME


@pytest.mark.parametrize(
    ("sizes", "total", "expected"),
    [
        # Webster's table by hand after one of each: 40/3, 20/3, 3/3; 40/5, 20/5; 40/7 …
        ({"a": 40, "b": 20, "c": 3}, 3, [1, 1, 1]),
        ({"a": 40, "b": 20, "c": 3}, 6, [3, 2, 1]),
        ({"a": 40, "b": 20, "c": 3}, 10, [6, 3, 1]),
        ({"a": 2, "b": 40}, 42, [2, 40]),
        ({"a": 5, "b": 0}, 2, [2]),
        ({"b": 9, "a": 9}, 3, [2, 1]),
    ],
)
def test_places_are_divided_by_size_with_one_for_each(
    sizes: dict[str, int], total: int, expected: list[int]
) -> None:
    parts = {name: [f"{name}{number:04}" for number in range(size)] for name, size in sizes.items()}

    assert [one.wanted for one in divided(parts, total)] == expected


@pytest.mark.parametrize(("total", "code"), [(1, "sample_too_small"), (8, "sample_too_large")])
def test_too_few_and_too_many_are_refused(total: int, code: str) -> None:
    with pytest.raises(JunhengError, match=code):
        divided({"小学": SCHOOLS[:4], "初中": SCHOOLS[4:7]}, total)


def test_a_public_number_is_typed_as_it_is_read_out() -> None:
    assert public_digits(" 07 13 19、22 28 31-11 ") == "07131922283111"


@pytest.mark.parametrize("text", ["1234567", "1234567a", "", "\uff11" * 8, "1" * 65])
def test_what_is_no_public_number_is_refused(text: str) -> None:
    with pytest.raises(JunhengError, match="public_number_wrong"):
        public_digits(text)

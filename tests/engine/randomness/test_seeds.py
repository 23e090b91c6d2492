import hashlib
from dataclasses import replace
from typing import Any

import pytest

from junheng.engine.errors import JunhengError
from junheng.engine.randomness.seeds import (
    QUICKNET,
    SMALL_CEREMONY,
    CeremonyRules,
    SeedText,
    check_rules,
    check_seed_fits,
    differing_lines,
    parse_seed_lines,
    parse_seed_text,
    read_card,
)
from junheng.engine.randomness.suites import INTL

FREEZE = "0f" * 32
CARDS = ("48213377", "90817263", "00519428", "void", "77120345")
SEED_TEXT = SeedText("SG1-SEED/1", INTL, FREEZE, "d10:83470192837465019283", CARDS)
LATE_TEXT = SeedText("SG1-SEED-LATE/1", INTL, FREEZE, "d6:12345612", CARDS[:2])
DRAND = f"drand:{QUICKNET}:657413:{'a' * 64}"
FILE = f"""SG1-SEED/1
suite=intl
freeze={FREEZE}
public=d10:83470192837465019283
envelope.1=48213377
envelope.2=90817263
envelope.3=00519428
envelope.4=void
envelope.5=77120345
beacon=none
""".encode()


def refusal_of(call: Any, *arguments: Any, **named: Any) -> tuple[str, dict[str, object]]:
    with pytest.raises(JunhengError) as refusal:
        call(*arguments, **named)
    return refusal.value.code, dict(refusal.value.params)


def test_the_text_has_the_fixed_lines_and_nothing_else() -> None:
    assert SEED_TEXT.text() == FILE
    assert SEED_TEXT.seed() == hashlib.sha256(FILE).digest()


@pytest.mark.parametrize(
    "text",
    [
        SEED_TEXT,
        LATE_TEXT,
        replace(SEED_TEXT, beacon=DRAND),
        replace(SEED_TEXT, kind="SG1-SEED-LOTS/1", envelopes=()),
    ],
)
def test_a_text_reads_back(text: SeedText) -> None:
    assert parse_seed_text(text.text()) == text
    assert parse_seed_lines(text.lines()) == text


@pytest.mark.parametrize("kind", ["SG1-SEED/2", "SG1-REHEARSAL/1", ""])
def test_an_unknown_kind_is_refused(kind: str) -> None:
    assert refusal_of(parse_seed_lines, [kind, *SEED_TEXT.lines()[1:]])[0] == "seed_kind_unknown"
    assert refusal_of(replace, SEED_TEXT, kind=kind)[0] == "seed_kind_unknown"


def test_no_lines_are_refused() -> None:
    assert refusal_of(parse_seed_lines, [])[0] == "seed_kind_unknown"


@pytest.mark.parametrize("line", range(2, 9))
def test_a_missing_line_is_named(line: int) -> None:
    lines = list(SEED_TEXT.lines())
    del lines[line - 1]

    assert refusal_of(parse_seed_lines, lines) == ("seed_line_wrong", {"line": line})


def test_without_its_last_card_the_text_is_another_seed() -> None:
    # That five envelopes were sealed stands in the ledger, which is held against the text.
    shorter = replace(SEED_TEXT, envelopes=CARDS[:4])

    assert parse_seed_lines(shorter.lines()) == shorter
    assert shorter.seed() != SEED_TEXT.seed()


@pytest.mark.parametrize("line", range(2, 11))
def test_an_added_line_is_refused(line: int) -> None:
    lines = list(SEED_TEXT.lines())
    lines.insert(line - 1, "time=2026-08-28")

    assert refusal_of(parse_seed_lines, lines) == ("seed_line_wrong", {"line": line})


def test_a_line_after_the_beacon_is_refused() -> None:
    code, _ = refusal_of(parse_seed_lines, [*SEED_TEXT.lines(), "remark=x"])

    assert code == "seed_line_wrong"


def test_a_text_of_one_line_is_refused() -> None:
    assert refusal_of(parse_seed_lines, ["SG1-SEED/1"]) == ("seed_line_wrong", {"line": 2})


@pytest.mark.parametrize(
    "raw",
    [FILE[:-1], FILE.replace(b"\n", b"\r\n"), FILE + "备注\n".encode(), b""],
)
def test_a_file_in_another_form_is_refused(raw: bytes) -> None:
    assert refusal_of(parse_seed_text, raw)[0] == "seed_text_malformed"


def test_an_empty_line_at_the_end_is_refused() -> None:
    assert refusal_of(parse_seed_text, FILE + b"\n")[0] == "seed_line_wrong"


@pytest.mark.parametrize(
    ("changes", "code", "params"),
    [
        ({"bound_to": FREEZE.upper()}, "seed_reference_malformed", {}),
        ({"bound_to": FREEZE + "\n"}, "seed_reference_malformed", {}),
        ({"public": "d20:83470192837465019283"}, "public_kind_unknown", {}),
        ({"public": "d10"}, "public_kind_unknown", {}),  # the verifier wants the colon too
        ({"public": "d10:8347x"}, "public_symbol_wrong", {"place": 5}),
        ({"public": "d10:12³"}, "public_symbol_wrong", {"place": 3}),
        ({"public": "d6:1234567"}, "public_symbol_wrong", {"place": 7}),
        ({"envelopes": ("12345678", "1234 678")}, "envelope_malformed", {"seat": 2}),
        ({"envelopes": ("VOID",)}, "envelope_malformed", {"seat": 1}),
        ({"envelopes": ("12345678\n",)}, "envelope_malformed", {"seat": 1}),
        ({"beacon": "drand"}, "beacon_malformed", {}),
        ({"beacon": ""}, "beacon_malformed", {}),
    ],
)
def test_a_malformed_value_is_named(
    changes: dict[str, Any], code: str, params: dict[str, object]
) -> None:
    assert refusal_of(replace, SEED_TEXT, **changes) == (code, params)


def test_an_unknown_suite_is_refused() -> None:
    lines = ["SG1-SEED/1", "suite=md5", *SEED_TEXT.lines()[2:]]

    assert refusal_of(parse_seed_lines, lines)[0] == "suite_unknown"


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        (SEED_TEXT, CeremonyRules()),
        (replace(SEED_TEXT, beacon=DRAND), CeremonyRules(beacon="drand")),
        (replace(SEED_TEXT, public="d6:" + "6" * 26), CeremonyRules("d6", 26)),
        (LATE_TEXT, SMALL_CEREMONY),
        (replace(LATE_TEXT, public="b10:012345678"), SMALL_CEREMONY),
    ],
)
def test_a_text_as_announced_fits(text: SeedText, rules: CeremonyRules) -> None:
    check_seed_fits(text, rules)

    assert parse_seed_text(text.text()).seed() == text.seed()


@pytest.mark.parametrize(
    ("text", "rules", "code", "params"),
    [
        (SEED_TEXT, CeremonyRules("b10"), "public_kind_wrong", {"expected": "b10"}),
        (
            replace(SEED_TEXT, public=SEED_TEXT.public + "1"),
            CeremonyRules(),
            "public_length_wrong",
            {"expected": 20, "found": 21},
        ),
        (
            replace(LATE_TEXT, public="d10:1234567"),
            SMALL_CEREMONY,
            "public_length_wrong",
            {"expected": 8, "found": 7},
        ),
        (
            replace(SEED_TEXT, envelopes=(*CARDS[:4], "1234567")),
            CeremonyRules(),
            "envelope_malformed",
            {"seat": 5},
        ),
        (
            replace(SEED_TEXT, envelopes=(*CARDS[:2], "void")),
            CeremonyRules(),
            "envelopes_too_few",
            {"expected": 3, "found": 2},
        ),
        (SEED_TEXT, CeremonyRules(beacon="drand"), "beacon_wrong", {"expected": "drand"}),
        (
            replace(SEED_TEXT, beacon=DRAND),
            CeremonyRules(),
            "beacon_wrong",
            {"expected": "none"},
        ),
        (
            replace(SEED_TEXT, beacon=DRAND.replace(QUICKNET, "b" * 64)),
            CeremonyRules(beacon="drand"),
            "beacon_wrong",
            {"expected": "drand"},
        ),
    ],
)
def test_a_text_other_than_announced_is_refused(
    text: SeedText, rules: CeremonyRules, code: str, params: dict[str, object]
) -> None:
    assert refusal_of(check_seed_fits, text, rules) == (code, params)


def test_rules_read_back_from_a_session() -> None:
    rules = CeremonyRules("d6", 26, 8, 5, "drand")

    assert CeremonyRules.from_document(rules.document()) == rules


@pytest.mark.parametrize(
    "document",
    [
        None,
        {},
        {**CeremonyRules().document(), "again": 1},
        {**CeremonyRules().document(), "min_env": "3"},
        {**CeremonyRules().document(), "min_env": True},
        {**CeremonyRules().document(), "public": "coin"},
        {**CeremonyRules().document(), "beacon": "nist"},
    ],
)
def test_malformed_rules_are_refused(document: object) -> None:
    code, _ = refusal_of(CeremonyRules.from_document, document)

    assert code == "ceremony_rules_malformed"


@pytest.mark.parametrize(
    ("rules", "weak"),
    [
        (CeremonyRules(public_len=19), "public_len"),
        (CeremonyRules("d6", 25), "public_len"),
        (CeremonyRules(env_len=7), "env_len"),
        (CeremonyRules(min_env=2), "min_env"),
    ],
)
def test_weak_rules_are_refused(rules: CeremonyRules, weak: str) -> None:
    assert refusal_of(check_rules, rules) == ("ceremony_rules_weak", {"rule": weak})


def test_the_rules_of_the_protocol_are_strong_enough() -> None:
    check_rules(CeremonyRules())
    check_rules(CeremonyRules(min_env=1), least_envelopes=1)

    assert refusal_of(check_rules, CeremonyRules(min_env=0), least_envelopes=1)[1] == {
        "rule": "min_env"
    }


def test_a_box_that_cannot_be_read_counts_as_zero() -> None:
    card = read_card(["4", None, "2", "1", "3", "3", "7", None], seat=1)

    assert card == "40213370"


def test_a_missing_card_is_void() -> None:
    assert read_card([], seat=1) == "void"


@pytest.mark.parametrize("boxes", [["1"] * 7, ["1"] * 7 + ["12"], ["1"] * 7 + ["x"]])
def test_a_card_with_other_than_eight_digits_is_refused(boxes: list[str | None]) -> None:
    assert refusal_of(read_card, boxes, seat=3) == ("envelope_malformed", {"seat": 3})


def test_two_entries_that_differ_are_named_by_line() -> None:
    other = replace(SEED_TEXT, public="d10:" + "8" * 20, envelopes=(*CARDS[:4], "77120346"))

    assert differing_lines(SEED_TEXT, other) == ("public", "envelope.5")
    assert differing_lines(SEED_TEXT, replace(SEED_TEXT, envelopes=CARDS[:4])) == ("envelope.5",)
    assert differing_lines(SEED_TEXT, SEED_TEXT) == ()

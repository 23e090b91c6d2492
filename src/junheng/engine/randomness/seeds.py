"""The seed text (种子文本): paper numbers in fixed lines, with no free field (SG1 §5.2, §5.3).

The seed of a ceremony is the hash of this text, so that any hash tool can check it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from junheng.engine.errors import JunhengError
from junheng.engine.randomness.suites import Suite, suite_named

BOUND_TO = {
    "SG1-SEED/1": "freeze",
    "SG1-SEED-REPRESENTATIVES/1": "result",
    "SG1-SEED-LOTS/1": "result",
    "SG1-SEED-LATE/1": "late",
    "SG1-SEED-TEAMS/1": "teams",
}
"""Kinds of seed text and the document whose hash each one carries."""

SYMBOLS = {"d10": "0123456789", "b10": "0123456789", "d6": "123456"}
"""Ways to draw in public: ten-sided dice, balls put back after each draw, ordinary dice."""

VOID = "void"
QUICKNET = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"
"""Chain hash of the one drand network that a session may announce (SG1 §5.5)."""

_LEAST_SYMBOLS = {"d10": 20, "b10": 20, "d6": 26}
_LEAST_ENVELOPES = 3
_ENVELOPE_LENGTH = 8
_HEX64 = re.compile(r"[0-9a-f]{64}")
_ENVELOPE = re.compile(r"[0-9]{1,32}|void")
_BEACON = re.compile(r"none|drand:[0-9a-f]{64}:[1-9][0-9]{0,15}:[0-9a-f]{64}")


@dataclass(frozen=True)
class CeremonyRules:
    """What a session announces about its ceremony: how the public draws, who must be heard.

    `public` is the way to draw, `public_len` the exact number of symbols, `env_len` the digits on
    a card, `min_env` the cards that must not be void, `beacon` is `none` or `drand`.
    """

    public: str = "d10"
    public_len: int = 20
    env_len: int = 8
    min_env: int = 3
    beacon: str = "none"

    def document(self) -> dict[str, str | int]:
        """Return the rules as they stand in the session and the freeze (SG1 §4.3)."""
        return {
            "public": self.public,
            "public_len": self.public_len,
            "env_len": self.env_len,
            "min_env": self.min_env,
            "beacon": self.beacon,
        }

    @classmethod
    def from_document(cls, document: object) -> "CeremonyRules":
        """Read the rules out of a session or a freeze; raises `ceremony_rules_malformed`."""
        rules = cls()
        if not isinstance(document, dict) or {
            name: type(value) for name, value in document.items()
        } != {name: type(value) for name, value in rules.document().items()}:
            raise JunhengError("ceremony_rules_malformed")
        rules = cls(**document)  # names and types were compared above
        if rules.public not in SYMBOLS or rules.beacon not in ("none", "drand"):
            raise JunhengError("ceremony_rules_malformed")
        return rules


SMALL_CEREMONY = CeremonyRules(public_len=8, min_env=2)
"""Representatives, lots, late arrivals: at least 8 symbols of any kind, 2 envelopes (SG1 §5.2)."""


def check_rules(rules: CeremonyRules, *, least_envelopes: int = _LEAST_ENVELOPES) -> None:
    """Refuse rules that leave less chance to honest inputs than SG1 §5.2 asks for.

    Raises `ceremony_rules_malformed` and `ceremony_rules_weak` (with the name of the rule).
    """
    CeremonyRules.from_document(rules.document())
    if rules.public_len < _LEAST_SYMBOLS[rules.public]:
        raise JunhengError("ceremony_rules_weak", rule="public_len")
    if rules.env_len < _ENVELOPE_LENGTH:
        raise JunhengError("ceremony_rules_weak", rule="env_len")
    if rules.min_env < least_envelopes:
        raise JunhengError("ceremony_rules_weak", rule="min_env")


@dataclass(frozen=True)
class SeedText:
    """One seed text. `bound_to` is the 64 hex digits of the freeze, result or late batch.

    `public` is `<kind>:<symbols>`, `envelopes` are the cards in seat order, each its digits or
    `void`. Raises `seed_kind_unknown`, `seed_reference_malformed`, `public_kind_unknown`,
    `public_symbol_wrong`, `envelope_malformed` and `beacon_malformed`.
    """

    kind: str
    suite: Suite
    bound_to: str
    public: str
    envelopes: tuple[str, ...]
    beacon: str = "none"

    def __post_init__(self) -> None:
        if self.kind not in BOUND_TO:
            raise JunhengError("seed_kind_unknown")
        if not _HEX64.fullmatch(self.bound_to):
            raise JunhengError("seed_reference_malformed")
        if self.public_kind not in SYMBOLS or ":" not in self.public:
            raise JunhengError("public_kind_unknown")
        for place, symbol in enumerate(self.public_symbols, start=1):
            if symbol not in SYMBOLS[self.public_kind]:
                raise JunhengError("public_symbol_wrong", place=place)
        for seat, envelope in enumerate(self.envelopes, start=1):
            if not _ENVELOPE.fullmatch(envelope):
                raise JunhengError("envelope_malformed", seat=seat)
        if not _BEACON.fullmatch(self.beacon):
            raise JunhengError("beacon_malformed")

    @property
    def public_kind(self) -> str:
        """The way the public draw was made: `d10`, `b10` or `d6`."""
        return self.public.partition(":")[0]

    @property
    def public_symbols(self) -> str:
        """The symbols drawn in public, in order."""
        return self.public.partition(":")[2]

    def lines(self) -> tuple[str, ...]:
        """Return the lines of the text, as they stand in the ledger."""
        return (
            self.kind,
            f"suite={self.suite.name}",
            f"{BOUND_TO[self.kind]}={self.bound_to}",
            f"public={self.public}",
            *(f"envelope.{seat}={card}" for seat, card in enumerate(self.envelopes, start=1)),
            f"beacon={self.beacon}",
        )

    def text(self) -> bytes:
        """Return the file: ASCII, every line ended by LF."""
        return "".join(f"{line}\n" for line in self.lines()).encode("ascii")

    def seed(self) -> bytes:
        """Return the 32-byte seed: the hash of the file."""
        return self.suite.digest(self.text())


def parse_seed_lines(lines: Sequence[str]) -> SeedText:
    """Read a seed text line by line; nothing but the fixed form is accepted.

    Raises `seed_line_wrong` with the number of the first line that is not as it must be, and what
    `SeedText` raises.
    """
    values: list[str] = []
    kind = lines[0] if lines else ""
    if kind not in BOUND_TO:
        raise JunhengError("seed_kind_unknown")
    names = ["suite", BOUND_TO[kind], "public"]
    names += [f"envelope.{seat}" for seat in range(1, len(lines) - len(names) - 1)]
    names += ["beacon"]
    for number, name in enumerate(names, start=2):
        line = lines[number - 1] if number <= len(lines) else ""
        if not line.startswith(f"{name}="):
            raise JunhengError("seed_line_wrong", line=number)
        values.append(line.removeprefix(f"{name}="))
    suite_name, bound_to, public, *envelopes, beacon = values
    return SeedText(kind, suite_named(suite_name), bound_to, public, tuple(envelopes), beacon)


def parse_seed_text(text: bytes) -> SeedText:
    """Read a seed file (`seed.txt`); raises `seed_text_malformed` and as `parse_seed_lines`."""
    if not text.isascii() or not text.endswith(b"\n") or b"\r" in text:
        raise JunhengError("seed_text_malformed")
    return parse_seed_lines(text.decode("ascii")[:-1].split("\n"))


def check_seed_fits(seed_text: SeedText, rules: CeremonyRules) -> None:
    """Refuse a seed text that is not exactly what was announced (SG1 §5.2, `seed_fits_freeze`).

    In a draw of classes the kind and the number of the public symbols must be the announced ones,
    so that nobody can roll once more. Small ceremonies have a least number only. Raises
    `public_kind_wrong`, `public_length_wrong`, `envelope_malformed`, `envelopes_too_few`,
    `beacon_wrong`.
    """
    count = len(seed_text.public_symbols)
    if seed_text.kind == "SG1-SEED/1":
        if seed_text.public_kind != rules.public:
            raise JunhengError("public_kind_wrong", expected=rules.public)
        if count != rules.public_len:
            raise JunhengError("public_length_wrong", expected=rules.public_len, found=count)
    elif count < rules.public_len:
        raise JunhengError("public_length_wrong", expected=rules.public_len, found=count)
    for seat, envelope in enumerate(seed_text.envelopes, start=1):
        if envelope != VOID and len(envelope) != rules.env_len:
            raise JunhengError("envelope_malformed", seat=seat)
    filled = sum(envelope != VOID for envelope in seed_text.envelopes)
    if filled < rules.min_env:
        raise JunhengError("envelopes_too_few", expected=rules.min_env, found=filled)
    expected_beacon = "none" if rules.beacon == "none" else f"drand:{QUICKNET}:"
    if not seed_text.beacon.startswith(expected_beacon):
        raise JunhengError("beacon_wrong", expected=rules.beacon)


def read_card(boxes: Sequence[str | None], *, seat: int, length: int = _ENVELOPE_LENGTH) -> str:
    """Return what a card (封签卡) counts as, by the fixed reading rules of SG1 §5.3.

    `boxes` holds what the two readers agree on, `None` for a box they cannot agree on, which
    counts as 0. No boxes at all is a missing or empty envelope: void. Raises
    `envelope_malformed` with the seat.
    """
    if not boxes:
        return VOID
    card = "".join("0" if box is None else box for box in boxes)
    if len(boxes) != length or not re.fullmatch(rf"[0-9]{{{length}}}", card):
        raise JunhengError("envelope_malformed", seat=seat)
    return card


def differing_lines(first: SeedText, second: SeedText) -> tuple[str, ...]:
    """Return the names of the lines in which two independent entries differ (SG1 §5.1 step 5).

    Empty when both operators typed the same; else both type again.
    """
    entries = [
        dict(line.partition("=")[::2] for line in entry.lines()) for entry in (first, second)
    ]
    names = dict.fromkeys([*entries[0], *entries[1]])
    return tuple(name for name in names if entries[0].get(name) != entries[1].get(name))

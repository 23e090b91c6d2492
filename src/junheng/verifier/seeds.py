"""The seed text of a ceremony and the keys that follow from it (SG1 §5.2, §6)."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .hashes import Suite

MAIN, LOTS, LATE = "SG1-SEED/1", "SG1-SEED-LOTS/1", "SG1-SEED-LATE/1"
REPRESENTATIVES = "SG1-SEED-REPRESENTATIVES/1"
TEAMS = "SG1-SEED-TEAMS/1"
_BOUND = {MAIN: "freeze", REPRESENTATIVES: "result", LOTS: "result", LATE: "late", TEAMS: "teams"}
_SYMBOLS = {"d10": "[0-9]*", "b10": "[0-9]*", "d6": "[1-6]*"}
_LEAST_PUBLIC = {"d10": 20, "b10": 20, "d6": 26}
LEAST_ENVELOPES = 3
ENVELOPE_DIGITS = 8
SMALL_PUBLIC = 8
SMALL_ENVELOPES = 2
_QUICKNET = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"
_DRAND = re.compile(rf"drand:{_QUICKNET}:(0|[1-9][0-9]{{0,15}}):([0-9a-f]{{64}})")


@dataclass(frozen=True)
class SeedText:
    """A seed text taken apart."""

    kind: str
    suite: str
    bound_to: str
    public_kind: str
    public_symbols: str
    envelopes: tuple[str, ...]
    beacon: str

    @property
    def lines(self) -> list[str]:
        """The lines that this text must have, in order."""
        return [
            self.kind,
            f"suite={self.suite}",
            f"{_BOUND[self.kind]}={self.bound_to}",
            f"public={self.public_kind}:{self.public_symbols}",
            *(f"envelope.{i}={digits}" for i, digits in enumerate(self.envelopes, 1)),
            f"beacon={self.beacon}",
        ]

    @property
    def opened(self) -> int:
        """How many envelopes were not void."""
        return sum(envelope != "void" for envelope in self.envelopes)


def seed_bytes(lines: Sequence[str]) -> bytes:
    """Return the seed file: each line ended by LF."""
    return "".join(f"{line}\n" for line in lines).encode(errors="replace")


def find_seed_text(lines: Sequence[str]) -> SeedText | None:
    """Take a seed text apart; None if it is not exactly in the fixed form."""
    head = list(lines)
    if len(head) <= len(("kind", "suite", "bound", "public")) or head[0] not in _BOUND:
        return None
    values = [line.partition("=")[2] for line in head]
    public_kind, _, symbols = values[3].partition(":")
    seed_text = SeedText(
        kind=head[0],
        suite=values[1],
        bound_to=values[2],
        public_kind=public_kind,
        public_symbols=symbols,
        envelopes=tuple(values[4:-1]),
        beacon=values[-1],
    )
    return seed_text if seed_text.lines == head else None


def seed_faults(seed_text: SeedText, rules: dict[str, Any] | None) -> list[str]:
    """Name what does not fit the announced ceremony (codes; empty if all fits).

    Without rules it is a small ceremony (representatives, lots, late arrivals): at least 8
    symbols, 2 envelopes.
    """
    kind, symbols, beacon = seed_text.public_kind, seed_text.public_symbols, seed_text.beacon
    digits, least = ENVELOPE_DIGITS, SMALL_ENVELOPES
    kind_fits = kind in _SYMBOLS
    length_fits = len(symbols) >= SMALL_PUBLIC
    beacon_fits = beacon == "none" or _DRAND.fullmatch(beacon) is not None
    if rules is not None:
        digits, least = rules["env_len"], rules["min_env"]
        kind_fits = kind == rules["public"]
        length_fits = len(symbols) == rules["public_len"]
        beacon_fits = beacon_fits and beacon.partition(":")[0] == rules["beacon"]
    envelope = re.compile(f"[0-9]{{{digits}}}|void")
    holds = {
        "seed_public_kind": kind_fits,
        "seed_public_length": length_fits,
        "seed_public_symbol": re.fullmatch(_SYMBOLS.get(kind, ".*"), symbols) is not None,
        "seed_envelope": all(envelope.fullmatch(digits) for digits in seed_text.envelopes),
        "seed_quorum": seed_text.opened >= least,
        "seed_beacon": beacon_fits,
    }
    return [code for code, fits in holds.items() if not fits]


def beacon_matches(beacon: str, signature: str | None) -> bool:
    """Say whether the randomness of a drand round is the SHA-256 of its signature."""
    match = _DRAND.fullmatch(beacon)
    if match is None or signature is None:
        return False
    return hashlib.sha256(bytes.fromhex(signature)).hexdigest() == match[2]


def rules_are_strong(rules: dict[str, Any]) -> bool:
    """Say whether the announced ceremony reaches the least lengths of SG1 §5.2 and §5.3."""
    return bool(
        rules["public_len"] >= _LEAST_PUBLIC[rules["public"]]
        and rules["env_len"] >= ENVELOPE_DIGITS
        and rules["min_env"] >= LEAST_ENVELOPES
    )


def stage_key(suite: Suite, seed: bytes, unit: str, stage: str) -> bytes:
    """Return the key of one stage of one unit."""
    unit_seed = suite.hmac(seed, f"SG1-UNIT/1\n{unit}".encode())
    return suite.hmac(unit_seed, f"SG1-STAGE/1\n{stage}".encode())


def rehearsal_seed(suite: Suite, freeze: str, j: int) -> bytes:
    """Return the public seed of rehearsal j."""
    return suite.digest(f"SG1-REHEARSAL/1\nfreeze={freeze}\nj={j}\n".encode())


def draw_id(suite: Suite, freeze: str, unit: str) -> str:
    """Return the number of the only draw of this unit under this freeze."""
    return suite.digest(f"SG1-DRAW/1\nfreeze={freeze}\nunit={unit}\n".encode()).hex()

"""Some schools of each part of a county, drawn from a public number that anybody can use again.

First the frame is fixed: who can be drawn, in which parts, how many of each, and from which coming
public number. Its hash stands in the seed text, so that nothing can be chosen any more when the
number is known. The seed is the hash of that text; each part has a key of its own:

    frame      digest(the frame as canonical JSON)
    seed text  JH-INSPECTION-SAMPLE/1, suite=…, frame=…, public=…   (four lines, each ended by LF)
    seed       digest(seed text)
    key        HMAC(seed, "JH-INSPECTION-STRATUM/1\\n" + name of the part)
    sample     the codes in order, shuffled by `RandomStream(key)`, the first so many
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from junheng.engine.errors import JunhengError
from junheng.engine.randomness.stream import RandomStream
from junheng.engine.randomness.suites import Suite
from junheng.engine.record.canonical import canonical_bytes

FORMAT: Final = "JH-INSPECTION-SAMPLE/1"
STRATUM_KEY: Final = "JH-INSPECTION-STRATUM/1"
LEAST_DIGITS: Final = 8
_MOST_DIGITS: Final = 64


@dataclass(frozen=True)
class Stratum:
    """A part of the county: the codes of its schools in ascending order, how many are drawn."""

    name: str
    schools: tuple[str, ...]
    wanted: int


@dataclass(frozen=True)
class Frame:
    """Everything that is fixed before the public number is known; `source` tells which it will be.

    `round` is the year and the period, so that one number never serves two rounds alike.
    """

    round: str
    source: str
    strata: tuple[Stratum, ...]

    def document(self) -> dict[str, Any]:
        """As it is hashed and published."""
        return {
            "format": FORMAT,
            "round": self.round,
            "source": self.source,
            "strata": [
                {"name": one.name, "schools": list(one.schools), "wanted": one.wanted}
                for one in self.strata
            ],
        }

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> "Frame":
        """Read it back."""
        strata = tuple(
            Stratum(one["name"], tuple(one["schools"]), one["wanted"]) for one in document["strata"]
        )
        return cls(document["round"], document["source"], strata)

    def digest(self, suite: Suite) -> str:
        """The hash of the frame as hexadecimal digits."""
        return suite.digest(canonical_bytes(self.document())).hex()


def divided(parts: Mapping[str, Sequence[str]], total: int) -> tuple[Stratum, ...]:
    """Divide `total` over the parts: one of each, the others by size (Webster, Sainte-Laguë).

    Of two parts with the same claim the one that comes first by name gets the school. Raises
    `sample_too_small` below one of each part, `sample_too_large` above all schools.
    """
    names = sorted(name for name, schools in parts.items() if schools)
    if total < max(1, len(names)):
        raise JunhengError("sample_too_small", least=max(1, len(names)))
    everybody = sum(len(parts[name]) for name in names)
    if total > everybody:
        raise JunhengError("sample_too_large", most=everybody)
    given = dict.fromkeys(names, 1)
    for _ in range(total - len(names)):
        open_parts = [name for name in names if given[name] < len(parts[name])]
        next_one = max(open_parts, key=lambda name: Fraction(len(parts[name]), 2 * given[name] + 1))
        given[next_one] += 1
    return tuple(Stratum(name, tuple(sorted(parts[name])), given[name]) for name in names)


def public_digits(text: str) -> str:
    """The digits of a public number, without the spaces it is read out with.

    Raises `public_number_wrong` for anything but digits, and for too few or too many.
    """
    digits = re.sub(r"[\s,，、-]", "", text)
    fits = LEAST_DIGITS <= len(digits) <= _MOST_DIGITS
    if not (digits.isascii() and digits.isdigit() and fits):
        raise JunhengError("public_number_wrong", least=LEAST_DIGITS, most=_MOST_DIGITS)
    return digits


def seed_text(suite: Suite, frame: Frame, digits: str) -> str:
    """The seed text; it has no free field."""
    lines = (FORMAT, f"suite={suite.name}", f"frame={frame.digest(suite)}", f"public={digits}")
    return "".join(f"{line}\n" for line in lines)


def drawn(suite: Suite, frame: Frame, digits: str) -> dict[str, tuple[str, ...]]:
    """The codes drawn of each part, in ascending order."""
    seed = suite.digest(seed_text(suite, frame, digits).encode("ascii"))
    sample = {}
    for one in frame.strata:
        key = suite.hmac(seed, f"{STRATUM_KEY}\n{one.name}".encode())
        places = list(range(len(one.schools)))
        RandomStream(key).shuffle(places)
        sample[one.name] = tuple(sorted(one.schools[place] for place in places[: one.wanted]))
    return sample

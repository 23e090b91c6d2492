"""Rules of a session: reading what was typed from paper, what is still missing; pure decisions."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from junheng.ceremony.lots import LotsEntry
from junheng.engine.errors import JunhengError
from junheng.engine.randomness.seeds import SMALL_CEREMONY, SYMBOLS, VOID, CeremonyRules

MOST_SEATS: Final = 30
LONGEST_SEAT: Final = 20
SECRET_DIGITS: Final = 20
WRITTEN_ORDER: Final = "D"
_SEPARATORS: Final = r"[,，、;；\s]+"
_EMPTY_CARD: Final = frozenset(("空", "空卡", "作废", VOID))


def typed_digits(text: str) -> str:
    """Digits as people type them: full width, in groups, with spaces or hyphens between."""
    return re.sub(r"[\s\-－—_.。]", "", unicodedata.normalize("NFKC", text))


def seats_of(text: str, count: int, rules: CeremonyRules) -> list[str]:
    """The seats in their order; `count` is what was counted aloud.

    Raises `seats_out_of_range`, `seat_twice`, `seat_malformed` and `seat_count_differs`.
    """
    seats = [seat for seat in re.split(_SEPARATORS, unicodedata.normalize("NFC", text)) if seat]
    if not rules.min_env <= len(seats) <= MOST_SEATS:
        raise JunhengError(
            "seats_out_of_range", found=len(seats), least=rules.min_env, most=MOST_SEATS
        )
    for seat in seats:
        if seats.count(seat) > 1:
            raise JunhengError("seat_twice", seat=seat)
        if len(seat) > LONGEST_SEAT or re.search(r"[0-9]{6,}", seat):
            raise JunhengError("seat_malformed", seat=seat, most=LONGEST_SEAT)
    if len(seats) != count:
        raise JunhengError("seat_count_differs", seats=len(seats), counted=count)
    return seats


def public_numbers(text: str, rules: CeremonyRules) -> str:
    """The public numbers as the record writes them, `d10:…`; raises `public_numbers_malformed`."""
    digits, allowed = typed_digits(text), SYMBOLS[rules.public]
    if len(digits) != rules.public_len or not set(digits) <= set(allowed):
        raise JunhengError(
            "public_numbers_malformed",
            length=rules.public_len,
            found=len(digits),
            first=allowed[0],
            last=allowed[-1],
        )
    return f"{rules.public}:{digits}"


def card_numbers(texts: Sequence[str], seats: Sequence[str], length: int) -> list[str]:
    """The cards in the order of their seats; an empty one is `void`. Raises `card_malformed`."""
    cards = []
    for text, seat in zip(texts, seats, strict=True):
        card = typed_digits(text)
        if card in _EMPTY_CARD:
            cards.append(VOID)
        elif re.fullmatch(rf"[0-9]{{{length}}}", card):
            cards.append(card)
        else:
            raise JunhengError("card_malformed", seat=seat, length=length)
    return cards


def small_public_numbers(text: str) -> str:
    """Public numbers of a small ceremony, eight ten-sided dice or more.

    Raises `small_public_malformed`.
    """
    digits = typed_digits(text)
    if not re.fullmatch(rf"[0-9]{{{SMALL_CEREMONY.public_len},64}}", digits):
        raise JunhengError("small_public_malformed", least=SMALL_CEREMONY.public_len)
    return f"d10:{digits}"


def small_cards(text: str) -> list[str]:
    """Cards of a small ceremony, one after the other; raises `small_cards_malformed`."""
    words = re.split(_SEPARATORS, unicodedata.normalize("NFKC", text).strip())
    least, length = SMALL_CEREMONY.min_env, SMALL_CEREMONY.env_len
    cards = [VOID if word in _EMPTY_CARD else word for word in words if word]
    is_right = all(card == VOID or re.fullmatch(rf"[0-9]{{{length}}}", card) for card in cards)
    if not is_right or sum(card != VOID for card in cards) < least:
        raise JunhengError("small_cards_malformed", least=least, length=length)
    return cards


def secret_digits(text: str) -> str:
    """The inspector's twenty digits; raises `secret_digits_malformed`."""
    digits = typed_digits(text)
    if not re.fullmatch(rf"[0-9]{{{SECRET_DIGITS}}}", digits):
        raise JunhengError("secret_digits_malformed", found=len(digits), length=SECRET_DIGITS)
    return digits


def lots_entry(groups: Sequence[str], teachers: Sequence[str], recusals: str) -> LotsEntry:
    """Lots as one person typed them; raises `lot_malformed` and `recusal_malformed`."""
    words = [word for word in re.split(_SEPARATORS, typed_upper(recusals)) if word]
    found = [re.fullmatch(r"(T[0-9]{1,3})=([0-9]{1,3})", word) for word in words]
    if not all(found):
        raise JunhengError("recusal_malformed")
    return LotsEntry(
        tuple(_lot(text, f"G{number}") for number, text in enumerate(groups, start=1)),
        tuple(_lot(text, f"T{number}") for number, text in enumerate(teachers, start=1)),
        tuple((match[1], int(match[2])) for match in found if match is not None),
    )


def _lot(text: str, line: str) -> int:
    digits = typed_digits(text)
    if not re.fullmatch(r"[0-9]{1,3}", digits):
        raise JunhengError("lot_malformed", line=line)
    return int(digits)


def typed_upper(text: str) -> str:
    """Full-width letters and signs as half-width capitals."""
    return unicodedata.normalize("NFKC", text).upper()


def hours_short(posted_at: datetime | None, at: datetime, hours: int) -> int:
    """How many hours the notice hangs too short by now; 0 when long enough."""
    if posted_at is None:
        return hours
    lacking = posted_at + timedelta(hours=hours) - at
    return max(0, -(-int(lacking.total_seconds()) // 3600))


@dataclass(frozen=True)
class Evidence:
    """What stands beside a result before it takes effect (CA-08, CA-09, CA-10)."""

    roles_signed: frozenset[str]
    scans: int
    recordings: int
    discs: int


def what_keeps_open(
    *, is_made: bool, shown_until: date | None, is_over: bool, objections: int
) -> list[tuple[str, dict[str, Any]]]:
    """Codes and values of what a published result still waits for; nothing when it may be locked.

    `shown_until` is the last day of the posted result notice.
    """
    waiting: list[tuple[str, dict[str, Any]]] = []
    if not is_made:
        waiting.append(("result_notice_not_made", {}))
    elif shown_until is None:
        waiting.append(("result_notice_not_posted", {}))
    elif not is_over:
        waiting.append(("result_notice_hangs", {"until": shown_until.isoformat()}))
    if objections:
        waiting.append(("objections_open", {"count": objections}))
    return waiting


def void_reasons(by_record: Sequence[str], *, is_locked: bool) -> list[str]:
    """Of the reasons that the record allows those that the platform takes.

    Locked lists are void only by a written order: everything else had its time in the days of the
    notice.
    """
    return [reason for reason in by_record if reason == WRITTEN_ORDER or not is_locked]


def missing_roles(required: Sequence[str], evidence: Evidence) -> list[str]:
    """The roles that the rules of the place want and that nobody signed for yet."""
    return [role for role in required if role not in evidence.roles_signed]


def what_is_missing(
    required: Sequence[str], evidence: Evidence
) -> list[tuple[str, dict[str, str]]]:
    """Codes and values of what a result still lacks; nothing when it may take effect."""
    missing: list[tuple[str, dict[str, str]]] = []
    roles = missing_roles(required, evidence)
    if roles:
        missing.append(("signatures_missing", {"roles": "、".join(roles)}))
    for code, count in (
        ("signed_scan_missing", evidence.scans),
        ("recording_missing", evidence.recordings),
        ("disc_missing", evidence.discs),
    ):
        if not count:
            missing.append((code, {}))
    return missing

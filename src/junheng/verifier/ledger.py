"""The rules of the ledger (流水账): one freeze, one seed, one draw (SG1 §7.3, §7.4)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from .canonical import document_hash
from .documents import BODIES, EVENT, OTHER_EVENTS, anything, fits
from .hashes import Suite
from .seeds import LATE, MAIN, REPRESENTATIVES, draw_id, find_seed_text, seed_bytes

FROZEN, SEALED, ROLLED, OPENING, LOCKED = range(5)
VOID_REASONS = {
    "C": (FROZEN,),
    "P": (FROZEN, SEALED, ROLLED),
    "T": (LOCKED,),
    "E": (LOCKED,),
    "R": (LOCKED,),
    "D": (FROZEN, SEALED, ROLLED, OPENING, LOCKED),
}


@dataclass(frozen=True)
class Finding:
    """One rule broken by event number `n`."""

    code: str
    n: int


@dataclass
class FreezeRecord:
    """What the ledger says about one freeze."""

    no: int
    n: int
    at: str
    supersedes: str | None
    stage: int = FROZEN
    notice_at: str | None = None
    sealed_at: str | None = None
    locked_at: str | None = None
    void_reason: str | None = None
    void_at: str | None = None
    void_stage: int | None = None
    count: int = 0
    public: str = ""
    lines: tuple[str, ...] = ()
    seed: str = ""
    beacon_signature: str | None = None
    draws: dict[str, str] = field(default_factory=dict)
    rehearsals: set[int] = field(default_factory=set)

    @property
    def live(self) -> bool:
        """Whether it has not been made void."""
        return self.void_reason is None


@dataclass
class LateRecord:
    """What the ledger says about one late batch."""

    unit: str
    m: int
    n: int
    draw: dict[str, Any] | None = None
    draw_n: int = 0


@dataclass
class Ledger:
    """The ledger as read: findings, chain heads and what each event established."""

    suite: Suite
    session: str
    heads: list[str]
    findings: list[Finding] = field(default_factory=list)
    freezes: dict[str, FreezeRecord] = field(default_factory=dict)
    results: dict[str, str] = field(default_factory=dict)  # result -> freeze
    representatives: dict[str, dict[str, Any]] = field(default_factory=dict)  # result -> body
    lots: dict[str, dict[str, Any]] = field(default_factory=dict)  # result -> body
    late: dict[str, LateRecord] = field(default_factory=dict)
    changes: list[tuple[int, str]] = field(default_factory=list)  # number, unit
    unknown: list[int] = field(default_factory=list)

    @property
    def head(self) -> str:
        """Head after the last event."""
        return self.heads[-1]

    def live_freezes(self) -> list[str]:
        """Hashes of the freezes that are not void."""
        return [freeze for freeze, record in self.freezes.items() if record.live]

    def is_live_result(self, result: str) -> bool:
        """Whether a result was drawn and its freeze is not void."""
        freeze = self.results.get(result)
        return freeze is not None and self.freezes[freeze].live


def read_ledger(session: dict[str, Any], events: Sequence[Any], suite: Suite) -> Ledger:
    """Apply every rule to every event; a broken rule is noted and reading goes on."""
    start = document_hash(suite, session)
    ledger = Ledger(suite, start, [start])
    reader = _Reader(ledger)
    for number, event in enumerate(events, 1):
        reader.read(number, event)
        ledger.heads.append(document_hash(suite, event))
    return ledger


class _Reader:
    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.n = 0
        self.at = ""
        self.rules: dict[str, Callable[[dict[str, Any]], None]] = {
            "SESSION": self._session,
            "FREEZE": self._freeze,
            "NOTICE_POSTED": self._notice,
            "REHEARSAL": self._rehearsal,
            "ENVELOPES_SEALED": self._sealed,
            "PUBLIC_DRAWN": self._rolled,
            "OPENING": self._opening,
            "SEED_LOCKED": self._locked,
            "DRAW": self._draw,
            "REPRESENTATIVES": self._representatives,
            "LOTS": self._lots,
            "LATE_FREEZE": self._late_freeze,
            "LATE_DRAW": self._late_draw,
            "VOID": self._void,
            "CHANGE": self._change,
        }

    def _broken(self, code: str) -> None:
        self.ledger.findings.append(Finding(code, self.n))

    def _demand(self, code: str, *, holds: bool) -> bool:
        if not holds:
            self._broken(code)
        return holds

    def read(self, number: int, event: Any) -> None:
        self.n = number
        if not fits(event, EVENT):
            self._broken("ledger_event_malformed")
            return
        self._demand("ledger_number_wrong", holds=event["n"] == number)
        self._demand("ledger_chain_broken", holds=event["prev"] == self.ledger.head)
        self._demand("ledger_time_backwards", holds=event["at"] >= self.at)
        self.at = max(self.at, event["at"])
        kind, body = event["type"], event["body"]
        self._demand("ledger_session_wrong", holds=(kind == "SESSION") == (number == 1))
        if kind in BODIES:
            if not fits(body, {**BODIES[kind], "*": anything}):
                self._broken("ledger_body_malformed")
            else:
                self.rules[kind](body)
        elif kind not in OTHER_EVENTS:
            self.ledger.unknown.append(number)

    def _session(self, body: dict[str, Any]) -> None:
        self._demand("ledger_session_wrong", holds=body["session"] == self.ledger.session)

    def _freeze(self, body: dict[str, Any]) -> None:
        known = self.ledger.freezes
        self._demand("ledger_freeze_number", holds=body["no"] == len(known) + 1)
        self._demand("ledger_freeze_while_live", holds=not self.ledger.live_freezes())
        previous = list(known)[-1] if known else None
        self._demand("ledger_freeze_supersedes", holds=body.get("supersedes") == previous)
        if self._demand("ledger_freeze_twice", holds=body["freeze"] not in known):
            known[body["freeze"]] = FreezeRecord(
                body["no"], self.n, self.at, body.get("supersedes")
            )

    def _live(self, body: dict[str, Any]) -> FreezeRecord | None:
        record = self.ledger.freezes.get(body["freeze"])
        if record is not None and record.live:
            return record
        self._broken("ledger_freeze_unknown")
        return None

    def _advance(self, body: dict[str, Any], stage: int) -> FreezeRecord | None:
        """Move a live freeze one stage on; each stage comes once and in order."""
        record = self._live(body)
        if record is None or not self._demand(
            "ledger_order_wrong", holds=record.stage == stage - 1
        ):
            return None
        record.stage = stage
        return record

    def _notice(self, body: dict[str, Any]) -> None:
        record = self._live(body)
        if record is not None and record.notice_at is None:
            record.notice_at = self.at

    def _rehearsal(self, body: dict[str, Any]) -> None:
        record = self._live(body)
        if record is not None:
            record.rehearsals.add(body["j"])

    def _sealed(self, body: dict[str, Any]) -> None:
        record = self._advance(body, SEALED)
        if record is not None:
            record.count, record.sealed_at = body["count"], self.at
            seats = body.get("seats")
            if seats is not None:
                agrees = isinstance(seats, list) and len(seats) == body["count"]
                self._demand("ledger_seats_wrong", holds=agrees)

    def _rolled(self, body: dict[str, Any]) -> None:
        record = self._advance(body, ROLLED)
        if record is not None:
            record.public = body["public"]

    def _opening(self, body: dict[str, Any]) -> None:
        self._advance(body, OPENING)

    def _locked(self, body: dict[str, Any]) -> None:
        record = self._advance(body, LOCKED)
        if record is None:
            return
        lines = body["lines"]
        record.lines, record.seed, record.locked_at = tuple(lines), body["seed"], self.at
        record.beacon_signature = body.get("beacon_sig")
        seed_text = find_seed_text(lines)
        agrees = (
            seed_text is not None
            and (seed_text.kind, seed_text.suite) == (MAIN, self.ledger.suite.name)
            and seed_text.bound_to == body["freeze"]
            and f"{seed_text.public_kind}:{seed_text.public_symbols}" == record.public
            and len(seed_text.envelopes) == record.count
        )
        self._demand("ledger_seed_lines", holds=agrees)
        self._check_seed(body)

    def _check_seed(self, body: dict[str, Any]) -> None:
        seed = self.ledger.suite.digest(seed_bytes(body["lines"])).hex()
        self._demand("ledger_seed_hash", holds=seed == body["seed"])

    def _check_bound(self, body: dict[str, Any], kind: str, bound_to: str) -> None:
        """Check the seed of a small ceremony: written for this, and followed by its hash."""
        seed_text = find_seed_text(body["lines"])
        bound = (
            seed_text is not None
            and (seed_text.kind, seed_text.suite) == (kind, self.ledger.suite.name)
            and seed_text.bound_to == bound_to
        )
        self._demand("ledger_seed_lines", holds=bound)
        self._check_seed(body)

    def _draw(self, body: dict[str, Any]) -> None:
        record = self._live(body)
        if record is None:
            return
        self._demand(
            "ledger_draw_without_seed",
            holds=record.stage == LOCKED and record.seed == body["seed"],
        )
        unit, result = body["unit"], body["result"]
        number = draw_id(self.ledger.suite, body["freeze"], unit)
        self._demand("ledger_draw_id", holds=body["draw"] == number)
        fresh = unit not in record.draws and result not in self.ledger.results
        if self._demand("ledger_draw_twice", holds=fresh):
            record.draws[unit] = result
            self.ledger.results[result] = body["freeze"]

    def _unit_of(self, result: str) -> str | None:
        for record in self.ledger.freezes.values():
            for unit, drawn in record.draws.items():
                if drawn == result and record.live:
                    return unit
        return None

    def _representatives(self, body: dict[str, Any]) -> None:
        result = body["result"]
        drawn = self._unit_of(result) == body["unit"]
        self._demand("ledger_representatives_without_result", holds=drawn)
        self._demand("ledger_representatives_late", holds=result not in self.ledger.lots)
        self._check_bound(body, REPRESENTATIVES, result)
        fresh = result not in self.ledger.representatives
        if self._demand("ledger_representatives_twice", holds=fresh):
            self.ledger.representatives[result] = body

    def _lots(self, body: dict[str, Any]) -> None:
        result = body["result"]
        self._demand("ledger_lots_without_result", holds=self._unit_of(result) == body["unit"])
        if self._demand("ledger_lots_twice", holds=result not in self.ledger.lots):
            self.ledger.lots[result] = body

    def _late_freeze(self, body: dict[str, Any]) -> None:
        drawn = any(r.live and body["unit"] in r.draws for r in self.ledger.freezes.values())
        self._demand("ledger_late_without_result", holds=drawn)
        if self._demand("ledger_late_twice", holds=body["late"] not in self.ledger.late):
            self.ledger.late[body["late"]] = LateRecord(body["unit"], body["m"], self.n)

    def _late_draw(self, body: dict[str, Any]) -> None:
        record = self.ledger.late.get(body["late"])
        if record is None or record.unit != body["unit"]:
            self._broken("ledger_late_without_freeze")
            return
        self._check_bound(body, LATE, body["late"])
        if self._demand("ledger_late_twice", holds=record.draw is None):
            record.draw, record.draw_n = body, self.n

    def _void(self, body: dict[str, Any]) -> None:
        record = self._live(body)
        if record is None:
            return
        allowed = record.stage in VOID_REASONS.get(body["reason"], ())
        self._demand("ledger_void_reason", holds=allowed)
        record.void_reason, record.void_at, record.void_stage = (
            body["reason"],
            self.at,
            record.stage,
        )

    def _change(self, body: dict[str, Any]) -> None:
        self.ledger.changes.append((self.n, body["unit"]))

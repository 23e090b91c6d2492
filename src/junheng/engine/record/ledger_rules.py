"""The rules of single use: one freeze, one seed, one draw per unit (SG1 §7.3, §7.4).

From the opening of the envelopes the only way is forward, and a void needs a reason from a closed
list: "procedural error" at the moment the digits are visible would be a free second draw.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from junheng.engine.errors import JunhengError
from junheng.engine.randomness.keys import draw_id
from junheng.engine.randomness.seeds import (
    SMALL_CEREMONY,
    CeremonyRules,
    SeedText,
    check_seed_fits,
    parse_seed_lines,
)
from junheng.engine.randomness.suites import Suite
from junheng.engine.record.canonical import document_hash

CEREMONY_STEPS = ("FREEZE", "ENVELOPES_SEALED", "PUBLIC_DRAWN", "OPENING", "SEED_LOCKED")

VOID_REASONS: Mapping[str, frozenset[str]] = {
    "C": frozenset({"FREEZE"}),
    "P": frozenset({"FREEZE", "ENVELOPES_SEALED", "PUBLIC_DRAWN"}),
    "T": frozenset({"SEED_LOCKED"}),
    "E": frozenset({"SEED_LOCKED"}),
    "R": frozenset({"SEED_LOCKED"}),
    "D": frozenset(CEREMONY_STEPS),
}
"""The closed reasons of SG1 §7.4, and the last ceremony step after which each is allowed."""


@dataclass
class _Freeze:
    """How far the ceremony of one freeze has come, and what it has fixed."""

    last_step: str = "FREEZE"
    envelope_count: int = 0
    public: str = ""
    seed: str = ""
    unit_of_result: dict[str, str] = field(default_factory=dict)


class LedgerRules:
    """What the events so far allow. The handlers are named after the kinds of events."""

    def __init__(self, session: Mapping[str, Any], suite: Suite) -> None:
        self.session = document_hash(suite, session)
        self.rules = CeremonyRules.from_document(session.get("ceremony"))
        self.suite = suite
        self.live: dict[str, _Freeze] = {}
        self.frozen: list[str] = []
        self.drawn: set[str] = set()
        self.results_with_representatives: set[str] = set()
        self.results_with_lots: set[str] = set()
        self.late_waiting: dict[str, tuple[str, int]] = {}
        self.late_seen: set[str] = set()
        self.changes_seen: set[str] = set()
        self.moves_waiting: dict[str, str] = {}

    def apply(self, number: int, kind: str, body: Mapping[str, Any]) -> None:
        """Take event `number` into account; raises `JunhengError` with the rule it breaks.

        After a refusal the walk may go on: the event counts as far as it can.
        """
        if (number == 1) != (kind == "SESSION"):
            raise JunhengError("session_event_misplaced")
        handler = {
            "SESSION": self._session,
            "FREEZE": self._freeze,
            "ENVELOPES_SEALED": self._envelopes_sealed,
            "PUBLIC_DRAWN": self._public_drawn,
            "OPENING": self._opening,
            "SEED_LOCKED": self._seed_locked,
            "DRAW": self._draw,
            "VOID": self._void,
            "REPRESENTATIVES": self._representatives,
            "LOTS": self._lots,
            "LATE_FREEZE": self._late_freeze,
            "LATE_DRAW": self._late_draw,
            "CHANGE": self._change,
        }.get(kind)
        if handler is not None:
            handler(body)

    def _session(self, body: Mapping[str, Any]) -> None:
        if body["session"] != self.session:
            raise JunhengError("session_event_misplaced")

    def _freeze(self, body: Mapping[str, Any]) -> None:
        if body["freeze"] in self.frozen:
            raise JunhengError("freeze_repeated")
        superseded = self.frozen[-1] if self.frozen else None
        self.frozen.append(body["freeze"])
        still_live = bool(self.live)
        self.live[body["freeze"]] = _Freeze()
        if body["no"] != len(self.frozen):
            raise JunhengError("freeze_number_wrong", expected=len(self.frozen))
        if still_live:
            raise JunhengError("freeze_while_one_is_live")
        if body.get("supersedes") != superseded:
            raise JunhengError("freeze_without_void")

    def _step(self, body: Mapping[str, Any], step: str) -> _Freeze:
        """Move a live freeze to its next step; even a step out of order counts as taken."""
        freeze = self._live_freeze(body)
        expected = CEREMONY_STEPS[CEREMONY_STEPS.index(step) - 1]
        in_order = freeze.last_step == expected
        freeze.last_step = step
        if not in_order:
            raise JunhengError("step_out_of_order", step=step)
        return freeze

    def _live_freeze(self, body: Mapping[str, Any]) -> _Freeze:
        freeze = self.live.get(body["freeze"])
        if freeze is None:
            raise JunhengError("freeze_not_live")
        return freeze

    def _envelopes_sealed(self, body: Mapping[str, Any]) -> None:
        freeze = self._step(body, "ENVELOPES_SEALED")
        freeze.envelope_count = body["count"]
        if len(body["seats"]) != body["count"]:
            raise JunhengError("envelope_count_wrong")

    def _public_drawn(self, body: Mapping[str, Any]) -> None:
        self._step(body, "PUBLIC_DRAWN").public = body["public"]

    def _opening(self, body: Mapping[str, Any]) -> None:
        self._step(body, "OPENING")

    def _seed_locked(self, body: Mapping[str, Any]) -> None:
        freeze = self._step(body, "SEED_LOCKED")
        freeze.seed = body["seed"]
        seed_text = self._seed_text(body, "SG1-SEED/1", body["freeze"])
        if seed_text.public != freeze.public:
            raise JunhengError("seed_public_changed")
        if len(seed_text.envelopes) != freeze.envelope_count:
            raise JunhengError("seed_envelope_count_changed", expected=freeze.envelope_count)
        check_seed_fits(seed_text, self.rules)

    def _seed_text(self, body: Mapping[str, Any], kind: str, bound_to: str) -> SeedText:
        seed_text = parse_seed_lines(body["lines"])
        if (seed_text.kind, seed_text.suite, seed_text.bound_to) != (kind, self.suite, bound_to):
            raise JunhengError("seed_for_something_else")
        if seed_text.seed().hex() != body["seed"]:
            raise JunhengError("seed_does_not_follow")
        return seed_text

    def _draw(self, body: Mapping[str, Any]) -> None:
        freeze = self._live_freeze(body)
        freeze.unit_of_result[body["result"]] = body["unit"]
        is_second = body["draw"] in self.drawn
        self.drawn.add(body["draw"])
        if freeze.last_step != "SEED_LOCKED" or body["seed"] != freeze.seed:
            raise JunhengError("draw_without_locked_seed")
        if body["draw"] != draw_id(self.suite, body["freeze"], body["unit"]).hex():
            raise JunhengError("draw_id_wrong")
        if is_second:
            raise JunhengError("draw_twice")

    def _void(self, body: Mapping[str, Any]) -> None:
        freeze = self._live_freeze(body)
        if freeze.last_step not in VOID_REASONS.get(body["reason"], frozenset()):
            raise JunhengError("void_not_allowed", reason_known=body["reason"] in VOID_REASONS)
        del self.live[body["freeze"]]

    def _is_live_result(self, body: Mapping[str, Any]) -> bool:
        return any(
            freeze.unit_of_result.get(body["result"]) == body["unit"]
            for freeze in self.live.values()
        )

    def _representatives(self, body: Mapping[str, Any]) -> None:
        result = body["result"]
        is_second = result in self.results_with_representatives
        self.results_with_representatives.add(result)
        if is_second:
            raise JunhengError("representatives_twice")
        if result in self.results_with_lots:
            raise JunhengError("representatives_after_lots")
        if not self._is_live_result(body):
            raise JunhengError("representatives_without_result")
        seed_text = self._seed_text(body, "SG1-SEED-REPRESENTATIVES/1", result)
        check_seed_fits(seed_text, SMALL_CEREMONY)

    def _lots(self, body: Mapping[str, Any]) -> None:
        is_second = body["result"] in self.results_with_lots
        self.results_with_lots.add(body["result"])
        if is_second:
            raise JunhengError("lots_twice")
        if not self._is_live_result(body):
            raise JunhengError("lots_without_result")

    def _late_freeze(self, body: Mapping[str, Any]) -> None:
        if body["late"] in self.late_seen:
            raise JunhengError("late_batch_twice")
        self.late_seen.add(body["late"])
        self.late_waiting[body["late"]] = (body["unit"], body["m"])

    def _late_draw(self, body: Mapping[str, Any]) -> None:
        unit, arrivals = self.late_waiting.pop(body["late"], ("", -1))
        if arrivals < 0:
            raise JunhengError("late_draw_without_freeze")
        check_seed_fits(self._seed_text(body, "SG1-SEED-LATE/1", body["late"]), SMALL_CEREMONY)
        placed = {placement["s"] for placement in body["out"]}
        if unit != body["unit"] or not len(placed) == len(body["out"]) == arrivals:
            raise JunhengError("late_draw_differs_from_freeze")

    def _change(self, body: Mapping[str, Any]) -> None:
        """An approved change; a move waits for its own seed text, and is placed once (SG1 §9)."""
        change = body.get("change", "")
        if body["kind"] == "placed":
            if self.moves_waiting.pop(change, None) != body["unit"]:
                raise JunhengError("placement_without_change")
            if not body.keys() >= {"lines", "seed", "out", "forced"}:
                raise JunhengError("placement_without_numbers")
            check_seed_fits(self._seed_text(body, "SG1-SEED-LATE/1", change), SMALL_CEREMONY)
            return
        if change in self.changes_seen:
            raise JunhengError("change_twice")
        if change:
            self.changes_seen.add(change)
        if body["kind"] == "move" and change:
            self.moves_waiting[change] = body["unit"]

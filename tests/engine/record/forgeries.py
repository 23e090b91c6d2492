"""One forged ledger per rule of SG1 §7.3 and §7.4: what a cheat would write, chained correctly.

Every function takes the honest events and returns the forged ones; the forger owns the machine,
so numbers and hashes of the chain are made again afterwards unless the chain is what is forged.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from junheng.engine.randomness.keys import draw_id
from junheng.engine.randomness.seeds import SeedText
from junheng.engine.randomness.suites import Suite, suite_named
from junheng.engine.record.canonical import Document, document_hash
from tests.engine.record.samples import UNIT, SampleRecord, copied

Forge = Callable[[list[Document]], list[Document]]


@dataclass(frozen=True)
class Forgery:
    """A way to cheat and the code of the rule that must notice it."""

    name: str
    code: str
    forge: Forge
    is_chained: bool


FORGERIES: list[Forgery] = []
OTHER = "f" * 64


def forgery(code: str, *, is_chained: bool = True) -> Callable[[Forge], Forge]:
    """Register a forgery under the code it must be refused with."""

    def register(forge: Forge) -> Forge:
        FORGERIES.append(Forgery(forge.__name__, code, forge, is_chained))
        return forge

    return register


def forged(forgery: Forgery, record: SampleRecord) -> list[Document]:
    """Apply a forgery to a sample's ledger."""
    events = forgery.forge(copied(list(record.events)))
    return chained(record.suite, record.session, events) if forgery.is_chained else events


def chained(suite: Suite, session: Document, events: Sequence[Document]) -> list[Document]:
    """Number and chain events, as somebody who rewrites the whole ledger would."""
    head = document_hash(suite, session)
    made = []
    for number, event in enumerate(events, start=1):
        made.append({**event, "n": number, "prev": head})
        head = document_hash(suite, made[-1])
    return made


def at(events: Sequence[Document], kind: str) -> int:
    """The index of the first event of a kind."""
    return next(index for index, event in enumerate(events) if event["type"] == kind)


def later(event: Document, **body: Any) -> Document:
    """The event once more, with another body, at the end of all time."""
    return {**event, "at": "2026-12-31T23:59:59+08:00", "body": {**event["body"], **body}}


def seed_text_of(event: Document, **changes: Any) -> SeedText:
    """The seed text of an event, with changes that the cheat would like."""
    lines = event["body"]["lines"]
    values = {
        "kind": lines[0],
        "suite": suite_named(lines[1].partition("=")[2]),
        "bound_to": lines[2].partition("=")[2],
        "public": lines[3].partition("=")[2],
        "envelopes": tuple(line.partition("=")[2] for line in lines[4:-1]),
    }
    return SeedText(**{**values, **changes})


def with_seed(events: list[Document], kind: str, **changes: Any) -> list[Document]:
    """Replace a seed text and everything that follows from it in the ledger."""
    index = at(events, kind)
    text = seed_text_of(events[index], **changes)
    events[index]["body"] |= {"lines": list(text.lines()), "seed": text.seed().hex()}
    if kind == "SEED_LOCKED":
        events[at(events, "DRAW")]["body"]["seed"] = text.seed().hex()
    return events


@forgery("event_number_wrong", is_chained=False)
def a_number_is_skipped(events: list[Document]) -> list[Document]:
    events[-1]["n"] += 1
    return events


@forgery("chain_broken", is_chained=False)
def an_event_is_edited(events: list[Document]) -> list[Document]:
    events[1]["body"]["disputed"] = 7
    return events


@forgery("event_number_wrong", is_chained=False)
def an_event_is_removed(events: list[Document]) -> list[Document]:
    del events[3]
    return events


@forgery("time_goes_back")
def time_goes_back(events: list[Document]) -> list[Document]:
    events[4]["at"] = "2026-08-01T00:00:00+08:00"
    return events


@forgery("event_time_malformed")
def another_time_zone_is_used(events: list[Document]) -> list[Document]:
    events[-1]["at"] = "2026-09-05T01:30:00+00:00"
    return events


@forgery("event_time_malformed")
def a_day_that_does_not_exist(events: list[Document]) -> list[Document]:
    events[-1]["at"] = "2026-09-31T09:30:00+08:00"
    return events


@forgery("event_malformed")
def an_event_has_a_field_of_its_own(events: list[Document]) -> list[Document]:
    events[-1]["remark"] = "x"
    return events


@forgery("event_malformed")
def private_detail_stands_in_the_open(events: list[Document]) -> list[Document]:
    events[-1]["priv"] = "张三"
    return events


@forgery("event_malformed", is_chained=False)
def an_event_is_no_object(events: list[Document]) -> list[Document]:
    return [*events[:-1], ["LATE_DRAW"]]  # type: ignore[list-item]


@forgery("document_type_forbidden", is_chained=False)
def a_float_is_smuggled_in(events: list[Document]) -> list[Document]:
    events[1]["body"]["checked"] = 12.0
    return events


@forgery("event_kind_unknown")
def a_kind_is_invented(events: list[Document]) -> list[Document]:
    events[-1]["type"] = "REDRAW"
    return events


@forgery("event_field_missing")
def a_field_is_left_out(events: list[Document]) -> list[Document]:
    del events[-1]["body"]["forced"]
    return events


@forgery("event_field_unknown")
def a_name_is_written_into_a_body(events: list[Document]) -> list[Document]:
    events[1]["body"]["name"] = "x"
    return events


@forgery("event_field_malformed")
def a_placement_is_malformed(events: list[Document]) -> list[Document]:
    events[-1]["body"]["out"][0] = {"s": "x", "g": "G1"}
    return events


@forgery("session_event_misplaced")
def the_session_is_another(events: list[Document]) -> list[Document]:
    events[0]["body"]["session"] = OTHER
    return events


@forgery("session_event_misplaced")
def the_session_is_announced_twice(events: list[Document]) -> list[Document]:
    return [*events, later(events[0])]


@forgery("session_event_misplaced")
def the_announcement_is_missing(events: list[Document]) -> list[Document]:
    return events[1:]


@forgery("freeze_repeated")
def the_same_roster_is_frozen_twice(events: list[Document]) -> list[Document]:
    freeze = events[at(events, "FREEZE")]
    return [*events, later(freeze, no=2, supersedes=freeze["body"]["freeze"])]


@forgery("freeze_number_wrong")
def a_freeze_number_is_skipped(events: list[Document]) -> list[Document]:
    events[at(events, "FREEZE")]["body"]["no"] = 2
    return events


@forgery("freeze_while_one_is_live")
def a_second_roster_is_frozen_beside_the_first(events: list[Document]) -> list[Document]:
    freeze = events[at(events, "FREEZE")]
    return [*events, later(freeze, freeze=OTHER, no=2, supersedes=freeze["body"]["freeze"])]


@forgery("freeze_without_void")
def a_new_freeze_hides_the_voided_one(events: list[Document]) -> list[Document]:
    freeze = events[at(events, "FREEZE")]
    void = {**later(freeze), "type": "VOID"}
    void["body"] = {"freeze": freeze["body"]["freeze"], "reason": "E"}
    return [*events, void, later(freeze, freeze=OTHER, no=2)]


@forgery("freeze_without_void")
def the_first_freeze_claims_to_replace_another(events: list[Document]) -> list[Document]:
    events[at(events, "FREEZE")]["body"]["supersedes"] = OTHER
    return events


@forgery("freeze_not_live")
def envelopes_are_sealed_for_an_unknown_freeze(events: list[Document]) -> list[Document]:
    events[at(events, "ENVELOPES_SEALED")]["body"]["freeze"] = OTHER
    return events


@forgery("step_out_of_order")
def the_dice_are_rolled_before_the_envelopes(events: list[Document]) -> list[Document]:
    sealed = at(events, "ENVELOPES_SEALED")
    events[sealed], events[sealed + 1] = events[sealed + 1], events[sealed]
    events[sealed]["at"], events[sealed + 1]["at"] = (
        events[sealed + 1]["at"],
        events[sealed]["at"],
    )
    return events


@forgery("step_out_of_order")
def the_opening_is_not_recorded(events: list[Document]) -> list[Document]:
    del events[at(events, "OPENING")]
    return events


@forgery("step_out_of_order")
def a_second_seed_is_locked(events: list[Document]) -> list[Document]:
    return [*events, later(events[at(events, "SEED_LOCKED")])]


@forgery("envelope_count_wrong")
def more_seats_than_envelopes(events: list[Document]) -> list[Document]:
    events[at(events, "ENVELOPES_SEALED")]["body"]["seats"].append("领导")
    return events


@forgery("seed_public_changed")
def the_dice_are_changed_after_the_roll(events: list[Document]) -> list[Document]:
    return with_seed(events, "SEED_LOCKED", public="d10:" + "7" * 20)


@forgery("seed_envelope_count_changed")
def an_envelope_is_added_after_the_dice(events: list[Document]) -> list[Document]:
    cards = seed_text_of(events[at(events, "SEED_LOCKED")]).envelopes
    return with_seed(events, "SEED_LOCKED", envelopes=(*cards, "00000001"))


@forgery("seed_for_something_else")
def the_seed_belongs_to_another_freeze(events: list[Document]) -> list[Document]:
    return with_seed(events, "SEED_LOCKED", bound_to=OTHER)


@forgery("seed_does_not_follow")
def a_digit_is_changed_without_the_seed(events: list[Document]) -> list[Document]:
    events[at(events, "SEED_LOCKED")]["body"]["lines"][4] = "envelope.1=48213378"
    return events


@forgery("seed_line_wrong")
def a_remark_is_added_to_the_seed(events: list[Document]) -> list[Document]:
    events[at(events, "SEED_LOCKED")]["body"]["lines"].append("remark=1")
    return events


@forgery("envelopes_too_few")
def cards_are_declared_void(events: list[Document]) -> list[Document]:
    cards = ("48213377", "90817263", "void", "void", "void")
    return with_seed(events, "SEED_LOCKED", envelopes=cards)


@forgery("public_length_wrong")
def one_more_die_is_rolled(events: list[Document]) -> list[Document]:
    public = events[at(events, "PUBLIC_DRAWN")]["body"]["public"] + "1"
    events[at(events, "PUBLIC_DRAWN")]["body"]["public"] = public
    return with_seed(events, "SEED_LOCKED", public=public)


@forgery("draw_without_locked_seed")
def the_draw_uses_another_seed(events: list[Document]) -> list[Document]:
    events[at(events, "DRAW")]["body"]["seed"] = OTHER
    return events


@forgery("draw_without_locked_seed")
def the_draw_comes_before_the_seed(events: list[Document]) -> list[Document]:
    locked = at(events, "SEED_LOCKED")
    events[locked], events[locked + 1] = events[locked + 1], events[locked]
    events[locked]["at"] = events[locked + 1]["at"]
    return events


@forgery("draw_id_wrong")
def the_draw_has_a_made_up_identity(events: list[Document]) -> list[Document]:
    events[at(events, "DRAW")]["body"]["draw"] = OTHER
    return events


@forgery("draw_twice")
def the_draw_is_repeated_until_it_pleases(events: list[Document]) -> list[Document]:
    return [*events, later(events[at(events, "DRAW")], result=OTHER)]


@forgery("void_not_allowed")
def an_unwelcome_result_is_voided(events: list[Document]) -> list[Document]:
    draw = events[at(events, "DRAW")]
    void = {**later(draw), "type": "VOID"}
    void["body"] = {"freeze": draw["body"]["freeze"], "reason": "U"}
    return [*events, void]


@forgery("freeze_not_live")
def an_unknown_freeze_is_voided(events: list[Document]) -> list[Document]:
    void = {**later(events[0]), "type": "VOID", "body": {"freeze": OTHER, "reason": "D"}}
    return [*events, void]


def with_representatives(events: list[Document], **body: Any) -> list[Document]:
    """Representatives between draw and lots, honest unless `body` says something else."""
    draw, lots = events[at(events, "DRAW")], at(events, "LOTS")
    text = SeedText(
        "SG1-SEED-REPRESENTATIVES/1",
        suite_named(seed_text_of(events[at(events, "SEED_LOCKED")]).suite.name),
        draw["body"]["result"],
        "d10:13572468",
        ("10293847", "56473829"),
    )
    drawn = {
        "unit": draw["body"]["unit"],
        "result": draw["body"]["result"],
        "lines": list(text.lines()),
        "seed": text.seed().hex(),
        "out": [{"g": "G1", "s": [OTHER]}],
        "order": ["G1"],
    }
    event = {**events[lots], "type": "REPRESENTATIVES", "body": {**drawn, **body}}
    return [*events[:lots], event, *events[lots:]]


@forgery("representatives_twice")
def the_representatives_are_drawn_again(events: list[Document]) -> list[Document]:
    return with_representatives(with_representatives(events), order=["G2"])


@forgery("representatives_after_lots")
def the_representatives_come_after_the_lots(events: list[Document]) -> list[Document]:
    events = with_representatives(events)
    index = at(events, "REPRESENTATIVES")
    return [*events[:index], *events[index + 1 :], later(events[index])]


@forgery("representatives_without_result")
def representatives_of_no_result(events: list[Document]) -> list[Document]:
    return with_representatives(events, result=OTHER)


@forgery("representatives_without_result")
def representatives_of_another_unit(events: list[Document]) -> list[Document]:
    return with_representatives(events, unit="520123.other.p1.2026")


@forgery("seed_for_something_else")
def representatives_from_the_first_seed(events: list[Document]) -> list[Document]:
    locked = events[at(events, "SEED_LOCKED")]["body"]
    return with_representatives(events, lines=locked["lines"], seed=locked["seed"])


@forgery("seed_does_not_follow")
def a_representatives_seed_does_not_follow(events: list[Document]) -> list[Document]:
    return with_representatives(events, seed=OTHER)


@forgery("envelopes_too_few")
def representatives_with_one_card(events: list[Document]) -> list[Document]:
    events = with_representatives(events)
    return with_seed(events, "REPRESENTATIVES", envelopes=("10293847",))


@forgery("lots_twice")
def the_teachers_draw_again(events: list[Document]) -> list[Document]:
    return [*events, later(events[at(events, "LOTS")], lots=OTHER)]


@forgery("lots_without_result")
def lots_are_drawn_for_no_result(events: list[Document]) -> list[Document]:
    return [*events, later(events[at(events, "LOTS")], result=OTHER)]


@forgery("late_batch_twice")
def a_late_batch_is_frozen_twice(events: list[Document]) -> list[Document]:
    return [*events, later(events[at(events, "LATE_FREEZE")])]


@forgery("late_draw_without_freeze")
def a_late_draw_is_repeated(events: list[Document]) -> list[Document]:
    return [*events, later(events[at(events, "LATE_DRAW")])]


@forgery("late_draw_without_freeze")
def a_late_draw_has_no_freeze(events: list[Document]) -> list[Document]:
    del events[at(events, "LATE_FREEZE")]
    return events


@forgery("late_draw_differs_from_freeze")
def a_late_student_is_added_after_the_freeze(events: list[Document]) -> list[Document]:
    events[-1]["body"]["out"].append({"s": OTHER, "g": "G1"})
    return events


@forgery("late_draw_differs_from_freeze")
def a_late_student_is_placed_twice(events: list[Document]) -> list[Document]:
    placements = events[-1]["body"]["out"]
    placements[1] = {**placements[0], "g": "G1"}
    return events


@forgery("late_draw_differs_from_freeze")
def a_late_draw_is_for_another_unit(events: list[Document]) -> list[Document]:
    events[-1]["body"]["unit"] = "520123.other.p1.2026"
    return events


@forgery("seed_for_something_else")
def a_late_seed_is_for_another_batch(events: list[Document]) -> list[Document]:
    return with_seed(events, "LATE_DRAW", bound_to=OTHER)


@forgery("seed_for_something_else")
def the_first_seed_is_used_for_late_arrivals(events: list[Document]) -> list[Document]:
    locked = events[at(events, "SEED_LOCKED")]["body"]
    events[-1]["body"] |= {"lines": locked["lines"], "seed": locked["seed"]}
    return events


@forgery("seed_does_not_follow")
def a_late_seed_does_not_follow(events: list[Document]) -> list[Document]:
    events[-1]["body"]["seed"] = OTHER
    return events


@forgery("public_length_wrong")
def a_late_ceremony_rolls_too_few_dice(events: list[Document]) -> list[Document]:
    return with_seed(events, "LATE_DRAW", public="d10:5508192")


@forgery("envelopes_too_few")
def a_late_ceremony_hears_one_person_only(events: list[Document]) -> list[Document]:
    return with_seed(events, "LATE_DRAW", envelopes=("20260903", "void"))


@forgery("seed_for_something_else")
def the_seed_names_the_other_suite(events: list[Document]) -> list[Document]:
    suite = seed_text_of(events[at(events, "SEED_LOCKED")]).suite
    other = suite_named("gm" if suite.name == "intl" else "intl")
    return with_seed(events, "SEED_LOCKED", suite=other)


def second_unit_drawn(record: SampleRecord) -> list[Document]:
    """An honest ledger in which one freeze has draws of two units."""
    events = copied(list(record.events))
    draw = events[at(events, "DRAW")]
    unit = f"{UNIT}.other"
    freeze_hash = draw["body"]["freeze"]
    other = later(
        draw, unit=unit, draw=draw_id(record.suite, freeze_hash, unit).hex(), result=OTHER
    )
    return chained(record.suite, record.session, [*events, other])

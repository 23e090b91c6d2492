"""The public file, spoilt and signed again by someone who owns the key of the session."""

import json

from tests.browser.forging import (
    NOBODY,
    Table,
    again,
    exchange,
    into,
    lines_with,
    relinked,
    result,
    seed_of,
    without,
)
from tests.browser.real_draws import Draw, canonical

FORGED: Table = {}
public = into(FORGED)


@public("ledger_draw_twice")
def a_second_draw(draw: Draw) -> None:
    again(draw, "DRAW")


@public("ledger_order_wrong")
def a_second_seed(draw: Draw) -> None:
    again(draw, "SEED_LOCKED")


@public("ledger_order_wrong")
def envelopes_never_sealed(draw: Draw) -> None:
    without(draw, "ENVELOPES_SEALED")


@public("ledger_order_wrong")
def the_opening_left_out(draw: Draw) -> None:
    without(draw, "OPENING")


@public("result_recorded")
def the_draw_left_out(draw: Draw) -> None:
    without(draw, "DRAW")


@public("ledger_time_backwards")
def a_draw_before_its_time(draw: Draw) -> None:
    next(e for e in draw.events if e["type"] == "DRAW")["at"] = draw.events[0]["at"]
    draw.relink()


@public("ledger_seed_hash")
def a_digit_changed_in_the_seed_lines(draw: Draw) -> None:
    relinked(draw, "SEED_LOCKED", lines=lines_with(draw, "SEED_LOCKED", 4, "48213377", "48213378"))


@public("result_seed")
def a_digit_changed_and_the_seed_with_it(draw: Draw) -> None:
    lines = lines_with(draw, "SEED_LOCKED", 4, "48213377", "48213378")
    relinked(draw, "SEED_LOCKED", lines=lines, seed=seed_of(draw, lines))


@public("ledger_seed_lines")
def other_dice_than_were_rolled(draw: Draw) -> None:
    lines = lines_with(draw, "SEED_LOCKED", 3, "d10:8", "d10:9")
    relinked(draw, "SEED_LOCKED", lines=lines, seed=seed_of(draw, lines))


@public("ledger_seed_lines")
def an_envelope_left_out_of_the_seed(draw: Draw) -> None:
    lines = list(draw.body("SEED_LOCKED")["lines"])
    del lines[6]
    relinked(draw, "SEED_LOCKED", lines=lines, seed=seed_of(draw, lines))


@public("seed_quorum")
def envelopes_declared_void(draw: Draw) -> None:
    lines = lines_with(draw, "SEED_LOCKED", 4, "48213377", "void")
    relinked(draw, "SEED_LOCKED", lines=lines, seed=seed_of(draw, lines))


@public("ledger_void_reason")
def a_result_voided_because_it_displeased(draw: Draw) -> None:
    body = {"freeze": draw.notice, "reason": "X", "stage": "DRAWN", "signers": ["局操作员"]}
    draw.events.append({**draw.events[-1], "type": "VOID", "body": body})
    draw.relink()


@public("notice")
def other_rules_frozen_after_the_notice(draw: Draw) -> None:
    params = draw.public["params"][0]
    draw.reissue(params, cap=params["cap"] + 5)
    entry = draw.public["freezes"][0]["units"][0]
    draw.reissue(draw.public["freezes"][0], units=[{**entry, "params": draw.hash(params)}])


@public("notice")
def another_child_frozen_after_the_notice(draw: Draw) -> None:
    freeze, leaves = draw.public["freezes"][0], draw.public["rosters"][0]["leaves"]
    leaves[0] = "00" * 32
    draw.reissue(freeze, units=[{**freeze["units"][0], "roster": draw.root(leaves)}])


@public("notice")
def all_signed_again_with_a_key_of_their_own(draw: Draw) -> None:
    draw.reissue(draw.public["session"], title="青禾中学阳光分班")
    draw.reissue(draw.public["freezes"][0], session=draw.hash(draw.public["session"]))


@public("result_recorded")
def a_result_reissued_but_not_recorded(draw: Draw) -> None:
    result(draw)["balance"][0]["max_diff"] += 1


@public("result_difference")
def uneven_classes_recorded(draw: Draw) -> None:
    groups = result(draw)["groups"]
    groups = [{**g, "n": g["n"] + {0: 3, 1: -3}.get(i, 0)} for i, g in enumerate(groups)]
    draw.reissue(result(draw), groups=groups)


@public("result_root")
def another_class_list_recorded(draw: Draw) -> None:
    draw.reissue(result(draw), root=NOBODY)


@public("result_draw_id")
def another_draw_number(draw: Draw) -> None:
    draw.reissue(result(draw), draw=NOBODY)


@public("lots_drawn")
def lots_exchanged_and_recorded(draw: Draw) -> None:
    lots = json.loads(canonical(draw.public["lots"][0]))
    exchange(lots["teachers"], "lot")
    exchange(lots["out"], "t")
    teacher = {row["lot"]: row["t"] for row in lots["teachers"]}
    lots["out"] = [{**row, "t": teacher[row["class"]]} for row in lots["out"]]
    draw.reissue(draw.public["lots"][0], **lots)


@public("lots_seed")
def lots_with_the_numbers_of_the_draw(draw: Draw) -> None:
    lines = draw.body("SEED_LOCKED")["lines"]
    draw.reissue(draw.public["lots"][0], lines=lines)


@public("ledger_lots_twice")
def second_lots(draw: Draw) -> None:
    again(draw, "LOTS")


@public("late_placed")
def a_late_child_moved_to_another_class(draw: Draw) -> None:
    placed = draw.body("LATE_DRAW")["out"][0]
    placed["g"] = "G2" if placed["g"] == "G1" else "G1"
    draw.relink()


@public("late_forced")
def a_late_batch_called_forced(draw: Draw) -> None:
    relinked(draw, "LATE_DRAW", forced=1)


@public("ledger_late_twice")
def a_late_batch_drawn_twice(draw: Draw) -> None:
    again(draw, "LATE_DRAW")


@public("late_seed")
def a_late_batch_with_too_few_cards(draw: Draw) -> None:
    lines = lines_with(draw, "LATE_DRAW", 4, "20260903", "void")
    relinked(draw, "LATE_DRAW", lines=lines, seed=seed_of(draw, lines))


@public("representatives_ranks")
def representatives_in_another_order(draw: Draw) -> None:
    row = draw.body("REPRESENTATIVES")["out"][0]["s"]
    row[0], row[1] = row[1], row[0]
    draw.relink()


@public("representatives_lists")
def a_class_with_four_representatives(draw: Draw) -> None:
    draw.body("REPRESENTATIVES")["out"][0]["s"].pop()
    draw.relink()


@public("representatives_order")
def a_class_drawn_forward(draw: Draw) -> None:
    order = draw.body("REPRESENTATIVES")["order"]
    order[0], order[1] = order[1], order[0]
    draw.relink()


@public("representatives_seed")
def representatives_from_a_single_card(draw: Draw) -> None:
    lines = lines_with(draw, "REPRESENTATIVES", 4, "20260903", "void")
    relinked(draw, "REPRESENTATIVES", lines=lines, seed=seed_of(draw, lines))


@public("representatives_ranks")
def a_parent_passed_over(draw: Draw) -> None:
    """The first of a class gives way to one who was not drawn at all."""
    event = draw.body("REPRESENTATIVES")
    listed = {leaf for row in event["out"] for leaf in row["s"]}
    others = draw.public["rosters"][0]["leaves"]
    event["out"][0]["s"][0] = next(leaf for leaf in others if leaf not in listed)
    draw.relink()


@public("ledger_representatives_late")
def representatives_after_the_lots(draw: Draw) -> None:
    kinds = [event["type"] for event in draw.events]
    at = kinds.index("REPRESENTATIVES")
    draw.events[at]["at"] = draw.events[at + 1]["at"]
    draw.events[at], draw.events[at + 1] = draw.events[at + 1], draw.events[at]
    draw.relink()

"""The public file, spoilt by someone without the key of the session."""

import json

from tests.browser.forging import NOBODY, OTHER_KEY, Table, exchange, into, result
from tests.browser.real_draws import Draw

FORGED: Table = {}
public = into(FORGED)


@public("public_form")
def pretty_printed(draw: Draw) -> None:
    draw.raw = json.dumps(draw.public, ensure_ascii=False, sort_keys=True, indent=1).encode()


@public("public_form")
def a_key_twice(draw: Draw) -> None:
    draw.raw = draw.public_bytes().replace(b'"suite":', b'"suite":"gm","suite":', 1)


@public("public_form")
def truncated(draw: Draw) -> None:
    draw.raw = draw.public_bytes()[:-1000]


@public("public_form")
def a_line_feed_at_the_end(draw: Draw) -> None:
    draw.raw = draw.public_bytes() + b"\n"


@public("public_form")
def a_number_with_a_point(draw: Draw) -> None:
    draw.raw = draw.public_bytes().replace(b'"budget":4096', b'"budget":4096.0')


@public("public_form")
def a_byte_order_mark(draw: Draw) -> None:
    draw.raw = b"\xef\xbb\xbf" + draw.public_bytes()


@public("public_shape")
def a_field_of_their_own(draw: Draw) -> None:
    draw.public["remark"] = "以此为准"


@public("public_once")
def lots_published_twice(draw: Draw) -> None:
    draw.public["lots"].append(draw.public["lots"][0])


@public("result_root")
def a_changed_class_list(draw: Draw) -> None:
    draw.public["result_leaves"][0]["leaves"][0] = "00" * 32


@public("result_leaves")
def two_places_of_the_class_list_swapped(draw: Draw) -> None:
    leaves = draw.public["result_leaves"][0]["leaves"]
    leaves[0], leaves[1] = leaves[1], leaves[0]


@public("result_leaves")
def a_student_dropped_from_the_class_list(draw: Draw) -> None:
    draw.public["result_leaves"][0]["leaves"].pop()


@public("result_sum")
def a_class_with_one_more(draw: Draw) -> None:
    result(draw)["groups"][0]["n"] += 1


@public("result_published")
def the_result_hidden(draw: Draw) -> None:
    draw.public["results"].clear()


@public("roster_count")
def a_child_dropped_from_the_roster(draw: Draw) -> None:
    draw.public["rosters"][0]["leaves"].pop()


@public("roster_root")
def a_child_exchanged_in_the_roster(draw: Draw) -> None:
    draw.public["rosters"][0]["leaves"][0] = "00" * 32


@public("roster_sorted")
def a_child_twice_in_the_roster(draw: Draw) -> None:
    leaves = draw.public["rosters"][0]["leaves"]
    leaves[1] = leaves[0]


@public("params")
def a_changed_cap(draw: Draw) -> None:
    draw.public["params"][0]["cap"] += 10


@public("params")
def a_changed_weight(draw: Draw) -> None:
    draw.public["params"][0]["weights"]["gender"] += 1


@public("teachers")
def a_teacher_replaced(draw: Draw) -> None:
    draw.public["teachers"][0]["list"][0]["name"] = "别人"


@public("lots_out")
def two_teachers_swapped(draw: Draw) -> None:
    exchange(draw.public["lots"][0]["out"], "t")


@public("lots_out")
def two_lots_of_groups_swapped(draw: Draw) -> None:
    exchange(draw.public["lots"][0]["groups"], "lot")


@public("lots_published")
def the_lots_hidden(draw: Draw) -> None:
    draw.public["lots"].clear()


@public("late_published")
def the_late_batch_hidden(draw: Draw) -> None:
    draw.public["late"].clear()


@public("late_roster")
def a_late_child_exchanged(draw: Draw) -> None:
    draw.public["late"][0]["leaves"][0] = "00" * 32


@public("late_published")
def late_class_sizes_invented(draw: Draw) -> None:
    draw.public["late"][0]["doc"]["sizes"][0]["n"] -= 1


@public("ledger_number_wrong")
def a_dropped_event(draw: Draw) -> None:
    draw.events.pop(3)


@public("ledger_chain_broken")
def an_edited_event(draw: Draw) -> None:
    draw.body("NOTICE_POSTED")["where"] = "别处"


@public("checkpoint")
def an_edited_late_placement(draw: Draw) -> None:
    placed = draw.body("LATE_DRAW")["out"][0]
    placed["g"] = "G2" if placed["g"] == "G1" else "G1"


@public("checkpoint")
def the_last_event_cut_off(draw: Draw) -> None:
    draw.events.pop()


@public("signature")
def a_forged_signature(draw: Draw) -> None:
    draw.public["sig"]["sig"] = "00" * 64


@public("signature_key")
def a_ledger_rewritten_and_signed_with_another_key(draw: Draw) -> None:
    draw.body("NOTICE_POSTED")["where"] = "别处"
    draw.relink(OTHER_KEY)


@public("session_engine")
def another_engine(draw: Draw) -> None:
    draw.public["engine"]["files"][0]["h"] = NOBODY


@public("freeze_session")
def another_session(draw: Draw) -> None:
    draw.public["session"]["title"] = "另一场分班"


@public("suite_same")
def a_mixed_suite(draw: Draw) -> None:
    draw.public["session"]["suite"] = "gm" if draw.suite == "intl" else "intl"

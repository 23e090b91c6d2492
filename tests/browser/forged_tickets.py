"""What a family holds, spoilt: its ticket or slip."""

from tests.browser.forging import NOBODY, Table, into
from tests.browser.real_draws import Draw

FORGED: Table = {}
ticket = into(FORGED)


@ticket("ticket_identity")
def a_ticket_of_another_child(draw: Draw) -> None:
    draw.ticket = draw.other


@ticket("ticket_identity")
def a_slip_of_a_late_child(draw: Draw) -> None:
    draw.ticket = draw.late_slip


@ticket("ticket_roster")
def another_name_on_the_ticket(draw: Draw) -> None:
    draw.ticket["s"]["name"] = "别人"


@ticket("ticket_roster")
def another_attribute_on_the_ticket(draw: Draw) -> None:
    draw.ticket["s"]["a"]["sen"] = 1 - draw.ticket["s"]["a"]["sen"]


@ticket("ticket_record")
def an_attribute_added_to_the_ticket(draw: Draw) -> None:
    draw.ticket["s"]["a"]["score"] = 99


@ticket("ticket_inclusion")
def another_class_on_the_ticket(draw: Draw) -> None:
    draw.ticket["r"]["g"] = draw.other["r"]["g"]


@ticket("ticket_same_child")
def the_class_of_another_child(draw: Draw) -> None:
    draw.ticket.update({field: draw.other[field] for field in ("r", "ri", "rp")})


@ticket("ticket_inclusion")
def another_path_on_the_ticket(draw: Draw) -> None:
    draw.ticket["rp"][0] = NOBODY


@ticket("ticket_roster")
def another_place_on_the_ticket(draw: Draw) -> None:
    draw.ticket["si"] = (draw.ticket["si"] + 1) % 412


@ticket("ticket_freeze")
def a_ticket_of_another_freeze(draw: Draw) -> None:
    draw.ticket["freeze"] = NOBODY


@ticket("ticket_session")
def a_ticket_of_another_session(draw: Draw) -> None:
    draw.ticket["session"] = NOBODY


@ticket("ticket_result")
def a_ticket_of_another_result(draw: Draw) -> None:
    draw.ticket["result"] = NOBODY


@ticket("ticket")
def a_ticket_with_a_word_of_their_own(draw: Draw) -> None:
    draw.ticket["remark"] = "已核"


@ticket("ticket_same_child")
def a_slip_with_the_class_of_another_child(draw: Draw) -> None:
    draw.ticket = {**draw.slip, "r": draw.other["r"]}


@ticket("ticket_inclusion")
def a_slip_with_another_class(draw: Draw) -> None:
    draw.ticket = {**draw.slip, "r": {**draw.slip["r"], "g": draw.other["r"]["g"]}}


@ticket("ticket_late_roster")
def a_late_slip_of_a_child_of_the_roster(draw: Draw) -> None:
    draw.ticket = {**draw.late_slip, "s": draw.slip["s"]}


@ticket("ticket_late_batch")
def a_late_slip_of_another_batch(draw: Draw) -> None:
    draw.ticket = {**draw.late_slip, "late": NOBODY}


@ticket("ticket_no_representative")
def a_family_passed_over(draw: Draw) -> None:
    """The first of its class gives way to the sixth: in public all ranks still ascend."""
    event = draw.body("REPRESENTATIVES")
    row = event["out"][0]
    placed = {leaf["s"]: leaf for leaf in draw.sealed["results"]}
    members = [leaf for leaf in draw.ranked() if placed[leaf]["g"] == row["g"]]
    record = next(leaf for leaf in draw.sealed["leaves"] if draw.leaf(leaf) == members[0])
    draw.ticket = {**draw.slip, "s": record, "r": placed[members[0]]}
    draw.number = ""
    row["s"] = members[1:6]
    draw.relink()

"""The sealed roster that a supervisor draws again, spoilt."""

from tests.browser.forging import Table, exchange, into, lines_with, result, seed_of
from tests.browser.real_draws import Draw, canonical

FORGED: Table = {}
sealed = into(FORGED)


@sealed("sealed_roster")
def an_attribute_changed_in_the_sealed_roster(draw: Draw) -> None:
    attributes = draw.sealed["leaves"][0]["a"]
    attributes["gender"] = 3 - attributes["gender"]


@sealed("sealed_roster")
def a_link_dropped_from_the_sealed_roster(draw: Draw) -> None:
    next(leaf for leaf in draw.sealed["leaves"] if "pin" in leaf).pop("pin")


@sealed("sealed_roster")
def a_child_dropped_from_the_sealed_roster(draw: Draw) -> None:
    draw.sealed["leaves"].pop()


@sealed("sealed_students")
def a_child_twice_in_the_sealed_roster(draw: Draw) -> None:
    draw.sealed["leaves"][1] = draw.sealed["leaves"][0]


@sealed("sealed_result")
def two_students_swapped_in_the_sealed_roster(draw: Draw) -> None:
    exchange(draw.sealed["results"], "g")


@sealed("sealed_each_once")
def a_student_placed_twice(draw: Draw) -> None:
    draw.sealed["results"][1] = draw.sealed["results"][0]


@sealed("rerun")
def two_students_swapped_and_everything_signed_again(draw: Draw) -> None:
    """Only the draw itself can tell: two of one kind, so that even the balance stays."""
    draw.undo_what_came_after()
    leaves = {draw.leaf(leaf): leaf for leaf in draw.sealed["leaves"]}
    kind = {number: canonical(leaf["a"]) for number, leaf in leaves.items()}
    placed = draw.sealed["results"]
    pairs = ((a, b) for i, a in enumerate(placed) for b in placed[:i])
    one, other = next((a, b) for a, b in pairs if a["g"] != b["g"] and kind[a["s"]] == kind[b["s"]])
    one["g"], other["g"] = other["g"], one["g"]
    publish_placements(draw)


@sealed("rerun")
def a_class_dealt_by_hand_and_everything_signed_again(draw: Draw) -> None:
    draw.undo_what_came_after()
    placed = sorted(draw.sealed["results"], key=lambda leaf: leaf["s"])
    groups = sorted(leaf["g"] for leaf in placed)
    for leaf, group in zip(placed, groups, strict=True):
        leaf["g"] = group
    publish_placements(draw)


@sealed("rerun")
def other_numbers_locked_after_the_draw(draw: Draw) -> None:
    """Another seed, bound to the same freeze; the wanted result keeps its classes."""
    draw.undo_what_came_after()
    lines = lines_with(draw, "SEED_LOCKED", 4, "48213377", "48213378")
    old, seed = draw.body("SEED_LOCKED")["seed"], seed_of(draw, lines)
    draw.body("SEED_LOCKED").update(lines=lines)
    number = draw.hash(result(draw))
    result(draw)["seed"] = seed
    draw.replace(number, draw.hash(result(draw)))
    draw.replace(old, seed)


def publish_placements(draw: Draw) -> None:
    """Put the sealed placements into class list, result and ledger, and sign again."""
    leaves = sorted(draw.leaf(leaf) for leaf in draw.sealed["results"])
    draw.public["result_leaves"][0]["leaves"] = leaves
    draw.reissue(result(draw), root=draw.root(leaves))

"""A finished draw: made again for what comes later, and its public file written again after it.

Homeroom teachers' lots, representatives, late arrivals, a void and the disc all add to the ledger;
after each of them the public file must hold the new events.
"""

from collections.abc import Sequence

from junheng.ceremony import publishing
from junheng.ceremony.drawing import UnitDraw, draw_unit, draw_units
from junheng.ceremony.late_batches import late_slips, placement_files
from junheng.ceremony.opened import Ceremony
from junheng.ceremony.representatives import representatives_files
from junheng.ceremony.seeding import find_locked_seed
from junheng.engine.errors import JunhengError


def finished_draws(ceremony: Ceremony) -> tuple[UnitDraw, ...]:
    """The draws as they were made, made again: the ledger says that they came out the same.

    Raises `draw_not_finished` and `draw_differs_from_ledger`.
    """
    text = find_locked_seed(ceremony.book)
    recorded = {body["unit"]: body["result"] for body in ceremony.book.bodies("DRAW")}
    if text is None or len(recorded) < len(ceremony.frozen.units):
        raise JunhengError("draw_not_finished")
    draws = draw_units(ceremony.frozen, text.seed())
    for drawn in draws:
        if drawn.code != recorded[drawn.unit.unit]:
            raise JunhengError("draw_differs_from_ledger", unit=drawn.unit.unit)
    return draws


def finished_draw(ceremony: Ceremony, unit: str) -> UnitDraw:
    """The draw of one unit, made again; the others are left alone, because a county has many.

    Raises as `finished_draws`.
    """
    text = find_locked_seed(ceremony.book)
    recorded = {body["unit"]: body["result"] for body in ceremony.book.bodies("DRAW")}
    frozen = next((one for one in ceremony.frozen.units if one.unit == unit), None)
    if text is None or frozen is None or unit not in recorded:
        raise JunhengError("draw_not_finished")
    drawn = draw_unit(ceremony.frozen, frozen, text.seed())
    if drawn.code != recorded[unit]:
        raise JunhengError("draw_differs_from_ledger", unit=unit)
    return drawn


def publish_again(ceremony: Ceremony, draws: Sequence[UnitDraw]) -> None:
    """Write the public file with everything that is recorded now, and what belongs beside it.

    That is the lists of drawn batches and of representatives, and the slips of late arrivals.
    """
    ceremony.folder.place(
        {
            **placement_files(ceremony),
            **late_slips(ceremony),
            **representatives_files(ceremony),
            # Last, because its presence says that everything before it is there.
            publishing.PUBLIC_FILE: publishing.public_file(ceremony, draws),
        }
    )

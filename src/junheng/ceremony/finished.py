"""A finished draw: made again for what comes later, and its public file written again after it.

Homeroom teachers' lots, representatives, late arrivals, a void and the disc all add to the ledger;
after each of them the public file must hold the new events.

What one unit does concerns one unit: its draw is made again, and of the others the public file
keeps what it says, after every hash in it was compared with the ledger. The whole is drawn again
before it is published and before it goes on a disc.
"""

from collections.abc import Collection, Mapping, Sequence

from junheng.ceremony import publishing
from junheng.ceremony.drawing import UnitDraw, draw_unit, draw_units
from junheng.ceremony.late_batches import late_slips, placement_files
from junheng.ceremony.opened import Ceremony
from junheng.ceremony.public_record import kept_drawn_part
from junheng.ceremony.representatives import representatives_files
from junheng.ceremony.seeding import find_locked_seed
from junheng.engine.errors import JunhengError


def finished_draws(ceremony: Ceremony) -> tuple[UnitDraw, ...]:
    """The draws as they were made, made again: the ledger says that they came out the same.

    Raises `draw_not_finished` and `draw_differs_from_ledger`.
    """
    seed, recorded = _finished(ceremony)
    draws = draw_units(ceremony.frozen, seed)
    for drawn in draws:
        _refuse_another(drawn, recorded)
    return draws


def finished_draw(ceremony: Ceremony, unit: str) -> UnitDraw:
    """The draw of one unit, made again; the others are left alone, because a county has many.

    Raises as `finished_draws`.
    """
    seed, recorded = _finished(ceremony)
    frozen = ceremony.frozen.unit_of(unit)
    if frozen is None:
        raise JunhengError("draw_not_finished")
    drawn = draw_unit(ceremony.frozen, frozen, seed)
    _refuse_another(drawn, recorded)
    return drawn


def publish_again(ceremony: Ceremony, draws: Sequence[UnitDraw]) -> None:
    """Write the public file with everything that is recorded now, and what belongs beside it.

    That is the lists of drawn batches and of representatives, and the slips of late arrivals.
    `draws` are those of all units.
    """
    _place(ceremony, publishing.drawn_part(ceremony.frozen, draws))


def publish_after(ceremony: Ceremony, unit: str) -> None:
    """Write the public file after an act of one unit, and what belongs beside it of this unit.

    Where the public file in the folder does not hold, the draw of every unit is made again.
    Raises as `finished_draws`.
    """
    kept = kept_drawn_part(ceremony)
    if kept is None:
        kept = publishing.drawn_part(ceremony.frozen, finished_draws(ceremony))
    _place(ceremony, kept, units={unit})


def _finished(ceremony: Ceremony) -> tuple[bytes, Mapping[str, str]]:
    """The seed, and the result of each unit as recorded; raises `draw_not_finished`."""
    text = find_locked_seed(ceremony.book)
    recorded = {str(body["unit"]): str(body["result"]) for body in ceremony.book.bodies("DRAW")}
    if text is None or len(recorded) < len(ceremony.frozen.units):
        raise JunhengError("draw_not_finished")
    return text.seed(), recorded


def _refuse_another(drawn: UnitDraw, recorded: Mapping[str, str]) -> None:
    if drawn.code != recorded[drawn.unit.unit]:
        raise JunhengError("draw_differs_from_ledger", unit=drawn.unit.unit)


def _place(
    ceremony: Ceremony, drawn: publishing.DrawnPart, units: Collection[str] | None = None
) -> None:
    ceremony.folder.place(
        {
            **placement_files(ceremony, units),
            **late_slips(ceremony, units),
            **representatives_files(ceremony, units),
            # Last, because its presence says that everything before it is there.
            publishing.PUBLIC_FILE: publishing.public_file_of(ceremony, drawn),
        }
    )

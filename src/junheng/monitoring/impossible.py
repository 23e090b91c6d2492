"""What cannot be, whatever the year: a part above its whole, a value above the largest there is.

Which quantity is part of which is the catalogue's to say.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from junheng.monitoring.figures import Numbers
from junheng.profiles import Stage
from junheng.profiles.indicators import Catalogue, Level, Quantity


@dataclass(frozen=True)
class PartAboveWhole:
    """A part that is more than its whole; `stage` is None where they are counted together."""

    part: Quantity
    whole: Quantity
    stage: Stage | None


def parts_above_wholes(
    catalogue: Catalogue, own: Numbers, of_stage: Mapping[Stage, Numbers]
) -> Iterator[PartAboveWhole]:
    """Compare within each stage where both are reported by stage, else their sums.

    Stages count together against what only the school has: teachers of both stages of a combined
    school are teachers of the school. What was not reported is not compared.
    """
    for part in catalogue.quantities.values():
        if not part.part_of:
            continue
        whole = catalogue.quantities[part.part_of]
        groups: list[tuple[Stage | None, Numbers, Mapping[Stage, Numbers]]] = [
            (None, own, of_stage)
        ]
        if _is_of_stage(part) and _is_of_stage(whole):
            groups = [(stage, {}, {stage: numbers}) for stage, numbers in of_stage.items()]
        for stage, together, apart in groups:
            most, found = (_sum(one.name, together, apart) for one in (whole, part))
            if most is not None and found is not None and found > most:
                yield PartAboveWhole(part, whole, stage)


def _is_of_stage(quantity: Quantity) -> bool:
    return quantity.level is Level.STAGE and not quantity.is_shared


def _sum(name: str, own: Numbers, of_stage: Mapping[Stage, Numbers]) -> Fraction | None:
    found = [numbers[name] for numbers in (own, *of_stage.values()) if name in numbers]
    return sum(found, Fraction(0)) if found else None

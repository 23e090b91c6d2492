"""Parents' representatives (家长代表): five families per class, drawn from fresh public numbers.

The first of a class draws its lot (抽签家长); the classes come forward in a drawn order (SG1 §8,
extension 10 of docs/method/record.md).
"""

import csv
import io
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from junheng.ceremony.drawing import UnitDraw, events_after_draw
from junheng.ceremony.folder import INTERNAL
from junheng.ceremony.frozen import FrozenStudent, FrozenUnit
from junheng.ceremony.opened import Ceremony
from junheng.ceremony.seeding import small_seed_text
from junheng.engine.assignment.representatives import (
    order_of_classes,
    ranked_leaves,
    representatives_of_classes,
)
from junheng.engine.errors import JunhengError
from junheng.engine.randomness.keys import stage_key, unit_seed
from junheng.engine.randomness.seeds import SeedText
from junheng.engine.randomness.suites import Suite
from junheng.engine.record.merkle import document_leaf

SEED_KIND = "SG1-SEED-REPRESENTATIVES/1"


@dataclass(frozen=True)
class RepresentativesRecord:
    """The draw of one unit: `of_group["G1"]` are its children in order, the first is the drawer.

    `order` are the groups as their drawers come forward, `at` is the moment of the ledger, `lines`
    the seed text.
    """

    unit: FrozenUnit
    result: str
    lines: tuple[str, ...]
    seed: str
    at: str
    of_group: Mapping[str, tuple[FrozenStudent, ...]]
    order: tuple[str, ...]


@dataclass(frozen=True)
class ListedRepresentatives:
    """Names by group, the drawer first, and the groups as their drawers come forward."""

    order: tuple[str, ...]
    of_group: Mapping[str, tuple[str, ...]]


def check_representatives_paper(
    ceremony: Ceremony, result: str, public: str, envelopes: Sequence[str]
) -> SeedText:
    """The seed text of these numbers; raises what `check_seed_fits` raises."""
    return small_seed_text(SEED_KIND, ceremony.frozen.suite, result, public, envelopes)


def draw_representatives(
    ceremony: Ceremony, drawn: UnitDraw, *, public: str, envelopes: Sequence[str]
) -> RepresentativesRecord:
    """Draw the representatives of a unit and record them, once.

    The same numbers again find what is recorded; others are refused with
    `representatives_numbers_recorded_differ`. Raises `single_class_has_no_lots`, and what the
    ledger refuses: nothing after the lots.
    """
    unit = drawn.unit
    if unit.is_exempt:
        raise JunhengError("single_class_has_no_lots", unit=unit.unit)
    text = check_representatives_paper(ceremony, drawn.code, public, envelopes)
    known = representatives_of(ceremony, unit)
    if known is not None:
        if known.lines != text.lines():
            raise JunhengError("representatives_numbers_recorded_differ", unit=unit.unit)
        return known
    suite = ceremony.frozen.suite
    event = ceremony.book.append("REPRESENTATIVES", "host", _body(suite, drawn, text))
    return _record_from(event, suite, unit)


def representatives_of(ceremony: Ceremony, unit: FrozenUnit) -> RepresentativesRecord | None:
    """What the ledger holds of a unit's representatives, with the children behind the leaves."""
    events = events_after_draw(ceremony.book, "REPRESENTATIVES", unit.unit)
    return _record_from(events[-1], ceremony.frozen.suite, unit) if events else None


def representatives_files(
    ceremony: Ceremony, units: Collection[str] | None = None
) -> dict[str, bytes]:
    """One list a unit with the children's names, for those who telephone; never public.

    Of all units, or of these.
    """
    files = {}
    for unit in ceremony.frozen.units:
        is_wanted = units is None or unit.unit in units
        record = representatives_of(ceremony, unit) if is_wanted else None
        if record is not None:
            files[_list_file(unit)] = _list_of(record)
    return files


def listed_representatives(ceremony: Ceremony, unit: FrozenUnit) -> ListedRepresentatives | None:
    """The names to be called, from the list of the unit: no other child's leaf is looked through.

    None before the draw of the representatives, and before its list is there.
    """
    is_recorded = bool(events_after_draw(ceremony.book, "REPRESENTATIVES", unit.unit))
    if not is_recorded or not (ceremony.folder.path / _list_file(unit)).exists():
        return None
    text = ceremony.folder.read_bytes(_list_file(unit)).decode("utf-8")
    of_group: dict[str, list[str]] = {}
    for row in csv.DictReader(io.StringIO(text)):
        of_group.setdefault(row["group"], []).append(row["name"])
    # The list is written turn by turn.
    return ListedRepresentatives(
        tuple(of_group), {group: tuple(names) for group, names in of_group.items()}
    )


def _record_from(event: Mapping[str, Any], suite: Suite, unit: FrozenUnit) -> RepresentativesRecord:
    body = event["body"]
    by_leaf = {document_leaf(suite, dict(student.leaf)).hex(): student for student in unit.students}
    return RepresentativesRecord(
        unit=unit,
        result=body["result"],
        lines=tuple(body["lines"]),
        seed=body["seed"],
        at=event["at"],
        of_group={row["g"]: tuple(by_leaf[leaf] for leaf in row["s"]) for row in body["out"]},
        order=tuple(body["order"]),
    )


def _body(suite: Suite, drawn: UnitDraw, text: SeedText) -> dict[str, Any]:
    unit = drawn.unit
    key = unit_seed(suite, text.seed(), unit.unit)
    class_of = {
        document_leaf(suite, dict(student.leaf)).hex(): index
        for student, index in zip(unit.students, drawn.classes, strict=True)
    }
    ranked = ranked_leaves(drawn.roster_tree.leaves, stage_key(suite, key, "representatives"))
    chosen = representatives_of_classes(ranked, class_of, unit.class_count)
    order = order_of_classes(unit.class_count, stage_key(suite, key, "representatives-order"))
    return {
        "unit": unit.unit,
        "result": drawn.code,
        "lines": list(text.lines()),
        "seed": text.seed().hex(),
        "out": [
            {"g": f"G{number}", "s": list(leaves)} for number, leaves in enumerate(chosen, start=1)
        ],
        "order": [f"G{index + 1}" for index in order],
    }


def _list_file(unit: FrozenUnit) -> str:
    return f"{INTERNAL}/representatives-{unit.unit}.csv"


def _list_of(record: RepresentativesRecord) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("turn", "group", "place", "sheet", "row", "name"))
    for turn, group in enumerate(record.order, start=1):
        for place, student in enumerate(record.of_group[group], start=1):
            writer.writerow((turn, group, place, student.sheet, student.row, student.name))
    return text.getvalue().encode("utf-8")

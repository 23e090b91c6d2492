"""Parents' representatives: drawn once, before the lots, and named inside only."""

import csv
from pathlib import Path

import pytest

from junheng.ceremony.drawing import UnitDraw, draw_units
from junheng.ceremony.finished import publish_again
from junheng.ceremony.lots import record_lots
from junheng.ceremony.opened import Ceremony, open_ceremony
from junheng.ceremony.publishing import ticket_files
from junheng.ceremony.representatives import (
    draw_representatives,
    listed_representatives,
    representatives_of,
)
from junheng.engine.errors import JunhengError
from junheng.verifier import verify_public
from tests.ceremonies_made import event_kinds, fixed_surroundings, frozen_ceremony, tree_of
from tests.ceremony.test_lots import ENTRY, drawn_ceremony
from tests.rosters_made import children

PUBLIC = "d10:16180339"
CARDS = ("27182818", "14142135")


@pytest.fixture
def drawn(tmp_path: Path) -> tuple[Ceremony, UnitDraw]:
    """45 children in 3 classes."""
    return drawn_ceremony(tmp_path / "out")


def test_each_class_has_five_of_its_own_families(drawn: tuple[Ceremony, UnitDraw]) -> None:
    ceremony, draw = drawn

    record = draw_representatives(ceremony, draw, public=PUBLIC, envelopes=CARDS)

    assert sorted(record.order) == ["G1", "G2", "G3"]
    for index in range(3):
        chosen = record.of_group[f"G{index + 1}"]
        assert len({student.sid for student in chosen}) == 5
        assert {student.sid for student in chosen} <= {
            student.sid for student in draw.students_of(index)
        }


def test_a_class_of_three_sends_three(tmp_path: Path) -> None:
    ceremony, draw = drawn_ceremony(tmp_path / "out", members=children(6), classes=2)

    record = draw_representatives(ceremony, draw, public=PUBLIC, envelopes=CARDS)

    assert [len(chosen) for chosen in record.of_group.values()] == [3, 3]


def test_the_list_to_call_names_the_children_in_the_order_of_their_turns(tmp_path: Path) -> None:
    ceremony, draw = drawn_ceremony(tmp_path / "out")
    record = draw_representatives(ceremony, draw, public=PUBLIC, envelopes=CARDS)
    assert listed_representatives(ceremony, draw.unit) is None  # not written yet
    publish_again(ceremony, [draw])

    listed = listed_representatives(ceremony, draw.unit)

    assert listed is not None
    assert listed.order == record.order
    assert listed.of_group == {
        group: tuple(student.name for student in students)
        for group, students in record.of_group.items()
    }


def test_before_they_are_drawn_nobody_is_listed(tmp_path: Path) -> None:
    ceremony, draw = drawn_ceremony(tmp_path / "out")
    (tmp_path / "out" / f"internal/representatives-{draw.unit.unit}.csv").write_text("turn,group\n")

    assert listed_representatives(ceremony, draw.unit) is None


@pytest.mark.parametrize("suite", ["intl", "gm"])
def test_the_independent_verifier_takes_them_and_every_ticket(tmp_path: Path, suite: str) -> None:
    ceremony, draw = drawn_ceremony(tmp_path / "out", suite=suite)
    record = draw_representatives(ceremony, draw, public=PUBLIC, envelopes=CARDS)
    publish_again(ceremony, [draw])
    public = (tmp_path / "out" / "public.json").read_bytes()
    chosen = {student.sid for students in record.of_group.values() for student in students}

    shown = {}
    for name, ticket in ticket_files(ceremony.frozen, [draw]):
        report = verify_public(public, ticket=ticket)
        assert report.codes("failed") == []
        shown[name.split(".")[-2]] = "ticket_representative" in report.codes("passed")

    assert {sid for sid, is_chosen in shown.items() if is_chosen} == chosen


def test_names_stand_in_the_internal_list_only(
    drawn: tuple[Ceremony, UnitDraw], tmp_path: Path
) -> None:
    ceremony, draw = drawn
    record = draw_representatives(ceremony, draw, public=PUBLIC, envelopes=CARDS)
    publish_again(ceremony, [draw])

    out = tmp_path / "out"
    (file,) = (out / "internal").glob("representatives-*.csv")
    rows = list(csv.DictReader(file.read_text("utf-8").splitlines()))
    assert [row["name"] for row in rows] == [
        student.name for group in record.order for student in record.of_group[group]
    ]
    assert [row["group"] for row in rows if row["place"] == "1"] == list(record.order)
    public = (out / "public.json").read_text("utf-8")
    assert not any(student.name in public for student in draw.unit.students)


def test_the_same_numbers_again_find_what_is_recorded(
    drawn: tuple[Ceremony, UnitDraw], tmp_path: Path
) -> None:
    ceremony, draw = drawn
    first = draw_representatives(ceremony, draw, public=PUBLIC, envelopes=CARDS)

    again = draw_representatives(ceremony, draw, public=PUBLIC, envelopes=CARDS)

    assert (again.seed, again.at, again.order) == (first.seed, first.at, first.order)
    assert event_kinds(tmp_path / "out").count("REPRESENTATIVES") == 1


def test_other_numbers_are_refused_once_some_are_recorded(
    drawn: tuple[Ceremony, UnitDraw], tmp_path: Path
) -> None:
    ceremony, draw = drawn
    draw_representatives(ceremony, draw, public=PUBLIC, envelopes=CARDS)
    before = tree_of(tmp_path / "out")

    with pytest.raises(JunhengError) as refusal:
        draw_representatives(ceremony, draw, public="d10:16180338", envelopes=CARDS)

    assert refusal.value.code == "representatives_numbers_recorded_differ"
    assert tree_of(tmp_path / "out") == before


def test_after_the_lots_there_is_nothing_to_draw(
    drawn: tuple[Ceremony, UnitDraw], tmp_path: Path
) -> None:
    ceremony, draw = drawn
    record_lots(ceremony, draw, ENTRY, ENTRY)
    before = tree_of(tmp_path / "out")

    with pytest.raises(JunhengError) as refusal:
        draw_representatives(ceremony, draw, public=PUBLIC, envelopes=CARDS)

    assert refusal.value.code == "representatives_after_lots"
    assert tree_of(tmp_path / "out") == before


def test_they_are_read_back_from_the_ledger(drawn: tuple[Ceremony, UnitDraw]) -> None:
    ceremony, draw = drawn
    record = draw_representatives(ceremony, draw, public=PUBLIC, envelopes=CARDS)

    again = open_ceremony(ceremony.folder, fixed_surroundings())

    assert representatives_of(again, again.frozen.units[0]) == record


def test_a_single_class_has_none(tmp_path: Path) -> None:
    ceremony = frozen_ceremony(tmp_path / "out", children(10), classes=1)
    (draw,) = draw_units(ceremony.frozen, bytes(32))

    with pytest.raises(JunhengError) as refusal:
        draw_representatives(ceremony, draw, public=PUBLIC, envelopes=CARDS)

    assert refusal.value.code == "single_class_has_no_lots"

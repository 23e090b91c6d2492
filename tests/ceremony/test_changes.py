"""Approved changes after a draw: who is where, what is recorded, how a move is drawn."""

from pathlib import Path

import pytest

from junheng.ceremony.changes import (
    draw_move,
    effects_of_leaving,
    load_changes,
    placed_now,
    record_change,
    sizes_of,
    worst_effects_of_moving,
)
from junheng.ceremony.drawing import UnitDraw, draw_units, record_draws
from junheng.ceremony.finished import finished_draws, publish_again
from junheng.ceremony.folder import CeremonyFolder
from junheng.ceremony.late import freeze_batch
from junheng.ceremony.opened import Ceremony, open_ceremony
from junheng.ceremony.reconciling import is_committed, record_reconciliation
from junheng.ceremony.seeding import fix_seed
from junheng.engine.errors import JunhengError
from junheng.engine.record.ledger import check_ledger
from junheng.profiles import load_profile
from junheng.rosters import attribute_codes, read_roster
from junheng.verifier import verify_public
from tests.ceremonies_made import CARDS, PUBLIC, START, fixed_surroundings, frozen_ceremony
from tests.rosters_made import children, write_roster

DICE = "d10:55081927"
SMALL_CARDS = ("20260903", "81736455")


@pytest.fixture
def ceremony(tmp_path: Path) -> Ceremony:
    made = frozen_ceremony(tmp_path / "结果", children(42), classes=4)
    text = fix_seed(made, PUBLIC, CARDS)
    record_draws(made.book, made.frozen, draw_units(made.frozen, text.seed()))
    return made


@pytest.fixture
def drawn(ceremony: Ceremony) -> UnitDraw:
    return finished_draws(ceremony)[0]


def reopened(ceremony: Ceremony) -> Ceremony:
    return open_ceremony(CeremonyFolder(ceremony.folder.path), fixed_surroundings("later"))


def test_nothing_changed_is_the_draw(ceremony: Ceremony, drawn: UnitDraw) -> None:
    assert [one.class_index for one in placed_now(ceremony, drawn)] == list(drawn.classes)


def test_somebody_who_left_is_in_no_class(ceremony: Ceremony, drawn: UnitDraw) -> None:
    leaver = drawn.unit.students[7]

    record_change(ceremony, drawn, kind="leave", approval="2026-C007", sid=leaver.sid)

    left = placed_now(reopened(ceremony), drawn)
    assert len(left) == 41
    assert leaver.sid not in {one.student.sid for one in left}


def test_a_move_waits_for_its_draw_and_never_ends_where_it_began(
    ceremony: Ceremony, drawn: UnitDraw
) -> None:
    student, before = drawn.unit.students[0], drawn.classes[0]

    change = record_change(ceremony, drawn, kind="move", approval="2026-C008", sid=student.sid)
    assert placed_now(ceremony, drawn)[0].class_index == before

    placed = draw_move(ceremony, change, public=DICE, envelopes=SMALL_CARDS).placed
    assert placed not in (None, before)
    assert placed_now(reopened(ceremony), drawn)[0].class_index == placed


def test_numbers_decide_where_a_move_ends(ceremony: Ceremony, drawn: UnitDraw) -> None:
    student = drawn.unit.students[0]
    change = record_change(ceremony, drawn, kind="move", approval="8", sid=student.sid)
    whole, ends = ceremony.folder.path / "internal" / "ledger.jsonl", set()
    kept = whole.read_bytes()

    for number in range(40):
        whole.write_bytes(kept)
        again = reopened(ceremony)
        ends.add(draw_move(again, change, public=f"d10:{number:08}", envelopes=SMALL_CARDS).placed)

    assert ends == set(range(4)) - {drawn.classes[0]}


def test_a_change_is_recorded_once(ceremony: Ceremony, drawn: UnitDraw) -> None:
    sid = drawn.unit.students[0].sid
    first = record_change(ceremony, drawn, kind="leave", approval="9", sid=sid)
    again = record_change(reopened(ceremony), drawn, kind="leave", approval="9", sid=sid)

    assert again.code == first.code
    with pytest.raises(JunhengError, match="change_recorded_differs"):
        record_change(ceremony, drawn, kind="move", approval="9", sid=sid)


def test_a_move_is_drawn_with_one_set_of_numbers(ceremony: Ceremony, drawn: UnitDraw) -> None:
    sid = drawn.unit.students[0].sid
    change = record_change(ceremony, drawn, kind="move", approval="9", sid=sid)
    draw_move(ceremony, change, public=DICE, envelopes=SMALL_CARDS)
    held = load_changes(reopened(ceremony), drawn.unit)[0]

    assert draw_move(ceremony, held, public=DICE, envelopes=SMALL_CARDS).placed == held.placed
    with pytest.raises(JunhengError, match="change_numbers_recorded_differ"):
        draw_move(ceremony, held, public="d10:00000000", envelopes=SMALL_CARDS)
    with pytest.raises(JunhengError, match="placement_without_change"):
        draw_move(ceremony, change, public="d10:00000000", envelopes=SMALL_CARDS)


def test_a_stranger_cannot_leave(ceremony: Ceremony, drawn: UnitDraw) -> None:
    with pytest.raises(JunhengError, match="change_student_unknown"):
        record_change(ceremony, drawn, kind="leave", approval="9", sid="nobody")


def test_effects_are_the_gaps_counted_by_hand(ceremony: Ceremony, drawn: UnitDraw) -> None:
    placed = placed_now(ceremony, drawn)
    sizes = list(sizes_of(drawn.unit, placed))
    sizes[drawn.classes[0]] -= 1
    row = effects_of_leaving(drawn.unit, placed, drawn.unit.students[0].sid)[0]

    assert (row.gap_before, row.gap_after) == (1, max(sizes) - min(sizes))


def test_the_worst_of_a_move_is_not_better_than_any_outcome(
    ceremony: Ceremony, drawn: UnitDraw
) -> None:
    placed = placed_now(ceremony, drawn)
    worst = worst_effects_of_moving(drawn.unit, placed, drawn.unit.students[0].sid)[0]
    outcomes = []
    for target in set(range(4)) - {drawn.classes[0]}:
        sizes = list(sizes_of(drawn.unit, placed))
        sizes[drawn.classes[0]] -= 1
        sizes[target] += 1
        outcomes.append(max(sizes) - min(sizes))

    assert worst.gap_after == max(outcomes)


def test_a_late_batch_counts_the_classes_after_changes(
    ceremony: Ceremony, drawn: UnitDraw, tmp_path: Path
) -> None:
    record_change(ceremony, drawn, kind="leave", approval="9", sid=drawn.unit.students[0].sid)
    expected = sizes_of(drawn.unit, placed_now(ceremony, drawn))
    profile = load_profile("national")
    roster = write_roster(tmp_path / "补录.xlsx", {"青禾中学": children(1, first=300)})
    school = read_roster(roster, profile, today=START.date()).schools[0]

    batch = freeze_batch(
        ceremony, drawn, school, attribute_codes(school, profile), registered=START.date(), reason=1
    )

    assert batch.sizes_before == expected


def test_ledger_and_public_file_stand_after_changes(ceremony: Ceremony, drawn: UnitDraw) -> None:
    first, second = drawn.unit.students[:2]
    record_change(ceremony, drawn, kind="leave", approval="1", sid=first.sid)
    change = record_change(ceremony, drawn, kind="move", approval="2", sid=second.sid)
    draw_move(ceremony, change, public=DICE, envelopes=SMALL_CARDS)
    record_reconciliation(ceremony, drawn.unit.unit, compared=41, mismatched=0, report="0" * 64)
    publish_again(ceremony, [drawn])
    frozen = ceremony.frozen

    assert check_ledger(frozen.session, ceremony.book.events, frozen.suite) == []
    report = verify_public((ceremony.folder.path / "public.json").read_bytes())
    assert report.codes("failed") == []


def test_an_identity_number_is_known_by_its_commitment(ceremony: Ceremony, drawn: UnitDraw) -> None:
    numbers = [child.identity_number for child in children(42)]

    known = [
        [number for number in numbers if is_committed(ceremony.frozen, student, number)]
        for student in drawn.unit.students
    ]

    assert sorted(number for (number,) in known) == sorted(numbers)


def test_a_reconciliation_is_recorded_once(ceremony: Ceremony, drawn: UnitDraw) -> None:
    for _ in range(2):
        record_reconciliation(ceremony, drawn.unit.unit, compared=42, mismatched=3, report="a" * 64)

    assert [event["type"] for event in ceremony.book.events].count("RECONCILE") == 1

"""The draw is a function of the freeze and the seed, on every machine."""

from dataclasses import replace
from itertools import chain
from pathlib import Path

import pytest

from junheng.ceremony.drawing import draw_units, record_draws, seed_of_rehearsal
from junheng.ceremony.opened import Ceremony
from junheng.ceremony.papers.lists import assignment_csv
from junheng.ceremony.seeding import fix_seed
from junheng.engine.errors import JunhengError
from junheng.engine.record.merkle import LeafTree
from tests.ceremonies_made import CARDS, PUBLIC, event_kinds, frozen_ceremony
from tests.rosters_made import children, twins


@pytest.fixture
def ceremony(tmp_path: Path) -> Ceremony:
    members = children(90)
    members[4], members[6] = twins(members[4], members[6], "同班")
    members[9], members[11] = twins(members[9], members[11], "不同班")
    members[20] = replace(members[20], inclusion="是")
    return frozen_ceremony(tmp_path / "out", members, classes=3)


def test_the_compiled_and_the_plain_kernel_agree(ceremony: Ceremony) -> None:
    seed = fix_seed(ceremony, PUBLIC, CARDS).seed()

    compiled = draw_units(ceremony.frozen, seed, kernel="compiled")
    plain = draw_units(ceremony.frozen, seed, kernel="plain")

    assert compiled[0].document == plain[0].document
    assert compiled[0].outcome_leaves == plain[0].outcome_leaves
    assert compiled[0].classes == plain[0].classes


@pytest.mark.parametrize("rehearsal", [None, 1])
def test_leaves_and_trees_made_again_are_those_of_the_result(
    ceremony: Ceremony, rehearsal: int | None
) -> None:
    seed = fix_seed(ceremony, PUBLIC, CARDS).seed()
    (drawn,) = draw_units(ceremony.frozen, seed, rehearsal=rehearsal)
    suite, students = ceremony.frozen.suite, drawn.unit.students

    rosters = LeafTree.of_documents(suite, [student.leaf for student in students])
    outcomes = LeafTree.of_documents(suite, drawn.outcome_leaves)

    assert drawn.roster_tree == rosters
    assert drawn.outcome_tree == outcomes
    assert (drawn.document["roster"], drawn.document["root"]) == (rosters.root, outcomes.root)
    assert [leaf["g"] for leaf in drawn.outcome_leaves] == [
        f"G{index + 1}" for index in drawn.classes
    ]


def test_links_hold(ceremony: Ceremony) -> None:
    (drawn,) = draw_units(ceremony.frozen, fix_seed(ceremony, PUBLIC, CARDS).seed())
    by_name = {
        student.name: index
        for student, index in zip(drawn.unit.students, drawn.classes, strict=True)
    }
    members = children(90)

    assert by_name[members[4].name] == by_name[members[4].name[0] + members[6].name[1:] + "安"]
    assert by_name[members[9].name] != by_name[members[9].name[0] + members[11].name[1:] + "安"]


def test_a_draw_is_recorded_once_and_must_come_out_the_same(
    ceremony: Ceremony, tmp_path: Path
) -> None:
    draws = draw_units(ceremony.frozen, fix_seed(ceremony, PUBLIC, CARDS).seed())
    record_draws(ceremony.book, ceremony.frozen, draws)
    record_draws(ceremony.book, ceremony.frozen, draws)
    assert event_kinds(tmp_path / "out").count("DRAW") == 1

    with pytest.raises(JunhengError) as refusal:
        record_draws(ceremony.book, ceremony.frozen, [replace(draws[0], code="0" * 64)])

    assert refusal.value.code == "draw_differs_from_ledger"
    assert refusal.value.params == {"unit": draws[0].unit.unit}


def test_rehearsals_have_seeds_of_their_own(ceremony: Ceremony) -> None:
    seeds = {seed_of_rehearsal(ceremony.frozen, number) for number in range(1, 6)}
    seeds.add(fix_seed(ceremony, PUBLIC, CARDS).seed())

    assert len(seeds) == 6


def test_the_list_of_a_class_is_in_no_order_of_the_roster(ceremony: Ceremony) -> None:
    (drawn,) = draw_units(ceremony.frozen, fix_seed(ceremony, PUBLIC, CARDS).seed())

    rows = [[student.row for student in drawn.students_of(index)] for index in range(3)]

    assert sorted(chain.from_iterable(rows)) == list(range(3, 93))
    assert all(numbers != sorted(numbers) for numbers in rows)
    assert [len(numbers) for numbers in rows] == list(drawn.sizes)


def test_the_assignment_stands_in_the_order_of_the_sheet(ceremony: Ceremony) -> None:
    draws = draw_units(ceremony.frozen, fix_seed(ceremony, PUBLIC, CARDS).seed())

    lines = assignment_csv(draws).decode("utf-8").splitlines()

    assert [int(line.split(",")[1]) for line in lines[1:]] == list(range(3, 93))

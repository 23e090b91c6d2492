"""Homeroom teachers' lots: from a box through two people, or from fresh numbers, once."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from junheng.ceremony.drawing import UnitDraw, draw_units, record_draws
from junheng.ceremony.finished import publish_again
from junheng.ceremony.folder import CeremonyFolder
from junheng.ceremony.lots import (
    FinalClass,
    LotsEntry,
    differing_lots,
    draw_lots,
    final_classes,
    lots_of,
    record_lots,
)
from junheng.ceremony.opened import Ceremony, open_ceremony
from junheng.ceremony.seeding import fix_seed
from junheng.engine.errors import JunhengError
from junheng.verifier import verify_public
from tests.ceremonies_made import (
    CARDS,
    PUBLIC,
    event_kinds,
    fixed_surroundings,
    frozen_ceremony,
    public_of,
    tree_of,
)
from tests.rosters_made import Child, children

TEACHERS = ("王芳", "李强", "张三")
ENTRY = LotsEntry((3, 1, 2), (2, 3, 1))
FRESH = {"public": "d10:13572468", "envelopes": ("10293847", "56473829")}


def drawn_ceremony(
    folder: Path,
    teachers: tuple[str, ...] = TEACHERS,
    suite: str = "intl",
    *,
    members: list[Child] | None = None,
    classes: int = 3,
) -> tuple[Ceremony, UnitDraw]:
    """A recorded draw of one school."""
    ceremony = frozen_ceremony(
        folder, members or children(45), classes=classes, teachers=teachers, suite=suite
    )
    draws = draw_units(ceremony.frozen, fix_seed(ceremony, PUBLIC, CARDS).seed())
    record_draws(ceremony.book, ceremony.frozen, draws)
    return ceremony, draws[0]


@pytest.fixture
def drawn(tmp_path: Path) -> tuple[Ceremony, UnitDraw]:
    """45 children in 3 classes, teachers T1 王芳, T2 李强, T3 张三."""
    return drawn_ceremony(tmp_path / "out")


def test_a_class_is_the_group_and_the_teacher_with_its_lot(
    drawn: tuple[Ceremony, UnitDraw],
) -> None:
    ceremony, draw = drawn

    record = record_lots(ceremony, draw, ENTRY, ENTRY)

    assert record.classes == (
        FinalClass(1, "G2", "T3", "张三"),
        FinalClass(2, "G3", "T1", "王芳"),
        FinalClass(3, "G1", "T2", "李强"),
    )
    assert [one.title for one in record.classes] == ["1班", "2班", "3班"]
    assert record.group_lots == (("G1", 3), ("G2", 1), ("G3", 2))
    assert record.teacher_lots == (("T1", "王芳", 2), ("T2", "李强", 3), ("T3", "张三", 1))
    assert final_classes(ceremony, draw.unit) == record.classes


def test_before_the_lots_there_are_no_classes(drawn: tuple[Ceremony, UnitDraw]) -> None:
    ceremony, draw = drawn

    assert lots_of(ceremony, draw.unit) is None
    assert final_classes(ceremony, draw.unit) == ()


@pytest.mark.parametrize("suite", ["intl", "gm"])
@pytest.mark.parametrize("is_electronic", [False, True])
def test_the_independent_verifier_takes_the_lots(
    tmp_path: Path, suite: str, is_electronic: bool
) -> None:
    ceremony, draw = drawn_ceremony(tmp_path / "out", suite=suite)
    if is_electronic:
        draw_lots(ceremony, draw, **FRESH, recusals=())  # type: ignore[arg-type]
    else:
        record_lots(ceremony, draw, ENTRY, ENTRY)
    publish_again(ceremony, [draw])

    report = verify_public((tmp_path / "out" / "public.json").read_bytes())

    assert report.codes("failed") == []
    assert {"lots_recorded", "lots_out"} <= set(report.codes("passed"))
    assert ("lots_drawn" in report.codes("passed")) == is_electronic


def test_the_lots_are_read_back_from_the_folder(
    drawn: tuple[Ceremony, UnitDraw],
) -> None:
    ceremony, draw = drawn
    record = record_lots(ceremony, draw, ENTRY, ENTRY)

    again = open_ceremony(ceremony.folder, fixed_surroundings())

    found = lots_of(again, again.frozen.units[0])
    assert found is not None
    assert (found.code, found.at, found.classes) == (record.code, record.at, record.classes)


@pytest.mark.parametrize(
    ("second", "lines"),
    [
        (LotsEntry((3, 2, 1), (2, 3, 1)), ("G2", "G3")),
        (LotsEntry((3, 1, 2), (3, 2, 1)), ("T1", "T2")),
        (LotsEntry((3, 1), (2, 3, 1)), ("G3",)),
        (LotsEntry((3, 1, 2), (2, 3, 1), (("T1", 3),)), ("回避 T1",)),
    ],
)
def test_where_two_people_differ_the_lines_are_named_and_nobody_wins(
    drawn: tuple[Ceremony, UnitDraw], tmp_path: Path, second: LotsEntry, lines: tuple[str, ...]
) -> None:
    ceremony, draw = drawn
    before = tree_of(tmp_path / "out")

    assert differing_lots(ENTRY, second) == lines
    with pytest.raises(JunhengError) as refusal:
        record_lots(ceremony, draw, ENTRY, second)

    assert (refusal.value.code, refusal.value.params) == (
        "lots_entries_differ",
        {"lines": "、".join(lines)},
    )
    assert tree_of(tmp_path / "out") == before


def test_second_lots_in_another_order_are_another_entry() -> None:
    one = replace(ENTRY, recusals=(("T1", 3), ("T3", 2)))
    other = replace(ENTRY, recusals=(("T3", 2), ("T1", 3)))

    assert differing_lots(one, other) == ("回避 T1", "回避 T3")


@pytest.mark.parametrize(
    ("entry", "code", "line"),
    [
        (LotsEntry((3, 1, 1), (2, 3, 1)), "group_lots_wrong", "G3"),
        (LotsEntry((3, 0, 2), (2, 3, 1)), "group_lots_wrong", "G2"),
        (LotsEntry((4, 1, 2), (2, 3, 1)), "group_lots_wrong", "G1"),
        (LotsEntry((3, 1), (2, 3, 1)), "group_lots_wrong", "G3"),
        (LotsEntry((3, 1, 2, 4), (2, 3, 1)), "group_lots_wrong", "G4"),
        (LotsEntry((3, 1, 2), (2, 2, 1)), "teacher_lots_wrong", "T2"),
        (LotsEntry((3, 1, 2), ()), "teacher_lots_wrong", "T1"),
    ],
)
def test_lots_that_are_no_permutation_are_refused_by_their_line(
    drawn: tuple[Ceremony, UnitDraw], tmp_path: Path, entry: LotsEntry, code: str, line: str
) -> None:
    ceremony, draw = drawn
    before = tree_of(tmp_path / "out")

    with pytest.raises(JunhengError) as refusal:
        record_lots(ceremony, draw, entry, entry)

    assert (refusal.value.code, refusal.value.params) == (code, {"line": line, "expected": 3})
    assert tree_of(tmp_path / "out") == before


def test_a_recused_teacher_takes_the_second_lot_and_its_holder_the_vacated_one(
    drawn: tuple[Ceremony, UnitDraw],
) -> None:
    """T1 drew 2 and may not; T1 draws again among 1 and 3, gets 3, which T2 held."""
    ceremony, draw = drawn
    entry = replace(ENTRY, recusals=(("T1", 3),))

    record = record_lots(ceremony, draw, entry, entry)

    assert [(one.number, one.teacher) for one in record.classes] == [
        (1, "T3"),
        (2, "T2"),
        (3, "T1"),
    ]
    assert record.swaps == (("王芳", "李强"),)
    assert record.teacher_lots[0] == ("T1", "王芳", 2)


def test_recusals_follow_each_other(drawn: tuple[Ceremony, UnitDraw]) -> None:
    """T1: 2 to 3, so T2 has 2; then T3: 1 to 2, so T2 has 1."""
    ceremony, draw = drawn
    entry = replace(ENTRY, recusals=(("T1", 3), ("T3", 2)))

    record = record_lots(ceremony, draw, entry, entry)

    assert {one.teacher: one.number for one in record.classes} == {"T1": 3, "T3": 2, "T2": 1}


@pytest.mark.parametrize(
    ("recusals", "code"),
    [
        ((("T9", 1),), "recusal_teacher_unknown"),
        ((("T1", 2),), "recusal_lot_wrong"),
        ((("T1", 4),), "recusal_lot_wrong"),
        ((("T1", 3), ("T1", 1)), "recusal_twice"),
    ],
)
def test_a_second_lot_that_nobody_could_draw_is_refused(
    drawn: tuple[Ceremony, UnitDraw], recusals: tuple[tuple[str, int], ...], code: str
) -> None:
    ceremony, draw = drawn
    entry = replace(ENTRY, recusals=recusals)

    with pytest.raises(JunhengError) as refusal:
        record_lots(ceremony, draw, entry, entry)

    assert refusal.value.code == code


def test_the_same_lots_again_are_the_recorded_ones(
    drawn: tuple[Ceremony, UnitDraw], tmp_path: Path
) -> None:
    ceremony, draw = drawn
    first = record_lots(ceremony, draw, ENTRY, ENTRY)

    again = record_lots(ceremony, draw, ENTRY, ENTRY)

    assert (again.code, again.at) == (first.code, first.at)
    assert event_kinds(tmp_path / "out").count("LOTS") == 1


OTHER = LotsEntry((1, 2, 3), (1, 2, 3))
Draw = Callable[[Ceremony, UnitDraw], object]


@pytest.mark.parametrize(
    "draw_again",
    [
        lambda ceremony, draw: record_lots(ceremony, draw, OTHER, OTHER),
        lambda ceremony, draw: draw_lots(ceremony, draw, **FRESH),
    ],
)
def test_other_lots_are_refused_once_some_are_recorded(
    drawn: tuple[Ceremony, UnitDraw], tmp_path: Path, draw_again: Draw
) -> None:
    ceremony, draw = drawn
    record_lots(ceremony, draw, ENTRY, ENTRY)
    before = tree_of(tmp_path / "out")

    with pytest.raises(JunhengError) as refusal:
        draw_again(ceremony, draw)

    assert refusal.value.code == "lots_recorded_differ"
    assert tree_of(tmp_path / "out") == before


def test_lots_without_frozen_teachers_are_refused(tmp_path: Path) -> None:
    ceremony, draw = drawn_ceremony(tmp_path / "out", teachers=())

    with pytest.raises(JunhengError) as refusal:
        record_lots(ceremony, draw, ENTRY, ENTRY)

    assert refusal.value.code == "lots_without_teachers"


@pytest.mark.parametrize(
    ("paper", "code"),
    [
        ({"public": "d10:1357246", "envelopes": ("10293847", "56473829")}, "public_length_wrong"),
        ({"public": "d10:13572468", "envelopes": ("10293847", "void")}, "envelopes_too_few"),
        ({"public": "d10:13572468", "envelopes": ("10293847", "1")}, "envelope_malformed"),
    ],
)
def test_electronic_lots_need_a_small_ceremony(
    drawn: tuple[Ceremony, UnitDraw], paper: dict[str, object], code: str
) -> None:
    ceremony, draw = drawn

    with pytest.raises(JunhengError) as refusal:
        draw_lots(ceremony, draw, **paper)  # type: ignore[arg-type]

    assert refusal.value.code == code


def test_a_lost_file_of_recorded_lots_is_named(
    drawn: tuple[Ceremony, UnitDraw], tmp_path: Path
) -> None:
    ceremony, draw = drawn
    record_lots(ceremony, draw, ENTRY, ENTRY)
    (file,) = (tmp_path / "out" / "internal").glob("lots-*.json")
    file.unlink()

    with pytest.raises(JunhengError) as refusal:
        lots_of(ceremony, draw.unit)

    assert refusal.value.code == "lots_file_missing"


def test_teachers_stand_in_the_public_file_with_their_class(
    drawn: tuple[Ceremony, UnitDraw], tmp_path: Path
) -> None:
    ceremony, draw = drawn
    record = record_lots(ceremony, draw, ENTRY, ENTRY)
    publish_again(ceremony, [draw])

    (listed,) = public_of(tmp_path / "out")["lots"]

    assert listed == record.document
    assert listed["mode"] == "physical"


def test_lots_cut_off_before_the_ledger_do_not_count(
    drawn: tuple[Ceremony, UnitDraw], monkeypatch: pytest.MonkeyPatch
) -> None:
    ceremony, draw = drawn

    def cut(_folder: CeremonyFolder, _line: bytes) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(CeremonyFolder, "append_event", cut)
        with pytest.raises(KeyboardInterrupt):
            record_lots(ceremony, draw, OTHER, OTHER)
    assert lots_of(ceremony, draw.unit) is None

    record = record_lots(ceremony, draw, ENTRY, ENTRY)

    assert lots_of(ceremony, draw.unit) == record

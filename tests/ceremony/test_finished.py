"""After a draw: what one school does draws one school again, and the public file stays whole."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from junheng.ceremony.drawing import draw_units, record_draws
from junheng.ceremony.finished import (
    finished_draw,
    finished_draws,
    publish_after,
    publish_again,
)
from junheng.ceremony.folder import PRIVATE, CeremonyFolder
from junheng.ceremony.freezing import freeze
from junheng.ceremony.frozen import load_frozen
from junheng.ceremony.lots import LotsEntry, record_lots
from junheng.ceremony.opened import Ceremony, open_ceremony
from junheng.ceremony.representatives import draw_representatives
from junheng.ceremony.seeding import fix_seed
from junheng.engine.errors import JunhengError
from junheng.verifier import verify_public
from tests.ceremonies_made import (
    CARDS,
    PUBLIC,
    announcement,
    fixed_surroundings,
    plan,
    public_of,
    refuse_to_draw_all,
)
from tests.rosters_made import children, write_roster

TEACHERS = ("王芳", "李强")
ENTRY = LotsEntry((2, 1), (1, 2))
FRESH: dict[str, Any] = {"public": "d10:13572468", "envelopes": ("10293847", "56473829")}
Spoil = Callable[[dict[str, Any]], object]


@pytest.fixture(scope="module")
def two_schools(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the recorded draws of two schools."""
    folder = tmp_path_factory.mktemp("two") / "结果"
    folder.mkdir()
    roster = write_roster(
        folder.parent / "名册.xlsx",
        {"青禾中学": children(20), "白杨中学": children(24, first=100)},
    )
    planned = plan(roster)
    units = [replace(unit, teachers=TEACHERS) for unit in planned]
    freeze(CeremonyFolder(folder), units, announcement(), fixed_surroundings())
    ceremony = opened(folder)
    draws = draw_units(ceremony.frozen, fix_seed(ceremony, PUBLIC, CARDS).seed())
    record_draws(ceremony.book, ceremony.frozen, draws)
    publish_again(ceremony, draws)
    return folder


@pytest.fixture
def ceremony(tmp_path: Path, two_schools: Path) -> Ceremony:
    """A copy of these two schools."""
    shutil.copytree(two_schools, tmp_path / "结果")
    return opened(tmp_path / "结果")


def opened(folder: Path, *, for_reading: bool = False) -> Ceremony:
    return open_ceremony(CeremonyFolder(folder), fixed_surroundings(), for_reading=for_reading)


def public_bytes(ceremony: Ceremony) -> bytes:
    return ceremony.folder.read_bytes("public.json")


def spoil(ceremony: Ceremony, change: Spoil) -> None:
    public = public_of(ceremony.folder.path)
    change(public)
    text = json.dumps(public, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    (ceremony.folder.path / "public.json").write_text(text, encoding="utf-8")


def test_after_an_act_of_one_school_the_public_file_is_that_of_a_whole_re_run(
    ceremony: Ceremony, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (unit.unit for unit in ceremony.frozen.units)
    with monkeypatch.context() as patched:
        refuse_to_draw_all(patched)
        draw_representatives(ceremony, finished_draw(ceremony, second), **FRESH)
        publish_after(ceremony, second)
        record_lots(ceremony, finished_draw(ceremony, first), ENTRY, ENTRY)
        publish_after(ceremony, first)
    kept = public_bytes(ceremony)

    publish_again(ceremony, finished_draws(ceremony))

    assert public_bytes(ceremony) == kept
    assert verify_public(kept).codes("failed") == []
    assert {event["type"] for event in public_of(ceremony.folder.path)["events"]} > {
        "LOTS",
        "REPRESENTATIVES",
    }


def test_only_the_lists_of_the_school_that_acted_are_written_again(ceremony: Ceremony) -> None:
    first, second = (unit.unit for unit in ceremony.frozen.units)
    lists = [
        ceremony.folder.path / f"internal/representatives-{unit}.csv" for unit in (first, second)
    ]
    for unit in (first, second):
        draw_representatives(ceremony, finished_draw(ceremony, unit), **FRESH)
    publish_after(ceremony, second)

    assert [file.exists() for file in lists] == [False, True]


@pytest.mark.parametrize(
    "change",
    [
        lambda public: public["result_leaves"][1]["leaves"].reverse(),
        lambda public: public["result_leaves"][1].update(leaves=["那"]),
        lambda public: public["rosters"][0]["leaves"].pop(),
        lambda public: public["results"][1].update(seed="0" * 64),
        lambda public: public["results"].pop(),
        lambda public: public.pop("rosters"),
        lambda public: public.update(rosters=7),
        lambda public: public.update(_t="sg1/result"),
    ],
    ids=[
        "leaves in another order",
        "leaves that are none",
        "a child less",
        "another seed",
        "a result less",
        "no rosters",
        "rosters that are none",
        "another document",
    ],
)
def test_a_public_file_that_somebody_changed_is_made_again_from_the_draw(
    ceremony: Ceremony, change: Spoil
) -> None:
    whole, unit = public_bytes(ceremony), ceremony.frozen.units[0].unit
    spoil(ceremony, change)

    publish_after(ceremony, unit)

    assert public_bytes(ceremony) == whole


def test_what_somebody_added_to_a_list_does_not_stay(ceremony: Ceremony) -> None:
    whole, unit = public_bytes(ceremony), ceremony.frozen.units[0].unit
    spoil(ceremony, lambda public: public["rosters"][1].update(added="别的"))

    publish_after(ceremony, unit)

    assert public_bytes(ceremony) == whole


@pytest.mark.parametrize("content", [None, b"", b"{"])
def test_a_public_file_that_is_lost_is_made_again_from_the_draw(
    ceremony: Ceremony, content: bytes | None
) -> None:
    whole, file = public_bytes(ceremony), ceremony.folder.path / "public.json"
    if content is None:
        file.unlink()
    else:
        file.write_bytes(content)

    publish_after(ceremony, ceremony.frozen.units[0].unit)

    assert public_bytes(ceremony) == whole


def test_a_public_file_is_not_made_from_draws_that_come_out_differently(
    ceremony: Ceremony,
) -> None:
    (ceremony.folder.path / "public.json").unlink()
    private = ceremony.folder.read_json(PRIVATE)
    private["salt_entropy"] = "5a" * 32
    (ceremony.folder.path / PRIVATE).write_text(json.dumps(private), encoding="utf-8")
    again = opened(ceremony.folder.path)

    with pytest.raises(JunhengError) as refusal:
        publish_after(again, again.frozen.units[0].unit)
    assert refusal.value.code == "draw_differs_from_ledger"


def test_one_school_is_drawn_again_as_in_the_whole(ceremony: Ceremony) -> None:
    for whole in finished_draws(ceremony):
        alone = finished_draw(ceremony, whole.unit.unit)
        assert (alone.code, alone.classes) == (whole.code, whole.classes)


@pytest.mark.parametrize("unit", ["first", "unknown"])
def test_no_school_has_a_finished_draw_before_all_have(tmp_path: Path, unit: str) -> None:
    folder = tmp_path / "结果"
    folder.mkdir()
    roster = write_roster(
        tmp_path / "名册.xlsx", {"青禾中学": children(20), "白杨中学": children(24, first=100)}
    )
    freeze(CeremonyFolder(folder), plan(roster), announcement(), fixed_surroundings())
    half = opened(folder)
    draws = draw_units(half.frozen, fix_seed(half, PUBLIC, CARDS).seed())
    record_draws(half.book, half.frozen, draws[:1])

    with pytest.raises(JunhengError) as refusal:
        finished_draw(half, draws[0].unit.unit if unit == "first" else unit)
    assert refusal.value.code == "draw_not_finished"


def test_who_only_reads_opens_the_private_file_when_a_child_is_asked_for(
    ceremony: Ceremony,
) -> None:
    folder, whole = ceremony.folder.path, ceremony.frozen
    held = (folder / PRIVATE).read_bytes()
    (folder / PRIVATE).unlink()

    reading = opened(folder, for_reading=True)

    assert [unit.class_count for unit in reading.frozen.units] == [2, 2]
    assert reading.frozen.code == whole.code
    with pytest.raises(JunhengError) as refusal:
        len(reading.frozen.units[0].students)
    assert refusal.value.code == "ceremony_file_unreadable"

    (folder / PRIVATE).write_bytes(held)
    assert [tuple(unit.students) for unit in reading.frozen.units] == [
        unit.students for unit in whole.units
    ]
    assert reading.frozen.units[1].students[-2:] == whole.units[1].students[-2:]
    unit = whole.units[1].unit
    assert finished_draw(reading, unit).code == finished_draw(ceremony, unit).code


def test_who_acts_has_read_the_private_file_before(ceremony: Ceremony) -> None:
    (ceremony.folder.path / PRIVATE).unlink()

    with pytest.raises(JunhengError) as refusal:
        load_frozen(ceremony.folder)
    assert refusal.value.code == "ceremony_file_unreadable"

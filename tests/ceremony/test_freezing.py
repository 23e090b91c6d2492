"""The freeze: what it fixes, and what does not matter to it."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest

from junheng.ceremony.folder import CeremonyFolder
from junheng.ceremony.freezing import freeze, refuse_other_roster, refuse_other_teachers
from junheng.ceremony.frozen import Frozen, load_frozen
from junheng.engine.errors import JunhengError
from junheng.engine.record.canonical import document_hash
from tests.ceremonies_made import (
    announcement,
    event_kinds,
    fixed_surroundings,
    frozen_ceremony,
    plan,
)
from tests.rosters_made import Child, children, twins, write_roster


def _frozen(tmp_path: Path, members: list[Child], name: str = "a") -> Frozen:
    return frozen_ceremony(tmp_path / name / "out", members).frozen


def _with_twins() -> list[Child]:
    members = children(40)
    members[4], members[6] = twins(members[4], members[6], "同班")
    members[9], members[11] = twins(members[9], members[11], "同班")
    return members


@pytest.mark.parametrize("suite", ["intl", "gm"])
def test_the_order_of_the_rows_does_not_matter(tmp_path: Path, suite: str) -> None:
    members = _with_twins()
    straight = frozen_ceremony(tmp_path / "a" / "out", members, suite=suite).frozen
    turned = frozen_ceremony(tmp_path / "b" / "out", members[::-1], suite=suite).frozen

    assert turned.code == straight.code
    assert {student.name: student.leaf for student in turned.units[0].students} == {
        student.name: student.leaf for student in straight.units[0].students
    }
    assert straight.units[0].params["pins"] == {"together": 2, "apart": 0, "fixed": 0}


def test_what_was_frozen_is_read_back_as_it_was(tmp_path: Path) -> None:
    frozen = _frozen(tmp_path, _with_twins())

    assert load_frozen(CeremonyFolder(tmp_path / "a" / "out")) == frozen


def test_no_name_and_no_number_stands_outside_the_private_file(tmp_path: Path) -> None:
    members = children(40)
    _frozen(tmp_path, members)
    out = tmp_path / "a" / "out"

    for file in ("freeze.json", "internal/frozen.json", "internal/ledger.jsonl"):
        text = (out / file).read_text(encoding="utf-8")
        assert not any(child.name in text or child.identity_number in text for child in members)
    private = (out / "internal" / "private.json").read_text(encoding="utf-8")
    assert all(child.name in private for child in members)
    assert not any(child.identity_number in private for child in members)


def test_the_same_roster_in_another_order_is_the_frozen_one(tmp_path: Path) -> None:
    members = children(40)
    frozen = _frozen(tmp_path, members)

    again = plan(write_roster(tmp_path / "r.xlsx", {"青禾中学": members[::-1]}))

    assert [unit.students[0].name for unit in again] == [members[-1].name]
    refuse_other_roster(frozen, again)


@pytest.mark.parametrize(
    "change",
    [
        {"name": "赵新"},
        {"ethnicity": "侗族"},
        {"migrant": "否"},
        {"origin": "北乡小学"},
        {"inclusion": "是"},
    ],
)
def test_one_changed_cell_is_another_roster(tmp_path: Path, change: dict[str, str]) -> None:
    members = children(40)
    frozen = _frozen(tmp_path, members)
    members[5] = replace(members[5], **change)

    with pytest.raises(JunhengError) as refusal:
        refuse_other_roster(frozen, plan(write_roster(tmp_path / "r.xlsx", {"青禾中学": members})))

    assert refusal.value.code == "roster_differs_from_freeze"


@pytest.mark.parametrize("members", [children(39), children(41)])
def test_one_child_less_or_more_is_another_roster(tmp_path: Path, members: list[Child]) -> None:
    frozen = _frozen(tmp_path, children(40))

    with pytest.raises(JunhengError) as refusal:
        refuse_other_roster(frozen, plan(write_roster(tmp_path / "r.xlsx", {"青禾中学": members})))

    assert refusal.value.code == "roster_differs_from_freeze"


def test_the_inspectors_digits_go_into_the_salts(tmp_path: Path) -> None:
    planned = plan(write_roster(tmp_path / "r.xlsx", {"青禾中学": children(40)}))
    codes = set()
    for digits in ("1" * 20, "2" * 20):
        frozen = freeze(
            CeremonyFolder(tmp_path / digits),
            planned,
            announcement(),
            fixed_surroundings(),
            secret_digits=digits,
        )
        assert frozen.salt_digits == digits
        codes.add(frozen.code)

    assert len(codes) == 2


@pytest.mark.parametrize(("is_one_sitting", "mode"), [(True, "clerk"), (False, None)])
def test_a_freeze_with_the_numbers_already_there_says_so(
    tmp_path: Path, is_one_sitting: bool, mode: str | None
) -> None:
    planned = plan(write_roster(tmp_path / "r.xlsx", {"青禾中学": children(40)}))

    frozen = freeze(
        CeremonyFolder(tmp_path / "out"),
        planned,
        announcement(is_one_sitting=is_one_sitting),
        fixed_surroundings(),
    )

    assert frozen.session.get("mode") == mode


def test_links_are_counted_in_the_ledger_before_the_freeze(tmp_path: Path) -> None:
    _frozen(tmp_path, _with_twins())

    assert event_kinds(tmp_path / "a" / "out") == ["SESSION", "PIN", "FREEZE"]


def test_two_children_with_one_identity_number_are_two_children(tmp_path: Path) -> None:
    members = children(40)
    members[7] = replace(members[7], identity_number=members[5].identity_number, gender="女")

    frozen = _frozen(tmp_path, members)

    assert len({student.sid for student in frozen.units[0].students}) == 40


def test_the_frozen_file_is_the_last_to_come(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    placed: list[str] = []

    def remember(_folder: CeremonyFolder, files: dict[str, bytes]) -> None:
        placed.extend(files)

    monkeypatch.setattr(CeremonyFolder, "place", remember)
    planned = plan(write_roster(tmp_path / "r.xlsx", {"青禾中学": children(40)}))
    freeze(CeremonyFolder(tmp_path), planned, announcement(), fixed_surroundings())

    assert placed[-1] == "internal/frozen.json"


def test_the_freeze_file_holds_no_word_of_the_roster(tmp_path: Path) -> None:
    _frozen(tmp_path, children(40))

    document = json.loads((tmp_path / "a" / "out" / "freeze.json").read_bytes())

    assert document["units"][0]["n"] == 40
    assert document["units"][0]["k"] == 2


@pytest.mark.parametrize("suite", ["intl", "gm"])
def test_the_session_announces_the_page_that_is_shipped(tmp_path: Path, suite: str) -> None:
    frozen = frozen_ceremony(tmp_path / "out", suite=suite).frozen

    shipped = Path("src/junheng/verifier/verifier.html").read_bytes()

    digest = hashlib.new({"intl": "sha256", "gm": "sm3"}[suite], shipped).hexdigest()
    assert frozen.session["verifier"] == digest
    assert (tmp_path / "out" / "verifier.html").read_bytes() == shipped


def test_teachers_are_frozen_in_the_order_of_their_list(tmp_path: Path) -> None:
    frozen = frozen_ceremony(tmp_path / "out", teachers=("王芳", "李强")).frozen

    document = {
        "_t": "sg1/teachers",
        "unit": frozen.units[0].unit,
        "list": [{"t": "T1", "name": "王芳"}, {"t": "T2", "name": "李强"}],
    }
    assert frozen.freeze["units"][0]["teachers"] == document_hash(frozen.suite, document)
    assert load_frozen(CeremonyFolder(tmp_path / "out")) == frozen


def test_teachers_in_another_order_are_another_list(tmp_path: Path) -> None:
    frozen = frozen_ceremony(tmp_path / "out", teachers=("王芳", "李强")).frozen
    refuse_other_teachers(frozen, {"青禾中学": ("王芳", "李强")})

    with pytest.raises(JunhengError) as refusal:
        refuse_other_teachers(frozen, {"青禾中学": ("李强", "王芳")})

    assert refusal.value.code == "teachers_differ_from_freeze"


def test_the_frozen_roster_is_known_again_without_the_teachers_list(tmp_path: Path) -> None:
    members = children(40)
    frozen = frozen_ceremony(tmp_path / "out", members, teachers=("王芳", "李强")).frozen

    refuse_other_roster(frozen, plan(write_roster(tmp_path / "r.xlsx", {"青禾中学": members})))

    assert frozen.units[0].teachers == ("王芳", "李强")

"""What was frozen is read back a school at a time, and a damaged file is never taken for whole."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from junheng.ceremony.folder import PRIVATE, CeremonyFolder
from junheng.ceremony.freezing import freeze
from junheng.ceremony.frozen import Frozen, load_frozen
from junheng.engine.errors import JunhengError
from tests.ceremonies_made import announcement, fixed_surroundings, plan
from tests.rosters_made import children, write_roster


@pytest.fixture
def folder(tmp_path: Path) -> CeremonyFolder:
    return CeremonyFolder(tmp_path / "结果")


@pytest.fixture
def frozen(folder: CeremonyFolder) -> Frozen:
    """Two schools; one child's name looks like the beginning of a school in the file."""
    folder.path.mkdir()
    sheets = {"青禾中学": children(20), "白杨中学": children(24, first=100)}
    first, second = plan(write_roster(folder.path.parent / "名册.xlsx", sheets))
    odd = replace(first.students[3], name='甲": [{"乙\\": [')
    students = (*first.students[:3], odd, *first.students[4:])
    planned = [replace(first, students=students), second]
    return freeze(folder, planned, announcement(), fixed_surroundings())


def test_the_private_file_is_the_students_of_every_school_and_the_secrets(
    folder: CeremonyFolder, frozen: Frozen
) -> None:
    private = json.loads((folder.path / PRIVATE).read_bytes())

    assert private == {
        "salt_entropy": frozen.salt_entropy,
        "salt_digits": frozen.salt_digits,
        "signing_key": frozen.signing_key,
        "students": {
            unit.unit: [
                {
                    "sheet": student.sheet,
                    "row": student.row,
                    "name": student.name,
                    "gender": student.gender,
                    "sid": student.sid,
                    "leaf": student.leaf,
                }
                for student in unit.students
            ]
            for unit in frozen.units
        },
    }


@pytest.mark.parametrize("for_reading", [True, False])
def test_every_school_is_read_back_as_it_was(
    folder: CeremonyFolder, frozen: Frozen, *, for_reading: bool
) -> None:
    again = load_frozen(folder, for_reading=for_reading)

    assert again.units == frozen.units
    assert [len(unit.students) for unit in reversed(again.units)] == [24, 20]
    assert again.salt_key == frozen.salt_key


def test_who_asks_for_one_school_reads_no_other(folder: CeremonyFolder, frozen: Frozen) -> None:
    file = folder.path / PRIVATE
    asked, other = sorted(frozen.units, key=lambda unit: unit.unit)
    torn = file.read_bytes().replace(f'"unit": "{other.unit}"'.encode(), b'"unit": "')
    file.write_bytes(torn)

    reading = load_frozen(folder, for_reading=True)

    assert reading.unit_of(asked.unit) == asked
    damaged = reading.unit_of(other.unit)
    assert damaged is not None
    with pytest.raises(JunhengError) as refusal:
        len(damaged.students)
    assert refusal.value.code == "ceremony_file_unreadable"
    assert refusal.value.params == {"file": PRIVATE}


@pytest.mark.parametrize("kept", [0.0, 0.001, 0.3, 0.9])
def test_who_acts_is_refused_a_file_that_is_cut_off(
    folder: CeremonyFolder, frozen: Frozen, kept: float
) -> None:
    file = folder.path / PRIVATE
    whole = file.read_bytes()
    file.write_bytes(whole[: int(len(whole) * kept)])

    with pytest.raises(JunhengError) as refusal:
        load_frozen(folder)

    assert refusal.value.code == "ceremony_file_unreadable"
    assert frozen.units


def test_who_acts_is_refused_a_file_without_one_of_the_schools(
    folder: CeremonyFolder, frozen: Frozen
) -> None:
    file = folder.path / PRIVATE
    private = json.loads(file.read_bytes())
    del private["students"][frozen.units[1].unit]
    file.write_text(json.dumps(private), encoding="utf-8")

    with pytest.raises(JunhengError) as refusal:
        load_frozen(folder)

    assert refusal.value.code == "ceremony_file_unreadable"

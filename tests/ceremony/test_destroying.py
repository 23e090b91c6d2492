"""The end of a session's retention: nobody's data stays, the public record verifies for ever."""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from junheng.ceremony import destroying
from junheng.ceremony.destroying import Destruction, destroy_record, find_destruction, what_goes
from junheng.ceremony.finished import finished_draws, publish_again
from junheng.ceremony.folder import CeremonyFolder
from junheng.ceremony.freezing import freeze
from junheng.ceremony.lots import LotsEntry, final_classes, record_lots
from junheng.ceremony.opened import Ceremony, open_ceremony
from junheng.ceremony.sitting import draw_for_real
from junheng.ceremony.surroundings import CHINA_TIME
from junheng.ceremony.voiding import void_freeze
from junheng.engine.errors import JunhengError
from junheng.verifier import verify_public
from tests.ceremonies_made import (
    SEATS,
    announcement,
    desk,
    event_kinds,
    fixed_surroundings,
    frozen_ceremony,
    plan,
    public_of,
    taken_to,
    tree_of,
)
from tests.rosters_made import children, write_roster

LATER = datetime(2035, 9, 1, 9, 0, tzinfo=CHINA_TIME)
PAPER = "forms/3-结果/青禾中学-家长凭条.pdf"


def draw(ceremony: Ceremony) -> None:
    draw_for_real(taken_to(ceremony, "LOCKED"), desk())


def voided_and_drawn(folder: Path, suite: str = "intl") -> None:
    """A first draw made void, a second with lots; a paper, a slip and a disc beside it."""
    draw(first := frozen_ceremony(folder, suite=suite))
    void_freeze(first, reason="T", signers=("纪检监督", *SEATS))
    roster = write_roster(folder.parent / "更正.xlsx", {"青禾中学": children(41)})
    planned = [replace(unit, teachers=("林安", "陈朴")) for unit in plan(roster)]
    freeze(CeremonyFolder(folder), planned, announcement(suite), fixed_surroundings("again"))
    second = open_ceremony(CeremonyFolder(folder), fixed_surroundings("later"))
    draw(second)
    drawn = finished_draws(second)
    entry = LotsEntry((2, 1), (1, 2))
    record_lots(second, drawn[0], entry, entry)
    publish_again(second, drawn)
    second.folder.place({PAPER: b"%PDF-1.7 of a child", "late-slips/u.L1.json": b"{}"})
    (folder / "internal" / "late-u-001.json").write_bytes(b"{}")
    disc = disc_of(folder) / "光盘" / "公开"
    disc.mkdir(parents=True)
    (disc / "public.json").write_bytes(b"{}")
    (disc_of(folder) / "光盘.iso").write_bytes(bytes(5000))


def disc_of(folder: Path) -> Path:
    return folder.parent / "disc"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the folder and its disc lie as they were before."""
    home = tmp_path_factory.mktemp("kept")
    voided_and_drawn(home / "session")
    return home


@pytest.fixture
def folder(whole: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    shutil.copytree(whole, tmp_path, dirs_exist_ok=True)
    return tmp_path / "session"


def reopened(folder: Path) -> Ceremony:
    surroundings = fixed_surroundings("end", LATER)
    held = CeremonyFolder(folder)
    return open_ceremony(held, surroundings, allows_void=True, for_reading=True)


def destroy(folder: Path) -> Destruction:
    destroy_record(reopened(folder), disc_of(folder), key_id="2026")
    found = find_destruction(CeremonyFolder(folder))
    assert found is not None
    return found


def checked(folder: Path, ticket: bytes | None = None) -> list[tuple[str, str]]:
    """Every step of the independent verifier with its outcome."""
    report = verify_public((folder / "public.json").read_bytes(), ticket=ticket)
    return [(step.code, step.outcome) for step in report.steps]


def secrets_of(folder: Path) -> list[bytes]:
    """Everything about a child, and every key: names, salts, of every freeze."""
    found = []
    for file in folder.rglob("private.json"):
        private = json.loads(file.read_bytes())
        found += [private[name] for name in ("salt_entropy", "salt_digits", "signing_key")]
        for students in private["students"].values():
            found += [one["name"] for one in students]
            found += [one["leaf"]["salt"] for one in students]
    return [one.encode() for one in found]


def test_nothing_of_a_child_and_no_key_stays_anywhere(folder: Path) -> None:
    secrets = secrets_of(folder)
    before = b"".join(tree_of(folder).values())
    assert len(secrets) > 150
    assert all(one in before for one in secrets)

    destroy(folder)

    after = b"".join(tree_of(folder.parent).values())
    assert [one for one in secrets if one in after] == []
    assert not disc_of(folder).exists()
    assert not (folder / "tickets").exists()


@pytest.mark.parametrize("suite", ["intl", "gm"])
def test_ledger_and_public_file_say_it_and_verify(tmp_path: Path, suite: str) -> None:
    folder = tmp_path / "session"
    draw(frozen_ceremony(folder, suite=suite))
    before, steps = public_of(folder), checked(folder)

    found = destroy(folder)

    after = public_of(folder)
    assert checked(folder) == steps
    assert "failed" not in {outcome for _, outcome in steps}
    assert event_kinds(folder)[-1] == after["events"][-1]["type"] == "KEY_DESTROYED"
    assert found.digest in after["events"][-1]["body"]["what"]
    assert after["events"][:-1] == before["events"]
    for name in ("results", "rosters", "result_leaves", "freezes"):
        assert after[name] == before[name]


def test_a_family_with_its_ticket_can_still_check_it(folder: Path) -> None:
    ticket = next(file.read_bytes() for file in sorted((folder / "tickets").glob("*.json")))

    steps = checked(folder, ticket)

    destroy(folder)

    assert checked(folder, ticket) == steps
    assert len(steps) > len(checked(folder))


def test_it_counts_what_went_and_whoever_finds_a_copy_can_recognise_it(
    folder: Path, whole: Path
) -> None:
    found = destroy(folder)

    gone = {
        f"session/{file.relative_to(whole / 'session').as_posix()}": file
        for file in (whole / "session").rglob("*")
        if file.is_file() and not (folder / file.relative_to(whole / "session")).exists()
    } | {
        f"disc/{file.relative_to(whole / 'disc').as_posix()}": file
        for file in (whole / "disc").rglob("*")
        if file.is_file()
    }
    lines = "".join(
        f"{name}\t{hashlib.sha256(file.read_bytes()).hexdigest()}\n"
        for name, file in sorted(gone.items())
    )
    assert found.digest == hashlib.sha256(lines.encode()).hexdigest()
    assert found.files == len(gone)
    assert found.size == sum(file.stat().st_size for file in gone.values())
    assert found.kinds["keys"][0] == 2  # of the void freeze and of the live one
    assert found.kinds["disc"] == (2, 5002)
    assert found.kinds["papers"][0] >= 1
    assert found.kinds["later"][0] == 1
    assert found.kinds["tickets"][0] == 40 + 41 + 1
    assert (found.key_id, found.at[:10]) == ("2026", "2035-09-01")


def test_what_is_public_stays_as_it_was(folder: Path) -> None:
    before = tree_of(folder)

    destroy(folder)

    after = tree_of(folder)
    kept = set(after) - {"public.json", "internal/ledger.jsonl", "internal/destroyed.json"}
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}
    assert {"freeze.json", "seed.txt", "verifier.html", "balance.html"} <= kept
    ceremony = reopened(folder)
    titles = [one.teacher_name for one in final_classes(ceremony, ceremony.frozen.units[0])]
    assert sorted(titles) == ["林安", "陈朴"]


def test_whoever_asks_for_what_is_gone_is_told_the_day(folder: Path) -> None:
    destroy(folder)

    ceremony = reopened(folder)
    for ask in (
        lambda: ceremony.frozen.units[0].students[0],
        lambda: ceremony.frozen.salt_key,
        lambda: ceremony.folder.read_bytes("sealed.sgx"),
        lambda: open_ceremony(CeremonyFolder(folder), fixed_surroundings()),
    ):
        with pytest.raises(JunhengError) as refusal:
            ask()
        assert refusal.value.code == "record_destroyed"
        assert refusal.value.params == {"day": "2035-09-01"}


def test_a_void_that_waits_for_a_new_freeze_goes_too(tmp_path: Path) -> None:
    folder = tmp_path / "session"
    ceremony = frozen_ceremony(folder)
    draw(ceremony)
    void_freeze(ceremony, reason="T", signers=("纪检监督", *SEATS))
    secrets, steps = secrets_of(folder), checked(folder)

    destroy(folder)

    after = b"".join(tree_of(folder).values())
    assert [one for one in secrets if one in after] == []
    assert checked(folder) == steps


def test_a_freeze_that_was_never_drawn_goes_too(tmp_path: Path) -> None:
    folder = tmp_path / "session"
    frozen_ceremony(folder)

    destroy(folder)

    assert event_kinds(folder)[-1] == "KEY_DESTROYED"
    assert what_goes(folder, disc_of(folder)) == {}
    assert not (folder / "public.json").exists()


def test_what_cannot_be_read_is_counted_and_goes(folder: Path, whole: Path) -> None:
    del whole
    ticket = next((folder / "tickets").glob("*.json"))
    whole_hash = destroying.hash_pieces

    def broken(suite: Any, path: str, pour: Callable[..., None]) -> Any:
        if pour.__closure__ and pour.__closure__[0].cell_contents == ticket:
            raise OSError("a bad block")
        return whole_hash(suite, path, pour)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(destroying, "hash_pieces", broken)
        found = destroy(folder)

    assert not ticket.exists()
    assert found.kinds["tickets"][0] == 40 + 41 + 1


def test_a_file_that_does_not_let_itself_be_removed_is_said_and_tried_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_file: Path, missing_ok: bool = False) -> None:
        del missing_ok
        raise PermissionError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "unlink", refused)
        with pytest.raises(JunhengError, match="folder_not_writable"):
            destroy(folder)

    destroy(folder)

    assert what_goes(folder, disc_of(folder)) == {}
    assert event_kinds(folder).count("KEY_DESTROYED") == 1


class _CutError(BaseException):
    """The power goes off."""


def _steps(patch: pytest.MonkeyPatch, until: int) -> Callable[[], int]:
    """Let everything that changes the disk be counted, and the power go off before step `until`."""
    done = 0

    def counted(owner: Any, name: str) -> None:
        whole = getattr(owner, name)

        def step(*given: Any, **named: Any) -> Any:
            nonlocal done
            if done == until:
                raise _CutError
            done += 1
            return whole(*given, **named)

        patch.setattr(owner, name, step)

    for owner, name in (
        (Path, "unlink"), (Path, "rmdir"), (CeremonyFolder, "place"),
        (CeremonyFolder, "append_event"), (destroying, "flush_names"),
    ):  # fmt: skip
        counted(owner, name)
    return lambda: done


def _cut_points(folder: Path, tmp_path: Path) -> Iterator[tuple[int, Path]]:
    with pytest.MonkeyPatch.context() as patch:
        shutil.copytree(folder.parent, tmp_path / "counted")
        steps = _steps(patch, until=-1)
        destroy(tmp_path / "counted" / "session")
        total = steps()
    # Every step around the ledger and the keys, and some of the hundred tickets between.
    for number in sorted({*range(8), *range(8, total - 12, 17), *range(total - 12, total)}):
        home = tmp_path / f"cut-{number}"
        shutil.copytree(folder.parent, home)
        yield number, home / "session"


def test_a_power_cut_at_any_step_is_finished_by_doing_it_again(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    undisturbed = tree_after(folder, tmp_path_factory.mktemp("undisturbed"))
    cuts, steps = 0, checked(folder)
    for number, cut in _cut_points(folder, tmp_path_factory.mktemp("cuts")):
        with pytest.MonkeyPatch.context() as patch:
            _steps(patch, until=number)
            with pytest.raises(_CutError):
                destroy(cut)
        destroy(cut)
        cuts += 1

        assert tree_of(cut.parent).keys() == undisturbed.keys(), number
        assert what_goes(cut, disc_of(cut)) == {}
        assert event_kinds(cut).count("KEY_DESTROYED") == 1
        assert checked(cut) == steps
        counted = json.loads((cut / "internal" / "destroyed.json").read_bytes())
        expected = json.loads(undisturbed["session/internal/destroyed.json"])
        assert counted["kinds"] == expected["kinds"], number
        assert counted["digest"] == expected["digest"]
    assert cuts > 20


def tree_after(folder: Path, home: Path) -> dict[str, bytes]:
    shutil.copytree(folder.parent, home, dirs_exist_ok=True)
    destroy(home / "session")
    return tree_of(home)

"""The folder on disk: whole or not at all."""

import errno
import os
import resource
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from junheng.ceremony import folder as folder_module
from junheng.ceremony.folder import CeremonyFolder, opened_folder
from junheng.engine.errors import JunhengError
from tests.ceremonies_made import tree_of


def _frozen(path: Path) -> CeremonyFolder:
    folder = CeremonyFolder(path)
    folder.place({folder_module.LEDGER: b'{"type":"FREEZE"}\n', folder_module.FROZEN: b"{}"})
    return folder


def test_files_are_placed_together(tmp_path: Path) -> None:
    CeremonyFolder(tmp_path).place({"a.txt": b"1", "tickets/b.json": b"2"})

    assert tree_of(tmp_path) == {"a.txt": b"1", "tickets": b"", "tickets/b.json": b"2"}


def test_a_file_is_on_the_disk_before_the_next_one_is_made(tmp_path: Path) -> None:
    folder = CeremonyFolder(tmp_path)
    seen = []

    def files() -> Iterator[tuple[str, Iterable[bytes]]]:
        for number in range(3):
            seen.append(sorted(place.name for place in tmp_path.rglob("*.json")))
            yield f"tickets/{number}.json", (b"%d" % digit for digit in range(number, number + 2))

    folder.place(files())

    assert seen == [[], ["0.json"], ["0.json", "1.json"]]
    assert {name: content for name, content in tree_of(tmp_path).items() if content} == {
        "tickets/0.json": b"01",
        "tickets/1.json": b"12",
        "tickets/2.json": b"23",
    }


@pytest.mark.parametrize("is_in_a_piece", [True, False])
def test_a_file_that_cannot_be_made_leaves_everything_as_it_was(
    tmp_path: Path, *, is_in_a_piece: bool
) -> None:
    folder = CeremonyFolder(tmp_path)
    folder.place({"a.txt": b"old", "tickets/1.json": b"old"})
    before = tree_of(tmp_path)

    def pieces() -> Iterator[bytes]:
        yield b"new"
        raise JunhengError("leaf_twice")

    def files() -> Iterator[tuple[str, Iterable[bytes]]]:
        yield "a.txt", [b"new"]
        if is_in_a_piece:
            yield "b.txt", pieces()
        raise JunhengError("leaf_twice")

    with pytest.raises(JunhengError) as refusal:
        folder.place(files(), instead_of=("tickets/*",))

    assert refusal.value.code == "leaf_twice"
    assert tree_of(tmp_path) == before


@pytest.mark.skipif(os.name != "posix", reason="other systems keep no such modes")
def test_only_the_owner_may_look_into_the_internal_folder(tmp_path: Path) -> None:
    CeremonyFolder(tmp_path).place({"internal/private.json": b"{}", "public.json": b"{}"})

    assert stat.S_IMODE((tmp_path / "internal").stat().st_mode) == 0o700


def test_older_files_leave_when_their_successors_come(tmp_path: Path) -> None:
    folder = CeremonyFolder(tmp_path)
    folder.place({"tickets/1.json": b"old", "tickets/2.json": b"old", "forms/a.pdf": b"old"})

    folder.place({"tickets/2.json": b"new"}, instead_of=("tickets/*", "forms/*"))

    assert tree_of(tmp_path) == {"tickets": b"", "tickets/2.json": b"new"}


def test_a_folder_in_the_place_of_a_file_leaves_everything_as_it_was(tmp_path: Path) -> None:
    folder = CeremonyFolder(tmp_path)
    folder.place({"a.txt": b"old", "tickets/1.json": b"old"})
    (tmp_path / "lists.xlsx").mkdir()
    before = tree_of(tmp_path)

    with pytest.raises(JunhengError) as refusal:
        folder.place(
            {"a.txt": b"new", "forms/b": b"new", "lists.xlsx": b"new"}, instead_of=("tickets/*",)
        )

    assert refusal.value.code == "folder_not_writable"
    assert tree_of(tmp_path) == before


@pytest.mark.parametrize("failing_move", range(1, 7))
def test_a_move_that_fails_brings_everything_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing_move: int
) -> None:
    folder = CeremonyFolder(tmp_path)
    folder.place({"a.txt": b"old", "lists.xlsx": b"old", "tickets/1.json": b"old"})
    before = tree_of(tmp_path)
    rename, moves = Path.rename, 0

    def fails_once(source: Path, target: Path) -> Path:
        nonlocal moves
        moves += 1
        if moves == failing_move:
            raise PermissionError(errno.EACCES, "open in another program")
        return rename(source, target)

    monkeypatch.setattr(Path, "rename", fails_once)
    with pytest.raises(JunhengError) as refusal:
        folder.place(
            {"a.txt": b"new", "lists.xlsx": b"new", "forms/c.pdf": b"new"},
            instead_of=("tickets/*",),
        )

    assert refusal.value.code == "folder_not_writable"
    assert tree_of(tmp_path) == before


def test_what_is_placed_is_flushed_with_its_name_papers_and_tickets_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = CeremonyFolder(tmp_path)
    fsync, flushed = os.fsync, set()

    def flush(descriptor: int) -> None:
        flushed.add(os.fstat(descriptor).st_ino)
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", flush)
    names = ("internal/frozen.json", "public.json", "tickets/1.json", "forms/冻结/公告.pdf")
    folder.place(dict.fromkeys(names, b"new"))

    folders = {tmp_path, *(place for place in tmp_path.rglob("*") if place.is_dir())}
    wanted = {(tmp_path / name).stat().st_ino for name in names}
    assert wanted | {place.stat().st_ino for place in folders} <= flushed


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_a_full_disk_leaves_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    folder = _frozen(tmp_path)
    before = tree_of(tmp_path)

    def full(_descriptor: int) -> None:
        raise OSError(number, "full")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(JunhengError) as refusal:
        folder.place({"lists.xlsx": b"new", "internal/assignment.csv": b"new"})

    assert refusal.value.code == "disk_full"
    assert tree_of(tmp_path) == before


def test_a_limit_on_file_size_is_a_full_disk(tmp_path: Path) -> None:
    folder = CeremonyFolder(tmp_path)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        with pytest.raises(JunhengError) as refusal:
            folder.place({"small.txt": b"1", "sealed.sgx": b"2" * 5000})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert refusal.value.code == "disk_full"
    assert tree_of(tmp_path) == {}


def test_an_event_that_does_not_fit_leaves_the_ledger_as_it_was(tmp_path: Path) -> None:
    folder = _frozen(tmp_path)
    before = tree_of(tmp_path)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (40, hard))
    try:
        with pytest.raises(JunhengError) as refusal:
            folder.append_event(b'{"type":"%s"}' % (b"X" * 100))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert refusal.value.code == "disk_full"
    assert tree_of(tmp_path) == before


def test_a_torn_last_line_is_no_event_and_is_written_over(tmp_path: Path) -> None:
    folder = _frozen(tmp_path)
    ledger = tmp_path / folder_module.LEDGER
    ledger.write_bytes(ledger.read_bytes() + b'{"type":"ENVELOPES_SE')

    assert [event["type"] for event in folder.events()] == ["FREEZE"]
    folder.append_event(b'{"type":"OPENING"}')

    assert ledger.read_bytes() == b'{"type":"FREEZE"}\n{"type":"OPENING"}\n'


def test_a_ledger_that_is_no_json_is_refused_by_its_name(tmp_path: Path) -> None:
    folder = _frozen(tmp_path)
    (tmp_path / folder_module.LEDGER).write_bytes(b"not json\n")

    with pytest.raises(JunhengError) as refusal:
        folder.events()

    assert refusal.value.code == "ceremony_file_unreadable"
    assert refusal.value.params == {"file": "internal/ledger.jsonl"}


@pytest.mark.parametrize("content", [None, b"{"])
def test_a_missing_or_damaged_file_is_refused_by_its_name(
    tmp_path: Path, content: bytes | None
) -> None:
    if content is not None:
        (tmp_path / "freeze.json").write_bytes(content)

    with pytest.raises(JunhengError) as refusal:
        CeremonyFolder(tmp_path).read_json("freeze.json")

    assert refusal.value.params == {"file": "freeze.json"}


def test_a_new_folder_that_stays_empty_goes_with_the_folders_above_it(tmp_path: Path) -> None:
    with opened_folder(tmp_path / "a" / "b" / "c"):
        assert (tmp_path / "a" / "b" / "c").is_dir()

    assert tree_of(tmp_path) == {}


def test_an_empty_folder_that_was_there_stays(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()

    with opened_folder(out):
        pass

    assert tree_of(tmp_path) == {"out": b""}


def _fail_after_freeze(path: Path, failure: BaseException) -> None:
    with opened_folder(path, is_undone_on_failure=True) as folder:
        if not folder.has_freeze():
            folder.place(
                {folder_module.LEDGER: b'{"type":"FREEZE"}\n', folder_module.FROZEN: b"{}"}
            )
        folder.append_event(b'{"type":"SEED_LOCKED"}')
        raise failure


@pytest.mark.parametrize("failure", [JunhengError("disk_full"), KeyboardInterrupt()])
def test_a_sitting_that_fails_leaves_no_new_folder(tmp_path: Path, failure: BaseException) -> None:
    with pytest.raises(type(failure)):
        _fail_after_freeze(tmp_path / "new" / "out", failure)

    assert tree_of(tmp_path) == {}


def test_a_sitting_that_fails_takes_only_its_own_files_away(tmp_path: Path) -> None:
    (tmp_path / "扫描件").mkdir()
    (tmp_path / "方案.docx").write_bytes(b"plan")
    before = tree_of(tmp_path)

    with pytest.raises(JunhengError):
        _fail_after_freeze(tmp_path, JunhengError("disk_full"))

    assert tree_of(tmp_path) == before


def test_what_was_frozen_before_is_kept_when_a_later_sitting_fails(tmp_path: Path) -> None:
    _frozen(tmp_path)

    with pytest.raises(JunhengError):
        _fail_after_freeze(tmp_path, JunhengError("disk_full"))

    kinds = [event["type"] for event in CeremonyFolder(tmp_path).events()]
    assert kinds == ["FREEZE", "SEED_LOCKED"]


def test_a_freeze_that_was_cut_off_is_cleared(tmp_path: Path) -> None:
    CeremonyFolder(tmp_path).place(
        {
            folder_module.PRIVATE: b"{}",
            folder_module.LEDGER: b'{"type":"FREEZE"}\n',
            folder_module.FREEZE_FILE: b"{}",
            folder_module.VERIFIER_FILE: b"<p>",
        }
    )
    (tmp_path / folder_module.STAGING).mkdir()

    with opened_folder(tmp_path) as folder:
        assert not folder.has_freeze()

    assert tree_of(tmp_path) == {}


def test_a_file_called_freeze_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "freeze.json").write_bytes(b"mine")

    with opened_folder(tmp_path):
        pass

    assert tree_of(tmp_path) == {"freeze.json": b"mine"}


def test_a_ledger_past_its_freeze_is_never_started_over(tmp_path: Path) -> None:
    CeremonyFolder(tmp_path).place(
        {folder_module.LEDGER: b'{"type":"FREEZE"}\n{"type":"SEED_LOCKED"}\n'}
    )

    with opened_folder(tmp_path) as folder:
        assert folder.has_freeze()


def test_a_second_process_is_refused(tmp_path: Path) -> None:
    with opened_folder(tmp_path), pytest.raises(JunhengError) as refusal, opened_folder(tmp_path):
        pass

    assert refusal.value.code == "ceremony_folder_in_use"


@pytest.mark.parametrize("name", ["名册.xlsx", "名册.xlsx/结果"])
def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "名册.xlsx").write_bytes(b"roster")

    with pytest.raises(JunhengError) as refusal, opened_folder(tmp_path / name):
        pass

    assert refusal.value.code == "folder_is_file"
    assert tree_of(tmp_path) == {"名册.xlsx": b"roster"}


def test_a_name_that_no_system_takes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(JunhengError) as refusal, opened_folder(tmp_path / ("长" * 300)):
        pass

    assert refusal.value.code == "folder_not_writable"


@pytest.mark.parametrize("call", ["mkdir", "open"])
def test_a_folder_without_the_right_to_write_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    def forbidden(*_arguments: object, **_settings: object) -> None:
        raise PermissionError(errno.EACCES, "read-only")

    out = tmp_path / "out"
    if call == "mkdir":
        monkeypatch.setattr(Path, "mkdir", forbidden)
    else:
        out.mkdir()
        monkeypatch.setattr(os, "open", forbidden)
    with pytest.raises(JunhengError) as refusal, opened_folder(out):
        pass

    assert refusal.value.code == "folder_not_writable"

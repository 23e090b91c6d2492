"""Making the archive: what lies where, the ledger's entry, the same bytes again, and refusals."""

import errno
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from junheng.ceremony.archive import making
from junheng.ceremony.archive.image import opened_image
from junheng.ceremony.archive.packages import MOST_INTERNAL, opened_package
from junheng.engine.errors import JunhengError
from junheng.engine.randomness.suites import suite_named
from junheng.engine.record.container import Passphrase
from junheng.verifier import verify_package, verify_public
from tests.ceremonies_made import event_kinds, public_of, tree_of
from tests.ceremony.archive.conftest import SCANS, Archived, Drawn

NAMES_OF_CHILDREN = "学生"


def refusal_of(act: Callable[[], Any]) -> str:
    with pytest.raises(JunhengError) as refusal:
        act()
    return refusal.value.code


def files_of(folder: Path) -> dict[str, bytes]:
    return {name: held for name, held in tree_of(folder).items() if (folder / name).is_file()}


def names_of_students(archived: Archived) -> list[bytes]:
    private = json.loads((archived.drawn.folder / "internal" / "private.json").read_bytes())
    return [student["name"].encode() for unit in private["students"].values() for student in unit]


def test_no_student_is_named_in_clear_anywhere_on_the_disc(archived: Archived) -> None:
    names = names_of_students(archived)

    told = [
        file
        for file, content in files_of(archived.disc).items()
        for name in names
        if name in content or name in file.encode()
    ]

    assert names
    assert told == []


def test_neither_the_signing_key_nor_the_salt_key_lies_on_the_disc_in_clear(
    archived: Archived,
) -> None:
    private = json.loads((archived.drawn.folder / "internal" / "private.json").read_bytes())
    secrets = [private[name].encode() for name in ("signing_key", "salt_entropy", "salt_digits")]

    everything = b"".join(files_of(archived.disc).values())

    assert not any(secret in everything for secret in secrets)


def test_the_signing_key_lies_in_no_container_either(archived: Archived) -> None:
    private = json.loads((archived.drawn.folder / "internal" / "private.json").read_bytes())
    key = private["signing_key"].encode()

    for name in ("sealed.sgx", "internal.sgx"):
        raw = (archived.disc / "封存" / name).read_bytes()
        package = opened_package(raw, archived.drawn.passphrase.whole)
        assert not any(key in content for content in package.files.values())


def test_the_image_holds_what_the_folder_holds(archived: Archived) -> None:
    found = {}
    with opened_image(archived.image) as disc:
        for name in disc.names:
            content = bytearray()
            disc.pour(name)(content.extend)
            found[name] = bytes(content)

    assert found == files_of(archived.disc)


def test_scans_come_back_under_their_names(archived: Archived) -> None:
    raw = (archived.disc / "封存" / "internal.sgx").read_bytes()
    package = opened_package(raw, archived.drawn.passphrase.whole)
    table = json.loads(package.files["private/names.json"])["names"]
    by_name = {row["name"]: package.files[row["member"]] for row in table}

    scans = {name: by_name[f"扫描件/{name}"] for name in SCANS}

    assert scans == SCANS


def test_the_full_lists_are_among_the_internal_papers(archived: Archived) -> None:
    raw = (archived.disc / "封存" / "internal.sgx").read_bytes()
    package = opened_package(raw, archived.drawn.passphrase.whole)
    names = {row["name"] for row in json.loads(package.files["private/names.json"])["names"]}

    assert "lists.xlsx" in names
    assert not any(name.endswith("private.json") for name in names)


def test_the_recording_is_listed_with_size_and_hash_but_not_copied(archived: Archived) -> None:
    document = json.loads((archived.disc / "录像" / "recordings.json").read_bytes())
    suite = suite_named(public_of(archived.drawn.folder)["suite"])
    content = archived.drawn.recording.read_bytes()

    assert document["files"] == [
        {"path": "会场.mp4", "size": len(content), "h": suite.digest(content).hex()}
    ]
    assert not (archived.disc / "录像" / "会场.mp4").exists()


def test_the_sealed_package_holds_the_list_of_recordings(archived: Archived) -> None:
    raw = (archived.disc / "封存" / "sealed.sgx").read_bytes()
    package = opened_package(raw, archived.drawn.passphrase.whole)
    listed = (archived.disc / "录像" / "recordings.json").read_bytes()

    assert package.files["evidence/videos.json"] == listed


def test_the_verifier_re_runs_the_renewed_package(archived: Archived) -> None:
    raw = (archived.disc / "封存" / "sealed.sgx").read_bytes()

    report = verify_package(raw, archived.drawn.passphrase.whole)

    assert report.codes("failed") == []
    assert "rerun" in report.codes("passed")


def test_the_disc_is_in_the_ledger_with_its_code(archived: Archived) -> None:
    last = public_of(archived.drawn.folder)["events"][-1]

    assert last["type"] == "DISC"
    assert last["body"] == {
        "copies": 3,
        "box": archived.made.code,
        "readback": archived.made.file_count,
    }


def test_the_public_file_is_written_again_with_the_disc_in_it(archived: Archived) -> None:
    report = verify_public((archived.drawn.folder / "public.json").read_bytes())

    assert report.codes("failed") == []


def test_the_disc_code_is_the_hash_of_its_list(archived: Archived) -> None:
    suite = suite_named(public_of(archived.drawn.folder)["suite"])
    listed = (archived.disc / "清单.json").read_bytes()

    assert suite.digest(listed).hex() == archived.made.code


def test_a_second_run_gives_the_same_image_and_no_second_entry(
    archived: Archived, tmp_path: Path
) -> None:
    again = archived.drawn.archive(archived.drawn.order(tmp_path / "存档"), seed="another day")

    assert again.image is not None
    assert again.image.read_bytes() == archived.image.read_bytes()
    assert again.is_recorded_before
    assert event_kinds(archived.drawn.folder).count("DISC") == 1


def test_another_scan_makes_another_disc_that_is_recorded_too(drawn: Drawn, tmp_path: Path) -> None:
    own = drawn.copied(tmp_path / "结果")
    first = own.archive(replace(own.order(tmp_path / "存档"), scans=None))
    second = own.archive(own.order(tmp_path / "存档"))

    assert first.code != second.code
    assert event_kinds(own.folder).count("DISC") == 2


def test_a_recording_goes_on_the_disc_when_asked(drawn: Drawn, tmp_path: Path) -> None:
    own = drawn.copied(tmp_path / "结果")

    made = own.archive(replace(own.order(tmp_path / "存档"), has_recordings_on_disc=True))

    assert (made.folder / "录像" / "会场.mp4").read_bytes() == own.recording.read_bytes()


def test_without_an_image_the_folder_is_read_back(drawn: Drawn, tmp_path: Path) -> None:
    own = drawn.copied(tmp_path / "结果")

    made = own.archive(replace(own.order(tmp_path / "存档"), has_image=False))

    assert made.image is None
    assert not (tmp_path / "存档" / "光盘.iso").exists()
    assert made.file_count == len(files_of(made.folder))


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"passphrase": Passphrase("1" * 20, "2" * 20)}, "archive_passphrase_wrong"),
        ({"scans": Path("nowhere")}, "archive_scans_missing"),
        ({"recordings": (Path("nowhere.mp4"),)}, "recording_unreadable"),
    ],
)
def test_a_refused_archive_leaves_nothing_behind(
    drawn: Drawn, tmp_path: Path, changed: dict[str, Any], code: str
) -> None:
    own = drawn.copied(tmp_path / "结果")
    order = replace(own.order(tmp_path / "存档"), **changed)

    assert refusal_of(lambda: own.archive(order)) == code
    assert [path.name for path in tmp_path.iterdir()] == ["结果"]
    assert "DISC" not in event_kinds(own.folder)


def test_an_empty_folder_of_scans_is_refused(drawn: Drawn, tmp_path: Path) -> None:
    (tmp_path / "空").mkdir()
    order = replace(drawn.order(tmp_path / "存档"), scans=tmp_path / "空")

    assert refusal_of(lambda: drawn.archive(order)) == "archive_scans_empty"


def test_scans_too_large_for_memory_are_refused(drawn: Drawn, tmp_path: Path) -> None:
    own = drawn.copied(tmp_path / "结果")
    (tmp_path / "扫描").mkdir()
    with (tmp_path / "扫描" / "a.tif").open("wb") as sparse:
        sparse.truncate(MOST_INTERNAL)
    order = replace(own.order(tmp_path / "存档"), scans=tmp_path / "扫描")

    assert refusal_of(lambda: own.archive(order)) == "archive_too_large"


@pytest.mark.parametrize("inside", ["存档", "internal/存档", "."])
def test_an_archive_inside_the_draws_own_folder_is_refused(drawn: Drawn, inside: str) -> None:
    order = drawn.order(drawn.folder / inside)

    assert refusal_of(lambda: drawn.archive(order)) == "archive_inside_folder"


def test_a_place_with_something_else_in_it_is_refused(drawn: Drawn, tmp_path: Path) -> None:
    (tmp_path / "存档").mkdir()
    (tmp_path / "存档" / "mine.txt").touch()

    assert refusal_of(lambda: drawn.archive(drawn.order(tmp_path / "存档"))) == (
        "archive_place_taken"
    )


def test_a_full_disk_leaves_the_older_archive_as_it_was(
    drawn: Drawn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = drawn.copied(tmp_path / "结果")
    own.archive(own.order(tmp_path / "存档"))
    before, events = tree_of(tmp_path / "存档"), event_kinds(own.folder)

    def full(*_words: Any, **_options: Any) -> None:
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(making, "write_image", full)

    assert refusal_of(lambda: own.archive(replace(own.order(tmp_path / "存档"), scans=None))) == (
        "disk_full"
    )
    assert tree_of(tmp_path / "存档") == before
    assert event_kinds(own.folder) == events
    assert sorted(path.name for path in tmp_path.iterdir()) == ["存档", "结果"]


def test_a_disk_that_keeps_other_bytes_is_noticed(
    drawn: Drawn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = drawn.copied(tmp_path / "结果")
    real = making.write_image

    def spoilt(target: Path, *words: Any, **options: Any) -> None:
        real(target, *words, **options)
        raw = target.read_bytes()
        place = raw.index(b"# ")
        target.write_bytes(raw[:place] + b"!" + raw[place + 1 :])

    monkeypatch.setattr(making, "write_image", spoilt)

    assert refusal_of(lambda: own.archive(own.order(tmp_path / "存档"))) == (
        "archive_read_back_differs"
    )
    assert "DISC" not in event_kinds(own.folder)

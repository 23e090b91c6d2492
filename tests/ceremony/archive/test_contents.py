"""What lies on the disc in clear: only what is named, whatever else a folder may hold."""

from pathlib import Path

import pytest

from junheng.ceremony.archive.contents import internal_files, public_files, scanned_files


def folder_with(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    return folder


@pytest.mark.parametrize(
    "name",
    [
        "public.json",
        "verifier.html",
        "seed.txt",
        "results/360121.qh.j1.2026.json",
        "forms/1-冻结/青禾中学-冻结公告-360121.qh.j1.2026.pdf",
        "forms/2-现场/全场-种子单.pdf",
    ],
)
def test_what_is_public_for_ever_lies_in_clear(tmp_path: Path, name: str) -> None:
    folder = folder_with(tmp_path, name)

    assert (public_files(folder), internal_files(folder)) == ([name], [])


@pytest.mark.parametrize(
    "name",
    [
        "lists.xlsx",
        "internal/balance.html",
        "internal/freedom-360121.qh.j1.2026.json",
        "forms/3-结果/青禾中学-班级师生情况一览表-360121.qh.j1.2026.pdf",
        "forms/3-结果/青禾中学-分班名单公示表-360121.qh.j1.2026.pdf",
        "forms/3-结果/冻结公告的旁证-名单.pdf",
        "slips/家长凭条.pdf",
        "something a later version writes.json",
        "internal/public.json",
    ],
)
def test_everything_else_is_encrypted(tmp_path: Path, name: str) -> None:
    folder = folder_with(tmp_path, name)

    assert (public_files(folder), internal_files(folder)) == ([], [name])


@pytest.mark.parametrize(
    "name",
    [
        "internal/private.json",
        "internal/frozen.json",
        "internal/ledger.jsonl",
        "internal/assignment.csv",
        "sealed.sgx",
        "tickets/360121.qh.j1.2026.B00001.json",
        ".junheng.lock",
        ".junheng-new/new/lists.xlsx",
    ],
)
def test_some_files_stay_away_altogether(tmp_path: Path, name: str) -> None:
    folder = folder_with(tmp_path, name)

    assert (public_files(folder), internal_files(folder)) == ([], [])


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "outside").touch()
    folder = folder_with(tmp_path / "结果", "public.json")
    (folder / "lists.xlsx").symlink_to(tmp_path / "outside")

    assert internal_files(folder) == []


def test_hidden_files_are_no_scans(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, "签字表.pdf", ".DS_Store", "Thumbs.db", ".cache/a.pdf")

    assert scanned_files(folder) == ["签字表.pdf"]

"""Opening a sealed file: checked first, for its owner's eyes alone, all or nothing."""

import errno
import json
from pathlib import Path
from typing import Any

import pytest

from junheng.ceremony.archive import opening, packages
from junheng.ceremony.archive.opening import open_sealed
from junheng.engine.errors import JunhengError
from junheng.engine.record.canonical import canonical_bytes
from junheng.engine.record.package import build_package
from tests.ceremony.archive.conftest import SCANS, Archived


def sealed_of(archived: Archived, name: str = "sealed.sgx") -> bytes:
    return (archived.disc / "封存" / name).read_bytes()


def test_the_sealed_roster_comes_out_for_the_page_in_the_browser(
    archived: Archived, tmp_path: Path
) -> None:
    open_sealed(sealed_of(archived), archived.drawn.passphrase.whole, tmp_path / "取出")

    rosters = list((tmp_path / "取出" / "private").glob("sealed-*.json"))
    document = json.loads(rosters[0].read_bytes())

    assert len(rosters) == 1
    assert (document["_t"], len(document["leaves"])) == ("sg1/sealed", 40)


def test_scans_come_out_under_their_own_names(archived: Archived, tmp_path: Path) -> None:
    raw = sealed_of(archived, "internal.sgx")

    open_sealed(raw, archived.drawn.passphrase.whole, tmp_path / "取出")

    found = {name: (tmp_path / "取出" / "扫描件" / name).read_bytes() for name in SCANS}
    assert found == SCANS


def test_only_the_owner_may_enter(archived: Archived, tmp_path: Path) -> None:
    open_sealed(sealed_of(archived), archived.drawn.passphrase.whole, tmp_path / "取出")

    modes = {
        path.stat().st_mode & 0o777 for path in [tmp_path / "取出", *(tmp_path / "取出").rglob("*")]
    }
    assert modes == {0o700, 0o600}


@pytest.mark.parametrize("place", [0, 100, 5000, -1])
def test_a_changed_byte_opens_nothing(archived: Archived, tmp_path: Path, place: int) -> None:
    raw = bytearray(sealed_of(archived))
    raw[place] ^= 1

    with pytest.raises(JunhengError):
        open_sealed(bytes(raw), archived.drawn.passphrase.whole, tmp_path / "取出")
    assert not (tmp_path / "取出").exists()


def test_a_wrong_passphrase_is_told(archived: Archived, tmp_path: Path) -> None:
    with pytest.raises(JunhengError, match="archive_passphrase_wrong"):
        open_sealed(sealed_of(archived), "0" * 40, tmp_path / "取出")


def test_a_file_that_is_no_container_is_told(tmp_path: Path) -> None:
    with pytest.raises(JunhengError, match="archive_container_damaged"):
        open_sealed(b"something else", "0" * 40, tmp_path / "取出")


def test_a_folder_in_use_is_refused(archived: Archived, tmp_path: Path) -> None:
    (tmp_path / "取出").mkdir()
    (tmp_path / "取出" / "mine").touch()

    with pytest.raises(JunhengError, match="open_place_taken"):
        open_sealed(sealed_of(archived), archived.drawn.passphrase.whole, tmp_path / "取出")


def test_a_full_disk_leaves_no_childs_data_behind(
    archived: Archived, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, left = opening._write_private, [2]

    def full_soon(target: Path, content: bytes) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(errno.ENOSPC, "no space")
        real(target, content)

    monkeypatch.setattr(opening, "_write_private", full_soon)

    with pytest.raises(JunhengError, match="disk_full"):
        open_sealed(sealed_of(archived), archived.drawn.passphrase.whole, tmp_path / "取出")
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


@pytest.mark.parametrize("name", ["../up.txt", "/root.txt", "a/../../b", "c:\\d", "a//b", ""])
def test_a_name_that_leads_out_of_the_folder_is_refused(
    archived: Archived, tmp_path: Path, name: str
) -> None:
    forged = _package_with_name(archived, name)

    with pytest.raises(JunhengError, match="open_name_unsafe"):
        open_sealed(forged, "", tmp_path / "取出")
    assert not (tmp_path / "取出").exists()


@pytest.mark.parametrize(
    "table",
    [
        {},
        {"names": 1},
        {"names": ["x"]},
        {"names": [{"name": "a.pdf"}]},
        {"names": [{"name": 7, "member": "private/00001"}]},
        {"names": [{"name": "a.pdf", "member": "private/nothing"}]},
    ],
)
def test_a_table_of_names_that_is_none_is_refused(
    archived: Archived, tmp_path: Path, table: dict[str, Any]
) -> None:
    forged = _package_with_table(archived, {"_t": "sg1/names", **table})

    with pytest.raises(JunhengError, match="archive_container_damaged"):
        open_sealed(forged, "", tmp_path / "取出")
    assert not (tmp_path / "取出").exists()


def _package_with_name(archived: Archived, name: str) -> bytes:
    """An internal package, signed by the session, whose table names a member like this."""
    table = {"_t": "sg1/names", "names": [{"member": "private/00001", "name": name}]}
    return _package_with_table(archived, table)


def _package_with_table(archived: Archived, table: dict[str, Any]) -> bytes:
    raw = sealed_of(archived, "internal.sgx")
    package = packages.opened_package(raw, archived.drawn.passphrase.whole)
    private: dict[str, Any] = json.loads(
        (archived.drawn.folder / "internal" / "private.json").read_bytes()
    )
    return build_package(
        package.suite,
        session=package.manifest["session"],
        files={**package.files, packages.NAMES_MEMBER: canonical_bytes(table)},
        signing_key=bytes.fromhex(private["signing_key"]),
        kind=packages.INTERNAL_KIND,
    )

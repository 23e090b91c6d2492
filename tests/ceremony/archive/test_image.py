"""The image: names and bytes come back through readers that are not ours."""

import os
import shutil
import subprocess
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from junheng.ceremony.archive.image import opened_image, write_image
from junheng.ceremony.surroundings import CHINA_TIME
from junheng.engine.errors import JunhengError
from tests.ceremonies_made import tree_of

AT = datetime(2026, 8, 20, 9, 0, tzinfo=CHINA_TIME)
LONGEST = "初" * 60 + ".pdf"
CONTENTS = {
    "说明.txt": b"hello\r\n" * 700,
    f"公开/表格/1-冻结/{LONGEST}": b"%PDF",
    "公开/𬱖湖学校（东校区）·民族班.pdf": b"\x00\xff" * 5000,
    "封存/sealed.sgx": b"x" * 2048,
    "录像/空.mp4": b"",
}


@pytest.fixture
def image(tmp_path: Path) -> Path:
    return made_image(tmp_path)


def made_image(folder: Path, at: datetime = AT) -> Path:
    sources = {}
    for number, (name, content) in enumerate(CONTENTS.items()):
        sources[name] = folder / str(number)
        sources[name].write_bytes(content)
    write_image(folder / "光盘.iso", sources, volume="SG1_20260820", at=at)
    return folder / "光盘.iso"


def extracted(image: Path, folder: Path, *words: str) -> dict[str, bytes]:
    folder.mkdir()
    subprocess.run([*words], cwd=folder, check=True, capture_output=True)
    return {name: content for name, content in tree_of(folder).items() if (folder / name).is_file()}


def needs(tool: str) -> None:
    if shutil.which(tool) is None:
        pytest.skip(f"no independent reader {tool} on this machine (Debian: see .ci/run)")


@pytest.mark.parametrize("unread", ["rockridge", "joliet"])
def test_bsdtar_reads_names_and_bytes_in_both_ways(
    image: Path, tmp_path: Path, unread: str
) -> None:
    needs("bsdtar")

    found = extracted(
        image, tmp_path / "out", "bsdtar", "-xf", str(image), "--options", f"iso9660:!{unread}"
    )

    assert found == CONTENTS


def test_7z_reads_names_and_bytes(image: Path, tmp_path: Path) -> None:
    needs("7z")

    assert extracted(image, tmp_path / "out", "7z", "x", str(image)) == CONTENTS


def test_xorriso_reads_names_and_bytes(image: Path, tmp_path: Path) -> None:
    needs("xorriso")
    out = tmp_path / "out"

    found = extracted(
        image, out, "xorriso", "-osirrox", "on", "-indev", str(image), "-extract", "/", str(out)
    )

    assert found == CONTENTS
    for folder in [out, *out.rglob("*")]:
        folder.chmod(0o755)  # copied from a medium that cannot be written: let pytest clear up


def test_linux_mounts_it(image: Path, tmp_path: Path) -> None:
    place = tmp_path / "mounted"
    place.mkdir()
    mounts = (
        ["mount", "-o", "loop,ro", str(image), str(place)],
        ["fuseiso", str(image), str(place)],
    )
    tried = (words for words in mounts if shutil.which(words[0]))
    if all(subprocess.run(words, check=False, capture_output=True).returncode for words in tried):
        pytest.skip("this machine may not mount: no iso9660 in its kernel and no fuseiso")
    try:
        found = {name: held for name, held in tree_of(place).items() if (place / name).is_file()}
    finally:
        subprocess.run(["umount", str(place)], check=True)

    assert found == CONTENTS


def test_both_ways_of_reading_give_the_same_names_and_sizes(image: Path) -> None:
    with opened_image(image) as disc:
        assert disc.names == {name: len(content) for name, content in CONTENTS.items()}
        assert disc.other_names() == disc.names


def test_the_bytes_come_back(image: Path) -> None:
    found = {}
    with opened_image(image) as disc:
        for name in disc.names:
            content = bytearray()
            disc.pour(name)(content.extend)
            found[name] = bytes(content)

    assert found == CONTENTS


def test_the_same_files_give_the_same_bytes_wherever_the_clock_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "1").mkdir()
    (tmp_path / "2").mkdir()
    first = made_image(tmp_path / "1").read_bytes()
    monkeypatch.setenv("TZ", "America/New_York")
    monkeypatch.setattr("time.time", lambda: 12.5)

    assert made_image(tmp_path / "2").read_bytes() == first


def test_another_moment_stands_in_the_image(tmp_path: Path) -> None:
    (tmp_path / "1").mkdir()
    (tmp_path / "2").mkdir()

    first = made_image(tmp_path / "1").read_bytes()
    later = made_image(tmp_path / "2", AT + timedelta(days=1)).read_bytes()

    assert first != later


@pytest.mark.parametrize("kept", [lambda size: size // 2, lambda size: size - 1])
def test_an_image_that_broke_off_is_called_incomplete(
    image: Path, kept: Callable[[int], int]
) -> None:
    os.truncate(image, kept(image.stat().st_size))

    with pytest.raises(JunhengError, match="disc_image_cut"), opened_image(image):
        pass


@pytest.mark.parametrize("content", [b"", b"not an image", bytes(100_000)])
def test_what_is_no_image_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "光盘.iso").write_bytes(content)

    with (
        pytest.raises(JunhengError, match="disc_image_unreadable"),
        opened_image(tmp_path / "光盘.iso"),
    ):
        pass

"""Zip containers that lie about themselves."""

import io
import struct
import zipfile
import zlib
from pathlib import Path

import pytest

from junheng.engine.errors import JunhengError
from junheng.tabular import Limits, read_workbook
from junheng.tabular.archive import MOST_PARTS, Archive
from tests.tabular.builders import replaced_parts, write_xlsx


def zipped(content: bytes, name: str = "a.xml") -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return output.getvalue()


def with_declared_size(raw: bytes, size: int) -> bytes:
    """The only part says that it unpacks to `size` bytes."""
    changed = bytearray(raw)
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", changed, changed.index(mark) + offset, size)
    return bytes(changed)


def refusal(raw: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(JunhengError) as caught:
        unpacked(raw, limits or Limits())
    return caught.value.code


def unpacked(raw: bytes, limits: Limits) -> dict[str, bytes]:
    archive = Archive(raw, "a.xlsx", limits)
    return {name: b"".join(archive.pieces(name)) for name in archive.names}


def test_an_honest_part_is_inflated_whole() -> None:
    content = bytes(range(256)) * 1000

    assert unpacked(zipped(content), Limits()) == {"a.xml": content}


def test_an_honest_bomb_is_refused_by_its_declared_size() -> None:
    raw = zipped(b"\0" * 20_000_000)

    with pytest.raises(JunhengError) as caught:
        Archive(raw, "a.xlsx", Limits())

    assert caught.value.code == "file_unpacks_too_large"


def test_a_bomb_that_declares_a_small_size_is_refused_while_inflating() -> None:
    raw = with_declared_size(zipped(b"\0" * 20_000_000), 100)

    assert refusal(raw) == "file_unpacks_too_large"


def test_more_than_the_limit_is_refused_at_any_ratio() -> None:
    assert refusal(zipped(bytes(range(256)) * 10), Limits(unpacked_bytes=2_000)) == (
        "file_unpacks_too_large"
    )


@pytest.mark.parametrize("declared", [999, 1001])
def test_a_false_size_is_unreadable(declared: int) -> None:
    assert refusal(with_declared_size(zipped(b"x" * 1000), declared)) == "file_unreadable"


def test_a_wrong_checksum_is_unreadable() -> None:
    raw = zipped(b"x" * 1000)
    checksum = struct.pack("<I", zlib.crc32(b"x" * 1000))

    assert refusal(raw.replace(checksum, b"\0\0\0\0")) == "file_unreadable"


def test_a_method_nobody_uses_is_unreadable() -> None:
    raw = bytearray(zipped(b"x" * 1000))
    for mark, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        struct.pack_into("<H", raw, raw.index(mark) + offset, 97)

    assert refusal(bytes(raw)) == "file_unreadable"


def test_a_name_used_twice_is_unreadable() -> None:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        archive.writestr("a.xml", "1")
        archive.writestr("b.xml", "2")

    assert refusal(output.getvalue().replace(b"b.xml", b"a.xml")) == "file_unreadable"


def test_too_many_parts_are_unreadable() -> None:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        for number in range(MOST_PARTS + 1):
            archive.writestr(str(number), "")

    assert refusal(output.getvalue()) == "file_unreadable"


def test_no_archive_at_all_is_unreadable() -> None:
    assert refusal(b"PK\x03\x04 and then nothing") == "file_unreadable"


def test_a_bomb_among_the_other_parts_of_a_workbook_is_refused(tmp_path: Path) -> None:
    raw = write_xlsx(tmp_path / "a.xlsx", [["x"]]).read_bytes()
    path = tmp_path / "bomb.xlsx"
    path.write_bytes(replaced_parts(raw, {"xl/media/image1.png": b"\0" * 20_000_000}))

    with pytest.raises(JunhengError) as caught:
        read_workbook(path)

    assert caught.value.code == "file_unpacks_too_large"

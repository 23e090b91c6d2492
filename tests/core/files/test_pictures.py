"""Uploaded photographs: read or refused, upright, small, nothing in them but the picture."""

import io
import struct
import zlib

import pytest
from PIL import Image

from junheng.core.files.pictures import LARGEST_BYTES, LONGEST_SIDE, clean_picture
from junheng.engine.errors import JunhengError

SECRET = b"26.5123N 106.7000E owner Zhang"
ORIENTATION, MAKER = 0x0112, 0x010F


def photograph(kind: str = "JPEG", size: tuple[int, int] = (60, 40), **options: object) -> bytes:
    picture = Image.new("RGB", size, "white")
    picture.paste("red", (0, 0, size[0] // 2, size[1]))
    output = io.BytesIO()
    picture.save(output, kind, **options)
    return output.getvalue()


def cleaned(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(clean_picture([content])))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_what_is_kept_is_a_jpeg_of_the_same_picture(kind: str) -> None:
    kept = cleaned(photograph(kind))

    assert kept.format == "JPEG"
    assert kept.size == (60, 40)
    red, green, _ = kept.getpixel((5, 20))
    assert red > 200
    assert green < 60


def test_nothing_of_what_the_telephone_wrote_is_kept() -> None:
    exif = Image.Exif()
    exif[MAKER] = SECRET.decode()
    content = photograph(exif=exif, comment=SECRET) + SECRET

    assert content.count(SECRET) == 3
    assert SECRET not in clean_picture([content])
    assert dict(cleaned(content).getexif()) == {}


def test_a_photograph_that_lies_on_its_side_is_kept_upright() -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6

    assert cleaned(photograph(exif=exif)).size == (40, 60)


def test_a_large_one_is_made_smaller() -> None:
    assert cleaned(photograph(size=(4000, 3000))).size == (LONGEST_SIDE, LONGEST_SIDE * 3 // 4)


def test_what_is_transparent_is_white() -> None:
    output = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(output, "PNG")

    assert cleaned(output.getvalue()).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"%PDF-1.7 no picture", id="another kind of file"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'/>", id="a drawing with a script"),
        pytest.param(photograph()[:300], id="half a picture"),
        pytest.param(photograph("GIF"), id="a kind that no camera makes"),
    ],
)
def test_what_is_no_photograph_is_refused(content: bytes) -> None:
    with pytest.raises(JunhengError, match="picture_not_read"):
        clean_picture([content])


@pytest.mark.parametrize("side", [10_000, 60_000])
def test_a_small_file_with_a_giant_picture_is_refused_before_it_fills_the_memory(side: int) -> None:
    plain = photograph("PNG")
    head = b"IHDR" + struct.pack(">II", side, side) + plain[24:29]
    giant = plain[:12] + head + struct.pack(">I", zlib.crc32(head)) + plain[33:]

    with pytest.raises(JunhengError, match="picture_too_many_pixels"):
        clean_picture([giant])


def test_an_endless_upload_is_cut_off() -> None:
    with pytest.raises(JunhengError, match="picture_too_large"):
        clean_picture(b"0" * 1024 * 1024 for _ in range(LARGEST_BYTES // 1024 // 1024 + 2))

"""Photographs that people upload, made anew from their pixels.

A telephone writes place, time and owner into a photograph, and anybody can hide anything behind a
picture's end: what is kept is a JPEG of our own making, with nothing in it but the picture.
"""

import io
from collections.abc import Iterable
from typing import Final

from junheng.core.files.kinds import MEBIBYTE
from junheng.engine.errors import JunhengError

LARGEST_BYTES: Final = 20 * MEBIBYTE
MOST_PIXELS: Final = 60_000_000
LONGEST_SIDE: Final = 2560
_FORMATS: Final = ("JPEG", "PNG", "WEBP")
_QUALITY: Final = 85


def clean_picture(content: Iterable[bytes]) -> bytes:
    """The picture as a JPEG without metadata, upright, its longer side 2560 pixels at most.

    Raises JunhengError: picture_too_large, picture_not_read (no JPEG, PNG or WebP, or broken),
    picture_too_many_pixels.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError  # noqa: PLC0415 - only for uploads

    received = _limited(content)
    Image.MAX_IMAGE_PIXELS = None  # the library's own limit is three times ours
    try:
        with Image.open(io.BytesIO(received), formats=_FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise JunhengError("picture_too_many_pixels", limit=MOST_PIXELS // 10_000)
            # A JPEG can be decoded at a fraction of its size, several times faster.
            opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(opened).convert("RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as problem:
        raise JunhengError("picture_not_read") from problem
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    picture = Image.new("RGB", upright.size, "white")
    picture.paste(upright, mask=upright.getchannel("A"))
    output = io.BytesIO()
    picture.save(output, "JPEG", quality=_QUALITY)
    return output.getvalue()


def _limited(content: Iterable[bytes]) -> bytes:
    received = bytearray()
    for piece in content:
        received += piece
        if len(received) > LARGEST_BYTES:
            raise JunhengError("picture_too_large", limit=LARGEST_BYTES // MEBIBYTE)
    return bytes(received)

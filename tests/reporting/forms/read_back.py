"""Read a printed form back: its words, page by page, as a person would see them."""

import io
import shutil
import subprocess
import tempfile
from pathlib import Path

import pikepdf
import pytest
import zxingcpp
from PIL import Image


def pages_of(printed: bytes, **cut: float) -> list[str]:
    """The words of every page without white space."""
    return ["".join(page.split()) for page in layout_of(printed, **cut).rstrip("\f").split("\f")]


def words_of(printed: bytes, **cut: float) -> str:
    """All words of a form without white space."""
    return "".join(pages_of(printed, **cut))


def layout_of(printed: bytes, *, left_millimetres: float | None = None) -> str:
    """The words where they stand on the pages, a form feed after each page.

    `left_millimetres` cuts every page down to a strip at its left edge.
    """
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler) is not installed")
    cut = []
    if left_millimetres is not None:
        cut = ["-x", "0", "-y", "0", "-W", str(round(left_millimetres / 25.4 * 72)), "-H", "842"]
    result = subprocess.run(
        ["pdftotext", "-layout", *cut, "-", "-"],
        input=printed,
        capture_output=True,
        check=True,
    )
    return result.stdout.decode("utf-8")


def page_count_of(printed: bytes) -> int:
    """How many pages a form has."""
    with pikepdf.open(io.BytesIO(printed)) as pdf:
        return len(pdf.pages)


def codes_of(printed: bytes, *, dots_per_inch: int = 150) -> list[bytes]:
    """The contents of all QR codes of a form, page by page, read from its pictures."""
    if shutil.which("pdftoppm") is None:
        pytest.skip("pdftoppm (poppler) is not installed")
    with tempfile.TemporaryDirectory() as folder:
        command = ["pdftoppm", "-r", str(dots_per_inch), "-gray", "-", f"{folder}/page"]
        subprocess.run(command, input=printed, capture_output=True, check=True)
        contents: list[bytes] = []
        for picture in sorted(Path(folder).iterdir()):
            with Image.open(picture) as page:
                contents += [code.bytes for code in zxingcpp.read_barcodes(page)]
    return contents

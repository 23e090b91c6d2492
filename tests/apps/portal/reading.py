"""What stands in an answer, however it is wrapped: pages, data, PDF, office documents, archives."""

import gzip
import io
import json
import re
import zipfile
from collections.abc import Iterable
from html import unescape
from urllib.parse import unquote

import pikepdf
from PIL import Image

from tests.apps.portal.crawling import Found
from tests.reporting.forms.read_back import layout_of


def everything_in(address: str, found: Found) -> str:
    """All words of an answer, with its address and its headers."""
    headers = "\n".join(f"{name}: {value}" for name, value in found.headers.items())
    return "\n".join((_plain(address), _plain(headers), words_of(found.body)))


def words_of(content: bytes) -> str:
    """The words of a file of any kind, its hidden parts too."""
    if content.startswith(b"\x1f\x8b"):
        return words_of(gzip.decompress(content))
    if content.startswith(b"%PDF") and _is_whole_pdf(content):
        return layout_of(content) + _hidden_in_pdf(content)
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "\n".join(
                f"{name}\n{words_of(archive.read(name))}" for name in archive.namelist()
            )
    if content.startswith(b"\x89PNG"):
        # Its pixels read as Chinese would be any word at all; what is said in it stands beside.
        with Image.open(io.BytesIO(content)) as picture:
            return _plain("\n".join(map(str, picture.info.values())))
    try:
        return _plain(content.decode())
    except UnicodeDecodeError:
        guesses = ("utf-8", "gb18030", "utf-16-le")
        return "\n".join(_plain(content.decode(guess, errors="ignore")) for guess in guesses)


def _plain(text: str) -> str:
    """The text as it is, and with every way of writing a character undone."""
    undone = unquote(unescape(text))
    undone = re.sub(r"\\u([0-9a-fA-F]{4})", lambda code: chr(int(code[1], 16)), undone)
    # Words that mark-up cuts in two are whole for a reader; two cells are two words, also where
    # blanks are left out.
    apart = re.sub(r"</(?:t[dh]|w:tc|w:p)>", "|", undone)
    return "\n".join(dict.fromkeys((text, undone, re.sub(r"<[^>]*>", "", apart))))


def _is_whole_pdf(content: bytes) -> bool:
    """Whether a reader of PDF opens it; what calls itself so and is none is read as text."""
    try:
        pikepdf.open(io.BytesIO(content)).close()
    except pikepdf.PdfError:
        return False
    return True


def _hidden_in_pdf(content: bytes) -> str:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        told = [str(value) for value in pdf.docinfo.values()]
        if "/Metadata" in pdf.Root:
            told.append(pdf.Root.Metadata.read_bytes().decode(errors="ignore"))
        told += list(pdf.attachments.keys())
    return "\n".join(told)


def birth_words(born: str) -> tuple[str, ...]:
    """The ways in which a birth date (YYYYMMDD) is written."""
    year, month, day = born[:4], born[4:6], born[6:]
    bare = (str(int(month)), str(int(day)))
    return (
        f"{year}-{month}-{day}", f"{year}/{month}/{day}", f"{year}.{month}.{day}",
        f"{year}年{month}月{day}日", f"{year}年{bare[0]}月{bare[1]}日",
        f"{year}-{bare[0]}-{bare[1]}", f"{year}/{bare[0]}/{bare[1]}",
    )  # fmt: skip


_HAN = re.compile(r"[\u3400-\u9fff]+")
_SHAPES = (
    re.compile(r"(?=([0-9]{17}[0-9Xx]))"),
    re.compile(r"(?=([0-9]{4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?))"),
    # Not inside of a digest, which may hold any digits.
    re.compile(r"(?<![0-9a-fA-F])([0-9]{8}|[0-9]{14})(?![0-9a-fA-F])"),
    re.compile(r"(?<![0-9A-Za-z])([0-9A-Za-z]{8})(?![0-9A-Za-z])"),
)
"""Identity numbers, dates, birth dates and beginnings of identity numbers, query codes."""


class Private:
    """What must not stand in anything public.

    Sets, because thousands of children are searched for in megabytes: Chinese words are looked up
    at every place of the text, numbers and codes by their shapes, anything else word by word.
    """

    def __init__(self, words: Iterable[str], numbers: Iterable[str] = ()) -> None:
        self._all = {*words, *numbers} - {""}
        han = {word for word in self._all if _HAN.fullmatch(word)}
        self._lengths = {len(word) for word in han}
        shaped = {word for word in self._all if any(shape.match(word) for shape in _SHAPES)}
        self._rest = self._all - han - shaped

    def found_in(self, text: str) -> set[str]:
        """Every private word in a text, also where blanks were put between its characters."""
        without_blanks = re.sub(r"[\s\u200b-\u200f\ufeff]+", "", text)
        return self._found(text) | self._found(without_blanks)

    def _found(self, text: str) -> set[str]:
        seen = {
            run[start : start + length]
            for run in _HAN.findall(text)
            for length in self._lengths
            for start in range(len(run) - length + 1)
        }
        seen |= {token for shape in _SHAPES for token in shape.findall(text)}
        return (seen & self._all) | {word for word in self._rest if word in text}


def private_of(name: str, identity_number: str) -> tuple[set[str], set[str]]:
    """The words and numbers of one child."""
    born = identity_number[6:14]
    return {name, identity_number, *birth_words(born)}, {born, identity_number[:14]}


def masked_in(text: str) -> set[str]:
    """Every masked name of a page."""
    return set(re.findall(r"[\u4e00-\u9fff][\u4e00-\u9fff]?\*+[\u4e00-\u9fff]?", text))


def as_json(value: object) -> bytes:
    """With every Chinese character escaped, as careless programs write it."""
    return json.dumps(value, ensure_ascii=True).encode()

"""A disc to be checked: an image, a mounted disc, or a copied folder, all read in one way."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol
from unicodedata import normalize

from junheng.ceremony.archive.hashing import Pour, pour_file
from junheng.ceremony.archive.image import opened_image
from junheng.ceremony.archive.layout import MANIFEST
from junheng.engine.errors import JunhengError

DISC_FOLDER = "光盘"
_OF_THE_SYSTEM = ("Thumbs.db", "desktop.ini")


class Disc(Protocol):
    """Files by their path on the disc, with their sizes; and how their bytes come."""

    @property
    def names(self) -> Mapping[str, int]:
        """Sizes by path."""

    def pour(self, name: str) -> Pour:
        """Hand over the pieces of a file; raises OSError when called and it is damaged."""

    def other_names(self) -> Mapping[str, int]:
        """Sizes by path as another system sees them; the same where there is but one way."""


class DiscInFolder:
    """A disc as files: mounted by the system, or copied."""

    def __init__(self, folder: Path) -> None:
        # Some systems take the letters of a name apart; the list has them composed.
        self._files = {
            normalize("NFC", path.relative_to(folder).as_posix()): path
            for path in folder.rglob("*")
            if path.is_file() and not path.name.startswith(".") and path.name not in _OF_THE_SYSTEM
        }
        self.names = {name: path.stat().st_size for name, path in self._files.items()}

    def pour(self, name: str) -> Pour:
        """Hand over the pieces of a file."""
        return pour_file(self._files[name])

    def other_names(self) -> Mapping[str, int]:
        """There is but one way to read a folder."""
        return self.names


@contextmanager
def opened_disc(path: Path) -> Iterator[Disc]:
    """Open an image or a folder; the folder that `archive` made counts as the disc in it.

    Raises `disc_not_found`, `disc_image_cut`, `disc_image_unreadable`, `disc_folder_unreadable`.
    """
    if not path.exists():
        raise JunhengError("disc_not_found", file=path.name)
    if path.is_file():
        with opened_image(path) as image:
            yield image
        return
    inner = path / DISC_FOLDER
    try:
        folder = DiscInFolder(inner if (inner / MANIFEST).exists() else path)
    except OSError:
        raise JunhengError("disc_folder_unreadable") from None
    yield folder


def whole_file(disc: Disc, name: str) -> bytes:
    """All bytes of one file; raises OSError where it is missing or damaged."""
    if name not in disc.names:
        raise FileNotFoundError(name)
    content = bytearray()
    disc.pour(name)(content.extend)
    return bytes(content)

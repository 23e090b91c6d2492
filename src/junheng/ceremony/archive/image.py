"""The disc as an ISO image: ISO 9660 for everything, Joliet for Windows, Rock Ridge for Linux.

All three carry the same names, so that a list of names made on one system holds on the others.
The image follows from names, bytes and one moment alone: the library's clock stands still.
"""

import time as real_time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

import pycdlib
from pycdlib import dates, headervd, utils
from pycdlib import pycdlib as library

from junheng.ceremony.archive.hashing import PIECE, Pour
from junheng.ceremony.surroundings import CHINA_TIME
from junheng.engine.errors import JunhengError

SECTOR = 2048
LARGEST_FILE = (1 << 32) - SECTOR
"""One extent of ISO 9660; recordings are cut into parts below it by the cameras anyway."""

LONGEST_NAME = 64
"""Units of UCS-2 in one name of Joliet."""

_FIRST_VOLUME = 16 * SECTOR
_BLOCK_COUNT = slice(80, 84)
_ISO_LEVEL = 3
_JOLIET_LEVEL = 3
_ROCK_RIDGE = "1.09"
_READABLE = 0o100444


def write_image(target: Path, files: Mapping[str, Path], *, volume: str, at: datetime) -> None:
    """Write the image of `files` (path on the disc, with `/`, to the file with its bytes).

    `volume` are at most 16 capital letters, digits and underscores. `at` stands as the moment of
    everything inside. Raises OSError.
    """
    with _still_clock(at):
        image = _JolietImage()
        image.new(
            interchange_level=_ISO_LEVEL,
            joliet=_JOLIET_LEVEL,
            rock_ridge=_ROCK_RIDGE,
            vol_ident=volume,
            app_ident_str="JUNHENG",
        )
        try:
            plain = _add_folders(image, files)
            for number, (name, source) in enumerate(sorted(files.items()), start=1):
                parent = PurePosixPath(name).parent
                image.add_file(
                    str(source),
                    f"{plain[parent]}/F{number:06}.DAT;1",
                    rr_name=PurePosixPath(name).name,
                    joliet_path=f"/{name}",
                    file_mode=_READABLE,
                )
            image.write(str(target))
        finally:
            image.close()


def _add_folders(image: pycdlib.PyCdlib, names: Iterable[str]) -> dict[PurePosixPath, str]:
    """Make every folder; returns the ISO 9660 path of each, "" for the top."""
    folders = {folder for name in names for folder in PurePosixPath(name).parents}
    plain = {PurePosixPath("."): ""}
    for number, folder in enumerate(sorted(folders - plain.keys()), start=1):
        plain[folder] = f"{plain[folder.parent]}/D{number:06}"
        image.add_directory(plain[folder], rr_name=folder.name, joliet_path=f"/{folder}")
    return plain


class _JolietImage(pycdlib.PyCdlib):
    """The library's image with Joliet's own limit for a name.

    Joliet allows 64 units of UCS-2; the library counts bytes of UTF-8, and so would leave Chinese
    names 21 characters.
    """

    __slots__ = ()

    def _joliet_name_and_parent_from_path(self, joliet_path: bytes) -> tuple[bytes, Any]:
        folder, _, name = joliet_path.decode().rpartition("/")
        if joliet_units(name) > LONGEST_NAME:
            raise ValueError(name)
        return name.encode("utf-16-be"), self._find_joliet_record((folder or "/").encode())


def joliet_units(name: str) -> int:
    """How long a name is for Joliet; a rare character outside the first plane counts twice."""
    return len(name.encode("utf-16-be")) // 2


class DiscImage:
    """An image opened for reading; use `opened_image`."""

    def __init__(self, image: pycdlib.PyCdlib) -> None:
        self._image = image
        self.names: Mapping[str, int] = self._names("joliet_path")

    def other_names(self) -> Mapping[str, int]:
        """Names and sizes as a system that reads Rock Ridge sees them."""
        return self._names("rr_path")

    def pour(self, name: str) -> Pour:
        """Hand over the pieces of a file; raises OSError where the image is damaged."""

        def pour(write: Callable[[bytes], object]) -> None:
            with _damage_as_error(), self._image.open_file_from_iso(joliet_path=f"/{name}") as file:
                while piece := file.read(PIECE):
                    write(piece)

        return pour

    def _names(self, kind: str) -> dict[str, int]:
        found: dict[str, int] = {}
        with _damage_as_error():
            for folder, _, files in self._image.walk(**{kind: "/"}):
                for file in files:
                    path = f"{folder.rstrip('/')}/{file}"
                    record: Any = self._image.get_record(**{kind: path})
                    found[path.lstrip("/")] = record.get_data_length()
        return found


@contextmanager
def opened_image(path: Path) -> Iterator[DiscImage]:
    """Open an image; raises `disc_image_cut`, `disc_image_unreadable`."""
    image = pycdlib.PyCdlib()
    try:
        file = path.open("rb")
    except OSError:
        raise JunhengError("disc_image_unreadable", file=path.name) from None
    with file:
        try:
            _refuse_cut(file)
            with _damage_as_error():
                image.open_fp(file)
            found = DiscImage(image)
        except OSError:
            raise JunhengError("disc_image_unreadable", file=path.name) from None
        try:
            yield found
        finally:
            with suppress(Exception):
                image.close()


def _refuse_cut(file: BinaryIO) -> None:
    """The volume says how many blocks it has; a copy that broke off has fewer."""
    file.seek(_FIRST_VOLUME)
    volume = file.read(SECTOR)
    if volume[1:6] != b"CD001":
        raise OSError
    wanted = int.from_bytes(volume[_BLOCK_COUNT], "little") * SECTOR
    found = file.seek(0, 2)
    if found < wanted:
        raise JunhengError("disc_image_cut", found=found, wanted=wanted)
    file.seek(0)


@contextmanager
def _damage_as_error() -> Iterator[None]:
    """A damaged image can break its reader in any way: all of them mean the same to us."""
    try:
        yield
    except Exception as damage:
        raise OSError from damage


class _StillClock:
    """Stands for the module `time` in the library: one moment, and always China's zone."""

    gmtime = staticmethod(real_time.gmtime)
    strftime = staticmethod(real_time.strftime)

    def __init__(self, at: datetime) -> None:
        self._seconds = at.timestamp()

    def time(self) -> float:
        """The moment of everything in the image."""
        return self._seconds

    @staticmethod
    def localtime(seconds: float) -> real_time.struct_time:
        """The moment on a wall clock in China."""
        return datetime.fromtimestamp(seconds, UTC).astimezone(CHINA_TIME).timetuple()


@contextmanager
def _still_clock(at: datetime) -> Iterator[None]:
    """The library offers no other way to fix the dates that it writes."""
    modules: tuple[Any, ...] = (dates, headervd, library, utils)
    try:
        for module in modules:
            module.time = _StillClock(at)
        yield
    finally:
        for module in modules:
            module.time = real_time

"""Read a stream out of a compound file (OLE, [MS-CFB]), the container of .xls."""

import struct
from collections.abc import Iterator
from typing import Final

_FAT_IN_HEADER: Final = 109
_END: Final = 0xFFFFFFFA  # this and all above are marks, not sectors
_ENTRY: Final = 128
_STREAM: Final = 2
_ROOT: Final = 5


class CompoundError(ValueError):
    """The container contradicts itself or is cut short."""


class CompoundFile:
    """Streams of a compound file by name; only the root's own level is looked at."""

    def __init__(self, raw: bytes) -> None:
        if len(raw) < 512:  # noqa: PLR2004 - length of the header, [MS-CFB] §2.2
            raise CompoundError
        self._raw = raw
        self._sector_size = 1 << self._checked(struct.unpack_from("<H", raw, 30)[0], 9, 12)
        self._mini_size = 1 << self._checked(struct.unpack_from("<H", raw, 32)[0], 6, 6)
        directory, self._mini_cutoff, mini_fat = struct.unpack_from("<I4xII", raw, 48)
        self._fat = self._read_fat()
        self._mini_fat = self._table(self._chain(mini_fat)) if mini_fat < _END else []
        self._mini_stream = b""
        self._entries: dict[str, tuple[int, int]] = {}
        for name, kind, first, size in self._directory(directory):
            if kind == _ROOT:
                self._mini_stream = self._chain(first)[:size] if first < _END else b""
            elif kind == _STREAM:
                self._entries.setdefault(name, (first, size))

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the streams."""
        return tuple(self._entries)

    def stream(self, name: str) -> bytes:
        """Return a stream; raises `KeyError` or `CompoundError`."""
        first, size = self._entries[name]
        if size >= self._mini_cutoff:
            content = self._chain(first)
        else:
            content = b"".join(
                self._mini_stream[sector * self._mini_size : (sector + 1) * self._mini_size]
                for sector in self._walk(first, self._mini_fat)
            )
        if len(content) < size:
            raise CompoundError
        return content[:size]

    @staticmethod
    def _checked(value: int, least: int, most: int) -> int:
        if not least <= value <= most:
            raise CompoundError
        return value

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._sector_size
        return self._raw[start : start + self._sector_size]

    def _read_fat(self) -> list[int]:
        sectors = list(struct.unpack_from(f"<{_FAT_IN_HEADER}I", self._raw, 76))
        more, count = struct.unpack_from("<II", self._raw, 68)
        for _ in range(min(count, len(self._raw) // self._sector_size)):
            *numbers, more = self._table(self._sector(more)) or [_END]
            sectors += numbers
        return self._table(b"".join(self._sector(sector) for sector in sectors if sector < _END))

    @staticmethod
    def _table(raw: bytes) -> list[int]:
        return list(struct.unpack(f"<{len(raw) // 4}I", raw[: len(raw) // 4 * 4]))

    @staticmethod
    def _walk(first: int, table: list[int]) -> Iterator[int]:
        """Follow a chain of sectors; a chain longer than its table runs in a circle."""
        sector = first
        for _ in range(len(table) + 1):
            if sector >= _END:
                return
            if sector >= len(table):
                raise CompoundError
            yield sector
            sector = table[sector]
        raise CompoundError

    def _chain(self, first: int) -> bytes:
        return b"".join(self._sector(sector) for sector in self._walk(first, self._fat))

    def _directory(self, first: int) -> Iterator[tuple[str, int, int, int]]:
        raw = self._chain(first)
        for start in range(0, len(raw) - _ENTRY + 1, _ENTRY):
            entry = raw[start : start + _ENTRY]
            length = min(struct.unpack_from("<H", entry, 64)[0], 64)
            name = entry[: max(length - 2, 0)].decode("utf-16-le", "replace")
            first_sector, size = struct.unpack_from("<II", entry, 116)
            yield name, entry[66], first_sector, size

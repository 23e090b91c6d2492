"""A strict reader for the zip inside a sealed package (SG1 §10.3).

Every byte of the file must be accounted for: entries one after the other without gaps, fixed
dates, no comments, no extra fields, and a directory that repeats exactly what the entries say.
"""

import re
import struct
import zlib
from dataclasses import dataclass

PACKAGE_NAME = re.compile(r"(public|private|engine|spec|evidence)/[A-Za-z0-9._-]{1,80}")
ROOT_NAMES = ("manifest.json", "manifest.sig.json")
MOST_BYTES = 1 << 31
_LOCAL = struct.Struct("<4s5H3I2H")
_ENTRY = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_STORED, _DEFLATED = 0, 8
_FIRST_DAY = 0x21  # 1 January 1980, 00:00
_VERSIONS = (10, 20)


class ArchiveError(Exception):
    """The zip breaks a rule."""


@dataclass(frozen=True)
class _Entry:
    name: bytes
    maker: int
    attributes: int
    version: int
    method: int
    check: int
    packed: int
    size: int
    place: int

    def written(self) -> tuple[bytes, bytes]:
        """Return the local header and the directory record that this entry must have."""
        middle = (self.version, 0, self.method, 0, _FIRST_DAY, self.check, self.packed, self.size)
        local = _LOCAL.pack(b"PK\x03\x04", *middle, len(self.name), 0) + self.name
        record = _ENTRY.pack(
            b"PK\x01\x02",
            self.maker,
            *middle,
            len(self.name),
            *(0, 0, 0, 0),
            self.attributes,
            self.place,
        )
        return local, record + self.name


def read_archive(raw: bytes) -> dict[str, bytes]:
    """Return the files by name.

    Raises:
        ArchiveError: a rule is broken, a name is not allowed or appears twice, more than 2 GiB.
    """
    try:
        entries, start = _directory(raw)
    except struct.error as fault:
        raise ArchiveError from fault
    files: dict[str, bytes] = {}
    place, directory = 0, b""
    for entry in entries:
        name = entry.name.decode("ascii", errors="replace")
        local, record = entry.written()
        content = place + len(local)
        same_maker = (entry.maker, entry.attributes) == (entries[0].maker, entries[0].attributes)
        if (
            entry.place != place
            or raw[place:content] != local
            or entry.version not in _VERSIONS
            or not same_maker
            or name in files
            or not (name in ROOT_NAMES or PACKAGE_NAME.fullmatch(name))
        ):
            raise ArchiveError
        place = content + entry.packed
        files[name] = _content(entry, raw[content:place])
        directory += record
    if place != start or raw[start : start + len(directory)] != directory:
        raise ArchiveError
    return files


def _directory(raw: bytes) -> tuple[list[_Entry], int]:
    end = len(raw) - _END.size
    if end < 0:
        raise ArchiveError
    magic, disk, first_disk, here, total, size, start, comment = _END.unpack(raw[end:])
    if magic != b"PK\x05\x06" or disk or first_disk or comment or here != total or not total:
        raise ArchiveError
    if start + size != end:
        raise ArchiveError
    entries, place = [], start
    for _ in range(total):
        fields = _ENTRY.unpack(raw[place : place + _ENTRY.size])
        name = raw[place + _ENTRY.size : place + _ENTRY.size + fields[10]]
        entries.append(
            _Entry(
                name=name,
                maker=fields[1],
                attributes=fields[15],
                version=fields[2],
                method=fields[4],
                check=fields[7],
                packed=fields[8],
                size=fields[9],
                place=fields[16],
            )
        )
        place += _ENTRY.size + len(name)
    if place != end or sum(entry.size for entry in entries) > MOST_BYTES:
        raise ArchiveError
    return entries, start


def _content(entry: _Entry, packed: bytes) -> bytes:
    if entry.method == _STORED:
        content = packed
    elif entry.method == _DEFLATED:
        engine = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            content = engine.decompress(packed, entry.size + 1)
        except zlib.error as fault:
            raise ArchiveError from fault
        if not engine.eof or engine.unused_data:
            raise ArchiveError
    else:
        raise ArchiveError
    if len(content) != entry.size or zlib.crc32(content) != entry.check:
        raise ArchiveError
    return content

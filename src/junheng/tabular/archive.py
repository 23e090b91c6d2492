"""Open a zip container without trusting what it says about its own sizes."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final

from junheng.engine.errors import JunhengError
from junheng.tabular.sheets import Limits

MOST_PARTS: Final = 5_000
# A sheet's XML shrinks 10 to 40 times; bombs start where no table ever gets.
MOST_TIMES: Final = 200
_RATIO_COUNTS_FROM: Final = 10_000_000
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_PIECE: Final = 1 << 16
_ENCRYPTED_FLAG: Final = 0x1


class Archive:
    """A zip in memory whose parts are inflated piece by piece and counted."""

    def __init__(self, raw: bytes, file: str, limits: Limits) -> None:
        self._file = file
        self._limits = limits
        self._packed = len(raw)
        self._unpacked = 0
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(raw))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise self._unreadable() from error
        self.names = tuple(part.filename for part in self._zip.infolist())
        if len(self.names) > MOST_PARTS or len(set(self.names)) < len(self.names):
            raise self._unreadable()
        if any(part.flag_bits & _ENCRYPTED_FLAG for part in self._zip.infolist()):
            raise JunhengError("file_encrypted", file=file)
        if any(part.compress_type not in _METHODS for part in self._zip.infolist()):
            raise self._unreadable()
        self._check_size(sum(part.file_size for part in self._zip.infolist()))

    def pieces(self, name: str) -> Iterator[bytes]:
        """Inflate a part; the declared size is ignored, so that it cannot hide the true one."""
        part = self._zip.getinfo(name)
        declared, part.file_size = part.file_size, self._limits.unpacked_bytes + 1
        size = 0
        try:
            with self._zip.open(part) as stream:
                while piece := stream.read(_PIECE):
                    size += len(piece)
                    self._unpacked += len(piece)
                    self._check_size(self._unpacked)
                    yield piece
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            ValueError,
            OSError,
            NotImplementedError,
        ) as error:
            raise self._unreadable() from error
        finally:
            part.file_size = declared
        if size != declared:
            raise self._unreadable()

    def _check_size(self, unpacked: int) -> None:
        is_swollen = unpacked > _RATIO_COUNTS_FROM and unpacked > MOST_TIMES * self._packed
        if is_swollen or unpacked > self._limits.unpacked_bytes:
            raise JunhengError("file_unpacks_too_large", file=self._file)

    def _unreadable(self) -> JunhengError:
        return JunhengError("file_unreadable", file=self._file)

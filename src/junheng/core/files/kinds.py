"""What kinds of files an application keeps."""

from dataclasses import dataclass
from datetime import timedelta

MEBIBYTE = 1 << 20


@dataclass(frozen=True)
class FileKind:
    """A kind of file, such as `assignment.roster`.

    `is_private` is for what holds data of children: it lies encrypted on the disk. `kept_for` is
    how long it is kept; None is for ever.
    """

    name: str
    suffix: str
    media_type: str
    is_private: bool
    kept_for: timedelta | None
    largest_bytes: int = 64 * MEBIBYTE

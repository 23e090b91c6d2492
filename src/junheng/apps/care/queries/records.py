"""What applications above keep of a year in clear, which its keys do not reach.

They declare it here, because the care of the platform stands below them and knows none of them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from junheng.core.audit.events import Author
from junheng.engine.record.paper import paper_lines


@dataclass(frozen=True)
class RecordShown:
    """One record of a year in the proof of its destruction.

    `kinds` are words with files and bytes. `left` counts the files that are on the disk now;
    `destroyed_at` is None, and `fault` may say why, as long as the destruction goes on.
    """

    title: str
    code: str
    destroyed_at: datetime | None
    kinds: tuple[tuple[str, int, int], ...]
    digest: str
    left: int
    fault: str

    @property
    def files(self) -> int:
        """How many files went."""
        return sum(files for _, files, _ in self.kinds)

    @property
    def lines(self) -> tuple[str, ...]:
        """The digest as people compare it, line by line; none as long as there is none."""
        return tuple(paper_lines(self.digest)) if self.digest else ()

    @property
    def size(self) -> int:
        """All of them, in bytes."""
        return sum(size for _, _, size in self.kinds)


@dataclass(frozen=True)
class YearRecords:
    """Records of one application.

    `begin(key_id, by, at)` writes down, inside the act that destroys the keys of a year, that they
    are to go, and returns how many; they go soon after it. `shown(key_id)` are those that went
    with these keys, or are going; `unfinished()` counts those that are still going.
    """

    begin: Callable[[str, Author, datetime], int]
    shown: Callable[[str], Sequence[RecordShown]]
    unfinished: Callable[[], int]


_DECLARED: list[YearRecords] = []


def declare_year_records(records: YearRecords) -> YearRecords:
    """Make an application's records known."""
    _DECLARED.append(records)
    return records


def year_records() -> tuple[YearRecords, ...]:
    """Of all applications."""
    return tuple(_DECLARED)


def records_shown(key_id: str) -> list[RecordShown]:
    """Every record that went with the keys of a year, or is going."""
    return [one for records in _DECLARED for one in records.shown(key_id)]


def count_unfinished() -> int:
    """How many records are to go and are not gone."""
    return sum(records.unfinished() for records in _DECLARED)

"""All targets by name."""

from typing import Final

from tests.fuzz import reading_files, reading_records, reading_sheets
from tests.fuzz.oracle import Target

TARGETS: Final[dict[str, Target]] = {
    target.name: target
    for target in (*reading_sheets.TARGETS, *reading_records.TARGETS, *reading_files.TARGETS)
}

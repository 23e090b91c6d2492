"""The list of homeroom teachers on the command line."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from junheng.cli.output import say_json, say_refusal
from junheng.cli.roster import fault_document, fault_line
from junheng.rosters import ClassesOfSheet, read_homeroom_teachers


def teachers_of_file(
    file: Path, schools: Sequence[ClassesOfSheet], *, is_json: bool
) -> Mapping[str, tuple[str, ...]] | None:
    """The names by sheet of the roster; None after showing what is wrong with the list."""
    reading = read_homeroom_teachers(file, schools)
    if not reading.faults:
        return reading.names
    if is_json:
        faults = [fault_document(fault) for fault in reading.faults]
        say_json({"acceptable": False, "teachers": faults})
        return None
    for fault in reading.faults:
        say_refusal(f"✘ {fault_line(fault)}")
    say_refusal(f"班主任名单有 {len(reading.faults)} 处问题，改正后请重新冻结。")
    return None

"""Single files that a command writes: whole, or not at all."""

import os
from pathlib import Path

from junheng.ceremony.folder import disk_refusal


def write_new_file(file: Path, content: bytes) -> None:
    """Write a file under a passing name first, so that a full disk leaves nothing half-written."""
    passing = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        passing.write_bytes(content)
        passing.replace(file)
    except OSError as problem:
        passing.unlink(missing_ok=True)
        raise disk_refusal(problem) from problem

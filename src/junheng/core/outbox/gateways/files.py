"""A gateway for a county without an interface: one file a day, carried to the message centre."""

import json
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from junheng.core.outbox.gateways import Answer, Outcome, Parcel
from junheng.core.outbox.limits import CHINA_TIME


class FileGateway:
    """Appends a line of JSON to `<day>.jsonl` in a folder that only its owner opens.

    A line is on the disk before the message counts as sent. A line that was cut by a power cut has
    no end and is passed over by whoever reads; each line carries the message's key.
    """

    repeats_are_safe = True

    def __init__(self, folder: Path, *, now: Callable[[], datetime]) -> None:
        self._folder = folder
        self._now = now

    def send(self, parcel: Parcel) -> Answer:
        """Write one line; a full or missing disk holds everything up."""
        line = {"id": parcel.key, "mobile": parcel.phone, "content": parcel.text}
        day = self._now().astimezone(CHINA_TIME).date()
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _append(self._folder / f"{day.isoformat()}.jsonl", line)
        except OSError:
            return Answer(Outcome.GATEWAY_DOWN, "gateway_disk_failed")
        return Answer(Outcome.SENT)


def _append(file: Path, line: dict[str, str]) -> None:
    raw = json.dumps(line, ensure_ascii=False).encode() + b"\n"
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        if os.fstat(descriptor).st_size and not _ends_whole(file):
            stream.write(b"\n")
        stream.write(raw)
        stream.flush()
        os.fsync(stream.fileno())


def _ends_whole(file: Path) -> bool:
    with file.open("rb") as stream:
        stream.seek(-1, os.SEEK_END)
        return stream.read(1) == b"\n"

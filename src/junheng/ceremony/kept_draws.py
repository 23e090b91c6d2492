"""Schools drawn so far: what an interrupted run leaves for the next one.

Each line holds one answer under the digest of its task. The task follows from the freeze, the
seed, the school and the program, so an answer is taken up only where all four are the same; what
is torn, changed or of another freeze or seed is not looked at, and that school is drawn again.
"""

import hashlib
import json
from dataclasses import dataclass, field

from junheng.ceremony.folder import INTERNAL, CeremonyFolder, disk_refusal

KEPT_FILE = f"{INTERNAL}/drawn-so-far.jsonl"
"""Leaves the folder when the sitting's papers come into it."""


@dataclass
class KeptDraws:
    """The answers in a folder's file, by the digests of their tasks; `found` counts those used."""

    folder: CeremonyFolder
    answers: dict[str, bytes] = field(default_factory=dict)
    found: int = 0

    def find(self, task: bytes) -> bytes | None:
        """The answer to exactly this task, if an earlier run kept it."""
        answer = self.answers.get(_digest(task))
        self.found += answer is not None
        return answer

    def keep(self, task: bytes, answer: bytes) -> None:
        """Add an answer; raises `disk_full` and `folder_not_writable`."""
        digest = _digest(task)
        line = [digest, answer.decode("ascii"), _digest(digest.encode() + answer)]
        try:
            with (self.folder.path / KEPT_FILE).open("ab") as file:
                file.write(json.dumps(line).encode() + b"\n")
        except OSError as problem:
            raise disk_refusal(problem) from problem


def has_kept_draws(folder: CeremonyFolder) -> bool:
    """Whether an interrupted run left anything."""
    return (folder.path / KEPT_FILE).exists()


def kept_draws(folder: CeremonyFolder) -> KeptDraws:
    """Open the file, or begin it; lines that are torn or changed are left out."""
    if not has_kept_draws(folder):
        # By the folder, so that a sitting that is undone takes it away again.
        folder.place({KEPT_FILE: b""})
    content = folder.read_bytes(KEPT_FILE)
    if content and not content.endswith(b"\n"):
        # The next line must not grow onto the torn one.
        whole = content[: content.rfind(b"\n") + 1]
        folder.place({KEPT_FILE: whole})
    answers = {}
    for line in content.splitlines():
        try:
            digest, answer, check = json.loads(line)
            if check == _digest(f"{digest}{answer}".encode()):
                answers[str(digest)] = str(answer).encode("ascii")
        except (TypeError, ValueError):
            continue
    return KeptDraws(folder, answers)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()

"""Commands run in this process, with a fixed clock and randomness and without slow ciphers."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from junheng.ceremony import publishing
from junheng.cli.program import main
from tests.ceremonies_made import fixed_surroundings
from tests.rosters_made import children, write_roster


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run a command: exit code, standard output, standard error."""

    def run_command(*words: object) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main([str(word) for word in words])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run_command


@pytest.fixture
def run_json(run: Callable[..., tuple[int, str, str]]) -> Callable[..., tuple[int, Any]]:
    """Run a command with --json: exit code and the one document it prints."""

    def run_command(*words: object) -> tuple[int, Any]:
        code, out, _ = run(*words, "--json")
        return code, json.loads(out)

    return run_command


@pytest.fixture(autouse=True)
def plain_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave packages unencrypted: deriving a key takes half a second by design."""
    monkeypatch.setattr(
        publishing, "seal_pieces", lambda _suite, _passphrase, packed, _size, **_random: packed
    )


@pytest.fixture
def same_surroundings(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Start clock and randomness anew, the same for the same word."""

    def start(seed: str) -> None:
        monkeypatch.setattr("junheng.cli.draw.real_surroundings", lambda: fixed_surroundings(seed))

    return start


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    """A roster of 40 children on one sheet."""
    return write_roster(tmp_path / "名册.xlsx", {"青禾中学": children(40)})

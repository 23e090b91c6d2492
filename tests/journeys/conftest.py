"""The demonstration, made once for every test that looks at what it left."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Demonstration:
    """What the command said, and the folder that it filled."""

    ended: "subprocess.CompletedProcess[str]"
    folder: Path


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Demonstration:
    """`run.py demo --once`, as a newcomer runs it."""
    folder = tmp_path_factory.mktemp("demonstration") / "demo"
    command = [sys.executable, "-m", "tools.demo", "--once", "--out", str(folder)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return Demonstration(ended, folder)

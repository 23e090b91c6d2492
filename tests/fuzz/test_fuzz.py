"""Inputs that once led somewhere new are read again, and a few seconds of each target are run."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.fuzz.changing import changer_of
from tests.fuzz.oracle import SlowError, Target, examine
from tests.fuzz.targets import TARGETS
from tests.fuzz.zips import as_text, packed, unpacked

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT / "tests/data/fuzz-corpus"
LARGEST_CORPUS = 300_000
SHORT_SEEDS = {"public", "package", "ledger"}
"""Targets whose honest inputs are long: fewer changes of them fit into a test."""


def kept(name: str) -> list[Path]:
    return sorted((CORPUS / name).glob("*"))


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
def test_the_corpus_and_honest_inputs_are_answered_or_refused(target: Target) -> None:
    honest = list(target.seeds())

    assert honest
    for content in (*honest, *(file.read_bytes() for file in kept(target.name))):
        examine(target, content)


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
def test_changed_inputs_are_answered_or_refused(target: Target) -> None:
    starts = list(target.seeds())
    change = changer_of(target, always=True)
    assert change is not None

    for number in range(8 if target.name in SHORT_SEEDS else 25):
        content = starts[number % len(starts)]
        for step in range(1 + number % 3):
            content = change(content, target.largest, 1000 * number + step)
        examine(target, content)


def test_the_corpus_is_small_and_belongs_to_targets() -> None:
    assert {folder.name for folder in CORPUS.iterdir()} <= set(TARGETS)
    assert sum(file.stat().st_size for file in CORPUS.rglob("*")) < LARGEST_CORPUS


def test_another_exception_than_a_refusal_is_a_fault() -> None:
    def careless(content: bytes) -> None:
        content.decode("ascii")

    with pytest.raises(UnicodeDecodeError):
        examine(Target("careless", "", careless, list), b"\xff")


def test_an_input_that_costs_too_much_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.fuzz.oracle.MOST_SECONDS", 0.0)

    with pytest.raises(SlowError):
        examine(Target("slow", "", lambda _content: sum(range(10_000)), list), b"")


def test_a_zip_through_its_text_is_the_same_zip() -> None:
    parts = {"a/b.xml": b"<a/>", "c.json": b"{}"}

    assert unpacked(packed(as_text(parts))) == as_text(parts)


@pytest.mark.slow
@pytest.mark.skipif(find_spec("atheris") is None, reason="the fuzzer runs on Linux alone")
def test_the_fuzzer_sees_branches_and_reports_its_executions() -> None:
    command = [sys.executable, "-m", "tests.fuzz", "seed-text", "--minutes", "0.03", "--seed", "5"]

    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    row = done.stdout.splitlines()[-1].split("|")
    executions, covered = (int(cell.replace(",", "")) for cell in row[3:5])
    assert executions > 100
    assert covered > 20


def test_an_unknown_target_is_named() -> None:
    from tests.fuzz.__main__ import unknown_targets  # noqa: PLC0415 - the command's own module

    assert unknown_targets(["xlsx", "docx"], TARGETS) == ["docx"]

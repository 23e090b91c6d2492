"""What a freeze shows: the code to post, and whom the rehearsals point at."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from junheng.ceremony.freedom import UnitFreedom
from junheng.cli.showing import show_freeze
from junheng.engine.assignment.freedom import FlaggedPair, FreedomReport
from junheng.engine.record.paper import paper_lines
from tests.ceremonies_made import frozen_ceremony
from tests.rosters_made import children

FREE = FreedomReport(200, (), 3, 0, 3.1)


def shown(tmp_path: Path, capsys: pytest.CaptureFixture[str], report: FreedomReport) -> Any:
    frozen = frozen_ceremony(tmp_path / "out", children(12), classes=3).frozen
    choices: Any = SimpleNamespace(is_json=False, out=tmp_path / "out", has_forms=True)
    pairs = tuple(("B00001", "B00002") for _ in report.flagged)

    show_freeze(frozen, choices, (), [UnitFreedom(frozen.units[0], report, pairs)])

    return frozen, capsys.readouterr().out


def test_the_code_is_shown_as_it_stands_on_paper(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    frozen, out = shown(tmp_path, capsys, FREE)

    assert all(line in out for line in paper_lines(frozen.code))
    assert "没有一对学生同班过于频繁；每名学生至少进过 3 个不同的班" in out


def test_flagged_pairs_are_counted_and_not_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    flagged = replace(FREE, flagged=(FlaggedPair(0, 1, 200, 0.3, 20.0, 1e-80),))

    _, out = shown(tmp_path, capsys, flagged)

    assert "有 1 对学生同班过于频繁" in out
    assert "B00001" not in out

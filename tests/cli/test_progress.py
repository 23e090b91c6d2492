"""The bar of the steps."""

import sys
from pathlib import Path

import pytest

from junheng.cli.progress import step_bar
from tests.ceremonies_made import frozen_ceremony
from tests.rosters_made import children


def test_where_nobody_watches_nothing_is_drawn(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (unit,) = frozen_ceremony(tmp_path / "out", children(8)).frozen.units

    with step_bar(1) as step_done:
        step_done("draw", unit)

    assert capsys.readouterr().err == ""


def test_at_a_terminal_the_school_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (unit,) = frozen_ceremony(tmp_path / "out", children(8)).frozen.units
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)

    with step_bar(1) as step_done:
        step_done("draw", unit)
        step_done("report", unit)

    shown = capsys.readouterr().err
    assert "正在分班" in shown
    assert "抽签 青禾中学" in shown

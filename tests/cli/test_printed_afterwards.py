"""What `junheng lots` and `junheng late` print, and that printing never undoes what is recorded."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from junheng.ceremony import sitting
from tests.ceremonies_made import PAPER, event_kinds
from tests.rosters_made import children, write_roster

Run = Callable[..., tuple[int, str, str]]
RunJson = Callable[..., tuple[int, Any]]
LOTS = ("--groups", "2,1", "--teachers", "2,1", "--groups", "2,1", "--teachers", "2,1")
LATE_PAPER = ("--public", "d10:55081927", "--envelope", "20260903", "81736455")


@pytest.fixture
def drawn(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A finished draw of 12 children in two classes, with two teachers, nothing printed."""
    monkeypatch.setattr(sitting, "balance_html", lambda *_arguments, **_settings: "")
    roster = write_roster(tmp_path / "名册.xlsx", {"青禾中学": children(12)})
    teachers = tmp_path / "班主任.csv"
    teachers.write_text("王芳\n李强\n", encoding="utf-8")
    words = ("--teachers", teachers, "--out", tmp_path / "out", "--classes", 2, "--no-forms")
    assert run("draw", roster, *words, *PAPER)[0] == 0
    return tmp_path / "out"


def _titles(folder: Path) -> set[str]:
    return {path.name.split("-")[1] for path in folder.rglob("*.pdf")}


@pytest.mark.slow
def test_after_the_lots_form_and_slips_are_there(run_json: RunJson, drawn: Path) -> None:
    code, document = run_json("lots", drawn, *LOTS)

    assert (code, document["failure"]) == (0, None)
    assert {"班主任抽签记录表", "家长凭条"} <= _titles(drawn / "forms" / "4-班主任抽签")


@pytest.mark.slow
def test_after_a_late_draw_form_and_slips_of_the_batch_are_there(
    run_json: RunJson, drawn: Path, tmp_path: Path
) -> None:
    arrivals = write_roster(tmp_path / "补录.xlsx", {"补录": children(1, first=100)})

    assert run_json("late", drawn, arrivals)[0] == 0
    assert not (drawn / "forms").exists()
    code, document = run_json("late", drawn, arrivals, *LATE_PAPER)

    assert (code, document["failure"]) == (0, None)
    assert _titles(drawn / "forms" / "5-补录") == {"补录抽签记录表第1批", "家长凭条第1批"}


def test_without_forms_nothing_is_printed(run_json: RunJson, drawn: Path) -> None:
    assert run_json("lots", drawn, *LOTS, "--no-forms")[0] == 0

    assert not (drawn / "forms").exists()


def test_lots_stand_when_their_form_cannot_be_printed(
    run_json: RunJson, drawn: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_arguments: object) -> None:
        raise OSError("no room")

    monkeypatch.setattr("junheng.cli.lots.print_after", broken)

    code, document = run_json("lots", drawn, *LOTS)

    assert code == 1
    assert "junheng forms" in document["failure"]
    assert event_kinds(drawn)[-1] == "LOTS"

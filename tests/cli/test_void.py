"""`junheng void` from the chair of the two people who sign."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.ceremonies_made import PAPER, event_kinds, public_of
from tests.rosters_made import children, write_roster

Run = Callable[..., tuple[int, str, str]]
RunJson = Callable[..., tuple[int, Any]]
SIGNED = ("--signer", "纪检监督", "--signer", "局复核", "--no-forms")


@pytest.fixture
def frozen(run: Run, roster: Path, tmp_path: Path) -> Path:
    """A folder with a freeze."""
    folder = tmp_path / "结果"
    run("draw", roster, "--classes", 2, "--out", folder, "--freeze", "--no-forms")
    return folder


def test_the_clerk_is_told_what_happens_next(run: Run, frozen: Path) -> None:
    code, out, _ = run("void", frozen, "--reason", "C", *SIGNED, "--yes")

    assert code == 0
    assert "第 1 号冻结已作废：C（更正名册）" in out
    assert "重新冻结：junheng draw" in out
    assert "24 小时" in out


@pytest.mark.parametrize(("typed", "code"), [("作废", 0), ("", 1), ("y", 1)])
def test_it_asks_before_it_does_what_cannot_be_undone(
    run: Run, frozen: Path, monkeypatch: pytest.MonkeyPatch, typed: str, code: int
) -> None:
    monkeypatch.setattr("click.prompt", lambda *_words, **_options: typed)

    assert run("void", frozen, "--reason", "C", *SIGNED)[0] == code
    assert ("VOID" in event_kinds(frozen)) == (code == 0)


def test_for_programs_there_is_json(run_json: RunJson, frozen: Path) -> None:
    code, made = run_json("void", frozen, "--reason", "C", *SIGNED)

    assert code == 0
    assert (made["no"], made["reason"], made["stage"]) == (1, "C", "FROZEN")


def test_a_reason_at_the_wrong_time_is_refused_with_the_rule(run: Run, frozen: Path) -> None:
    code, _, err = run("void", frozen, "--reason", "T", *SIGNED, "--yes")

    assert code == 1
    assert "只能用：C、P、D" in err
    assert "拆封以后只能往前走" in err


def test_the_corrected_roster_is_frozen_and_drawn_with_the_same_commands(
    run: Run, frozen: Path, tmp_path: Path
) -> None:
    run("void", frozen, "--reason", "C", *SIGNED, "--yes")
    corrected = write_roster(tmp_path / "更正.xlsx", {"青禾中学": children(42)})

    freezing, _, _ = run("draw", corrected, "--out", frozen, "--freeze", "--no-forms")
    drawing, _, _ = run("draw", "--out", frozen, "--no-forms", *PAPER)
    checking, out, _ = run("verify", "public", frozen / "public.json")

    assert (freezing, drawing, checking) == (0, 0, 0)
    assert "有 1 次冻结被作废" in out
    assert [group["n"] for group in public_of(frozen)["results"][0]["groups"]] == [21, 21]


def test_a_void_freeze_is_not_drawn(run: Run, frozen: Path) -> None:
    run("void", frozen, "--reason", "C", *SIGNED, "--yes")

    code, _, err = run("draw", "--out", frozen, "--no-forms", *PAPER)

    assert code == 1
    assert "已经作废" in err


def test_a_folder_without_a_freeze_is_told(run: Run, tmp_path: Path) -> None:
    code, _, err = run("void", tmp_path / "nothing", "--reason", "C", *SIGNED, "--yes")

    assert code == 1
    assert "没有冻结过名册" in err


def test_the_void_record_is_printed(run: Run, frozen: Path) -> None:
    signed = [word for word in SIGNED if word != "--no-forms"]

    code, _, _ = run("void", frozen, "--reason", "C", *signed, "--yes")

    assert code == 0
    assert len(list((frozen / "forms" / "6-作废").glob("全场-作废单*.pdf"))) == 1


def test_its_forms_can_be_printed_again_afterwards(run: Run, frozen: Path) -> None:
    run("void", frozen, "--reason", "C", *SIGNED, "--yes")

    assert run("forms", frozen)[0] == 0
    assert len(list((frozen / "forms" / "6-作废").glob("全场-作废单*.pdf"))) == 1

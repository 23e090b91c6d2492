"""Forms from the command line: with every step, without harm when they fail, and once more."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from junheng.cli import draw as draw_command
from tests.ceremonies_made import PAPER, event_kinds, tree_of
from tests.reporting.forms.read_back import words_of

Run = Callable[..., tuple[int, str, str]]
RunJson = Callable[..., tuple[int, Any]]


def forms_of(out: Path) -> set[str]:
    return {name for name in tree_of(out) if name.startswith("forms") and name.endswith(".pdf")}


def test_a_freeze_says_where_its_papers_are(run: Run, roster: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"

    code, said, _ = run("draw", roster, "--out", out, "--freeze", "--planned", "2099-08-24T09:00")

    assert code == 0
    assert "forms/1-冻结" in said
    (notice,) = (out / "forms" / "1-冻结").glob("*冻结公告*.pdf")
    assert "2099年8月24日09:00" in words_of(notice.read_bytes())


def test_no_forms_prints_nothing_at_any_step(run: Run, roster: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"

    assert run("draw", roster, "--out", out, "--freeze", "--no-forms")[0] == 0
    assert run("draw", "--out", out, "--no-forms", *PAPER)[0] == 0

    assert forms_of(out) == set()


@pytest.mark.parametrize("words", ["24.8.2099", "2099-08-24", "2099-08-32T09:00"])
def test_a_moment_that_is_none_is_refused(
    run: Run, roster: Path, tmp_path: Path, words: str
) -> None:
    code, _, said = run("draw", roster, "--out", tmp_path / "out", "--planned", words)

    assert code == 2
    assert "--planned 要写成" in said


def test_a_moment_that_is_past_is_refused(run: Run, roster: Path, tmp_path: Path) -> None:
    code, _, said = run(
        "draw", roster, "--out", tmp_path / "out", "--freeze", "--planned", "2020-08-24T09:00"
    )

    assert code == 2
    assert "已经过去" in said
    assert not (tmp_path / "out").exists()


def test_another_moment_than_the_frozen_one_is_refused(
    run: Run, roster: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    run("draw", roster, "--out", out, "--freeze", "--no-forms", "--planned", "2099-08-24T09:00")

    code, _, said = run("draw", "--out", out, "--freeze", "--planned", "2099-08-25T09:00")

    assert code == 1
    assert "--planned" in said


@pytest.fixture
def broken_printer(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """No form can be printed until the returned function mends it."""

    def fail(*_arguments: object) -> None:
        raise RuntimeError("张三的名字在这里")

    working = draw_command.print_after
    monkeypatch.setattr(draw_command, "print_after", fail)
    return lambda: monkeypatch.setattr(draw_command, "print_after", working)


def test_a_freeze_stands_when_its_papers_cannot_be_printed(
    run: Run, roster: Path, tmp_path: Path, broken_printer: Callable[[], None]
) -> None:
    out = tmp_path / "out"

    code, said, refused = run("draw", roster, "--out", out, "--freeze")

    assert code == 1
    assert "名册已冻结" in said
    assert f"junheng forms {out}" in refused
    assert "张三" not in refused
    assert event_kinds(out)[-1] == "FREEZE"
    assert forms_of(out) == set()


@pytest.mark.slow
def test_a_draw_stands_when_its_papers_cannot_be_printed(
    run: Run, roster: Path, tmp_path: Path, broken_printer: Callable[[], None]
) -> None:
    out = tmp_path / "out"

    code, said, refused = run("draw", roster, "--out", out, *PAPER)

    assert code == 1
    assert "封存包口令" in said
    assert "不受影响" in refused
    assert event_kinds(out)[-1] == "DRAW"
    assert (out / "public.json").exists()

    broken_printer()
    code, said, _ = run("forms", out)

    assert code == 0
    assert "表格已重新生成" in said
    assert any("公示表" in name for name in forms_of(out))
    assert any("冻结公告" in name for name in forms_of(out))


def test_programs_are_told_that_nothing_was_printed(
    run_json: RunJson, roster: Path, tmp_path: Path, broken_printer: Callable[[], None]
) -> None:
    code, document = run_json("draw", roster, "--out", tmp_path / "out", *PAPER)

    assert code == 1
    assert document["mode"] == "draw"
    assert "junheng forms" in document["unprinted"]


@pytest.mark.slow
def test_forms_that_were_thrown_away_come_back_without_a_draw(
    run: Run, run_json: RunJson, roster: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    run("draw", roster, "--out", out, *PAPER)
    printed, events = forms_of(out), event_kinds(out)
    for name in printed:
        (out / name).unlink()

    code, document = run_json("forms", out)

    assert code == 0
    assert set(document["files"]) == forms_of(out) == printed
    assert event_kinds(out) == events


@pytest.mark.slow
def test_after_a_void_the_new_notice_says_so_and_hangs_for_72_hours(
    run: Run, roster: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    run("draw", roster, "--out", out, "--no-forms", *PAPER)
    signers = [word for who in ("纪检监督", "第1席", "第2席") for word in ("--signer", who)]
    assert run("void", out, "--reason", "E", *signers, "--yes", "--no-forms")[0] == 0

    code, _, _ = run("draw", roster, "--out", out, "--freeze")

    (notice,) = (out / "forms" / "1-冻结").glob("*冻结公告*.pdf")
    words = words_of(notice.read_bytes())
    assert code == 0
    assert "这是第2次冻结" in words
    assert "独立重算与结果不一致" in words
    assert "至少在现场会前72小时张贴" in words


@pytest.mark.parametrize("name", ["nowhere", "empty"])
def test_a_folder_without_a_freeze_has_no_forms(run: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()

    code, _, said = run("forms", tmp_path / name)

    assert code == 1
    assert "没有冻结过名册" in said
    assert list((tmp_path / "empty").iterdir()) == []

"""`junheng draw --teachers`: the homeroom teachers are frozen with the students."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from junheng.verifier import verify_public
from tests.ceremonies_made import PAPER, event_kinds, public_of, tree_of

RunJson = Callable[..., tuple[int, Any]]


@pytest.fixture
def teachers(tmp_path: Path) -> Path:
    file = tmp_path / "班主任.csv"
    file.write_text("王芳\n李强\n", encoding="utf-8")
    return file


def test_frozen_teachers_stand_in_the_public_file(
    run_json: RunJson, roster: Path, teachers: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"

    code, _ = run_json(
        "draw", roster, "--teachers", teachers, "--out", out, "--classes", 2, "--no-forms", *PAPER
    )

    assert code == 0
    (listed,) = public_of(out)["teachers"]
    assert listed["list"] == [{"t": "T1", "name": "王芳"}, {"t": "T2", "name": "李强"}]
    assert verify_public((out / "public.json").read_bytes()).codes("failed") == []


def test_too_few_teachers_freeze_nothing(
    run_json: RunJson, roster: Path, teachers: Path, tmp_path: Path
) -> None:
    before = tree_of(tmp_path)

    code, document = run_json(
        "draw", roster, "--teachers", teachers, "--out", tmp_path / "out", "--classes", 3
    )

    assert code == 1
    (fault,) = document["teachers"]
    assert fault["code"] == "teachers_not_one_per_class"
    assert "3 位" in fault["sentence"]
    assert tree_of(tmp_path) == before


def test_the_drawing_goes_on_with_the_frozen_teachers(
    run_json: RunJson, roster: Path, teachers: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    run_json("draw", roster, "--teachers", teachers, "--out", out, "--classes", 2, "--freeze")
    code = json.loads((out / "freeze.json").read_bytes())["units"][0]["teachers"]

    for words in ((), ("--teachers", teachers)):
        exit_code, _ = run_json("draw", roster, "--out", out, "--no-forms", *words)
        assert exit_code == 0

    assert event_kinds(out).count("REHEARSAL") == 2
    assert json.loads((out / "freeze.json").read_bytes())["units"][0]["teachers"] == code


def test_another_list_after_the_freeze_is_refused(
    run_json: RunJson, roster: Path, teachers: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    run_json("draw", roster, "--teachers", teachers, "--out", out, "--classes", 2, "--freeze")
    teachers.write_text("王芳\n张三\n", encoding="utf-8")
    before = tree_of(out)

    code, document = run_json(
        "draw", roster, "--teachers", teachers, "--out", out, "--no-forms", *PAPER
    )

    assert (code, document["error"]["code"]) == (1, "teachers_differ_from_freeze")
    assert tree_of(out) == before

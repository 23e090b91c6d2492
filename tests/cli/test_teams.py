"""`junheng teams`: a draft, the draw with paper numbers, and lists that cannot be."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from junheng.verifier import verify_teams

RunJson = Callable[..., tuple[int, Any]]
PAPER = ("--public", "d10:55081927", "--envelope", "20260903", "--envelope", "81736455")


@pytest.fixture
def teachers(tmp_path: Path) -> Path:
    file = tmp_path / "教师.csv"
    lines = ["姓名,学科,职称,教龄,是否可任班主任,最多任教班级数"]
    names = ("王芳", "李强", "张三", "赵四", "孙五", "周六")
    for place, name in enumerate(names):
        subject = ("语文", "数学", "音乐")[place % 3]
        able = "否" if subject == "音乐" else "是"
        lines.append(f"{name},{subject},一级教师,{3 * place + 1},{able},2")
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


@pytest.mark.slow
def test_a_draft_then_the_draw_of_the_same_freeze(
    run_json: RunJson, teachers: Path, tmp_path: Path
) -> None:
    out = tmp_path / "团队"

    code, draft = run_json("teams", teachers, "--classes", 2, "--out", out)
    assert (code, draft["mode"]) == (0, "rehearsal")

    code, drawn = run_json("teams", teachers, "--classes", 2, "--out", out, *PAPER)
    assert (code, drawn["mode"]) == (0, "draw")
    assert drawn["freeze"] == draft["freeze"]
    report = verify_teams((out / "teams.json").read_bytes(), notice=draft["freeze"])
    assert report.codes("failed") == []
    assert (out / "teams.pdf").read_bytes().startswith(b"%PDF")
    assert (out / "comparability.pdf").read_bytes().startswith(b"%PDF")
    assert (out / "comparability.docx").read_bytes().startswith(b"PK")

    code, again = run_json("teams", teachers, "--classes", 2, "--out", out, *PAPER)
    assert (code, again["error"]["code"]) == (1, "teams_drawn_already")


@pytest.mark.slow
def test_another_list_does_not_enter_a_frozen_folder(
    run_json: RunJson, teachers: Path, tmp_path: Path
) -> None:
    out = tmp_path / "团队"
    run_json("teams", teachers, "--classes", 2, "--out", out)
    text = teachers.read_text(encoding="utf-8")
    teachers.write_text(text.replace("李强", "钱七"), encoding="utf-8")

    code, document = run_json("teams", teachers, "--classes", 2, "--out", out, *PAPER)

    assert (code, document["error"]["code"]) == (1, "teams_folder_taken")


def test_too_few_teachers_end_in_their_cause(
    run_json: RunJson, teachers: Path, tmp_path: Path
) -> None:
    code, document = run_json("teams", teachers, "--classes", 5, "--out", tmp_path / "团队")

    assert code == 1
    assert document["error"]["code"] == "teams_impossible"
    assert document["causes"] == ["“语文”：5 个班，教师按“最多任教班级数”合计只能教 4 个班。"]
    assert not (tmp_path / "团队").exists()


def test_the_record_holds_no_name(run_json: RunJson, teachers: Path, tmp_path: Path) -> None:
    out = tmp_path / "团队"
    run_json("teams", teachers, "--classes", 2, "--out", out)

    assert "王芳" not in (out / "teams.json").read_text(encoding="utf-8")
    names = json.loads((out / "internal-names.json").read_bytes())["teachers"]
    assert {one["name"] for one in names} >= {"王芳", "周六"}

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
    assert document["causes"] == [
        "“语文”要教 5 个班，教师按“最多任教班级数”合计最多教 4 个班。还有 1 个班没有人教。"
    ]
    # Putting 语文 right would bring the next refusal: all that is too little is told at once.
    assert [line[:4] for line in document["further"]] == ["“数学”", "“音乐”", "5 个班"]
    assert document["further"][2].endswith("可任班主任的有 4 位。还差 1 位。")
    assert not (tmp_path / "团队").exists()


@pytest.mark.slow
def test_avoidances_that_leave_no_plan_say_why_enough_is_not_enough(
    run_json: RunJson, teachers: Path, tmp_path: Path
) -> None:
    # Row 2 teaches 语文 with row 5; 李强 (row 3) avoids both, and without him 数学 lacks a class.
    lines = teachers.read_text(encoding="utf-8").splitlines()
    avoided = {"李强": "王芳、赵四"}
    told = [lines[0] + ",回避教师", *(f"{one},{avoided.get(one[:2], '')}" for one in lines[1:])]
    told[5] = told[5].replace(",2,", ",1,")  # 孙五, the other one of 数学, takes one class
    teachers.write_text("\n".join(told), encoding="utf-8")

    code, document = run_json("teams", teachers, "--classes", 2, "--out", tmp_path / "团队")

    assert code == 1
    assert document["causes"] == [
        (
            "“数学”要教 2 个班，教师按“最多任教班级数”合计最多教 3 个班。"
            "单看这一条是够的，与其他各条合在一起就排不开。"
        ),
        "第 2 行与第 3 行的教师要求回避，不能教同一个班。",
        "第 3 行与第 5 行的教师要求回避，不能教同一个班。",
    ]
    assert document["further"] == []


@pytest.mark.slow
def test_parents_who_alone_teach_a_subject_are_told_so(
    run_json: RunJson, teachers: Path, tmp_path: Path
) -> None:
    lines = teachers.read_text(encoding="utf-8").splitlines()
    told = [lines[0] + ",子女在本年级", *(f"{one},{'甲' * ('音乐' in one)}" for one in lines[1:])]
    teachers.write_text("\n".join(told), encoding="utf-8")

    _, document = run_json("teams", teachers, "--classes", 2, "--out", tmp_path / "团队")

    assert document["causes"] == [
        "第 4、7 行的教师有子女在本年级，至少要有一个班不由他们任教。但“音乐”只有他们能教。"
    ]


def test_the_record_holds_no_name(run_json: RunJson, teachers: Path, tmp_path: Path) -> None:
    out = tmp_path / "团队"
    run_json("teams", teachers, "--classes", 2, "--out", out)

    assert "王芳" not in (out / "teams.json").read_text(encoding="utf-8")
    names = json.loads((out / "internal-names.json").read_bytes())["teachers"]
    assert {one["name"] for one in names} >= {"王芳", "周六"}

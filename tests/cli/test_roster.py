"""`junheng roster`: look before you draw."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.ceremonies_made import tree_of
from tests.rosters_made import children, write_roster

Run = Callable[..., tuple[int, str, str]]
RunJson = Callable[..., tuple[int, Any]]
SAMPLES = Path(__file__).parents[1] / "data" / "rosters"


def test_a_sound_roster_is_said_to_be_sound(run: Run, roster: Path, tmp_path: Path) -> None:
    before = tree_of(tmp_path)

    code, out, _ = run("roster", "check", roster)

    assert code == 0
    assert "青禾中学（工作表“青禾中学”）：40 名学生，初中" in out
    assert "至少要 1 个班" in out
    assert "名册可以用于分班" in out
    assert tree_of(tmp_path) == before


def test_every_fault_is_shown_at_once_and_marked(
    run: Run, run_json: RunJson, tmp_path: Path
) -> None:
    members = children(12)
    for index in (1, 5, 7):
        members[index] = replace(members[index], gender="")
    roster = write_roster(tmp_path / "名册.xlsx", {"青禾中学": members})
    marked = tmp_path / "标注.xlsx"

    code, out, err = run("roster", "check", roster, "--mark", marked)
    json_code, document = run_json("roster", "check", roster)

    assert (code, json_code) == (1, 1)
    assert "共 3 处问题" in err
    assert f"已另存标注名册：{marked}" in out
    assert [fault["row"] for fault in document["faults"]] == [4, 8, 10]
    assert {fault["column"] for fault in document["faults"]} == {"性别"}
    assert openpyxl.load_workbook(marked).sheetnames == ["青禾中学"]


def test_a_long_list_of_faults_is_cut_and_says_so(run: Run, tmp_path: Path) -> None:
    members = [replace(child, gender="") for child in children(230)]
    roster = write_roster(tmp_path / "名册.xlsx", {"青禾中学": members})

    _, _, err = run("roster", "check", roster)

    assert err.count("✘") == 200
    assert "另有 30 处" in err


def test_only_the_sheet_that_is_asked_for_is_read(run_json: RunJson, tmp_path: Path) -> None:
    roster = write_roster(
        tmp_path / "名册.xlsx", {"一中": children(10), "二中": children(10, first=50)}
    )

    code, document = run_json("roster", "check", roster, "--sheet", "二中")

    assert code == 0
    assert [school["sheet"] for school in document["schools"]] == ["二中"]


def test_the_bad_sample_is_refused_without_a_name(run: Run, run_json: RunJson) -> None:
    code, document = run_json("roster", "check", SAMPLES / "bad-96.xlsx")
    _, out, err = run("roster", "check", SAMPLES / "bad-96.xlsx")

    assert code == 1
    assert len(document["faults"]) == 9
    assert document["schools"][0]["refused_columns"] == ["语文", "数学", "总分", "获奖情况"]
    sheet = openpyxl.load_workbook(SAMPLES / "bad-96.xlsx").worksheets[0]
    cells = {str(cell.value) for row in sheet.iter_rows(min_row=2) for cell in row if cell.value}
    personal = {text for text in cells if len(text) == 18 or (text.isalpha() and len(text) == 3)}
    assert not any(text in out + err for text in personal if text.isdigit())


def test_a_template_can_be_filled_in_and_checked(run: Run, tmp_path: Path) -> None:
    template = tmp_path / "模板.xlsx"

    code, out, _ = run("roster", "template", "--profile", "nanchang", "--out", template)

    assert code == 0
    assert "南昌" in out
    cells = [
        str(cell.value)
        for row in openpyxl.load_workbook(template).worksheets[0].iter_rows()
        for cell in row
    ]
    assert all(any(cell.startswith(title) for cell in cells) for title in ("姓名", "性别"))


@pytest.mark.parametrize("place", ["没有/模板.xlsx", "."])
def test_a_template_that_cannot_be_written_is_refused(run: Run, tmp_path: Path, place: str) -> None:
    code, _, err = run("roster", "template", "--out", tmp_path / place)

    assert code == 1
    assert "不能写入" in err
    assert tree_of(tmp_path) == {}

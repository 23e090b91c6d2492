"""`junheng monitor`: from an empty workbook to the report."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl

from tests.monitoring.counties_made import file_of, saved, school, workbook

Run = Callable[..., tuple[int, str, str]]
RunJson = Callable[..., tuple[int, Any]]
SCHOOLS = [school("010001", "城关第一小学", "小学"), school("010002", "第二中学", "初中")]


def test_an_empty_workbook_is_made_for_a_year(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "数据表.xlsx"

    code, out, _ = run("monitor", "--template", file, "--year", 2027)

    assert (code, "已生成数据表" in out) == (0, True)
    book = openpyxl.load_workbook(file)
    assert book.sheetnames[:2] == ["学校", "全县"]
    assert book["全县"]["B4"].value == "2027"


def test_a_county_gets_its_report_and_its_tables(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "监测"

    code, said, _ = run("monitor", file_of(tmp_path, SCHOOLS), "--county", "青禾县", "--out", out)

    assert code == 0
    assert "各项指标全部达到要求" in said
    assert {file.name for file in out.iterdir()} == {
        "监测报告.docx", "监测结果.xlsx", "自评报告.docx", "监测报告（公开版）.docx",
    }  # fmt: skip


def test_a_program_gets_the_verdict(run_json: RunJson, tmp_path: Path) -> None:
    poor = [school("010001", "城关第一小学", "小学", 网络多媒体教室数=1), SCHOOLS[1]]

    code, document = run_json("monitor", file_of(tmp_path, poor), "--out", tmp_path / "监测")

    assert code == 0
    assert document["passes"] is False
    assert document["failing_schools"] == ["010001"]
    assert document["coefficients"]["A7.primary"] == 0


def test_a_workbook_with_faults_leaves_no_file(run: Run, tmp_path: Path) -> None:
    book = workbook(SCHOOLS)
    book["学校"]["D4"] = "四百"
    out = tmp_path / "监测"

    code, _, refused = run("monitor", saved(book, tmp_path), "--out", out)

    assert code == 1
    assert "第 4 行" in refused
    assert "共 1 处问题" in refused
    assert not out.exists()


def test_faults_of_the_year_before_are_told_too(run_json: RunJson, tmp_path: Path) -> None:
    file = file_of(tmp_path, SCHOOLS)
    book = workbook(SCHOOLS, year=2025)
    del book["全县"]
    before = tmp_path / "去年.xlsx"
    book.save(before)

    code, document = run_json("monitor", file, "--previous", before, "--out", tmp_path / "监测")

    assert code == 1
    assert [fault["code"] for fault in document["faults"]] == ["monitoring_sheet_missing"]


def test_an_existing_folder_is_left_alone(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "监测"
    out.mkdir()

    code, _, refused = run("monitor", file_of(tmp_path, SCHOOLS), "--out", out)

    assert code != 0
    assert "已经存在" in refused
    assert list(out.iterdir()) == []


def test_without_a_workbook_it_says_what_to_do(run: Run) -> None:
    code, _, refused = run("monitor")

    assert code != 0
    assert "--template" in refused


def test_earlier_years_and_investments_are_told(run_json: RunJson, tmp_path: Path) -> None:
    poor = [school("010001", "城关第一小学", "小学", 网络多媒体教室数=1), SCHOOLS[1]]
    before = tmp_path / "2025.xlsx"
    workbook(SCHOOLS, year=2025).save(before)

    code, document = run_json(
        "monitor", file_of(tmp_path, poor), "--previous", before, "--invest",
        "--price", "multimedia_rooms=7", "--out", tmp_path / "监测",
    )  # fmt: skip

    assert code == 0
    # 85 per cent of 2.3 a hundred are 7.82 rooms of 400 pupils: 7 more, at 7 yuan each.
    assert document["investments"] == {"cost": 49, "bound": 49}
    assert document["drops"] == 2


def test_a_price_that_is_no_price_is_refused(run: Run, tmp_path: Path) -> None:
    code, _, refused = run(
        "monitor", file_of(tmp_path, SCHOOLS), "--invest", "--price", "multimedia_rooms=多",
        "--out", tmp_path / "监测",
    )  # fmt: skip

    assert code != 0
    assert "单价不对" in refused
    assert not (tmp_path / "监测").exists()


def test_two_workbooks_of_one_year_are_refused(run: Run, tmp_path: Path) -> None:
    file = file_of(tmp_path, SCHOOLS)

    code, _, refused = run("monitor", file, "--previous", file, "--out", tmp_path / "监测")

    assert code != 0
    assert "出现了两次" in refused


def test_a_school_of_last_year_that_is_missing_is_named(run: Run, tmp_path: Path) -> None:
    before = tmp_path / "2025.xlsx"
    workbook([*SCHOOLS, school("010003", "柳林小学", "小学")], year=2025).save(before)

    code, out, warned = run(
        "monitor", file_of(tmp_path, SCHOOLS), "--previous", before, "--out", tmp_path / "监测"
    )

    assert code == 0
    assert "今年没有填报：柳林小学" in out + warned

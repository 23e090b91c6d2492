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


OWN = """
based_on = "national-2017"
name = "qinghe"
title = "青禾县指标体系"
[documents]
notice = "青禾县通知"
[[quantities]]
name = "libraries"
title = "图书馆数"
unit = "座"
level = "school"
is_whole = true
[[indicators]]
code = "Q1"
name = "每校至少一座图书馆"
unit = "座"
part = "guarantee"
level = "school"
conditions = [{ formula = "libraries", at_least = "1" }]
document = "notice"
article = "第三条"
evidence = "verified"
"""


def test_an_indicator_of_the_countys_own_is_only_data(run: Run, tmp_path: Path) -> None:
    profile, file, out = tmp_path / "qinghe.toml", tmp_path / "表.xlsx", tmp_path / "监测"
    profile.write_text(OWN, "utf-8")
    run("monitor", "--profile", profile, "--template", file, "--year", 2026)
    book, good = openpyxl.load_workbook(file), workbook(SCHOOLS)
    headings = {str(cell.value).removesuffix(" *"): cell.column for cell in book["学校"][3]}
    for heading, row, column in ((h, r, c) for h, c in headings.items() for r in (4, 5)):
        known = {str(one.value).removesuffix(" *"): one.column for one in good["学校"][3]}
        value = good["学校"].cell(row, known[heading]).value if heading in known else row - 4
        book["学校"].cell(row, column).value = value
    for mine, theirs in zip(book["全县"].iter_rows(6), good["全县"].iter_rows(6), strict=True):
        mine[1].value = theirs[1].value
    book.save(file)

    code, said, _ = run("monitor", file, "--profile", profile, "--county", "青禾县", "--out", out)

    assert (code, "图书馆数（座）" in headings) == (0, True)
    assert "尚未达到要求：1 项其他指标未达到" in said
    tables = openpyxl.load_workbook(out / "监测结果.xlsx")["政府保障程度"]
    (row,) = [one for one in tables.iter_rows(values_only=True) if one[0] == "Q1"]
    assert (row[1], *row[3:]) == (
        "每校至少一座图书馆", "未达到", "城关第一小学", "第三条（已核对原文）",
    )  # fmt: skip


def test_a_profile_that_is_not_there_is_named(run: Run, tmp_path: Path) -> None:
    code, _, refused = run("monitor", "--profile", tmp_path / "没有.toml", "--template", "x.xlsx")

    assert code != 0
    assert "没有.toml" in refused


def test_last_years_workbook_is_refused_where_the_year_is_given(run: Run, tmp_path: Path) -> None:
    file, out = file_of(tmp_path, SCHOOLS), tmp_path / "监测"

    code, _, refused = run("monitor", file, "--year", 2027, "--out", out)

    assert code != 0
    assert "数据表写的是 2026 年，不是 2027 年" in refused
    assert not out.exists()


def test_a_later_year_is_no_earlier_one(run: Run, tmp_path: Path) -> None:
    later, out = tmp_path / "2027.xlsx", tmp_path / "监测"
    workbook(SCHOOLS, year=2027).save(later)

    code, _, refused = run("monitor", file_of(tmp_path, SCHOOLS), "--previous", later, "--out", out)

    assert code != 0
    assert "2027 年的数据表，比本年（2026 年）还晚" in refused
    assert not out.exists()


def test_a_form_for_other_indicators_is_told_first(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "表.xlsx"
    run("monitor", "--profile", "nantong-2020", "--template", file, "--year", 2026)

    code, _, refused = run("monitor", file, "--out", tmp_path / "监测")

    assert code == 1
    assert "不是按指标体系 national-2017 做的" in refused.splitlines()[0]
    assert not (tmp_path / "监测").exists()

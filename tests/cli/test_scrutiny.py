"""`junheng scrutiny`: was this class list random?"""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from junheng.engine.randomness.stream import RandomStream

Run = Callable[..., tuple[int, str, str]]
RunJson = Callable[..., tuple[int, Any]]
HEADINGS = ("班级", "姓名", "性别", "毕业小学", "报名号", "期中总分")
ALL = ("--class-column", "班级", "--marks", "期中总分", "--balanced", "无", "--lists", "999")


def write(file: Path, **sheets: list[tuple[object, ...]]) -> Path:
    """Write a workbook with one list a sheet."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in (HEADINGS, *rows):
            sheet.append(row)
    book.save(file)
    return file


def a_list(name: str, *, gathered: bool = False) -> list[tuple[object, ...]]:
    """Sixty students in three classes; gathered by marks, or random by the name."""
    stream = RandomStream(hashlib.sha256(name.encode()).digest())
    marks, order = list(range(60)), list(range(60))
    stream.shuffle(marks)
    stream.shuffle(order)
    classes = [place % 3 for place in range(60)]
    stream.shuffle(classes)
    if gathered:
        classes = [0 if mark >= 40 else 1 + mark % 2 for mark in marks]
    return [
        (f"{classes[p] + 1}班", "某某某", "男女"[stream.below(2)], f"第{stream.below(4)}小学",
         1000 + order[p], 500 + marks[p])
        for p in range(60)
    ]  # fmt: skip


@pytest.fixture(autouse=True)
def one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in this process: starting others costs more than these lists."""
    monkeypatch.setattr("junheng.engine.scrutiny.several.os.cpu_count", lambda: 1)


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    return write(
        tmp_path / "名单.xlsx",
        青禾中学=a_list("one"),
        东湖中学=a_list("two", gathered=True),
        西坪小学=[("1班", "某某某", "男", "第1小学", p, 60 + p) for p in range(20)],
    )


@pytest.mark.slow
def test_a_file_of_lists_is_tested_and_reported(run: Run, lists: Path, tmp_path: Path) -> None:
    out = tmp_path / "检验"

    code, said, err = run("scrutiny", lists, *ALL, "--out", out)

    assert code == 0
    assert "青禾中学：没有看出不随机的迹象" in said
    assert "东湖中学：不可能是偶然（随机分班也这样突出的可能：小于十万分之一）" in said
    assert "最突出的是1班：期中总分平均比其他班高" in said
    assert "西坪小学（工作表“西坪小学”）没有检验" in err
    assert "只有一个班" in err
    assert sorted(file.name for file in out.iterdir()) == [
        "scrutiny.docx", "scrutiny.html", "scrutiny.json",
    ]  # fmt: skip
    page = (out / "scrutiny.html").read_text(encoding="utf-8")
    assert "不可能是偶然" in page
    assert "某某某" not in page + said + err


def test_the_figures_are_the_same_each_time_and_in_the_file(
    run_json: RunJson, tmp_path: Path
) -> None:
    rows = a_list("one")
    first = write(tmp_path / "名单.xlsx", 青禾中学=rows)
    turned = write(tmp_path / "倒过来.xlsx", 青禾中学=rows[::-1])

    _, one = run_json("scrutiny", first, *ALL, "--out", tmp_path / "一")
    _, other = run_json("scrutiny", turned, *ALL, "--out", tmp_path / "二")

    assert one["lists"] == other["lists"]
    kept = json.loads((tmp_path / "一" / "scrutiny.json").read_text(encoding="utf-8"))
    assert kept["lists"] == one["lists"]
    found = one["lists"][0]
    assert found["level"] == "no_sign"
    assert found["seed"] == found["digest"]
    assert [run["lists"] for run in found["lists"]] == [999]
    assert {finding["title"] for finding in found["findings"]} == {
        "性别", "毕业学校", "期中总分", "报名顺序",
    }  # fmt: skip


def test_what_the_rules_balance_is_looked_at_within_the_balance(
    run_json: RunJson, tmp_path: Path
) -> None:
    file = write(tmp_path / "名单.xlsx", 青禾中学=a_list("one"))

    _, found = run_json("scrutiny", file, "--lists", "999", "--out", tmp_path / "检验")

    assert [run["name"] for run in found["lists"][0]["lists"]] == ["plain", "balanced"]
    assert {gap["attribute"] for gap in found["lists"][0]["balance"]} == {"gender", "origin"}


def test_a_public_seed_is_recorded(run_json: RunJson, tmp_path: Path) -> None:
    file = write(tmp_path / "名单.xlsx", 青禾中学=a_list("one"))

    _, found = run_json(
        "scrutiny", file, *ALL, "--seed", "体彩20261101", "--out", tmp_path / "检验"
    )

    assert found["lists"][0]["seed"] == "体彩20261101:青禾中学"


def test_a_class_name_typed_wrong_is_named_and_nothing_is_computed(
    run: Run, run_json: RunJson, tmp_path: Path
) -> None:
    rows = a_list("one")
    rows[0] = ("11班", *rows[0][1:])
    file = write(tmp_path / "名单.xlsx", 青禾中学=rows)

    code, _, err = run("scrutiny", file, *ALL, "--out", tmp_path / "检验")
    _, found = run_json("scrutiny", file, *ALL, "--out", tmp_path / "检验")

    assert code == 1
    assert "有的班不到 5 人：11班" in err
    assert found["lists"][0]["refusals"][0]["code"] == "scrutiny_class_tiny"
    assert "findings" not in found["lists"][0]


def test_columns_that_say_nothing_get_a_sentence(run: Run, tmp_path: Path) -> None:
    rows = [(*row[:2], "男", None, *row[4:]) for row in a_list("one")]
    file = write(tmp_path / "名单.xlsx", 青禾中学=rows)

    code, said, _ = run("scrutiny", file, *ALL, "--out", tmp_path / "检验")

    assert code == 0
    assert "“性别”：人人相同，没有什么可以检验。" in said
    assert "“毕业学校”：缺得太多" in said


def test_a_list_of_names_and_classes_alone_is_refused_in_words(run: Run, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in [("班级", "姓名"), *[(f"{p % 2 + 1}班", "某某") for p in range(20)]]:
        sheet.append(row)
    book.save(tmp_path / "名单.xlsx")

    code, _, err = run("scrutiny", tmp_path / "名单.xlsx", "--out", tmp_path / "检验")

    assert code == 1
    assert "除了班级，没有一列可以检验" in err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--class-column", "分组"), "请用 --class-column 写明班级那一列的表头"),
        (("--marks", "期末"), "没有找到“期末”这一列"),
        (("--lists", "100"), "至少要 999 份"),
        (("--sheet", "南山中学"), "没有可见的工作表"),
    ],
)
def test_calls_that_cannot_work_say_what_to_do(
    run: Run, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    file = write(tmp_path / "名单.xlsx", 青禾中学=a_list("one"))

    code, _, err = run("scrutiny", file, *words, "--out", tmp_path / "检验")

    assert code == 1
    assert said in err
    assert not (tmp_path / "检验").exists()


def test_a_place_that_cannot_be_written_is_refused(run: Run, tmp_path: Path) -> None:
    file = write(tmp_path / "名单.xlsx", 青禾中学=a_list("one"))
    (tmp_path / "检验").write_text("", encoding="utf-8")

    code, _, err = run("scrutiny", file, *ALL, "--out", tmp_path / "检验")

    assert code == 1
    assert err

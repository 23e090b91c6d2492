"""`junheng representatives` and `junheng lots`: scripts, two people at a keyboard, refusals."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from junheng.ceremony import sitting
from junheng.cli.program import main
from junheng.verifier import verify_public
from tests.ceremonies_made import PAPER, event_kinds, public_of, refuse_to_draw_all, tree_of
from tests.rosters_made import children, write_roster

Run = Callable[..., tuple[int, str, str]]
RunJson = Callable[..., tuple[int, Any]]
FRESH = ("--public", "d10:55081927", "--envelope", "20260903", "81736455")
OTHER_FRESH = ("--public", "d10:00000000", "--envelope", "20260903", "81736455")
BOX = ("--groups", "3,1,2", "--teachers", "2,3,1", "--groups", "3 1 2", "--teachers", "2、3、1")


@pytest.fixture
def drawn(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A finished draw of 45 children in three classes, with three teachers frozen."""
    monkeypatch.setattr(sitting, "balance_html", lambda *_arguments, **_settings: "")
    # What is printed has tests of its own.
    monkeypatch.setattr("junheng.cli.lots.print_after", lambda *_arguments: ())
    roster = write_roster(tmp_path / "名册.xlsx", {"青禾中学": children(45)})
    teachers = tmp_path / "班主任.csv"
    teachers.write_text("王芳\n李强\n张三\n", encoding="utf-8")
    out = tmp_path / "out"
    words = ("--teachers", teachers, "--out", out, "--classes", 3, "--no-forms", *PAPER)
    code, _, _ = run("draw", roster, *words)
    assert code == 0
    return out


def test_representatives_then_lots_end_in_classes_with_teachers(
    run_json: RunJson, drawn: Path
) -> None:
    code, chosen = run_json("representatives", drawn, *FRESH)
    assert (code, sorted(chosen["order"])) == (0, ["G1", "G2", "G3"])
    assert [len(row["students"]) for row in chosen["representatives"]] == [5, 5, 5]

    code, document = run_json("lots", drawn, *BOX)

    assert code == 0
    assert document["mode"] == "physical"
    assert document["classes"] == [
        {"class": 1, "group": "G2", "teacher": "T3"},
        {"class": 2, "group": "G3", "teacher": "T1"},
        {"class": 3, "group": "G1", "teacher": "T2"},
    ]
    assert event_kinds(drawn)[-2:] == ["REPRESENTATIVES", "LOTS"]
    ticket = next((drawn / "tickets").iterdir()).read_bytes()
    report = verify_public((drawn / "public.json").read_bytes(), ticket=ticket)
    assert report.codes("failed") == []
    assert "ticket_teacher" in report.codes("passed")


def test_people_read_the_classes_and_no_name_of_a_child(run: Run, drawn: Path) -> None:
    _, drawn_out, _ = run("representatives", drawn, *FRESH)
    code, out, _ = run("lots", drawn, *BOX, "--recusal", "T1=3", "--recusal", "t1=3")

    assert code == 0
    assert "2班：G3，班主任 李强" in out
    assert "回避：王芳 与 李强 对换" in out
    assert not any(child.name in drawn_out + out for child in children(45))


def test_electronic_lots_are_drawn_from_their_own_numbers(run_json: RunJson, drawn: Path) -> None:
    code, document = run_json("lots", drawn, *FRESH)

    assert (code, document["mode"]) == (0, "electronic")
    (listed,) = public_of(drawn)["lots"]
    assert listed["lines"][2] == f"result={listed['result']}"
    report = verify_public((drawn / "public.json").read_bytes())
    assert "lots_drawn" in report.codes("passed")


@pytest.mark.parametrize("words", [BOX, FRESH])
def test_the_same_lots_again_change_nothing(
    run_json: RunJson, drawn: Path, words: tuple[str, ...]
) -> None:
    _, first = run_json("lots", drawn, *words)
    before = tree_of(drawn)

    code, again = run_json("lots", drawn, *words)

    assert (code, again) == (0, first)
    assert tree_of(drawn) == before


@pytest.mark.parametrize(
    ("command", "words", "expected"),
    [
        ("lots", ("--groups", "3,1,2", "--groups", "3,2,1", *BOX[2:4], *BOX[2:4]),
         "lots_entries_differ"),
        ("lots", ("--groups", "3,1,1", "--groups", "3,1,1", *BOX[2:4], *BOX[2:4]),
         "group_lots_wrong"),
        ("lots", (*BOX, "--recusal", "T1=3", "--recusal", "T1=1"), "lots_entries_differ"),
        ("lots", (*BOX, "--recusal", "T7=3", "--recusal", "T7=3"), "recusal_teacher_unknown"),
        ("lots", (*FRESH, "--recusal", "T1=3", "--recusal", "T1=1"), "lots_entries_differ"),
        ("lots", (*BOX, "--school", "别的学校"), "school_unclear"),
        ("representatives", ("--public", "d10:1234567", *FRESH[2:]), "public_length_wrong"),
        ("representatives", (*FRESH[:2], "--envelope", "12345678"), "envelopes_too_few"),
    ],
)  # fmt: skip
def test_refused_lots_leave_the_folder_as_it_was(
    run_json: RunJson, drawn: Path, command: str, words: tuple[str, ...], expected: str
) -> None:
    before = tree_of(drawn)

    code, document = run_json(command, drawn, *words)

    assert (code, document["error"]["code"]) == (1, expected)
    assert tree_of(drawn) == before


@pytest.mark.parametrize(
    "words",
    [
        ("--groups", "3,1,2", "--teachers", "2,3,1"),
        ("--groups", "3,x,2", *BOX[2:]),
        (*BOX, "--recusal", "T1=3"),
        (*BOX, "--recusal", "T1", "--recusal", "T1"),
        (*BOX, *FRESH),
        FRESH[:2],
        (),
    ],
)
def test_words_that_say_nothing_clear_are_a_usage_error(
    run_json: RunJson, drawn: Path, words: tuple[str, ...]
) -> None:
    code, document = run_json("lots", drawn, *words)

    assert (code, document["error"]["code"]) == (2, "usage")


def test_a_second_draw_of_representatives_is_refused(run_json: RunJson, drawn: Path) -> None:
    run_json("representatives", drawn, *FRESH)

    code, document = run_json("representatives", drawn, *OTHER_FRESH)

    assert (code, document["error"]["code"]) == (1, "representatives_numbers_recorded_differ")


@pytest.mark.parametrize("command", ["lots", "representatives"])
def test_nothing_is_drawn_before_the_classes(
    run_json: RunJson, tmp_path: Path, command: str
) -> None:
    roster = write_roster(tmp_path / "名册.xlsx", {"青禾中学": children(45)})
    out = tmp_path / "out"
    run_json("draw", roster, "--out", out, "--classes", 3, "--freeze")

    for folder, expected in ((out, "draw_not_finished"), (tmp_path, "finished_folder_missing")):
        code, document = run_json(command, folder, *FRESH)
        assert (code, document["error"]["code"]) == (1, expected)


def _at_keyboard(monkeypatch: pytest.MonkeyPatch, *answers: str) -> None:
    said = iter(answers)
    monkeypatch.setattr("click.prompt", lambda *_words, **_settings: next(said))


def test_two_people_type_until_they_agree(
    drawn: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, slip = ("3", "1", "2", "2", "3", "1", ""), ("3", "2", "1", "2", "3", "1", "")
    twice = ("1", "1", "2", "2", "3", "1", "")
    _at_keyboard(
        monkeypatch,
        *(*one, *slip),  # 乙 mistypes G2 and G3
        *(*twice, *twice),  # both type the same impossible lots
        *("7", *one, *one),  # an answer that is no lot is asked again
        "y",
    )

    code = main(["lots", str(drawn)])

    out = capsys.readouterr().out
    assert code == 0
    assert "两次录入不一致（G2、G3）" in out
    assert "各组签号在 G2 处不对" in out
    assert "签号是 1 到 3 的整数" in out
    assert "1班：G2，班主任 张三" in out
    assert event_kinds(drawn)[-1] == "LOTS"


def test_whoever_says_no_types_again(
    drawn: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong, right = ("1", "2", "3", "1", "2", "3"), ("3", "1", "2", "2", "3", "1")
    _at_keyboard(
        monkeypatch,
        *(*wrong, "", *wrong, ""),
        "n",
        *(*right, "T1", "T1=3", *right, "T1=3"),  # T1 alone is no second lot: asked again
        "y",
    )

    assert main(["lots", str(drawn)]) == 0

    assert "3班：G1，班主任 王芳" in capsys.readouterr().out
    assert event_kinds(drawn).count("LOTS") == 1


def test_recorded_lots_are_shown_and_not_asked_for(run: Run, drawn: Path) -> None:
    run("lots", drawn, *BOX)

    code, out, _ = run("lots", drawn)

    assert code == 0
    assert "1班：G2，班主任 张三" in out


def test_a_late_arrival_after_the_lots_gets_a_slip_that_names_the_teacher(
    run: Run, run_json: RunJson, drawn: Path, tmp_path: Path
) -> None:
    run_json("lots", drawn, *BOX)
    late = write_roster(tmp_path / "补录.xlsx", {"补录": children(2, first=100)})

    _, shown, _ = run("late", drawn, late, *FRESH)

    assert re.search(r"第 3 行 → [123]班（G[123]，(王芳|李强|张三)）", shown)
    slips = sorted((drawn / "late-slips").iterdir())
    assert [slip.name.split(".")[-2] for slip in slips] == ["L1-001", "L1-002"]
    for slip in slips:
        report = verify_public((drawn / "public.json").read_bytes(), ticket=slip.read_bytes())
        assert report.codes("failed") == []
        assert "ticket_teacher" in report.codes("passed")


def test_drawing_again_after_a_power_cut_keeps_lots_and_representatives(
    run_json: RunJson, drawn: Path
) -> None:
    run_json("representatives", drawn, *FRESH)
    run_json("lots", drawn, *BOX)
    before = public_of(drawn)

    code, _ = run_json("draw", "--out", drawn, "--no-forms", *PAPER)

    assert code == 0
    assert public_of(drawn) == before


def test_in_a_county_each_school_draws_for_itself(
    run_json: RunJson, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitting, "balance_html", lambda *_arguments, **_settings: "")
    schools = {"东门小学": children(40), "西坪小学": children(40, first=50)}
    roster = write_roster(tmp_path / "全县.xlsx", schools, grade="一年级")
    book = openpyxl.Workbook()
    for name, teachers in (("西坪小学", ("丁一", "丁二")), ("东门小学", ("王芳", "李强"))):
        page = book.create_sheet(name)
        for teacher in teachers:
            page.append([teacher])
    book.save(tmp_path / "班主任.xlsx")
    out = tmp_path / "out"
    words = ("--sheets", "--classes", 2, "--no-forms", "--teachers", tmp_path / "班主任.xlsx")
    assert run_json("draw", roster, "--out", out, *words, *PAPER)[0] == 0

    refuse_to_draw_all(monkeypatch)
    east = ("--school", "东门小学")
    assert run_json("representatives", out, *FRESH)[1]["error"]["code"] == "school_unclear"
    code, chosen = run_json("representatives", out, *east, *FRESH)
    assert (code, len(chosen["order"])) == (0, 2)
    code, drawn_lots = run_json("lots", out, *east, *FRESH)
    assert code == 0
    code, other = run_json(
        "lots", out, "--school", "西坪小学", *(2 * ("--groups", "2,1", "--teachers", "1,2"))
    )
    assert code == 0
    assert other["classes"][0] == {"class": 1, "group": "G2", "teacher": "T1"}

    public = public_of(out)
    assert [table["mode"] for table in public["lots"]] == ["electronic", "physical"]
    names = {table["unit"]: [row["name"] for row in table["list"]] for table in public["teachers"]}
    assert names[drawn_lots["unit"]] == ["王芳", "李强"]
    assert names[other["unit"]] == ["丁一", "丁二"]
    assert verify_public((out / "public.json").read_bytes()).codes("failed") == []

"""`junheng late`: batches of late arrivals, one after the other, interrupted and repeated."""

import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from junheng.ceremony import sitting
from junheng.cli.program import main
from junheng.engine.assignment.late import late_tokens
from junheng.verifier import verify_package, verify_public
from tests.ceremonies_made import PAPER, event_kinds, public_of, refuse_to_draw_all, tree_of
from tests.forked import how_it_ended
from tests.rosters_made import Child, children, write_roster

Run = Callable[..., tuple[int, str, str]]
RunJson = Callable[..., tuple[int, Any]]
LATE_PAPER = ("--public", "d10:55081927", "--envelope", "20260903", "81736455")
OTHER_LATE_PAPER = ("--public", "d10:00000000", "--envelope", "20260903", "81736455")


@pytest.fixture
def drawn(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A finished draw of 41 children in two classes."""
    monkeypatch.setattr(sitting, "balance_html", lambda *_arguments, **_settings: "")
    # What is printed has tests of its own.
    monkeypatch.setattr("junheng.cli.late.print_after", lambda *_arguments: ())
    roster = write_roster(tmp_path / "名册.xlsx", {"青禾中学": children(41)})
    run("draw", roster, "--out", tmp_path / "out", "--classes", 2, "--no-forms", *PAPER)
    return tmp_path / "out"


def _arrivals(folder: Path, *members: Child, name: str = "补录.xlsx") -> Path:
    return write_roster(folder / name, {"补录": list(members)})


def test_one_arrival_goes_where_the_paper_says_and_not_where_the_gap_is(
    run_json: RunJson, drawn: Path, tmp_path: Path
) -> None:
    arrival = _arrivals(tmp_path, *children(1, first=100))

    code, frozen = run_json("late", drawn, arrival)
    assert (code, frozen["placed"], frozen["forced"]) == (0, [], False)
    assert sorted(frozen["sizes"]) == [20, 21]
    assert event_kinds(drawn)[-1] == "LATE_FREEZE"

    code, placed = run_json("late", drawn, arrival, *LATE_PAPER)

    assert (code, placed["late"]) == (0, frozen["late"])
    (place,) = placed["placed"]
    assert (place["sheet"], place["row"], place["sid"]) == ("补录", 3, "L1-001")
    assert sum(placed["sizes"]) == 42
    assert event_kinds(drawn)[-2:] == ["LATE_FREEZE", "LATE_DRAW"]
    lines = (drawn / "internal").glob("late-*.csv")
    assert [line.read_text("utf-8").splitlines()[0] for line in lines] == ["sheet,row,name,group"]
    assert verify_public((drawn / "public.json").read_bytes()).verdict == "amber"


def test_a_name_that_cannot_be_printed_is_found_when_the_batch_is_frozen(
    run: Run, run_json: RunJson, drawn: Path, tmp_path: Path
) -> None:
    (arrival,) = children(1, first=100)
    file = _arrivals(tmp_path, replace(arrival, name="张\U0002aed0"))

    _, document = run_json("late", drawn, file)
    _, shown, _ = run("late", drawn, file)

    found = {(warning["code"], warning["row"]) for warning in document["warnings"]}
    assert ("name_character_unprintable", 3) in found
    assert "U+2AED0" in shown


def test_several_batches_follow_each_other(run_json: RunJson, drawn: Path, tmp_path: Path) -> None:
    for number, count in enumerate((3, 1, 2), start=1):
        file = _arrivals(tmp_path, *children(count, first=100 * number))
        code, document = run_json("late", drawn, file, "--registered", "2026-09-03", *LATE_PAPER)

        assert (code, document["batch"], len(document["placed"])) == (0, number, count)

    assert sum(document["sizes"]) == 47
    assert max(document["sizes"]) - min(document["sizes"]) <= 2
    assert [entry["doc"]["batch"] for entry in public_of(drawn)["late"]] == [1, 2, 3]
    assert verify_public((drawn / "public.json").read_bytes()).verdict == "amber"


def test_a_place_without_a_choice_is_called_forced(
    run: Run, run_json: RunJson, drawn: Path, tmp_path: Path
) -> None:
    # Until one class lies two behind: then only that class has a seat below the common line.
    for number in range(1, 40):
        file = _arrivals(tmp_path, *children(1, first=100 * number))
        _, before = run_json("late", drawn, file)
        tokens = late_tokens(tuple(before["sizes"]), 1, 2, 50)
        _, document = run_json("late", drawn, file, *LATE_PAPER)
        assert document["forced"] == (len(set(tokens)) == 1)
        if document["forced"]:
            break

    assert document["forced"]
    _, shown, _ = run("late", drawn, file, *LATE_PAPER)
    assert "只有一个班有空位" in shown
    assert verify_public((drawn / "public.json").read_bytes()).verdict == "amber"


def test_full_classes_take_nobody(run_json: RunJson, tmp_path: Path) -> None:
    roster = write_roster(tmp_path / "名册.xlsx", {"青禾中学": children(100)})
    out = tmp_path / "out"
    run_json("draw", roster, "--out", out, "--classes", 2, "--no-forms", *PAPER)
    before = tree_of(out)

    code, document = run_json(
        "late", out, _arrivals(tmp_path, *children(1, first=300)), *LATE_PAPER
    )

    assert (code, document["error"]["code"]) == (1, "late_no_seat")
    assert tree_of(out) == before


def test_somebody_who_is_there_already_is_refused_by_the_row(
    run: Run, run_json: RunJson, drawn: Path, tmp_path: Path
) -> None:
    before = tree_of(drawn)
    file = _arrivals(tmp_path, children(1, first=100)[0], children(1, first=7)[0])

    code, _, err = run("late", drawn, file)
    assert code == 1
    assert "第 4 行" in err
    assert children(1, first=7)[0].name not in err
    assert tree_of(drawn) == before

    first = _arrivals(tmp_path, *children(2, first=100))
    run_json("late", drawn, first, *LATE_PAPER)
    second = _arrivals(tmp_path, *children(3, first=99))
    code, document = run_json("late", drawn, second, *LATE_PAPER)
    assert (code, document["error"]["code"]) == (1, "late_student_known")


def test_the_same_batch_again_is_the_same_batch(
    run_json: RunJson, drawn: Path, tmp_path: Path
) -> None:
    members = children(3, first=100)
    _, frozen = run_json("late", drawn, _arrivals(tmp_path, *members))
    _, again = run_json(
        "late", drawn, _arrivals(tmp_path, *members[::-1]), "--registered", "2026-09-09"
    )
    assert again["late"] == frozen["late"]

    _, first = run_json("late", drawn, _arrivals(tmp_path, *members), *LATE_PAPER)
    before = tree_of(drawn)
    _, second = run_json("late", drawn, _arrivals(tmp_path, *members), *LATE_PAPER)

    assert second == first
    assert tree_of(drawn) == before


def test_a_batch_is_drawn_with_one_paper(run_json: RunJson, drawn: Path, tmp_path: Path) -> None:
    file = _arrivals(tmp_path, *children(2, first=100))
    run_json("late", drawn, file, *LATE_PAPER)
    before = tree_of(drawn)

    code, document = run_json("late", drawn, file, *OTHER_LATE_PAPER)

    assert (code, document["error"]["code"]) == (1, "late_numbers_recorded_differ")
    assert tree_of(drawn) == before


def test_a_waiting_batch_comes_first(run_json: RunJson, drawn: Path, tmp_path: Path) -> None:
    members = children(2, first=100)
    run_json("late", drawn, _arrivals(tmp_path, *members))
    changed = [members[0], replace(members[1], migrant="是", ethnicity="侗族")]

    for other in (children(1, first=200), changed, members[:1]):
        code, document = run_json("late", drawn, _arrivals(tmp_path, *other), *LATE_PAPER)
        assert (code, document["error"]["code"]) == (1, "late_batch_waiting")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--public", "d10:123", "--envelope", "12345678", "12345678"), "public_length_wrong"),
        (("--public", "d10:12345678", "--envelope", "12345678"), "envelopes_too_few"),
        (("--public", "d10:12345678", "--envelope", "12345678", "void"), "envelopes_too_few"),
        (("--public", "d10:12345678", "--envelope", "1234", "12345678"), "envelope_malformed"),
        (("--school", "别的学校"), "school_unclear"),
        (("--sheet", "别的表"), "sheet_not_found"),
    ],
)
def test_a_refused_batch_is_not_frozen(
    run_json: RunJson, drawn: Path, tmp_path: Path, words: tuple[str, ...], expected: str
) -> None:
    before = tree_of(drawn)

    code, document = run_json("late", drawn, _arrivals(tmp_path, *children(1, first=100)), *words)

    assert (code, document["error"]["code"]) == (1, expected)
    assert tree_of(drawn) == before


@pytest.mark.parametrize(
    "words",
    [
        ("--public", "d10:12345678"),
        ("--envelope", "12345678", "12345678"),
        ("--registered", "3.9.2026"),
        ("--registered", "2026-02-30"),
        ("--reason", "3"),
    ],
)
def test_wrong_usage_changes_nothing(
    run: Run, drawn: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    before = tree_of(drawn)

    code, _, err = run("late", drawn, _arrivals(tmp_path, *children(1, first=100)), *words)

    assert code == 2
    assert "用“junheng" in err
    assert tree_of(drawn) == before


def test_a_faulty_batch_is_shown_and_not_frozen(
    run: Run, run_json: RunJson, drawn: Path, tmp_path: Path
) -> None:
    before = tree_of(drawn)
    file = _arrivals(tmp_path, replace(children(1, first=100)[0], gender=""))

    code, _, err = run("late", drawn, file, *LATE_PAPER)
    json_code, document = run_json("late", drawn, file, *LATE_PAPER)

    assert (code, json_code) == (1, 1)
    assert "第 3 行" in err
    assert document["acceptable"] is False
    assert tree_of(drawn) == before


def test_two_sheets_need_a_word(run_json: RunJson, drawn: Path, tmp_path: Path) -> None:
    file = write_roster(
        tmp_path / "b.xlsx", {"一": children(1, first=100), "二": children(1, first=200)}
    )

    code, document = run_json("late", drawn, file)
    assert (code, document["error"]["code"]) == (1, "late_several_sheets")

    code, _ = run_json("late", drawn, file, "--sheet", "二")
    assert code == 0


def test_before_the_draw_nobody_is_late(run_json: RunJson, roster: Path, tmp_path: Path) -> None:
    file = _arrivals(tmp_path, *children(1, first=100))
    for folder in (tmp_path / "nothing", tmp_path):
        code, document = run_json("late", folder, file)
        assert (code, document["error"]["code"]) == (1, "finished_folder_missing")
    run_json("draw", roster, "--out", tmp_path / "out", "--freeze")

    code, document = run_json("late", tmp_path / "out", file)

    assert (code, document["error"]["code"]) == (1, "draw_not_finished")


def test_a_missing_batch_file_is_not_passed_over(
    run_json: RunJson, drawn: Path, tmp_path: Path
) -> None:
    run_json("late", drawn, _arrivals(tmp_path, *children(1, first=100)), *LATE_PAPER)
    for file in (drawn / "internal").glob("late-*.json"):
        file.unlink()

    code, document = run_json("late", drawn, _arrivals(tmp_path, *children(1, first=200)))

    assert (code, document["error"]["code"]) == (1, "late_file_missing")


def test_a_draw_that_was_tampered_with_takes_nobody(
    run_json: RunJson, drawn: Path, tmp_path: Path
) -> None:
    private = drawn / "internal" / "private.json"
    private.write_bytes(private.read_bytes().replace(b'"migrant": 1', b'"migrant": 0', 1))

    code, document = run_json("late", drawn, _arrivals(tmp_path, *children(1, first=100)))

    assert (code, document["error"]["code"]) == (1, "draw_differs_from_ledger")


def test_an_arrival_of_a_new_school_counts_as_no_school(
    run: Run, drawn: Path, tmp_path: Path
) -> None:
    file = _arrivals(tmp_path, replace(children(1, first=100)[0], origin="外县小学"))

    code, shown, _ = run("late", drawn, file, *LATE_PAPER)

    assert code == 0
    assert "第 1 批补录抽签完成" in shown
    assert "各班现在人数" in shown


def test_the_lists_and_the_public_file_come_back_after_a_repeated_draw(
    run: Run, drawn: Path, tmp_path: Path
) -> None:
    run("late", drawn, _arrivals(tmp_path, *children(2, first=100)), *LATE_PAPER)

    code, _, _ = run("draw", "--out", drawn, "--no-forms", *PAPER)

    assert code == 0
    assert len(public_of(drawn)["late"]) == 1
    assert verify_public((drawn / "public.json").read_bytes()).verdict == "amber"
    assert list((drawn / "internal").glob("late-*.csv"))
    assert verify_package((drawn / "sealed.sgx").read_bytes(), None).verdict == "amber"


def test_a_roster_without_a_balanced_column_is_refused_by_the_column(
    run_json: RunJson, drawn: Path, tmp_path: Path
) -> None:
    before = tree_of(drawn)
    child = children(1, first=100)[0]
    file = tmp_path / "补录.csv"
    file.write_text(
        f"姓名,性别,身份证号\n{child.name},{child.gender},{child.identity_number}\n", "utf-8"
    )

    code, document = run_json("late", drawn, file)

    assert (code, document["error"]["code"]) == (1, "late_column_missing")
    assert "“随班就读学生”列" in document["error"]["sentence"]
    assert tree_of(drawn) == before


def test_what_changed_in_the_balance_is_told(run: Run, drawn: Path, tmp_path: Path) -> None:
    shown = ""
    for number in range(1, 5):
        child = next(c for c in children(9, first=100 * number) if c.gender == "女")
        _, out, _ = run("late", drawn, _arrivals(tmp_path, child), *LATE_PAPER)
        shown += out

    assert "“汉族”：各班相差 " in shown
    assert " → " in shown


def test_in_a_county_the_school_must_be_named_and_is_drawn_alone(
    run_json: RunJson, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    roster = write_roster(
        tmp_path / "全县.xlsx", {"一中": children(60), "二中": children(60, first=100)}
    )
    out = tmp_path / "out"
    run_json("draw", roster, "--sheets", "--out", out, "--no-forms", *PAPER)
    file = _arrivals(tmp_path, *children(1, first=300))
    refuse_to_draw_all(monkeypatch)

    code, document = run_json("late", out, file)
    assert (code, document["error"]["code"]) == (1, "school_unclear")
    code, document = run_json("late", out, file, "--school", "二中", *LATE_PAPER)
    assert (code, document["unit"]) == (0, "000000.ez.j1.2026")
    assert verify_public((out / "public.json").read_bytes()).verdict == "amber"


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
@pytest.mark.parametrize(("owner", "call"), [(os, "fsync"), (Path, "rename")])
def test_killed_at_any_write_a_batch_goes_on(
    drawn: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, owner: Any, call: str
) -> None:
    file = _arrivals(tmp_path, *children(2, first=100))
    original = getattr(owner, call)

    def place(folder: Path) -> int:
        return main(["late", str(folder), str(file), *LATE_PAPER])

    def placed(folder: Path) -> tuple[list[str], list[str]]:
        lists = [path.read_text("utf-8") for path in (folder / "internal").glob("late-*.csv")]
        return event_kinds(folder), lists

    undisturbed = tmp_path / "undisturbed"
    shutil.copytree(drawn, undisturbed)
    assert place(undisturbed) == 0
    write, status = 0, 9
    while status == 9:
        write += 1
        folder = tmp_path / f"killed-{write}"
        shutil.copytree(drawn, folder)
        calls = 0

        def deadly(*arguments: object, last: int = write) -> object:
            nonlocal calls
            calls += 1
            if calls == last:
                os._exit(9)
            return original(*arguments)

        with monkeypatch.context() as patch:
            patch.setattr(owner, call, deadly)
            status = how_it_ended(lambda out=folder: sys.exit(place(out)))
        assert place(folder) == 0

        assert [len(part) for part in placed(folder)] == [len(part) for part in placed(undisturbed)]
        assert verify_public((folder / "public.json").read_bytes()).verdict == "amber"

    assert write > 3

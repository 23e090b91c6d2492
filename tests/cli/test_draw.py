"""`junheng draw`, as one clerk uses it."""

import csv
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from junheng.verifier import verify_package, verify_public
from tests.ceremonies_made import (
    CARDS,
    OTHER_PAPER,
    PAPER,
    PUBLIC,
    event_kinds,
    public_of,
    tree_of,
)
from tests.rosters_made import children, write_roster

Run = Callable[..., tuple[int, str, str]]
RunJson = Callable[..., tuple[int, Any]]

REAL = ("--no-forms", *PAPER)
REHEARSAL = ("--no-forms",)


def _assignment(out: Path) -> dict[str, str]:
    with (out / "internal" / "assignment.csv").open(encoding="utf-8") as file:
        return {line["name"]: line["group"] for line in csv.DictReader(file)}


def _results(out: Path) -> dict[str, bytes]:
    """What only the freeze and the paper decide."""
    return {
        name: content
        for name, content in tree_of(out).items()
        if name.startswith(("results/", "tickets/", "seed.txt", "freeze.json"))
    }


def test_a_real_draw_gives_everything_and_verifies(
    run_json: RunJson, roster: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"

    code, document = run_json("draw", roster, "--out", out, *REAL, "--classes", 3)

    assert code == 0
    assert document["mode"] == "draw"
    assert sorted(document["units"][0]["sizes"]) == [13, 13, 14]
    names = set(tree_of(out))
    assert {
        "public.json", "sealed.sgx", "lists.xlsx", "balance.json", "balance.html", "seed.txt",
        "freeze.json", "internal/assignment.csv",
    } <= names  # fmt: skip
    assert sum(name.startswith("tickets/") and name.endswith(".json") for name in names) == 40
    public = (out / "public.json").read_bytes()
    assert verify_public(public, notice=document["freeze"]).verdict == "amber"
    package = (out / "sealed.sgx").read_bytes()
    assert verify_package(package, None, notice=document["freeze"]).verdict == "amber"


def test_the_assignment_has_its_four_columns_and_the_rows_of_the_sheet(
    run: Run, roster: Path, tmp_path: Path
) -> None:
    run("draw", roster, "--out", tmp_path / "out", *REAL, "--classes", 2)

    lines = (tmp_path / "out" / "internal" / "assignment.csv").read_text("utf-8").splitlines()
    rows = list(csv.DictReader(lines))
    sheet = openpyxl.load_workbook(roster)["青禾中学"]

    assert lines[0] == "sheet,row,name,group"
    assert [row["name"] for row in rows] == [sheet.cell(int(row["row"]), 1).value for row in rows]
    assert {row["group"] for row in rows} == {"G1", "G2"}
    assert {row["sheet"] for row in rows} == {"青禾中学"}


@pytest.mark.parametrize("suite", ["intl", "gm"])
def test_the_order_of_the_rows_changes_nothing_by_name(
    run: Run,
    tmp_path: Path,
    same_surroundings: Callable[[str], None],
    suite: str,
) -> None:
    members = children(40)
    results = []
    for name, order in (("a", members), ("b", members[::-1])):
        roster = write_roster(tmp_path / f"{name}.xlsx", {"青禾中学": order})
        same_surroundings("same")
        run("draw", roster, "--out", tmp_path / name, *REAL, "--suite", suite, "--classes", 2)
        results.append((_assignment(tmp_path / name), _results(tmp_path / name)))

    assert results[0] == results[1]


def test_the_same_numbers_again_give_the_same_results(
    run: Run, roster: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    run("draw", roster, "--out", out, *REAL)
    before, events = _results(out), event_kinds(out)

    code, _, _ = run("draw", "--out", out, *REAL)

    assert code == 0
    assert _results(out) == before
    assert event_kinds(out) == events


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (OTHER_PAPER, "public_numbers_recorded_differ"),
        (("--public", PUBLIC, "--envelope", *CARDS, "11111111"), "envelope_count_recorded_differs"),
        (("--public", PUBLIC, "--envelope", *CARDS[::-1]), "seed_recorded_differs"),
        ((), "rehearsal_after_ceremony_began"),
        ((*PAPER, "--classes", "3"), "choice_differs_from_freeze"),
        ((*PAPER, "--suite", "gm"), "choice_differs_from_freeze"),
        ((*PAPER, "--profile", "nanchang"), "choice_differs_from_freeze"),
        ((*PAPER, "--stage", "primary"), "choice_differs_from_freeze"),
        ((*PAPER, "--sheet", "别的表"), "choice_differs_from_freeze"),
        ((*PAPER, "--county-code", "360121"), "choice_differs_from_freeze"),
        ((*PAPER, "--secret-digits", "0" * 20), "choice_differs_from_freeze"),
        ((*PAPER, "--host", "别的单位"), "choice_differs_from_freeze"),
    ],
)
def test_after_the_draw_nothing_else_is_drawn_here(
    run_json: RunJson, roster: Path, tmp_path: Path, words: tuple[str, ...], expected: str
) -> None:
    out = tmp_path / "out"
    run_json("draw", roster, "--out", out, *REAL)
    before = tree_of(out)

    code, document = run_json("draw", "--out", out, "--no-forms", *words)

    assert (code, document["error"]["code"]) == (1, expected)
    assert tree_of(out) == before


def test_a_changed_roster_is_refused_where_one_was_frozen(
    run_json: RunJson, roster: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    run_json("draw", roster, "--out", out, "--freeze")
    before = tree_of(out)
    members = children(40)
    members[3] = replace(members[3], migrant="是")
    write_roster(roster, {"青禾中学": members})

    code, document = run_json("draw", roster, "--out", out, *REAL)

    assert (code, document["error"]["code"]) == (1, "roster_differs_from_freeze")
    assert tree_of(out) == before


def test_a_roster_that_went_bad_is_not_the_frozen_one(
    run_json: RunJson, roster: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    run_json("draw", roster, "--out", out, "--freeze")
    members = children(40)
    members[3] = replace(members[3], gender="")
    write_roster(roster, {"青禾中学": members})

    code, document = run_json("draw", roster, "--out", out, *REAL)

    assert (code, document["error"]["code"]) == (1, "roster_differs_from_freeze")


def test_freeze_first_post_then_draw(
    run: Run, run_json: RunJson, roster: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    code, frozen = run_json("draw", roster, "--out", out, "--freeze", "--county", "青禾县")
    assert code == 0
    assert not (out / "public.json").exists()

    code, text, _ = run("draw", "--out", out, "--freeze", "--posted", "校门口")
    assert code == 0
    assert "".join(frozen["lines"][0].split()[:4]) in text.replace(" ", "")
    run("draw", "--out", out, "--freeze", "--posted", "校门口")
    code, drawn = run_json("draw", roster, "--out", out, *REAL)

    assert (code, drawn["freeze"]) == (0, frozen["freeze"])
    assert event_kinds(out).count("NOTICE_POSTED") == 1
    assert event_kinds(out)[:2] == ["SESSION", "FREEZE"]
    assert "mode" not in public_of(out)["session"]


def test_a_draw_at_one_sitting_says_so(run: Run, roster: Path, tmp_path: Path) -> None:
    run("draw", roster, "--out", tmp_path / "out", *REAL)

    assert public_of(tmp_path / "out")["session"]["mode"] == "clerk"


def test_a_rehearsal_says_so_in_everything(run_json: RunJson, roster: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"

    code, document = run_json("draw", roster, "--out", out, *REHEARSAL)

    assert (code, document["mode"]) == (0, "rehearsal")
    public = public_of(out)
    assert public["results"] == []
    assert [entry["doc"]["j"] for entry in public["rehearsals"]] == [1]
    assert "mode" not in public["session"]
    assert all(
        json.loads(content)["_t"] == "sg1/ticket-q"
        for name, content in tree_of(out).items()
        if name.startswith("tickets/") and content
    )
    assert "演练" in (out / "balance.html").read_text("utf-8")
    book = openpyxl.load_workbook(out / "lists.xlsx")
    assert all(
        any("演练" in str(cell.value) for row in sheet.iter_rows() for cell in row)
        for sheet in book.worksheets
    )


@pytest.mark.slow
def test_the_real_draw_leaves_nothing_of_the_rehearsal(
    run: Run, roster: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    run("draw", roster, "--out", out, "--classes", 2)
    assert len(list((out / "forms" / "演练").rglob("*.pdf"))) > 3
    (out / "tickets" / "of-an-older-program.json").write_bytes(b"{}")
    rehearsed = tree_of(out)

    code, _, _ = run("draw", "--out", out, *REAL)

    drawn = tree_of(out)
    assert code == 0
    assert not any(name.startswith("forms") for name in drawn)
    assert "tickets/of-an-older-program.json" not in drawn
    kept = {name for name in drawn if drawn[name] and drawn[name] == rehearsed.get(name)}
    # Two draws that are equally balanced have one picture.
    assert kept - {"internal/charts.json"} == {
        "freeze.json",
        "verifier.html",
        "internal/frozen.json",
        "internal/private.json",
    }
    assert "演练" not in (out / "balance.html").read_text("utf-8")


def test_a_second_rehearsal_is_another_one(run: Run, roster: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run("draw", roster, "--out", out, *REHEARSAL)
    first = _results(out)

    run("draw", "--out", out, *REHEARSAL)

    assert [entry["doc"]["j"] for entry in public_of(out)["rehearsals"]] == [2]
    assert _results(out).keys() == first.keys()
    assert verify_public((out / "public.json").read_bytes()).verdict == "amber"


def test_a_county_is_drawn_at_one_ceremony(run_json: RunJson, tmp_path: Path) -> None:
    roster = write_roster(
        tmp_path / "全县.xlsx",
        {"一中": children(60), "二中": children(51, first=60), "教学点": children(9, first=200)},
    )

    code, document = run_json("draw", roster, "--sheets", "--out", tmp_path / "out", *REAL)

    assert code == 0
    assert [(unit["sheet"], unit["classes"], unit["status"]) for unit in document["units"]] == [
        ("一中", 2, "drawn"),
        ("二中", 2, "drawn"),
        ("教学点", 1, "exempt_single_class"),
    ]
    assert verify_public((tmp_path / "out" / "public.json").read_bytes()).verdict == "amber"


def test_classes_can_be_given_by_sheet(run_json: RunJson, tmp_path: Path) -> None:
    roster = write_roster(
        tmp_path / "全县.xlsx", {"一中": children(30), "二中": children(30, first=60)}
    )

    code, document = run_json(
        "draw", roster, "--sheets", "--out", tmp_path / "out", *REHEARSAL,
        "--classes", 2, "--classes", "二中=3",
    )  # fmt: skip

    assert code == 0
    assert [unit["classes"] for unit in document["units"]] == [2, 3]


def test_warnings_come_with_the_result(
    run: Run, run_json: RunJson, roster: Path, tmp_path: Path
) -> None:
    _, document = run_json("draw", roster, "--out", tmp_path / "a", *REHEARSAL)
    _, text, _ = run("draw", roster, "--out", tmp_path / "b", *REHEARSAL)

    assert "attribute_without_column" in [warning["code"] for warning in document["warnings"]]
    assert "！工作表“青禾中学”：名册没有“寄宿生”这一项" in text


def test_the_passphrase_can_be_kept_in_a_file(
    run_json: RunJson, roster: Path, tmp_path: Path
) -> None:
    file = tmp_path / "口令.txt"

    _, document = run_json(
        "draw", roster, "--out", tmp_path / "out", *REAL, "--passphrase-file", file
    )

    assert file.read_text("utf-8").split() == document["passphrase_halves"]
    assert [len(half) for half in document["passphrase_halves"]] == [20, 20]


@pytest.mark.parametrize("suite", ["intl", "gm"])
def test_every_number_of_a_seat_counts_in_its_order(
    run_json: RunJson, roster: Path, tmp_path: Path, suite: str
) -> None:
    out = tmp_path / "out"

    run_json(
        "draw", "--out", out, "--suite", suite, "--public", PUBLIC, "--no-forms",
        "--envelope", CARDS[0], "void", "--envelope", f"{CARDS[1]}，{CARDS[2]}", roster,
    )  # fmt: skip

    lines = (out / "seed.txt").read_text("ascii").splitlines()
    assert lines[4:8] == [
        f"envelope.1={CARDS[0]}",
        "envelope.2=void",
        f"envelope.3={CARDS[1]}",
        f"envelope.4={CARDS[2]}",
    ]


@pytest.mark.parametrize("public_names", ["full", "none"])
@pytest.mark.slow
def test_the_county_decides_which_names_are_public(
    run: Run, roster: Path, tmp_path: Path, public_names: str
) -> None:
    profile = tmp_path / "county.toml"
    profile.write_text(
        'name = "county"\ntitle = "某县"\nversion = "1"\neffective_from = 2026-01-01\n'
        'extends = "national"\n[documents]\nplan = "方案"\n'
        f'[public_names]\nvalue = "{public_names}"\n'
        'document = "plan"\narticle = "一"\nevidence = "product_default"\n',
        encoding="utf-8",
    )

    code, _, _ = run("draw", roster, "--out", tmp_path / "out", "--profile", profile, *PAPER)

    assert code == 0
    frozen = json.loads((tmp_path / "out" / "internal" / "frozen.json").read_bytes())
    assert frozen["profile"]["public_names"] == public_names
    assert len(list((tmp_path / "out" / "forms" / "3-结果").glob("*公示表*.pdf"))) == 1


def test_the_freedom_report_is_made_with_the_freeze(
    tmp_path: Path, run: Run, run_json: RunJson
) -> None:
    roster = write_roster(tmp_path / "名册.xlsx", {"七年级": children(24)})
    place = ("--out", str(tmp_path / "out"))

    code, document = run_json(
        "draw", str(roster), "--classes", "2", *place, "--freeze", "--freedom", "200"
    )

    assert code == 0
    (report,) = (tmp_path / "out" / "internal").glob("freedom-*.json")
    kept = json.loads(report.read_bytes())
    (shown,) = document["freedom"]
    # In a school this small the balance itself may bind a pair: the counts must agree, not be 0.
    assert (shown["rehearsals"], shown["flagged"]) == (200, len(kept["flagged"]))
    assert shown["smallest_reach"] == kept["smallest_reach"] == 2
    assert run("draw", str(roster), *place, "--freedom", "200")[0] == 2


def test_a_school_without_a_title_is_named_on_the_command_line(
    run: Run, run_json: RunJson, tmp_path: Path
) -> None:
    roster = write_roster(tmp_path / "名册.xlsx", {"七年级": children(24)})
    place = ("--out", str(tmp_path / "out"), "--school", "河口镇初级中学")

    _, document = run_json("draw", str(roster), *place, "--classes", "2", "--no-forms")
    again = run("draw", str(roster), "--out", str(tmp_path / "out"), *REAL)
    other = run("draw", "--out", str(tmp_path / "out"), "--school", "第九中学", *REAL)

    assert document["units"][0]["school"] == "河口镇初级中学"
    assert ".hkzcjzx.j1." in document["units"][0]["unit"]
    assert (again[0], other[0]) == (0, 1)

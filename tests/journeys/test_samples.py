"""The rosters as schools sent them, from the file to a verified result, through the program."""

import csv
import json
import os
import re
import subprocess
import sys
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from tests.ceremonies_made import PAPER, tree_of

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "tests" / "data" / "rosters"
SOME_ID = "11010119900307123X"


def _junheng(*words: object, hash_seed: str = "0") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "junheng.cli", *map(str, words)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONHASHSEED": hash_seed},
    )


def _verdict(*words: object) -> tuple[int, str]:
    done = _junheng("verify", *words, "--json")
    return done.returncode, json.loads(done.stdout)["verdict"]


def _ticket_of_a_unique_name(out: Path) -> Path:
    """The first ticket of a child whose name nobody else has: the name leads to one row."""
    with (out / "internal" / "assignment.csv").open(encoding="utf-8") as file:
        names = Counter(line["name"] for line in csv.DictReader(file))
    return next(
        path
        for path in sorted((out / "tickets").iterdir())
        if names[json.loads(path.read_bytes())["s"]["name"]] == 1
    )


def _identity_number_of(roster: Path, ticket: dict[str, Any], out: Path) -> str:
    """The number in the user's own file, at the row that the assignment names."""
    name = ticket["s"]["name"]
    with (out / "internal" / "assignment.csv").open(encoding="utf-8") as file:
        place = next(line for line in csv.DictReader(file) if line["name"] == name)
    if roster.suffix == ".csv":
        lines = list(csv.reader(roster.read_text("gb18030").splitlines()))
    else:
        lines = (
            CalamineWorkbook.from_path(roster)
            .get_sheet_by_name(place["sheet"])
            .to_python(skip_empty_area=False)
        )
    # Full-width digits, blanks and apostrophes stand in these files as people typed them.
    cells = [
        re.sub(r"[\s']", "", unicodedata.normalize("NFKC", str(cell))).upper()
        for cell in lines[int(place["row"]) - 1]
    ]
    assert name.upper() in cells
    return next(cell for cell in cells if len(cell) == 18 and cell[:17].isdigit())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("roster", "words", "suite", "classes"),
    [
        ("junior-high-412.xlsx", ("--classes", "9"), "gm", [9]),
        ("primary-268.xls", ("--classes", "6"), "intl", [6]),
        ("town-133-gbk.csv", ("--classes", "3"), "intl", [3]),
        ("county-5-schools.xlsx", ("--sheets",), "intl", [10, 7, 5, 2, 1]),
    ],
)
def test_a_sample_is_drawn_and_verified(
    tmp_path: Path, roster: str, words: tuple[str, ...], suite: str, classes: list[int]
) -> None:
    out, passphrase = tmp_path / "out", tmp_path / "口令.txt"

    done = _junheng(
        "draw", SAMPLES / roster, *words, "--out", out, "--suite", suite, *PAPER, "--json",
        "--passphrase-file", passphrase, *(["--no-forms"] if len(classes) > 1 else []),
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert [unit["classes"] for unit in document["units"]] == classes
    assert [unit["status"] for unit in document["units"]] == [
        "exempt_single_class" if count == 1 else "drawn" for count in classes
    ]
    ticket = _ticket_of_a_unique_name(out)
    number = _identity_number_of(SAMPLES / roster, json.loads(ticket.read_bytes()), out)
    public = ("public", out / "public.json", "--notice", document["freeze"])
    assert _verdict(*public, "--ticket", ticket, "--id-number", number) == (0, "amber")
    assert _verdict(*public, "--ticket", ticket, "--id-number", SOME_ID) == (1, "red")
    assert _verdict(
        "package", out / "sealed.sgx", "--passphrase-file", passphrase,
        "--notice", document["freeze"],
    ) == (0, "amber")  # fmt: skip
    assert len(list((out / "forms" / "3-结果").glob("*公示表*.pdf"))) == 1 or len(classes) > 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("roster", "words", "told"),
    [
        ("bad-96.xlsx", (), "共 9 处问题"),
        (
            "junior-high-412.xlsx",
            ("--classes", "8"),
            "每班 52 人，超过班额上限 50 人。至少要 9 个班",
        ),
    ],
)
def test_a_sample_that_cannot_be_drawn_leaves_nothing(
    tmp_path: Path, roster: str, words: tuple[str, ...], told: str
) -> None:
    done = _junheng("draw", SAMPLES / roster, *words, "--out", tmp_path / "out", *PAPER)

    assert done.returncode == 1
    assert told in done.stderr
    assert tree_of(tmp_path) == {}


@pytest.mark.slow
def test_the_hash_seed_of_the_interpreter_changes_nothing(tmp_path: Path) -> None:
    frozen = tmp_path / "frozen"
    _junheng("draw", SAMPLES / "town-133-gbk.csv", "--out", frozen, "--freeze")
    trees = []
    for hash_seed in ("1", "2"):
        out = tmp_path / hash_seed
        out.mkdir()
        for name, content in tree_of(frozen).items():
            if content:
                (out / name).parent.mkdir(parents=True, exist_ok=True)
                (out / name).write_bytes(content)
        done = _junheng("draw", "--out", out, "--no-forms", *PAPER, hash_seed=hash_seed)
        assert done.returncode == 0, done.stderr
        trees.append(
            {
                name: content
                for name, content in tree_of(out).items()
                if name.startswith(("results/", "tickets/", "seed.txt", "internal/assignment"))
            }
        )

    assert len(trees[0]) > 133
    assert trees[0] == trees[1]

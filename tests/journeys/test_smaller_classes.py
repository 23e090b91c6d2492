"""A county that keeps classes with inclusion students smaller, by a file of its own."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from junheng.ceremony import publishing
from junheng.cli.program import main
from junheng.verifier import verify_package, verify_public
from tests.ceremonies_made import PAPER
from tests.ceremony.test_planning import SMALLER_CLASSES
from tests.rosters_made import children, write_roster


def test_exactly_the_classes_with_inclusion_students_are_smaller(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        publishing, "seal_pieces", lambda _suite, _passphrase, packed, _size, **_random: packed
    )
    profile = tmp_path / "smaller.toml"
    profile.write_text(SMALLER_CLASSES, encoding="utf-8")
    members = children(116)
    for index in (3, 17):
        members[index] = replace(members[index], inclusion="是")
    roster = write_roster(tmp_path / "名册.xlsx", {"青禾中学": members})
    out = tmp_path / "out"
    words = ["draw", str(roster), "--out", str(out), "--profile", str(profile), "--classes", "4"]

    assert main([*words, "--no-forms", *PAPER]) == 0

    with (out / "internal" / "assignment.csv").open(encoding="utf-8") as file:
        group_of = {line["name"]: line["group"] for line in csv.DictReader(file)}
    sizes = {group: list(group_of.values()).count(group) for group in group_of.values()}
    with_inclusion = {group_of[members[3].name], group_of[members[17].name]}
    assert len(with_inclusion) == 2
    assert {group for group, size in sizes.items() if size == 28} == with_inclusion
    assert sorted(sizes.values()) == [28, 28, 30, 30]
    assert verify_public((out / "public.json").read_bytes()).verdict == "amber"
    assert verify_package((out / "sealed.sgx").read_bytes(), None).verdict == "amber"

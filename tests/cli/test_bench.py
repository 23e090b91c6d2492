"""`junheng bench`: a line a size, with what balance costs beside plain dealing."""

import re
from collections.abc import Callable

import pytest

from junheng.cli import bench

Run = Callable[..., tuple[int, str, str]]


def test_every_size_has_a_line_and_reaches_balance(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench, "QUICK", ((30, 2), (60, 3)))

    code, out, _ = run("bench", "--quick")

    lines = re.findall(r"^\s*(\d+)/(\d+)\s.*?(\d+)$", out, re.MULTILINE)
    assert code == 0
    assert lines == [("30", "2", "0"), ("60", "3", "0")]


def test_the_made_up_intake_is_the_same_every_time() -> None:
    assert bench.made_up_intake(90, 2) == bench.made_up_intake(90, 2)
    assert [a.name for a in bench.made_up_intake(90, 2).attributes] == list(bench.INTAKE)

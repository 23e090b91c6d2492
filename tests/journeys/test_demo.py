"""The first command of the README, as a newcomer runs it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_the_demonstration_ends_with_a_county_drawn_and_verified(tmp_path: Path) -> None:
    out = tmp_path / "demo"
    command = [sys.executable, "-m", "tools.demo", "--once", "--out", str(out)]

    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert ended.returncode == 0, ended.stderr[-2000:]
    real = out / "正式"
    schools = json.loads((real / "balance.json").read_bytes())["schools"]
    assert [school["status"] for school in schools] == ["drawn"] * 4 + ["exempt_single_class"]
    assert [school["total_excess"] for school in schools] == [0] * 5
    assert len(list((real / "forms").glob("*.pdf"))) == 15
    assert "正式/balance.html" in (out / "index.html").read_text(encoding="utf-8")
    assert "有项目不符" not in ended.stdout
    assert "青禾县第一中学：412 名学生分成 9 个班" in ended.stdout


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    kept = tmp_path / "论文.txt"
    kept.write_text("不要动", encoding="utf-8")
    command = [sys.executable, "-m", "tools.demo", "--out", str(tmp_path)]

    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert ended.returncode == 1
    assert list(tmp_path.iterdir()) == [kept]

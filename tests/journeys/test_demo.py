"""The first command of the README, as a newcomer runs it."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.journeys.conftest import Demonstration

ROOT = Path(__file__).parents[2]


def links_of(page: Path) -> list[str]:
    return re.findall(r'href="([^"]+)"', page.read_text(encoding="utf-8"))


@pytest.mark.slow
def test_the_demonstration_ends_with_a_county_drawn_and_verified(
    demonstration: Demonstration,
) -> None:
    out, ended = demonstration.folder, demonstration.ended

    assert ended.returncode == 0, ended.stderr[-2000:]
    real = out / "正式"
    schools = json.loads((real / "balance.json").read_bytes())["schools"]
    assert [school["status"] for school in schools] == ["drawn"] * 4 + ["exempt_single_class"]
    assert [school["total_excess"] for school in schools] == [0] * 5
    assert len(list((real / "forms" / "3-结果").glob("*公示表*.pdf"))) == 5
    links = links_of(out / "index.html")
    assert "正式/balance.html" in links
    assert [link for link in links if not (out / link).exists()] == []
    assert "有项目不符" not in ended.stdout
    assert "青禾县第一中学：412 名学生分成 9 个班" in ended.stdout
    kinds = [event["type"] for event in json.loads((real / "public.json").read_bytes())["events"]]
    assert kinds[-4:] == ["REPRESENTATIVES", "LOTS", "LOTS", "DISC"]
    assert "这张光盘登记在最新的公开流水账里" in ended.stdout


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    kept = tmp_path / "论文.txt"
    kept.write_text("不要动", encoding="utf-8")
    command = [sys.executable, "-m", "tools.demo", "--out", str(tmp_path)]

    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert ended.returncode == 1
    assert list(tmp_path.iterdir()) == [kept]

"""Habits of the repository that a reader relies on."""

import re
import tomllib
from pathlib import Path

from junheng import __version__

ROOT = Path(__file__).parents[2]


def test_the_version_is_the_changelogs_newest() -> None:
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## (\S+)", changes, re.MULTILINE)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert newest is not None
    assert project["version"] == newest[1]
    assert __version__ == newest[1]


def test_pinned_requirements_carry_hashes_and_no_address() -> None:
    for name in ("requirements.txt", "requirements-test.txt"):
        text = (ROOT / name).read_text(encoding="utf-8")
        pins = re.findall(r"^[a-z0-9][^\s]*==", text, re.MULTILINE)

        assert "://" not in text
        assert len(pins) > 10
        assert all("--hash=sha256:" in part for part in re.split(r"\n(?=[a-z0-9])", text.strip()))


def test_no_folder_is_a_drawer() -> None:
    drawers = {"utils", "common", "helpers", "shared", "lib", "base", "misc"}

    found = [path.name for path in (ROOT / "src").rglob("*") if path.stem in drawers]

    assert found == []


def test_the_two_commands_of_the_readme_are_tasks() -> None:
    tasks = re.findall(
        r'^    "(\w+)": ', (ROOT / "run.py").read_text(encoding="utf-8"), re.MULTILINE
    )

    for readme in ("README.md", "README.zh-CN.md"):
        named = re.findall(r"python3 run\.py (\w+)", (ROOT / readme).read_text(encoding="utf-8"))
        assert named[:2] == ["demo", "test"]
        assert set(named) <= set(tasks)


def test_every_link_in_the_docs_leads_somewhere() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    broken = [
        f"{page.relative_to(ROOT)}: {link}"
        for page in pages
        for link in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8"))
        if "://" not in link and not (page.parent / link).exists()
    ]

    assert broken == []

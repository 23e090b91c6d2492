"""The page of threats names checks that exist."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/operate/threats.md"


def rows() -> list[tuple[str, list[str]]]:
    """Each threat with what stands in backticks in its last column."""
    table = PAGE.read_text(encoding="utf-8").partition("| threat | check | test |")[2]
    cells = [line.strip("|").split("|") for line in table.splitlines() if line.startswith("| ")]
    return [(cell[0].strip(), re.findall(r"`([^`]+)`", cell[-1])) for cell in cells]


def test_every_threat_names_tests_that_exist() -> None:
    missing = [
        (threat, name)
        for threat, names in rows()
        for name in names or ["no test at all"]
        if not (ROOT / "tests" / name).exists()
    ]

    assert len(rows()) > 25
    assert missing == []

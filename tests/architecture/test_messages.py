"""Every code has a sentence, every sentence a code, and their places agree."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from junheng.core.messages import all_sentences

SOURCE = Path(__file__).parents[2] / "src" / "junheng"
# Calls whose first (or `code=`) argument is a message code, with where the code stands.
RAISERS = {
    "JunhengError": 0,
    "CellFault": 0,
    "Fault": 3,
    "Finding": 0,
    "Notice": 0,
    "NotAllowed": 0,
    "StepRefused": 0,
    "PasswordFault": 0,
}


def codes_raised() -> Iterator[tuple[str, str]]:
    """(code, place) for every literal code in the source."""
    for file in sorted(SOURCE.rglob("*.py")):
        if "verifier" in file.parts:
            continue  # stands alone, with its own table
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name not in RAISERS:
                continue
            candidates = [keyword.value for keyword in node.keywords if keyword.arg == "code"]
            candidates += node.args[RAISERS[name] : RAISERS[name] + 1]
            for candidate in candidates:
                if isinstance(candidate, ast.Constant) and isinstance(candidate.value, str):
                    yield candidate.value, f"{file.relative_to(SOURCE)}:{node.lineno}"


def test_every_code_has_a_sentence() -> None:
    missing = {place: code for code, place in codes_raised() if code not in all_sentences()}

    assert missing == {}


def test_every_sentence_is_used() -> None:
    text = "\n".join(
        file.read_text(encoding="utf-8")
        for file in SOURCE.rglob("*.py")
        if "messages" not in file.parts
    )

    unused = [code for code in all_sentences() if f'"{code}"' not in text]

    assert unused == []


def test_every_sentence_is_chinese_and_ends_with_a_full_stop() -> None:
    odd = [
        code
        for code, sentence in all_sentences().items()
        if not re.search(r"[\u4e00-\u9fff].*[。？！]$", sentence, re.DOTALL)
    ]

    assert odd == []

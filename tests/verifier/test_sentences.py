"""Every step has a sentence, and no sentence is left over."""

import ast
import re
from pathlib import Path

import pytest

from junheng.verifier.report import Report, Step
from junheng.verifier.sentences import SENTENCES

FOLDER = Path("src/junheng/verifier")
CODE = re.compile(r'"([a-z]+(?:_[a-z]+)*)"')


def words_of_code() -> set[str]:
    return {
        node.value
        for path in FOLDER.glob("*.py")
        if path.name != "sentences.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def calls() -> list[tuple[str, str, set[str]]]:
    """Every call that records a step: code, how, names of its parameters."""
    found = []
    for path in FOLDER.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in {"add", "expect", "_expect", "warn_unless"}
                and node.args
                and isinstance(node.args[0], ast.Constant)
            ):
                second = node.args[1] if len(node.args) > 1 else None
                how = second.value if isinstance(second, ast.Constant) else node.func.attr
                names = {keyword.arg or "**" for keyword in node.keywords} - {"holds"}
                if node.func.attr == "_expect":
                    names.add("unit")
                found.append((str(node.args[0].value), str(how), names))
    assert found
    return found


OUTCOMES = {
    "expect": ("passed", "failed"),
    "_expect": ("passed", "failed"),
    "warn_unless": ("passed", "warning"),
}


def test_every_recorded_step_has_its_sentences_and_parameters() -> None:
    for code, how, names in calls():
        for outcome in OUTCOMES.get(how, (how,)):
            sentence = SENTENCES[f"{code}.{outcome}"]
            places = set(re.findall(r"%\((\w+)\)", sentence))
            assert places <= names or "**" in names, (code, outcome)


def test_no_sentence_is_left_over() -> None:
    words = words_of_code()

    assert {key for key in SENTENCES if key.split(".")[0] not in words} == set()


def test_the_verdict_counts_what_is_wrong_and_what_is_open() -> None:
    failed = Step("notice", "failed", {})
    pending = Step("notice", "pending", {})
    passed = Step("notice", "passed", {})

    assert Report((passed, pending, failed)).verdict == "red"
    assert Report((passed, pending)).verdict == "amber"
    assert Report((passed,)).verdict == "green"
    assert Report(()).verdict == "red"
    assert "1 项不符" in Report((passed, pending, failed)).sentence


@pytest.mark.parametrize("key", sorted(SENTENCES))
def test_a_sentence_is_chinese_and_ends_properly(key: str) -> None:
    assert re.search(r"[\u4e00-\u9fff]", SENTENCES[key])
    assert key.rpartition(".")[2] in {"passed", "failed", "warning", "pending"}

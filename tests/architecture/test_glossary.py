"""The glossary is true: its identifiers exist, its wrong words do not."""

import ast
import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
TERMS = tomllib.loads((ROOT / "docs/glossary.toml").read_text(encoding="utf-8"))["term"]
SOURCES = sorted((ROOT / "src").rglob("*.py"))


def names_in_source() -> set[str]:
    names: set[str] = set()
    for file in SOURCES:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            match node:
                case ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
                    names.add(node.name)
                case ast.Name():
                    names.add(node.id)
                case ast.arg():
                    names.add(node.arg)
                case ast.Attribute():
                    names.add(node.attr)
    return names


def test_every_identifier_is_used() -> None:
    words = {word for name in names_in_source() for word in (name, *re.split("_", name))}

    missing = [term["identifier"] for term in TERMS if term["identifier"] not in words]

    assert missing == []


def test_no_wrong_word_is_used_as_a_name() -> None:
    wrong = {word for term in TERMS for word in term["not"]}

    assert sorted(wrong & names_in_source()) == []


def test_the_page_shows_every_term() -> None:
    page = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")

    missing = [term["chinese"] for term in TERMS if f"| {term['chinese']} |" not in page]

    assert missing == []

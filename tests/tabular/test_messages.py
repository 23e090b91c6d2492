"""Every code of this package has one sentence, and every sentence a code."""

import re
from pathlib import Path

import junheng.tabular
from junheng.core.messages.tabular import SENTENCES

SOURCES = [
    path.read_text(encoding="utf-8")
    for path in sorted(Path(str(junheng.tabular.__file__)).parent.glob("*.py"))
]


def test_every_sentence_has_a_code_in_the_source() -> None:
    orphans = [code for code in SENTENCES if not any(f'"{code}"' in source for source in SOURCES)]

    assert orphans == []


def test_every_code_in_the_source_has_a_sentence() -> None:
    raised = {
        code
        for source in SOURCES
        for code in re.findall(r'(?:JunhengError|CellFault)\(\s*"([a-z0-9_]+)"', source)
        + re.findall(r'"((?:header|table|rows|column|value|blanks|sheet)_[a-z_]+)"', source)
    }
    fields = {"header_row", "header_rows", "table_name"}

    assert sorted(raised - fields - SENTENCES.keys()) == []


def test_sentences_are_whole_chinese_sentences() -> None:
    assert [code for code, sentence in SENTENCES.items() if not sentence.endswith("。")] == []

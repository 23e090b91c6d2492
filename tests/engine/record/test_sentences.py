import re
from pathlib import Path

import junheng.engine.randomness
import junheng.engine.record
from junheng.core.messages.record import SENTENCES

RAISED = re.compile(r'(?:JunhengError\(\s*|yield )"([a-z0-9_]+)"')


def test_every_code_has_a_sentence_and_every_sentence_a_code() -> None:
    raised = set()
    for package in (junheng.engine.record, junheng.engine.randomness):
        for source in Path(package.__path__[0]).rglob("*.py"):
            if source.name != "stream.py":
                raised |= set(RAISED.findall(source.read_text(encoding="utf-8")))

    assert raised == set(SENTENCES)

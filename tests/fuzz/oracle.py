"""What every parser owes for any bytes at all: an answer or a refusal, soon, with a sentence."""

import re
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from time import process_time
from typing import Literal

from junheng.core.messages import describe, sentence
from junheng.engine.errors import JunhengError
from junheng.tabular import Fault

MOST_SECONDS = 5.0
"""Of the processor, for one input: the largest are a few kilobytes."""
MOST_MEGABYTES = 2048
"""Of memory, for a whole process that goes through input after input."""
_CHINESE = re.compile("[一-鿿]")

Shape = Literal["bytes", "text", "json", "parts"]


@dataclass(frozen=True)
class Target:
    """One thing that reads what strangers wrote.

    `run` takes any bytes; a `JunhengError` is an answer, any other exception a fault. `seeds`
    makes honest inputs to start from. `shape` is how they are changed: as bytes, as text, as a
    JSON tree (`json`), or as the parts of a zip that is packed by `zips.packed` (`parts`).
    """

    name: str
    purpose: str
    run: Callable[[bytes], object]
    seeds: Callable[[], Iterable[bytes]]
    shape: Shape = "bytes"
    largest: int = 8192
    words: tuple[str, ...] = ()


class SlowError(Exception):
    """One input took more of the processor than any input may."""


def examine(target: Target, content: bytes) -> None:
    """Run a target over one input and hold it to what it owes; raises what is wrong."""
    started = process_time()
    with warnings.catch_warnings():
        # Remarks of libraries about broken files are no faults; the tests make errors of them.
        warnings.simplefilter("ignore")
        try:
            target.run(content)
        except JunhengError as refusal:
            must_be_chinese(describe(refusal))
    spent = process_time() - started
    if spent > MOST_SECONDS:
        raise SlowError(f"{target.name}: {spent:.1f} s")


def must_be_chinese(said: str) -> None:
    """A refusal that a clerk cannot read is none."""
    assert _CHINESE.search(said), said


def must_be_said(faults: Iterable[Fault]) -> None:
    """Every fault of a sheet has its sentence, with nothing missing in it."""
    for fault in faults:
        must_be_chinese(sentence(fault.code, fault.params))

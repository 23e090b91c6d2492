"""The steps in plain Python and compiled by numba: the same text, the same bytes."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from junheng.engine.teams import steps


@dataclass(frozen=True, slots=True)
class Kernel:
    """How to hold rows and words, and how to take steps on them."""

    hold: Callable[[list[int]], Any]
    hold_words: Callable[[Any], Any]
    take_steps: Callable[..., int]


def _as_it_is(value: Any) -> Any:
    return value


PLAIN = Kernel(_as_it_is, _as_it_is, steps.take_steps)


@cache
def fast_kernel() -> Kernel:
    """Return the compiled kernel, or the plain one where numba is missing."""
    try:
        from junheng.engine.teams import compiled  # noqa: PLC0415 - loads numba
    except ImportError:
        return PLAIN
    return Kernel(compiled.hold, compiled.hold_words, compiled.compile_steps())

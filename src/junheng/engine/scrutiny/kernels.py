"""The two speeds of the hot loops. The choice never changes a number of the result."""

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import numpy as np

from junheng.engine.errors import JunhengError
from junheng.engine.scrutiny import walks

KernelName = Literal["auto", "compiled", "plain"]


@dataclass(frozen=True, slots=True)
class Kernel:
    """How to hold whole numbers and random words, and the two loops over them."""

    hold: Callable[[Sequence[int]], Any]
    hold_words: Callable[["array[int]"], Any]
    shuffle_lists: Callable[..., int]
    walk_lists: Callable[..., int]


def _as_words(words: "array[int]") -> Any:
    return words


PLAIN = Kernel(list, _as_words, walks.shuffle_lists, walks.walk_lists)


@cache
def compiled_kernel() -> Kernel | None:
    """Return the compiled kernel, or None where numba is missing."""
    try:
        from junheng.engine.scrutiny import compiled  # noqa: PLC0415 - loads numba
    except ImportError:
        return None
    shuffle_lists, walk_lists = compiled.compile_loops()
    return Kernel(_whole_numbers, _numpy_words, shuffle_lists, walk_lists)


def _whole_numbers(numbers: Sequence[int]) -> Any:
    return np.array(numbers, dtype=np.int64)


def _numpy_words(words: "array[int]") -> Any:
    return np.frombuffer(words, dtype=np.uint32)


def kernel_named(name: KernelName) -> Kernel:
    """Return a kernel; `auto` is compiled where it can be. Raises kernel_unavailable."""
    if name == "plain":
        return PLAIN
    found = compiled_kernel()
    if found is None and name == "compiled":
        raise JunhengError("kernel_unavailable")
    return found or PLAIN

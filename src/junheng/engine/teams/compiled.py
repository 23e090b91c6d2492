"""The steps compiled by numba; importing this module costs what importing numba costs."""

from array import array
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit
from numba.extending import register_jitable

from junheng.engine.teams import steps


def compile_steps() -> Callable[..., int]:
    """Return `steps.take_steps` as a compiled function, kept for the next process if possible."""
    for part in (
        steps.below,
        steps.keeps_homerooms,
        steps.propose,
        steps.put,
        steps.seat,
        steps.turn_round,
        steps.price_of_teacher,
        steps.price_of_company,
        steps.shift_sums,
        steps.span_beyond,
        steps.sums_beyond,
        steps.price_of_measure,
        steps.pay,
        steps.keep,
    ):
        register_jitable(part)
    try:
        return _compile(cache=True)
    except RuntimeError:
        return _compile(cache=False)


def _compile(*, cache: bool) -> Callable[..., int]:
    compiled: Callable[..., int] = njit(cache=cache, error_model="numpy", nogil=True)(
        steps.take_steps
    )
    return compiled


def hold(row: list[int]) -> npt.NDArray[np.int64]:
    """Return a row as numba takes it."""
    return np.array(row, dtype=np.int64)


def hold_words(words: "array[int]") -> npt.NDArray[Any]:
    """Return the words as numba takes them, without a copy."""
    return np.frombuffer(words, dtype=np.uint32)

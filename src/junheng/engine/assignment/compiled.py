"""The steps compiled by numba: the same text as Python runs, some fifty times faster.

Importing this module costs what importing numba costs; only `kernels` does, where it pays.
"""

from array import array
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit
from numba.extending import register_jitable

from junheng.engine.assignment import steps


def compile_steps() -> Callable[..., int]:
    """Return `steps.take_steps` as a compiled function.

    Compiled code is kept beside the source or in the user's cache folder; where neither can be
    written, it is compiled anew in every process.
    """
    for part in (
        steps.words_of_a_step,
        steps.draw_below,
        steps.draw_partners,
        steps.add_to_sum,
        steps.move,
        steps.swap,
        steps.swap_group,
        steps.keep_classes,
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


def hold_block(block: list[int]) -> npt.NDArray[np.int32]:
    """Return the block as numba takes it; see `Board.fits_32_bits`."""
    return np.array(block, dtype=np.int32)


def hold_progress(progress: list[int]) -> npt.NDArray[np.int64]:
    """Return the progress as numba takes it."""
    return np.array(progress, dtype=np.int64)


def hold_words(words: "array[int]") -> npt.NDArray[Any]:
    """Return the words as numba takes them, without a copy."""
    return np.frombuffer(words, dtype=np.uint32)

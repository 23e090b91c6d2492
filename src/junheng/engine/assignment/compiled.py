"""The steps compiled by numba: the same text as Python runs, some fifty times faster.

Importing this module costs what importing numba costs; only `kernels` does, where it pays.
"""

from array import array
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit, types
from numba.extending import intrinsic, overload, register_jitable
from numba.np.arrayobj import make_array

from junheng.engine.assignment import steps


@intrinsic
def _address(typing_context: Any, vector: Any) -> Any:
    """Return the address of a vector's first number, in the form that numba's compiler asks for."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        [vector_type], [value] = signature.args, arguments
        return make_array(vector_type)(context, builder, value).data  # type: ignore[no-untyped-call]

    return types.CPointer(vector.dtype)(vector), generate  # type: ignore[no-untyped-call]


def _begin_of(numbers: Any) -> Any:
    def begin(numbers: Any) -> Any:
        return _address(numbers)  # type: ignore[call-arg]

    return begin


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
    overload(steps.begin_of)(_begin_of)
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

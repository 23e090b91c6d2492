"""The hot loops compiled by numba. Importing this module costs what importing numba costs."""

from collections.abc import Callable
from typing import Any

from numba import njit
from numba.extending import register_jitable

from junheng.engine.scrutiny import walks


def compile_loops() -> tuple[Callable[..., int], Callable[..., int]]:
    """Return `walks.shuffle_lists` and `walks.walk_lists` as compiled functions.

    Compiled code is kept beside the source or in the user's cache folder; where neither can be
    written, it is compiled anew in every process.
    """
    for part in (walks.count_list, walks.ask, walks.outside, walks.outside_sum):
        register_jitable(part)
    try:
        return _compile(cache=True)
    except RuntimeError:
        return _compile(cache=False)


def _compile(*, cache: bool) -> tuple[Callable[..., int], Callable[..., int]]:
    settings: dict[str, Any] = {"cache": cache, "error_model": "numpy", "nogil": True}
    return njit(**settings)(walks.shuffle_lists), njit(**settings)(walks.walk_lists)

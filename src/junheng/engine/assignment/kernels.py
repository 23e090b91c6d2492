"""The two speeds of the walk: the steps as Python runs them, and the same text compiled."""

from array import array
from collections.abc import Callable, MutableSequence, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from junheng.engine.assignment.board import Board
from junheng.engine.assignment.steps import take_steps

KernelName = Literal["auto", "compiled", "plain"]


@dataclass(frozen=True, slots=True)
class Kernel:
    """How to hold the block, the progress and the words, and how to take steps on them."""

    hold_block: Callable[[list[int]], MutableSequence[int]]
    hold_progress: Callable[[list[int]], MutableSequence[int]]
    hold_words: Callable[["array[int]"], Sequence[int]]
    take_steps: Callable[..., int]


def _as_it_is(value: Any) -> Any:
    return value


PLAIN = Kernel(_as_it_is, _as_it_is, _as_it_is, take_steps)


def choose_kernel(name: KernelName, board: Board) -> Kernel:
    """Return the kernel to use."""
    del name, board
    return PLAIN

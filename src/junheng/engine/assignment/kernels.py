"""The two speeds of the walk, and when the fast one is worth loading."""

from array import array
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from junheng.engine.assignment import steps
from junheng.engine.assignment.board import Board
from junheng.engine.errors import JunhengError

KernelName = Literal["auto", "compiled", "plain"]

WORTH_COMPILING = 500_000
"""Plain steps of a process after which the compiled kernel is loaded.

Loading takes about as long as so many plain steps (half a second), so that never more than twice
the best possible time is spent; a single school of usual size never loads it.
"""


@dataclass(frozen=True, slots=True)
class Kernel:
    """How to hold the block, the progress and the words, and how to take steps on them."""

    hold_block: Callable[[list[int]], Any]
    hold_progress: Callable[[list[int]], Any]
    hold_words: Callable[["array[int]"], Any]
    take_steps: Callable[..., int]


def _as_it_is(value: Any) -> Any:
    return value


PLAIN = Kernel(_as_it_is, _as_it_is, _as_it_is, steps.take_steps)


@cache
def compiled_kernel() -> Kernel | None:
    """Return the compiled kernel, or None where numba is missing."""
    try:
        from junheng.engine.assignment import compiled  # noqa: PLC0415 - loads numba
    except ImportError:
        return None
    return Kernel(
        compiled.hold_block,
        compiled.hold_progress,
        compiled.hold_words,
        compiled.compile_steps(),
    )


@dataclass(slots=True)
class PlainWork:
    """How many plain steps were taken so far."""

    steps: int = 0


_WORK_OF_PROCESS = PlainWork()


class KernelChoice:
    """Which kernel takes the next steps of one draw.

    `auto` begins plain and changes over, also in the middle of a run, once the work done and the
    `expected_steps` pay for loading the compiled kernel. The choice never changes a byte of the
    result.
    """

    def __init__(
        self,
        name: KernelName,
        board: Board,
        expected_steps: int,
        work: PlainWork = _WORK_OF_PROCESS,
    ) -> None:
        self._work = work
        self._may_change = name == "auto" and board.fits_32_bits
        self.kernel = PLAIN
        if name == "compiled" and compiled_kernel() is None:
            raise JunhengError("kernel_unavailable")
        if name == "compiled" and board.fits_32_bits:
            self._change()
        self._weigh(expected_steps)

    def count(self, steps_taken: int) -> None:
        """Count steps taken with the present kernel, and choose the one for the next."""
        if self.kernel is PLAIN:
            self._work.steps += steps_taken
            self._weigh(0)

    def _weigh(self, expected_steps: int) -> None:
        if self._may_change and self._work.steps + expected_steps > WORTH_COMPILING:
            self._change()

    def _change(self) -> None:
        self._may_change = False
        self.kernel = compiled_kernel() or PLAIN

"""The run of a draw, phase by phase: search, anneal where the search fell short, walk."""

from collections.abc import MutableSequence, Sequence

from junheng.engine.assignment.board import Board
from junheng.engine.assignment.bounds import lower_bound
from junheng.engine.assignment.kernels import KernelChoice
from junheng.engine.assignment.start import deal_start
from junheng.engine.assignment.steps import (
    COUNTED,
    ENERGY,
    KEEP_BEST,
    KEEP_LEVEL,
    KEEP_NOTHING,
    KEPT_ENERGY,
    STEPS,
    Plan,
    words_of_a_step,
)
from junheng.engine.assignment.windows import WindowKind
from junheng.engine.randomness.stream import RandomStream

ATTEMPTS = 4
STRICT_ATTEMPTS = 2
SEARCH_STEPS = 4096
WALK_STEPS = 256
BASE_STEPS = 65_536
WALK_PATIENCE = 32
HOTTEST = 1 << 31


def walk_quota(board: Board) -> int:
    """Return how many steps of the walk must end on the level."""
    return WALK_STEPS * board.units.free_count + BASE_STEPS


class Run:
    """One draw between its phases: the block, the stream, and what the certificate tells."""

    def __init__(self, board: Board, stream: RandomStream, choice: KernelChoice) -> None:
        self.bound_rows = tuple(lower_bound(board.problem, row) for row in board.rows)
        self.bound = sum(self.bound_rows)
        self.trace: list[tuple[int, int]] = []
        self.steps = 0
        self.attempt = 0
        self.windows: WindowKind = "strict"
        self.sizes: tuple[int, ...] = ()
        self.energy = 0
        self._board = board
        self._stream = stream
        self._choice = choice
        self._kernel = choice.kernel
        self._block: MutableSequence[int] = []

    @property
    def classes(self) -> list[int]:
        """The class of each position, before labels."""
        return self._board.classes_at(self._block)

    def start(self, attempt: int) -> None:
        """Deal a new start; the later attempts and unequal sizes have wide windows."""
        problem = self._board.problem
        self.attempt = attempt
        strict = attempt < STRICT_ATTEMPTS and problem.has_even_sizes
        self.windows = "strict" if strict else "wide"
        classes, self.sizes = deal_start(problem, self._board.units, self._stream)
        self._place(classes)
        self._note()

    def search(self) -> None:
        """Look for an assignment at the lower bound, up to four times from a new start."""
        for attempt in range(ATTEMPTS):
            self.start(attempt)
            self._take(self._search_plan((attempt + 1) * SEARCH_STEPS))
            self._note()
            if self.energy <= self.bound:
                return

    def anneal(self) -> None:
        """Cool down from the last state of the search, then go back to the best state seen."""
        coldest = self._board.rare_threshold
        ladder = [HOTTEST >> halvings for halvings in range(32) if HOTTEST >> halvings > coldest]
        best, best_energy = self.classes, self.energy
        for chance in [*ladder, coldest]:
            if best_energy <= self.bound:
                break
            plan = self._search_plan(SEARCH_STEPS)._replace(chance=chance, keep=KEEP_BEST)
            reached = self._take(plan, best_energy)
            if reached < best_energy:
                best, best_energy = self._board.classes_kept(self._block), reached
        self._place(best)
        self._note()

    def walk(self) -> None:
        """Wander over the assignments at the target level, so that each is equally likely."""
        board, target = self._board, self.energy
        quota = walk_quota(board)
        plan = Plan(
            pick=board.walk_pick,
            chance=board.rare_threshold,
            stop=-1,
            level=target,
            quota=quota,
            most=WALK_PATIENCE * quota,
            keep=KEEP_LEVEL,
        )
        self._take(plan, target)
        if self.energy > target:
            self._place(self._board.classes_kept(self._block))
        self._note()

    def _search_plan(self, steps_per_position: int) -> Plan:
        board = self._board
        quota = steps_per_position * board.units.free_count + BASE_STEPS
        return Plan(
            pick=board.search_pick,
            chance=board.rare_threshold,
            stop=self.bound,
            level=2**62,
            quota=quota,
            most=quota,
            keep=KEEP_NOTHING,
        )

    def _take(self, plan: Plan, kept_energy: int = 0) -> int:
        """Take the steps of one phase; return the energy of the classes kept."""
        layout, kernel = self._board.layout, self._kernel
        progress = kernel.hold_progress([self.energy, 0, 0, kept_energy])
        while (
            progress[ENERGY] > plan.stop
            and progress[COUNTED] < plan.quota
            and progress[STEPS] < plan.most
        ):
            before = int(progress[STEPS])
            words, at = self._stream.ahead(words_of_a_step(layout.longest_group))
            at = kernel.take_steps(
                self._block, kernel.hold_words(words), at, layout, plan, progress
            )
            self._stream.move_to(int(at))
            self._choice.count(int(progress[STEPS]) - before)
            if self._choice.kernel is not kernel:
                kernel = self._kernel = self._choice.kernel
                self._block = kernel.hold_block(list(self._block))
                progress = kernel.hold_progress(list(progress))
        self.energy = int(progress[ENERGY])
        self.steps += int(progress[STEPS])
        return int(progress[KEPT_ENERGY])

    def _place(self, classes: Sequence[int]) -> None:
        block, self.energy = self._board.place(classes, self.sizes, self.windows)
        self._block = self._kernel.hold_block(block)

    def _note(self) -> None:
        self.trace.append((self.steps, self.energy))

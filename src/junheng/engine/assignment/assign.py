"""The balanced random draw (SG1-ENGINE/1): search, anneal where needed, walk, label.

Whole numbers and one stream only: the same problem and key give the same classes on any machine,
in Python and compiled. By the labels each position's chance of each class is exactly 1/k; the
walk makes the rest as close to a uniform draw from all best assignments as can be measured.
"""

from collections import defaultdict
from dataclasses import dataclass

from junheng.engine.assignment.board import Board
from junheng.engine.assignment.kernels import KernelChoice, KernelName
from junheng.engine.assignment.problem import Problem, check_problem
from junheng.engine.assignment.run import Run, walk_quota
from junheng.engine.assignment.windows import WindowKind
from junheng.engine.randomness.stream import RandomStream


@dataclass(frozen=True, slots=True)
class Assignment:
    """What a draw returns: a class (0-based) per position, and what its certificate needs.

    `trace` holds pairs of steps so far and energy: after each start, each search attempt,
    annealing where it ran, and the walk. `attempt` counts from 0; `labels` gives the final number
    of each class as it was during the run, `sizes_drawn` its size.
    """

    classes: tuple[int, ...]
    trace: tuple[tuple[int, int], ...]
    energy: int
    bound: int
    bound_rows: tuple[int, ...]
    target: int
    attempt: int
    windows: WindowKind
    steps: int
    words: int
    labels: tuple[int, ...]
    sizes_drawn: tuple[int, ...]
    rare_threshold: int


def assign(problem: Problem, key: bytes, *, kernel: KernelName = "auto") -> Assignment:
    """Draw a class for every position; `key` is the 32-byte stage key `draw` (SG1 §6).

    `kernel` only chooses the speed: both give the same bytes (`compiled` is plain where numbers
    do not fit 32 bits). Raises JunhengError with the codes
    of `check_problem`, no_start_found when the groups cannot be seated, and kernel_unavailable
    when the compiled one is asked for and numba is missing.
    """
    check_problem(problem)
    board = Board(problem)
    stream = RandomStream(key)
    run = Run(board, stream, KernelChoice(kernel, board, walk_quota(board)))
    if problem.class_count == 1 or not board.units.singles:
        run.start(0)
        target = run.energy
    else:
        run.search()
        if run.energy > run.bound:
            run.anneal()
        target = run.energy
        run.walk()
    labels = draw_labels(problem, run.sizes, stream)
    return Assignment(
        classes=tuple(labels[school_class] for school_class in run.classes),
        trace=tuple(run.trace),
        energy=run.energy,
        bound=run.bound,
        bound_rows=run.bound_rows,
        target=target,
        attempt=run.attempt,
        windows=run.windows,
        steps=run.steps,
        words=stream.words_used,
        labels=labels,
        sizes_drawn=run.sizes,
        rare_threshold=board.rare_threshold,
    )


def draw_labels(problem: Problem, sizes: tuple[int, ...], stream: RandomStream) -> tuple[int, ...]:
    """Draw the final number of each class among those that are interchangeable with it.

    A class with fixed positions keeps its number; the others change places all together when
    sizes were drawn, and among equal sizes when they were given.
    """
    held = {school_class for _, school_class in problem.fixed}
    interchangeable: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
    for school_class, size in enumerate(sizes):
        if school_class in held:
            kind = ("fixed", school_class)
        else:
            kind = ("size", 0 if problem.sizes is None else size)
        interchangeable[kind].append(school_class)
    labels = [0] * problem.class_count
    # Filled with ascending class numbers, so the sets come in the order of their smallest one.
    for classes in interchangeable.values():
        drawn = list(classes)
        stream.shuffle(drawn)
        for school_class, label in zip(classes, drawn, strict=True):
            labels[school_class] = label
    return tuple(labels)

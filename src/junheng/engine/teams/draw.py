"""The draw: a walk among the most equal plans, and lots for the numbers of the teams (SG1-TEAMS/1).

It begins at the frozen plan and reads the stage key `teams`; whole numbers only, so that the same
freeze and the same paper numbers give the same teams on any machine.
"""

from dataclasses import dataclass

from junheng.engine.randomness.stream import RandomStream
from junheng.engine.teams.kernels import Kernel, fast_kernel
from junheng.engine.teams.plan import Plan
from junheng.engine.teams.problem import Problem
from junheng.engine.teams.search import walk

ENGINE_VERSION = "SG1-TEAMS/1"
WALK_BASE, WALK_SLOT = 4_096, 256
WALK_PATIENCE = 4
WALK_HEAT = 1 << 30
"""Chance of a ticket of tolerance in 2^32: a quarter."""


@dataclass(frozen=True, slots=True)
class DrawnTeams:
    """The teams by number, and what was used to draw them."""

    plan: Plan
    steps: int
    words_used: int


def walk_quota(problem: Problem) -> int:
    """How many steps of the walk must end on the level."""
    return WALK_BASE + WALK_SLOT * problem.class_count * len(problem.subjects)


def draw_teams(
    problem: Problem, start: Plan, key: bytes, *, kernel: Kernel | None = None
) -> DrawnTeams:
    """Return one of the plans with the levels of `start`, drawn by the 32-byte key."""
    stream = RandomStream(key)
    quota = walk_quota(problem)
    walked, steps = walk(
        problem,
        start,
        stream,
        kernel or fast_kernel(),
        quota=quota,
        most=WALK_PATIENCE * quota,
        heat=WALK_HEAT,
    )
    numbers = list(range(problem.class_count))
    stream.shuffle(numbers)
    place = sorted(range(problem.class_count), key=numbers.__getitem__)
    plan = Plan(tuple(walked.teams[c] for c in place), tuple(walked.home[c] for c in place))
    return DrawnTeams(plan, steps, stream.words_used)

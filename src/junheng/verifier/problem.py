"""What the draw is given: positions with codes, never names (SG1-ENGINE/1 §2)."""

from collections import Counter
from dataclasses import dataclass, replace

Group = tuple[int, ...]


class UndrawableError(Exception):
    """The engine must refuse this problem; `code` names the first rule it breaks."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Attribute:
    """One code per position, to be spread evenly."""

    name: str
    weight: int
    codes: tuple[int, ...]


@dataclass(frozen=True)
class Numeric:
    """One whole number per position; class sums are kept within a window."""

    name: str
    weight: int
    tolerance: int
    unit: int
    values: tuple[int, ...]


@dataclass(frozen=True)
class Cap:
    """At most `most` of one code in any class."""

    attribute: str
    code: int
    most: int


@dataclass(frozen=True)
class Problem:
    """Positions 0 … n-1 to be dealt into classes 0 … k-1."""

    n: int
    k: int
    attributes: tuple[Attribute, ...] = ()
    numerics: tuple[Numeric, ...] = ()
    together: tuple[Group, ...] = ()
    apart: tuple[Group, ...] = ()
    caps: tuple[Cap, ...] = ()
    sizes: tuple[int, ...] | None = None
    fixed: tuple[tuple[int, int], ...] = ()

    def __post_init__(self) -> None:
        """Put groups in the order the engine is defined on."""
        for name in ("together", "apart"):
            ordered = tuple(sorted(tuple(sorted(group)) for group in getattr(self, name)))
            object.__setattr__(self, name, ordered)

    @property
    def class_of_fixed(self) -> dict[int, int]:
        """Class of each fixed position."""
        return dict(self.fixed)

    @property
    def units(self) -> tuple[Group, ...]:
        """Together groups that move: those that are not fixed."""
        fixed = self.class_of_fixed
        return tuple(group for group in self.together if group[0] not in fixed)

    @property
    def single(self) -> list[int]:
        """Positions neither fixed nor in a together group, ascending."""
        bound = {position for group in self.together for position in group}
        bound.update(self.class_of_fixed)
        return [position for position in range(self.n) if position not in bound]

    @property
    def even(self) -> bool:
        """Whether class sizes differ by at most 1."""
        return self.sizes is None or max(self.sizes) - min(self.sizes) <= 1


def most_of(problem: Problem, attribute: str, code: int) -> int:
    """Largest number of a code that one class may hold (n where nothing is said)."""
    limits = [c.most for c in problem.caps if (c.attribute, c.code) == (attribute, code)]
    return min(limits, default=problem.n)


def refuse_undrawable(problem: Problem) -> None:
    """Check what SG1-ENGINE/1 §2 demands, in its order.

    Raises:
        UndrawableError: with the code of the first rule broken.
    """
    n, k = problem.n, problem.k
    if not 1 <= k <= n:
        raise UndrawableError("classes_out_of_range")
    if problem.sizes is not None and (len(problem.sizes) != k or sum(problem.sizes) != n):
        raise UndrawableError("sizes_do_not_sum")
    sizes = problem.sizes or (n // k,) * k
    if any(held > sizes[c] for c, held in Counter(c for _, c in problem.fixed).items()):
        raise UndrawableError("fixed_beyond_size")
    _refuse_groups(problem, max(problem.sizes or (-(-n // k),)))
    for attribute in problem.attributes:
        for code, total in sorted(Counter(attribute.codes).items()):
            if most_of(problem, attribute.name, code) * k < total:
                raise UndrawableError("cap_cannot_hold")


def _refuse_groups(problem: Problem, largest: int) -> None:
    fixed = problem.class_of_fixed
    for group in problem.together:
        homes = {fixed.get(position) for position in group}
        if len(homes) > 1:
            raise UndrawableError("group_partly_fixed")
    if any(len(group) > largest for group in problem.together):
        raise UndrawableError("group_larger_than_class")
    if any(len(group) > problem.k for group in problem.apart):
        raise UndrawableError("apart_larger_than_k")
    for together in problem.together:
        for apart in problem.apart:
            if len(set(together) & set(apart)) > 1:
                raise UndrawableError("together_and_apart")


def with_companion_seats(problem: Problem, attribute: str, code: int, seats: int) -> Problem:
    """Let each student with this code bring `seats` companion seats (空席) for 随班就读.

    They stand at the end of the list, student by student, and go where their student goes: into
    the same together group, fixed if the student is. After the draw they fall away, and the class
    is smaller by so many. Their codes mirror the roster: seat t of student i of h holds the code
    at place (2(t·h + i) + 1)·n div 2m of the ascending codes (m seats in all), in every numeric
    the floor of the mean, in the attribute that causes them 0 (1 if the code is 0).
    """
    causing = next((a.codes for a in problem.attributes if a.name == attribute), ())
    hosts = [position for position, held in enumerate(causing) if held == code]
    n, h, m = problem.n, len(hosts), len(hosts) * seats
    if m < 1:
        return problem
    seats_of = {host: range(n + i * seats, n + (i + 1) * seats) for i, host in enumerate(hosts)}
    places = [(2 * (t * h + i) + 1) * n // (2 * m) for i in range(h) for t in range(seats)]

    def codes_of_seats(a: Attribute) -> tuple[int, ...]:
        if a.name == attribute:
            return (1 if code == 0 else 0,) * m
        ascending = sorted(a.codes)
        return tuple(ascending[place] for place in places)

    def beside(group: Group) -> Group:
        return tuple(seat for position in group for seat in seats_of.get(position, ()))

    grouped = {position for group in problem.together for position in group}
    groups = problem.together + tuple((host,) for host in hosts if host not in grouped)
    return replace(
        problem,
        n=n + m,
        attributes=tuple(replace(a, codes=a.codes + codes_of_seats(a)) for a in problem.attributes),
        numerics=tuple(
            replace(q, values=q.values + (sum(q.values) // n,) * m) for q in problem.numerics
        ),
        together=tuple(group + beside(group) for group in groups),
        fixed=problem.fixed
        + tuple((seat, c) for position, c in problem.fixed for seat in beside((position,))),
    )

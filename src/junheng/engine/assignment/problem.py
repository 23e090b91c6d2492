"""What is to be drawn: positions with codes, rules as groups, caps and fixed seats.

A problem is blind: it knows positions 0…n-1 and small integers, never a name or a number of a
person. Every refusal names the positions, groups or classes that cause it.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from junheng.engine.errors import JunhengError


@dataclass(frozen=True, slots=True)
class Attribute:
    """A property to spread evenly: one small integer code per position."""

    name: str
    weight: int
    codes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Numeric:
    """A measured property (birth month, say) whose class sums shall lie close together.

    `tolerance` widens the window of a class on both sides; beyond it every begun `unit` of
    distance costs `weight`.
    """

    name: str
    weight: int
    tolerance: int
    unit: int
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Cap:
    """At most `most` positions with this code of the attribute in any class."""

    attribute: str
    code: int
    most: int


@dataclass(frozen=True, slots=True)
class Problem:
    """`position_count` positions for `class_count` classes.

    `together` and `apart` hold disjoint groups of two or more positions, members ascending; the
    engine takes groups in the order of their member lists. `sizes` is None (sizes differ by at
    most one and the lot decides which classes are larger) or one size per class. `fixed` holds
    pairs of a position and its class.
    """

    position_count: int
    class_count: int
    attributes: tuple[Attribute, ...] = ()
    numerics: tuple[Numeric, ...] = ()
    together: tuple[tuple[int, ...], ...] = ()
    apart: tuple[tuple[int, ...], ...] = ()
    caps: tuple[Cap, ...] = ()
    sizes: tuple[int, ...] | None = None
    fixed: tuple[tuple[int, int], ...] = ()

    @property
    def has_even_sizes(self) -> bool:
        """Whether class sizes differ by at most one."""
        return self.sizes is None or max(self.sizes) - min(self.sizes) <= 1

    @property
    def largest_class(self) -> int:
        """Size of the largest class."""
        if self.sizes is None:
            return -(-self.position_count // self.class_count)
        return max(self.sizes)


def check_problem(problem: Problem) -> None:
    """Refuse a problem that no assignment can solve, or that is not well formed.

    Raises JunhengError with, in this order: classes_out_of_range, problem_malformed,
    sizes_do_not_sum, fixed_beyond_size, group_partly_fixed, group_larger_than_class,
    apart_larger_than_k, together_and_apart, cap_cannot_hold.
    """
    if not 1 <= problem.class_count <= problem.position_count:
        raise JunhengError(
            "classes_out_of_range",
            classes=problem.class_count,
            positions=problem.position_count,
        )
    _check_form(problem)
    _check_sizes(problem)
    _check_fixed(problem)
    _check_groups(problem)
    _check_caps(problem)


def _check_form(problem: Problem) -> None:
    for part, well_formed in _form(problem):
        if not well_formed:
            raise JunhengError("problem_malformed", part=part)


def _form(problem: Problem) -> Iterable[tuple[str, bool]]:
    n = problem.position_count
    names = [a.name for a in problem.attributes] + [q.name for q in problem.numerics]
    yield "names", len(set(names)) == len(names)
    for attribute in problem.attributes:
        yield attribute.name, len(attribute.codes) == n and attribute.weight >= 1
    for numeric in problem.numerics:
        positive = numeric.weight >= 1 and numeric.unit >= 1 and numeric.tolerance >= 0
        yield numeric.name, len(numeric.values) == n and positive
    yield "together", _groups_well_formed(problem.together, n)
    yield "apart", _groups_well_formed(problem.apart, n)
    known = {attribute.name for attribute in problem.attributes}
    yield "caps", all(cap.attribute in known and cap.most >= 0 for cap in problem.caps)
    positions = [position for position, _ in problem.fixed]
    classes = [school_class for _, school_class in problem.fixed]
    yield "fixed", _distinct_and_within(positions, n)
    yield "fixed", all(0 <= school_class < problem.class_count for school_class in classes)


def _groups_well_formed(groups: Sequence[Sequence[int]], n: int) -> bool:
    members = [member for group in groups for member in group]
    return all(
        len(group) > 1 and list(group) == sorted(group) for group in groups
    ) and _distinct_and_within(members, n)


def _distinct_and_within(positions: Sequence[int], n: int) -> bool:
    return len(set(positions)) == len(positions) and all(0 <= p < n for p in positions)


def _check_sizes(problem: Problem) -> None:
    sizes = problem.sizes
    if sizes is None:
        return
    if len(sizes) != problem.class_count or min(sizes) < 0 or sum(sizes) != problem.position_count:
        raise JunhengError(
            "sizes_do_not_sum", sizes=sizes, total=sum(sizes), positions=problem.position_count
        )


def _check_fixed(problem: Problem) -> None:
    held = Counter(school_class for _, school_class in problem.fixed)
    for school_class in sorted(held):
        room = (
            problem.position_count // problem.class_count
            if problem.sizes is None
            else problem.sizes[school_class]
        )
        if held[school_class] > room:
            raise JunhengError(
                "fixed_beyond_size",
                school_class=school_class,
                fixed=held[school_class],
                size=room,
            )
    class_of_fixed = dict(problem.fixed)
    for group in problem.together:
        if len({class_of_fixed.get(member) for member in group}) > 1:
            raise JunhengError("group_partly_fixed", group=group)


def _check_groups(problem: Problem) -> None:
    for group in problem.together:
        if len(group) > problem.largest_class:
            raise JunhengError("group_larger_than_class", group=group, size=problem.largest_class)
    for group in problem.apart:
        if len(group) > problem.class_count:
            raise JunhengError("apart_larger_than_k", group=group, classes=problem.class_count)
    group_of = {m: number for number, group in enumerate(problem.together) for m in group}
    for group in problem.apart:
        linked = Counter(group_of[member] for member in group if member in group_of)
        for number in sorted(linked):
            if linked[number] > 1:
                raise JunhengError(
                    "together_and_apart", together=problem.together[number], apart=group
                )


def _check_caps(problem: Problem) -> None:
    codes_of = {attribute.name: attribute.codes for attribute in problem.attributes}
    for cap in problem.caps:
        holders = codes_of[cap.attribute].count(cap.code)
        if cap.most * problem.class_count < holders:
            raise JunhengError(
                "cap_cannot_hold",
                attribute=cap.attribute,
                value=cap.code,
                most=cap.most,
                classes=problem.class_count,
                holders=holders,
            )

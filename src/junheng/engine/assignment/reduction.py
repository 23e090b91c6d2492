"""Smaller classes for students who learn in a regular class (随班就读): companion seats (空席).

The class of such a student shall be smaller, but which class that is must stay a matter of the
draw. So each of these students brings empty seats that move with them: the draw runs as always,
and the seats are dropped from the result.
"""

from collections.abc import Sequence

from junheng.engine.assignment.problem import Attribute, Numeric, Problem
from junheng.engine.errors import JunhengError


def with_companion_seats(problem: Problem, attribute: str, code: int, seats: int) -> Problem:
    """Return the problem with `seats` companion positions for every holder of the code.

    Companions stand at the end, in the order of the positions they accompany, joined to them (and
    to their together group, if they have one); beside a fixed position they are fixed too. Their
    codes mirror the roster's shares, so that a class made smaller is expected to have
    proportionally fewer of everyone: see `_mirrored`. In the attribute of the holders they hold 0
    (1 if `code` is 0), in every numeric the floor of the mean. Raises JunhengError with
    reduction_attribute_unknown or reduction_seats_negative.
    """
    if seats < 0:
        raise JunhengError("reduction_seats_negative", seats=seats)
    codes_of = {a.name: a.codes for a in problem.attributes}
    if attribute not in codes_of:
        raise JunhengError("reduction_attribute_unknown", attribute=attribute)
    n = problem.position_count
    hosts = [position for position, held in enumerate(codes_of[attribute]) if held == code]
    if not hosts or seats == 0:
        return problem
    companions = {
        host: tuple(range(n + number * seats, n + (number + 1) * seats))
        for number, host in enumerate(hosts)
    }
    added = len(hosts) * seats
    return Problem(
        position_count=n + added,
        class_count=problem.class_count,
        attributes=tuple(
            Attribute(
                a.name,
                a.weight,
                a.codes
                + (
                    (1 if code == 0 else 0,) * added
                    if a.name == attribute
                    else _mirrored(a.codes, len(hosts), seats)
                ),
            )
            for a in problem.attributes
        ),
        numerics=tuple(
            Numeric(q.name, q.weight, q.tolerance, q.unit, q.values + (sum(q.values) // n,) * added)
            for q in problem.numerics
        ),
        together=_join(problem.together, companions),
        apart=problem.apart,
        caps=problem.caps,
        sizes=problem.sizes,
        fixed=problem.fixed
        + tuple(
            (companion, school_class)
            for position, school_class in problem.fixed
            for companion in companions.get(position, ())
        ),
    )


def without_companions(classes: Sequence[int], student_count: int) -> tuple[int, ...]:
    """Return the classes of the students alone."""
    return tuple(classes[:student_count])


def _mirrored(codes: tuple[int, ...], hosts: int, seats: int) -> tuple[int, ...]:
    """The codes of all companions, taken from the ascending codes at even distances.

    Seat t of host i takes place t·hosts + i among all companions, so the seats of each host reach
    over the whole range.
    """
    ascending, companions = sorted(codes), hosts * seats
    return tuple(
        ascending[(2 * (seat * hosts + host) + 1) * len(codes) // (2 * companions)]
        for host in range(hosts)
        for seat in range(seats)
    )


def _join(
    together: tuple[tuple[int, ...], ...], companions: dict[int, tuple[int, ...]]
) -> tuple[tuple[int, ...], ...]:
    linked = {member for group in together for member in group}
    alone = [(host,) for host in companions if host not in linked]
    return tuple(
        sorted(
            group + tuple(seat for member in group for seat in companions.get(member, ()))
            for group in [*together, *alone]
        )
    )

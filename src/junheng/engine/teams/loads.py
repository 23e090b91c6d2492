"""How many classes each teacher takes at least and at most: even within a subject."""

from junheng.engine.teams.problem import NEVER, Problem, Teacher


def class_ranges(problem: Problem) -> tuple[tuple[int, int], ...]:
    """Return (least, most) classes of every teacher.

    In a subject whose teachers teach nothing else, classes are shared evenly: with the water line
    L, the largest number for which all teachers with min(L, own most) classes do not exceed the
    classes, everybody takes between L - spread and L + 1 + spread, within their own limits. Who
    also teaches another subject is bound by their own limits alone.
    """
    k = problem.class_count
    ranges = [(0, min(k, one.most_classes)) for one in problem.teachers]
    if problem.spread is None:
        return tuple(ranges)
    for subject in range(len(problem.subjects)):
        members = problem.teachers_of(subject)
        if any(len(problem.teachers[t].subjects) > 1 for t in members):
            continue
        line = _water_line([ranges[t][1] for t in members], k)
        for t in members:
            one, most = problem.teachers[t], ranges[t][1]
            least = min(max(0, line - problem.spread), most, _classes_with_homeroom(problem, one))
            ranges[t] = (least, min(most, line + 1 + problem.spread))
    return tuple(ranges)


def _water_line(most: list[int], k: int) -> int:
    line = 0
    while line < k and sum(min(one, line + 1) for one in most) <= k:
        line += 1
    return line


def _classes_with_homeroom(problem: Problem, one: Teacher) -> int:
    """Classes that the load leaves room for, homeroom work included where it may come."""
    room = one.most_load - (one.homeroom_load if one.homeroom != NEVER else 0)
    load = problem.subjects[one.subjects[0]].load
    return max(0, room // load) if load else problem.class_count

"""A first plan, dealt without any wish for equality; the search mends what it breaks."""

from junheng.engine.teams.plan import Plan
from junheng.engine.teams.problem import CERTAINLY, MAYBE, Problem


def deal_start(problem: Problem) -> Plan | None:
    """Return teams with valid homeroom teachers and kept rows; None if there are too few teachers.

    Homeroom teachers are those who must be one, then the first of those who may. Every other slot
    goes to the teacher of the subject with the fewest classes so far, the first of equals.
    """
    k, m = problem.class_count, len(problem.subjects)
    heads = [t for t, one in enumerate(problem.teachers) if one.homeroom == CERTAINLY]
    heads += [t for t, one in enumerate(problem.teachers) if one.homeroom == MAYBE]
    certain = sum(one.homeroom == CERTAINLY for one in problem.teachers)
    able = [problem.teachers_of(s) for s in range(m)]
    if len(heads) < k or certain > k or not all(able):
        return None
    teams: list[list[int]] = [[-1] * m for _ in range(k)]
    home = []
    for c, head in enumerate(heads[:k]):
        for row in problem.kept:
            if row.of == head:
                teams[c][row.subject] = row.teacher
        own = [s for s in problem.teachers[head].subjects if teams[c][s] in {-1, head}]
        if not own:
            return None
        teams[c][own[0]] = head
        home.append(own[0])
    taken = [sum(team.count(t) for team in teams) for t in range(len(problem.teachers))]
    for s in range(m):
        for team in teams:
            if team[s] < 0:
                t = min(able[s], key=lambda one: (taken[one], one))
                team[s] = t
                taken[t] += 1
    return Plan(tuple(map(tuple, teams)), tuple(home))

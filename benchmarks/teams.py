"""Teaching teams: the samples, teachers of the STAR experiment, one large school and a hundred.

Beside the engine stand CP-SAT, which minimises level after level, and the method of the hand:
sort by years, deal in S-shape.
"""

import csv
import resource
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ortools.sat.python import cp_model

from benchmarks.intake import key_from
from benchmarks.tables import Report
from junheng.engine.randomness.stream import RandomStream
from junheng.engine.teams.draw import draw_teams
from junheng.engine.teams.loads import class_ranges
from junheng.engine.teams.plan import Plan, faults_of, levels_of
from junheng.engine.teams.problem import MAYBE, NEVER, Measure, Problem, Subject, Teacher
from junheng.engine.teams.targets import Targets, best_teams
from junheng.rosters import LoadRules, TeamRoster, read_team_roster, teams_problem

SAMPLES = Path("tests/data/rosters")
STAR = Path(__file__).parent / "data" / "star-kindergarten.csv"
SCHOOLS = 100
LARGE_SECONDS = 2.0
PEER_SECONDS = 5.0
_HOURS = (6, 6, 5, 2, 2, 2, 3, 3, 1, 1, 1)
_MOST = (2, 2, 2, 6, 6, 6, 5, 5, 10, 10, 10)
_COUNTS = (20, 19, 18, 9, 9, 8, 10, 13, 8, 8, 8)
_DEGREES = {"ASSOCIATE": 1, "BS/BA": 2, "MS/MA/MEd": 3, "MA+": 4, "Ed.S": 5, "Ed.D/Ph.D": 6}
_CORE = 3


def large_school(name: str, classes: int = 24) -> Problem:
    """A made-up school of 24 classes, 11 subjects, 130 teachers."""
    stream = RandomStream(key_from(f"teams {name}"))
    subjects = tuple(Subject(2 * h, s < _CORE) for s, h in enumerate(_HOURS))
    teachers, columns = [], []
    for s, count in enumerate(_COUNTS):
        full = _HOURS[s] * _MOST[s]
        for _ in range(count):
            may = s < _CORE or stream.below(5) == 0
            kind = MAYBE if may else NEVER
            teachers.append(Teacher((s,), _MOST[s], 3 * full, full, kind))
            years = 1 + stream.below(36)
            title = min(5, max(0, (0, 1, 1, 2)[stream.below(4)] + years // 9))
            birth = 12 * (55 - years) + stream.below(12)
            flags = int(stream.below(5) == 0), int(stream.below(100) < 65)
            columns.append((title, years, birth, *flags, int(title > 3)))
    title, years, birth, backbone, sex, senior = zip(*columns, strict=True)
    wanted = (
        ("homeroom title", "homeroom", 1, title), ("homeroom years", "homeroom", 5, years),
        ("homeroom backbone", "homeroom", 1, backbone), ("title", "all", 1, title),
        ("senior", "all", 1, senior), ("years", "all", 11, years),
        ("backbone", "all", 1, backbone), ("age", "all", 132, birth), ("sex", "all", 1, sex),
        ("core title", "core", 1, title), ("core years", "core", 3, years),
        ("core backbone", "core", 1, backbone),
    )  # fmt: skip
    return Problem(classes, subjects, tuple(teachers), tuple(Measure(*one) for one in wanted))  # type: ignore[arg-type]


def star_school(classes: int, subjects: int) -> Problem:
    """Teachers of the STAR experiment in the order of their numbers, dealt to subjects."""
    with STAR.open(encoding="utf-8", newline="") as file:
        people = {int(row["tch"]): row for row in csv.DictReader(file) if row["exp"] != "NA"}
    chosen = [people[number] for number in sorted(people)][: classes * subjects]
    degree = tuple(_DEGREES.get(one["hdeg"], 0) for one in chosen)
    years = tuple(int(one["exp"]) for one in chosen)
    race = tuple(int(one["trace"] == "B") for one in chosen)
    teachers = tuple(
        Teacher((t % subjects,), 1, 9, 3, MAYBE if t % subjects < _CORE else NEVER)
        for t in range(len(chosen))
    )
    measures = (
        Measure("homeroom degree", "homeroom", 1, degree),
        Measure("homeroom years", "homeroom", 5, years),
        Measure("degree", "all", 1, degree),
        Measure("years", "all", subjects, years),
        Measure("race", "all", 1, race),
        Measure("core degree", "core", 1, degree),
        Measure("core years", "core", _CORE, years),
    )
    return Problem(
        classes, tuple(Subject(6, s < _CORE) for s in range(subjects)), teachers, measures
    )


def deal_by_hand(problem: Problem, years: Sequence[int]) -> Plan:
    """Sort the teachers of each subject by years and deal them in S-shape.

    Homeroom teachers are then the first able teachers of each team who have no class yet.
    """
    k = problem.class_count
    ranges = class_ranges(problem)
    teams = [[-1] * len(problem.subjects) for _ in range(k)]
    for s in range(len(problem.subjects)):
        members = sorted(problem.teachers_of(s), key=lambda t: (-years[t], t))
        shares = {t: ranges[t][0] for t in members}
        for t in members:
            shares[t] += min(ranges[t][1] - shares[t], k - sum(shares.values()))
        row = [t for t in members for _ in range(shares[t])]
        for c, t in enumerate(reversed(row) if s % 2 else row):
            teams[c][s] = t
    return Plan(tuple(map(tuple, teams)), _heads(problem, teams))


def _heads(problem: Problem, teams: Sequence[Sequence[int]]) -> tuple[int, ...]:
    """Different able homeroom teachers, one a team (augmenting paths)."""
    class_of: dict[int, int] = {}

    def seat(c: int, tried: set[int]) -> bool:
        for t in teams[c]:
            if problem.teachers[t].homeroom != NEVER and t not in tried:
                tried.add(t)
                if t not in class_of or seat(class_of[t], tried):
                    class_of[t] = c
                    return True
        return False

    for c in range(len(teams)):
        assert seat(c, set())
    head = {c: t for t, c in class_of.items()}
    return tuple(list(team).index(head[c]) for c, team in enumerate(teams))


def solve_with_cp_sat(problem: Problem, seconds: float) -> tuple[int, ...] | None:
    """Minimise level after level with CP-SAT, so many seconds a level; None if nothing is found."""
    model = cp_model.CpModel()
    k, ranges = problem.class_count, class_ranges(problem)
    takes = {
        (t, s, c): model.new_bool_var("")
        for s in range(len(problem.subjects))
        for t in problem.teachers_of(s)
        for c in range(k)
    }
    heads = {
        (t, c): model.new_bool_var("")
        for t, one in enumerate(problem.teachers)
        if one.homeroom != NEVER
        for c in range(k)
    }
    for c in range(k):
        for s in range(len(problem.subjects)):
            model.add_exactly_one(takes[t, s, c] for t in problem.teachers_of(s))
        model.add_exactly_one(var for (_, at), var in heads.items() if at == c)
    for (t, c), var in heads.items():
        model.add_implication(var, takes[t, problem.teachers[t].subjects[0], c])
    for t, one in enumerate(problem.teachers):
        s = one.subjects[0]
        mine = [takes[t, s, c] for c in range(k)]
        model.add(sum(mine) >= ranges[t][0])
        model.add(sum(mine) <= ranges[t][1])
        head = [heads[t, c] for c in range(k) if (t, c) in heads]
        model.add_at_most_one(head)
        load = problem.subjects[s].load * sum(mine) + one.homeroom_load * sum(head)
        model.add(load <= one.most_load)
    levels: list[int] = []
    for measure in problem.measures:
        low, high = (
            model.new_int_var(-(1 << 20), 1 << 20, ""),
            model.new_int_var(-(1 << 20), 1 << 20, ""),
        )
        for c in range(k):
            if measure.scope == "homeroom":
                terms = [(measure.values[t], var) for (t, at), var in heads.items() if at == c]
            else:
                terms = [
                    (measure.values[t], var)
                    for (t, s, at), var in takes.items()
                    if at == c and problem.counts_in(measure, s)
                ]
            total = sum(value * var for value, var in terms)
            model.add(low <= total)
            model.add(total <= high)
        level = model.new_int_var(0, 1 << 20, "")
        model.add(high - low <= measure.unit * level + measure.unit - 1)
        model.minimize(level)
        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = seconds
        solver.parameters.num_workers = 1
        if solver.solve(model) not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
            return tuple(levels) or None
        levels.append(int(solver.value(level)))
        model.add(level <= levels[-1])
    return tuple(levels)


@dataclass(frozen=True)
class _Timed:
    """Targets, with seconds of this process and of the clock (the solver has its own process)."""

    targets: Targets
    seconds: float
    clock: float


def _timed(problem: Problem, name: str, *, proof: bool) -> _Timed:
    begun, at = time.process_time(), time.monotonic()
    targets = best_teams(problem, key_from(name), is_proof_wanted=proof)
    draw_teams(targets.problem, targets.plan, key_from(f"draw {name}"))
    return _Timed(targets, time.process_time() - begun, time.monotonic() - at)


def measure(*, quick: bool) -> Report:
    """Compare; quick skips the proofs and takes ten schools instead of a hundred."""
    report = Report("Teaching teams")
    warm = large_school("warm", 24)
    best_teams(warm, key_from("warm"), is_proof_wanted=False)
    cases = [
        (f"sample, {k} classes", teams_problem(_roster(k), k, LoadRules()), "years")
        for k in (8, 12)
    ]
    cases += [("STAR, 8 classes", star_school(8, 11), "years")]
    cases += [("STAR, 24 classes", star_school(24, 11), "years")]
    rows = []
    for name, problem, years_name in cases:
        years = next(one.values for one in problem.measures if one.name == years_name)
        is_small = problem.class_count <= 12 and not quick
        ours = _timed(problem, name, proof=is_small)
        report.require(
            f"{name}: feasible", met=not faults_of(ours.targets.problem, ours.targets.plan)
        )
        peer = solve_with_cp_sat(problem, 1.0 if quick else PEER_SECONDS)
        hand = levels_of(problem, deal_by_hand(problem, years))
        report.require(f"{name}: not worse than by hand", met=ours.targets.levels <= hand)
        bounds = [bound.level for bound in ours.targets.bounds]
        rows.append([name, *(_row(one) for one in (ours.targets.levels, bounds, peer, hand)),
                     f"{ours.seconds:.1f}", f"{ours.clock:.0f}"])  # fmt: skip
    heads = ["levels, most important first", "ours", "proven bound", "CP-SAT", "by hand"]
    report.add_table([*heads, "CPU s", "clock s"], rows)
    measure_schools(report, 10 if quick else SCHOOLS)
    return report


def measure_schools(report: Report, count: int) -> None:
    """Build and draw so many large schools one after the other in this process."""
    runs = [_timed(large_school(str(i)), f"school {i}", proof=False) for i in range(count)]
    slowest = max(run.seconds for run in runs)
    total = sum(run.seconds for run in runs)
    report.say(
        f"{count} schools of 24 classes, 11 subjects, 130 teachers in one run: {total:.0f} s CPU,"
        f" slowest {slowest:.2f} s; worst levels"
        f" {_row(tuple(map(max, zip(*(run.targets.levels for run in runs), strict=True))))};"
        f" memory at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB."
    )
    middle = sorted(run.seconds for run in runs)[count // 2]
    report.require(f"a large school in under {LARGE_SECONDS} s (median {middle:.2f})",
                   met=middle < LARGE_SECONDS)  # fmt: skip


def _roster(k: int) -> TeamRoster:
    roster = read_team_roster(SAMPLES / f"teachers-{k}-classes.xlsx").roster
    assert roster is not None
    return roster


def _row(levels: Sequence[int] | None) -> str:
    return "none" if levels is None else " ".join(map(str, levels))

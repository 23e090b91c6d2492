"""The rosters as schools send them, read and planned by the product, drawn with several seeds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median

from benchmarks.balance import excess_range
from benchmarks.intake import key_from
from benchmarks.peers import deal_in_s_shape, least_excess
from benchmarks.tables import Report
from junheng.ceremony.planning import PlannedUnit, PlanOptions, plan_units
from junheng.engine.assignment.assign import assign
from junheng.engine.assignment.certificate import Certificate, certify
from junheng.engine.assignment.dealing import gender_stratified_deals
from junheng.engine.assignment.problem import Attribute, Cap, Numeric, Problem
from junheng.engine.assignment.reduction import with_companion_seats
from junheng.profiles import load_profile
from junheng.rosters import read_roster

FOLDER = Path(__file__).parents[1] / "tests" / "data" / "rosters"
ENTRY = date(2026, 8, 20)
CLASSES: Mapping[str, Mapping[str, int]] = {
    "junior-high-412.xlsx": {"": 9},
    "primary-268.xls": {"": 6},
    "town-133-gbk.csv": {"": 3},
    "county-5-schools.xlsx": {
        "第一中学": 10,
        "第四中学": 7,
        "民族中学": 5,
        "乡镇初级中学": 2,
        "教学点": 1,
    },
    "bad-96.xlsx": {"": 2},
}
SEEDS = 20
DEALS = 1000
SOLVER_SECONDS = 60


@dataclass(frozen=True)
class School:
    """One sheet: the problem with companion seats, and how many students it holds."""

    title: str
    students: int
    faults: int
    problem: Problem


def read_schools(file: str) -> list[School]:
    """Return the schools of a roster as `junheng draw` would plan them, in the roster's order.

    Students whose rows have faults are left out; `junheng draw` refuses such a roster.
    """
    profile = load_profile("national")
    reading = read_roster(FOLDER / file, profile, today=ENTRY)
    options = PlanOptions("000000", ENTRY.year, CLASSES[file])
    units = plan_units(reading.schools, profile, options, lambda code, _params: code)
    several = len(units) > 1
    return [
        School(
            f"{file} {unit.sheet}" if several else file,
            len(unit.students),
            len(reading.faults),
            _problem(unit),
        )
        for unit in units
    ]


def measure(*, quick: bool) -> Report:
    """Draw every school with several seeds."""
    report = Report("Rosters as schools send them")
    seeds = 5 if quick else SEEDS
    schools = [school for file in CLASSES for school in read_schools(file)]
    rows = [_row(report, school, seeds) for school in schools]
    report.add_table(
        [
            "roster",
            "students / classes",
            "links",
            "excess, largest",
            "excess possible",
            "bound reached",
            "sizes",
            "dealt by gender: excess",
            "S-shape: excess",
        ],
        rows,
    )
    report.say(
        f"Largest of {seeds} draws; “possible” is what the certificate's bound allows for each"
        f" level alone. Dealing by gender: median of {DEALS} deals. `bad-96.xlsx` is refused by"
        " `junheng draw` until its faults are mended; measured here are its faultless rows."
    )
    return report


def _problem(unit: PlannedUnit) -> Problem:
    students = [student.attributes for student in unit.students]
    problem = Problem(
        position_count=len(students),
        class_count=unit.class_count,
        attributes=tuple(
            Attribute(
                attribute.name,
                unit.weights[attribute.name],
                tuple(student[attribute.name] for student in students),
            )
            for attribute in unit.attributes
        ),
        numerics=tuple(
            Numeric(
                numeric.name,
                numeric.weight,
                numeric.tolerance,
                numeric.unit,
                tuple(student[numeric.name] for student in students),
            )
            for numeric in unit.numerics
        ),
        together=unit.together,
        apart=unit.apart,
        caps=tuple(Cap(cap.attr, cap.code, cap.most) for cap in unit.caps),
        sizes=unit.sizes,
    )
    if unit.reduction is None:
        return problem
    reduction = unit.reduction
    return with_companion_seats(problem, reduction.attr, reduction.code, reduction.seats)


def _row(report: Report, school: School, seeds: int) -> list[object]:
    problem, students = school.problem, school.students
    certificates = []
    for seed in range(seeds):
        assignment = assign(problem, key_from(f"{school.title} {seed}"))
        certificates.append(certify(problem, assignment, student_count=students))
    worst = max(certificates, key=lambda certificate: certificate.excess_range)
    possible = possible_excess(worst)
    reached = sum(certificate.energy == certificate.bound for certificate in certificates)
    report.require(
        f"{school.title}: excess {worst.excess_range} where {possible} is possible"
        f" ({_causes(worst)}; {_word_of_solver(problem)})"
        if worst.excess_range > possible
        else school.title,
        met=worst.excess_range <= possible,
    )
    report.require(f"{school.title}: bound reached in {reached} of {seeds}", met=reached == seeds)
    codes = [attribute.codes[:students] for attribute in problem.attributes]
    gender = next(a.codes[:students] for a in problem.attributes if a.name == "gender")
    dealt = gender_stratified_deals(
        gender, problem.class_count, DEALS, key_from(f"{school.title} dealt"), codes
    )
    plain = Problem(
        students,
        problem.class_count,
        tuple(
            Attribute(a.name, 1, column)
            for a, column in zip(problem.attributes, codes, strict=True)
        ),
    )
    sizes = worst.sizes
    return [
        school.title,
        f"{students} / {problem.class_count}",
        f"{len(problem.together)} together, {len(problem.apart)} apart",
        worst.excess_range,
        possible,
        f"{reached} of {seeds}",
        f"{min(sizes)}–{max(sizes)}",
        f"{median(dealt.excesses):.0f}",
        excess_range(plain, deal_in_s_shape(plain)),
    ]


def possible_excess(certificate: Certificate) -> int:
    """Return the excess that the bound of each level alone cannot exclude."""
    return sum(
        max(0, row.best_gap - (1 if row.total % len(row.counts) else 0)) for row in certificate.rows
    )


def _causes(certificate: Certificate) -> str:
    rows = [row for row in certificate.rows if row.excess]
    return ", ".join(f"{row.attribute} {row.code}: {row.cause}" for row in rows)


def _word_of_solver(problem: Problem) -> str:
    solution = least_excess(problem, 1, SOLVER_SECONDS)
    return f"CP-SAT: least excess {solution.excess}, {solution.outcome}"

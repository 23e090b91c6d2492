"""Tennessee's STAR experiment: the draw beside the classes that were really formed."""

import csv
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.balance import excess_of_levels, places_outside_share
from benchmarks.intake import key_from
from benchmarks.tables import Report
from junheng.engine.assignment.assign import assign
from junheng.engine.assignment.certificate import Certificate, certify
from junheng.engine.assignment.dealing import gender_stratified_deals
from junheng.engine.assignment.problem import Attribute, Problem

ATTRIBUTES = {"sx": "sex", "eth": "ethnicity", "ses": "free lunch", "birthq": "birth quarter"}
REGULAR = ("reg", "reg+A")
DEALS = 200

_FILE = Path(__file__).parent / "data" / "star-kindergarten.csv"
_PUBLISHED = (78, 4404, 206, 958, 2517)


@dataclass(frozen=True)
class Kindergarten:
    """The pupils of one school's regular classes: levels by attribute, the class of each."""

    school: str
    levels: dict[str, tuple[str, ...]]
    formed: tuple[int, ...]

    @property
    def class_count(self) -> int:
        """How many regular classes were formed."""
        return max(self.formed) + 1

    def problem(self, sizes: tuple[int, ...] | None = None) -> Problem:
        """Return the assignment problem; without `sizes` they differ by at most one."""
        return Problem(
            len(self.formed),
            self.class_count,
            tuple(
                Attribute(name, 1, tuple(map(sorted(set(levels)).index, levels)))
                for name, levels in self.levels.items()
            ),
            sizes=sizes,
        )

    def sizes_formed(self) -> tuple[int, ...]:
        """Return the sizes of the classes that were really formed."""
        return tuple(map(self.formed.count, range(self.class_count)))


def read_kindergartens() -> list[Kindergarten]:
    """Read the schools with at least two regular classes, with or without a teacher's aide.

    A missing value ("NA") is a level like any other: it is known when classes are formed.
    """
    with _FILE.open(encoding="utf-8", newline="") as file:
        pupils = [pupil for pupil in csv.DictReader(file) if pupil["cltype"] in REGULAR]
    by_school: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
    for pupil in pupils:
        by_school[pupil["sch"]].append(pupil)
    return [
        _kindergarten(school, by_school[school])
        for school in sorted(by_school, key=int)
        if len({pupil["tch"] for pupil in by_school[school]}) > 1
    ]


def measure(*, quick: bool) -> Report:
    """Compare; quick or not, every kindergarten is drawn."""
    del quick
    report = Report("Kindergartens of the STAR experiment")
    schools = read_kindergartens()
    formed = [school.formed for school in schools]
    counted = (
        len(schools),
        sum(map(len, formed)),
        sum(school.class_count for school in schools),
        sum(len(set(levels)) for school in schools for levels in school.levels.values()),
        sum(_by_attribute(schools, formed, _excess)),
    )
    report.require(f"the file holds {_PUBLISHED}, found {counted}", met=counted == _PUBLISHED)
    report.say(
        f"{counted[0]} kindergartens with at least two regular classes, {counted[1]:,} pupils,"
        f" {counted[2]} classes (types {' and '.join(REGULAR)}), {counted[3]} attribute levels. A"
        " level is one value of one attribute in one school, a missing value included. Its excess"
        " is the largest count of a class minus the smallest, minus 1 where the number of holders"
        f" is no multiple of the number of classes; **{counted[4]:,}** in all over the classes"
        " that were really formed."
    )
    even = [_draw(school, None) for school in schools]
    given = [_draw(school, school.sizes_formed()) for school in schools]
    drawn, drawn_as_formed = [[each.classes for each in draws] for draws in (even, given)]
    columns = [
        _by_attribute(schools, formed, _levels),
        _by_attribute(schools, formed, _excess),
        _by_attribute(schools, drawn, _excess),
        _by_attribute(schools, formed, _outside),
        _by_attribute(schools, drawn_as_formed, _outside),
    ]
    rows = [[title, *cells] for title, *cells in zip(ATTRIBUTES.values(), *columns, strict=True)]
    report.add_table(
        [
            "78 kindergartens",
            "levels",
            "excess, as formed",
            "excess, drawn",
            "places outside the share, as formed",
            "places outside the share, drawn with the sizes formed",
        ],
        [*rows, ["all", *(f"**{sum(column):,}**" for column in columns)]],
    )
    _add_verdict(report, schools, even, given)
    return report


@dataclass(frozen=True)
class _Drawn:
    classes: tuple[int, ...]
    certificate: Certificate
    dealt: float


def _kindergarten(school: str, pupils: Sequence[dict[str, str]]) -> Kindergarten:
    teachers = sorted({pupil["tch"] for pupil in pupils}, key=int)
    return Kindergarten(
        school,
        {name: tuple(pupil[name] for pupil in pupils) for name in ATTRIBUTES},
        tuple(teachers.index(pupil["tch"]) for pupil in pupils),
    )


def _draw(school: Kindergarten, sizes: tuple[int, ...] | None) -> _Drawn:
    problem = school.problem(sizes)
    key = key_from(f"kindergarten {school.school} {sizes}")
    assignment = assign(problem, key)
    columns = [attribute.codes for attribute in problem.attributes]
    dealt = gender_stratified_deals(columns[0], problem.class_count, DEALS, key, columns)
    return _Drawn(assignment.classes, certify(problem, assignment), median(dealt.excesses))


def _by_attribute(
    schools: Sequence[Kindergarten],
    assignments: Sequence[Sequence[int]],
    measured: Callable[[Sequence[str], Sequence[int], int], int],
) -> list[int]:
    """Return the sum over all schools for each attribute."""
    return [
        sum(
            measured(school.levels[name], classes, school.class_count)
            for school, classes in zip(schools, assignments, strict=True)
        )
        for name in ATTRIBUTES
    ]


def _levels(levels: Sequence[str], classes: Sequence[int], class_count: int) -> int:
    del classes, class_count
    return len(set(levels))


def _excess(levels: Sequence[str], classes: Sequence[int], class_count: int) -> int:
    return sum(excess_of_levels(levels, classes, class_count).values())


def _outside(levels: Sequence[str], classes: Sequence[int], class_count: int) -> int:
    return places_outside_share(levels, classes, class_count)


def _add_verdict(
    report: Report,
    schools: Sequence[Kindergarten],
    even: Sequence[_Drawn],
    given: Sequence[_Drawn],
) -> None:
    for school, drawn in zip(schools, even, strict=True):
        causes = {row.cause for row in drawn.certificate.rows if row.excess}
        report.require(f"excess 0 in kindergarten {school.school} ({causes})", met=not causes)
    reached = [
        sum(each.certificate.energy == each.certificate.bound for each in draws)
        for draws in (even, given)
    ]
    report.require("lower bound reached in every kindergarten", met=min(reached) == len(schools))
    unequal = sum(max(s.sizes_formed()) - min(s.sizes_formed()) > 1 for s in schools)
    dealt = sum(each.dealt for each in even)
    report.say(
        f"Lower bound reached in {reached[0]} of {len(schools)} with even sizes, in {reached[1]}"
        f" with the sizes really formed (which differ by more than 1 in {unequal} schools). Dealing"
        f" by sex alone, even sizes: excess {dealt:,.0f} (sum of the medians of {DEALS} deals)."
    )

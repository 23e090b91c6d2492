"""Which schools a paper may list: a stage of very few students could be told from its figures."""

from dataclasses import dataclass, replace
from fractions import Fraction

from junheng.monitoring.assessing import STUDENTS, Assessment
from junheng.monitoring.figures import SchoolFigures
from junheng.profiles import Stage


@dataclass(frozen=True)
class Listing:
    """`found` without what must not be listed; its verdicts and coefficients are those of all.

    hidden: how many stages and uncounted schools are left out of lists and sums.
    """

    found: Assessment
    smallest: int
    hidden: int

    def shows(self, school: SchoolFigures, stage: Stage | None = None) -> bool:
        """Whether a school, or one stage of it, may be named."""
        students = _students(school) if stage is None else _students_at(school, stage)
        return not 0 < students < self.smallest


def listing_of(found: Assessment, smallest: int) -> Listing:
    """What may be listed where stages of fewer than `smallest` students must not."""
    rule = Listing(found, smallest, 0)
    schools = []
    for one in found.schools:
        stages = tuple(result for result in one.stages if rule.shows(one.school, result.stage))
        if stages and rule.shows(one.school):
            schools.append(replace(one, stages=stages))
    left_out = tuple(one for one in found.left_out if rule.shows(one.school))
    items = tuple(
        replace(one, failing=tuple(school for school in one.failing if rule.shows(school)))
        for one in found.items
    )
    listed = replace(found, schools=tuple(schools), left_out=left_out, items=items)
    hidden = len(found.stages) - len(listed.stages) + len(found.left_out) - len(left_out)
    return Listing(listed, smallest, hidden)


def _students(school: SchoolFigures) -> Fraction:
    return sum((_students_at(school, stage) for stage in school.of_stage), Fraction(0))


def _students_at(school: SchoolFigures, stage: Stage) -> Fraction:
    return school.of_stage.get(stage, {}).get(STUDENTS, Fraction(0))

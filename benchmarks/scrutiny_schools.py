"""Made-up schools whose lists are random, plainly or within balance, and what they know."""

from dataclasses import replace

from benchmarks.intake import key_from
from junheng.engine.assignment import assign as drawing
from junheng.engine.assignment import problem as problems
from junheng.engine.randomness.stream import RandomStream
from junheng.engine.scrutiny import Attribute, ClassList, Measure

BALANCED = {"sex": (52, 48), "ethnicity": (85, 6, 5, 4), "migrant": (86, 14), "inclusion": (98, 2)}
ORIGINS = (25, 20, 15, 12, 10, 8, 6, 4)
AREAS = 20


def random_school(students: int, classes: int, name: str) -> ClassList:
    """Return a school that declares nothing and shuffled its students."""
    made = _school(students, classes, name)
    return replace(
        made, attributes=tuple(replace(one, is_declared=False) for one in made.attributes)
    )


def drawn_school(students: int, classes: int, name: str) -> ClassList:
    """Return a school that drew its classes with four attributes balanced."""
    made = _school(students, classes, name)
    problem = problems.Problem(
        students,
        classes,
        tuple(
            problems.Attribute(one.name, 1, tuple(code or 0 for code in one.codes))
            for one in made.attributes
            if one.is_declared
        ),
    )
    return replace(made, classes=drawing.assign(problem, key_from(f"draw {name}")).classes)


def _school(students: int, classes: int, name: str) -> ClassList:
    """Return a school; marks depend a little on migration, so that balance matters for them."""
    stream = RandomStream(key_from(f"scrutiny {name} {students} {classes}"))
    shuffled = [place % classes for place in range(students)]
    stream.shuffle(shuffled)
    attributes = tuple(
        Attribute(title, _codes(stream, shares, students), is_declared=True)
        for title, shares in BALANCED.items()
    )
    migrant = attributes[2].codes
    marks = tuple(sum(stream.below(251) for _ in range(4)) - 60 * (code or 0) for code in migrant)
    months = tuple(stream.below(12) for _ in range(students))
    ranks = list(range(students))
    stream.shuffle(ranks)
    groups = (
        Attribute("kindergarten", _codes(stream, ORIGINS, students), is_group=True),
        Attribute("area", tuple(stream.below(AREAS) for _ in range(students)), is_group=True),
    )
    return ClassList(
        classes,
        tuple(shuffled),
        (*attributes, *groups),
        (Measure("marks", marks, is_mark=True, unit=10), Measure("birth month", months)),
        order=tuple(ranks),
    )


def _codes(stream: RandomStream, shares: tuple[int, ...], students: int) -> tuple[int, ...]:
    codes = []
    for _ in range(students):
        ticket, code = stream.below(sum(shares)), 0
        while ticket >= shares[code]:
            ticket -= shares[code]
            code += 1
        codes.append(code)
    return tuple(codes)

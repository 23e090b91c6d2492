"""Small schools for tests, random by a key."""

import hashlib

from junheng.engine.randomness.stream import RandomStream
from junheng.engine.scrutiny import Attribute, ClassList, Measure, TeacherScore


def school(students, classes, name="school", *, is_declared=True):
    """A random list with everything a list can have."""
    stream = RandomStream(hashlib.sha256(name.encode()).digest())
    seats = [place % classes for place in range(students)]
    stream.shuffle(seats)
    order = list(range(students))
    stream.shuffle(order)

    def codes(count):
        return tuple(stream.below(count) for _ in range(students))

    return ClassList(
        classes,
        tuple(seats),
        (
            Attribute("gender", codes(2), is_declared=is_declared),
            Attribute("boarding", codes(3)),
            Attribute("origin", codes(7), is_group=True),
        ),
        (
            Measure("mark:total", tuple(500 + stream.below(400) for _ in range(students)),
                    is_mark=True, unit=10),
            Measure("birth_month", codes(12)),
        ),
        (TeacherScore("years", tuple(3 * c + 2 for c in range(classes))),),
        tuple(order),
    )  # fmt: skip


def with_classes(class_list, classes):
    """The same students in other classes."""
    return ClassList(
        class_list.class_count,
        tuple(classes),
        class_list.attributes,
        class_list.measures,
        class_list.teachers,
        class_list.order,
    )

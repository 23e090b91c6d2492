import hashlib

import pytest

from junheng.engine.assignment import run
from junheng.engine.assignment.assign import assign
from junheng.engine.assignment.problem import Attribute, Cap, Numeric, Problem
from junheng.engine.assignment.reduction import with_companion_seats, without_companions
from junheng.engine.errors import JunhengError

NEEDS = Attribute("needs", 1, (0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0))
SEX = Attribute("sex", 2, (0, 1) * 7)
AGE = Numeric("age", 1, 0, 1, (3,) * 13 + (8,))


def test_every_holder_brings_seats_that_mirror_the_roster():
    problem = with_companion_seats(Problem(14, 2, (NEEDS, SEX), (AGE,)), "needs", 1, 2)

    assert problem.position_count == 18
    assert problem.together == ((1, 14, 15), (6, 16, 17))
    # In the holders' own attribute companions are nobody; elsewhere two holders with two seats
    # take the middles of the four quarters of the ascending codes: host 0 the first and third.
    assert problem.attributes[0].codes == (*NEEDS.codes, 0, 0, 0, 0)
    assert problem.attributes[1].codes == (*SEX.codes, 0, 1, 0, 1)
    assert problem.numerics[0].values == (*AGE.values, 3, 3, 3, 3)
    assert problem.sizes is None


def test_seats_join_the_together_group_of_their_student():
    given = Problem(14, 2, (NEEDS,), together=((0, 6), (2, 3)))

    problem = with_companion_seats(given, "needs", 1, 1)

    assert problem.together == ((0, 6, 15), (1, 14), (2, 3))


def test_seats_beside_a_fixed_student_are_fixed():
    problem = with_companion_seats(Problem(14, 2, (NEEDS,), fixed=((6, 1),)), "needs", 1, 2)

    assert problem.fixed == ((6, 1), (16, 1), (17, 1))
    classes = without_companions(assign(problem, bytes(32), kernel="compiled").classes, 14)
    assert classes[6] == 1


def test_rules_stay_as_they_were():
    given = Problem(14, 2, (NEEDS,), apart=((1, 6),), caps=(Cap("needs", 1, 1),))

    problem = with_companion_seats(given, "needs", 1, 2)

    assert (problem.apart, problem.caps) == (given.apart, given.caps)


@pytest.mark.parametrize(("code", "seats"), [(1, 0), (5, 3)])
def test_without_holders_or_seats_nothing_changes(code, seats):
    given = Problem(14, 2, (NEEDS,))

    assert with_companion_seats(given, "needs", code, seats) == given


@pytest.mark.parametrize(
    ("attribute", "seats", "refused"),
    [("height", 1, "reduction_attribute_unknown"), ("needs", -1, "reduction_seats_negative")],
)
def test_a_senseless_reduction_is_refused(attribute, seats, refused):
    with pytest.raises(JunhengError) as refusal:
        with_companion_seats(Problem(14, 2, (NEEDS,)), attribute, 1, seats)

    assert refusal.value.code == refused


def test_exactly_the_classes_of_such_students_are_smaller_and_chances_stay_equal(monkeypatch):
    # Sizes and chances do not depend on how long the search is; short phases keep this fast.
    monkeypatch.setattr(run, "SEARCH_STEPS", 1)
    monkeypatch.setattr(run, "WALK_STEPS", 1)
    monkeypatch.setattr(run, "BASE_STEPS", 20)
    needs = Attribute("needs", 1, (1,) + (0,) * 27)
    problem = with_companion_seats(Problem(28, 3, (needs,)), "needs", 1, 2)
    came_into = [0, 0, 0]

    for j in range(600):
        key = hashlib.sha256(f"reduction {j}".encode()).digest()
        classes = without_companions(assign(problem, key, kernel="compiled").classes, 28)
        sizes = [classes.count(c) for c in range(3)]
        assert sizes[classes[0]] == 8
        assert sorted(sizes) == [8, 10, 10]
        came_into[classes[0]] += 1

    assert all(abs(count - 200) < 4 * (600 * 2 / 9) ** 0.5 for count in came_into)


def test_a_reduced_class_costs_no_balance_that_can_be_had():
    sex = Attribute("sex", 1, (0, 1) * 90)
    needs = Attribute("needs", 1, (1,) * 3 + (0,) * 177)
    problem = with_companion_seats(Problem(180, 6, (sex, needs)), "needs", 1, 2)

    assignment = assign(problem, bytes(32))

    classes = without_companions(assignment.classes, 180)
    girls = [
        sum(code for code, held in zip(sex.codes, classes, strict=True) if held == school_class)
        for school_class in range(6)
    ]
    sizes = [classes.count(c) for c in range(6)]
    assert assignment.energy == assignment.bound == 0
    assert sorted(sizes) == [29, 29, 29, 31, 31, 31]
    assert all(abs(2 * g - size) <= 2 for g, size in zip(girls, sizes, strict=True))

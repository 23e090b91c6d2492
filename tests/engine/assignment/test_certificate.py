from dataclasses import replace

import pytest
from hypothesis import given, settings

from junheng.engine.assignment import run
from junheng.engine.assignment.assign import assign
from junheng.engine.assignment.certificate import certify
from junheng.engine.assignment.problem import Attribute, Cap, Numeric, Problem
from junheng.engine.assignment.reduction import with_companion_seats
from tests.engine.assignment.cases import problems, vector, vector_problem

KEY = bytes(range(32))


def certified(problem, **options):
    return certify(problem, assign(problem, KEY, kernel="compiled"), **options)


def row_of(certificate, attribute, code):
    return next(r for r in certificate.rows if (r.attribute, r.code) == (attribute, code))


@settings(max_examples=40, deadline=None, derandomize=True)
@given(problem=problems(most_positions=16))
def test_the_recount_agrees_with_the_run(problem):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run, "SEARCH_STEPS", 10)
        patch.setattr(run, "BASE_STEPS", 300)
        assignment = assign(problem, KEY, kernel="plain")

    certificate = certify(problem, assignment)

    assert (certificate.energy, certificate.bound) == (assignment.energy, assignment.bound)
    assert [row.bound for row in certificate.rows] == list(
        assignment.bound_rows[: len(certificate.rows)]
    )
    assert sum(certificate.sizes) == problem.position_count
    assert all(sum(row.counts) == row.total for row in certificate.rows)


def test_a_draw_without_obstacles_is_perfect():
    problem = vector_problem("360-8")
    assignment = assign(problem, bytes.fromhex(vector("360-8")["key"]))

    certificate = certify(problem, assignment)

    assert certificate.energy == certificate.bound == certificate.excess_range == 0
    assert certificate.broken_rules == 0
    assert certificate.sizes == (45,) * 8
    assert {row.cause for row in certificate.rows} == {None}
    assert all(row.achieved_gap == (row.total % 8 > 0) for row in certificate.rows)
    assert certificate.attempt == 0
    assert certificate.windows == "strict"


def test_twins_from_one_village_are_named_as_the_cause():
    village = Attribute("village", 1, (1, 1, 1) + (0,) * 9)

    certificate = certified(Problem(12, 4, (village,), together=((0, 1),)))

    row = row_of(certificate, "village", 1)
    assert (row.achieved_gap, row.best_gap, row.bound, row.cause) == (2, 2, 1, "link_group")
    assert row.excess == 1
    # The class of the twins lacks one of the others.
    assert certificate.excess_range == 2


def test_fixed_seats_are_named_as_the_cause():
    sex = Attribute("sex", 1, (1, 1, 1, 0, 0, 0))

    certificate = certified(Problem(6, 2, (sex,), fixed=((0, 1), (1, 1), (2, 1))))

    row = row_of(certificate, "sex", 1)
    assert (row.counts, row.bound, row.cause) == ((0, 3), 2, "fixed")


def test_a_cap_is_named_as_the_cause():
    needs = Attribute("needs", 1, (1,) * 4 + (0,) * 8)

    certificate = certified(Problem(12, 2, (needs,), caps=(Cap("needs", 1, 2),), sizes=(9, 3)))

    row = row_of(certificate, "needs", 1)
    assert (row.counts, row.bound, row.cause) == ((2, 2), 2, "cap")
    assert certificate.broken_rules == 0


def test_unequal_sizes_are_named_as_the_cause():
    sex = Attribute("sex", 1, (1, 0) * 8)

    certificate = certified(Problem(16, 2, (sex,), sizes=(7, 9)))

    gaps = {(row.achieved_gap, row.cause) for row in certificate.rows}
    assert gaps <= {(0, None), (2, "unequal_sizes"), (1, None), (0, "unequal_sizes")}


def test_a_level_that_was_not_reached_says_so():
    # Both attributes cannot be even at once: three positions are alike in both.
    problem = vector_problem("tiny-9-2")
    assignment = assign(problem, bytes.fromhex(vector("tiny-9-2")["key"]))

    certificate = certify(problem, assignment)

    assert certificate.target == 2 > certificate.bound == 0
    assert "no_assignment_found" in {row.cause for row in certificate.rows}


def test_a_broken_rule_is_counted():
    # Two who must be apart are fixed in one class: no check before the draw forbids it.
    problem = Problem(6, 2, apart=((0, 1),), fixed=((0, 0), (1, 0)))

    certificate = certified(problem)

    assert certificate.broken_rules == 1
    assert certificate.energy == certificate.bound == 2**20


def test_numerics_report_sums_windows_and_costs():
    numeric = Numeric("age", 2, 1, 3, (0, 0, 0, 50))

    certificate = certified(Problem(4, 2, numerics=(numeric,)))

    (age,) = certificate.numerics
    assert sorted(age.sums) == [0, 50]
    assert age.windows == ((24, 26), (24, 26))
    assert age.costs == (16, 16)
    assert certificate.energy == 32


def test_companion_seats_stay_out_of_sizes_and_rows():
    needs = Attribute("needs", 1, (1,) + (0,) * 12)
    problem = with_companion_seats(Problem(13, 2, (needs,)), "needs", 1, 3)

    certificate = certified(problem, student_count=13)

    assert sorted(certificate.sizes) == [5, 8]
    assert [(row.code, row.total) for row in certificate.rows] == [(0, 12), (1, 1)]


def test_a_share_is_measured_by_the_size_of_the_class():
    # Sizes 2, 4, 6 and six holders: shares 1, 2, 3.
    problem = Problem(12, 3, (Attribute("sex", 1, (1, 0) * 6),), sizes=(2, 4, 6))
    fair = certificate_of(problem, (0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2))
    unfair = certificate_of(problem, (0, 1, 0, 1, 1, 2, 1, 2, 2, 2, 2, 2))

    assert row_of(fair, "sex", 1).counts == (1, 2, 3)
    assert row_of(fair, "sex", 1).outside_share == 0
    assert row_of(unfair, "sex", 1).counts == (2, 2, 2)
    assert row_of(unfair, "sex", 1).outside_share == 1


def certificate_of(problem, classes):
    """The certificate of given classes."""
    return certify(problem, replace(assign(problem, KEY), classes=classes))

import pytest

from junheng.core.messages.assignment import SENTENCES
from junheng.engine.assignment.assign import assign
from junheng.engine.assignment.problem import Attribute, Cap, Numeric, Problem, check_problem
from junheng.engine.errors import JunhengError

SEX = Attribute("sex", 1, (0, 1, 0, 1, 0, 1))

# In the order in which they are refused; each problem also breaks a rule that comes later.
REFUSALS = [
    ("classes_out_of_range", Problem(6, 0, sizes=(1,)), {"classes": 0, "positions": 6}),
    ("classes_out_of_range", Problem(2, 3), {"classes": 3, "positions": 2}),
    ("problem_malformed", Problem(6, 2, (Attribute("sex", 1, (0,)),), sizes=(1, 1)), None),
    (
        "sizes_do_not_sum",
        Problem(6, 2, sizes=(3, 2), fixed=((0, 1), (1, 1), (2, 1))),
        {"sizes": (3, 2), "total": 5, "positions": 6},
    ),
    ("sizes_do_not_sum", Problem(6, 2, sizes=(2, 2, 2)), None),
    ("sizes_do_not_sum", Problem(6, 2, sizes=(7, -1)), None),
    (
        "fixed_beyond_size",
        Problem(7, 2, together=((0, 6),), fixed=tuple((p, 1) for p in range(4))),
        {"school_class": 1, "fixed": 4, "size": 3},
    ),
    ("fixed_beyond_size", Problem(6, 2, sizes=(5, 1), fixed=((0, 1), (1, 1))), None),
    (
        "group_partly_fixed",
        Problem(6, 2, together=((0, 1), (2, 3, 4, 5)), fixed=((1, 0),)),
        {"group": (0, 1)},
    ),
    ("group_partly_fixed", Problem(6, 2, together=((0, 1),), fixed=((0, 0), (1, 1))), None),
    (
        "group_larger_than_class",
        Problem(6, 2, together=((0, 1, 2, 3),), apart=((0, 1, 4),)),
        {"group": (0, 1, 2, 3), "size": 3},
    ),
    (
        "apart_larger_than_k",
        Problem(6, 2, together=((0, 1),), apart=((0, 1, 4),)),
        {"group": (0, 1, 4), "classes": 2},
    ),
    (
        "together_and_apart",
        Problem(6, 2, (SEX,), together=((0, 1),), apart=((0, 1),), caps=(Cap("sex", 1, 1),)),
        {"together": (0, 1), "apart": (0, 1)},
    ),
    (
        "cap_cannot_hold",
        Problem(6, 2, (SEX,), caps=(Cap("sex", 1, 1),)),
        {"attribute": "sex", "value": 1, "most": 1, "classes": 2, "holders": 3},
    ),
]


@pytest.mark.parametrize(("code", "problem", "params"), REFUSALS)
def test_a_problem_without_solution_is_refused_with_its_cause(code, problem, params):
    with pytest.raises(JunhengError) as refusal:
        check_problem(problem)

    assert refusal.value.code == code
    assert params is None or refusal.value.params == params
    assert SENTENCES[code] % refusal.value.params


@pytest.mark.parametrize(
    ("part", "problem"),
    [
        ("names", Problem(6, 2, (SEX, SEX))),
        ("sex", Problem(6, 2, (Attribute("sex", 0, SEX.codes),))),
        ("q", Problem(2, 1, numerics=(Numeric("q", 1, -1, 1, (1, 2)),))),
        ("q", Problem(2, 1, numerics=(Numeric("q", 1, 0, 0, (1, 2)),))),
        ("q", Problem(2, 1, numerics=(Numeric("q", 1, 0, 1, (1,)),))),
        ("together", Problem(6, 2, together=((1,),))),
        ("together", Problem(6, 2, together=((1, 0),))),
        ("together", Problem(6, 2, together=((0, 1), (1, 2)))),
        ("apart", Problem(6, 2, apart=((0, 6),))),
        ("caps", Problem(6, 2, caps=(Cap("sex", 1, 3),))),
        ("caps", Problem(6, 2, (SEX,), caps=(Cap("sex", 1, -1),))),
        ("fixed", Problem(6, 2, fixed=((0, 1), (0, 0)))),
        ("fixed", Problem(6, 2, fixed=((0, 2),))),
    ],
)
def test_a_malformed_part_is_named(part, problem):
    with pytest.raises(JunhengError) as refusal:
        check_problem(problem)

    assert refusal.value.code == "problem_malformed"
    assert refusal.value.params == {"part": part}


def test_a_group_fixed_as_a_whole_is_accepted():
    check_problem(Problem(6, 2, together=((0, 1),), fixed=((0, 1), (1, 1))))


def test_groups_that_never_fit_are_refused_after_the_last_restart():
    # Two groups of three, and two fixed positions leave no class with three free seats.
    problem = Problem(8, 2, together=((0, 1, 2), (3, 4, 5)), fixed=((6, 0), (7, 0)))

    with pytest.raises(JunhengError) as refusal:
        assign(problem, bytes(32))

    assert refusal.value.code == "no_start_found"
    assert refusal.value.params == {"groups": 2}

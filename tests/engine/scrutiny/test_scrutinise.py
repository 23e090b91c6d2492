from dataclasses import asdict, replace

import numpy as np
import pytest

from junheng.engine.scrutiny import (
    CERTAIN,
    Attribute,
    ClassList,
    Effort,
    Level,
    Measure,
    holm,
    scrutinise,
    scrutinise_several,
)
from junheng.engine.scrutiny.nulls import RandomLists
from junheng.engine.scrutiny.questions import Tables
from junheng.engine.scrutiny.scrutinise import _asked, _look, level_of
from tests.engine.scrutiny.schools import school, with_classes

QUICK = Effort(lists=999, lists_closer=0)
CLOSER = Effort(lists=999, lists_closer=130_000)


def test_a_random_list_shows_no_sign():
    scrutiny = scrutinise(school(120, 4), effort=QUICK)

    assert scrutiny.level is Level.NO_SIGN
    assert scrutiny.striking == ()
    assert sum(scrutiny.sizes) == 120


@pytest.mark.slow
def test_the_best_in_one_class_cannot_be_chance():
    random = school(80, 4, is_declared=False)
    by_mark = sorted(range(80), key=lambda p: -random.measures[0].values[p])
    classes = [0] * 80
    for place, position in enumerate(by_mark):
        classes[position] = 0 if place < 20 else 1 + place % 3

    scrutiny = scrutinise(with_classes(random, classes), effort=CLOSER)

    assert scrutiny.level is Level.NOT_CHANCE
    assert scrutiny.p < CERTAIN
    found = scrutiny.striking[0]
    assert (found.subject, found.side) == ("mark:total", "uneven")
    assert found.deviation is not None
    assert found.deviation.school_class == 0
    assert found.deviation.low > 0


@pytest.mark.slow
def test_too_even_marks_are_found_as_well():
    random = school(96, 4, is_declared=False)
    by_mark = sorted(range(96), key=lambda p: -random.measures[0].values[p])
    classes = [0] * 96
    for place, position in enumerate(by_mark):
        classes[position] = (0, 1, 2, 3, 3, 2, 1, 0)[place % 8]

    scrutiny = scrutinise(with_classes(random, classes), effort=CLOSER)

    assert scrutiny.level is Level.NOT_CHANCE
    assert {(one.subject, one.side) for one in scrutiny.striking} == {("mark:total", "even")}


def test_classes_filled_in_the_order_of_registration_are_found():
    random = school(60, 3)
    classes = [rank // 20 for rank in random.order]

    scrutiny = scrutinise(with_classes(random, classes), effort=QUICK)

    assert scrutiny.level is Level.LOOK_CLOSER
    assert ("order", "uneven") in {(one.subject, one.side) for one in scrutiny.striking}


@pytest.mark.slow
def test_what_was_declared_balanced_and_is_not_can_reach_the_third_level():
    codes = (0,) * 25 + (1,) * 25
    one = ClassList(
        2, codes, (Attribute("gender", codes, is_declared=True), Attribute("b", (0, 1) * 25))
    )

    scrutiny = scrutinise(one, effort=Effort(999, 260_000))

    assert scrutiny.level is Level.NOT_CHANCE
    assert scrutiny.balance == (("gender", 25, 1),)
    assert {one.subject for one in scrutiny.striking} == {"gender"}


def test_the_same_list_gives_the_same_result_in_any_order_of_rows_and_on_both_kernels():
    one = school(40, 3)
    shuffled = ClassList(
        3,
        one.classes[::-1],
        tuple(replace(a, codes=a.codes[::-1]) for a in one.attributes),
        tuple(replace(m, values=m.values[::-1]) for m in one.measures),
        one.teachers,
        one.order[::-1],
    )

    first = scrutinise(one, effort=Effort(150, 0), kernel="plain")

    assert scrutinise(shuffled, effort=Effort(150, 0), kernel="compiled") == first


def test_seed_digest_and_numbers_of_lists_are_recorded():
    one = school(60, 3)
    own, given = scrutinise(one, effort=QUICK), scrutinise(one, effort=QUICK, seed="20260901")

    assert own.seed == own.digest == given.digest
    assert given.seed == "20260901"
    assert [p.lists for p in given.nulls] == [999, 999]
    assert own.findings != given.findings


def test_p_values_count_the_list_itself():
    findings = scrutinise(school(60, 3), effort=QUICK).findings

    assert all(1 / 1000 <= one.p <= 1 for one in findings)
    assert all(round(one.p * 1000, 9) == int(round(one.p * 1000, 9)) for one in findings)
    assert holm([one.p for one in findings]) == [one.holm for one in findings]


def test_what_cannot_be_tested_is_named_with_its_reason():
    one = school(60, 3)
    strange = replace(
        one,
        attributes=(
            Attribute("constant", (1,) * 60),
            Attribute("address", tuple(range(60)), is_group=True),
            Attribute("gaps", (None,) * 13 + (0, 1) * 23 + (0,)),
        ),
        measures=(
            Measure("flat", (7,) * 60),
            Measure("absent", (None,) * 13 + tuple(range(47))),
        ),
        order=(None,) * 13 + tuple(range(47)),
    )

    with pytest.raises(Exception, match="scrutiny_nothing_to_test"):
        scrutinise(strange)
    tested = replace(strange, attributes=(*strange.attributes, Attribute("a", (0, 1) * 30)))
    assert {(one.subject, one.reason) for one in scrutinise(tested, effort=QUICK).untested} == {
        ("constant", "constant"), ("address", "all_different"), ("gaps", "mostly_missing"),
        ("flat", "constant"), ("absent", "mostly_missing"), ("order", "mostly_missing"),
    }  # fmt: skip


def test_who_has_no_mark_may_gather_in_one_class():
    one = school(60, 3)
    values = list(one.measures[0].values)
    for position in [p for p in range(60) if one.classes[p] == 2][:8]:
        values[position] = None
    measures = (replace(one.measures[0], values=tuple(values)),)

    scrutiny = scrutinise(replace(one, measures=measures), effort=QUICK)

    absent = next(one for one in scrutiny.findings if one.kind == "absent")
    assert absent.p <= 0.01
    assert absent.deviation is not None
    assert (absent.deviation.school_class, absent.deviation.count) == (2, 8)


def test_strong_teachers_with_strong_students_are_found():
    one = school(90, 3)
    marks = tuple(600 + 40 * c + p % 30 for p, c in enumerate(one.classes))
    scrutiny = scrutinise(
        replace(one, measures=(Measure("mark:x", marks, is_mark=True),)), effort=QUICK
    )

    teachers = [f for f in scrutiny.findings if f.kind == "teacher_means"]
    assert [f.teacher for f in teachers] == ["years"]
    assert teachers[0].p == pytest.approx(0.001)
    assert teachers[0].observed > teachers[0].high


def test_the_joint_p_is_that_of_its_definition():
    tables = Tables(school(30, 3, is_declared=False))
    asked = _asked(tables)
    stream = np.arange(40 * len(tables.questions)).reshape(40, -1) * 7919 % 101
    answers = RandomLists(stream.astype(np.int64), is_exact=False).answers

    def rarest(line):
        shares = []
        for one in asked:
            column = answers[:, one.number]
            as_far = (
                column >= line[one.number] if one.side == "uneven" else column <= line[one.number]
            )
            shares.append(as_far.sum())
        return min(shares)

    of_lists = [rarest(line) for line in answers]
    joint = _look(answers, asked, "plain").joint

    # Lists with the same smallest share may be told apart, so the share lies between these two.
    assert sum(r < of_lists[0] for r in of_lists) / 40 < joint
    assert joint <= sum(r <= of_lists[0] for r in of_lists) / 40


def test_a_balance_that_leaves_this_list_alone_says_so():
    # Five and six students, and each class holds one value: no other list is as even.
    classes = (0,) * 5 + (1,) * 6
    attributes = (
        Attribute("side", classes, is_declared=True),
        Attribute("gender", (0, 1) * 5 + (0,)),
    )

    result = scrutinise(ClassList(2, classes, attributes))

    balanced = next(run for run in result.nulls if run.name == "balanced")
    assert balanced.lists == 0
    assert balanced.is_stuck
    assert result.level is not Level.NOT_CHANCE


def test_the_levels_begin_where_they_are_said_to():
    assert level_of(0.0101) is Level.NO_SIGN
    assert level_of(0.01) is Level.LOOK_CLOSER
    assert level_of(1e-5) is Level.LOOK_CLOSER
    assert level_of(0.99e-5) is Level.NOT_CHANCE


def test_several_schools_are_adjusted_over_all_of_them():
    lists = [(name, school(40, 2, name)) for name in ("one", "two", "three")]
    steps = []

    found = scrutinise_several(
        lists, effort=Effort(199, 0), workers=1, progress=lambda done, of: steps.append((done, of))
    )

    assert [one.name for one in found] == ["one", "two", "three"]
    assert [one.holm for one in found] == holm([one.scrutiny.p for one in found])
    p_values = [finding.p for one in found for finding in one.scrutiny.findings]
    assert [p for one in found for p in one.holm_of_tests] == holm(p_values)
    assert steps == [(1, 3), (2, 3), (3, 3)]
    assert found[0].scrutiny == scrutinise(lists[0][1], effort=Effort(199, 0))


def test_a_public_seed_gives_each_school_its_own():
    lists = [(name, school(40, 2)) for name in ("one", "two")]

    found = scrutinise_several(lists, seed="public", effort=Effort(199, 0), workers=1)

    assert [one.scrutiny.seed for one in found] == ["public:one", "public:two"]


@pytest.mark.slow
def test_several_processes_change_nothing():
    lists = [(name, school(40, 2, name)) for name in ("one", "two")]
    alone, together = (
        scrutinise_several(lists, effort=Effort(199, 0), workers=workers) for workers in (1, 2)
    )

    assert [asdict(one) for one in alone] == [asdict(one) for one in together]

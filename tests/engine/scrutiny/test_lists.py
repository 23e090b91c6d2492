from dataclasses import replace

import pytest

from junheng.engine.errors import JunhengError
from junheng.engine.scrutiny import (
    Attribute,
    ClassList,
    Measure,
    TeacherScore,
    check_list,
    check_testable,
    digest_of_list,
)
from tests.engine.scrutiny.schools import school

TEN = (0,) * 5 + (1,) * 5


def refusal(class_list, check=check_list):
    with pytest.raises(JunhengError) as refused:
        check(class_list)
    return refused.value.code, dict(refused.value.params)


def test_one_class_is_refused_in_words():
    assert refusal(ClassList(1, (0,) * 10))[0] == "scrutiny_one_class"


def test_tiny_classes_are_named():
    code, params = refusal(ClassList(3, (0,) * 8 + (1,) * 8 + (2,)))

    assert (code, params["classes"], params["least"]) == ("scrutiny_class_tiny", (2,), 5)


@pytest.mark.parametrize(
    "wrong",
    [
        ClassList(2, (0, 2)),
        ClassList(2, ()),
        ClassList(2, TEN, (Attribute("a", (0,)),)),
        ClassList(2, TEN, (Attribute("a", TEN), Attribute("a", TEN))),
        ClassList(2, TEN, (), (Measure("m", (0,)),)),
        ClassList(2, TEN, (), (Measure("m", (0,) * 9 + (100_001,)),)),
        ClassList(2, TEN, (), (Measure("m", TEN, unit=0),)),
        ClassList(2, TEN, (), (), (TeacherScore("t", (1,)),)),
        ClassList(2, TEN, (), (), (TeacherScore("t", (1, 1001)),)),
        ClassList(2, TEN, order=(0,) * 10),
        ClassList(2, TEN, order=(0,)),
    ],
)
def test_what_does_not_fit_together_is_refused(wrong):
    assert refusal(wrong)[0] == "scrutiny_list_malformed"


def test_a_list_that_is_too_long_is_refused():
    assert refusal(ClassList(2, (0, 1) * 10_001))[0] == "scrutiny_list_too_long"


def test_a_list_that_says_nothing_but_classes_is_refused():
    assert refusal(ClassList(2, TEN), check_testable)[0] == "scrutiny_nothing_to_test"


def test_the_digest_does_not_know_the_order_of_rows():
    one = school(40, 4)
    back = ClassList(
        4,
        one.classes[::-1],
        tuple(replace(a, codes=a.codes[::-1]) for a in one.attributes),
        tuple(replace(m, values=m.values[::-1]) for m in one.measures),
        one.teachers,
        one.order[::-1],
    )

    assert digest_of_list(one) == digest_of_list(back)
    assert digest_of_list(one) != digest_of_list(school(40, 4, "another"))


def test_marks_and_declarations_change_the_digest():
    one = school(40, 4)
    declared = replace(one, attributes=tuple(replace(a, is_declared=True) for a in one.attributes))
    unmarked = replace(one, measures=tuple(replace(m, is_mark=False) for m in one.measures))

    assert len({digest_of_list(each) for each in (one, declared, unmarked)}) == 3

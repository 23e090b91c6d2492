import pytest

from junheng.rosters.class_names import class_key, grade_of, has_special_name, is_no_class


@pytest.mark.parametrize(
    "text",
    [
        "七（3）班",
        "七(3)班",
        "7年级3班",
        "初一（3）班",
        "3班",
        "3",
        "03",
        "三班",
        "七年级三班",
        "703",
        "703班",
        " 3 班",
    ],
)
def test_the_ways_to_write_class_three_are_one(text):
    assert class_key(text) == (3, "")


@pytest.mark.parametrize(
    ("text", "number"),
    [("十班", 10), ("十二班", 12), ("二十班", 20), ("二十一班", 21), ("712", 12), ("12班", 12)],
)
def test_numbers_above_nine_are_read(text, number):
    assert class_key(text) == (number, "")


def test_names_without_a_number_stay_as_they_are():
    assert class_key("国际班") == (0, "国际班")
    assert class_key("创新1班") != class_key("1班")
    assert class_key("木兰班") != class_key("清照班")


def test_names_of_special_classes_are_known():
    assert has_special_name(["1班", "国际班"])
    assert not has_special_name(["1班", "木兰班"])


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("七（3）班", 7), ("7年级3班", 7), ("初一（3）班", 7), ("703", 7), ("一年级二班", 1),
        ("高二3班", 11), ("九(11)班", 9),
        ("3班", None), ("12", None), ("十二班", None), ("二十一班", None), ("2026级3班", None),
    ],
)  # fmt: skip
def test_the_grade_is_read_where_a_name_begins_with_it(text, grade):
    assert grade_of(text) == grade


@pytest.mark.parametrize("text", ["待定", " 转 学 ", "—", "未分班"])
def test_words_that_are_no_class_are_known(text):
    assert is_no_class(text)
    assert not is_no_class("木兰班")

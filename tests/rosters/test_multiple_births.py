"""Twins and more, by what schools write about them."""

from collections.abc import Callable, Sequence

import pytest

from junheng.rosters import RosterReading
from junheng.tabular import Fault

Read = Callable[..., RosterReading]
Number = Callable[..., str]
COLUMNS = "姓名 性别 身份证号"


def groups(reading: RosterReading) -> dict[tuple[int, ...], str]:
    """Rows of each group, with the wish."""
    (school,) = reading.schools
    return {
        tuple(school.students[index].row for index in birth.members): birth.wish
        for birth in school.multiple_births
    }


def codes(findings: Sequence[Fault]) -> list[tuple[int | None, str]]:
    return [
        (finding.row, finding.code)
        for finding in findings
        if finding.code.startswith(("multiple_birth", "wish"))
    ]


def note_codes(reading: RosterReading) -> list[str]:
    return [note.code for note in reading.schools[0].notes if note.code != "same_names_found"]


def test_siblings_name_each_other(read_lines: Read, number_of: Number) -> None:
    reading = read_lines(
        f"{COLUMNS} 多胞胎姓名 多胞胎意愿",
        ("甲一", "男", number_of(order=1), "甲二", "同班"),
        ("乙", "男", number_of(order=3), "", ""),
        ("甲二", "女", number_of(order=2), "甲一", "同班"),
    )
    assert groups(reading) == {(2, 4): "together"}
    (school,) = reading.schools
    assert [student.multiple_birth for student in school.students] == [0, None, 0]
    assert school.multiple_births[0].linked_by == "names"


def test_three_siblings_may_be_named_in_one_cell(read_lines: Read, number_of: Number) -> None:
    reading = read_lines(
        f"{COLUMNS} 多胞胎姓名 多胞胎意愿",
        ("甲一", "男", number_of(order=1), "甲二、甲三", "不同班"),
        ("甲二", "女", number_of(order=2), "", ""),
        ("甲三", "女", number_of(order=4), "", ""),
    )
    assert groups(reading) == {(2, 3, 4): "apart"}
    assert note_codes(reading) == [
        "multiple_birth_one_sided",
        "multiple_birth_one_sided",
        "wish_of_one_applies",
    ]


def test_twins_may_have_the_same_name(read_lines: Read, number_of: Number) -> None:
    reading = read_lines(
        f"{COLUMNS} 双胞胎 多胞胎意愿",
        ("甲一", "男", number_of(order=1), "甲一", "不同班"),
        ("甲一", "男", number_of(order=3), "甲一", "不同班"),
    )
    assert groups(reading) == {(2, 3): "apart"}


def test_of_two_people_with_the_name_the_one_born_that_day_is_meant(
    read_lines: Read, number_of: Number
) -> None:
    reading = read_lines(
        f"{COLUMNS} 多胞胎姓名",
        ("甲一", "男", number_of(order=1), "甲二"),
        ("甲二", "男", number_of(birth="20140506", order=3), ""),
        ("甲二", "男", number_of(order=5), "甲一"),
    )
    assert list(groups(reading)) == [(2, 4)]
    assert codes(reading.faults) == []


def test_the_guardian_settles_which_of_two_namesakes_is_meant(
    read_lines: Read, number_of: Number
) -> None:
    lines = [
        ["甲一", "男", number_of(order=1), "甲二", "13800000001"],
        ["甲二", "男", number_of(order=3), "", "13800000002"],
        ["甲二", "男", number_of(order=5), "", "13800000001"],
    ]
    assert list(groups(read_lines(f"{COLUMNS} 多胞胎姓名 监护人电话", *lines))) == [(2, 4)]
    lines[2][4] = "13800000003"
    reading = read_lines(f"{COLUMNS} 多胞胎姓名 监护人电话", *lines)
    assert codes(reading.faults) == [(2, "multiple_birth_sibling_ambiguous")]


def test_twins_may_be_born_around_midnight(read_lines: Read, number_of: Number) -> None:
    reading = read_lines(
        f"{COLUMNS} 多胞胎姓名",
        ("甲一", "男", number_of(birth="20140131"), "甲二"),
        ("甲二", "男", number_of(birth="20140201"), "甲一"),
    )
    assert list(groups(reading)) == [(2, 3)]


def test_named_siblings_of_different_birth_are_a_fault(read_lines: Read, number_of: Number) -> None:
    reading = read_lines(
        f"{COLUMNS} 多胞胎姓名",
        ("甲一", "男", number_of(birth="20140131"), "甲二"),
        ("甲二", "男", number_of(birth="20140202"), ""),
    )
    assert codes(reading.faults) == [(2, "multiple_birth_dates_differ")]
    assert reading.faults[0].params == {"sibling_row": 3}
    assert groups(reading) == {}


def test_a_sibling_who_is_not_in_the_roster_is_a_fault(read_lines: Read, number_of: Number) -> None:
    reading = read_lines(f"{COLUMNS} 多胞胎姓名", ("甲一", "男", number_of(), "甲二"))
    assert codes(reading.faults) == [(2, "multiple_birth_sibling_not_found")]


def test_a_sibling_on_a_faulty_row_is_not_reported_twice(
    read_lines: Read, number_of: Number
) -> None:
    reading = read_lines(
        f"{COLUMNS} 多胞胎姓名",
        ("甲一", "男", number_of(), "甲二"),
        ("甲二", "", number_of(order=3), "甲一"),
    )
    assert codes(reading.faults) == []
    assert [fault.code for fault in reading.faults] == ["cell_required"]


def test_names_with_dots_and_spaces_are_found(read_lines: Read, number_of: Number) -> None:
    reading = read_lines(
        f"{COLUMNS} 多胞胎姓名",
        ("阿依古丽·艾合买提", "女", number_of(order=2), "张 三"),
        ("张三", "男", number_of(order=1), "阿依古丽•艾合买提"),
    )
    assert list(groups(reading)) == [(2, 3)]


@pytest.mark.parametrize("header", ["多胞胎组号", "双胞胎"])
def test_equal_group_numbers_make_a_group(read_lines: Read, number_of: Number, header: str) -> None:
    reading = read_lines(
        f"{COLUMNS} {header}",
        ("甲一", "男", number_of(order=1), "1"),
        ("甲二", "男", number_of(order=3), "1"),
        ("乙一", "男", number_of(birth="20140506", order=1), "2"),
        ("乙二", "男", number_of(birth="20140506", order=3), 2),
        ("丙", "男", number_of(order=7), "0"),
    )
    assert list(groups(reading)) == [(2, 3), (4, 5)]
    assert {b.linked_by for b in reading.schools[0].multiple_births} == {"group_number"}


def test_a_group_number_alone_is_asked_back_and_unequal_births_are_a_fault(
    read_lines: Read, number_of: Number
) -> None:
    reading = read_lines(
        f"{COLUMNS} 多胞胎组号",
        ("甲一", "男", number_of(order=1), "7"),
        ("乙一", "男", number_of(birth="20140506", order=1), "8"),
        ("乙二", "男", number_of(birth="20140706", order=3), "8"),
    )
    assert codes(reading.warnings) == [(2, "multiple_birth_alone")]
    assert codes(reading.faults) == [(4, "multiple_birth_dates_differ")]


def test_yes_is_linked_by_guardian_and_birth_or_by_the_first_fourteen_digits(
    read_lines: Read, number_of: Number
) -> None:
    other_birth = {"birth": "20140506"}
    reading = read_lines(
        f"{COLUMNS} 双胞胎 家长姓名",
        ("甲一", "男", number_of(order=1), "是", "甲父"),
        ("甲二", "男", number_of(order=3, region="340404"), "是", "甲父"),
        ("乙一", "男", number_of(order=1, **other_birth), "1", ""),
        ("乙二", "女", number_of(order=2, **other_birth), "双胞胎", ""),
        ("丙", "男", number_of(birth="20140707"), "是", ""),
        ("丁", "男", number_of(birth="20140808"), "否", ""),
    )
    (school,) = reading.schools
    assert list(groups(reading)) == [(2, 3), (4, 5)]
    assert [b.linked_by for b in school.multiple_births] == ["guardian", "identity_number"]
    assert codes(reading.warnings) == [(6, "multiple_birth_alone")]
    assert "multiple_birth_linked_by_guardian" in note_codes(reading)
    assert "multiple_birth_linked_by_identity_number" in note_codes(reading)


def test_an_undeclared_resemblance_is_a_warning_and_no_link(
    read_lines: Read, number_of: Number
) -> None:
    reading = read_lines(
        f"{COLUMNS} 联系电话",
        ("甲一", "男", number_of(order=1), "138-0000-0001"),
        ("甲二", "男", number_of(order=3), "13800000001"),
        ("乙", "男", number_of(order=5, birth="20140506"), "13800000001"),
        ("丙", "男", number_of(order=7), "无"),
        ("丁", "男", number_of(order=9), "无"),
    )
    assert codes(reading.warnings) == [(3, "multiple_birth_suspected")]
    assert groups(reading) == {}
    assert reading.is_acceptable


def test_one_name_and_one_birth_on_two_numbers_is_pointed_out(
    read_lines: Read, number_of: Number
) -> None:
    reading = read_lines(
        COLUMNS,
        ("甲一", "男", number_of(order=1)),
        ("甲一", "男", number_of(order=3)),
    )
    assert codes(reading.warnings) == [(3, "multiple_birth_suspected")]


def test_contradicting_wishes_are_a_fault_naming_both_rows(
    read_lines: Read, number_of: Number
) -> None:
    reading = read_lines(
        f"{COLUMNS} 多胞胎姓名 多胞胎意愿",
        ("甲一", "男", number_of(order=1), "甲二", "不同班"),
        ("甲二", "男", number_of(order=3), "甲一", "同班"),
    )
    assert codes(reading.faults) == [(3, "wishes_conflict")]
    assert reading.faults[0].params == {"sibling_row": 2}


def test_no_under_same_class_is_asked_back_for_siblings_only(
    read_lines: Read, number_of: Number
) -> None:
    reading = read_lines(
        f"{COLUMNS} 多胞胎姓名 是否同班",
        ("甲一", "男", number_of(order=1), "甲二", "否"),
        ("甲二", "男", number_of(order=3), "甲一", "是"),
        ("乙", "男", number_of(order=5), "", "否"),
        ("丙", "男", number_of(order=7), "", "是"),
    )
    assert codes(reading.faults) == [(2, "wish_unclear")]
    assert codes(reading.warnings) == [(5, "wish_without_siblings")]


def test_no_wish_at_all_is_told_with_the_place_for_wishes(
    read_lines: Read, number_of: Number
) -> None:
    reading = read_lines(
        f"{COLUMNS} 双胞胎 备注",
        ("甲一", "男", number_of(order=1), "甲二", "同班"),
        ("甲二", "男", number_of(order=3), "甲一", "同班"),
    )
    assert groups(reading) == {(2, 3): "none"}
    assert note_codes(reading) == ["multiple_birth_without_wish"]

"""The rosters as schools send them are read without hand editing.

Expected rows and counts come from reading the files with openpyxl and by eye.
"""

import csv
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import openpyxl

from junheng.profiles import Stage
from junheng.rosters import RosterReading, SchoolRoster

SAMPLES = Path(__file__).parents[1] / "data" / "rosters"
Sample = Callable[..., RosterReading]
OnlySchool = Callable[..., SchoolRoster]


def test_junior_high_has_412_students_of_the_third_middle_school(
    sample: Sample, only_school: OnlySchool
) -> None:
    school = only_school("junior-high-412.xlsx")
    assert sample("junior-high-412.xlsx").is_acceptable
    assert school.title == "××县第三中学"
    assert (school.stage, school.stage_found_by) == (Stage.JUNIOR, "grade_word")
    assert len(school.students) == 412
    # The totals line of the file says so.
    assert Counter(student.gender for student in school.students) == {1: 201, 2: 211}
    assert [line.number for line in school.skipped] == [416, 417]
    assert school.unknown == ("序号",)


def test_junior_high_attributes_equal_a_plain_count_of_the_cells(only_school: OnlySchool) -> None:
    students = only_school("junior-high-412.xlsx").students
    book = openpyxl.load_workbook(SAMPLES / "junior-high-412.xlsx")
    cells = [row for row in book.worksheets[0].iter_rows(min_row=4, values_only=True) if row[2]]
    assert [student.name for student in students] == [row[1] for row in cells]
    assert [student.identity_number for student in students] == [row[3] for row in cells]
    assert [student.origin for student in students] == [row[5] for row in cells]
    for place, attribute in [(6, "migrant"), (7, "sen"), (8, "left_behind"), (9, "boarding")]:
        assert [getattr(student, attribute) for student in students] == [
            row[place] == "是" for row in cells
        ]


def test_junior_high_has_three_pairs_of_twins_and_one_wish(only_school: OnlySchool) -> None:
    school = only_school("junior-high-412.xlsx")
    rows = {
        tuple(school.students[index].row for index in birth.members): birth.wish
        for birth in school.multiple_births
    }
    assert rows == {(14, 67): "none", (155, 188): "together", (172, 408): "none"}


def test_primary_reads_an_old_file_with_other_names_for_everything(
    only_school: OnlySchool,
) -> None:
    school = only_school("primary-268.xls")
    assert (school.stage, school.stage_found_by) == (Stage.PRIMARY, "grade_word")
    assert len(school.students) == 268
    assert Counter(student.gender for student in school.students) == {1: 144, 2: 124}
    assert sum(student.migrant is True for student in school.students) == 20
    assert {student.row for student in school.students if student.sen} == {7, 32, 45, 73, 128, 181}
    by_row = {student.row: student for student in school.students}
    assert (by_row[38].name, by_row[112].identity_number) == ("郑杰家", "51092220191113667X")
    assert Counter(student.ethnicity for student in school.students) == {
        "01": 258, "03": 3, "15": 2, "09": 2, "37": 1, "06": 1, "12": 1,
    }  # fmt: skip


def test_primary_says_how_every_derived_value_was_counted(only_school: OnlySchool) -> None:
    notes = {note.code: note.params for note in only_school("primary-268.xls").notes}
    assert notes["household_counted_as_migrant"] == {
        "column": "户籍类型",
        "value": "外县户籍(随迁)",
        "count": 20,
    }
    assert notes["household_counted_as_local"]["count"] == 248
    assert notes["disability_counted_as_inclusion"]["count"] == 6


def test_primary_twins_are_found_even_with_one_name_and_remarks_stay_unread(
    only_school: OnlySchool,
) -> None:
    school = only_school("primary-268.xls")
    rows = [
        tuple(school.students[index].row for index in birth.members)
        for birth in school.multiple_births
    ]
    assert rows == [(78, 113), (79, 91)]
    assert {birth.wish for birth in school.multiple_births} == {"none"}
    assert school.ignored == ("备注",)
    assert "multiple_birth_without_wish" in {note.code for note in school.notes}


def test_primary_has_one_number_on_two_people(sample: Sample) -> None:
    reading = sample("primary-268.xls")
    (warning,) = [found for found in reading.warnings if found.code == "identity_number_repeated"]
    assert reading.is_acceptable
    assert warning.row == 263
    assert warning.params == {"first_sheet": "一年级新生", "first_row": 246}


def test_town_reads_gb18030_with_apostrophes_full_width_digits_and_ticks(
    sample: Sample, only_school: OnlySchool
) -> None:
    school = only_school("town-133-gbk.csv")
    assert sample("town-133-gbk.csv").is_acceptable
    assert (school.stage, school.stage_found_by) == (Stage.JUNIOR, "ages")
    text = (SAMPLES / "town-133-gbk.csv").read_bytes().decode("gb18030")
    lines = list(csv.DictReader(text.splitlines()))
    assert len(school.students) == len(lines) == 133
    for student, line in zip(school.students, lines, strict=True):
        assert student.migrant == (line["随迁子女"] == "√")
        assert student.left_behind == (line["留守"] == "√")
        assert student.sen == (line["特殊教育需要"] == "√")
    assert school.students[10].identity_number == "320682201309187479"
    assert school.students[0].registration_number is None
    blanks = {
        note.column: note.params["count"]
        for note in school.notes
        if note.code == "blanks_counted_as_no"
    }
    assert blanks == {"随迁子女": 113, "特殊教育需要": 132, "留守": 125}


def test_county_has_five_schools_and_ignores_the_hidden_sheet(sample: Sample) -> None:
    reading = sample("county-5-schools.xlsx")
    assert reading.is_acceptable
    assert [(school.title, len(school.students)) for school in reading.schools] == [
        ("××县第一中学", 487),
        ("××县第四中学", 301),
        ("××县民族中学", 214),
        ("××县乡镇初级中学", 88),
        ("××县教学点", 31),
    ]
    assert {school.stage for school in reading.schools} == {Stage.JUNIOR}
    assert reading.schools[4].stage_found_by == "ages"
    assert [sum(bool(s.migrant) for s in school.students) for school in reading.schools] == [
        65, 35, 45, 12, 5,
    ]  # fmt: skip
    assert [sum(bool(s.sen) for s in school.students) for school in reading.schools] == [
        8, 1, 3, 1, 0,
    ]  # fmt: skip
    assert reading.schools[4].notes[0].code == "same_names_found"


def test_bad_96_names_every_planted_fault_on_its_row(sample: Sample) -> None:
    reading = sample("bad-96.xlsx")
    assert not reading.is_acceptable
    assert [(fault.row, fault.column, fault.code) for fault in reading.faults] == [
        (5, "身份证号", "identity_number_wrong_check_digit"),
        (9, "身份证号", "identity_number_typed_as_number"),
        (14, "性别", "cell_required"),
        (20, "性别", "gender_differs_from_identity_number"),
        (27, "性别", "gender_differs_from_identity_number"),
        (27, "身份证号", "person_repeated"),
        (33, "姓名", "cell_required"),
        (40, "身份证号", "identity_number_born_in_future"),
        (51, "身份证号", "identity_number_has_15_digits"),
    ]
    (repeated,) = [fault for fault in reading.faults if fault.code == "person_repeated"]
    assert repeated.params == {"first_sheet": "Sheet1", "first_row": 5}


def test_bad_96_refuses_marks_totals_and_prizes_by_their_headings(
    sample: Sample, only_school: OnlySchool
) -> None:
    school = only_school("bad-96.xlsx")
    assert school.refused == ("语文", "数学", "总分", "获奖情况")
    refused = [fault for fault in sample("bad-96.xlsx").warnings if fault.code == "column_refused"]
    assert [fault.column for fault in refused] == ["语文", "数学", "总分", "获奖情况"]
    assert "区三好学生" not in repr(sample("bad-96.xlsx"))
    assert len(school.students) == 88


def test_nothing_of_a_refused_or_remark_column_is_kept(sample: Sample) -> None:
    assert "'不同班'" not in repr(sample("primary-268.xls"))


def test_findings_hold_places_and_no_personal_data(sample: Sample) -> None:
    names = ["junior-high-412.xlsx", "primary-268.xls", "county-5-schools.xlsx", "bad-96.xlsx"]
    for name in names:
        reading = sample(name)
        texts = {
            text
            for school in reading.schools
            for student in school.students
            for text in (student.name, student.identity_number)
        }
        findings = repr([fault.params for fault in (*reading.faults, *reading.warnings)])
        findings += repr([note.params for school in reading.schools for note in school.notes])
        assert [text for text in texts if text in findings] == []

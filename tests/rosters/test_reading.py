"""What a sheet says, column by column and row by row."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from junheng.core.messages import all_sentences, describe, sentence
from junheng.engine.errors import JunhengError
from junheng.profiles import JurisdictionProfile, Stage, load_profile
from junheng.rosters import RosterReading, SchoolRoster, read_roster
from junheng.tabular import Fault

Read = Callable[..., RosterReading]
Number = Callable[..., str]
SAMPLES = Path(__file__).parents[1] / "data" / "rosters"
TODAY = date(2026, 8, 15)


def codes(findings: Sequence[Fault]) -> list[tuple[int | None, str]]:
    return [(finding.row, finding.code) for finding in findings]


def found(reading: RosterReading, code: str) -> list[Fault]:
    return [f for f in (*reading.faults, *reading.warnings) if f.code == code]


def test_birth_dates_are_checked_against_the_number(read_lines: Read, number_of: Number) -> None:
    reading = read_lines(
        "姓名 性别 身份证号 出生日期",
        ("甲一", "男", number_of(order=1), "2014-01-02"),
        ("甲二", "男", number_of(order=3), "2014年1月"),
        ("甲三", "男", number_of(order=5), "20140103"),
        ("甲四", "男", number_of(order=7), "2014-02"),
        ("甲五", "男", number_of(order=9), None),
    )
    assert codes(reading.faults) == [
        (4, "birth_date_differs_from_identity_number"),
        (5, "birth_date_differs_from_identity_number"),
    ]
    assert [fault.column_index for fault in reading.faults] == [3, 3]


def test_a_birth_date_cell_is_read_as_a_date(read_lines: Read, number_of: Number) -> None:
    line = ("甲一", "男", number_of(), date(2014, 1, 2))
    assert read_lines("姓名 性别 身份证号 出生日期", line).is_acceptable


def test_names_with_marks_are_errors_and_rare_characters_warnings(
    read_lines: Read, number_of: Number
) -> None:
    reading = read_lines(
        "姓名 性别 身份证号",
        ("张三1", "男", number_of(order=1)),
        ("张\ue863", "男", number_of(order=3)),
        ("\uf9dc明", "男", number_of(order=5)),
        ("张", "男", number_of(order=7)),
    )
    assert codes(reading.faults) == [(2, "name_character_wrong")]
    assert [code for _, code in codes(reading.warnings)][-3:] == [
        "name_character_private",
        "name_character_variant",
        "name_is_one_character",
    ]
    assert [student.name for student in reading.schools[0].students][1] == "\u9686明"


def test_one_person_on_two_sheets_is_named_with_both_places(
    read_sheets: Read, number_of: Number
) -> None:
    header = ["姓名", "性别", "身份证号"]
    number = number_of()
    reading = read_sheets(
        {
            "一中七年级": [header, ["甲一", "男", number]],
            "二中七年级": [header, ["乙一", "男", number_of(order=3)], ["甲一", "男", number]],
        }
    )
    (fault,) = reading.faults
    assert (fault.sheet, fault.row, fault.code) == ("二中七年级", 3, "person_repeated")
    assert fault.params == {"first_sheet": "一中七年级", "first_row": 2}


def test_two_names_on_one_number_are_two_children_and_a_warning(
    read_lines: Read, number_of: Number
) -> None:
    number = number_of()
    reading = read_lines("姓名 性别 身份证号", ("甲一", "男", number), ("甲二", "男", number))
    assert reading.faults == ()
    assert (3, "identity_number_repeated") in codes(reading.warnings)
    assert [student.name for student in reading.schools[0].students] == ["甲一", "甲二"]


def test_the_columns_of_the_national_template_are_read(read_lines: Read, number_of: Number) -> None:
    header = (
        "学校标识码 姓名 性别 出生日期 籍贯 民族 身份证件类型 身份证件号 户口性质 班级 就读方式 "
        "联系电话 是否留守儿童 特长 学生来源 残疾类型 随班就读 成员1姓名 成员1联系电话 "
        "成员1工作单位 是否进城务工人员随迁子女"
    )
    reading = read_lines(
        header,
        (
            "2142001636", "甲一", "1", "20140102", "江西", "1", "1", number_of(order=1), "1", "",
            "1", "13800000001", "0", "", "1", "0", "0", "甲父", "13800000001", "", "0",
        ),
        (
            "2142001636", "乙二", "2", "20140102", "江西", "15", "1", number_of(order=2), "2", "",
            "2", "13800000002", "2", "", "1", "12", "10", "乙父", "13800000002", "", "1",
        ),
    )  # fmt: skip
    assert reading.is_acceptable
    (school,) = reading.schools
    first, second = school.students
    assert (first.gender, first.ethnicity, first.migrant, first.sen) == (1, "01", False, False)
    assert (first.left_behind, first.boarding) == (False, False)
    assert (second.gender, second.ethnicity, second.migrant, second.sen) == (2, "15", True, True)
    assert (second.left_behind, second.boarding) == (True, True)
    assert school.refused == ("特长",)
    assert school.ignored == ("成员1工作单位",)
    assert "学生来源" in school.unknown


@pytest.mark.parametrize(
    ("header", "written", "expected"),
    [
        ("残疾类型", "听力残疾", True),
        ("残疾类型", "视力", True),
        ("残疾类型", "智力障碍", True),
        ("残疾类型", "孤独症", True),
        ("残疾类型", "无", False),
        ("残疾类型", "正常", False),
        ("残疾类型", "", False),
        ("残疾", "是", True),
        ("特殊教育需要", "√", True),
        ("随班就读", "00", False),
        ("随班就读", "11", True),
        ("是否残疾", "否", False),
    ],
)
def test_inclusion_is_read_from_kinds_codes_and_ticks(
    read_lines: Read, number_of: Number, header: str, written: str, *, expected: bool
) -> None:
    reading = read_lines(f"姓名 性别 身份证号 {header}", ("甲一", "男", number_of(), written))
    assert reading.is_acceptable
    assert reading.schools[0].students[0].sen is expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [("走读", False), ("住 校", True), ("", False), (2, True), ("1", False)],
)
def test_boarding_is_read_from_the_way_of_attendance(
    read_lines: Read, number_of: Number, written: str | int, *, expected: bool
) -> None:
    reading = read_lines("姓名 性别 身份证号 就读方式", ("甲一", "男", number_of(), written))
    assert reading.schools[0].students[0].boarding is expected


@pytest.mark.parametrize(("header", "written"), [("就读方式", "借读"), ("多胞胎意愿", "随意")])
def test_words_that_are_not_declared_are_refused_with_those_that_are(
    read_lines: Read, number_of: Number, header: str, written: str
) -> None:
    reading = read_lines(f"姓名 性别 身份证号 {header}", ("甲一", "男", number_of(), written))
    assert codes(reading.faults) == [(2, "choice_unknown")]


def test_an_unclear_disability_is_a_fault(read_lines: Read, number_of: Number) -> None:
    reading = read_lines("姓名 性别 身份证号 残疾", ("甲一", "男", number_of(), "待定"))
    assert codes(reading.faults) == [(2, "yes_no_unclear")]


def test_the_inclusion_column_goes_before_the_kind_of_disability(
    read_lines: Read, number_of: Number
) -> None:
    reading = read_lines(
        "姓名 性别 身份证号 残疾类型 随班就读",
        ("甲一", "男", number_of(order=1), "肢体残疾", "否"),
        ("甲二", "男", number_of(order=3), "", "是"),
    )
    (school,) = reading.schools
    assert [student.sen for student in school.students] == [False, True]
    notes = {note.code: note.params for note in school.notes}
    assert notes["disability_without_inclusion"] == {
        "column": "残疾类型",
        "count": 1,
        "followed": "随班就读",
    }


def test_a_household_column_that_never_says_migrant_is_not_interpreted(
    read_lines: Read, number_of: Number
) -> None:
    reading = read_lines(
        "姓名 性别 身份证号 户籍类型",
        ("甲一", "男", number_of(order=1), "本县"),
        ("甲二", "男", number_of(order=3), "外县"),
    )
    (school,) = reading.schools
    assert [student.migrant for student in school.students] == [None, None]
    assert "migrant" not in school.attributes
    assert "随迁子女" in [warning.params.get("attribute") for warning in reading.warnings]


def test_a_household_that_is_expressly_not_migrant_counts_as_no(
    read_lines: Read, number_of: Number
) -> None:
    reading = read_lines(
        "姓名 性别 身份证号 户籍类型",
        ("甲一", "男", number_of(order=1), "外县（非随迁）"),
        ("甲二", "男", number_of(order=3), "外县（随迁）"),
    )
    assert [student.migrant for student in reading.schools[0].students] == [False, True]


def test_marks_cannot_enter_under_the_heading_of_a_school(
    read_lines: Read, number_of: Number
) -> None:
    reading = read_lines("姓名 性别 身份证号 毕业学校", ("甲一", "男", number_of(), 95.5))
    assert codes(reading.faults) == [(2, "origin_is_number")]


def test_an_unknown_column_that_looks_like_marks_is_named_and_not_read(
    read_lines: Read, number_of: Number
) -> None:
    lines = [
        (f"甲{'一二三四五六七八九'[i]}", "男", number_of(order=2 * i + 1), 60 + 4 * i)
        for i in range(9)
    ]
    reading = read_lines("姓名 性别 身份证号 入学情况", *lines)
    assert [(w.column, w.row) for w in found(reading, "column_like_marks")] == [("入学情况", 1)]
    assert reading.schools[0].unknown == ("入学情况",)


def test_real_registration_numbers_are_kept(read_lines: Read, number_of: Number) -> None:
    reading = read_lines(
        "姓名 性别 身份证号 报名号",
        ("甲一", "男", number_of(order=1), "B001"),
        ("甲二", "男", number_of(order=3), "B002"),
    )
    assert [s.registration_number for s in reading.schools[0].students] == ["B001", "B002"]


@pytest.mark.parametrize("second", ["B001", "", "own"])
def test_registration_numbers_that_are_missing_repeated_or_private_are_not_used(
    read_lines: Read, number_of: Number, second: str
) -> None:
    number = number_of(order=3)
    reading = read_lines(
        "姓名 性别 身份证号 报名号",
        ("甲一", "男", number_of(order=1), "B001"),
        ("甲二", "男", number, number if second == "own" else second),
    )
    assert [s.registration_number for s in reading.schools[0].students] == [None, None]
    assert len(found(reading, "registration_numbers_not_usable")) == 1
    assert reading.is_acceptable


def test_a_roster_of_several_schools_in_one_sheet_is_refused(
    read_lines: Read, number_of: Number
) -> None:
    reading = read_lines(
        "学校 姓名 性别 身份证号",
        ("一中", "甲一", "男", number_of(order=1)),
        ("二中", "甲二", "男", number_of(order=3)),
    )
    assert codes(reading.faults) == [(None, "sheet_holds_several_schools")]


def test_blank_texts_are_counted(read_lines: Read, number_of: Number) -> None:
    reading = read_lines(
        "姓名 性别 身份证号 民族 毕业学校",
        ("甲一", "男", number_of(order=1), "汉", ""),
        ("甲二", "男", number_of(order=3), "", "一小"),
        ("甲三", "男", number_of(order=5), "", "一小"),
    )
    notes = {n.column: n.params["count"] for n in reading.schools[0].notes}
    assert notes == {"民族": 2, "毕业学校": 1}


def test_sheets_without_a_roster_are_skipped_with_a_warning(
    read_sheets: Read, number_of: Number
) -> None:
    sheets = {
        "说明": [["请按要求填写"]],
        "七年级": [["姓名", "性别", "身份证号"], ["甲一", "男", number_of()]],
    }
    reading = read_sheets(sheets)
    assert len(reading.schools) == 1
    assert [w.sheet for w in found(reading, "sheet_without_roster")] == ["说明"]
    assert codes(read_sheets(sheets, sheets=["说明"]).faults)[0][1] == "header_not_found"


def test_only_the_wanted_sheets_are_read(read_sheets: Read, number_of: Number) -> None:
    header = ["姓名", "性别", "身份证号"]
    sheets = {
        "一中七年级": [header, ["甲一", "男", number_of(order=1)]],
        "二中七年级": [header, ["甲二", "男", number_of(order=3)]],
    }
    reading = read_sheets(sheets, sheets=["二中七年级"])
    assert [school.sheet for school in reading.schools] == ["二中七年级"]
    with pytest.raises(JunhengError) as caught:
        read_sheets(sheets, sheets=["三中"])
    assert caught.value.code == "sheet_not_found"
    assert "一中七年级、二中七年级" in describe(caught.value)


def test_a_file_without_any_roster_is_refused(read_sheets: Read) -> None:
    with pytest.raises(JunhengError) as caught:
        read_sheets({"说明": [["请按要求填写"]]})
    assert caught.value.code == "roster_not_found"
    assert describe(caught.value)


def test_a_missing_column_stops_the_sheet(read_lines: Read) -> None:
    reading = read_lines("姓名 性别 民族", ("甲一", "男", "汉"))
    assert codes(reading.faults) == [(1, "header_missing")]
    assert reading.schools[0].students == ()
    assert not reading.is_acceptable


def test_a_place_reads_only_what_it_balances(read_lines: Read, number_of: Number) -> None:
    reading = read_lines(
        "姓名 性别 身份证号 民族 是否留守儿童 毕业小学",
        ("甲一", "男", number_of(), "苗族", "是", "一小"),
        profile=load_profile("nanchang"),
    )
    (school,) = reading.schools
    (student,) = school.students
    assert (student.ethnicity, student.left_behind, student.origin) == ("", None, "一小")
    assert school.ignored == ("民族", "是否留守儿童")
    assert school.attributes == ("gender", "origin")


# ---- nothing depends on the order of the rows --------------------------------------------------


def essence(school: SchoolRoster) -> object:
    """The content of a school by identity number instead of by place."""
    key = [student.identity_number for student in school.students]
    return (
        sorted(repr(replace(student, row=0, multiple_birth=None)) for student in school.students),
        sorted(
            (sorted(key[index] for index in birth.members), birth.wish, birth.linked_by)
            for birth in school.multiple_births
        ),
        sorted(sorted(key[index] for index in group) for group in school.same_names),
        sorted(sorted(key[index] for index in group) for group in school.same_sounds),
        sorted(note.code for note in school.notes),
        (school.title, school.stage, school.attributes, school.headers),
    )


@pytest.mark.parametrize("name", ["junior-high-412.xlsx", "bad-96.xlsx"])
def test_shuffled_rows_give_the_same_reading(
    name: str, tmp_path: Path, national: JurisdictionProfile
) -> None:
    first = 4 if name.startswith("junior") else 2
    book = openpyxl.load_workbook(SAMPLES / name)
    page = book.worksheets[0]
    last = 415 if name.startswith("junior") else 97
    lines = [[cell.value for cell in row] for row in page.iter_rows(first, last)]
    # An order without meaning: by the identity number read backwards.
    lines.sort(key=lambda line: next(str(c)[::-1] for c in line if len(str(c)) >= 15))
    for place, line in enumerate(lines, start=first):
        for column, value in enumerate(line, start=1):
            page.cell(place, column).value = value
    shuffled = tmp_path / name
    book.save(shuffled)

    before = read_roster(SAMPLES / name, national, today=TODAY)
    after = read_roster(shuffled, national, today=TODAY)

    assert [essence(school) for school in after.schools] == [
        essence(school) for school in before.schools
    ]
    assert sorted(f.code for f in after.faults) == sorted(f.code for f in before.faults)


def test_every_note_and_finding_has_its_sentence(sample: Read) -> None:
    for name in ("junior-high-412.xlsx", "primary-268.xls", "town-133-gbk.csv", "bad-96.xlsx"):
        reading = sample(name)
        for finding in (*reading.faults, *reading.warnings):
            assert sentence(finding.code, finding.params)
        for school in reading.schools:
            for note in school.notes:
                assert sentence(note.code, note.params)
    assert "stage_not_found" in all_sentences()


@pytest.mark.parametrize(
    ("title", "sheet", "born", "expected"),
    [
        ("××县实验小学2026年一年级新生名册", "Sheet1", "20140102", (Stage.PRIMARY, "grade_word")),
        ("××县第三中学初一新生名册", "Sheet1", "20140102", (Stage.JUNIOR, "grade_word")),
        ("××中学初中一年级新生", "Sheet1", "20140102", (Stage.JUNIOR, "grade_word")),
        ("××县第三小学新生名册", "Sheet1", "20200102", (Stage.PRIMARY, "school_word")),
        ("新生名册", "第五中学", "20140102", (Stage.JUNIOR, "school_word")),
        ("××中学附属小学新生名册", "Sheet1", "20200102", (Stage.PRIMARY, "ages")),
        ("九年一贯制学校一年级和七年级", "Sheet1", "20140102", (Stage.JUNIOR, "ages")),
        ("新生名册", "Sheet1", "20090102", (None, None)),
    ],
)
def test_the_stage_is_found_in_words_before_ages(
    read_sheets: Read,
    number_of: Number,
    *,
    title: str,
    sheet: str,
    born: str,
    expected: tuple[Stage | None, str | None],
) -> None:
    reading = read_sheets(
        {sheet: [[title], ["姓名", "性别", "身份证号"], ["甲一", "男", number_of(birth=born)]]}
    )
    (school,) = reading.schools
    assert (school.stage, school.stage_found_by) == expected
    assert bool(found(reading, "stage_not_found")) is (expected[0] is None)


def test_the_option_goes_before_everything_and_doubtful_ages_are_told(
    read_lines: Read, number_of: Number
) -> None:
    reading = read_lines("姓名 性别 身份证号", ("甲一", "男", number_of()), stage=Stage.PRIMARY)
    (school,) = reading.schools
    assert (school.stage, school.stage_found_by) == (Stage.PRIMARY, "option")
    (warning,) = found(reading, "ages_of_other_stage")
    assert warning.params == {"stage": "小学", "seen": "初中"}


def test_a_grade_column_tells_the_stage_unless_it_is_mixed(
    read_sheets: Read, number_of: Number
) -> None:
    header = ["姓名", "性别", "身份证号", "年级"]
    lines = [["甲一", "男", number_of(order=1), "7"], ["甲二", "男", number_of(order=3), "七年级"]]
    (school,) = read_sheets({"Sheet1": [header, *lines]}).schools
    assert (school.stage, school.stage_found_by) == (Stage.JUNIOR, "grade_column")
    lines[1][3] = "一年级"
    assert codes(read_sheets({"Sheet1": [header, *lines]}).faults) == [(None, "stage_not_found")]


def test_students_of_an_unusual_age_are_pointed_out(read_lines: Read, number_of: Number) -> None:
    births = ["20140831", "20110831", "20100831", "20150831", "20150901"]
    lines = [(f"甲{'一二三四五'[i]}", "男", number_of(birth=born)) for i, born in enumerate(births)]
    reading = read_lines("姓名 性别 身份证号", *lines)
    # On 31 August 2026 they are 12, 15, 16, 11 and 10 years old; 11 to 15 raise no question.
    assert [warning.row for warning in found(reading, "age_implausible")] == [4, 6]


@pytest.mark.parametrize(
    ("lines_above", "sheet", "school_column", "expected"),
    [
        ([["填报单位（盖章）：××县第九中学"]], "七年级", None, "××县第九中学"),
        ([["××县第三中学2026年秋季学期七年级新生花名册"]], "七年级", None, "××县第三中学"),
        ([["××县城关小学新生名册"]], "Sheet1", None, "××县城关小学"),
        ([["2026年新生名册"]], "第五中学七年级", None, "第五中学"),
        ([], "民族班名单七", None, "民族班名单七"),
        ([], "Sheet1", None, "roster"),
        ([["××县第三中学新生名册"]], "七年级", "第八中学", "第八中学"),
    ],
)
def test_the_school_is_taken_from_the_most_certain_place(
    read_sheets: Read,
    number_of: Number,
    *,
    lines_above: list[list[str]],
    sheet: str,
    school_column: str | None,
    expected: str,
) -> None:
    header = ["姓名", "性别", "身份证号"] + (["学校"] if school_column else [])
    line = ["甲一", "男", number_of()] + ([school_column] if school_column else [])
    (school,) = read_sheets({sheet: [*lines_above, header, line]}).schools
    assert school.title == expected

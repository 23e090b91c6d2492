"""The pages of the students, by a clerk and by people who may see less."""

import io
import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.html import escape
from django.utils.timezone import localdate
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries, Settings

from junheng.apps.campaigns.models import Cohort
from junheng.apps.students.models import Dispute, RosterImport, SiblingGroup, Student
from junheng.apps.students.services import school_roster
from junheng.core.audit.models import AuditEntry
from junheng.core.messages import sentence
from junheng.core.secrets.keyring import Keyring
from junheng.profiles import load_profile
from junheng.rosters import read_roster
from tests.apps.students.students_made import SAMPLES, a_cohort, imported, number_of, row, sheet
from tests.people import a_county, signed_in


@pytest.fixture(autouse=True)
def county(db: None, keys: Keyring, settings: Settings, tmp_path: Path) -> None:
    settings.JUNHENG_VAR = tmp_path
    a_county()


@pytest.fixture
def cohort() -> Cohort:
    return a_cohort()


@pytest.fixture
def clerk() -> Client:
    return signed_in("clerk")


def upload(clerk: Client, cohort: Cohort, content: bytes, name: str = "名册.csv") -> str:
    answer = clerk.post(
        f"/students/cohorts/{cohort.code}/import/", {"file": SimpleUploadedFile(name, content)}
    )
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def text(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined, no-any-return]


def test_the_clerk_uploads_looks_and_confirms(clerk: Client, cohort: Cohort) -> None:
    page = upload(clerk, cohort, sheet([row(1), row(2), row(3)]))

    looked = text(clerk.get(page))
    assert "新增 3 人" in looked
    assert Student.objects.count() == 0

    done = clerk.post(page + "confirm/", follow=True)
    assert "名册已写入：新增 3 人" in text(done)
    assert Student.objects.count() == 3
    assert clerk.post(page + "confirm/").status_code == 409
    cohort.refresh_from_db()
    assert cohort.student_count == 3


def test_what_changes_and_who_is_missing_is_shown_before_it_is_written(
    clerk: Client, cohort: Cohort
) -> None:
    imported(cohort, sheet([row(1), row(2), row(3, "陈一诺")]))

    page = upload(clerk, cohort, sheet([row(1), row(2, ethnicity="苗族"), row(4)]))
    looked = text(clerk.get(page))

    assert "新增 1 人，变化 1 人，不变 1 人，新表里没有 1 人" in looked
    assert "民族" in looked
    assert "陈一诺" in looked
    assert clerk.post(page + "confirm/").status_code == 409
    assert Student.objects.filter(state="withdrawn").count() == 0
    clerk.post(page + "confirm/", {"accepts_missing": "yes"})
    assert Student.objects.filter(state="active").count() == 3
    assert Student.objects.filter(state="withdrawn").count() == 1


def test_every_fault_of_the_bad_sheet_is_shown_with_row_and_column_and_nothing_is_written(
    clerk: Client,
) -> None:
    cohort = a_cohort("junior")
    page = upload(clerk, cohort, (SAMPLES / "bad-96.xlsx").read_bytes(), "bad-96.xlsx")
    found = RosterImport.objects.get()

    looked = text(clerk.get(page))

    reading = read_roster(SAMPLES / "bad-96.xlsx", load_profile("national"), today=localdate())
    assert found.fault_count == len(reading.faults) > 5
    for fault in reading.faults:
        said = escape(sentence(fault.code, fault.params))
        row_said, column = fault.row or WHOLE_SHEET, escape(fault.column or "")
        place = f'<td class="number">{row_said}</td><td>{column}</td>'
        assert f'{place}<td><span class="tag bad">错误</span>{said}</td>' in looked
    assert looked.count('<span class="tag bad">错误</span>') == found.fault_count
    assert "确认写入</button>" not in looked
    assert clerk.post(page + "confirm/").status_code == 409
    assert Student.objects.count() == 0
    cohort.refresh_from_db()
    assert (cohort.student_count, cohort.roster_at) == (0, None)


def test_errors_stand_before_warnings_and_a_refused_column_is_told_once(clerk: Client) -> None:
    page = upload(clerk, a_cohort("junior"), (SAMPLES / "bad-96.xlsx").read_bytes(), "bad-96.xlsx")

    looked = text(clerk.get(page))

    rows = re.findall('<span class="tag (bad|warn)">(?:错误|提醒)</span>', looked)
    assert set(rows) == {"bad", "warn"}
    assert rows == sorted(rows)
    assert looked.count("总分") == 1


def test_the_bad_sheet_comes_back_with_its_faults_coloured(clerk: Client) -> None:
    page = upload(clerk, a_cohort("junior"), (SAMPLES / "bad-96.xlsx").read_bytes(), "bad-96.xlsx")

    answer = clerk.get(page + "marked/")

    workbook = load_workbook(io.BytesIO(answer.content))
    colours = {
        cell.fill.start_color.rgb
        for sheet_of in workbook
        for line in sheet_of.iter_rows()
        for cell in line
        if cell.fill.fill_type == "solid"
    }
    assert len(colours) >= 2
    assert AuditEntry.objects.filter(event="students.roster.download").count() == 1


def test_a_marked_csv_is_a_workbook_too(clerk: Client, cohort: Cohort) -> None:
    page = upload(clerk, cohort, sheet([row(1, gender="女")]), "名册.csv")

    workbook = load_workbook(io.BytesIO(clerk.get(page + "marked/").content))

    texts = [str(cell.value) for line in workbook.worksheets[0].iter_rows() for cell in line]
    assert any("身份证" in one for one in texts[10:])
    assert workbook.sheetnames == ["名册"]


def test_forbidden_columns_are_refused_by_name_and_their_cells_are_nowhere(
    clerk: Client, cohort: Cohort
) -> None:
    head = "姓名,性别,身份证号,语文成绩,父亲职务"
    lines = [f"李明,男,{number_of(1)},98.5,局长", f"王芳,女,{number_of(2)},77.5,经理"]

    page = upload(clerk, cohort, sheet(lines, head))
    looked = text(clerk.get(page))
    found = RosterImport.objects.get()

    assert found.refused_columns == ["语文成绩"]
    assert "语文成绩" in looked
    assert "98.5" not in found.reading + looked
    assert "局长" not in found.reading + looked
    event = AuditEntry.objects.get(event="students.column.refuse")
    assert (event.payload["count"], event.payload["columns"]) == (1, "D")


def test_what_is_no_spreadsheet_is_said_on_the_form(clerk: Client, cohort: Cohort) -> None:
    for name, content in (("名册.xlsx", b"\x89PNG" + b"0" * 50), ("名册.docx", b"x")):
        answer = clerk.post(
            f"/students/cohorts/{cohort.code}/import/",
            {"file": SimpleUploadedFile(name, content)},
        )
        assert answer.status_code == 200
        assert "errorlist" in text(answer)
    assert not RosterImport.objects.exists()


def test_a_new_upload_takes_the_place_of_the_one_that_waits(clerk: Client, cohort: Cohort) -> None:
    first = upload(clerk, cohort, sheet([row(1)]))
    second = upload(clerk, cohort, sheet([row(1), row(2)]))

    assert clerk.post(first + "confirm/").status_code == 409
    assert clerk.post(second + "confirm/").status_code == 302
    older = RosterImport.objects.get(state="discarded")
    assert older.reading == ""
    assert older.file.is_removed


def test_a_discarded_upload_leaves_nothing(clerk: Client, cohort: Cohort) -> None:
    page = upload(clerk, cohort, sheet([row(1)]))

    clerk.post(page + "discard/")

    found = RosterImport.objects.get()
    assert (found.state, found.reading, found.file.is_removed) == ("discarded", "", True)
    assert clerk.get(page + "marked/").status_code == 409
    assert clerk.get(page).status_code == 200


def test_names_are_masked_for_everyone_but_the_clerk(clerk: Client, cohort: Cohort) -> None:
    imported(cohort, sheet([row(1, "欧阳小明"), row(2, "陈一诺")]))
    page = f"/students/cohorts/{cohort.code}/"

    assert "欧阳小明" in text(clerk.get(page))
    for kind in ("principal", "reviewer", "operator", "inspector", "supervisor"):
        looked = text(signed_in(kind).get(page))
        assert "欧阳*明" in looked, kind
        assert "欧阳小明" not in looked, kind
    assert signed_in("clerk_elsewhere").get(page).status_code == 404
    assert signed_in("system_admin").get(page).status_code == 403


def test_every_look_at_a_child_is_written_down_without_his_name(cohort: Cohort) -> None:
    imported(cohort, sheet([row(1, "欧阳小明")]))
    student = Student.objects.get()

    looked = text(signed_in("reviewer").get(f"/students/{student.code}/"))

    assert "欧阳小明" in looked
    entry = AuditEntry.objects.get(event="students.student.view")
    assert entry.subject_code == student.code
    assert entry.payload == {}
    assert signed_in("inspector").get(f"/students/{student.code}/").status_code == 403
    assert signed_in("clerk_elsewhere").get(f"/students/{student.code}/").status_code == 404
    assert AuditEntry.objects.filter(event="students.student.view").count() == 1


def test_a_child_is_found_by_the_whole_number_only(clerk: Client, cohort: Cohort) -> None:
    imported(cohort, sheet([row(1), row(2)]))
    student = Student.objects.get(row=2)
    number = student.identity_number

    found = clerk.post("/students/search/", {"number": f" {number.lower()} "})
    assert found["Location"] == f"/students/{student.code}/"
    assert "没有找到" in text(clerk.post("/students/search/", {"number": number[:17]}))
    elsewhere = signed_in("clerk_elsewhere").post("/students/search/", {"number": number})
    assert "没有找到" in text(elsewhere)
    searches = AuditEntry.objects.filter(event="students.student.search")
    assert [one.payload for one in searches.order_by("sequence")] == [
        {"found": 1},
        {"found": 0},
        {"found": 0},
    ]


def corrected(student: Student, **fields: str) -> dict[str, str]:
    return {
        "name": student.name,
        "gender": "男",
        "document": "居民身份证",
        "identity_number": student.identity_number,
        "birth_date": "",
        "ethnicity": "汉族",
        "origin": "城关幼儿园",
        "migrant": "否",
        "left_behind": "否",
        "sen": "否",
        "registration_number": student.registration_number or "",
        "reason": "核对户口簿",
    } | fields


def test_a_correction_is_read_like_a_sheet_and_asks_the_family_again(
    clerk: Client, cohort: Cohort
) -> None:
    imported(cohort, sheet([row(1), row(3)]))
    clerk.post(f"/students/cohorts/{cohort.code}/answers/", {"all": "yes"})
    student = Student.objects.get(row=2)
    page = f"/students/{student.code}/correct/"
    assert student.name in text(clerk.get(page))

    wrong = clerk.post(page, corrected(student, gender="女", name="李3明"))
    assert "性别与身份证号不一致" in text(wrong) or "性别" in text(wrong)
    assert wrong.status_code == 200
    student.refresh_from_db()
    assert student.answer == "confirmed"

    done = clerk.post(page, corrected(student, name="李新明", ethnicity="苗族"), follow=True)
    assert "已更正" in text(done)
    student.refresh_from_db()
    assert (student.name, student.answer) == ("李新明", "waiting")
    read = school_roster(cohort).students[0]
    assert (read.name, read.ethnicity, read.row) == ("李新明", "06", 2)
    assert "核对户口簿" in text(clerk.get(f"/students/{student.code}/"))
    entry = AuditEntry.objects.get(event="students.student.correct")
    assert entry.payload == {"fields": "name ethnicity"}
    cohort.refresh_from_db()
    assert cohort.confirmed_count == 1


def test_a_correction_cannot_take_another_childs_number(clerk: Client, cohort: Cohort) -> None:
    imported(cohort, sheet([row(1), row(3)]))
    first, second = Student.objects.order_by("row")

    answer = clerk.post(
        f"/students/{first.code}/correct/",
        corrected(
            first,
            identity_number=second.identity_number,
            registration_number=second.registration_number or "",
        ),
    )

    assert "另有一名学生用了这个证件号" in text(answer)
    assert "另有一名学生用了这个报名号" in text(answer)


def test_a_correction_that_changes_nothing_or_gives_no_reason_is_refused(
    clerk: Client, cohort: Cohort
) -> None:
    imported(cohort, sheet([row(1)]))
    student = Student.objects.get()
    page = f"/students/{student.code}/correct/"

    assert "没有需要更正的" in text(clerk.post(page, corrected(student)))
    assert clerk.post(page, corrected(student, name="李明", reason="")).status_code == 200
    student.refresh_from_db()
    assert student.name != "李明"


def test_a_withdrawn_child_is_in_no_roster(clerk: Client, cohort: Cohort) -> None:
    imported(cohort, sheet([row(1), row(2)]))
    student = Student.objects.get(row=2)

    clerk.post(f"/students/{student.code}/withdraw/", {"reason": "随父母转往外地"})

    assert [one.row for one in school_roster(cohort).students] == [3]
    assert "已撤出" in text(clerk.get(f"/students/cohorts/{cohort.code}/?only=withdrawn"))
    assert clerk.post(f"/students/{student.code}/withdraw/", {"reason": "再撤"}).status_code == 409


def test_slips_are_one_pdf_and_the_print_is_written_down(clerk: Client, cohort: Cohort) -> None:
    imported(cohort, sheet([row(serial) for serial in range(1, 8)]))

    answer = clerk.post(f"/students/cohorts/{cohort.code}/slips/")

    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-1.7")
    entry = AuditEntry.objects.get(event="students.slips.print")
    assert entry.payload == {"slips": 7}


def test_slips_come_back_one_by_one_and_in_bulk(clerk: Client, cohort: Cohort) -> None:
    imported(cohort, sheet([row(serial) for serial in range(1, 5)]))
    answers = f"/students/cohorts/{cohort.code}/answers/"
    one = Student.objects.get(row=2)

    clerk.post(answers, {"student": [one.code]})
    cohort.refresh_from_db()
    assert cohort.confirmed_count == 1
    clerk.post(answers, {"all": "yes"})
    cohort.refresh_from_db()
    assert cohort.confirmed_count == 4
    assert clerk.post(f"/students/{one.code}/take-back/").status_code == 302
    cohort.refresh_from_db()
    assert cohort.confirmed_count == 3
    assert clerk.post(f"/students/{one.code}/take-back/").status_code == 409


def test_a_dispute_waits_until_it_is_settled_and_signed(clerk: Client, cohort: Cohort) -> None:
    imported(cohort, sheet([row(1), row(2)]))
    student = Student.objects.get(row=2)
    statement = {"statement": "出生日期应为三月五日"}

    clerk.post(f"/students/{student.code}/dispute/", statement)
    assert clerk.post(f"/students/{student.code}/dispute/", statement).status_code == 409
    clerk.post(f"/students/cohorts/{cohort.code}/answers/", {"all": "yes"})
    cohort.refresh_from_db()
    assert (cohort.confirmed_count, cohort.disputed_count) == (1, 1)
    listed = text(signed_in("reviewer").get(f"/students/cohorts/{cohort.code}/disputes/"))
    assert "出生日期应为三月五日" in listed

    page = f"/students/disputes/{Dispute.objects.get().code}/"
    unsigned = clerk.post(page, {"settlement": "核对户口簿，已更正"})
    assert "家长签字" in text(unsigned)
    clerk.post(page, {"settlement": "核对户口簿，已更正", "is_signed": "on"})
    cohort.refresh_from_db()
    assert (cohort.confirmed_count, cohort.disputed_count) == (2, 0)
    assert clerk.post(page, {"settlement": "再来", "is_signed": "on"}).status_code == 409


def test_wishes_of_siblings_entered_here_outlive_a_sheet_that_says_nothing(
    clerk: Client, cohort: Cohort
) -> None:
    content = sheet([row(1), row(2), row(3)])
    imported(cohort, content)
    page = f"/students/cohorts/{cohort.code}/siblings/"

    joined = {"rows": "2、4", "wish": "together", "reason": "监护人签字"}
    assert "已登记" in text(clerk.post(page + "join/", joined, follow=True))
    assert [birth.members for birth in school_roster(cohort).multiple_births] == [(0, 2)]
    imported(cohort, content)
    [birth] = school_roster(cohort).multiple_births
    assert (birth.members, birth.wish) == ((0, 2), "together")

    group = SiblingGroup.objects.get()
    clerk.post(f"{page}{group.code}/", {"wish": "apart", "reason": "监护人改签"})
    assert school_roster(cohort).multiple_births[0].wish == "apart"
    clerk.post(f"{page}{group.code}/part/", {"reason": "不是多胞胎"})
    assert school_roster(cohort).multiple_births == ()
    assert "至少选两名" in text(clerk.post(page + "join/", joined | {"rows": "2 99"}))


def test_after_the_submission_nothing_can_be_changed_but_answers(
    clerk: Client, cohort: Cohort
) -> None:
    imported(cohort, sheet([row(serial) for serial in range(1, 5)]))
    page = upload(clerk, cohort, sheet([row(1)]))
    Cohort.objects.filter(pk=cohort.pk).update(state="submitted", class_count=1)
    student = Student.objects.get(row=2)

    for address, values in (
        (page + "confirm/", {"accepts_missing": "yes"}),
        (f"/students/{student.code}/correct/", corrected(student, name="李明")),
        (f"/students/{student.code}/withdraw/", {"reason": "转走"}),
        (
            f"/students/cohorts/{cohort.code}/siblings/join/",
            {"rows": "2 3", "wish": "none", "reason": "签字"},
        ),
    ):
        assert clerk.post(address, values).status_code == 409, address
    assert (
        clerk.post(
            f"/students/cohorts/{cohort.code}/answers/", {"student": [student.code]}
        ).status_code
        == 302
    )
    assert Student.objects.filter(answer="confirmed").count() == 1


def test_the_list_asks_the_same_number_of_questions_however_many_students_there_are(
    clerk: Client, cohort: Cohort, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    page = f"/students/cohorts/{cohort.code}/"
    imported(cohort, sheet([row(serial) for serial in range(1, 6)]))
    clerk.get(page)  # the first page of a process asks whether the platform was set up
    with django_assert_num_queries(LIST_QUERIES):
        clerk.get(page)
    imported(cohort, sheet([row(serial) for serial in range(1, 121)]))
    with django_assert_num_queries(LIST_QUERIES):
        assert "共 120 人，第 1 页，共 3 页" in text(clerk.get(page))
    with django_assert_num_queries(LIST_QUERIES):
        clerk.get(page + "?page=3&only=waiting")


def test_the_disputes_ask_the_same_number_of_questions_however_many_there_are(
    clerk: Client, cohort: Cohort, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    imported(cohort, sheet([row(serial) for serial in range(1, 6)]))
    page = f"/students/cohorts/{cohort.code}/disputes/"
    codes = list(Student.objects.values_list("code", flat=True))
    for count in (1, 4):
        for code in codes[:count]:
            clerk.post(f"/students/{code}/dispute/", {"statement": "有误"})
        with django_assert_num_queries(DISPUTES_QUERIES):
            clerk.get(page)


WHOLE_SHEET = '<span class="tag">整表</span>'
LIST_QUERIES = 10
DISPUTES_QUERIES = 9

"""Whoever does things in the wrong order, or brings the wrong file, reads what to do instead."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from junheng.apps.teachers import queries as lists
from junheng.apps.teams import queries
from junheng.apps.teams.models import Curriculum, KeptRow, Proposal
from junheng.apps.teams.services import preparing, replacing
from junheng.core.messages import sentence
from tests.apps.teams.teams_made import (
    HEAD,
    MINUTE,
    REASON,
    TEACHERS,
    filed,
    handed_in,
    imported,
    proposed,
    sheet,
)
from tests.apps.teams.test_pages import at, lessons_typed, newest, page, words
from tests.cohorts_made import cohort_of
from tests.jobs_carried_out import carry_out_jobs
from tests.people import AT, actor, signed_in


def refused(who: str, part: str, typed: dict[str, str] | None = None) -> str:
    """What somebody reads whose act was refused because of how things stand."""
    answer = signed_in(who).post(at(part), typed or {})
    assert answer.status_code == 409
    return answer.content.decode()


def uploaded(name: str, content: bytes) -> str:
    answer = signed_in("clerk").post(
        at("teachers/"), {"file": SimpleUploadedFile(name, content)}, follow=True
    )
    return words(answer)


def an_empty_workbook() -> bytes:
    output = io.BytesIO()
    openpyxl.Workbook().save(output)
    return output.getvalue()


# -- files --------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8-sig"])
def test_a_sheet_as_office_programs_save_it_is_read(encoding: str) -> None:
    told = uploaded("任课教师.csv", sheet(*TEACHERS).decode().encode(encoding))

    assert "已导入任课教师 6 人" in told
    found = queries.newest_roster(cohort_of())
    assert found is not None
    assert {one.name for one in found.teachers} == {row.partition(",")[0] for row in TEACHERS}


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("教师.xlsx", b"%PDF-1.7\n" + b"0" * 99, "“教师.xlsx”不是表格文件，实际内容是PDF 文件"),
        ("教师.xls", b"<html><table><tr><td>1</td></tr></table></html>", "网页（HTML）"),
        ("教师.xlsx", b"PK\x03\x04" + b"0" * 99, "已损坏或未保存完整"),
        ("教师.xlsx", an_empty_workbook(), "文件里没有写着内容的工作表"),
        ("教师.csv", f"{HEAD}\n".encode(), "表头下面没有数据"),
        ("名册.csv", "姓名,性别,班级\n张三,男,1班\n".encode(), "缺少这一列"),
    ],
)
def test_a_wrong_file_is_told_in_a_sentence_and_nothing_is_kept(
    name: str, content: bytes, told: str
) -> None:
    assert told in uploaded(name, content)
    assert queries.newest_roster_row(cohort_of()) is None


# -- before there is anything -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "part", "told"),
    [
        ("clerk", "propose/", sentence("teams_before_roster", {})),
        ("reviewer", "file/", sentence("teachers_not_listed", {})),
        ("reviewer", "return/", sentence("teachers_not_listed", {})),
    ],
)
def test_whoever_begins_at_the_end_is_led_to_the_beginning(who: str, part: str, told: str) -> None:
    assert told in refused(who, part, {"reason": "请换一个方案"})


def test_a_proposal_that_is_still_reckoned_is_not_handed_in() -> None:
    imported()
    signed_in("clerk").post(at("propose/"))

    assert "方案 1 正在计算" in refused("principal", newest() + "submit/")
    assert lists.find_list(cohort_of()) is None


# -- two windows --------------------------------------------------------------------------------


def test_a_second_window_neither_asks_nor_hands_in_again() -> None:
    imported()
    clerk = signed_in("clerk")
    clerk.post(at("propose/"))

    assert "方案 1 正在计算" in refused("clerk", "propose/")
    carry_out_jobs(AT)
    assert "结果就是方案 1" in refused("clerk", "propose/")
    signed_in("principal").post(at(newest() + "submit/"))
    assert "已报送教育局" in refused("principal", newest() + "submit/")
    assert Proposal.objects.count() == 1


# -- what changed in between --------------------------------------------------------------------


def test_teams_of_an_older_list_of_teachers_are_not_handed_in() -> None:
    imported()
    proposed()
    imported(*TEACHERS[:5], at=AT + MINUTE)

    shown = page(signed_in("principal"), newest())

    assert "教师名单或课时改过，不能再报送" in shown
    assert "报送教育局备案" not in shown
    assert "请重新组建" in refused("principal", newest() + "submit/")
    assert lists.find_list(cohort_of()) is None


def test_teams_of_other_hours_are_not_handed_in() -> None:
    imported()
    proposed()
    signed_in("clerk").post(at("lessons/"), lessons_typed(hours_1="6"))

    assert "请重新组建" in refused("principal", newest() + "submit/")


def test_two_homeroom_teachers_of_one_name_are_told_before_the_list_is_written() -> None:
    imported(*(row.replace("李强", "王芳") for row in TEACHERS))
    proposed()

    assert "两位班主任同名" in refused("principal", newest() + "submit/")
    assert lists.find_list(cohort_of()) is None


def test_what_lies_at_the_bureau_is_not_prepared_anew() -> None:
    handed_in()
    before = Curriculum.objects.get().set_at

    assert "请联系教育局先退回" in refused("clerk", "propose/")
    assert "请联系教育局先退回" in refused("clerk", "lessons/", lessons_typed(hours_1="6"))
    found = queries.newest_roster(cohort_of())
    assert found is not None
    wang = [one.name for one in found.teachers].index("王芳")
    locked = {"homeroom": f"{wang}", "row": f"0-{wang}", "reason": REASON}
    assert "请联系教育局先退回" in refused("clerk", "keep/", locked)
    assert Curriculum.objects.get().set_at == before
    assert not KeptRow.objects.exists()


def test_after_filing_a_new_proposal_is_refused_with_the_way_to_a_replacement() -> None:
    filed()

    told = refused("principal", "propose/")

    assert "已备案（备案号 2026-T001）" in told
    assert "更换任课教师" in told
    assert Proposal.objects.count() == 1


def test_who_joins_the_school_after_the_freeze_can_take_over() -> None:
    filed()
    cohort = cohort_of()
    cohort.state, cohort.frozen_at, cohort.frozen_by = "frozen", AT, "operator"
    cohort.save()
    newcomer = "郑新,T9,数学,女,一级教师,8,,,"

    preparing.import_roster(
        cohort.code, "教师.csv", sheet(*TEACHERS, newcomer), by=actor("clerk"), at=AT + 9 * MINUTE
    )

    standing = replacing.standing_of(cohort_of())
    assert "郑新" in replacing.possible_successors(standing, 1, "数学")

"""Pages of the teams: a school from its sheet to a drawn team; another school sees nothing."""

import html
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from junheng.apps.campaigns.models import Cohort
from junheng.apps.notices import services as notices
from junheng.apps.teams import queries
from junheng.apps.teams.models import Replacement
from junheng.apps.teams.services import preparing
from junheng.apps.teams.services.drawn import note_lots
from junheng.core.access.models import Proposal as Asked
from tests.apps.teams.teams_made import (
    LESSONS,
    MINUTE,
    REASON,
    TEACHERS,
    filed,
    handed_in,
    imported,
    proposed,
    sheet,
)
from tests.cohorts_made import cohort_of
from tests.jobs_carried_out import carry_out_jobs
from tests.notices_made import HOUR, photograph
from tests.people import AT, actor, signed_in


def at(part: str = "") -> str:
    return f"/teams/{cohort_of().code}/{part}"


def words(answer: Any) -> str:
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html.unescape(answer.content.decode())))


def page(browser: Client, part: str = "") -> str:
    return words(browser.get(at(part)))


def upload(*rows: str) -> dict[str, SimpleUploadedFile]:
    return {"file": SimpleUploadedFile("教师.csv", sheet(*rows))}


def lessons_typed(**changed: str) -> dict[str, str]:
    typed = {"most_percent": "150"}
    for number, one in enumerate(LESSONS.subjects, start=1):
        row = {"subject": one.subject, "hours": str(one.hours), "load": str(one.full_load)}
        typed |= {f"{name}_{number}": value for name, value in row.items()}
    return typed | changed


def newest() -> str:
    return f"proposals/{queries.proposals_of(cohort_of())[0].code}/"


def test_a_school_goes_from_its_sheet_to_a_drawn_and_posted_team() -> None:
    clerk, principal, reviewer = (signed_in(who) for who in ("clerk", "principal", "reviewer"))

    assert "已导入任课教师 6 人" in words(clerk.post(at("teachers/"), upload(), follow=True))
    assert "已保存课程和课时" in words(clerk.post(at("lessons/"), lessons_typed(), follow=True))
    assert "正在计算" in words(clerk.post(at("propose/"), follow=True))
    carry_out_jobs(AT)
    assert "2 个教学团队" in page(clerk, newest())
    keep = clerk.get(at(newest())).content.decode()
    link = html.unescape(re.findall(r'href="([^"]+keep/\?[^"]+)"', keep)[0])
    form = clerk.get(link).content.decode()
    chosen = re.findall(r'<option value="([^"]+)" selected', form)
    locked = {"homeroom": chosen[0], "row": chosen[1], "reason": REASON}
    assert "已锁定" in words(clerk.post(at("keep/"), locked, follow=True))
    clerk.post(at("propose/"))
    carry_out_jobs(AT)
    assert REASON in page(clerk, newest())
    assert "已报送教育局备案" in words(principal.post(at(newest() + "submit/"), follow=True))

    assert REASON in page(reviewer, newest())
    back = reviewer.post(at("return/"), {"reason": "请换一个方案"}, follow=True)
    assert "教育局退回，意见：请换一个方案" in words(back)
    principal.post(at(newest() + "submit/"))
    assert "已备案，备案号 2026-T001" in words(reviewer.post(at("file/"), follow=True))

    made = notices.make_teachers_notice(cohort_of(), by=actor("clerk"), at=AT)
    notices.record_posting(
        made.code, place="公告栏", posted_at=AT + HOUR, photo=[photograph()],
        by=actor("clerk"), at=AT + HOUR,
    )  # fmt: skip
    assert "并公示，等待抽签" in page(clerk)
    note_lots(cohort_of(), {1: 2, 2: 1}, at=AT + 2 * HOUR)
    assert "各班教学团队已抽定" in page(clerk)
    first = queries.team_of_class(cohort_of(), 1)
    assert [one.is_homeroom for one in first] == [True, False, False]
    assert {one.subject for one in first} == {"语文", "数学", "音乐"}


@pytest.mark.parametrize(
    "part", ["", "teachers/", "lessons/", "keep/", "PROPOSAL", "PROPOSALrecord/", "replace/1/1/"]
)
@pytest.mark.parametrize("who", ["clerk_elsewhere", "newcomer", "system_admin"])
def test_whoever_has_no_post_at_the_school_sees_nothing(who: str, part: str) -> None:
    filed()

    answer = signed_in(who).get(at(part.replace("PROPOSAL", newest())))

    assert answer.status_code in {403, 404}
    assert "王芳" not in answer.content.decode()


@pytest.mark.parametrize("part", ["propose/", "PROPOSALsubmit/", "file/", "return/", "keep/"])
@pytest.mark.parametrize("who", ["clerk_elsewhere", "inspector", "supervisor"])
def test_whoever_has_no_say_changes_nothing(who: str, part: str) -> None:
    proposal = handed_in()
    before = (cohort_of().state, queries.status_of(cohort_of()))

    answer = signed_in(who).post(at(part.replace("PROPOSAL", f"proposals/{proposal.code}/")))

    assert answer.status_code in {403, 404}
    assert (cohort_of().state, queries.status_of(cohort_of())) == before


def test_the_list_of_schools_shows_a_school_its_own_row_alone() -> None:
    imported()

    assert "城关第一小学" in words(signed_in("clerk").get("/teams/"))
    assert "城关第一小学" not in words(signed_in("clerk_elsewhere").get("/teams/"))
    assert "已导入教师" in words(signed_in("reviewer").get("/teams/"))


def test_every_fault_of_a_sheet_is_shown_at_once_and_nothing_is_kept() -> None:
    rows = (TEACHERS[0].replace("高级教师", "校长"), TEACHERS[1].replace("12", "一二"))

    shown = words(signed_in("clerk").post(at("teachers/"), upload(*rows)))

    assert "没有导入" in shown
    assert shown.count("错误") >= 2
    assert queries.newest_roster_row(cohort_of()) is None


def test_a_picture_instead_of_a_sheet_is_told_on_the_form() -> None:
    file = SimpleUploadedFile("照片.xlsx", b"\x89PNG\r\n\x1a\n" + b"0" * 64)

    assert "照片.xlsx" in words(signed_in("clerk").post(at("teachers/"), {"file": file}))


def test_teams_before_there_are_teachers_are_refused_in_a_sentence() -> None:
    answer = signed_in("clerk").post(at("propose/"))

    assert answer.status_code == 409
    assert "请先导入" in answer.content.decode()


def test_a_school_before_its_number_of_classes_is_led_to_it() -> None:
    imported()
    Cohort.objects.filter(pk=cohort_of().pk).update(state="collecting", class_count=None,
        submitted_at=None, submitted_by="", approved_at=None, approved_by="",
        approval_number="")  # fmt: skip

    assert "定下班级数" in page(signed_in("clerk"))


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"subject_2": "语文"}, "“语文”已经写过"),
        ({"subject_2": "数学、音乐"}, "一行只写一门学科"),
        ({"hours_2": ""}, "请填“数学”的数字"),
        ({"hours_2": "99"}, "请看标红的地方"),
        ({"subject_1": "", "subject_2": "", "subject_3": ""}, "至少要填一门学科"),
    ],
)
def test_lessons_that_cannot_be_are_told_at_their_place(changed: dict[str, str], told: str) -> None:
    answer = signed_in("clerk").post(at("lessons/"), lessons_typed(**changed))

    assert told in words(answer)
    assert not queries.teams_at(cohort_of()).has_lessons


def test_causes_stand_on_the_page_of_a_proposal_without_teams() -> None:
    imported(*TEACHERS[:4])
    proposed()

    assert "“音乐”没有教师，2 个班都需要一位。" in page(signed_in("clerk"), newest())


def test_the_record_is_downloaded_without_names() -> None:
    imported()
    proposed()

    answer = signed_in("inspector").get(at(newest() + "record/"))

    assert answer["Content-Type"] == "application/json"
    assert "王芳".encode() not in answer.content


def test_the_empty_sheet_is_a_workbook() -> None:
    assert signed_in("clerk").get("/teams/template/").content[:2] == b"PK"


# -- replacement ------------------------------------------------------------------------------


def a_swap() -> tuple[str, str]:
    """The address of the page for the mathematics teacher of place 1, and who could take over."""
    filed()
    address = at("replace/1/1/")
    form = signed_in("principal").get(address).content.decode()
    return address, re.findall(r'<option value="([^"]+)">', form)[-1]


def test_a_replacement_shows_its_effect_and_takes_the_consent_of_the_bureau() -> None:
    address, successor = a_swap()
    principal, reviewer = signed_in("principal"), signed_in("reviewer")
    typed = {"successor": successor, "reason": "原任教师休产假"}

    looked = words(principal.post(address, typed))
    assert "对各班均衡的影响" in looked
    assert not Asked.objects.exists()
    principal.post(address, typed | {"ask": "yes"})
    asked = Asked.objects.get()
    consent = f"/teams/consent/{asked.code}/"
    assert "原任教师休产假" in words(reviewer.get(consent))
    reviewer.post(consent, {"digest": asked.digest})

    row = Replacement.objects.get()
    assert (row.number, row.after) == ("2026-R001", successor)
    assert (1, "数学", successor) in queries.listed_teams(
        queries.teams_at(cohort_of()).people, LESSONS.names
    )[0].members
    assert "2026-R001" in page(principal)


def test_a_replacement_is_posted_as_a_change() -> None:
    test_a_replacement_shows_its_effect_and_takes_the_consent_of_the_bureau()
    code = Replacement.objects.get().code

    shown = words(signed_in("clerk").post(at(f"notice/{code}/"), follow=True))

    assert "更换任课教师（数学）" in shown


def test_the_principal_cannot_consent_to_his_own_wish() -> None:
    address, successor = a_swap()
    principal = signed_in("principal")
    principal.post(address, {"successor": successor, "reason": "原任教师休产假", "ask": "yes"})
    asked = Asked.objects.get()

    answer = principal.post(f"/teams/consent/{asked.code}/", {"digest": asked.digest})

    assert answer.status_code == 403
    assert not Replacement.objects.exists()


def test_before_filing_nobody_is_replaced() -> None:
    handed_in()

    answer = signed_in("principal").get(at("replace/1/1/"))

    assert answer.status_code == 409
    assert "还没有备案" in answer.content.decode()


def test_a_homeroom_teacher_is_replaced_elsewhere() -> None:
    filed()

    assert "更换班主任" in page(signed_in("principal"), "replace/1/0/")


def test_a_list_that_changed_since_it_was_asked_for_is_not_touched() -> None:
    address, successor = a_swap()
    signed_in("principal").post(
        address, {"successor": successor, "reason": "原任教师休产假", "ask": "yes"}
    )
    asked = Asked.objects.get()
    imported_later = [row.replace(",10,", ",30,").replace(",4,", ",28,") for row in TEACHERS]
    preparing.import_roster(
        cohort_of().code, "教师.csv", sheet(*imported_later), by=actor("clerk"), at=AT + MINUTE
    )

    answer = signed_in("reviewer").post(f"/teams/consent/{asked.code}/", {"digest": asked.digest})

    assert answer.status_code == 409
    assert not Replacement.objects.exists()

"""Late arrivals look as all others do: a code on a slip, then batch, class, late slip and check."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from junheng.apps.adjustments.models import LateBatch
from junheng.apps.adjustments.queries import roster_of
from junheng.apps.adjustments.services import late, numbers, papers
from junheng.apps.adjustments.services.posting import placements_of
from junheng.apps.assignment.models import Session
from junheng.apps.assignment.queries import session_of_cohort
from junheng.apps.assignment.services.folders import folder_of
from junheng.apps.campaigns.models import Cohort
from junheng.apps.guardians import queries
from junheng.apps.guardians.models import Sheet
from junheng.apps.guardians.services import sheets
from junheng.apps.students.models import Student
from junheng.apps.students.queries import active_students, figures_of
from junheng.apps.students.services.late import keep_late, late_students
from junheng.core.access import StepRefused
from junheng.verifier import verify_public
from tests.apps.adjustments.adjustments_made import (
    CARDS,
    CLERK,
    DICE,
    LATER,
    OPERATOR,
    REVIEWER,
    a_frozen_batch,
)
from tests.apps.adjustments.test_voided import void
from tests.apps.assignment.sessions_made import STUDENTS, Walk
from tests.apps.guardians.families_made import DOOR, family_of, typed
from tests.people import signed_in
from tests.reporting.forms.read_back import words_of

ARRIVALS = 2


@pytest.fixture
def cohort(published: Walk) -> Cohort:
    """A published grade to which two children come late; their batch is frozen and posted."""
    grade = published.parts[0].cohort
    a_frozen_batch(grade, ARRIVALS)
    return Cohort.objects.select_related("school", "campaign").get(pk=grade.pk)


def drawn(cohort: Cohort) -> LateBatch:
    batch = LateBatch.objects.get(cohort=cohort)
    for person in (OPERATOR, REVIEWER):
        numbers.type_late(batch.code, public=DICE, cards=CARDS, by=person, at=LATER)
    return LateBatch.objects.get(pk=batch.pk)


def session_of(cohort: Cohort) -> Session:
    found = session_of_cohort(cohort)
    assert found is not None
    return found


def children_of(cohort: Cohort) -> list[Student]:
    found = late_students(cohort)
    for one in found:
        one.cohort = cohort
    assert len(found) == ARRIVALS
    return found


def sheet_of(child: Student) -> sheets.OwnSheet:
    found = sheets.own_sheet(child, queries.part_of(child.cohort))
    assert found is not None
    return found


def test_each_arrival_of_a_frozen_batch_has_a_code_of_its_own(cohort: Cohort) -> None:
    found = children_of(cohort)

    assert len({one.query_code for one in found}) == len(found) == ARRIVALS


def test_they_are_on_no_roster_and_in_no_count(cohort: Cohort) -> None:
    assert len(active_students(cohort)) == STUDENTS
    assert figures_of(cohort).students == STUDENTS


def test_the_draw_gives_nobody_a_second_row(cohort: Cohort) -> None:
    before = [one.query_code for one in children_of(cohort)]
    batch = drawn(cohort)
    roster = roster_of(batch)
    assert roster is not None

    keep_late(cohort, roster.students, at=LATER)

    assert [one.query_code for one in children_of(cohort)] == before


def test_before_the_draw_the_family_sees_what_was_frozen_and_the_late_code(
    cohort: Cohort,
) -> None:
    child = children_of(cohort)[0]
    page = family_of(child).get("/child/class/").content.decode()

    assert sheet_of(child).is_published is False
    assert sheet_of(child).record["name"] == child.name
    for words in ("补录码", child.name, "登记日期", "补录原因", "补报"):
        assert words in page
    assert "冻结码" not in page


def test_after_the_draw_class_and_teacher_are_those_of_the_batch(cohort: Cohort) -> None:
    batch = drawn(cohort)
    titles = {name: title for name, _, title in placements_of(batch)}
    public = json.loads((folder_of(session_of(cohort)) / "public.json").read_bytes())
    named = {one["t"]: one["name"] for one in public["teachers"][0]["list"]}
    teachers = {f"{row['class']}班": named[row["t"]] for row in public["lots"][0]["out"]}

    for child in children_of(cohort):
        own = sheet_of(child)
        assert own.class_title == titles[child.name]
        assert own.teacher == teachers[own.class_title]
        page = family_of(child).get("/child/home/").content.decode()
        assert own.class_title in page
        assert own.teacher in page


def test_the_verifier_agrees_with_every_late_slip(cohort: Cohort) -> None:
    drawn(cohort)
    session = session_of(cohort)
    public = (folder_of(session) / "public.json").read_bytes()

    for child in children_of(cohort):
        own = sheet_of(child)
        report = verify_public(
            public,
            notice=session.freeze_code,
            ticket=own.ticket.encode(),
            identity_number=child.identity_number,
        )
        assert [step.code for step in report.steps if step.outcome == "failed"] == []
        assert "ticket_late_class" in [
            step.code for step in report.steps if step.outcome == "passed"
        ]


def test_the_page_of_the_class_has_all_that_its_check_asks_for(cohort: Cohort) -> None:
    drawn(cohort)
    child = children_of(cohort)[0]
    browser = family_of(child)

    page = browser.get("/child/class/").content.decode()
    ticket = json.loads(browser.get("/child/class/ticket/").content)

    assert "补录码" in page
    assert f'data-freeze="{session_of(cohort).freeze_code}"' in page
    assert (ticket["_t"], ticket["s"]["name"]) == ("sg1/late-slip", child.name)
    record = browser.get(reverse("guardians:public_record"))
    assert (record.status_code, record["Content-Type"]) == (200, "application/json")
    record.close()
    assert "补录码" in browser.get(reverse("guardians:slip")).content.decode()


def test_nobody_elses_sheet_changes_with_a_late_batch(cohort: Cohort) -> None:
    others = active_students(cohort)
    for one in others:
        one.cohort = cohort
    before = [sheet_of(one) for one in others]
    kept = set(Sheet.objects.values_list("pk", flat=True))

    drawn(cohort)
    for child in children_of(cohort):
        sheet_of(child)

    assert [sheet_of(one) for one in others] == before
    assert kept <= set(Sheet.objects.values_list("pk", flat=True))


def test_a_late_family_sees_its_own_child_only(cohort: Cohort) -> None:
    drawn(cohort)
    first, second = children_of(cohort)

    pages = "".join(
        family_of(first).get(address).content.decode()
        for address in ("/child/home/", "/child/class/", "/child/record/", "/child/copy/")
    )

    assert first.name in pages
    assert second.name not in pages
    assert second.identity_number not in pages


def test_with_a_void_result_the_codes_open_nothing(cohort: Cohort) -> None:
    child = children_of(cohort)[0]
    browser = family_of(child)

    void(cohort)

    assert late_students(cohort) == []
    assert browser.get("/child/home/").status_code != 200
    assert Client().post(DOOR, typed(child)).status_code != 302


def test_the_school_prints_a_slip_with_the_code_for_each_family(cohort: Cohort) -> None:
    batch = LateBatch.objects.get(cohort=cohort)

    answer = signed_in("clerk").get(reverse("adjustments:batch_slips", args=[batch.code]))
    words = words_of(answer.content)

    assert answer.status_code == 200
    assert "补录学生信息核对单" in words
    for child in children_of(cohort):
        assert child.query_code in words
        assert child.name in words


@pytest.mark.parametrize("kind", ["clerk_elsewhere", "inspector"])
def test_nobody_else_prints_them(cohort: Cohort, kind: str) -> None:
    batch = LateBatch.objects.get(cohort=cohort)

    answer = signed_in(kind).get(reverse("adjustments:batch_slips", args=[batch.code]))

    assert answer.status_code in {403, 404}


def test_there_is_no_slip_before_the_list_is_frozen(cohort: Cohort) -> None:
    LateBatch.objects.filter(cohort=cohort).delete()
    batch = late.open_batch(cohort.code, reason=1, registered_on=LATER.date(), by=CLERK, at=LATER)

    with pytest.raises(StepRefused, match="late_batch_not_frozen"):
        papers.query_slips(batch.code, by=CLERK, at=LATER)

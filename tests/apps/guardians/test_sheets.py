"""Tickets made ready: what the family sees is what the record says, checked by the verifier."""

import json
import re
from datetime import datetime, timedelta

import pytest
from django.db.models import F

from junheng.apps.assignment.models import Session, SessionCohort
from junheng.apps.assignment.services.folders import folder_of, read_ceremony
from junheng.apps.guardians import queries
from junheng.apps.guardians.models import Sheet
from junheng.apps.guardians.services import sheets
from junheng.apps.guardians.services.preparing import has_stale_sheets
from junheng.apps.students.models import Student
from junheng.apps.teachers.models import HomeroomTeacher, SubjectTeacher, TeacherList
from junheng.apps.teams.services.drawn import note_lots
from junheng.ceremony.opened import Ceremony
from junheng.core.jobs.services import enqueue_due
from junheng.verifier import verify_public
from tests.apps.assignment.sessions_made import STUDENTS, Walk
from tests.apps.guardians.families_made import family_of
from tests.jobs_carried_out import carry_out_jobs
from tests.people import AT


def children_of(walk: Walk) -> list[Student]:
    cohort = walk.parts[0].cohort
    found = Student.objects.filter(cohort=cohort)
    assert found.count() == STUDENTS
    return list(found.select_related("cohort__school", "cohort__campaign"))


def sheet_of(child: Student) -> sheets.OwnSheet:
    found = sheets.own_sheet(child, queries.part_of(child.cohort))
    assert found is not None
    return found


def test_every_child_gets_its_own_ticket_and_the_verifier_agrees(published: Walk) -> None:
    public = (folder_of(published.session) / "public.json").read_bytes()
    children = children_of(published)

    for child in children:
        own = sheet_of(child)
        report = verify_public(
            public,
            notice=published.session.freeze_code,
            ticket=own.ticket.encode(),
            identity_number=child.identity_number,
        )
        assert [step.code for step in report.steps if step.outcome == "failed"] == []
        assert own.record["name"] == child.name
    assert Sheet.objects.count() == len(children) == STUDENTS


def test_class_and_teacher_are_those_of_the_lots(published: Walk) -> None:
    public = json.loads((folder_of(published.session) / "public.json").read_bytes())
    [lots] = public["lots"]
    names = {one["t"]: one["name"] for one in public["teachers"][0]["list"]}
    classes = {row["g"]: (row["class"], names[row["t"]]) for row in lots["out"]}

    for child in children_of(published):
        own = sheet_of(child)
        placed = json.loads(own.ticket)["r"]
        assert (own.group, (own.number, own.teacher)) == (placed["g"], classes[placed["g"]])


def test_another_child_in_the_same_row_gets_nothing(published: Walk) -> None:
    first, second = children_of(published)[:2]
    first.row, second.row = second.row, first.row
    first.save(update_fields=["row"])
    second.save(update_fields=["row"])

    for child in (first, second):
        assert sheets.own_sheet(child, queries.part_of(child.cohort)) is None
    assert family_of(first).get("/child/class/").status_code == 200
    assert family_of(first).get("/child/class/ticket/").status_code == 404


def test_the_record_is_read_once_for_all_families(
    published: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[Session] = []

    def counted(session: Session) -> Ceremony:
        reads.append(session)
        return read_ceremony(session)

    monkeypatch.setattr(sheets, "read_ceremony", counted)

    for child in children_of(published):
        sheet_of(child)

    assert len(reads) == 1


def test_what_was_made_before_the_publication_is_made_anew_after_it(published: Walk) -> None:
    cohort = published.parts[0].cohort
    moment, cohort.published_at, cohort.published_by = cohort.published_at, None, ""
    cohort.state = "effective"
    cohort.save()
    child = children_of(published)[0]
    before = sheet_of(child)
    assert (before.is_published, before.group, "r" in json.loads(before.ticket)) == (
        False,
        "",
        False,
    )

    cohort.published_at, cohort.published_by, cohort.state = moment, "operator", "published"
    cohort.save()

    assert sheet_of(children_of(published)[0]).is_published


def test_a_ticket_lies_encrypted_in_the_database(published: Walk) -> None:
    child = children_of(published)[0]
    sheet_of(child)

    raw = Sheet.objects.get(student=child).__dict__["content"]
    assert raw.startswith("sgf1.")
    assert child.name not in raw


# -- made by the worker ------------------------------------------------------------------------


def published_at(walk: Walk) -> datetime:
    moment = walk.parts[0].cohort.published_at
    assert moment is not None
    return moment


def test_after_one_run_of_the_worker_no_request_of_a_family_makes_sheets(
    published: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = published_at(published) + timedelta(seconds=5)

    enqueue_due(at)
    carry_out_jobs(at)
    monkeypatch.setattr(sheets, "read_ceremony", None)  # would fail if a request called it

    assert Sheet.objects.count() == STUDENTS
    for child in children_of(published)[:3]:
        family = family_of(child)
        assert 'class="class"' in family.get("/child/home/").content.decode()
        assert b"sg1/ticket" in family.get("/child/class/ticket/").content
    assert has_stale_sheets(at + timedelta(minutes=16)) is False


def test_the_worker_makes_nothing_before_the_publication(published: Walk) -> None:
    at = published_at(published)

    assert has_stale_sheets(at - timedelta(seconds=1)) is False
    assert has_stale_sheets(at) is True


def test_lots_drawn_later_make_the_worker_make_the_sheets_anew(published: Walk) -> None:
    at = published_at(published) + timedelta(seconds=5)
    enqueue_due(at)
    carry_out_jobs(at)
    SessionCohort.objects.update(lots="another")

    assert has_stale_sheets(at + timedelta(minutes=16)) is True


def test_a_record_that_gives_no_sheet_is_not_read_every_few_seconds(published: Walk) -> None:
    at = published_at(published) + timedelta(seconds=5)
    Student.objects.update(row=F("row") + 1000)

    enqueue_due(at)
    carry_out_jobs(at)

    assert Sheet.objects.count() == 0
    assert has_stale_sheets(at + timedelta(minutes=1)) is False
    assert has_stale_sheets(at + timedelta(minutes=16)) is True


def test_the_page_of_the_class_names_its_whole_team_and_no_other(published: Walk) -> None:
    child = children_of(published)[0]
    own = sheet_of(child)
    mathematics = dict(zip(sorted(own.teachers), ("钱一", "孙二"), strict=True))
    filed = TeacherList.objects.create(cohort=child.cohort, begun_at=AT)
    for title, name in mathematics.items():
        place = int(title.removesuffix("班"))
        HomeroomTeacher.objects.create(list=filed, place=place, name=own.teachers[title])
        SubjectTeacher.objects.create(list=filed, place=place, subject="数学", name=name)
    note_lots(child.cohort, {1: 1, 2: 2}, at=AT)

    page = family_of(child).get("/child/class/").content.decode()

    shown = mathematics.pop(own.class_title)
    assert f"<dt>数学</dt><dd>{shown}</dd>" in page
    assert not set(mathematics.values()) & set(re.findall(r"<dd>(.*?)</dd>", page))

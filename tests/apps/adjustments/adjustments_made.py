"""A school whose classes stand, for the tests of what comes after: drawn, marked as locked.

Three classes of eight, without homeroom lots unless asked for, because they change names only.
"""

import io
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import xlsxwriter
from PIL import Image

from junheng.apps.adjustments.services import late, posting, two_person_acts
from junheng.apps.adjustments.services.standing import Standing, standing_of
from junheng.apps.assignment.services.undertaking import carry_out
from junheng.apps.campaigns import services as campaigns
from junheng.apps.campaigns.models import Cohort
from junheng.apps.campaigns.states import CohortStep
from junheng.apps.notices import services as notices
from junheng.core.access import Post, Role, StaffActor
from junheng.core.access.proposals import confirm
from tests.apps.assignment import sessions_made
from tests.apps.assignment.sessions_made import PDF, Walk, arranged, roster_of
from tests.people import OWN_SCHOOL
from tests.rosters_made import Child, children, write_roster

LATER = sessions_made.DAY + timedelta(days=20)
OPERATOR, REVIEWER = sessions_made.OPERATOR, sessions_made.REVIEWER
PRINCIPAL, CLERK = sessions_made.PRINCIPAL, sessions_made.CLERK
INSPECTOR = StaffActor("iiiiiiiiiiii", "某督学", (Post(Role.INSPECTOR),))
DICE, CARDS = "55081927", "20260903 81736455"
EVIDENCE = PDF


def of_classes(classes: int, patch: pytest.MonkeyPatch) -> None:
    """Rosters and teachers of a school with so many classes."""
    teachers = ("林安", "陈朴", "高岚")[:classes]
    patch.setattr(sessions_made, "CLASSES", classes)
    patch.setattr(sessions_made, "teachers_of", lambda _school: teachers)
    sessions_made.the_rosters(patch)


def a_locked_cohort(*, has_lots: bool) -> Cohort:
    """The first grade of the own school, drawn and locked."""
    walk = Walk(arranged((OWN_SCHOOL,)).code).to_draw()
    cohort = walk.parts[0].cohort
    if has_lots:
        walk.lots()
    else:
        campaigns.mark(cohort, CohortStep.LOTS, by=OPERATOR, at=LATER)
    for step in (CohortStep.SIGN, CohortStep.PUBLISH, CohortStep.LOCK):
        campaigns.mark(cohort, step, by=OPERATOR, at=LATER)
    return cohort


def numbers_of(standing: Standing) -> list[str]:
    """Identity numbers of those who are in the classes now, in the order of `placed`."""
    known = [student.identity_number for student in roster_of(OWN_SCHOOL).students]
    by_sid = {}
    for number in known:
        found = standing.find(number)
        if found is not None:
            by_sid[found.student.sid] = number
    return [by_sid[one.student.sid] for one in standing.placed if one.student.sid in by_sid]


def late_sheet(members: Sequence[Child]) -> bytes:
    """A workbook with late arrivals."""
    with TemporaryDirectory() as folder:
        file = write_roster(Path(folder) / "补录.xlsx", {"城关第一小学": members}, grade="一年级")
        return file.read_bytes()


def a_frozen_batch(cohort: Cohort, count: int = 1, *, is_posted: bool = True) -> str:
    """A batch of late arrivals, frozen by two people, its notice posted; returns its code."""
    batch = late.open_batch(cohort.code, reason=1, registered_on=LATER.date(), by=CLERK, at=LATER)
    sheet = late_sheet(children(count, first=300))
    late.add_from_file(batch.code, name="补录.xlsx", content=sheet, by=CLERK, at=LATER)
    freeze(batch.code)
    if is_posted:
        post(batch.code)
    return batch.code


def freeze(code: str) -> None:
    """Two people freeze a batch."""
    proposal = two_person_acts.propose_freeze(code, by=OPERATOR, at=LATER)
    confirm(proposal.code, digest=proposal.digest, by=REVIEWER, at=LATER)
    carry_out(proposal_session(code), at=LATER)


def post(code: str) -> None:
    """The notice of a frozen batch hangs."""
    notice = posting.make_batch_notice(code, by=OPERATOR, at=LATER)
    notices.record_posting(
        notice.code,
        place="校门口公示栏",
        posted_at=LATER,
        photo=[picture()],
        by=CLERK,
        at=LATER,
    )


def proposal_session(batch_code: str) -> str:
    """The code of the session that a batch belongs to."""
    from junheng.apps.adjustments.models import LateBatch  # noqa: PLC0415
    from junheng.apps.assignment.queries import session_of_cohort  # noqa: PLC0415

    session = session_of_cohort(LateBatch.objects.get(code=batch_code).cohort)
    assert session is not None
    return session.code


def picture() -> bytes:
    """A photograph of a notice board."""
    content = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(content, "JPEG")
    return content.getvalue()


def roll_sheet(rows: Sequence[Sequence[str]]) -> bytes:
    """An exported roll: name, gender, identity number, number of the roll, school, class."""
    content = io.BytesIO()
    workbook = xlsxwriter.Workbook(content)
    sheet = workbook.add_worksheet("学籍")
    headings = ("姓名", "性别", "身份证号", "学籍号", "学校", "班级")
    for number, row in enumerate((headings, *rows)):
        for column, cell in enumerate(row):
            sheet.write_string(number, column, cell)
    workbook.close()
    return content.getvalue()


def agreeing_roll(cohort: Cohort) -> list[list[str]]:
    """A roll that says exactly what the classes are."""
    standing = standing_of(cohort)
    rows = []
    for number, student in enumerate(roster_of(OWN_SCHOOL).students, start=1):
        placed = standing.find(student.identity_number)
        if placed is not None:
            rows.append(
                [
                    student.name,
                    "男" if student.gender == 1 else "女",
                    student.identity_number,
                    f"G{number:08}",
                    cohort.school.name,
                    standing.title_of(placed),
                ]
            )
    return rows

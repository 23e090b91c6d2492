"""Rounds for the tests: planned, with schools and inspectors, lists as sheets."""

import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter

from junheng.apps.adjustments.services.standing import standing_of
from junheng.apps.campaigns.models import Cohort
from junheng.apps.inspections.models import Finding, Round, Visit
from junheng.apps.inspections.services import findings, reading, rounds
from junheng.apps.inspections.states import FindingKind, Period, RoundStep
from junheng.apps.schools.models import School
from junheng.rosters.class_lists import ListChoices
from tests.apps.adjustments.adjustments_made import LATER
from tests.people import OWN_SCHOOL, actor, person

BEGINS, ENDS = date(2026, 1, 5), date(2026, 12, 20)
SOURCE = "2026年11月25日福彩双色球开奖号码"
WORDS = "到班点名，三班多一名学生，不在锁定的名单里。"
GROUND = "阳光分班实施方案：学生由电脑随机均衡编班，名单确定后不得变动"
HEAD = ("姓名", "性别", "班级", "身份证号", "期中总分")


def a_round(*, period: Period = Period.NOVEMBER, at: datetime = LATER) -> Round:
    """A round that is being prepared."""
    return rounds.plan_round(
        year=2026,
        period=period,
        title="2026年11月督查",
        begins_on=BEGINS,
        ends_on=ENDS,
        by=actor("operator"),
        at=at,
    )


def an_open_round(*schools: str, at: datetime = LATER) -> Round:
    """A round with an inspector and these schools, in which inspectors may write."""
    held = a_round(at=at)
    rounds.name_inspectors(held.code, [person("inspector").code], by=actor("operator"), at=at)
    for school in schools or (OWN_SCHOOL,):
        rounds.choose_school(
            held.code, school, reason="上半年有投诉。", by=actor("operator"), at=at
        )
    return rounds.take_round_step(held.code, RoundStep.OPEN, by=actor("operator"), at=at)


def a_visit(school: str = OWN_SCHOOL) -> Visit:
    """The visit of a school in an open round of its own."""
    return Visit.objects.get(round=an_open_round(school))


def rows_of(cohort: Cohort) -> list[list[str]]:
    """A list that says exactly what the classes are, with marks."""
    seats = reading.seats_of(cohort)
    return [
        [one.name, "男" if number % 2 else "女", one.now, one.identity_number, str(60 + number)]
        for number, one in enumerate(seats)
        if one.now
    ]


def sheet(rows: Sequence[Sequence[str]], head: Sequence[str] = HEAD, name: str = "名单") -> bytes:
    """A workbook of one list."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as workbook:
        page = workbook.add_worksheet(name)
        for number, row in enumerate((head, *rows)):
            for column, cell in enumerate(row):
                page.write_string(number, column, cell)
    return content.getvalue()


def upload(content: bytes, **more: Any) -> reading.Upload:
    """A list as an inspector sends it, compared with nothing unless `cohort` says so."""
    given: dict[str, Any] = {
        "name": "名单.xlsx",
        "content": content,
        "choices": ListChoices(marks=more.pop("marks", ())),
    }
    if "cohort" not in more:
        given["grade"] = "八年级"
    return reading.Upload(**(given | more))


def plain_rows(classes: int = 3, size: int = 12) -> list[list[str]]:
    """Students of made-up classes; boys and girls take turns."""
    return [
        [f"学生{number}", "男" if number % 2 else "女", f"{number % classes + 1}班", "", "70"]
        for number in range(classes * size)
    ]


def a_finding(visit: Visit, *, at: datetime = LATER, **more: Any) -> Finding:
    """A finding that waits to be issued."""
    given: dict[str, Any] = {"kind": FindingKind.LISTS_DIFFER, "text": WORDS, "ground": GROUND}
    return findings.write_finding(visit.code, **(given | more), by=actor("inspector"), at=at)


def an_issued_finding(visit: Visit, *, at: datetime = LATER) -> Finding:
    """A finding that the school sees."""
    made = a_finding(visit, at=at)
    return findings.issue_finding(made.code, by=actor("reviewer"), at=at)


def more_schools(primary: int, junior: int = 0) -> list[School]:
    """So many more schools."""
    return [
        School.objects.create(
            code=f"02{number:04}",
            name=f"乡村第{number}学校",
            has_primary=number < primary,
            has_junior=number >= primary,
            is_private=number % 3 == 0,
            is_hot=False,
            registered_at=LATER,
        )
        for number in range(primary + junior)
    ]


def titles_of(cohort: Cohort) -> tuple[str, ...]:
    """What the classes of a locked school are called."""
    return standing_of(cohort).titles

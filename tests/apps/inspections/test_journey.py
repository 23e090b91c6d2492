"""A round from its planning to a rectification, in the browser."""

import html
import io
from typing import Any

import docx
import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from junheng.apps.campaigns.models import Cohort
from junheng.apps.inspections.models import Finding, FoundClassList, Round, Visit
from junheng.apps.rectifications.models import Rectification
from tests.apps.inspections.inspections_made import GROUND, WORDS, rows_of, sheet
from tests.jobs_carried_out import carry_out_jobs
from tests.people import OWN_SCHOOL, person, signed_in

NAME = "名单.xlsx"


def posted(browser: Client, address: str, **given: Any) -> str:
    answer = browser.post(address, given, follow=True)
    assert answer.status_code == 200, (address, answer.status_code)
    return html.unescape(answer.content.decode())


def test_a_round_leads_from_its_planning_to_a_rectification(cohort: Cohort) -> None:
    operator, inspector = signed_in("operator"), signed_in("inspector")
    reviewer, principal = signed_in("reviewer"), signed_in("principal")

    # The bureau plans, names the inspector, chooses the school.
    posted(
        operator, "/inspections/plan/", year="2026", period="november",
        title="2026年11月督查", begins_on="2026-01-05", ends_on="2026-12-20",
    )  # fmt: skip
    held = Round.objects.get()
    posted(operator, f"/inspections/{held.code}/inspectors/", accounts=[person("inspector").code])
    posted(operator, f"/inspections/{held.code}/choose/", school_code=OWN_SCHOOL, reason="有投诉。")
    posted(operator, f"/inspections/{held.code}/step/open/")

    # The inspector reads the list: one sits elsewhere, one is missing, one is nobody's.
    visit = Visit.objects.get()
    rows = rows_of(cohort)
    (gone, *_), moved = rows.pop(), rows[0]
    moved[2] = "2班" if "1" in moved[2] else "1班"
    rows.append(["外来生", "男", "1班", "", "99"])
    page = posted(
        inspector, f"/inspections/schools/{visit.code}/list/",
        file=SimpleUploadedFile(NAME, sheet(rows)), cohort=cohort.code, class_column="班级",
        marks="期中总分",
    )  # fmt: skip
    assert "应核 24 人，一致 22 人，不一致 3 人" in page
    assert gone not in page
    found = FoundClassList.objects.get()
    carry_out_jobs(timezone.now())  # noqa: TID251 - pages have the real clock
    page = html.unescape(inspector.get(f"/inspections/lists/{found.code}/").content.decode())
    assert "偶然的可能" in page
    assert "销毁" in page
    picture = inspector.get(f"/inspections/lists/{found.code}/pictures/1/")
    assert picture.content.startswith(b"\x89PNG")

    # He writes what he found; another person issues it; only then the school sees it.
    posted(
        inspector, f"/inspections/schools/{visit.code}/record/", visited_on="2026-01-06",
        items=["roll_call", "materials"], notes="到了三个班。",
    )  # fmt: skip
    posted(
        inspector, f"/inspections/schools/{visit.code}/finding/", kind="differ", text=WORDS,
        ground=GROUND, list_code=found.code,
    )  # fmt: skip
    finding = Finding.objects.get()
    address = f"/findings/{finding.code}/"
    assert principal.get(address).status_code == 404
    posted(reviewer, f"{address}issue/")
    assert f"{held.title}第 1 号" in html.unescape(principal.get("/findings/").content.decode())
    assert WORDS in html.unescape(principal.get(address).content.decode())
    posted(principal, f"{address}reply/", reply="这名学生是走错教室，已经回到本班。")

    # The bureau makes a rectification of it, and takes its papers.
    posted(operator, f"{address}rectify/", what="请核对三班的名单。", deadline="")
    made = Rectification.objects.get()
    assert made.source_code == finding.code
    assert f'href="{address}"' in operator.get(f"/rectifications/{made.code}/").content.decode()
    ranking = operator.post(f"/inspections/{held.code}/results/xlsx/")
    table = openpyxl.load_workbook(io.BytesIO(ranking.content))["排名"]
    assert [table.cell(2, column).value for column in (1, 2, 7, 13, 14)] == [
        1, "城关第一小学", 3, 1, 1,
    ]  # fmt: skip
    report = operator.post(f"/inspections/{held.code}/results/docx/")
    paper = "\n".join(one.text for one in docx.Document(io.BytesIO(report.content)).paragraphs)
    assert "城关第一小学 2026级一年级" in paper
    posted(operator, f"/inspections/{held.code}/step/close/")
    assert Round.objects.get().state == "closed"

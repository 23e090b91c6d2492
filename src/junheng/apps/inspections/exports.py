"""What leaves the inspections: reports, the county's ranking, the record of a sample."""

import io
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from urllib.parse import quote

import xlsxwriter
from django.http import HttpResponse
from django.utils.timezone import localtime

from junheng.apps.inspections.models import Round, Sample
from junheng.apps.inspections.queries import ListOutcome
from junheng.apps.inspections.services.sampling import drawn_codes, frame_of, seed_text_of
from junheng.engine.scrutiny import Finding
from junheng.reporting.scrutiny import (
    ScrutinyReport,
    chance_words,
    deviation_words,
    finding_words,
    level_words,
    scrutiny_document,
)
from junheng.reporting.scrutiny.charts import finding_chart
from junheng.reporting.scrutiny.page import pictured
from junheng.reporting.scrutiny.words import BLIND_SPOTS, p_words

_MEDIA: Final = "application/vnd.openxmlformats-officedocument."
_XLSX: Final = _MEDIA + "spreadsheetml.sheet"
_DOCX: Final = _MEDIA + "wordprocessingml.document"
_HEAD: Final = (
    ("名次", 6), ("学校", 24), ("年级", 14), ("产生方式", 10), ("人数", 8), ("班数", 8),
    ("与锁定名单不一致（人）", 14), ("检验结论", 22), ("偶然的可能", 16),
    ("按校数校正（Holm）", 14), ("误报比例（BH）", 14), ("突出的项目", 60),
    ("督查意见（件）", 10),
    ("已转整改（件）", 10),
)  # fmt: skip


def report_response(
    outcomes: Sequence[ListOutcome], *, title: str, bureau: str, at: datetime
) -> HttpResponse:
    """The report of one list or of a round as a document."""
    report = ScrutinyReport(
        tuple(one.section for one in outcomes), localtime(at), f"{title}名单检验报告", bureau
    )
    return _download(scrutiny_document(report), _DOCX, "inspection.docx", f"{report.title}.docx")


def picture_response(outcome: ListOutcome, number: int) -> HttpResponse | None:
    """The picture of a finding of the test, counted from 1; None for one that is not there."""
    findings = findings_pictured(outcome)
    if not 1 <= number <= len(findings):
        return None
    # Its SVG is for the inside of a page: alone it has no namespace, and no browser draws it.
    return HttpResponse(finding_chart(findings[number - 1], "png"), content_type="image/png")


def findings_pictured(outcome: ListOutcome) -> tuple[Finding, ...]:
    """The findings of a test that get a picture."""
    return pictured(outcome.section)


def ranking_response(
    held: Round,
    outcomes: Sequence[ListOutcome],
    findings: Mapping[int, tuple[int, int]],
    *,
    at: datetime,
) -> HttpResponse:
    """The ranking of a round; `findings` are issued ones and those put right, by visit."""
    name = f"{held.title}各校排名{localtime(at):%Y%m%d}.xlsx"
    return _download(ranking_workbook(held, outcomes, findings), _XLSX, "ranking.xlsx", name)


def ranking_workbook(
    held: Round, outcomes: Sequence[ListOutcome], findings: Mapping[int, tuple[int, int]]
) -> bytes:
    """The workbook: the ranking, and what it does not say. Words are written as words."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(
        stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as workbook:
        bold = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top", "border": 1})
        plain = workbook.add_format({"text_wrap": True, "valign": "top", "border": 1})
        _write_ranking(workbook.add_worksheet("排名"), outcomes, findings, bold, plain)
        _write_notes(workbook.add_worksheet("说明"), held, plain)
        for sheet in workbook.worksheets():
            _lay_out(sheet)
    return stream.getvalue()


def _lay_out(sheet: Any) -> None:
    """On paper: A4 across, every column on the page."""
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def sample_response(sample: Sample, names: Mapping[str, str]) -> HttpResponse:
    """The record of a sample: everything that somebody needs to draw it again."""
    document = {
        "frame": frame_of(sample).document(),
        "frame_digest": sample.frame_digest,
        "suite": sample.suite,
        "announced_at": localtime(sample.announced_at).isoformat(timespec="seconds"),
        "public": sample.digits,
        "seed_text": seed_text_of(sample) if sample.drawn_at else "",
        "drawn": {part: list(codes) for part, codes in drawn_codes(sample).items()},
        "names": {code: names.get(code, "") for one in sample.frame["strata"]
                  for code in one["schools"]},
    }  # fmt: skip
    content = json.dumps(document, ensure_ascii=False, indent=1).encode()
    return _download(content, "application/json", "sample.json", "抽取督查学校的记录.json")


def _write_ranking(
    sheet: Any,
    outcomes: Sequence[ListOutcome],
    findings: Mapping[int, tuple[int, int]],
    bold: Any,
    plain: Any,
) -> None:
    for column, (title, width) in enumerate(_HEAD):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, title, bold)
    sheet.repeat_rows(0)
    sheet.freeze_panes(1, 2)
    for place, outcome in enumerate(outcomes, start=1):
        for column, value in enumerate(_cells(place, outcome, findings)):
            if isinstance(value, int):
                sheet.write_number(place, column, value, plain)
            else:
                sheet.write_string(place, column, value, plain)


def _cells(
    place: int, outcome: ListOutcome, findings: Mapping[int, tuple[int, int]]
) -> tuple[int | str, ...]:
    found, result = outcome.found, outcome.result
    issued, rectified = findings.get(found.visit_id, (0, 0))
    compared = outcome.differing if found.compared_count is not None else "没有比对"
    tested: tuple[int | str, ...] = ("没有检验", "", "", "", "".join(outcome.section.remarks))
    if result is not None:
        scrutiny = result.scrutiny
        tested = (
            level_words(scrutiny.level),
            chance_words(scrutiny.p),
            p_words(result.holm),
            p_words(result.benjamini_hochberg),
            striking_words(outcome),
        )
    return (
        place, found.visit.school.name, found.grade, found.visit.get_chosen_display(),
        found.student_count, found.class_count, compared, *tested, issued, rectified,
    )  # fmt: skip


def striking_words(outcome: ListOutcome) -> str:
    """The striking findings of a test in one line each."""
    if outcome.result is None:
        return ""
    section = outcome.section
    return "\n".join(
        finding_words(section, one) + deviation_words(section, one.deviation)
        for one in outcome.result.scrutiny.striking
    )


def _write_notes(sheet: Any, held: Round, plain: Any) -> None:
    sheet.set_column(0, 0, 100)
    lines = (
        f"{held.title}，{held.begins_on:%Y-%m-%d} 至 {held.ends_on:%Y-%m-%d}。内部材料，不得公开。",
        "按偶然的可能从小到大排。检验只说明偶然能不能造成这份名单，不说明谁做了什么。",
        "查的学校多了，总会有几所碰巧突出：看“按校数校正”一栏，校正后仍然很小的才算数。",
        *(f"看不出：{spot}" for spot in BLIND_SPOTS),
    )
    for row, line in enumerate(lines):
        sheet.write_string(row, 0, line, plain)


def _download(content: bytes, media_type: str, plain: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    )
    return response

"""What is downloaded: the empty sheet of teachers, the record for the verifier, the report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from django.http import HttpResponse

from junheng.apps.schools.exports import XLSX, fault_rows
from junheng.apps.teams.models import Proposal
from junheng.engine.record.canonical import canonical_bytes
from junheng.reporting.teams import TeamReport, team_report_document, team_report_pdf
from junheng.rosters import TeamRoster
from junheng.rosters.team_columns import TEAM_COLUMNS
from junheng.rosters.teams import TeamTeacher
from junheng.rosters.titles import BACKBONE_TEXTS, EDUCATION_TEXTS, TITLE_TEXTS
from junheng.tabular import template_workbook

__all__ = [
    "columns_explained",
    "fault_rows",
    "people_of",
    "record_response",
    "report_response",
    "template_response",
]

TITLE: Final = "任课教师名单"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_EXAMPLES: Final[Mapping[str, str]] = {
    "name": "王芳",
    "number": "T001",
    "subjects": "语文、道法",
    "sex": "女",
    "birth": "1985-09",
    "title": "一级教师",
    "years": "16",
    "backbone": "县级",
    "education": "本科",
    "homeroom": "",
    "able": "是",
    "most": "2",
    "other": "0",
    "apart": "李强",
    "child": "",
}
_HELP: Final[Mapping[str, str]] = {
    "number": "同名教师必填。一人教两门学科可以写两行同一工号。",
    "subjects": "教两门的用顿号隔开。",
    "birth": "有这一列就要填满；性别、教龄、学历也一样。",
    "title": "新旧名称都认；空白算未定级。",
    "backbone": "要看得出级别；县级以上才计入。",
    "homeroom": "填“是”的一定当班主任。",
    "able": "填“是”的可以当班主任。",
    "most": "不填就不限。",
    "other": "已经占用的每周课时。",
    "apart": "不能同教一个班的教师姓名或工号（近亲属、要求不搭班的）。",
    "child": "填“是”；父母都在名单上的，两人填同一个记号，如“子女甲”。",
}


def template_response() -> HttpResponse:
    """The empty sheet of teachers as a download."""
    content = template_workbook(TITLE, TEAM_COLUMNS, examples=_EXAMPLES, sheet=TITLE)
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = (
        f"attachment; filename=\"teachers.xlsx\"; filename*=UTF-8''{quote(TITLE)}.xlsx"
    )
    return response


def columns_explained() -> list[dict[str, object]]:
    """The columns of the sheet, for the page that asks for it."""
    return [
        {
            "title": column.title,
            "required": column.required,
            "example": _EXAMPLES.get(column.to, ""),
            "help": _HELP.get(column.to, ""),
        }
        for column in TEAM_COLUMNS
    ]


_SHOWN: Final[Mapping[str, str]] = {
    "subjects": "学科",
    "title": "职称",
    "years": "教龄",
    "backbone": "骨干",
    "education": "学历",
    "homeroom": "班主任",
    "most": "最多班",
    "apart": "回避",
    "child": "子女",
}


@dataclass(frozen=True)
class Person:
    """A teacher as the page lists him: the row of the sheet, who it is, a text a column."""

    row: int
    name: str
    number: str
    texts: tuple[str, ...]


@dataclass(frozen=True)
class People:
    """The teachers in the order of the sheet, with the columns that the sheet has."""

    titles: tuple[str, ...]
    rows: tuple[Person, ...]


def people_of(roster: TeamRoster | None) -> People:
    """The teachers as the page lists them: what the sheet says, in words."""
    if roster is None:
        return People((), ())
    given = {"homeroom" if to == "able" else to for to in roster.columns}
    columns = tuple(to for to in _SHOWN if to in given)
    avoided: dict[int, list[str]] = {}
    for one, other in roster.apart:
        avoided.setdefault(one, []).append(roster.teachers[other].name)
        avoided.setdefault(other, []).append(roster.teachers[one].name)
    rows = [
        Person(one.row, one.name, one.number, tuple(texts[to] for to in columns))
        for t, one in enumerate(roster.teachers)
        for texts in (_texts(one) | {"apart": "、".join(avoided.get(t, ()))},)
    ]
    titles = tuple(_SHOWN[to] for to in columns)
    return People(titles, tuple(sorted(rows, key=lambda one: one.row)))


def _texts(one: TeamTeacher) -> dict[str, str]:
    values = one.values
    return {
        "subjects": "、".join(one.subjects),
        "title": _ranked(TITLE_TEXTS[::-1], values.get("title")),
        "years": _number(values.get("years")),
        "backbone": _ranked(BACKBONE_TEXTS[::-1], values.get("backbone")),
        "education": _ranked(("", *EDUCATION_TEXTS[::-1]), values.get("education")),
        "homeroom": "当班主任" if values.get("homeroom") else "可任" if values.get("able") else "",
        "most": _number(values.get("most")),
        "child": "有" if values.get("child") else "",
    }


def _number(value: object) -> str:
    return "" if value is None else str(value)


def _ranked(texts: Sequence[str], level: object) -> str:
    return texts[level] if isinstance(level, int) else ""


def record_response(proposal: Proposal) -> HttpResponse:
    """The record of a proposal, without names, for `junheng verify teams`."""
    content = canonical_bytes(proposal.record)
    response = HttpResponse(content, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="teams-{proposal.number}.json"'
    return response


def report_response(report: TeamReport, *, is_document: bool) -> HttpResponse:
    """The report as a document to go on writing in, or as a PDF."""
    if is_document:
        content, media_type, suffix = team_report_document(report), DOCX, "docx"
    else:
        content, media_type, suffix = team_report_pdf(report), "application/pdf", "pdf"
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = (
        f'attachment; filename="comparability.{suffix}"; '
        f"filename*=UTF-8''{quote(report.title)}.{suffix}"
    )
    return response

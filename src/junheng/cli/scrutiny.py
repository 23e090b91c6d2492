"""`junheng scrutiny`: was this class list random? A report for inspectors."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from junheng.ceremony.folder import disk_refusal
from junheng.ceremony.surroundings import real_surroundings
from junheng.cli.chinese import EXIT_FINDINGS, ChineseCommand
from junheng.cli.files import write_new_file
from junheng.cli.output import say, say_heading, say_json, say_refusal, say_warning
from junheng.cli.progress import scrutiny_bar
from junheng.cli.roster import fault_document, fault_line
from junheng.core.messages import sentence
from junheng.engine.errors import JunhengError
from junheng.engine.scrutiny import (
    BySchool,
    Effort,
    scrutinise_several,
)
from junheng.profiles import load_profile
from junheng.reporting.scrutiny import (
    ScrutinyReport,
    chance_words,
    deviation_words,
    finding_words,
    level_words,
    scrutiny_document,
    scrutiny_html,
)
from junheng.rosters import Note
from junheng.rosters.class_lists import FoundList, ListChoices, read_class_lists
from junheng.rosters.tested_lists import (
    DEFAULT_LISTS,
    figures_of,
    refused_where_untestable,
    section_of,
)

FILE = click.Path(path_type=Path)
LEAST_LISTS = 999
NONE = "无"


@click.command(
    cls=ChineseCommand,
    help=(
        "检验一份已有的分班名单像不像随机分的（督查用）。"
        "一张工作表一所学校；成绩只用于督查，不与分班数据存放在一起。"
    ),
    example="junheng scrutiny 现场名单.xlsx --class-column 班级 --marks 期中总分 --out 检验结果",
)
@click.argument("file", metavar="文件", type=FILE)
@click.option(
    "--class-column", metavar="列名", default="班级", help="班级那一列的表头（默认“班级”）"
)
@click.option("--marks", metavar="列名", multiple=True, help="分班以后某次考试的成绩，可以写几次")
@click.option(
    "--group", "groups", metavar="列名", multiple=True, help="另一列要看聚集的，如幼儿园、家长单位"
)
@click.option(
    "--teacher",
    "teachers",
    metavar="列名",
    multiple=True,
    help="老师的教龄或职称等级（数字，一班一个）",
)
@click.option("--order", metavar="列名", help="报名顺序那一列（默认找“报名号”）")
@click.option(
    "--balanced",
    metavar="列名",
    multiple=True,
    help="学校申报均衡过的项目，可以写几次；都没有均衡写“无”；不写按地方规则档",
)
@click.option(
    "--profile",
    "profile_name",
    metavar="规则档",
    default="national",
    help="地方规则档（默认 national）",
)
@click.option("--sheet", "sheets", metavar="表名", multiple=True, help="只检验这张工作表")
@click.option(
    "--lists", metavar="份数", type=int, default=DEFAULT_LISTS, help="随机名单的份数（默认 20000）"
)
@click.option("--seed", metavar="文字", help="随机种子；不写由名单本身算出，谁来算都一样")
@click.option("--out", metavar="文件夹", type=FILE, required=True, help="报告存到哪里")
@click.option("--json", "is_json", is_flag=True, help="输出 JSON")
def scrutiny(
    *,
    file: Path,
    class_column: str,
    marks: Sequence[str],
    groups: Sequence[str],
    teachers: Sequence[str],
    order: str | None,
    balanced: Sequence[str],
    profile_name: str,
    sheets: Sequence[str],
    lists: int,
    seed: str | None,
    out: Path,
    is_json: bool,
) -> int:
    """Test every list of a file and write the report."""
    if lists < LEAST_LISTS:
        raise JunhengError("scrutiny_lists_too_few", least=LEAST_LISTS)
    now = real_surroundings().now()
    choices = ListChoices(
        class_column=class_column,
        marks=tuple(marks),
        groups=tuple(groups),
        teachers=tuple(teachers),
        order=order,
        balanced=tuple(title for title in balanced if title != NONE) if balanced else None,
    )
    found = [
        refused_where_untestable(one)
        for one in read_class_lists(
            file, load_profile(profile_name), choices, today=now.date(), sheets=sheets
        )
    ]
    tested = [(one.school, one.class_list) for one in found if one.class_list is not None]
    with scrutiny_bar(len(tested)) as progress:
        by_school = iter(
            scrutinise_several(tested, seed=seed, effort=Effort(lists=lists), progress=progress)
        )
    results = [(one, next(by_school) if one.class_list is not None else None) for one in found]
    report = ScrutinyReport(
        sections=tuple(section_of(one, result, say=_say_note) for one, result in results),
        made_at=now,
    )
    document = {"made_at": now.isoformat(timespec="seconds"), "lists": _documents(results)}
    _write(out, report, document)
    if is_json:
        say_json(document)
    else:
        _show(report, results, out)
    return 0 if tested else EXIT_FINDINGS


def _say_note(note: Note) -> str:
    return sentence(note.code, note.params)


def _write(out: Path, report: ScrutinyReport, document: dict[str, Any]) -> None:
    """Write page, document and figures."""
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise disk_refusal(problem) from problem
    figures = json.dumps(document, ensure_ascii=False, indent=2)
    write_new_file(out / "scrutiny.html", scrutiny_html(report).encode())
    write_new_file(out / "scrutiny.docx", scrutiny_document(report))
    write_new_file(out / "scrutiny.json", f"{figures}\n".encode())


def _show(
    report: ScrutinyReport, results: Sequence[tuple[FoundList, BySchool | None]], out: Path
) -> None:
    for section, (found, result) in zip(report.sections, results, strict=True):
        for fault in found.warnings:
            say_warning(f"！{fault_line(fault)}")
        if result is None:
            say_refusal(f"✘ {section.school}（工作表“{section.sheet}”）没有检验：")
            for remark in section.remarks:
                say_refusal(f"　{remark}")
            continue
        scrutiny = result.scrutiny
        say_heading(
            f"{section.school}：{level_words(scrutiny.level)}"
            f"（随机分班也这样突出的可能：{chance_words(scrutiny.p)}）"
        )
        for finding in scrutiny.striking:
            say(f"　{finding_words(section, finding)}{deviation_words(section, finding.deviation)}")
        for remark in section.remarks:
            say(f"　{remark}")
    if report.tested:
        say(f"检验只说明偶然能不能造成这份名单，不说明谁做了什么。图和数字见 {out}/scrutiny.html。")
        say("报告含有内部数字，不得公开；成绩只用于本次督查，用后销毁。")


def _documents(results: Sequence[tuple[FoundList, BySchool | None]]) -> list[dict[str, Any]]:
    """The results for programs; no student is in them."""
    documents = []
    for found, result in results:
        document: dict[str, Any] = {
            "school": found.school,
            "sheet": found.sheet,
            "classes": list(found.class_names),
            "notes": [sentence(note.code, note.params) for note in found.notes],
            "refusals": [
                {"code": note.code, "sentence": sentence(note.code, note.params)}
                for note in found.refusals
            ],
            "warnings": [fault_document(fault) for fault in found.warnings],
        }
        if result is not None:
            document |= figures_of(found, result)
        documents.append(document)
    return documents

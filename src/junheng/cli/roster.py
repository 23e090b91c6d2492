"""`junheng roster`: look at a roster before the draw, or make an empty one to fill in."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from junheng.ceremony.names_on_paper import with_unprintable_names
from junheng.ceremony.surroundings import real_surroundings
from junheng.cli.chinese import EXIT_FINDINGS, ChineseGroup, joined
from junheng.cli.files import write_new_file
from junheng.cli.output import say, say_heading, say_json, say_refusal, say_warning
from junheng.core.messages import sentence
from junheng.profiles import JurisdictionProfile, load_profile
from junheng.rosters import (
    RosterReading,
    SchoolRoster,
    classes_needed,
    read_roster,
    roster_template,
)
from junheng.tabular import Fault

FILE = click.Path(path_type=Path)
PROFILE = click.option(
    "--profile",
    "profile_name",
    metavar="规则档",
    default="national",
    help="地方规则档：national（默认）、nanchang、guiyang-county、nantong，或自己的 .toml 文件",
)
SHOWN_FAULTS = 200


@click.group(cls=ChineseGroup, help="名册：检查新生名册，或生成空白模板。")
def roster() -> None:
    """Hold the two commands."""


@roster.command(
    help="检查新生名册，一次列出所有问题；不写入任何结果。",
    example="junheng roster check 新生名册.xlsx --mark 标注.xlsx",
)
@click.argument("file", metavar="文件", type=FILE)
@click.option("--sheet", "sheets", metavar="表名", multiple=True, help="只检查这张工作表")
@PROFILE
@click.option(
    "--mark", metavar="文件", type=FILE, help="另存一份名册，有问题的单元格涂色并加“错误说明”列"
)
@click.option("--json", "is_json", is_flag=True, help="输出 JSON")
def check(
    file: Path, sheets: Sequence[str], profile_name: str, mark: Path | None, *, is_json: bool
) -> int:
    """Check a roster."""
    profile = load_profile(profile_name)
    today = real_surroundings().now().date()
    reading = with_unprintable_names(
        read_roster(file, profile, today=today, sheets=list(sheets) or None)
    )
    if mark is not None:
        findings = [*reading.faults, *reading.warnings]
        # Only here: a draw should not wait for a library that it never uses.
        from junheng.tabular.annotate import annotated_workbook  # noqa: PLC0415

        write_new_file(mark, annotated_workbook(file, findings, fault_sentence))
    if is_json:
        say_json(reading_document(reading, profile))
    else:
        show_reading(reading, profile)
        if mark is not None:
            say(f"已另存标注名册：{mark}")
    return 0 if reading.is_acceptable else EXIT_FINDINGS


@roster.command(
    help="生成空白名册模板（带下拉选项和填写说明）。",
    example="junheng roster template --profile national --out 名册模板.xlsx",
)
@PROFILE
@click.option("--out", metavar="文件", type=FILE, required=True, help="模板存到哪里")
def template(profile_name: str, out: Path) -> int:
    """Write an empty roster."""
    profile = load_profile(profile_name)
    write_new_file(out, roster_template(profile, real_surroundings().now().date()))
    say(f"已生成模板：{out}（按“{profile.title}”）")
    return 0


def fault_sentence(fault: Fault) -> str:
    """What is wrong, in words, without the place."""
    return sentence(fault.code, fault.params)


def fault_line(fault: Fault) -> str:
    """Place and sentence on one line."""
    place = f"工作表“{fault.sheet}”"
    if fault.row is not None:
        place += f"第 {fault.row} 行"
    if fault.column:
        place += f"“{fault.column}”列"
    return f"{place}：{fault_sentence(fault)}"


def show_reading(reading: RosterReading, profile: JurisdictionProfile) -> None:
    """Print what was read and everything that was found."""
    for school in reading.schools:
        _show_school(school, profile)
    for fault in reading.warnings:
        say_warning(f"！{fault_line(fault)}")
    for fault in reading.faults[:SHOWN_FAULTS]:
        say_refusal(f"✘ {fault_line(fault)}")
    if len(reading.faults) > SHOWN_FAULTS:
        say_refusal(
            f"……另有 {len(reading.faults) - SHOWN_FAULTS} 处，用 --mark 另存标注名册查看全部。"
        )
    if reading.faults:
        say_refusal(f"共 {len(reading.faults)} 处问题，改正后请重新检查；现在还不能分班。")
    else:
        say_heading("名册可以用于分班。")


def _show_school(school: SchoolRoster, profile: JurisdictionProfile) -> None:
    stage = school.stage.label if school.stage else "学段不明"
    say_heading(f"{school.title}（工作表“{school.sheet}”）：{len(school.students)} 名学生，{stage}")
    if school.stage is not None and school.students:
        needed = classes_needed(len(school.students), school.stage, profile)
        limit = profile.class_size_limit(school.stage).value
        say(f"　班额上限 {limit} 人，至少要 {needed} 个班。")
    if school.refused:
        say_warning(f"　已拒收的列（不得作为编班依据，内容没有读取）：{joined(school.refused)}")
    if school.ignored or school.unknown:
        say(f"　没有使用的列：{joined((*school.ignored, *school.unknown))}")
    for note in school.notes:
        say(f"　{sentence(note.code, note.params)}")


def reading_document(reading: RosterReading, profile: JurisdictionProfile) -> dict[str, Any]:
    """The reading for programs; no name and no number of a person is in it."""
    return {
        "acceptable": reading.is_acceptable,
        "profile": profile.name,
        "schools": [
            {
                "sheet": school.sheet,
                "school": school.title,
                "stage": school.stage.value if school.stage else None,
                "students": len(school.students),
                "attributes": list(school.attributes),
                "refused_columns": list(school.refused),
                "ignored_columns": list(school.ignored),
                "unknown_columns": list(school.unknown),
                "notes": [sentence(note.code, note.params) for note in school.notes],
            }
            for school in reading.schools
        ],
        "faults": [fault_document(fault) for fault in reading.faults],
        "warnings": [fault_document(fault) for fault in reading.warnings],
    }


def fault_document(fault: Fault) -> dict[str, Any]:
    """A finding for programs: place, code, sentence."""
    return {
        "sheet": fault.sheet,
        "row": fault.row,
        "column": fault.column,
        "code": fault.code,
        "sentence": fault_sentence(fault),
    }

"""`junheng late`: place late arrivals into a finished draw, by lot."""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click

from junheng.ceremony.drawing import UnitDraw
from junheng.ceremony.finished import finished_draw, publish_after
from junheng.ceremony.late import check_late_paper, draw_batch, freeze_batch
from junheng.ceremony.late_batches import (
    LateBatch,
    effects_of,
    load_batches,
    sizes_with,
)
from junheng.ceremony.lots import final_classes
from junheng.ceremony.names_on_paper import with_unprintable_names
from junheng.ceremony.opened import Ceremony, open_ceremony
from junheng.ceremony.printing import print_after
from junheng.ceremony.surroundings import real_surroundings
from junheng.cli.cards import PaperCommand, cards_of
from junheng.cli.chinese import EXIT_FINDINGS, joined
from junheng.cli.finished import finished_folder, unit_of_sheet
from junheng.cli.output import say, say_heading, say_json, say_warning
from junheng.cli.printing import Printer
from junheng.cli.roster import fault_document, reading_document, show_reading
from junheng.cli.showing import show_warnings
from junheng.engine.errors import JunhengError
from junheng.engine.record.canonical import document_hash
from junheng.engine.record.paper import paper_lines
from junheng.profiles import Stage, load_profile
from junheng.rosters import attribute_codes, read_roster

FILE = click.Path(path_type=Path)
EXAMPLE = """junheng late 正式结果 补录名册.xlsx
junheng late 正式结果 补录名册.xlsx --public d10:55081927 --envelope 20260903 81736455"""


@click.command(
    cls=PaperCommand,
    help="补录、转入：先冻结这一批（给出补录码），再用现场数字抽签。谁也不能挑班级。",
    example=EXAMPLE,
)
@click.argument("folder_path", metavar="结果文件夹", type=FILE)
@click.argument("file", metavar="补录名册", type=FILE)
@click.option("--sheet", metavar="表名", help="补录名册里的工作表")
@click.option("--school", metavar="表名", help="进入哪所学校（当初名册的表名）；只有一所时不用写")
@click.option("--profile", "profile_name", metavar="规则档", help="默认与当初相同")
@click.option("--registered", metavar="日期", help="登记日期，如 2026-09-03；默认今天")
@click.option("--reason", type=click.Choice(["1", "2", "9"]), default="1", metavar="1|2|9",
              help="1 补报（默认）、2 转入、9 其他")  # fmt: skip
@click.option("--public", metavar="d10:数字", help="公开掷出的数字，至少 8 位")
@click.option("--envelope", "envelopes", metavar="8位数字", multiple=True, help="至少 2 张封签卡")
@click.option("--no-forms", "has_forms", is_flag=True, flag_value=False, default=True,
              help="不生成 PDF 表格")  # fmt: skip
@click.option("--json", "is_json", is_flag=True, help="输出 JSON")
def late(
    *,
    folder_path: Path,
    file: Path,
    sheet: str | None,
    school: str | None,
    profile_name: str | None,
    registered: str | None,
    reason: str,
    public: str | None,
    envelopes: tuple[str, ...],
    has_forms: bool,
    is_json: bool,
) -> int:
    """Place late arrivals."""
    cards = cards_of(envelopes)
    if (public is None) != (not cards):
        raise click.UsageError("--public 和 --envelope 要一起给；都不给就只冻结这一批。")
    surroundings = real_surroundings()
    day = _date(registered, surroundings.now().date())
    printer = Printer(surroundings, is_wanted=has_forms)
    with finished_folder(folder_path) as folder:
        ceremony = open_ceremony(folder, surroundings)
        unit = unit_of_sheet(ceremony, school)
        profile = load_profile(profile_name or str(ceremony.frozen.profile["name"]))
        reading = with_unprintable_names(
            read_roster(
                file,
                profile,
                today=surroundings.now().date(),
                sheets=[sheet] if sheet else None,
                stage=Stage(unit.stage),
            )
        )
        if not reading.is_acceptable:
            if is_json:
                say_json(reading_document(reading, profile))
            else:
                show_reading(reading, profile)
            return EXIT_FINDINGS
        if len(reading.schools) > 1:
            names = joined([found.sheet for found in reading.schools])
            raise JunhengError("late_several_sheets", sheets=names)
        if public is not None:
            check_late_paper(ceremony, public, cards)
        drawn = finished_draw(ceremony, unit.unit)
        arrivals = reading.schools[0]
        batch = freeze_batch(
            ceremony,
            drawn,
            arrivals,
            attribute_codes(arrivals, profile),
            registered=day,
            reason=int(reason),
        )
        if public is not None:
            batch = draw_batch(ceremony, batch, public=public, envelopes=cards)
        publish_after(ceremony, unit.unit)
        if batch.placed:
            printer.print(
                ceremony, lambda press: print_after(ceremony, press, {"LATE_DRAW"}, (drawn,))
            )
        batches = [known for known in load_batches(ceremony) if known.unit == unit.unit]
    outcome = _Outcome(ceremony, drawn, batch, tuple(known for known in batches if known.placed))
    if is_json:
        warnings = [fault_document(fault) for fault in reading.warnings]
        say_json(_document(outcome) | {"warnings": warnings, "failure": printer.failure})
    else:
        show_warnings(reading.warnings)
        _show(outcome)
        if printer.failure:
            say_warning(printer.failure)
    return EXIT_FINDINGS if printer.failure else 0


def _date(text: str | None, today: date) -> date:
    if text is None:
        return today
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        raise click.UsageError("--registered 要写成 2026-09-03 这样的日期。")
    try:
        return date.fromisoformat(text)
    except ValueError as problem:
        raise click.UsageError("--registered 不是真实的日期。") from problem


@dataclass(frozen=True)
class _Outcome:
    """A batch and those that were drawn in its unit so far, in order."""

    ceremony: Ceremony
    drawn: UnitDraw
    batch: LateBatch
    placed_batches: tuple[LateBatch, ...]

    @property
    def code(self) -> str:
        return document_hash(self.ceremony.frozen.suite, self.batch.document)

    @property
    def class_titles(self) -> dict[str, str]:
        """What people call each group once the homeroom teachers have drawn."""
        classes = final_classes(self.ceremony, self.drawn.unit)
        return {one.group: f"{one.title}（{one.group}，{one.teacher_name}）" for one in classes}

    @property
    def sizes(self) -> tuple[int, ...]:
        return sizes_with(self.drawn, self.placed_batches)


def _document(outcome: _Outcome) -> dict[str, Any]:
    batch = outcome.batch
    return {
        "unit": batch.unit,
        "batch": batch.document["batch"],
        "late": outcome.code,
        "forced": batch.is_forced,
        "placed": [
            {
                "sheet": student.sheet,
                "row": student.row,
                "sid": student.sid,
                "group": f"G{index + 1}",
            }
            for student, index in zip(batch.students, batch.placed, strict=False)
        ],
        "sizes": list(outcome.sizes),
    }


def _show(outcome: _Outcome) -> None:
    batch = outcome.batch
    number = batch.document["batch"]
    if not batch.placed:
        say_heading(f"第 {number} 批补录已冻结（{len(batch.students)} 人），补录码：")
        for line in paper_lines(outcome.code):
            say(f"    {line}")
        say("请公告补录码，然后掷骰、拆封，用同一条命令加 --public 和 --envelope 抽签。")
        return
    say_heading(f"第 {number} 批补录抽签完成")
    for student, index in zip(batch.students, batch.placed, strict=True):
        place = outcome.class_titles.get(f"G{index + 1}", f"G{index + 1}")
        say(f"　{student.sheet} 第 {student.row} 行 → {place}")
    if batch.is_forced:
        say_warning("　只有一个班有空位，这一批没有可抽的余地；请监督人员签字，并公布空位原因。")
    say(f"各班现在人数：{'、'.join(str(size) for size in outcome.sizes)}")
    effects = effects_of(outcome.drawn, outcome.placed_batches)
    changed = [effect for effect in effects if effect.gap_before != effect.gap_after]
    for effect in changed:
        gaps = f"{effect.gap_before} → {effect.gap_after}"
        say(f"　{effect.title}“{effect.level}”：各班相差 {gaps} 人")
    if not changed:
        say("　各项均衡没有变化。")

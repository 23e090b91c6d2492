"""`junheng late`: place late arrivals into a finished draw, by lot."""

import re
from datetime import date
from pathlib import Path

import click

from junheng.ceremony import publishing
from junheng.ceremony.drawing import UnitDraw, draw_unit
from junheng.ceremony.folder import opened_folder
from junheng.ceremony.frozen import FrozenUnit
from junheng.ceremony.late import (
    LateBatch,
    draw_batch,
    effects_of,
    freeze_batch,
    late_entries,
    load_batches,
    sizes_with,
)
from junheng.ceremony.opened import Ceremony, open_ceremony
from junheng.ceremony.seeding import find_locked_seed
from junheng.ceremony.surroundings import real_surroundings
from junheng.cli.chinese import EXIT_FINDINGS, ChineseCommand, joined
from junheng.cli.output import say, say_heading, say_json
from junheng.cli.roster import reading_document, show_reading
from junheng.engine.errors import JunhengError
from junheng.engine.record.canonical import document_hash
from junheng.engine.record.paper import paper_lines
from junheng.profiles import Stage, load_profile
from junheng.rosters import attribute_codes, read_roster

FILE = click.Path(path_type=Path)
EXAMPLE = """junheng late 正式结果 补录名册.xlsx
junheng late 正式结果 补录名册.xlsx --public d10:55081927 --envelope 20260903 --envelope 81736455"""


@click.command(
    cls=ChineseCommand,
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
    is_json: bool,
) -> int:
    """Place late arrivals."""
    if not folder_path.is_dir():
        raise JunhengError("late_folder_missing")
    surroundings = real_surroundings()
    today = surroundings.now().date()
    with opened_folder(folder_path) as folder:
        if not folder.has_freeze():
            raise JunhengError("late_folder_missing")
        ceremony = open_ceremony(folder, surroundings)
        unit = _unit(ceremony, school)
        profile = load_profile(profile_name or str(ceremony.frozen.profile["name"]))
        reading = read_roster(
            file, profile, today=today, sheets=[sheet] if sheet else None, stage=Stage(unit.stage)
        )
        if not reading.is_acceptable:
            if is_json:
                say_json(reading_document(reading, profile))
            else:
                show_reading(reading, profile)
            return EXIT_FINDINGS
        if len(reading.schools) > 1:
            names = joined([found.sheet for found in reading.schools])
            raise JunhengError("several_sheets", sheets=names)
        drawn = _finished_draw(ceremony, unit)
        batch = freeze_batch(
            ceremony,
            drawn,
            reading.schools[0],
            attribute_codes(reading.schools[0], profile),
            registered=_date(registered, today),
            reason=int(reason),
        )
        if public is not None:
            batch = draw_batch(ceremony, batch, public=public, envelopes=envelopes)
        _publish_again(ceremony)
        _show(ceremony, drawn, batch, is_json=is_json)
    return 0


def _unit(ceremony: Ceremony, sheet: str | None) -> FrozenUnit:
    units = ceremony.frozen.units
    if sheet is None and len(units) == 1:
        return units[0]
    for unit in units:
        if unit.sheet == sheet:
            return unit
    raise JunhengError("late_school_unclear", schools=joined([unit.sheet for unit in units]))


def _finished_draw(ceremony: Ceremony, unit: FrozenUnit) -> UnitDraw:
    """The draw as it was made, made again: the ledger says that it came out the same."""
    text = find_locked_seed(ceremony.book)
    recorded = [body for body in ceremony.book.bodies("DRAW") if body["unit"] == unit.unit]
    if text is None or not recorded:
        raise JunhengError("late_before_draw")
    drawn = draw_unit(ceremony.frozen, unit, text.seed())
    if drawn.code != recorded[-1]["result"]:
        raise JunhengError("draw_differs_from_ledger", unit=unit.unit)
    return drawn


def _publish_again(ceremony: Ceremony) -> None:
    """The public file with the batch in it."""
    text = find_locked_seed(ceremony.book)
    if text is None:
        raise JunhengError("late_before_draw")
    draws = [draw_unit(ceremony.frozen, unit, text.seed()) for unit in ceremony.frozen.units]
    entries = late_entries(ceremony.folder, ceremony.frozen)
    public = publishing.public_file(ceremony.frozen, draws, ceremony.book, entries)
    ceremony.folder.place({publishing.PUBLIC_FILE: public})


def _date(text: str | None, today: date) -> date:
    if text is None:
        return today
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        raise click.UsageError("--registered 要写成 2026-09-03 这样的日期。")
    try:
        return date.fromisoformat(text)
    except ValueError as problem:
        raise click.UsageError("--registered 不是真实的日期。") from problem


def _show(ceremony: Ceremony, drawn: UnitDraw, batch: LateBatch, *, is_json: bool) -> None:
    code = document_hash(ceremony.frozen.suite, batch.document)
    batches = [
        known
        for known in load_batches(ceremony.folder)
        if known.unit == batch.unit and known.placed
    ]
    if is_json:
        say_json(
            {
                "unit": batch.unit,
                "batch": batch.document["batch"],
                "late": code,
                "placed": [
                    {"sid": student.sid, "group": f"G{index + 1}"}
                    for student, index in zip(batch.students, batch.placed, strict=False)
                ],
                "sizes": list(sizes_with(drawn, batches)),
            }
        )
        return
    if not batch.placed:
        say_heading(
            f"第 {batch.document['batch']} 批补录已冻结（{len(batch.students)} 人），补录码："
        )
        for line in paper_lines(code):
            say(f"    {line}")
        say("请公告补录码，然后掷骰、拆封，用同一条命令加 --public 和 --envelope 抽签。")
        return
    say_heading(f"第 {batch.document['batch']} 批补录抽签完成")
    for student, index in zip(batch.students, batch.placed, strict=True):
        say(f"　{student.sheet} 第 {student.row} 行 → G{index + 1}")
    sizes = "、".join(str(size) for size in sizes_with(drawn, batches))
    say(f"各班现在人数：{sizes}")
    changed = [e for e in effects_of(drawn, batches) if e.gap_before != e.gap_after]
    for effect in changed:
        gaps = f"{effect.gap_before} → {effect.gap_after}"
        say(f"　{effect.title}“{effect.level}”：各班相差 {gaps} 人")
    if not changed:
        say("　各项均衡没有变化。")

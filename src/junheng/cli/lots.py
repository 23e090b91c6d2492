"""`junheng lots`: homeroom teachers' lots, typed in by two people or drawn electronically."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from junheng.ceremony.drawing import UnitDraw
from junheng.ceremony.finished import finished_draw, publish_after
from junheng.ceremony.frozen import FrozenUnit
from junheng.ceremony.lots import (
    LotsEntry,
    LotsRecord,
    Recusals,
    check_lots,
    differing_lots,
    draw_lots,
    lots_of,
    record_lots,
    refuse_unit_without_lots,
)
from junheng.ceremony.opened import Ceremony, open_ceremony
from junheng.ceremony.printing import print_after
from junheng.ceremony.representatives import representatives_of
from junheng.ceremony.surroundings import real_surroundings
from junheng.cli.asking import asked, asked_if_any, confirmed
from junheng.cli.cards import SEPARATORS, PaperCommand, cards_of
from junheng.cli.chinese import EXIT_FINDINGS
from junheng.cli.finished import finished_folder, unit_of_sheet
from junheng.cli.output import say, say_heading, say_json, say_warning
from junheng.cli.printing import Printer
from junheng.core.messages import describe
from junheng.engine.errors import JunhengError

FILE = click.Path(path_type=Path)
TWICE = 2
EXAMPLE = """junheng lots 正式结果
junheng lots 正式结果 --groups 3,1,2 --teachers 2,3,1 --groups 3,1,2 --teachers 2,3,1
junheng lots 正式结果 --public d10:55081927 --envelope 20260903 81736455"""


@click.command(
    cls=PaperCommand,
    help="班主任抽签：几班 = 抽到这个签号的组 + 抽到这个签号的班主任。"
    "默认抽实物签，由两人分别录入；给 --public 是电子抽签。",
    example=EXAMPLE,
)
@click.argument("folder_path", metavar="结果文件夹", type=FILE)
@click.option("--school", metavar="表名", help="哪所学校（当初名册的表名）；只有一所时不用写")
@click.option("--groups", "groups", metavar="签号", multiple=True,
              help="各组签号，按 G1、G2……的次序，用逗号隔开；两人各录一次，写两遍")  # fmt: skip
@click.option("--teachers", "teachers", metavar="签号", multiple=True,
              help="班主任签号，按冻结名单 T1、T2……的次序；写两遍")  # fmt: skip
@click.option("--recusal", "recusals", metavar="T3=5", multiple=True,
              help="回避：T3 重抽到 5 号，与 5 号的班主任对换；几位用逗号隔开；写两遍")  # fmt: skip
@click.option("--public", metavar="d10:数字", help="电子抽签：结果公布以后另掷的数字，至少 8 位")
@click.option("--envelope", "envelopes", metavar="8位数字", multiple=True,
              help="电子抽签：至少 2 张封签卡")  # fmt: skip
@click.option("--no-forms", "has_forms", is_flag=True, flag_value=False, default=True,
              help="不生成 PDF 表格")  # fmt: skip
@click.option("--json", "is_json", is_flag=True, help="输出 JSON")
def lots(
    *,
    folder_path: Path,
    school: str | None,
    envelopes: tuple[str, ...],
    has_forms: bool,
    is_json: bool,
    **typed: Any,
) -> int:
    """Record or draw homeroom teachers' lots."""
    words = _Words(envelopes=cards_of(envelopes), **typed)
    words.check(is_json=is_json)
    surroundings = real_surroundings()
    printer = Printer(surroundings, is_wanted=has_forms)
    with finished_folder(folder_path) as folder:
        ceremony = open_ceremony(folder, surroundings)
        unit = unit_of_sheet(ceremony, school)
        drawn = finished_draw(ceremony, unit.unit)
        record = _record(ceremony, drawn, words)
        publish_after(ceremony, unit.unit)
        printer.print(ceremony, lambda press: print_after(ceremony, press, {"LOTS"}, (drawn,)))
    if is_json:
        say_json(_document(record) | {"failure": printer.failure})
    else:
        _show(record)
        if printer.failure:
            say_warning(printer.failure)
    return EXIT_FINDINGS if printer.failure else 0


@dataclass(frozen=True)
class _Words:
    """What stands on the command line; every entry twice, by two people."""

    groups: tuple[str, ...]
    teachers: tuple[str, ...]
    recusals: tuple[str, ...]
    public: str | None
    envelopes: tuple[str, ...]

    def check(self, *, is_json: bool) -> None:
        """Refuse what contradicts itself; raises click.UsageError."""
        if (self.public is None) != (not self.envelopes):
            raise click.UsageError("--public 和 --envelope 要一起给。")
        if self.public is not None:
            if self.groups or self.teachers:
                raise click.UsageError("--public 是电子抽签，不能再给 --groups、--teachers。")
        elif self.groups or self.teachers:
            if not len(self.groups) == len(self.teachers) == TWICE:
                raise click.UsageError("--groups 和 --teachers 各写两遍：两人分别录入。")
        elif is_json:
            raise click.UsageError("没有给签号就是与人对话，不能和 --json 一起用。")
        if len(self.recusals) not in {0, TWICE}:
            raise click.UsageError("--recusal 要写两遍：两人分别录入。")

    @property
    def entries(self) -> tuple[LotsEntry, LotsEntry]:
        """Both people's entries of lots from a box."""
        first, second = (
            LotsEntry(_numbers(self.groups[who]), _numbers(self.teachers[who]), recusals)
            for who, recusals in enumerate(self.both_recusals)
        )
        return first, second

    @property
    def both_recusals(self) -> tuple[Recusals, Recusals]:
        """Both people's second lots."""
        first, second = self.recusals or ("", "")
        return _recusals(first), _recusals(second)


def _record(ceremony: Ceremony, drawn: UnitDraw, words: _Words) -> LotsRecord:
    if words.public is not None:
        first, second = words.both_recusals
        if first != second:
            raise JunhengError("lots_entries_differ", lines="回避")
        return draw_lots(
            ceremony, drawn, public=words.public, envelopes=words.envelopes, recusals=first
        )
    if words.groups:
        return record_lots(ceremony, drawn, *words.entries)
    return _typed_in(ceremony, drawn)


def _typed_in(ceremony: Ceremony, drawn: UnitDraw) -> LotsRecord:
    """Ask two people for the same lots until they agree."""
    unit = drawn.unit
    refuse_unit_without_lots(unit)
    recorded = lots_of(ceremony, unit)
    if recorded is not None:
        return recorded
    say_heading(f"{unit.school}　班主任抽签（{unit.class_count} 个班）")
    chosen = representatives_of(ceremony, unit)
    if chosen is not None:
        say(f"家长代表上台次序：{'、'.join(chosen.order)}")
    for label, name in unit.labelled_teachers:
        say(f"　{label}　{name}")
    say("两名录入员分别从签字的记录表录入，互相不看。")
    while True:
        first, second = _entry(unit, "录入员甲"), _entry(unit, "录入员乙")
        differing = differing_lots(first, second)
        if differing:
            say_warning(f"两次录入不一致（{'、'.join(differing)}），都不算数，请两人都重新录入。")
            continue
        try:
            check_lots(unit, first)
        except JunhengError as refusal:
            say_warning(describe(refusal))
            continue
        if confirmed("与签字的记录表完全一致，记入流水账？以后不能再改"):
            return record_lots(ceremony, drawn, first, second)


def _entry(unit: FrozenUnit, who: str) -> LotsEntry:
    say_heading(who)
    groups = tuple(
        _lot(f"G{number} 的签号", unit.class_count) for number in range(1, unit.class_count + 1)
    )
    teachers = tuple(
        _lot(f"{label} {name} 的签号", unit.class_count) for label, name in unit.labelled_teachers
    )
    while True:
        typed = asked_if_any("回避（如 T3=5；没有就按回车）")
        try:
            return LotsEntry(groups, teachers, _recusals(typed))
        except click.UsageError as fault:
            say_warning(fault.message)


def _lot(prompt: str, count: int) -> int:
    while True:
        typed = asked(prompt)
        if typed.isascii() and typed.isdecimal() and 1 <= int(typed) <= count:
            return int(typed)
        say_warning(f"签号是 1 到 {count} 的整数。")


def _numbers(word: str) -> tuple[int, ...]:
    """Lots in a row: `3,1,2`; raises click.UsageError."""
    parts = [part for part in re.split(SEPARATORS, word) if part]
    if not parts or not all(re.fullmatch(r"[0-9]{1,4}", part) for part in parts):
        raise click.UsageError("签号要写成 3,1,2 这样，用逗号隔开。")
    return tuple(int(part) for part in parts)


def _recusals(word: str) -> Recusals:
    """Second lots: `T3=5,T1=2`; raises click.UsageError."""
    parts = [part for part in re.split(SEPARATORS, word) if part]
    found = [re.fullmatch(r"([Tt][0-9]{1,4})=([0-9]{1,4})", part) for part in parts]
    if not all(found):
        raise click.UsageError("回避要写成 T3=5 这样：班主任编号=重抽的签号。")
    return tuple((match[1].upper(), int(match[2])) for match in found if match is not None)


def _document(record: LotsRecord) -> dict[str, Any]:
    return {
        "unit": record.unit.unit,
        "mode": record.document["mode"],
        "lots": record.code,
        "classes": [
            {"class": one.number, "group": one.group, "teacher": one.teacher}
            for one in record.classes
        ],
    }


def _show(record: LotsRecord) -> None:
    way = "电子抽签" if record.is_electronic else "实物签"
    say_heading(f"{record.unit.school}：班主任抽签已记入流水账（{way}）")
    for one in record.classes:
        say(f"　{one.title}：{one.group}，班主任 {one.teacher_name}")
    for first, second in record.swaps:
        say(f"　回避：{first} 与 {second} 对换。")
    say("公开核验包已更新，家长的凭条现在能核验到班级和班主任。")

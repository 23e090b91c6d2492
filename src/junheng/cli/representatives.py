"""`junheng representatives`: draw the parents' representatives of each class."""

from pathlib import Path
from typing import Any

import click

from junheng.ceremony.finished import finished_draw, publish_after
from junheng.ceremony.folder import INTERNAL
from junheng.ceremony.opened import open_ceremony
from junheng.ceremony.representatives import RepresentativesRecord, draw_representatives
from junheng.ceremony.surroundings import real_surroundings
from junheng.cli.cards import PaperCommand, cards_of
from junheng.cli.finished import finished_folder, unit_of_sheet
from junheng.cli.output import say, say_heading, say_json

FILE = click.Path(path_type=Path)
EXAMPLE = "junheng representatives 正式结果 --public d10:55081927 --envelope 20260903 81736455"


@click.command(
    cls=PaperCommand,
    help="分班以后、班主任抽签以前：每班抽 5 名家长代表，第 1 名上台抽签，并抽定各班上台的次序。",
    example=EXAMPLE,
)
@click.argument("folder_path", metavar="结果文件夹", type=FILE)
@click.option("--school", metavar="表名", help="哪所学校（当初名册的表名）；只有一所时不用写")
@click.option("--public", metavar="d10:数字", required=True, help="现场公开掷出的数字，至少 8 位")
@click.option("--envelope", "envelopes", metavar="8位数字", multiple=True, required=True,
              help="至少 2 张封签卡")  # fmt: skip
@click.option("--json", "is_json", is_flag=True, help="输出 JSON")
def representatives(
    *, folder_path: Path, school: str | None, public: str, envelopes: tuple[str, ...], is_json: bool
) -> int:
    """Draw parents' representatives."""
    cards = cards_of(envelopes)
    with finished_folder(folder_path) as folder:
        ceremony = open_ceremony(folder, real_surroundings())
        unit = unit_of_sheet(ceremony, school)
        drawn = finished_draw(ceremony, unit.unit)
        record = draw_representatives(ceremony, drawn, public=public, envelopes=cards)
        publish_after(ceremony, unit.unit)
    if is_json:
        say_json(_document(record))
    else:
        _show(record, folder_path)
    return 0


def _document(record: RepresentativesRecord) -> dict[str, Any]:
    return {
        "unit": record.unit.unit,
        "seed": record.seed,
        "order": list(record.order),
        "representatives": [
            {
                "group": group,
                "students": [{"sheet": one.sheet, "row": one.row} for one in students],
            }
            for group, students in record.of_group.items()
        ],
    }


def _show(record: RepresentativesRecord, folder_path: Path) -> None:
    say_heading(f"{record.unit.school}：家长代表已抽定，按上台次序：")
    for turn, group in enumerate(record.order, start=1):
        rows = "、".join(str(student.row) for student in record.of_group[group])
        say(f"　{turn}. {group}　名册第 {rows} 行（第一位上台抽签）")
    name = f"representatives-{record.unit.unit}.csv"
    say(f"姓名清单只供通知家长，不公开：{folder_path / INTERNAL / name}")

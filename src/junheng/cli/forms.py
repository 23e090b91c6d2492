"""`junheng forms`: print a folder's forms again, at any time and without drawing."""

from pathlib import Path

import click

from junheng.ceremony.folder import opened_folder
from junheng.ceremony.opened import open_ceremony
from junheng.ceremony.papers.facts import FORMS
from junheng.ceremony.printing import Press, print_again
from junheng.ceremony.surroundings import real_surroundings
from junheng.cli.chinese import ChineseCommand
from junheng.cli.output import say, say_heading, say_json
from junheng.cli.printing import SOFTWARE
from junheng.cli.progress import print_bar
from junheng.engine.errors import JunhengError

EXAMPLE = "junheng forms 正式结果"


@click.command(
    cls=ChineseCommand,
    help="重新打印（生成）一个结果文件夹里的全部表格。不抽签、不改动任何记录，什么时候都可以做。",
    example=EXAMPLE,
)
@click.argument("folder_path", metavar="结果文件夹", type=click.Path(path_type=Path))
@click.option("--json", "is_json", is_flag=True, help="输出 JSON")
def forms(*, folder_path: Path, is_json: bool) -> int:
    """Print a folder's forms again."""
    if not folder_path.is_dir():
        raise JunhengError("forms_folder_missing")
    surroundings = real_surroundings()
    with opened_folder(folder_path) as folder:
        if not folder.has_freeze():
            raise JunhengError("forms_folder_missing")
        ceremony = open_ceremony(folder, surroundings, allows_void=True)
        with print_bar(len(ceremony.frozen.units)) as unit_done:
            names = print_again(ceremony, Press(surroundings, SOFTWARE, unit_done))
    if is_json:
        say_json({"mode": "forms", "out": str(folder_path), "files": list(names)})
        return 0
    say_heading(f"表格已重新生成，共 {len(names)} 份：")
    for step in sorted({Path(name).parent.name for name in names}):
        count = sum(Path(name).parent.name == step for name in names)
        say(f"　{folder_path / FORMS / step}：{count} 份")
    return 0

"""`junheng upgrade`: an older database brought up to this program, after a backup."""

from pathlib import Path

import click

from junheng.cli.asking import asked_if_any
from junheng.cli.chinese import ChineseCommand
from junheng.cli.output import say, say_heading, say_warning
from junheng.cli.passphrases import ask_start_passphrase, read_passphrase
from junheng.engine.record.container import Passphrase

FILE = click.Path(path_type=Path)


@click.command(
    cls=ChineseCommand,
    help="程序换成新版本以后升级数据库：先备份，再一次改完；任何一步不成，都和升级前一样。"
    "serve 启动时也会这样做；还没有备份口令时，先运行本命令。",
    example="junheng upgrade\njunheng upgrade --passphrase-file 口令.txt",
)
@click.option("--passphrase-file", metavar="口令文件", type=FILE,
              help="还没有备份口令时，用这份文件里的两半；不给就新生成并显示一次")  # fmt: skip
def upgrade(passphrase_file: Path | None) -> None:
    """Upgrade the database."""
    from junheng.web import (  # noqa: PLC0415 - the other commands do not wait for Django
        backing_up,
        serving,
    )

    serving.give_start_passphrase(ask_start_passphrase)
    given = read_passphrase(passphrase_file) if passphrase_file else None
    if not backing_up.upgrade(passphrase=given, tell_new=_tell_new, say=say):
        say_heading("数据库已是这个版本，不用升级。")


def _tell_new(passphrase: Passphrase) -> None:
    """Show the halves once, and wait until they are written down."""
    say_warning("！备份口令只显示这一次，请分别抄在两张纸上封存：")
    say(f"    前半（教育局保管）：{passphrase.first}")
    say(f"    后半（纪检保管）：　{passphrase.second}")
    asked_if_any("抄好后按回车继续")

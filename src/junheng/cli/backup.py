"""`junheng backup`: the whole platform as one encrypted file."""

from pathlib import Path

import click

from junheng.cli.chinese import ChineseCommand
from junheng.cli.output import say, say_heading, say_json, say_warning
from junheng.cli.passphrases import ask_start_passphrase, read_passphrase
from junheng.engine.record.paper import paper_lines

FILE = click.Path(path_type=Path)


@click.command(
    cls=ChineseCommand,
    help="备份平台：数据库、全部文件和每场分班的流水账，做成一个加密文件。平台可以正在运行。",
    example="junheng backup E:\\备份\njunheng backup E:\\备份\\今天.sgx --passphrase-file 口令.txt",
)
@click.argument("out", metavar="位置", type=FILE)
@click.option("--passphrase-file", metavar="口令文件", type=FILE,
              help="两半口令；不给就用平台里保存的备份口令")  # fmt: skip
@click.option("--json", "is_json", is_flag=True, help="输出 JSON")
def backup(out: Path, passphrase_file: Path | None, *, is_json: bool) -> None:
    """Make a backup."""
    from junheng.web import (  # noqa: PLC0415 - the other commands do not wait for Django
        backing_up,
        serving,
    )

    serving.give_start_passphrase(ask_start_passphrase)
    done = backing_up.back_up(out, read_passphrase(passphrase_file) if passphrase_file else None)
    if is_json:
        say_json(vars(done))
        return
    say_heading("备份完成，已读回核对。")
    say(f"　{done.file}，{done.size / 1_000_000:.1f} MB")
    say(f"　内含审计记录到第 {done.head_sequence} 条：")
    for line in paper_lines(done.head_digest):
        say(f"    {line}")
    if done.halves is not None:
        say_warning("！备份口令只显示这一次，请分别抄在两张纸上封存：")
        say(f"    前半（教育局保管）：{done.halves[0]}")
        say(f"    后半（纪检保管）：　{done.halves[1]}")
    say_warning("！密钥文件不在备份里，请另存到 U 盘和保险柜，不要和备份放在一起。")

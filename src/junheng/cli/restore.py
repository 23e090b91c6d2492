"""`junheng restore`: the whole platform back from a backup, or nothing changed."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from junheng.cli.asking import asked_if_any
from junheng.cli.chinese import ChineseCommand
from junheng.cli.output import say, say_heading, say_json, say_warning
from junheng.cli.passphrases import read_passphrase
from junheng.engine.errors import JunhengError
from junheng.engine.record.paper import paper_lines

if TYPE_CHECKING:
    from junheng.web.backing_up import DoneRestore

FILE = click.Path(path_type=Path)
LINES = 4


@click.command(
    cls=ChineseCommand,
    help="从备份恢复平台。先核对备份、审计记录和流水账，再核对纸上最新的链头；不对就什么都不改。",
    example="junheng restore 备份.sgx\njunheng restore 备份.sgx --replace "
    '--newest-head "128 2d60 d2c7 109b 64d4 /0 …"',
)
@click.argument("file", metavar="备份文件", type=FILE)
@click.option("--passphrase-file", metavar="口令文件", type=FILE, help="两半口令；不给就当场输入")
@click.option("--newest-head", metavar="链头", help="纸上最新的链头：条数和四行；不给就当场输入")
@click.option("--no-head", "has_no_head", is_flag=True, help="一张印有链头的纸都没有")
@click.option("--replace", "replaces", is_flag=True, help="替换这里已有的平台（原来的另存）")
@click.option("--despite-alarm", is_flag=True, help="有回退警报也恢复；会记入审计记录")
@click.option("--json", "is_json", is_flag=True, help="输出 JSON")
def restore(
    file: Path,
    passphrase_file: Path | None,
    newest_head: str | None,
    *,
    has_no_head: bool,
    replaces: bool,
    despite_alarm: bool,
    is_json: bool,
) -> None:
    """Restore a backup."""
    from junheng.web import backing_up  # noqa: PLC0415 - the other commands do not wait for Django

    if not file.is_file():
        raise JunhengError("backup_file_missing")  # before anything is typed
    passphrase = read_passphrase(passphrase_file, "备份口令")
    if newest_head is None and not has_no_head:
        newest_head = None if is_json else _typed_head()
        if not newest_head:
            raise JunhengError("restore_head_not_given")
    done = backing_up.restore(
        backing_up.WantedRestore(file, passphrase, newest_head, replaces, despite_alarm)
    )
    if is_json:
        say_json({**vars(done), "key_file": str(done.key_file), "kept": str(done.kept or "")})
        return
    say_heading("恢复完成，已核对并记入审计记录。")
    say(f"　备份 {done.backup}，做于 {done.made_at[:16].replace('T', ' ')}")
    say(f"　{done.files} 个文件，{done.ledgers} 场流水账，审计记录到第 {done.head_sequence} 条")
    say("　签名公钥（请与纸上抄下的核对）：")
    for line in paper_lines(done.public_key):
        say(f"    {line}")
    for warning in _warnings(done):
        say_warning(warning)
    say("现在可以启动平台：junheng serve")


def _warnings(done: "DoneRestore") -> list[str]:
    found = []
    if done.has_alarm:
        found.append("！纸上最新的链头不在这份备份里：请由纪检在场，按纸上的记录补齐之后的事。")
    if not done.has_key:
        found.append(f"！请把密钥文件从 U 盘或保险柜放回：{done.key_file}")
    if done.kept is not None:
        found.append(f"！替换前的内容在 {done.kept}，核对无误后请删除。")
    return found


def _typed_head() -> str:
    """Ask for the head line by line, as it stands on the paper."""
    say("请拿出最近一张印有链头的公告或表格，照着输入。")
    number = asked_if_any("第几条（表格上没有条数就直接回车）")
    lines = [asked_if_any(f"第 {line} 行") for line in range(1, LINES + 1)]
    return " ".join([number, *lines]).strip()

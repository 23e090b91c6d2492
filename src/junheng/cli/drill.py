"""`junheng drill`: the newest backup restored into a scratch folder, to prove that it can be."""

import click

from junheng.cli.chinese import EXIT_FINDINGS, ChineseCommand
from junheng.cli.output import say, say_heading, say_json, say_refusal
from junheng.cli.passphrases import ask_start_passphrase


@click.command(
    cls=ChineseCommand,
    help="恢复演练：把最新的备份恢复到一个临时文件夹，核对链和流水账，打开加密内容和一个文件，"
    "然后删掉。平台可以正在运行，现有内容不受影响。",
    short_help="恢复演练：把最新的备份恢复到临时文件夹里核对，再删掉。",
    example="junheng drill",
)
@click.option("--json", "is_json", is_flag=True, help="输出 JSON")
def drill(*, is_json: bool) -> int:
    """Prove the newest backup."""
    from junheng.web import (  # noqa: PLC0415 - the other commands do not wait for Django
        backing_up,
        serving,
    )

    serving.give_start_passphrase(ask_start_passphrase)
    done = backing_up.drill()
    if is_json:
        say_json(vars(done))
    elif done.fault:
        say_refusal(f"演练没有通过（{done.file}）：{done.fault}")
    else:
        say_heading("演练通过，已记入审计记录，临时文件夹已删除。")
        say(f"　{done.file}")
        say(
            f"　审计记录 {done.entries} 条，文件 {done.files} 个，流水账 {done.ledgers} 场，"
            f"打开加密内容 {done.values} 项"
        )
    return EXIT_FINDINGS if done.fault else 0

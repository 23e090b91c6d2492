"""The program `junheng`: its commands, and what happens when one of them fails."""

import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

import click

from junheng.cli.bench import bench
from junheng.cli.chinese import EXIT_FINDINGS, EXIT_USAGE, ChineseGroup, usage_sentence
from junheng.cli.draw import draw
from junheng.cli.late import late
from junheng.cli.output import say_json, say_refusal
from junheng.cli.roster import roster
from junheng.cli.verify import verify
from junheng.core.messages import describe
from junheng.engine.errors import JunhengError


@click.group(
    cls=ChineseGroup,
    help="均衡：阳光分班。名册检查、随机均衡分班、公开核验，全程可离线运行。",
    subcommand_metavar="命令 …",
)
def junheng() -> None:
    """Hold the commands."""


for command in (roster, draw, late, verify, bench):
    junheng.add_command(command)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; nothing ends in a traceback with people's data."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        code = junheng.main(words, prog_name="junheng", standalone_mode=False)
    except click.UsageError as error:
        say_refusal(usage_sentence(error))
        return EXIT_USAGE
    except click.Abort:
        say_refusal("已中断。已经记录的步骤都在，用同一条命令可以接着做。")
        return EXIT_FINDINGS
    except JunhengError as error:
        return _refused(error, is_json="--json" in words)
    except MemoryError:
        say_refusal("内存不足：请关闭其他程序，或把名册按学校拆开后再试。")
        return EXIT_FINDINGS
    except Exception as error:  # noqa: BLE001 - the last line of defence: no cell value may be printed
        say_refusal(_internal_fault(error))
        return EXIT_FINDINGS
    return code if isinstance(code, int) else 0


def _refused(error: JunhengError, *, is_json: bool) -> int:
    if is_json:
        say_json({"error": {"code": error.code, "sentence": describe(error)}})
    else:
        say_refusal(describe(error))
    return EXIT_FINDINGS


def _internal_fault(error: Exception) -> str:
    """Where it broke, without the exception's text, which may hold a student's data."""
    frames = traceback.extract_tb(error.__traceback__)
    nearest = frames[-3:][::-1]
    places = " ← ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in nearest)
    return (
        f"程序内部错误（{type(error).__name__}，{places}）。"
        "没有写入任何不完整的文件；请把括号里的内容告诉技术人员。"
    )

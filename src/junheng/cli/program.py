"""The program `junheng`: its commands, and what happens when one of them fails."""

import sys
from collections.abc import Sequence
from importlib import import_module

import click

from junheng.cli.chinese import EXIT_FINDINGS, EXIT_USAGE, ChineseGroup, usage_sentence
from junheng.cli.failures import failure_words
from junheng.cli.output import say_json, say_refusal
from junheng.core.messages import describe
from junheng.engine.errors import JunhengError

COMMANDS = (
    "roster",
    "teams",
    "draw",
    "representatives",
    "lots",
    "late",
    "forms",
    "archive",
    "void",
    "verify",
    "scrutiny",
    "monitor",
    "bench",
    "serve",
    "backup",
    "restore",
    "drill",
    "upgrade",
)


class Commands(ChineseGroup):
    """The commands; each is loaded when it is called, so that verifying waits for no engine."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names, in the order of the work."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """One command: `junheng.cli.draw` holds `draw`, and so on."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"junheng.cli.{cmd_name}"), cmd_name)
        return command


@click.group(
    cls=Commands,
    help="均衡：阳光分班。名册检查、随机均衡分班、公开核验，全程可离线运行。",
    subcommand_metavar="命令 …",
)
def junheng() -> None:
    """Hold the commands."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; nothing ends in a traceback with people's data."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    is_json = "--json" in words
    try:
        code = junheng.main(words, prog_name="junheng", standalone_mode=False)
    except click.UsageError as error:
        _refuse("usage", usage_sentence(error), is_json=is_json)
        return EXIT_USAGE
    except (click.Abort, KeyboardInterrupt):
        _refuse("interrupted", INTERRUPTED, is_json=is_json)
    except JunhengError as error:
        _refuse(error.code, describe(error), is_json=is_json)
    except MemoryError as error:
        _refuse("memory_full", failure_words(error), is_json=is_json)
    except Exception as error:  # noqa: BLE001 - the last line of defence: no cell value may be printed
        _refuse("internal_fault", failure_words(error), is_json=is_json)
    else:
        return code if isinstance(code, int) else 0
    return EXIT_FINDINGS


INTERRUPTED = "已中断，没有留下不完整的文件。已经记录的步骤都在，用同一条命令可以接着做。"


def _refuse(code: str, sentence: str, *, is_json: bool) -> None:
    if is_json:
        say_json({"error": {"code": code, "sentence": sentence}})
    else:
        say_refusal(sentence)

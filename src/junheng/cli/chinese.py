"""Click in Chinese: help pages and usage errors.

Click raises a typed exception for each usage fault; the sentence is chosen by type, so nothing
depends on Click's English wording.
"""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar
from unicodedata import east_asian_width

import click

EXIT_FINDINGS = 1
EXIT_USAGE = 2


class ChineseFormatter(click.HelpFormatter):
    """Help pages with Chinese headings."""

    HEADINGS: ClassVar = {"Options": "选项", "Commands": "命令"}

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the usage line."""
        del prefix
        wording = args.replace("[OPTIONS]", "[选项]").replace("COMMAND [ARGS]...", "命令 …")
        super().write_usage(prog, wording, "用法：")

    def write_heading(self, heading: str) -> None:
        """Write a heading."""
        self.write(f"{'':>{self.current_indent}}{self.HEADINGS.get(heading, heading)}：\n")

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """Write terms and explanations in columns; a Chinese character is two columns wide."""
        rows = list(rows)
        widest = max((_width(term) for term, _ in rows), default=0)
        column = min(widest, col_max) + col_spacing
        for term, explanation in rows:
            gap = " " * max(column - _width(term), col_spacing)
            words = explanation.replace("[required]", "[必填]")
            self.write(f"{'':>{self.current_indent}}{term}{gap}{words}\n")


def _width(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


class ChineseContext(click.Context):
    """A context whose help pages are Chinese."""

    formatter_class = ChineseFormatter


def _help_option(command: click.Command, context: click.Context) -> click.Option | None:
    option = click.Command.get_help_option(command, context)
    if option is not None:
        option.help = "显示本说明"
    return option


class ChineseCommand(click.Command):
    """A command with an example under its help text."""

    context_class = ChineseContext

    def __init__(self, *arguments: Any, example: str = "", **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self.example = example

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The help option, explained in Chinese."""
        return _help_option(self, ctx)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the example."""
        del ctx
        if self.example:
            with formatter.section("示例"):
                for line in self.example.splitlines():
                    formatter.write(f"  {line}\n")


class ChineseGroup(click.Group):
    """A group of commands, Chinese throughout."""

    context_class = ChineseContext
    command_class = ChineseCommand

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The help option, explained in Chinese."""
        return _help_option(self, ctx)


ChineseGroup.group_class = ChineseGroup


def usage_sentence(error: click.UsageError) -> str:
    """What is wrong with the call, and the way out."""
    match error:
        case click.NoSuchOption():
            sentence = f"没有“{error.option_name}”这个选项。"
        case click.MissingParameter():
            sentence = f"缺少“{_name_of(error.param)}”。"
        case click.BadParameter():
            name = _name_of(error.param)
            detail = error.message if _is_chinese(error.message) else "取值不对。"
            sentence = f"“{name}”：{detail}"
        case click.BadOptionUsage():
            sentence = f"选项“{error.option_name}”后面要有一个值。"
        case _ if error.ctx is not None and isinstance(error.ctx.command, click.Group):
            sentence = "没有这个命令。"
        case _ if _is_chinese(error.message):
            sentence = error.message
        case _:
            sentence = "多出了不认识的内容。"
    command = error.ctx.command_path if error.ctx is not None else "junheng"
    return f"{sentence}用“{command} --help”看用法。"


def _name_of(parameter: click.Parameter | None) -> str:
    if parameter is None:
        return "参数"
    if isinstance(parameter, click.Option):
        return max(parameter.opts, key=len)
    return parameter.human_readable_name


def _is_chinese(text: str) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in text)


def joined(words: Sequence[str]) -> str:
    """Words as a Chinese enumeration."""
    return "、".join(words)

"""`junheng verify`: hand the files to the independent verifier and print what it says."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import click

from junheng.cli.chinese import EXIT_FINDINGS, ChineseGroup
from junheng.cli.output import say, say_json
from junheng.engine.errors import JunhengError
from junheng.verifier import (
    Report,
    UnfinishedError,
    verify_package,
    verify_public,
    verify_teams,
)
from junheng.verifier.container import Progress
from junheng.verifier.processes import MOST_PROCESSES, cores

MARKS = {
    "passed": ("✔", "green"),
    "failed": ("✘", "red"),
    "warning": ("！", "yellow"),
    "pending": ("…", "yellow"),
}
VERDICTS = {
    "green": ("全部通过。", "green"),
    "amber": ("没有发现不符，但还有未核或需要留意的项目（见上）。", "yellow"),
    "red": ("有项目不符（见上）。", "red"),
}
WORK = {"open": "正在解开封存包", "unit": "正在重新计算"}
FILE = click.Path(path_type=Path)
BRIEF = click.option("--brief", "is_brief", is_flag=True, help="相符的项目只报数目")


@click.group(cls=ChineseGroup, help="核验公开文件、凭条、封存包和教学团队记录（独立核验程序）。")
def verify() -> None:
    """Hold the verifications."""


@verify.command(
    help="核验公开核验包 public.json；可同时核对冻结码公告和孩子的凭条。",
    example="junheng verify public 结果/public.json --notice 2d60d2c7…e71883 "
    "--ticket 凭条.json --id-number 52012320130901001X",
)
@click.argument("file", metavar="文件", type=FILE)
@click.option("--notice", metavar="冻结码", help="公告栏上拍下的冻结码（64 位）")
@click.option("--ticket", metavar="凭条", type=FILE, help="孩子的凭条文件")
@click.option("--id-number", metavar="证件号", help="孩子的身份证件号，只在本机核对")
@BRIEF
@click.option("--json", "is_json", is_flag=True, help="输出 JSON")
def public(
    file: Path,
    notice: str | None,
    ticket: Path | None,
    id_number: str | None,
    *,
    is_brief: bool,
    is_json: bool,
) -> int:
    """Verify the public file."""
    report = verify_public(
        _read(file),
        notice=notice,
        ticket=_read(ticket) if ticket else None,
        identity_number=id_number,
    )
    return _show(report, is_brief=is_brief, is_json=is_json)


@verify.command(
    help="核验封存包：打开、核对全部记录，并从名册把分班重算一遍。",
    example="junheng verify package 结果/sealed.sgx --passphrase-file 口令.txt "
    "--notice 2d60d2c7…e71883",
)
@click.argument("file", metavar="文件", type=FILE)
@click.option("--passphrase-file", metavar="口令文件", type=FILE, required=True, help="两半口令")
@click.option("--notice", metavar="冻结码", help="公告栏上拍下的冻结码（64 位）")
@click.option(
    "--processes",
    metavar="个数",
    type=click.IntRange(1, MOST_PROCESSES),
    default=cores,
    help="同时重算的进程数，默认与处理器核数相同；个数不影响结论",
)
@BRIEF
@click.option("--json", "is_json", is_flag=True, help="输出 JSON")
def package(
    file: Path,
    passphrase_file: Path,
    notice: str | None,
    processes: int,
    *,
    is_brief: bool,
    is_json: bool,
) -> int:
    """Verify the sealed package."""
    passphrase = "".join(_read(passphrase_file).decode("utf-8", "replace").split())
    raw = _read(file)
    try:
        with _bars() as told:
            report = verify_package(
                raw, passphrase, notice=notice, progress=told, processes=processes
            )
    except UnfinishedError as problem:
        raise JunhengError("verify_unfinished") from problem
    return _show(report, is_brief=is_brief, is_json=is_json)


@verify.command(
    help="核验教学团队记录 teams.json：硬性规定、各项差距，并从冻结的起点把抽取重算一遍。",
    example="junheng verify teams 团队/teams.json --notice 2d60d2c7…e71883",
)
@click.argument("file", metavar="文件", type=FILE)
@click.option("--notice", metavar="冻结码", help="公告上的冻结码（64 位）")
@BRIEF
@click.option("--json", "is_json", is_flag=True, help="输出 JSON")
def teams(file: Path, notice: str | None, *, is_brief: bool, is_json: bool) -> int:
    """Verify the record of teaching teams."""
    return _show(verify_teams(_read(file), notice=notice), is_brief=is_brief, is_json=is_json)


@contextmanager
def _bars() -> Iterator[Progress | None]:
    """A bar for each kind of work, one after the other; none where nobody watches a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    with ExitStack() as shown:
        bars: dict[str, Any] = {}

        def told(what: str, _done: int, total: int) -> None:
            if what not in bars:
                shown.close()
                bar = click.progressbar(length=total, label=WORK[what], file=sys.stderr)
                bars[what] = shown.enter_context(bar)
            bars[what].update(1)

        yield told


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as problem:
        raise JunhengError("verify_file_unreadable", file=file.name) from problem


def _show(report: Report, *, is_brief: bool, is_json: bool) -> int:
    if is_json:
        say_json(report.as_dict())
    else:
        passed = sum(step.outcome == "passed" for step in report.steps)
        if is_brief:
            say(f"{click.style('✔', fg='green')} {passed} 项核对相符。")
        for step in report.steps:
            if is_brief and step.outcome == "passed":
                continue
            mark, colour = MARKS[step.outcome]
            say(f"{click.style(mark, fg=colour)} {step.sentence}")
        sentence, colour = VERDICTS[report.verdict]
        say(click.style(f"结论：{sentence}", fg=colour, bold=True))
    return EXIT_FINDINGS if report.verdict == "red" else 0

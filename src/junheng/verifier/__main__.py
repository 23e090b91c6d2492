"""Command line: `python -m junheng.verifier public FILE …`, `… package FILE …` or `… teams FILE …`.

Exit code 0: nothing failed; 1: something failed; 2: wrong usage, or the check was not finished.
"""

import argparse
import json
import multiprocessing
import sys
from io import TextIOWrapper
from pathlib import Path
from typing import NoReturn

from . import verify_package, verify_public, verify_teams
from .processes import MOST_PROCESSES, UnfinishedError, cores
from .report import Report
from .sentences import USAGE

_MARKS = {"passed": "通过", "failed": "不符", "warning": "留意", "pending": "未核"}


class _UsageError(Exception):
    """A Chinese sentence for the person at the keyboard."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise _UsageError(USAGE["wrong_usage"]) from ValueError(message)


def _parser() -> _Parser:
    parser = _Parser(prog="verifier", add_help=False)
    commands = parser.add_subparsers(dest="command", required=True, parser_class=_Parser)
    public = commands.add_parser("public", add_help=False)
    public.add_argument("--ticket")
    public.add_argument("--id-number")
    package = commands.add_parser("package", add_help=False)
    package.add_argument("--passphrase-file")
    package.add_argument("--processes", type=_processes, default=cores())
    teams = commands.add_parser("teams", add_help=False)
    for command in (public, package, teams):
        command.add_argument("file")
        command.add_argument("--notice")
        command.add_argument("--json", action="store_true")
    return parser


def _processes(typed: str) -> int:
    if not 1 <= int(typed) <= MOST_PROCESSES:
        raise ValueError
    return int(typed)


def _read(name: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except FileNotFoundError as fault:
        raise _UsageError(USAGE["file_missing"] % {"name": name}) from fault
    except (OSError, ValueError) as fault:
        raise _UsageError(USAGE["file_unreadable"] % {"name": name}) from fault


def _tell(what: str, done: int, total: int) -> None:
    sys.stderr.write(USAGE[f"progress_{what}"] % {"done": done, "total": total} + "\n")


def _report(arguments: argparse.Namespace) -> Report:
    raw = _read(arguments.file)
    if arguments.command == "public":
        ticket = _read(arguments.ticket) if arguments.ticket else None
        return verify_public(
            raw,
            notice=arguments.notice,
            ticket=ticket,
            identity_number=arguments.id_number,
        )
    if arguments.command == "teams":
        return verify_teams(raw, notice=arguments.notice)
    passphrase = None
    if arguments.passphrase_file:
        passphrase = _read(arguments.passphrase_file).decode(errors="replace")
    elif not raw.startswith(b"PK"):
        raise _UsageError(USAGE["passphrase_missing"])
    return verify_package(
        raw,
        passphrase,
        notice=arguments.notice,
        progress=_tell,
        processes=arguments.processes,
    )


def _tolerate_characters() -> None:
    """Let a console without some rare character show a question mark instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


def main(arguments: list[str] | None = None) -> int:
    """Run one check and print what was found."""
    _tolerate_characters()
    try:
        parsed = _parser().parse_args(arguments)
        report = _report(parsed)
    except _UsageError as fault:
        sys.stderr.write(f"{fault}\n")
        return 2
    except (UnfinishedError, MemoryError):
        sys.stderr.write(USAGE["unfinished"] + "\n")
        return 2
    except KeyboardInterrupt:
        sys.stderr.write(USAGE["interrupted"] + "\n")
        return 2
    if parsed.json:
        sys.stdout.write(json.dumps(report.as_dict(), ensure_ascii=False, indent=1) + "\n")
    else:
        for step in report.steps:
            sys.stdout.write(f"【{_MARKS[step.outcome]}】{step.sentence}\n")
        sys.stdout.write(f"\n{report.sentence}\n")
    return 1 if report.verdict == "red" else 0


if __name__ == "__main__":
    multiprocessing.freeze_support()  # where the program was made one file for Windows
    sys.exit(main())

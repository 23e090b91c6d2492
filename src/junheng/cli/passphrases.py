"""Passphrases: two halves, from a file or by the two who keep them; the one of a start."""

import re
import sys
from pathlib import Path

import click

from junheng.engine.errors import JunhengError
from junheng.engine.record.container import HALF_DIGITS, Passphrase


def read_passphrase(file: Path | None, name: str = "封存包口令") -> Passphrase:
    """The passphrase from `file`, or asked for half by half under its `name`.

    Raises `verify_file_unreadable`, `passphrase_half_malformed`.
    """
    if file is None:
        return Passphrase.typed(
            _asked(f"{name}前半（教育局保管）"), _asked(f"{name}后半（纪检保管）")
        )
    try:
        text = file.read_text(encoding="utf-8-sig", errors="replace")
    except OSError as problem:
        raise JunhengError("verify_file_unreadable", file=file.name) from problem
    digits = re.sub(r"[\s-]", "", text)
    return Passphrase.typed(digits[:HALF_DIGITS], digits[HALF_DIGITS:])


def _asked(half: str) -> str:
    typed: str = click.prompt(f"请输入{half}，20 位", hide_input=True, err=True)
    return typed


def ask_start_passphrase() -> str:
    """The start passphrase (启动口令), typed unseen; raises `start_passphrase_missing` without a
    keyboard.
    """
    if not sys.stdin.isatty():
        raise JunhengError("start_passphrase_missing")
    question = "请输入启动口令（输入时不显示）"
    typed: str = click.prompt(question, prompt_suffix="：", hide_input=True, err=True)
    return typed

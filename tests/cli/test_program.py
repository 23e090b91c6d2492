"""The program as a whole: help, refusals, and the last line of defence."""

import json
import subprocess
import sys
from collections.abc import Callable

import click
import pytest

from junheng.cli import program
from junheng.cli.cards import cards_of, with_option_for_each_card
from junheng.cli.program import COMMANDS, Commands, main

Run = Callable[..., tuple[int, str, str]]

LEAVES = (
    ("draw",),
    ("late",),
    ("forms",),
    ("archive", "check"),
    ("archive", "open"),
    ("void",),
    ("bench",),
    ("roster", "check"),
    ("roster", "template"),
    ("verify", "public"),
    ("verify", "package"),
)


@pytest.mark.parametrize("words", LEAVES)
def test_every_command_has_help_with_an_example(run: Run, words: tuple[str, ...]) -> None:
    code, out, _ = run(*words, "--help")

    assert code == 0
    assert out.startswith(f"用法：junheng {' '.join(words)}")
    assert f"示例：\n  junheng {' '.join(words)}" in out
    assert "显示本说明" in out


def test_the_program_lists_its_commands(run: Run) -> None:
    code, out, _ = run("--help")

    assert code == 0
    assert all(f"  {command} " in out for command in COMMANDS)


def test_the_list_of_commands_says_of_each_what_it_does(run: Run) -> None:
    _, out, _ = run("--help")

    assert [line for line in out.splitlines() if line.split()[1:] == ["..."]] == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("nothing",), "没有这个命令"),
        (("roster", "nothing"), "没有这个命令"),
        (("roster", "check"), "缺少“文件”"),
        (("draw", "--out"), "选项“--out”后面要有一个值"),
        (("draw", "--colour"), "没有“--colour”这个选项"),
        (("roster", "check", "a", "b"), "多出了不认识的内容"),
        (("draw", "--out", "x", "--suite", "md5"), "“--suite”：取值不对"),
    ],
)
def test_wrong_usage_is_told_in_chinese(run: Run, words: tuple[str, ...], told: str) -> None:
    code, _, err = run(*words)

    assert code == 2
    assert told in err


def test_wrong_usage_is_json_for_programs(run: Run) -> None:
    code, out, err = run("draw", "--json")

    assert (code, err) == (2, "")
    assert json.loads(out)["error"]["code"] == "usage"


@pytest.mark.parametrize(
    ("failure", "code"),
    [
        (ValueError("张三 360121201401050017"), "internal_fault"),
        (MemoryError(), "memory_full"),
        (KeyboardInterrupt(), "interrupted"),
        (EOFError(), "interrupted"),
    ],
)
def test_whatever_breaks_shows_no_persons_data(
    run: Run, monkeypatch: pytest.MonkeyPatch, failure: BaseException, code: str
) -> None:
    @click.command()
    @click.option("--json", "is_json", is_flag=True)
    def broken(*, is_json: bool) -> int:
        del is_json
        raise failure

    monkeypatch.setattr(Commands, "get_command", lambda _group, _context, _name: broken)

    exit_code, _, err = run("draw")
    json_code, out, _ = run("draw", "--json")

    assert (exit_code, json_code) == (1, 1)
    assert json.loads(out)["error"]["code"] == code
    assert "张三" not in out + err
    assert "360121" not in out + err
    assert "Traceback" not in err
    assert err.strip()


def test_an_interruption_while_a_command_loads_is_told_too(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_name: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(program, "import_module", interrupted)

    code, _, err = run("draw")

    assert code == 1
    assert "已中断" in err


def test_without_a_return_value_a_command_has_done_its_work(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    silent = click.Command("silent", callback=lambda: None)
    monkeypatch.setattr(Commands, "get_command", lambda _group, _context, _name: silent)

    assert main(["silent"]) == 0


@pytest.mark.parametrize(
    ("words", "spread"),
    [
        (["--envelope", "11111111"], ["--envelope", "11111111"]),
        (
            ["--envelope", "11111111", "void", "22222222", "名册.xlsx"],
            ["--envelope", "11111111", "--envelope", "void", "--envelope", "22222222", "名册.xlsx"],
        ),
        (
            ["--envelope", "11111111,22222222", "33333333", "--out", "44444444"],
            ["--envelope", "11111111,22222222", "--envelope", "33333333", "--out", "44444444"],
        ),
        (["--out", "11111111", "22222222"], ["--out", "11111111", "22222222"]),
        (["--envelope", "名册.xlsx", "11111111"], ["--envelope", "名册.xlsx", "11111111"]),
    ],
)
def test_cards_in_a_row_are_cards_one_by_one(words: list[str], spread: list[str]) -> None:
    assert with_option_for_each_card(words) == spread


def test_cards_keep_the_order_of_the_seats() -> None:
    assert cards_of(["11111111，22222222", "void"]) == ("11111111", "22222222", "void")


def test_a_word_that_is_no_card_is_wrong_usage() -> None:
    with pytest.raises(click.UsageError):
        cards_of(["11111111", "2222222x"])


@pytest.mark.slow
def test_verifying_loads_neither_the_engine_nor_the_readers() -> None:
    code = (
        "import sys; from junheng.cli.program import main; main(['verify', 'public', 'none.json']);"
        "print([name for name in ('numpy', 'pypinyin', 'openpyxl', 'typst', 'vl_convert', 'numba')"
        " if name in sys.modules])"
    )
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, encoding="utf-8"
    )

    assert found.stdout.strip() == "[]"

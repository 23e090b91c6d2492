"""The command line: what it prints and how it ends."""

import json
import runpy
import sys
from pathlib import Path

import pytest

from junheng.verifier import Report, UnfinishedError
from junheng.verifier.__main__ import main
from tests.verifier.builder import PASSPHRASE
from tests.verifier.hashing import canonical
from tests.verifier.records_made import frozen_record, honest_record
from tests.verifier.sessions_made import identity_number


def test_a_public_file_is_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = honest_record()
    public, ticket = tmp_path / "public.json", tmp_path / "ticket.json"
    public.write_bytes(record.public_bytes())
    ticket.write_bytes(canonical(record.ticket()))

    code = main(
        [
            "public",
            str(public),
            f"--notice={record.frozen}",
            f"--ticket={ticket}",
            f"--id-number={identity_number('B001')}",
        ]
    )

    shown = capsys.readouterr().out
    assert code == 0
    assert shown.endswith("全部通过：没有发现任何不符。\n")
    assert "【通过】证件号码与登记的一致。" in shown


def test_a_failure_ends_with_1_and_json_names_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    public = tmp_path / "public.json"
    public.write_bytes(b"{}")

    code = main(["public", str(public), "--json"])

    shown = json.loads(capsys.readouterr().out)
    assert code == 1
    assert shown["verdict"] == "red"
    assert [step["code"] for step in shown["steps"]] == ["public_shape"]


def test_a_package_is_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = frozen_record()
    package, passphrase = tmp_path / "package.sgx", tmp_path / "passphrase.txt"
    package.write_bytes(record.box(record.package()))
    passphrase.write_text(f"{PASSPHRASE}\n", encoding="utf-8")

    code = main(["package", str(package), "--passphrase-file", str(passphrase)])

    shown = capsys.readouterr()
    assert code == 0
    assert "正在重新计算：已完成 2 个单位，共 2 个" in shown.err


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], "用法不对"),
        (["other"], "用法不对"),
        (["public"], "用法不对"),
        (["public", "missing.json"], "找不到文件：missing.json"),
        (["public", "."], "文件打不开：."),
        (["package", "pyproject.toml"], "没有给出口令文件"),
        (["package", "pyproject.toml", "--processes", "0"], "用法不对"),
        (["package", "pyproject.toml", "--processes", "两个"], "用法不对"),
    ],
)
def test_wrong_usage_is_a_chinese_sentence(
    arguments: list[str], expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(arguments)

    assert code == 2
    assert expected in capsys.readouterr().err


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        (UnfinishedError, "核验没有做完，没有结论"),
        (MemoryError, "核验没有做完，没有结论"),
        (KeyboardInterrupt, "核验已中断，没有结论"),
    ],
)
def test_a_check_that_does_not_finish_says_that_it_found_nothing_out(
    end: type[BaseException],
    expected: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def ending(*_: object, **__: object) -> Report:
        raise end

    monkeypatch.setattr("junheng.verifier.__main__.verify_package", ending)
    package = tmp_path / "package.zip"
    package.write_bytes(b"PK")

    code = main(["package", str(package)])

    shown = capsys.readouterr()
    assert (code, shown.out) == (2, "")
    assert expected in shown.err


def test_the_package_runs_as_a_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["verifier"])
    monkeypatch.delitem(sys.modules, "junheng.verifier.__main__", raising=False)

    with pytest.raises(SystemExit) as ended:
        runpy.run_module("junheng.verifier", run_name="__main__")

    assert ended.value.code == 2

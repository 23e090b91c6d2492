"""`junheng verify`: the report of the independent verifier, and its exit code."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from junheng.verifier import UnfinishedError
from tests.ceremonies_made import PAPER
from tests.rosters_made import children

Run = Callable[..., tuple[int, str, str]]
RunJson = Callable[..., tuple[int, Any]]


@pytest.fixture
def drawn(run: Run, roster: Path, tmp_path: Path) -> Path:
    run(
        "draw", roster, "--out", tmp_path / "out", "--classes", 2, "--no-forms", *PAPER,
        "--passphrase-file", tmp_path / "口令.txt",
    )  # fmt: skip
    return tmp_path / "out"


def test_the_public_file_passes_with_the_notice(run: Run, run_json: RunJson, drawn: Path) -> None:
    code, document = run_json("verify", "public", drawn / "public.json")
    notice = next(line.split("=")[1] for line in (drawn / "seed.txt").read_text().splitlines()[2:3])
    passed, out, _ = run("verify", "public", drawn / "public.json", "--notice", notice)
    failed, _, _ = run("verify", "public", drawn / "public.json", "--notice", "0" * 64)

    assert (code, document["verdict"]) == (0, "amber")
    assert (passed, failed) == (0, 1)
    assert "结论：没有发现不符" in out


def test_a_ticket_tells_the_right_child_from_a_wrong_one(
    run: Run, run_json: RunJson, drawn: Path
) -> None:
    ticket = min((drawn / "tickets").glob("*.json"))
    name = next(child.name for child in children(40) if child.name in ticket.read_text("utf-8"))
    right = next(child for child in children(40) if child.name == name)
    wrong = next(child for child in children(40) if child.name != name)

    codes = [
        run_json(
            "verify", "public", drawn / "public.json", "--ticket", ticket,
            "--id-number", child.identity_number,
        )[0]
        for child in (right, wrong)
    ]  # fmt: skip

    assert codes == [0, 1]


def test_a_changed_byte_in_a_ticket_is_found(run: Run, drawn: Path, tmp_path: Path) -> None:
    ticket = min((drawn / "tickets").glob("*.json")).read_bytes()
    forged = tmp_path / "forged.json"
    forged.write_bytes(ticket.replace(b'"g":"G1"', b'"g":"G9"').replace(b'"g":"G2"', b'"g":"G1"'))

    code, out, _ = run("verify", "public", drawn / "public.json", "--ticket", forged)

    assert code == 1
    assert "✘" in out


def test_the_package_is_run_again(run: Run, drawn: Path, tmp_path: Path) -> None:
    code, out, _ = run(
        "verify", "package", drawn / "sealed.sgx", "--passphrase-file", tmp_path / "口令.txt"
    )

    assert code == 0
    assert "从头重新计算，每名学生的班都相同" in out


@pytest.mark.parametrize(
    "words",
    [
        ("public", "none.json"),
        ("public", "."),
        ("package", "none.sgx", "--passphrase-file", "none.txt"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(run: Run, words: tuple[str, ...]) -> None:
    code, _, err = run("verify", *words)

    assert code == 1
    assert "读不到文件" in err


def test_a_check_that_was_not_finished_is_no_finding(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ending(*_: object, **__: object) -> None:
        raise UnfinishedError

    monkeypatch.setattr("junheng.cli.verify.verify_package", ending)
    (tmp_path / "口令.txt").write_text("1", encoding="utf-8")
    (tmp_path / "sealed.sgx").write_bytes(b"SGX1")

    code, out, err = run(
        "verify", "package", tmp_path / "sealed.sgx", "--passphrase-file", tmp_path / "口令.txt"
    )

    assert (code, out) == (1, "")
    assert "核验没有做完，没有结论" in err


def test_at_a_terminal_the_schools_are_counted(
    run: Run, drawn: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)

    _, _, err = run(
        "verify", "package", drawn / "sealed.sgx", "--passphrase-file", tmp_path / "口令.txt",
        "--processes", 1,
    )  # fmt: skip

    assert "正在重新计算" in err


@pytest.mark.parametrize("content", [b"", b"{}", b"not json", b"\xff\xfe", b"[" * 100_000])
def test_rubbish_is_told_to_be_rubbish(run: Run, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "public.json"
    file.write_bytes(content)

    code, out, err = run("verify", "public", file)

    assert code == 1
    assert "✘" in out
    assert err == ""

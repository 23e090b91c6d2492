"""`junheng archive` from the clerk's chair: making, checking, opening."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from junheng.engine.record import container
from tests.ceremonies_made import PAPER, event_kinds

Run = Callable[..., tuple[int, str, str]]
RunJson = Callable[..., tuple[int, Any]]


@pytest.fixture(autouse=True)
def quick_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Derive keys at the least cost that the verifier accepts."""
    monkeypatch.setattr(container, "_COSTS", {"scrypt": 1 << 10, "pbkdf2-sm3": 1 << 10})


@pytest.fixture
def drawn(run: Run, roster: Path, tmp_path: Path) -> Path:
    """A folder with a real draw, the passphrase in a file beside it."""
    folder = tmp_path / "结果"
    words = ("draw", roster, "--classes", 2, "--out", folder, "--no-forms", *PAPER)
    code, _, err = run(*words, "--passphrase-file", tmp_path / "口令.txt")
    assert code == 0, err
    return folder


@pytest.fixture
def archived(run: Run, drawn: Path, tmp_path: Path) -> Path:
    """The folder with the archive of that draw."""
    out = tmp_path / "存档"
    code, _, err = run("archive", drawn, "--out", out, "--passphrase-file", tmp_path / "口令.txt")
    assert code == 0, err
    return out


def test_the_clerk_is_told_the_disc_code_and_what_is_missing(
    run: Run, drawn: Path, tmp_path: Path
) -> None:
    _, out, _ = run(
        *("archive", drawn, "--out", tmp_path / "存档"),
        *("--passphrase-file", tmp_path / "口令.txt", "--copies", 2),
    )

    assert "光盘码" in out
    assert "刻录 2 份" in out
    assert "没有扫描件" in out
    assert "没有登记录像" in out
    assert str(tmp_path / "存档" / "光盘标签.pdf") in out


def test_a_label_for_each_copy_lies_beside_the_disc(run: Run, drawn: Path, tmp_path: Path) -> None:
    words = ("archive", drawn, "--out", tmp_path / "存档", "--no-iso", "--copies", 4)
    run(*words, "--passphrase-file", tmp_path / "口令.txt")

    with pikepdf.open(tmp_path / "存档" / "光盘标签.pdf") as label:
        assert len(label.pages) == 8  # a label and a sleeve each


def test_a_label_that_cannot_be_printed_does_not_undo_the_archive(
    run: Run, drawn: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_words: Any, **_options: Any) -> bytes:
        raise RuntimeError

    monkeypatch.setattr("junheng.cli.archive.label_pdf", broken)
    code, out, _ = run(
        *("archive", drawn, "--out", tmp_path / "存档"),
        *("--passphrase-file", tmp_path / "口令.txt"),
    )

    assert code == 1
    assert "存档完成" in out
    assert "DISC" in event_kinds(drawn)


def test_the_word_make_may_be_written(run: Run, drawn: Path, tmp_path: Path) -> None:
    code, _, _ = run(
        *("archive", "make", drawn, "--out", tmp_path / "存档", "--no-iso", "--no-forms"),
        *("--passphrase-file", tmp_path / "口令.txt"),
    )

    assert code == 0


def test_without_a_file_the_two_halves_are_asked_for(
    run: Run, drawn: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    halves = (tmp_path / "口令.txt").read_text(encoding="utf-8").split()
    monkeypatch.setattr("click.prompt", lambda *_words, **_options: halves.pop(0))

    code, _, _ = run("archive", drawn, "--out", tmp_path / "存档", "--no-iso", "--no-forms")

    assert (code, halves) == (0, [])


def test_for_programs_there_is_json(run_json: RunJson, drawn: Path, tmp_path: Path) -> None:
    code, made = run_json(
        *("archive", drawn, "--out", tmp_path / "存档", "--no-iso", "--no-forms"),
        *("--passphrase-file", tmp_path / "口令.txt"),
    )
    last = json.loads((drawn / "public.json").read_bytes())["events"][-1]["body"]

    assert code == 0
    assert made["code"] == last["box"]
    assert made["image"] is None


@pytest.mark.parametrize("what", ["光盘.iso", "光盘", "."])
def test_a_sound_disc_ends_with_exit_code_zero(run: Run, archived: Path, what: str) -> None:
    code, out, _ = run("archive", "check", archived / what)

    assert code == 0
    assert "都在，大小和内容都与清单一致" in out


def test_a_damaged_disc_ends_with_exit_code_one_and_the_file(run: Run, archived: Path) -> None:
    (archived / "光盘" / "公开" / "seed.txt").unlink()

    code, out, _ = run("archive", "check", archived / "光盘")

    assert code == 1
    assert "✘ 公开/seed.txt 不在盘上。" in out
    assert "结论：有项目不符" in out


def test_a_check_for_programs_gives_code_and_findings(
    run_json: RunJson, archived: Path, tmp_path: Path
) -> None:
    code, report = run_json(
        *("archive", "check", archived / "光盘.iso"),
        *("--passphrase-file", tmp_path / "口令.txt"),
    )

    assert code == 0
    assert report["verdict"] == "amber"  # no notice code was given
    assert {"disc_signature_holds", "disc_package_open"} <= {
        finding["code"] for finding in report["findings"]
    }


def test_a_supervisor_opens_the_sealed_package_and_is_warned(
    run: Run, archived: Path, tmp_path: Path
) -> None:
    code, out, _ = run(
        *("archive", "open", archived / "光盘" / "封存" / "sealed.sgx"),
        *("--passphrase-file", tmp_path / "口令.txt", "--out", tmp_path / "取出"),
    )

    assert code == 0
    assert "未成年人的个人信息" in out
    assert list((tmp_path / "取出" / "private").glob("sealed-*.json"))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("nowhere", "--out", "x", "--passphrase-file", "口令.txt"), "没有已完成的分班"),
        (("check", "nowhere"), "找不到 nowhere"),
        (("open", "nowhere", "--out", "x", "--passphrase-file", "口令.txt"), "读不到文件 nowhere"),
    ],
)
def test_what_is_not_there_is_told(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "口令.txt").write_text("1" * 40, encoding="utf-8")

    code, _, err = run("archive", *words)

    assert code == 1
    assert told in err


def test_a_frozen_roster_without_a_draw_has_no_archive(
    run: Run, roster: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "结果"
    run("draw", roster, "--classes", 2, "--out", folder, "--freeze")
    (tmp_path / "口令.txt").write_text("1" * 40, encoding="utf-8")

    code, _, err = run(
        "archive", folder, "--out", tmp_path / "存档", "--passphrase-file", tmp_path / "口令.txt"
    )

    assert code == 1
    assert "还没有正式分班结果" in err
    assert "DISC" not in event_kinds(folder)


@pytest.mark.parametrize("text", ["", "123", "1" * 39, "一" * 40])
def test_a_passphrase_of_the_wrong_length_is_told(
    run: Run, drawn: Path, tmp_path: Path, text: str
) -> None:
    (tmp_path / "别的.txt").write_text(text, encoding="utf-8")

    code, _, err = run(
        "archive", drawn, "--out", tmp_path / "存档", "--passphrase-file", tmp_path / "别的.txt"
    )

    assert code == 1
    assert "20" in err

"""`junheng draw` refused or interrupted: a clear sentence, and nothing half-written."""

import errno
import json
import os
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from junheng.ceremony import sitting
from junheng.ceremony.folder import CeremonyFolder
from tests.ceremonies_made import (
    PAPER,
    PUBLIC,
    event_kinds,
    tree_of,
)
from tests.rosters_made import children, twins, write_roster

Run = Callable[..., tuple[int, str, str]]
RunJson = Callable[..., tuple[int, Any]]

REAL = ("--no-forms", *PAPER)
REHEARSAL = ("--no-forms",)


def _with_wishes() -> list[Any]:
    members = children(8)
    members[0], members[2] = twins(members[0], members[2], "不同班")
    return members


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--classes", "0"), "class_count_out_of_range"),
        (("--classes", "-1"), "class_count_out_of_range"),
        (("--classes", "61"), "class_count_out_of_range"),
        (("--classes", "1"), "class_size_above_limit"),
        (("--classes", "别的表=2"), "class_count_for_unknown_sheet"),
        (("--sheet", "别的表"), "sheet_not_found"),
        (("--profile", "没有这个县"), None),
        (("--public", "d10:123", "--envelope", "12345678"), "public_length_wrong"),
        (("--public", "d6:1234", "--envelope", "12345678"), "public_kind_wrong"),
        (("--public", "1234", "--envelope", "12345678"), "public_kind_unknown"),
        (("--public", "d10:8347019283746501928x", "--envelope", "12345678"), "public_symbol_wrong"),
        (("--public", PUBLIC, "--envelope", "1234"), "envelope_malformed"),
        (("--public", PUBLIC, "--envelope", "void"), "envelopes_too_few"),
        (("--host", "门\u200b口"), "document_text_forbidden"),
    ],
)
def test_a_refused_draw_leaves_no_folder(
    run_json: RunJson, tmp_path: Path, words: tuple[str, ...], expected: str | None
) -> None:
    roster = write_roster(tmp_path / "名册.xlsx", {"青禾中学": children(60)})
    before = tree_of(tmp_path)

    code, document = run_json(
        "draw", roster, "--out", tmp_path / "新" / "结果", "--no-forms", *words
    )

    assert code == 1
    assert expected is None or document["error"]["code"] == expected
    assert document["error"]["sentence"]
    assert tree_of(tmp_path) == before


def test_several_sheets_need_a_word(run_json: RunJson, tmp_path: Path) -> None:
    roster = write_roster(
        tmp_path / "全县.xlsx", {"一中": children(30), "二中": children(30, first=60)}
    )

    code, document = run_json("draw", roster, "--out", tmp_path / "out")

    assert (code, document["error"]["code"]) == (1, "several_sheets")
    assert "一中、二中" in document["error"]["sentence"]


def test_wishes_that_contradict_each_other_name_their_rows(run: Run, tmp_path: Path) -> None:
    members = children(8)
    members[0], members[2] = twins(members[0], members[2], "不同班")
    members[2] = replace(members[2], wish="同班")
    roster = write_roster(tmp_path / "名册.xlsx", {"青禾中学": members})

    code, _, err = run("draw", roster, "--out", tmp_path / "out", "--classes", 2)

    assert code == 1
    assert "第 5 行" in err or "第 3 行" in err
    assert not (tmp_path / "out").exists()
    assert not any(child.name in err or child.identity_number in err for child in members)


def test_a_roster_with_faults_shows_each_and_freezes_nothing(
    run: Run, run_json: RunJson, tmp_path: Path
) -> None:
    members = children(40)
    members[2] = replace(members[2], gender="")
    members[9] = replace(members[9], identity_number="36012120140105001")
    roster = write_roster(tmp_path / "名册.xlsx", {"青禾中学": members})

    code, out, err = run("draw", roster, "--out", tmp_path / "out")
    json_code, document = run_json("draw", roster, "--out", tmp_path / "out")

    assert (code, json_code) == (1, 1)
    assert "第 5 行" in err
    assert "第 12 行" in err
    assert [fault["row"] for fault in document["faults"]] == [5, 12]
    assert not (tmp_path / "out").exists()
    shown = out + err + json.dumps(document, ensure_ascii=False)
    assert not any(child.name in shown or child.identity_number in shown for child in members)


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--envelope", "12345678"),
        ("--public", PUBLIC),
        ("--public", PUBLIC, "--envelope", "1234567x"),
        ("--freeze", *PAPER),
        ("--freeze", "--interactive"),
        ("--interactive", "--public", PUBLIC),
        ("--interactive", "--json"),
        ("--posted", "校门口"),
        ("--freeze", "--posted", "校门口"),
        ("--sheets", "--sheet", "一中"),
        ("--secret-digits", "123"),
        ("--county-code", "36"),
        ("--classes", "many"),
        ("--suite", "md5"),
        ("another", "word"),
    ],
)
def test_wrong_usage_is_told_in_chinese_and_writes_nothing(
    run: Run, roster: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    before = tree_of(tmp_path)
    file = [] if not words else [roster]

    code, shown, err = run("draw", *file, "--out", tmp_path / "out", *words)

    assert code == 2
    assert "用“junheng" in shown + err
    assert tree_of(tmp_path) == before


@pytest.mark.parametrize("full_from", range(1, 14))
def test_a_disk_that_fills_up_leaves_nothing(
    run_json: RunJson,
    roster: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    full_from: int,
) -> None:
    out = tmp_path / "out"
    if full_from % 2:
        out.mkdir()
        (out / "方案.docx").write_bytes(b"plan")
    before = tree_of(tmp_path)
    fsync, calls = os.fsync, 0

    def full(descriptor: int) -> None:
        nonlocal calls
        calls += 1
        if calls >= full_from:
            raise OSError(errno.ENOSPC, "full")
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", full)
    code, document = run_json("draw", roster, "--out", out, *REAL)

    assert (code, document["error"]["code"]) == (1, "disk_full")
    assert tree_of(tmp_path) == before


def test_ctrl_c_in_the_middle_leaves_nothing(
    run: Run, roster: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tree_of(tmp_path)

    def interrupted(*_arguments: object, **_settings: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(sitting, "compare", interrupted)
    code, _, err = run("draw", roster, "--out", tmp_path / "out", *REAL)

    assert code == 1
    assert "已中断" in err
    assert tree_of(tmp_path) == before


def test_a_disk_that_is_full_at_the_real_draw_keeps_the_freeze(
    run: Run, run_json: RunJson, roster: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    run("draw", roster, "--out", out, "--freeze")
    with monkeypatch.context() as patch:

        def full(*_arguments: object, **_settings: object) -> None:
            raise OSError(errno.ENOSPC, "full")

        patch.setattr(CeremonyFolder, "_exchange", full)
        code, document = run_json("draw", "--out", out, *REAL)
        assert (code, document["error"]["code"]) == (1, "disk_full")

    code, _ = run_json("draw", "--out", out, *REAL)

    assert code == 0
    assert event_kinds(out).count("SEED_LOCKED") == 1


def test_a_passphrase_that_cannot_be_kept_undoes_a_new_sitting(
    run: Run, roster: Path, tmp_path: Path
) -> None:
    before = tree_of(tmp_path)

    code, _, err = run(
        "draw", roster, "--out", tmp_path / "out", *REAL,
        "--passphrase-file", tmp_path / "no such folder" / "p.txt",
    )  # fmt: skip

    assert code == 1
    assert "不能写入" in err
    assert tree_of(tmp_path) == before


def _unreadable(folder: Path, kind: str) -> Path:
    file = folder / "名册.xlsx"
    match kind:
        case "missing":
            file.unlink(missing_ok=True)
        case "folder":
            file = folder
        case "empty":
            file.write_bytes(b"")
        case "rubbish":
            file.write_bytes(bytes(range(256)) * 20)
        case "torn":
            file.write_bytes(file.read_bytes()[:3000])
        case "bomb":
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr("[Content_Types].xml", "<Types/>")
                archive.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
        case "endless":
            file = folder / "名册.csv"
            file.write_text("姓名,性别,身份证号\n" + "赵安,男,1\n" * 60_000, "utf-8")
        case "formula":
            book = openpyxl.load_workbook(file)
            book.worksheets[0]["A5"] = '=CONCATENATE("赵","六")'
            book.save(file)
    return file


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("missing", "找不到文件“名册.xlsx”"),
        ("folder", "是文件夹"),
        ("empty", "是空的"),
        ("rubbish", "不是表格文件"),
        ("torn", "名册.xlsx"),
        ("bomb", "解压后过大"),
        ("endless", "超过 50000 行"),
        ("formula", "第 5 行“姓名”列：单元格是公式"),
    ],
)
def test_a_file_that_is_no_roster_leaves_no_folder(
    run: Run, roster: Path, tmp_path: Path, kind: str, told: str
) -> None:
    file = _unreadable(roster.parent, kind)
    before = tree_of(tmp_path)

    code, _, err = run("draw", file, "--out", tmp_path / "out", *REAL)

    assert code == 1
    assert told in err
    assert not any(child.name in err for child in children(40))
    assert tree_of(tmp_path) == before

"""Forms are printed beside the ceremony: from the record, at any time, without changing it."""

import hashlib
import re
from dataclasses import replace
from pathlib import Path

import pytest

from junheng.ceremony import publishing
from junheng.ceremony.finished import finished_draws
from junheng.ceremony.lots import LotsEntry, record_lots
from junheng.ceremony.opened import Ceremony
from junheng.ceremony.printing import Press, print_after, print_again, print_rehearsal
from junheng.ceremony.seeding import fix_seed
from junheng.ceremony.sitting import draw_for_real, rehearse
from junheng.engine.record.paper import paper_lines
from tests.ceremonies_made import CARDS, PUBLIC, desk, fixed_surroundings, frozen_ceremony
from tests.reporting.forms.read_back import layout_of, pages_of, words_of
from tests.rosters_made import children

FREEZE = "forms/1-冻结"
ROOM = "forms/2-现场"
RESULT = "forms/3-结果"
LOTS = "forms/4-班主任抽签"


@pytest.fixture(autouse=True)
def plain_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave packages unencrypted: deriving a key takes half a second by design."""
    monkeypatch.setattr(
        publishing, "seal_pieces", lambda _suite, _passphrase, packed, _size, **_random: packed
    )


@pytest.fixture
def ceremony(tmp_path: Path) -> Ceremony:
    return frozen_ceremony(tmp_path / "out", children(12))


def press(seed: str = "press") -> Press:
    return Press(fixed_surroundings(seed), "均衡")


def form(ceremony: Ceremony, pattern: str) -> bytes:
    (file,) = ceremony.folder.path.glob(pattern)
    return file.read_bytes()


def drawn_and_printed(ceremony: Ceremony) -> None:
    fix_seed(ceremony, PUBLIC, CARDS)
    finished = draw_for_real(ceremony, desk())
    print_after(ceremony, press(), {"FREEZE", "SEED_LOCKED", "DRAW"}, finished.draws)


def head_after(ceremony: Ceremony, kind: str) -> str:
    """The ledger head after the last event of a kind, from the ledger's own bytes."""
    ledger = (ceremony.folder.path / "internal/ledger.jsonl").read_bytes()
    line = next(
        line for line in reversed(ledger.splitlines()) if f'"type":"{kind}"'.encode() in line
    )
    return paper_lines(hashlib.sha256(line).hexdigest())[0].replace(" ", "")


def test_the_freeze_prints_what_is_posted_and_what_lies_on_the_table(ceremony: Ceremony) -> None:
    print_after(ceremony, press(), {"FREEZE"})

    code = "".join(line.replace(" ", "") for line in paper_lines(ceremony.frozen.code))
    notice = words_of(form(ceremony, f"{FREEZE}/青禾中学-冻结公告-*.pdf"))
    assert all(line.replace(" ", "") in notice for line in paper_lines(ceremony.frozen.code))
    assert code[:4] in words_of(form(ceremony, f"{ROOM}/全场-封签卡.pdf"))
    assert "投箱共封" in words_of(form(ceremony, f"{ROOM}/全场-现场数字记录表.pdf"))
    assert "致青禾中学" in words_of(form(ceremony, f"{FREEZE}/青禾中学-致家长一封信-*.pdf"))


def test_nothing_is_printed_for_what_has_not_happened(ceremony: Ceremony) -> None:
    names = print_after(ceremony, press(), {"SEED_LOCKED", "DRAW"})

    assert names == ()
    assert not (ceremony.folder.path / "forms").exists()


def test_the_notice_names_the_page_and_the_key_of_the_session(ceremony: Ceremony) -> None:
    print_after(ceremony, press(), {"FREEZE"})

    notice = words_of(form(ceremony, f"{FREEZE}/*冻结公告*.pdf"))
    for digest in (ceremony.frozen.session["verifier"], ceremony.frozen.session["key"]["pub"]):
        assert all(line.replace(" ", "") in notice for line in paper_lines(digest))


def test_under_sm3_the_notice_also_holds_the_sha_256_of_the_freeze_file(tmp_path: Path) -> None:
    ceremony = frozen_ceremony(tmp_path / "out", children(12), suite="gm")

    print_after(ceremony, press(), {"FREEZE"})

    file = (ceremony.folder.path / "freeze.json").read_bytes()
    notice = words_of(form(ceremony, f"{FREEZE}/*冻结公告*.pdf"))
    for line in paper_lines(hashlib.sha256(file).hexdigest()):
        assert line.replace(" ", "") in notice


def test_the_draw_prints_numbers_seed_lists_and_codes_under_its_ledger_head(
    ceremony: Ceremony,
) -> None:
    drawn_and_printed(ceremony)

    seed = hashlib.sha256((ceremony.folder.path / "seed.txt").read_bytes()).hexdigest()
    sheet = words_of(form(ceremony, f"{ROOM}/全场-现场数字记录表（已录入）.pdf"))
    assert all(card in sheet for card in CARDS)
    seed_sheet = words_of(form(ceremony, f"{ROOM}/全场-种子单.pdf"))
    assert all(line.replace(" ", "") in seed_sheet for line in paper_lines(seed))
    assert f"账尾：{head_after(ceremony, 'SEED_LOCKED')}" in seed_sheet
    (result,) = (ceremony.folder.path / "results").iterdir()
    code = paper_lines(hashlib.sha256(result.read_bytes()).hexdigest())[0].replace(" ", "")
    for title in ("分班名单公示表", "班级师生情况一览表", "编班过程记录表", "现场监督签字表"):
        words = words_of(form(ceremony, f"{RESULT}/*{title}*.pdf"))
        assert code in words
        assert f"账尾：{head_after(ceremony, 'DRAW')}" in words


@pytest.mark.slow
def test_printing_again_says_the_same_and_changes_no_record(ceremony: Ceremony) -> None:
    drawn_and_printed(ceremony)
    folder = ceremony.folder.path
    forms = {file.name: words_of(file.read_bytes()) for file in folder.rglob("forms/*/*.pdf")}
    record = {
        file: file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file() and "forms" not in file.parts
    }

    names = print_again(ceremony, press("later"))

    again = {file.name: words_of(file.read_bytes()) for file in folder.rglob("forms/*/*.pdf")}
    assert {Path(name).name for name in names} == set(again) == set(forms)
    assert again == forms
    assert all(file.read_bytes() == content for file, content in record.items())


@pytest.mark.slow
def test_a_rehearsal_prints_into_a_folder_of_its_own_and_leaves_with_the_draw(
    ceremony: Ceremony,
) -> None:
    print_after(ceremony, press(), {"FREEZE"})
    notice = form(ceremony, f"{FREEZE}/*冻结公告*.pdf")
    print_rehearsal(ceremony, press(), rehearse(ceremony, desk()).draws)

    rehearsed = list((ceremony.folder.path / "forms" / "演练").rglob("*.pdf"))
    assert rehearsed
    for words in (words_of(file.read_bytes()) for file in rehearsed):
        assert "演" in words
        assert "练" in words
    assert not (ceremony.folder.path / RESULT).exists()
    assert form(ceremony, f"{FREEZE}/*冻结公告*.pdf") == notice

    drawn_and_printed(ceremony)

    assert not (ceremony.folder.path / "forms" / "演练").exists()
    assert (ceremony.folder.path / RESULT).exists()


def test_a_seed_that_was_locked_is_on_the_papers_of_the_room(ceremony: Ceremony) -> None:
    fix_seed(ceremony, PUBLIC, CARDS)

    names = print_after(ceremony, press(), {"SEED_LOCKED", "DRAW"})

    assert sorted(names) == [f"{ROOM}/全场-现场数字记录表（已录入）.pdf", f"{ROOM}/全场-种子单.pdf"]


def test_the_printed_seed_text_hashes_to_the_printed_seed(ceremony: Ceremony) -> None:
    drawn_and_printed(ceremony)

    printed = form(ceremony, f"{ROOM}/全场-种子单.pdf")
    lines = re.findall(r"^ *\d+ +(SG1-SEED/1|[a-z.0-9]+=\S+)$", layout_of(printed), re.MULTILINE)
    seed = hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()
    words = words_of(printed)
    assert all(line.replace(" ", "") in words for line in paper_lines(seed))


@pytest.mark.slow
def test_after_the_lots_the_lists_carry_class_names_and_teachers(tmp_path: Path) -> None:
    ceremony = frozen_ceremony(tmp_path / "out", children(12), teachers=("王立", "赵敏"))
    drawn_and_printed(ceremony)
    earlier = form(ceremony, f"{RESULT}/*班级师生情况一览表*.pdf")
    (drawn,) = finished_draws(ceremony)
    # G1 gets lot 2 and T1 (王立) lot 1: 1班 is list G2 with 王立.
    entry = LotsEntry(group_lots=(2, 1), teacher_lots=(1, 2))
    record_lots(ceremony, drawn, entry, entry)

    print_after(ceremony, press(), {"LOTS"}, (drawn,))

    pages = pages_of(form(ceremony, f"{LOTS}/*班级师生情况一览表*.pdf"))
    assert "七年级1班师生情况一览表" in pages[0]
    assert "班主任：王立签号：1（名单G2）" in pages[0]
    assert all(student.name in pages[0] for student in drawn.students_of(1))
    assert "班主任：赵敏签号：2（名单G1）" in pages[1]
    assert "2班共6人班主任：赵敏" in words_of(form(ceremony, f"{LOTS}/*公示表*.pdf"))
    assert form(ceremony, f"{RESULT}/*班级师生情况一览表*.pdf") == earlier


@pytest.mark.slow
def test_after_the_lots_the_class_sheets_carry_the_whole_team(tmp_path: Path) -> None:
    ceremony = frozen_ceremony(tmp_path / "out", children(12), teachers=("王立", "赵敏"))
    drawn_and_printed(ceremony)
    (drawn,) = finished_draws(ceremony)
    entry = LotsEntry(group_lots=(2, 1), teacher_lots=(1, 2))
    record_lots(ceremony, drawn, entry, entry)
    teams = {drawn.unit.unit: {"1班": (("语文", "王立"), ("数学", "钱二"))}}

    print_after(ceremony, replace(press(), teams=teams), {"LOTS"}, (drawn,))

    pages = pages_of(form(ceremony, f"{LOTS}/*班级师生情况一览表*.pdf"))
    assert "任课教师：语文王立；数学钱二" in pages[0]
    assert "任课教师" not in pages[1]

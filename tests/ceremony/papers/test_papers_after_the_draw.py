"""What is printed after the draw: slips, lots, late arrivals, void."""

from datetime import date
from pathlib import Path

import pytest

from junheng.ceremony.drawing import UnitDraw, draw_units, seed_of_rehearsal
from junheng.ceremony.finished import finished_draws
from junheng.ceremony.late import draw_batch, freeze_batch
from junheng.ceremony.lots import LotsEntry, record_lots
from junheng.ceremony.opened import Ceremony
from junheng.ceremony.papers.blanks import blank_unit_papers
from junheng.ceremony.papers.facts import Sitting
from junheng.ceremony.papers.late import late_papers
from junheng.ceremony.papers.lots import lots_papers
from junheng.ceremony.papers.slips import slip_papers
from junheng.ceremony.papers.void import blank_void_papers, void_papers
from junheng.ceremony.seeding import fix_seed
from junheng.ceremony.sitting import draw_for_real
from junheng.ceremony.voiding import void_freeze
from junheng.engine.record.canonical import canonical_bytes, document_hash
from junheng.engine.record.documents import late_slip_document, slip_document
from junheng.engine.record.paper import paper_lines
from junheng.profiles import load_profile
from junheng.rosters import attribute_codes, read_roster
from tests.ceremonies_made import CARDS, PUBLIC, START, desk, frozen_ceremony
from tests.reporting.forms.read_back import codes_of, page_count_of, pages_of, words_of
from tests.rosters_made import children, write_roster

TEACHERS = ("王立", "赵敏")
# Lot 1 is class 1: G2 with the second teacher.
LOTS = LotsEntry(group_lots=(2, 1), teacher_lots=(2, 1))


def _drawn(folder: Path) -> tuple[Ceremony, UnitDraw]:
    ceremony = frozen_ceremony(folder, children(14), teachers=TEACHERS)
    fix_seed(ceremony, PUBLIC, CARDS)
    draw_for_real(ceremony, desk())
    return ceremony, finished_draws(ceremony)[0]


def _sitting(ceremony: Ceremony, *, is_rehearsal: bool = False) -> Sitting:
    return Sitting(ceremony, "均衡", START, is_rehearsal)


def _only(files: dict[str, bytes], title: str) -> bytes:
    found = [content for name, content in files.items() if f"-{title}" in name]
    assert len(found) == 1
    return found[0]


def _ignore(_unit: object) -> None:
    return None


@pytest.mark.slow
def test_every_slip_holds_the_canonical_slip_of_its_student(tmp_path: Path) -> None:
    ceremony, drawn = _drawn(tmp_path / "out")

    files = slip_papers(_sitting(ceremony), [drawn], _ignore)

    expected = {
        canonical_bytes(
            slip_document(freeze=ceremony.frozen.code, roster_leaf=student.leaf, result_leaf=leaf)
        )
        for student, leaf in zip(drawn.unit.students, drawn.outcome_leaves, strict=True)
    }
    assert list(files) == [f"forms/3-结果/青禾中学-家长凭条-{drawn.unit.unit}.pdf"]
    assert set(codes_of(_only(files, "家长凭条"))) == expected


@pytest.mark.slow
def test_slips_lie_by_class_with_the_numbers_of_the_class_list(tmp_path: Path) -> None:
    ceremony, drawn = _drawn(tmp_path / "out")

    pages = pages_of(_only(slip_papers(_sitting(ceremony), [drawn], _ignore), "家长凭条"))

    assert len(pages) == 4
    for index, student in enumerate(drawn.students_of(0), start=1):
        page = pages[(index - 1) % 2]
        assert student.name in page
        assert f"第{index}号" in page
        assert "G2" not in page


@pytest.mark.slow
def test_a_rehearsed_slip_is_marked_and_has_no_code(tmp_path: Path) -> None:
    ceremony = frozen_ceremony(tmp_path / "out", children(14))
    ceremony.book.append("REHEARSAL", "host", {"freeze": ceremony.frozen.code, "j": 1})
    draws = draw_units(ceremony.frozen, seed_of_rehearsal(ceremony.frozen, 1), rehearsal=1)

    printed = _only(slip_papers(_sitting(ceremony, is_rehearsal=True), draws, _ignore), "家长凭条")

    assert codes_of(printed) == []
    assert all("演练，不得发放" in page for page in pages_of(printed))


def test_the_blank_lots_form_holds_the_frozen_teachers_in_their_order(tmp_path: Path) -> None:
    ceremony, drawn = _drawn(tmp_path / "out")

    files = blank_unit_papers(_sitting(ceremony), [drawn], _ignore)

    assert {name.split("-")[1] for name in files} == {
        "班主任抽签记录表",
        "补录抽签记录表",
        "特殊情况调整审批表",
    }
    words = words_of(_only(files, "班主任抽签记录表"))
    assert "1王立" in words
    assert words.index("王立") < words.index("赵敏")
    assert all(line.replace(" ", "") in words for line in paper_lines(drawn.code))


def test_the_approval_form_shows_the_public_gaps_only(tmp_path: Path) -> None:
    ceremony, drawn = _drawn(tmp_path / "out")

    words = words_of(
        _only(blank_unit_papers(_sitting(ceremony), [drawn], _ignore), "特殊情况调整审批表")
    )

    public = {row["attr"] for row in drawn.document["balance"]}
    for attribute in drawn.unit.attributes:
        assert (attribute.title in words) == (attribute.name in public)


def test_a_school_with_one_class_gets_no_lots_form(tmp_path: Path) -> None:
    ceremony = frozen_ceremony(tmp_path / "out", children(8), classes=1)
    fix_seed(ceremony, PUBLIC, CARDS)
    draw_for_real(ceremony, desk())

    files = blank_unit_papers(_sitting(ceremony), finished_draws(ceremony), _ignore)

    assert [name.split("-")[1] for name in files] == ["特殊情况调整审批表"]


@pytest.mark.slow
def test_the_lots_form_and_the_slips_say_who_got_which_class(tmp_path: Path) -> None:
    ceremony, drawn = _drawn(tmp_path / "out")
    record = record_lots(ceremony, drawn, LOTS, LOTS)

    files = lots_papers(_sitting(ceremony), [drawn], _ignore)

    form = words_of(_only(files, "班主任抽签记录表"))
    assert "1王立22班" in form
    assert "2赵敏11班" in form
    assert "G12" in form
    assert all(line.replace(" ", "") in form for line in paper_lines(record.code))
    pages = pages_of(_only(files, "家长凭条"))
    # Class 1 comes first: it is group G2.
    assert drawn.students_of(1)[0].name in pages[0]
    assert "1班班主任赵敏" in pages[0]
    assert "G2" not in "".join(pages)


def test_before_the_lots_nothing_of_them_is_printed(tmp_path: Path) -> None:
    ceremony, drawn = _drawn(tmp_path / "out")

    assert lots_papers(_sitting(ceremony), [drawn], _ignore) == {}


@pytest.mark.slow
def test_a_late_batch_is_recorded_with_masked_names_and_a_slip_each(tmp_path: Path) -> None:
    ceremony, drawn = _drawn(tmp_path / "out")
    roster = write_roster(tmp_path / "补录.xlsx", {"补录": children(2, first=800)})
    profile = load_profile("national")
    arrivals = read_roster(roster, profile, today=START.date()).schools[0]
    batch = freeze_batch(
        ceremony,
        drawn,
        arrivals,
        attribute_codes(arrivals, profile),
        registered=date(2026, 9, 3),
        reason=1,
    )
    batch = draw_batch(ceremony, batch, public="d10:55081927", envelopes=("20260903", "81736455"))

    files = late_papers(_sitting(ceremony), [drawn], _ignore)

    assert late_papers(_sitting(ceremony), [], _ignore) == {}  # an act of another school
    assert set(files) == {
        f"forms/5-补录/青禾中学-补录抽签记录表第1批-{drawn.unit.unit}.pdf",
        f"forms/5-补录/青禾中学-家长凭条第1批-{drawn.unit.unit}.pdf",
    }
    form = words_of(_only(files, "补录抽签记录表"))
    code = document_hash(ceremony.frozen.suite, batch.document)
    assert "2026年9月3日" in form
    assert all(line.replace(" ", "") in form for line in paper_lines(code))
    for student, index in zip(batch.students, batch.placed, strict=True):
        assert student.name not in form
        assert f"{student.name[0]}*{student.name[-1]}{student.sid}G{index + 1}" in form
    slips = _only(files, "家长凭条")
    assert page_count_of(slips) == 1
    assert set(codes_of(slips)) == {
        canonical_bytes(late_slip_document(late=code, roster_leaf=student.leaf))
        for student in batch.students
    }


def test_a_late_batch_that_waits_for_its_draw_is_not_printed(tmp_path: Path) -> None:
    ceremony, drawn = _drawn(tmp_path / "out")

    assert late_papers(_sitting(ceremony), [drawn], _ignore) == {}


def test_the_blank_void_record_ticks_no_reason(tmp_path: Path) -> None:
    ceremony = frozen_ceremony(tmp_path / "out", children(14))

    words = words_of(_only(blank_void_papers(_sitting(ceremony), (), _ignore), "作废单"))

    assert "☑" not in words
    assert "第1次冻结" in words


def test_a_void_is_recorded_from_the_ledger(tmp_path: Path) -> None:
    ceremony, drawn = _drawn(tmp_path / "out")
    seats = ceremony.book.bodies("ENVELOPES_SEALED")[-1]["seats"]
    void_freeze(ceremony, reason="D", signers=["纪检监督", *seats], reference="清纪函2026年3号")

    files = void_papers(_sitting(ceremony), (), _ignore)

    words = words_of(_only(files, "作废单"))
    assert list(files) == ["forms/6-作废/全场-作废单-第1次冻结.pdf"]
    assert words.count("☑") == 1
    assert "☑D" in words
    assert "清纪函2026年3号" in words
    assert "已抽签" in words
    assert "满72小时" in words
    assert "共3人，至少2人签字" in words
    assert all(seat in words for seat in seats)
    assert all(line.replace(" ", "") in words for line in paper_lines(drawn.code))


@pytest.mark.parametrize(
    ("reason", "reference", "words"),
    [("C", "", "已冻结，尚未封签"), ("P", "信封数与席位数不符", "信封数与席位数不符")],
)
def test_a_void_before_the_seed_has_neither_seed_nor_result(
    tmp_path: Path, reason: str, reference: str, words: str
) -> None:
    ceremony = frozen_ceremony(tmp_path / "out", children(14))
    void_freeze(ceremony, reason=reason, signers=["纪检监督", "局操作员"], reference=reference)

    printed = words_of(_only(void_papers(_sitting(ceremony), (), _ignore), "作废单"))

    assert words in printed
    assert "（尚未产生）" in printed
    assert "72小时" not in printed


def test_without_a_void_there_is_no_void_record(tmp_path: Path) -> None:
    ceremony, _ = _drawn(tmp_path / "out")

    assert void_papers(_sitting(ceremony), (), _ignore) == {}

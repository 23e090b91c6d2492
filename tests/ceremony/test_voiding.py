"""VOID: the table of SG1 §7.4, who signs, what stays published, and the new freeze after it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from junheng.ceremony import freezing
from junheng.ceremony.folder import CeremonyFolder
from junheng.ceremony.freezing import freeze
from junheng.ceremony.opened import Ceremony, open_ceremony
from junheng.ceremony.printing import Press, print_after
from junheng.ceremony.seeding import fix_seed
from junheng.ceremony.sitting import draw_for_real
from junheng.ceremony.voiding import void_freeze
from junheng.engine.errors import JunhengError
from junheng.engine.record.ledger import check_ledger
from junheng.verifier import Report, verify_package, verify_public
from tests.ceremonies_made import (
    CARDS,
    PUBLIC,
    STAGES,
    announcement,
    desk,
    event_kinds,
    fixed_surroundings,
    frozen_ceremony,
    plan,
    public_of,
    taken_to,
    tree_of,
)
from tests.rosters_made import children, write_roster

SIGNERS = ("纪检监督", "人大", "政协", "家长一")
# The table of SG1 §7.4, row by row.
ALLOWED = {
    "C": {"FROZEN"},
    "P": {"FROZEN", "SEALED", "ROLLED"},
    "T": {"LOCKED"},
    "E": {"LOCKED"},
    "R": {"LOCKED"},
    "D": set(STAGES),
}


def ceremony_at(folder: Path, stage: str) -> Ceremony:
    """A ceremony that has come as far as `stage`."""
    return taken_to(frozen_ceremony(folder), stage)


def signers_at(stage: str) -> tuple[str, ...]:
    return SIGNERS if stage == "LOCKED" else ("纪检监督", "局复核")


def reopened(folder: Path, seed: str = "later") -> Ceremony:
    return open_ceremony(CeremonyFolder(folder), fixed_surroundings(seed), allows_void=True)


def drawn_and_void(folder: Path, reason: str = "T") -> Ceremony:
    ceremony = ceremony_at(folder, "LOCKED")
    draw_for_real(ceremony, desk())
    void_freeze(ceremony, reason=reason, signers=SIGNERS)
    return ceremony


def frozen_again(folder: Path, count: int = 41) -> Ceremony:
    """Freeze a corrected roster in the same folder."""
    roster = write_roster(folder.parent / "更正.xlsx", {"青禾中学": children(count)})
    freeze(CeremonyFolder(folder), plan(roster), announcement(), fixed_surroundings("again"))
    return open_ceremony(CeremonyFolder(folder), fixed_surroundings("again, later"))


def report_of(folder: Path) -> Report:
    return verify_public((folder / "public.json").read_bytes())


def refusal_of(act: Callable[[], Any]) -> str:
    with pytest.raises(JunhengError) as refusal:
        act()
    return refusal.value.code


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("reason", ALLOWED)
def test_a_reason_holds_at_its_time_and_at_no_other(
    tmp_path: Path, reason: str, stage: str
) -> None:
    ceremony = ceremony_at(tmp_path / "结果", stage)

    def void() -> None:
        void_freeze(ceremony, reason=reason, signers=signers_at(stage), reference="第三步")

    if stage in ALLOWED[reason]:
        void()
        body = public_of(tmp_path / "结果")["events"][-1]["body"]
        assert (body["reason"], body["stage"]) == (reason, stage)
    else:
        assert refusal_of(void) == "void_not_now"
        assert "VOID" not in event_kinds(tmp_path / "结果")


@pytest.mark.parametrize("stage", STAGES)
def test_a_void_at_any_stage_passes_both_ledger_checks(tmp_path: Path, stage: str) -> None:
    folder = tmp_path / "结果"
    ceremony = ceremony_at(folder, stage)
    void_freeze(ceremony, reason="D", signers=signers_at(stage), reference="2026-12")

    report = report_of(folder)

    assert check_ledger(ceremony.frozen.session, ceremony.book.events, ceremony.frozen.suite) == []
    assert report.codes("failed") == []
    assert "voids" in report.codes("warning")


@pytest.mark.parametrize("stage", STAGES)
def test_the_void_record_can_be_printed_after_a_void_at_any_stage(
    tmp_path: Path, stage: str
) -> None:
    folder = tmp_path / "结果"
    ceremony = ceremony_at(folder, stage)
    void_freeze(ceremony, reason="D", signers=signers_at(stage), reference="2026-12")

    names = print_after(ceremony, Press(fixed_surroundings("press"), "均衡"), {"VOID"})

    assert len(names) == 1


@pytest.mark.parametrize(
    ("stage", "signers", "code"),
    [
        ("FROZEN", ("纪检监督",), "void_signers_too_few"),
        ("FROZEN", ("纪检监督", "纪检监督"), "void_signers_too_few"),
        ("FROZEN", ("局操作员", "局复核"), "void_inspector_missing"),
        ("FROZEN", ("纪检监督", "张三"), "void_signer_unknown"),
        ("FROZEN", ("纪检监督", "人大"), "void_signer_unknown"),  # no seat yet
        ("LOCKED", ("纪检监督", "局复核"), "void_witnesses_too_few"),
        ("LOCKED", ("纪检监督", "人大", "政协"), "void_witnesses_too_few"),  # 2 of 4
        ("LOCKED", ("人大", "政协", "家长一", "家长二"), "void_inspector_missing"),
    ],
)
def test_who_must_sign(tmp_path: Path, stage: str, signers: tuple[str, ...], code: str) -> None:
    ceremony = ceremony_at(tmp_path / "结果", stage)

    refused = refusal_of(
        lambda: void_freeze(ceremony, reason="D", signers=signers, reference="2026-12")
    )

    assert refused == code


@pytest.mark.parametrize("reason", ["P", "D"])
def test_a_broken_step_and_a_written_order_must_be_named(tmp_path: Path, reason: str) -> None:
    ceremony = ceremony_at(tmp_path / "结果", "FROZEN")

    refused = refusal_of(lambda: void_freeze(ceremony, reason=reason, signers=signers_at("FROZEN")))

    assert refused == "void_reference_missing"


@pytest.mark.parametrize("reason", ["X", "", "不满意"])
def test_there_is_no_other_reason(tmp_path: Path, reason: str) -> None:
    ceremony = ceremony_at(tmp_path / "结果", "FROZEN")

    refused = refusal_of(lambda: void_freeze(ceremony, reason=reason, signers=signers_at("FROZEN")))

    assert refused == "void_reason_unknown"


def test_the_void_result_stays_published_and_is_marked(tmp_path: Path) -> None:
    ceremony = drawn_and_void(tmp_path / "结果")
    report = report_of(tmp_path / "结果")

    assert [result["freeze"] for result in public_of(tmp_path / "结果")["results"]] == [
        ceremony.frozen.code
    ]
    assert "result_void" in report.codes("warning")
    assert (report.codes("failed"), report.verdict) == ([], "amber")


def test_a_void_needs_no_draw_to_come_out_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reason E is just that a re-run differs: then the void must still be possible."""
    ceremony = ceremony_at(tmp_path / "结果", "LOCKED")
    draw_for_real(ceremony, desk())

    def refused(*_words: Any, **_options: Any) -> None:
        raise JunhengError("draw_differs_from_ledger", unit="x")

    monkeypatch.setattr("junheng.ceremony.voiding.finished_draws", refused)
    void_freeze(ceremony, reason="E", signers=SIGNERS)

    assert "result_void" in report_of(tmp_path / "结果").codes("warning")


def test_repeated_after_a_power_cut_it_finishes_what_was_begun(tmp_path: Path) -> None:
    folder = tmp_path / "结果"
    drawn_and_void(folder)
    whole = tree_of(folder)
    # The power went between the ledger and the public file.
    older = ceremony_at(tmp_path / "另一个" / "结果", "LOCKED")
    draw_for_real(older, desk())
    (folder / "public.json").write_bytes((older.folder.path / "public.json").read_bytes())

    void_freeze(reopened(folder), reason="T", signers=SIGNERS)

    assert tree_of(folder) == whole


def test_a_second_void_of_one_freeze_is_refused(tmp_path: Path) -> None:
    drawn_and_void(tmp_path / "结果", "T")

    refused = refusal_of(
        lambda: void_freeze(reopened(tmp_path / "结果"), reason="R", signers=SIGNERS)
    )

    assert refused == "void_already"


def test_nothing_goes_on_from_a_void_freeze(tmp_path: Path) -> None:
    drawn_and_void(tmp_path / "结果")

    refused = refusal_of(
        lambda: open_ceremony(CeremonyFolder(tmp_path / "结果"), fixed_surroundings())
    )

    assert refused == "freeze_is_void"


def test_the_corrected_roster_is_frozen_in_the_same_session(tmp_path: Path) -> None:
    before = drawn_and_void(tmp_path / "结果").frozen
    again = frozen_again(tmp_path / "结果").frozen

    assert again.session == before.session
    assert again.freeze["no"] == 2
    assert again.freeze["supersedes"] == before.code
    assert len(again.units[0].students) == 41
    assert again.salt_entropy != before.salt_entropy


def test_the_new_freeze_is_drawn_and_both_checks_show_one_void(tmp_path: Path) -> None:
    folder = tmp_path / "结果"
    drawn_and_void(folder)
    again = frozen_again(folder)
    fix_seed(again, PUBLIC, CARDS)
    finished = draw_for_real(again, desk("second"))

    report = report_of(folder)
    sealed = verify_package((folder / "sealed.sgx").read_bytes(), finished.passphrase.whole)

    assert check_ledger(again.frozen.session, again.book.events, again.frozen.suite) == []
    assert (report.codes("failed"), report.verdict) == ([], "amber")
    assert [step.params["count"] for step in report.steps if step.code == "voids"] == [1]
    assert sealed.codes("failed") == []
    assert len(public_of(folder)["results"]) == 2


@pytest.mark.parametrize(("stage", "hours"), [("FROZEN", 24), ("ROLLED", 24), ("LOCKED", 72)])
def test_the_wait_that_the_clerk_is_told_is_the_one_that_the_verifier_asks_for(
    tmp_path: Path, stage: str, hours: int
) -> None:
    folder = tmp_path / "结果"
    ceremony = ceremony_at(folder, stage)
    void = void_freeze(ceremony, reason="D", signers=signers_at(stage), reference="2026-12")
    again = frozen_again(folder)
    fix_seed(again, PUBLIC, CARDS)
    draw_for_real(again, desk("second"))

    asked = [
        step.params["wanted"]
        for step in report_of(folder).steps
        if step.code == "notice_time" and step.params["no"] == 2
    ]

    assert (void.wait_hours, asked) == (hours, [hours])


def test_papers_of_the_void_draw_do_not_lie_among_the_new_ones(tmp_path: Path) -> None:
    folder = tmp_path / "结果"
    drawn_and_void(folder)
    (folder / "forms" / "6-作废").mkdir(parents=True)
    (folder / "forms" / "6-作废" / "全场-作废单.pdf").touch()
    frozen_again(folder)

    assert (folder / "forms" / "6-作废" / "全场-作废单.pdf").exists()
    assert not (folder / "lists.xlsx").exists()
    assert not (folder / "tickets").exists()
    assert (folder / "internal" / "void-1" / "lists.xlsx").exists()


def test_three_freezes_follow_one_another(tmp_path: Path) -> None:
    folder = tmp_path / "结果"
    drawn_and_void(folder)
    second = frozen_again(folder)
    void_freeze(second, reason="C", signers=signers_at("FROZEN"))
    third = frozen_again(folder, 42)
    fix_seed(third, PUBLIC, CARDS)
    draw_for_real(third, desk("third"))

    report = report_of(folder)

    assert third.frozen.freeze["no"] == 3
    assert report.codes("failed") == []
    assert [step.params["count"] for step in report.steps if step.code == "voids"] == [2]


@pytest.mark.parametrize("cut_at", ["put_away", "place", "append_event"])
def test_a_new_freeze_that_was_cut_off_is_simply_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cut_at: str
) -> None:
    folder = tmp_path / "结果"
    before = drawn_and_void(folder).frozen

    def cut(*_words: Any, **_options: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        if cut_at == "put_away":
            patch.setattr(freezing, "put_away", cut)
        else:
            patch.setattr(CeremonyFolder, cut_at, cut)
        with pytest.raises(KeyboardInterrupt):
            frozen_again(folder)
    assert reopened(folder).frozen == before

    again = frozen_again(folder)

    assert again.frozen.freeze["supersedes"] == before.code
    assert event_kinds(folder).count("FREEZE") == 2


def test_another_suite_is_another_session(tmp_path: Path) -> None:
    drawn_and_void(tmp_path / "结果")
    roster = write_roster(tmp_path / "更正.xlsx", {"青禾中学": children(41)})

    refused = refusal_of(
        lambda: freeze(
            CeremonyFolder(tmp_path / "结果"),
            plan(roster),
            announcement("gm"),
            fixed_surroundings("again"),
        )
    )

    assert refused == "session_rules_changed"


def test_another_program_is_another_session(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn_and_void(tmp_path / "结果")
    monkeypatch.setattr("junheng.ceremony.program.verifier_page", lambda: b"another page")

    assert refusal_of(lambda: frozen_again(tmp_path / "结果")) == "session_program_changed"

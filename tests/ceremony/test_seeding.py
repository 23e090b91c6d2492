"""From envelopes to the seed: one way, once."""

from pathlib import Path

import pytest

from junheng.ceremony.opened import Ceremony
from junheng.ceremony.seeding import (
    Progress,
    find_locked_seed,
    fix_seed,
    lock_seed,
    open_envelopes,
    progress_of,
    record_public_draw,
    seal_envelopes,
    seed_text,
)
from junheng.ceremony.sitting import draw_for_real, rehearse
from junheng.engine.errors import JunhengError
from junheng.engine.randomness.suites import INTL
from tests.ceremonies_made import CARDS, PUBLIC, desk, event_kinds, frozen_ceremony
from tests.rosters_made import children

SEATS = ("纪检", "人大", "家长")


@pytest.fixture
def ceremony(tmp_path: Path) -> Ceremony:
    return frozen_ceremony(tmp_path / "out", children(8))


def test_step_by_step_is_the_same_as_at_once(ceremony: Ceremony, tmp_path: Path) -> None:
    seal_envelopes(ceremony, SEATS)
    record_public_draw(ceremony, PUBLIC)
    open_envelopes(ceremony)
    lock_seed(ceremony, seed_text(ceremony.frozen, PUBLIC, CARDS))
    at_once = fix_seed(frozen_ceremony(tmp_path / "b" / "out", children(8)), PUBLIC, CARDS)

    assert find_locked_seed(ceremony.book) == at_once
    assert INTL.digest((tmp_path / "out" / "seed.txt").read_bytes()) == at_once.seed()
    kinds = event_kinds(tmp_path / "out")
    assert kinds == event_kinds(tmp_path / "b" / "out")


def test_every_step_moves_the_progress_by_one(ceremony: Ceremony) -> None:
    steps = [progress_of(ceremony.book)]
    seal_envelopes(ceremony, SEATS)
    steps.append(progress_of(ceremony.book))
    record_public_draw(ceremony, PUBLIC)
    steps.append(progress_of(ceremony.book))
    open_envelopes(ceremony)
    steps.append(progress_of(ceremony.book))
    lock_seed(ceremony, seed_text(ceremony.frozen, PUBLIC, CARDS))
    steps.append(progress_of(ceremony.book))

    assert steps == list(Progress)


def test_no_step_can_be_left_out(ceremony: Ceremony) -> None:
    for step in (
        lambda: record_public_draw(ceremony, PUBLIC),
        lambda: open_envelopes(ceremony),
        lambda: lock_seed(ceremony, seed_text(ceremony.frozen, PUBLIC, CARDS)),
    ):
        with pytest.raises(JunhengError) as refusal:
            step()
        assert refusal.value.code == "step_out_of_order"

    assert progress_of(ceremony.book) is Progress.FROZEN


def test_a_step_again_with_the_same_paper_is_passed_over(
    ceremony: Ceremony, tmp_path: Path
) -> None:
    fix_seed(ceremony, PUBLIC, CARDS)
    fix_seed(ceremony, PUBLIC, CARDS)

    assert event_kinds(tmp_path / "out").count("SEED_LOCKED") == 1


def test_the_dice_that_were_announced_stay(ceremony: Ceremony) -> None:
    seal_envelopes(ceremony, SEATS)
    record_public_draw(ceremony, PUBLIC)

    with pytest.raises(JunhengError) as refusal:
        fix_seed(ceremony, PUBLIC[:-1] + "9", CARDS)

    assert refusal.value.code == "public_numbers_recorded_differ"


def test_paper_that_does_not_fit_writes_nothing(ceremony: Ceremony, tmp_path: Path) -> None:
    before = event_kinds(tmp_path / "out")

    for public, cards in ((PUBLIC + "1", CARDS), (PUBLIC, CARDS[:2]), (PUBLIC, ("void",) * 3)):
        with pytest.raises(JunhengError):
            fix_seed(ceremony, public, cards)

    assert event_kinds(tmp_path / "out") == before


def test_without_a_seed_there_is_no_draw(ceremony: Ceremony) -> None:
    with pytest.raises(JunhengError) as refusal:
        draw_for_real(ceremony, desk())

    assert refusal.value.code == "seed_not_locked"


def test_sealed_envelopes_end_the_rehearsals(ceremony: Ceremony) -> None:
    seal_envelopes(ceremony, SEATS)

    with pytest.raises(JunhengError) as refusal:
        rehearse(ceremony, desk())

    assert refusal.value.code == "rehearsal_after_ceremony_began"

"""Teaching teams from a list to their record: the draft, its freeze, and the one draw from it."""

from dataclasses import replace
from functools import cache

import pytest

from junheng.ceremony.teams import (
    DrawnRecord,
    draft_teams,
    draw_frozen,
    frozen_from,
    list_document,
    paper_seed,
)
from junheng.engine.errors import JunhengError
from junheng.engine.randomness.suites import suite_named
from junheng.engine.record.canonical import Document, canonical_bytes
from junheng.engine.teams.problem import Problem
from junheng.rosters import LoadRules, TeamRoster, teams_problem
from junheng.rosters.teams import TeamTeacher
from junheng.verifier import verify_teams

UNIT = "000000.school.p1.2026"
SUITE = suite_named("intl")
PAPER = ("d10:55081927", ("20260903", "81736455"))


def roster(*names: str) -> TeamRoster:
    """Two teachers of Chinese and two of mathematics, years apart."""
    teachers = tuple(
        TeamTeacher(
            row + 2, name, "", (("语文", "数学")[row % 2],), {"years": 3 * row, "able": True}
        )
        for row, name in enumerate(names)
    )
    return TeamRoster("教师", ("语文", "数学"), teachers, ("years", "able"), (), ())


FOUR = roster("王芳", "李强", "张三", "赵四")


def problem() -> Problem:
    return teams_problem(FOUR, 2, LoadRules())


def asked(of: TeamRoster = FOUR) -> Document:
    return list_document(problem(), of, suite=SUITE, unit=UNIT)


@cache
def draft() -> DrawnRecord:
    return draft_teams(problem(), FOUR, suite=SUITE, unit=UNIT)


def drawn() -> DrawnRecord:
    frozen = frozen_from(canonical_bytes(draft().record), asked())
    return draw_frozen(frozen, paper_seed(frozen, *PAPER))


def test_a_draft_follows_from_the_list_and_says_that_it_is_one() -> None:
    assert draft() == draft_teams(problem(), FOUR, suite=SUITE, unit=UNIT)
    assert draft().is_draft
    assert verify_teams(canonical_bytes(draft().record)).codes("failed") == []


def test_the_draw_is_of_the_freeze_that_the_draft_holds() -> None:
    assert drawn().code == draft().code
    assert not drawn().is_draft
    report = verify_teams(canonical_bytes(drawn().record), notice=draft().code)
    assert report.codes("failed") == []


def test_a_freeze_is_drawn_from_once() -> None:
    with pytest.raises(JunhengError) as refusal:
        frozen_from(canonical_bytes(drawn().record), asked())

    assert refusal.value.code == "teams_drawn_already"


def test_a_freeze_of_other_people_is_not_drawn_from() -> None:
    others = replace(FOUR, teachers=roster("王芳", "李强", "张三", "钱七").teachers)

    with pytest.raises(JunhengError) as refusal:
        frozen_from(canonical_bytes(draft().record), asked(others))

    assert refusal.value.code == "teams_folder_taken"


def test_a_record_without_its_freeze_is_broken() -> None:
    cut = {part: value for part, value in draft().record.items() if part != "freeze"}

    with pytest.raises(JunhengError) as refusal:
        frozen_from(canonical_bytes(cut), asked())

    assert refusal.value.code == "teams_record_broken"


def test_paper_numbers_stand_for_one_freeze() -> None:
    frozen = frozen_from(canonical_bytes(draft().record), asked())
    text = paper_seed(frozen, *PAPER)

    with pytest.raises(JunhengError) as refusal:
        draw_frozen(frozen, replace(text, bound_to="0" * 64))

    assert refusal.value.code == "seed_of_other_teams"

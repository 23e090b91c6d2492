"""Calendar, plan days, next steps: rules over values."""

from datetime import date, timedelta

import pytest

from junheng.apps.campaigns import rules
from junheng.apps.campaigns.rules import RosterFigures
from junheng.apps.campaigns.states import CohortState, DayKind
from junheng.core.access import Role
from junheng.engine.errors import JunhengError
from junheng.profiles import Stage, load_profile, profile_names
from tests.apps.campaigns.campaigns_made import CEREMONY

NATIONAL = load_profile("national")


def days() -> dict[DayKind, date]:
    return rules.proposed_calendar(CEREMONY, NATIONAL)


@pytest.mark.parametrize("name", profile_names())
def test_the_proposed_calendar_keeps_the_rules_of_every_jurisdiction(name: str) -> None:
    profile = load_profile(name)

    rules.check_calendar(rules.proposed_calendar(CEREMONY, profile), profile)


def moved(kind: DayKind, days_later: int) -> dict[DayKind, date]:
    proposed = days()
    return proposed | {kind: proposed[kind] + timedelta(days=days_later)}


@pytest.mark.parametrize(
    ("calendar", "code"),
    [
        ({k: d for k, d in days().items() if k is not DayKind.LOTS}, "calendar_day_missing"),
        (moved(DayKind.ROSTER_DUE, 40), "calendar_out_of_order"),
        (moved(DayKind.FREEZE, 2), "calendar_freeze_too_late"),
        (moved(DayKind.NOTICE_END, -1), "calendar_notice_too_short"),
    ],
)
def test_a_calendar_that_breaks_a_rule_is_refused(calendar: rules.Calendar, code: str) -> None:
    with pytest.raises(JunhengError) as error:
        rules.check_calendar(calendar, NATIONAL)

    assert error.value.code == code


def test_a_late_draw_can_be_left_out() -> None:
    rules.check_calendar({k: d for k, d in days().items() if k is not DayKind.LATE_DRAW}, NATIONAL)


@pytest.mark.parametrize(
    ("plan_on", "enrolment_plan_on", "code"),
    [
        (None, CEREMONY, "plan_days_missing"),
        (date(2026, 8, 29), date(2026, 8, 29), "plan_not_public_yet"),
        (date(2026, 8, 28), date(2026, 8, 27), "plan_after_enrolment_plan"),
    ],
)
def test_the_plan_is_public_with_the_enrolment_plan_or_before(
    plan_on: date | None, enrolment_plan_on: date | None, code: str
) -> None:
    with pytest.raises(JunhengError) as error:
        rules.check_plan_days(
            plan_on=plan_on,
            enrolment_plan_on=enrolment_plan_on,
            today=date(2026, 8, 28),
            calendar=days(),
        )

    assert error.value.code == code


def test_a_plan_of_the_day_of_the_ceremony_comes_too_late() -> None:
    with pytest.raises(JunhengError) as error:
        rules.check_plan_days(
            plan_on=CEREMONY, enrolment_plan_on=CEREMONY, today=CEREMONY, calendar=days()
        )

    assert error.value.code == "plan_after_ceremony"


def step(state: CohortState, figures: RosterFigures, today: date) -> rules.NextStep:
    return rules.next_step(state, figures=figures, is_exempt=False, calendar=days(), today=today)


@pytest.mark.parametrize(
    ("figures", "what", "who"),
    [
        (RosterFigures(), "导入新生名册", "学校填报"),
        (RosterFigures(students=9, disputed=2), "办结家长异议 2 份", "学校填报"),
        (
            RosterFigures(students=9, confirmed=4),
            "发放并收回家长核对单（已核对 4 人，共 9 人）",
            "学校填报",
        ),
        (RosterFigures(students=9, confirmed=9), "核对人数和班级数，提交教育局审定", "校长"),
    ],
)
def test_while_collecting_the_next_step_follows_from_the_figures(
    figures: RosterFigures, what: str, who: str
) -> None:
    found = step(CohortState.COLLECTING, figures, CEREMONY)

    assert (found.what, found.who) == (what, who)


@pytest.mark.parametrize("state", [s for s in CohortState if s is not CohortState.LOCKED])
def test_until_the_lock_someone_has_something_to_do_by_some_day(state: CohortState) -> None:
    found = step(state, RosterFigures(students=9), CEREMONY)

    assert found.roles <= set(Role)
    assert found.roles
    assert found.due in days().values()


def test_after_the_lock_nobody_has() -> None:
    assert step(CohortState.LOCKED, RosterFigures(), CEREMONY).roles == frozenset()


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (date(2026, 9, 5), "9月9日前，还有 4 天"),
        (date(2026, 9, 9), "9月9日，就是今天"),
        (date(2026, 9, 11), "应在9月9日前办完，已逾期 2 天"),
    ],
)
def test_a_due_day_is_said_in_words(today: date, words: str) -> None:
    found = step(CohortState.SUBMITTED, RosterFigures(students=9), today)

    assert found.due_words == words
    assert found.is_late == ("逾期" in words)


def test_seats_kept_free_for_inclusion_count_when_classes_are_counted() -> None:
    guiyang = load_profile("guiyang-county")
    reduction = guiyang.inclusion_size_reduction.value
    figures = RosterFigures(students=90, inclusion=3)

    needed = rules.needed_classes(figures, Stage.PRIMARY, guiyang)

    assert needed == -(-(90 + 3 * reduction) // guiyang.class_size_limit_primary.value)

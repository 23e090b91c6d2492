"""What comes of a year's figures: judgement, rectifications, reports, investments."""

import pytest

from junheng.apps.monitoring import queries
from junheng.apps.monitoring.models import Submission
from junheng.apps.monitoring.services import (
    investing,
    periods,
    rectifying,
    reporting,
    results,
)
from junheng.apps.rectifications.models import Rectification
from junheng.core.access import NotVisible, StepRefused
from junheng.engine.errors import JunhengError
from junheng.monitoring import assess
from junheng.profiles.indicators import load_catalogue
from tests.apps.monitoring.monitoring_made import (
    CATALOGUE,
    LATER,
    YEAR,
    earlier,
    figures,
    filled,
    opened,
    submission_of,
)
from tests.jobs_carried_out import carry_out_jobs
from tests.people import OTHER_SCHOOL, OWN_SCHOOL, actor

pytestmark = pytest.mark.usefixtures("year")


def test_a_change_of_any_figure_makes_a_new_judgement() -> None:
    period = opened()
    filled()
    first = results.result_of(queries.period_of_code(period.code))

    filled(multimedia_rooms=3)

    second = results.result_of(queries.period_of_code(period.code))
    assert first.assessment.schools[0].passes
    assert not second.assessment.schools[0].passes


def test_the_page_and_the_terminal_judge_alike() -> None:
    period = earlier(backbone_teachers=1)

    found = results.result_of(period).assessment

    again = assess(load_catalogue(CATALOGUE), figures(YEAR - 1, backbone_teachers=1))
    assert found.finding == again.finding
    assert found.dispersions == again.dispersions


def test_a_year_without_figures_has_no_result() -> None:
    with pytest.raises(StepRefused, match="monitoring_without_figures"):
        results.result_of(opened())


def test_what_fell_since_last_year_is_told() -> None:
    earlier()
    period = opened()
    filled(homework_reasonable=0)
    filled(OTHER_SCHOOL)

    trends, _ = results.trends_until(queries.period_of_code(period.code))

    assert [one.indicator.code for one in trends.latest_drops] == ["5.8"]
    assert trends.years == (YEAR - 1, YEAR)


def test_a_shortfall_becomes_a_rectification_once() -> None:
    period = earlier(multimedia_rooms=6)
    operator = actor("operator")
    [shortfall] = rectifying.shortfalls_of(results.result_of(period), by=operator)
    assert "差 4 间" in shortfall.what

    rectifying.start_rectifications(
        period.code, [shortfall.key], due_on=None, by=operator, at=LATER
    )

    started = Rectification.objects.get()
    assert (started.school and started.school.code, started.source_code) == (
        OWN_SCHOOL, shortfall.key,
    )  # fmt: skip
    [now] = rectifying.shortfalls_of(results.result_of(period), by=operator)
    assert now.started == started
    with pytest.raises(JunhengError, match="shortfalls_none_chosen"):
        rectifying.start_rectifications(
            period.code, [shortfall.key], due_on=None, by=operator, at=LATER
        )


def test_of_a_school_outside_the_platform_the_bureau_answers() -> None:
    period = earlier(multimedia_rooms=6)
    Submission.objects.filter(school_code=OWN_SCHOOL).update(
        school_code="010199", school_name="石桥小学"
    )
    periods.note_change(period)
    period.refresh_from_db()
    operator = actor("operator")
    [shortfall] = rectifying.shortfalls_of(results.result_of(period), by=operator)

    [started] = rectifying.start_rectifications(
        period.code, [shortfall.key], due_on=None, by=operator, at=LATER
    )

    assert started.school is None
    assert started.what.startswith("石桥小学：")


def test_reports_are_taken_by_whoever_sees_the_county_and_a_draft_says_so() -> None:
    opened()
    filled()

    taken = reporting.take_report(
        submission_of().period.code, "report", by=actor("inspector"), at=LATER
    )

    assert taken.content.startswith(b"PK")
    assert taken.title == f"示例县{YEAR}年监测报告（初稿）"
    with pytest.raises(NotVisible):
        reporting.take_report(
            submission_of().period.code, "report", by=actor("principal"), at=LATER
        )


def test_the_cheapest_investments_are_worked_out_by_a_worker() -> None:
    period = earlier(multimedia_rooms=6, qualified_teachers=14)
    plan = investing.ask_for_plan(period.code, {}, by=actor("operator"), at=LATER)
    carry_out_jobs(LATER)

    done = queries.newest_plan(period)

    assert done is not None
    assert done.code == plan.code
    assert done.result["is_proven"]
    places = [one[0] for one in done.result["purchases"]]
    assert places == ["城关第一小学（小学）", "城关第一小学"]

"""A year of monitoring begins, takes earlier years in, and ends."""

import io
from fractions import Fraction

import openpyxl
import pytest

from junheng.apps.monitoring import queries
from junheng.apps.monitoring.columns import SHEET
from junheng.apps.monitoring.exports.workbook import county_workbook
from junheng.apps.monitoring.models import MonitoringPeriod, Submission
from junheng.apps.monitoring.services import (
    filling,
    history,
    periods,
    results,
    reviewing,
)
from junheng.apps.monitoring.states import SubmissionStep
from junheng.core.access import NotAllowed, StepRefused
from junheng.core.messages import sentence
from junheng.engine.errors import JunhengError
from junheng.monitoring import SchoolKind
from tests.apps.monitoring.monitoring_made import (
    CATALOGUE,
    LATER,
    YEAR,
    county_filled,
    earlier,
    figures,
    opened,
    submission_of,
    submitted,
)
from tests.people import AT, OTHER_SCHOOL, OWN_SCHOOL, actor

pytestmark = pytest.mark.usefixtures("year")

REASON = "运动场地面积与登记不一致。"


def test_a_year_begins_with_the_schools_of_the_platform_and_those_of_last_year() -> None:
    before = earlier()
    Submission.objects.filter(school_code=OTHER_SCHOOL).update(
        school_code="010199", school_name="石桥教学点", kind_name="教学点"
    )

    period = opened()

    codes = [one.school_code for one in queries.submissions_of(period)]
    assert codes == [OWN_SCHOOL, OTHER_SCHOOL, "010199"]
    assert queries.submission_before(submission_of("010199")) == before.submissions.get(
        school_code="010199"
    )


def test_a_school_that_was_waived_last_year_does_not_come_again() -> None:
    earlier()
    Submission.objects.filter(school_code=OTHER_SCHOOL).update(
        school_code="010199", school_name="石桥教学点", state="waived"
    )

    assert [one.school_code for one in queries.submissions_of(opened())] == [
        OWN_SCHOOL, OTHER_SCHOOL,
    ]  # fmt: skip


def test_a_year_begins_once_and_in_order() -> None:
    opened()

    with pytest.raises(StepRefused, match="monitoring_year_exists"):
        opened()
    with pytest.raises(JunhengError, match="monitoring_days_wrong"):
        opened(days=-1)


def test_only_the_operator_begins_a_year() -> None:
    with pytest.raises(NotAllowed):
        periods.open_period(
            year=YEAR,
            catalogue_name=CATALOGUE,
            opens_on=AT.date(),
            closes_on=AT.date(),
            by=actor("reviewer"),
            at=AT,
        )


def test_an_earlier_year_is_taken_in_whole_and_closed() -> None:
    period = earlier()

    result = results.result_of(period)

    assert not period.is_open
    assert result.is_final
    assert result.assessment.figures == figures(YEAR - 1)


def test_a_year_after_the_open_one_is_not_imported() -> None:
    opened()

    with pytest.raises(StepRefused, match="monitoring_year_not_earlier"):
        earlier(YEAR + 1)


def test_a_faulty_workbook_of_an_earlier_year_takes_nothing_in() -> None:
    content = history.empty_workbook(CATALOGUE, YEAR - 1)

    taken = history.import_workbook(
        "往年.xlsx", content, catalogue_name=CATALOGUE, by=actor("operator"), at=AT
    )

    assert taken.period is None
    assert taken.faults
    assert not MonitoringPeriod.objects.exists()


def test_a_school_that_the_platform_does_not_have_is_filled_in_by_the_bureau() -> None:
    period = opened()
    added = periods.add_school(
        period.code,
        school_code="010199",
        name="石桥教学点",
        kind=SchoolKind.TEACHING_POINT,
        by=actor("operator"),
        at=AT,
    )

    assert filling.may_fill(added, by=actor("operator"), at=LATER)
    assert not filling.may_fill(submission_of(), by=actor("operator"), at=LATER)
    with pytest.raises(JunhengError, match="monitoring_school_exists"):
        periods.add_school(
            period.code,
            school_code="010199",
            name="别的学校",
            kind=SchoolKind.PRIMARY,
            by=actor("operator"),
            at=AT,
        )


def test_a_year_ends_when_every_school_is_done_and_the_county_filled_in() -> None:
    period = opened()
    reviewing.accept(submitted().code, by=actor("reviewer"), at=LATER)
    with pytest.raises(StepRefused, match="monitoring_not_complete"):
        periods.close(period.code, by=actor("operator"), at=LATER)
    reviewing.decide(
        submission_of(OTHER_SCHOOL).code,
        SubmissionStep.WAIVE,
        reason="学校本年度已经撤并。",
        by=actor("reviewer"),
        at=LATER,
    )
    with pytest.raises(StepRefused, match="monitoring_not_complete"):
        periods.close(period.code, by=actor("operator"), at=LATER)
    assert county_filled(period, figures(YEAR).own) == ()

    closed = periods.close(period.code, by=actor("operator"), at=LATER)

    assert not closed.is_open
    with pytest.raises(StepRefused, match="monitoring_is_closed"):
        reviewing.decide(
            submission_of().code, SubmissionStep.REOPEN, reason=REASON, by=actor("reviewer"),
            at=LATER,
        )  # fmt: skip
    assert periods.reopen(period.code, by=actor("operator"), at=LATER).closed_at is None


def test_a_part_of_the_county_above_its_whole_is_named_and_nothing_is_kept() -> None:
    period = opened()
    sheet = openpyxl.load_workbook(io.BytesIO(county_workbook(period, None)))[SHEET]
    rows = {str(row[0].value): row[0].row for row in sheet.iter_rows()}

    # Forty-five teachers were exchanged.
    faults = county_filled(period, {**figures(YEAR).own, "exchanged_backbone": Fraction(46)})

    assert [(one.row, one.column, sentence(one.code, one.params)) for one in faults] == [
        (
            rows["其中骨干教师数"],
            "其中骨干教师数",
            "“其中骨干教师数”比“当年交流轮岗的教师数”还多，一定有一个填错了。",
        )
    ]
    assert queries.period_of_code(period.code).own == {}

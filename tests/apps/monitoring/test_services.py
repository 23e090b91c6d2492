"""Acts of a year's monitoring, and what is refused."""

import io
from collections.abc import Callable
from datetime import timedelta
from fractions import Fraction
from typing import Any

import openpyxl
import pytest

from junheng.apps.campaigns.models import Cohort
from junheng.apps.monitoring import queries
from junheng.apps.monitoring.columns import SHEET
from junheng.apps.monitoring.exports.workbook import county_workbook, school_workbook
from junheng.apps.monitoring.models import ListedClasses, MonitoringPeriod, Submission
from junheng.apps.monitoring.services import (
    filling,
    history,
    investing,
    periods,
    rectifying,
    reporting,
    results,
    reviewing,
)
from junheng.apps.monitoring.states import SubmissionStep
from junheng.apps.rectifications.models import Rectification
from junheng.core.access import NotAllowed, NotVisible, StepRefused
from junheng.core.audit.models import AuditEntry
from junheng.core.messages import sentence
from junheng.engine.errors import JunhengError
from junheng.monitoring import SchoolKind, assess
from junheng.profiles.indicators import load_catalogue
from tests.apps.monitoring.monitoring_made import (
    CATALOGUE,
    LATER,
    YEAR,
    county_filled,
    earlier,
    figures,
    filled,
    filled_workbook,
    good_values,
    opened,
    saved,
    submission_of,
    submitted,
    upload,
)
from tests.jobs_carried_out import carry_out_jobs
from tests.people import AT, OTHER_SCHOOL, OWN_SCHOOL, actor

pytestmark = pytest.mark.usefixtures("year")

REASON = "运动场地面积与登记不一致。"


# -- a year ---------------------------------------------------------------------------------


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


# -- filling in -----------------------------------------------------------------------------


def test_what_a_school_fills_in_is_kept_exactly_and_judged() -> None:
    period = opened()

    filled(sports_grounds_area="2400.125")

    assert submission_of().values["sports_grounds_area"] == Fraction("2400.125")
    found = results.result_of(queries.period_of_code(period.code))
    assert list(found.submissions) == [OWN_SCHOOL]
    assert [one.school_code for one in found.missing] == [OTHER_SCHOOL]


def test_last_years_figures_stand_beside() -> None:
    earlier(equipment_value=999_999)
    opened()

    book = openpyxl.load_workbook(io.BytesIO(school_workbook(submission_of())))
    beside = {str(row[0].value): row[3].value for row in book[SHEET].iter_rows(min_row=4)}

    assert beside["教学仪器设备资产值"] == "999999"
    assert beside["制定了章程"] == "是"


def test_only_yellow_cells_are_open_and_yes_or_no_is_chosen_from_a_list() -> None:
    opened()

    sheet = openpyxl.load_workbook(io.BytesIO(school_workbook(submission_of())))[SHEET]

    rows = {str(row[0].value): row for row in sheet.iter_rows(min_row=4)}
    assert sheet.protection.sheet
    assert not rows["小学学生数"][2].protection.locked
    assert rows["年度"][2].protection.locked
    lists = [rule for rule in sheet.data_validations.dataValidation if rule.type == "list"]
    cells = {str(cell) for rule in lists for cell in rule.sqref.ranges}
    assert rows["制定了章程"][2].coordinate in cells


def changed(change: Callable[[Any], None]) -> tuple[str, ...]:
    """The codes of what is wrong with a good workbook after a change of its sheet."""
    content = filled_workbook(submission_of(), good_values())
    book = openpyxl.load_workbook(io.BytesIO(content))
    change(book)
    return tuple(fault.code for fault in upload(saved(book)))


def cell_of(book: Any, title: str) -> Any:
    [row] = [row for row in book[SHEET].iter_rows(min_row=4) if row[0].value == title]
    return row[2]


def put(title: str, value: Any) -> Callable[[Any], None]:
    def change(book: Any) -> None:
        cell_of(book, title).value = value

    return change


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        (put("年度", str(YEAR - 1)), ("form_of_other_year",)),
        (put("指标体系", "nantong-2012"), ("form_of_other_catalogue",)),
        (put("学校代码", OTHER_SCHOOL), ("form_of_other_school",)),
        (put("办学类型", "初中"), ("form_of_other_kind",)),
        (put("小学学生数", "四百人"), ("figure_not_a_number",)),
        (put("小学学生数", -1), ("figure_negative",)),
        (put("小学学生数", 400.5), ("figure_not_whole",)),
        (put("运动场地面积", None), ("form_cell_empty",)),
        (put("制定了章程", "也许"), ("figure_yes_or_no",)),
        (lambda book: book[SHEET].delete_rows(9), ("form_item_missing",)),
        (lambda book: book[SHEET].delete_cols(3), ("header_not_found",)),
        (lambda book: setattr(book[SHEET], "title", "表1"), ("form_sheet_missing",)),
        (put("小学学生数", "=1/0"), ("formula_without_result",)),
    ],
)
def test_every_wrong_workbook_is_told_and_nothing_written(
    change: Callable[[Any], None], codes: tuple[str, ...]
) -> None:
    opened()

    assert changed(change) == codes
    assert not submission_of().is_filled


def test_all_faults_are_told_at_once() -> None:
    opened()

    def change(book: Any) -> None:
        for title, value in (("小学学生数", "多"), ("运动场地面积", -3), ("制定了章程", "X")):
            cell_of(book, title).value = value

    assert len(changed(change)) == 3


def test_a_line_that_was_added_is_a_fault() -> None:
    opened()

    def change(book: Any) -> None:
        book[SHEET].cell(4 + len(list(book[SHEET].iter_rows(min_row=4))), 1, "另外的数")

    assert changed(change) == ("form_item_unknown",)


def test_columns_in_another_order_are_read_all_the_same() -> None:
    opened()

    assert changed(lambda book: book[SHEET].move_range("C3:C60", cols=6)) == ()


def test_a_file_that_is_no_workbook_writes_nothing() -> None:
    opened()

    assert upload(b"not a workbook")
    assert not submission_of().is_filled


def test_what_the_lists_say_counts_whatever_the_cell_says() -> None:
    opened()
    for ago in range(6):
        _listed(YEAR - ago, [40 - ago, 41])

    filled(largest_class=12)

    assert submission_of().values["largest_class.primary"] == 41


def _listed(year: int, sizes: list[int]) -> None:
    """A locked grade of the own school, as the nightly job reads it."""
    cohort = Cohort.objects.select_related("campaign").get(
        campaign__year=YEAR, school__code=OWN_SCHOOL
    )
    if cohort.campaign.year != year:
        campaign = type(cohort.campaign).objects.get(pk=cohort.campaign.pk)
        campaign.pk, campaign.year = None, year
        campaign.code = f"year{year}xxxx"
        campaign.save()
        cohort.pk, cohort.code, cohort.campaign = None, f"list{year}xxxx", campaign
        cohort.save()
    ListedClasses.objects.create(cohort=cohort, sizes=sizes, inclusion=2, migrants=5, read_at=AT)


def test_large_classes_of_lists_and_workbooks_are_told_at_once() -> None:
    period = opened()
    _listed(YEAR, [57, 66])
    filled(OTHER_SCHOOL, largest_class=60)

    found = [(one.size, one.band, one.is_from_list) for one in results.large_classes(period)]

    assert found == [(66, "超大班额", True), (60, "大班额", False), (57, "大班额", True)]


def test_a_kind_that_the_school_cannot_be_is_refused_and_another_empties_the_figures() -> None:
    opened()
    filled()

    with pytest.raises(JunhengError, match="monitoring_kind_unlike_school"):
        filling.choose_kind(
            submission_of().code, SchoolKind.NINE_YEARS, by=actor("clerk"), at=LATER
        )
    filling.choose_kind(
        submission_of().code, SchoolKind.TEACHING_POINT, by=actor("clerk"), at=LATER
    )

    assert not submission_of().is_filled
    assert submission_of().figures == {}


def test_nobody_fills_in_before_the_day_or_after_handing_in_and_late_is_possible() -> None:
    opened(opens_on=AT.date() + timedelta(days=3))
    code = submission_of().code
    with pytest.raises(StepRefused, match="monitoring_not_begun"):
        filling.explain(code, "说明", by=actor("clerk"), at=LATER)
    late = AT + timedelta(days=30)
    assert filling.may_fill(submission_of(), by=actor("clerk"), at=late)
    assert queries.progress_of(submission_of().period, today=late.date()).late


def test_another_schools_figures_do_not_exist() -> None:
    opened()

    with pytest.raises(NotVisible):
        filling.explain(submission_of(OTHER_SCHOOL).code, "说明", by=actor("clerk"), at=LATER)


# -- handing in and reviewing ---------------------------------------------------------------


def test_contradictions_and_unexplained_doubts_keep_figures_from_being_handed_in() -> None:
    earlier()
    opened()
    principal = actor("principal")
    code = submission_of().code
    with pytest.raises(StepRefused, match="submission_is_empty"):
        reviewing.submit(code, by=principal, at=LATER)
    filled(certified_teachers=99)
    with pytest.raises(StepRefused, match="submission_contradicts_itself"):
        reviewing.submit(code, by=principal, at=LATER)
    filled(equipment_value=3_000_000)
    with pytest.raises(StepRefused, match="submission_without_explanation"):
        reviewing.submit(code, by=principal, at=LATER)
    filling.explain(code, "本年新购实验设备。", by=actor("clerk"), at=LATER)

    assert reviewing.submit(code, by=principal, at=LATER).state == "submitted"


def test_a_clerk_fills_in_and_the_principal_hands_in() -> None:
    opened()
    filled()

    with pytest.raises(NotAllowed):
        reviewing.submit(submission_of().code, by=actor("clerk"), at=LATER)


def test_what_was_handed_in_is_returned_with_a_reason_or_accepted() -> None:
    opened()
    handed = submitted()
    with pytest.raises(StepRefused, match="submission_not_filling"):
        filling.explain(handed.code, "再说明", by=actor("clerk"), at=LATER)
    with pytest.raises(JunhengError, match="monitoring_reason_missing"):
        reviewing.decide(
            handed.code, SubmissionStep.RETURN, reason="改", by=actor("reviewer"), at=LATER
        )
    reviewing.decide(
        handed.code, SubmissionStep.RETURN, reason=REASON, by=actor("reviewer"), at=LATER
    )
    again = submission_of()
    assert (again.state, again.submitted_at) == ("filling", None)
    assert [one.reason for one in queries.decisions_of(again)] == [REASON]
    reviewing.submit(again.code, by=actor("principal"), at=LATER)

    assert reviewing.accept(again.code, by=actor("reviewer"), at=LATER).state == "accepted"


def test_the_operator_accepts_nothing() -> None:
    opened()

    with pytest.raises(NotAllowed):
        reviewing.accept(submitted().code, by=actor("operator"), at=LATER)


def test_every_act_is_in_the_trail_without_a_figure() -> None:
    opened()
    reviewing.accept(submitted(equipment_value=1_234_567).code, by=actor("reviewer"), at=LATER)

    entries = AuditEntry.objects.filter(event__startswith="monitoring.")

    assert {entry.event for entry in entries} == {
        "monitoring.period.open", "monitoring.submission.fill", "monitoring.submission.explain",
    }  # fmt: skip
    assert not any("1234567" in str(entry.payload) for entry in entries)


# -- what comes of it -----------------------------------------------------------------------


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

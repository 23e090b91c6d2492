"""A school fills in its workbook: what is kept, what is told, what is refused."""

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
from junheng.apps.monitoring.exports.workbook import school_workbook
from junheng.apps.monitoring.models import ListedClasses
from junheng.apps.monitoring.services import (
    filling,
    results,
)
from junheng.core.access import NotVisible, StepRefused
from junheng.engine.errors import JunhengError
from junheng.monitoring import SchoolKind
from tests.apps.monitoring.monitoring_made import (
    LATER,
    YEAR,
    earlier,
    filled,
    filled_workbook,
    good_values,
    opened,
    saved,
    submission_of,
    upload,
)
from tests.people import AT, OTHER_SCHOOL, OWN_SCHOOL, actor

pytestmark = pytest.mark.usefixtures("year")


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

"""The demo's monitoring: four earlier years taken in, this year's collection nearly at its end."""

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Final

import openpyxl

from junheng.apps.monitoring import queries
from junheng.apps.monitoring.columns import SHEET
from junheng.apps.monitoring.exports.workbook import county_workbook, school_workbook
from junheng.apps.monitoring.jobs import read_lists
from junheng.apps.monitoring.models import MonitoringPeriod, Submission
from junheng.apps.monitoring.rules.items import (
    Item,
    as_json,
    items_of_county,
    items_of_school,
    shown_figure,
)
from junheng.apps.monitoring.services import (
    filling,
    periods,
    publishing,
    rectifying,
    results,
    reviewing,
)
from junheng.apps.monitoring.states import SubmissionState, SubmissionStep
from junheng.core.access import StaffActor, SystemActor
from junheng.core.jobs.services import enqueue
from junheng.profiles import Stage
from tools.demo_county import SCHOOLS
from tools.demo_figures import (
    CATALOGUE,
    YEARS,
    Member,
    county,
    county_values,
    members,
    school_values,
)
from tools.demo_story import Story, minute_after
from tools.demo_world import World

GRADES: Final[Mapping[tuple[str, Stage], int]] = {
    ("010002", Stage.PRIMARY): 132, ("010003", Stage.PRIMARY): 85, ("010004", Stage.PRIMARY): 78,
    ("010005", Stage.JUNIOR): 140, ("010006", Stage.PRIMARY): 80, ("010007", Stage.JUNIOR): 96,
    ("010008", Stage.PRIMARY): 70, ("010009", Stage.PRIMARY): 66, ("010010", Stage.PRIMARY): 84,
    ("010011", Stage.JUNIOR): 92, ("010012", Stage.PRIMARY): 60, ("010013", Stage.JUNIOR): 66,
    ("010014", Stage.JUNIOR): 104, ("010015", Stage.PRIMARY): 60, ("010015", Stage.JUNIOR): 66,
    ("010016", Stage.PRIMARY): 72, ("010017", Stage.PRIMARY): 74, ("010018", Stage.PRIMARY): 28,
}  # fmt: skip
"""How many children a grade of each school has: about as many as start there in the demo."""

_NOT_BEGUN, _RETURNED, _WAITING, _FILLED = "010001", "010004", "010005", "010003"
_EXPLAINED: Final = "本年新建综合楼投入使用，功能教室、设备同时增加，数据已经核对。"


def collected(world: World) -> Story:
    """Earlier years, this year's collection, what schools filled in, and the first rectifications.

    One school has not begun, one has filled in and not handed in, one waits, one was given back.
    """
    schools, last = members(GRADES), world.days.today.year
    at = yield world.days.at(-21, 9)
    operator, reviewer = world.people["operator"], world.people["reviewer"]
    for year in range(last - YEARS + 1, last):
        figures = county(year, last=last, schools=schools)
        periods.import_year(
            figures, catalogue_name=CATALOGUE.name, digest="0" * 64, by=operator, at=at
        )
    at = yield minute_after(at, 30)
    before = queries.newest_period()
    if before is not None:
        publishing.publish(before.code, by=reviewer, at=at)
    at = yield world.days.at(-20, 9)
    period = periods.open_period(
        year=last,
        catalogue_name=CATALOGUE.name,
        opens_on=world.days.day(-19),
        closes_on=world.days.day(-1),
        by=operator,
        at=at,
    )
    at = yield world.days.at(-12, 14)
    _fill_county(period, last, by=operator, at=at)
    by_code, own = {one.code: one for one in schools}, {place.code for place in SCHOOLS}
    for one in queries.submissions_of(period):
        if one.school_code in own and one.school_code != _NOT_BEGUN:
            _fill(world, one, by_code[one.school_code], at=at)
    _take_over(period, [one for one in schools if one.code not in own], by=operator, at=at)
    at = yield world.days.at(-6, 10)
    for one in queries.submissions_of(period):
        _review(one, by=reviewer, at=at)
    at = yield minute_after(at, 30)
    _start_rectifications(period, by=operator, at=at)
    at = yield world.days.ago(20)
    enqueue(read_lists, by=SystemActor("daily"), at=at)


def _fill_county(period: MonitoringPeriod, last: int, *, by: StaffActor, at: datetime) -> None:
    content = _filled(
        county_workbook(period, queries.period_before(period)),
        items_of_county(CATALOGUE),
        county_values(period.year, last=last),
    )
    faults = periods.fill_county(period.code, name="县级数据.xlsx", content=content, by=by, at=at)
    _refuse(faults)


def _fill(world: World, submission: Submission, member: Member, *, at: datetime) -> None:
    clerk, principal = (world.people[f"{word}.{member.code}"] for word in ("clerk", "principal"))
    values = school_values(member, submission.period.year, last=submission.period.year)
    if member.code == _FILLED:
        values["training_funds"] /= 10_000  # typed in ten thousands of yuan
    content = _filled(
        school_workbook(submission), items_of_school(CATALOGUE, submission.kind), values
    )
    name = "监测数据表.xlsx"
    _refuse(filling.fill_figures(submission.code, name=name, content=content, by=clerk, at=at))
    if member.code == _FILLED:
        return
    filling.explain(submission.code, _EXPLAINED, by=clerk, at=at)
    reviewing.submit(submission.code, by=principal, at=at)


def _take_over(
    period: MonitoringPeriod, schools: Sequence[Member], *, by: StaffActor, at: datetime
) -> None:
    """The schools that the platform of the demo does not have, all at once."""
    by_code = {one.code: one for one in schools}
    rows = list(period.submissions.filter(school_code__in=by_code))
    for row in rows:
        values = school_values(by_code[row.school_code], period.year, last=period.year)
        row.figures = as_json(values)
        row.filled_at = row.submitted_at = at
        row.filled_by = row.submitted_by = by.ident
        row.state = SubmissionState.SUBMITTED
    fields = ("figures", "filled_at", "filled_by", "submitted_at", "submitted_by", "state")
    Submission.objects.bulk_update(rows, fields)
    periods.note_change(period)


def _review(submission: Submission, *, by: StaffActor, at: datetime) -> None:
    if submission.state != "submitted" or submission.school_code == _WAITING:
        return
    if submission.school_code == _RETURNED:
        reason = "运动场地面积与不动产登记不一致，请核对后重新报送。"
        reviewing.decide(submission.code, SubmissionStep.RETURN, reason=reason, by=by, at=at)
        return
    reviewing.accept(submission.code, by=by, at=at)


def _start_rectifications(period: MonitoringPeriod, *, by: StaffActor, at: datetime) -> None:
    """The first shortfalls of the county that a school of the platform has, and one elsewhere."""
    result = results.result_of(queries.period_of_code(period.code))
    found = rectifying.shortfalls_of(result, by=by)
    own = [one.key for one in found if one.submission and not queries.is_outside(one.submission)]
    chosen = (*own[:2], found[-1].key)
    rectifying.start_rectifications(period.code, chosen, due_on=None, by=by, at=at)


def _filled(content: bytes, items: tuple[Item, ...], values: Mapping[str, Fraction]) -> bytes:
    """A downloaded workbook with its yellow cells filled in, as a clerk would."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    texts = {one.title: shown_figure(values[one.key], one.quantity) for one in items}
    for title, _, value, *_ in book[SHEET].iter_rows(min_row=4):
        if str(title.value) in texts:
            value.value = texts[str(title.value)]
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def _refuse(faults: tuple[object, ...]) -> None:
    if faults:
        raise RuntimeError(f"a workbook of the demo is wrong: {faults}")

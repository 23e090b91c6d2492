"""A year's monitoring of two schools for the tests: opened, filled in by their workbooks."""

import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import openpyxl

from junheng.apps.monitoring.columns import SHEET
from junheng.apps.monitoring.exports.workbook import county_workbook, school_workbook
from junheng.apps.monitoring.models import MonitoringPeriod, Submission
from junheng.apps.monitoring.rules.items import values_of
from junheng.apps.monitoring.services import filling, periods, reviewing
from junheng.monitoring import CountyFigures
from junheng.tabular import Fault
from tests.monitoring.figures_made import county, primary
from tests.people import AT, OTHER_SCHOOL, OWN_SCHOOL, actor

CATALOGUE = "national-2017"
YEAR = AT.year
NAMES = {OWN_SCHOOL: "城关第一小学", OTHER_SCHOOL: "城关第二小学"}
LATER = AT + timedelta(days=1)


def earlier(year: int = YEAR - 1, **changes: Any) -> MonitoringPeriod:
    """An earlier year in which both schools met everything, but for the changes of the first."""
    return periods.import_year(
        figures(year, **changes),
        catalogue_name=CATALOGUE,
        digest="0" * 64,
        by=actor("operator"),
        at=AT,
    )


def figures(year: int, **changes: Any) -> CountyFigures:
    """Two schools with all that they need."""
    own = replace(primary(OWN_SCHOOL, **changes), name=NAMES[OWN_SCHOOL])
    return county(year, own, replace(primary(OTHER_SCHOOL), name=NAMES[OTHER_SCHOOL]))


def opened(*, opens_on: date | None = None, days: int = 10) -> MonitoringPeriod:
    """This year, opened by the operator."""
    return periods.open_period(
        year=YEAR,
        catalogue_name=CATALOGUE,
        opens_on=opens_on or AT.date(),
        closes_on=AT.date() + timedelta(days=days),
        by=actor("operator"),
        at=AT,
    )


def submission_of(school: str = OWN_SCHOOL, year: int = YEAR) -> Submission:
    """A school's submission as it stands."""
    found = Submission.objects.select_related("period")
    return found.get(period__year=year, school_code=school)


def good_values(**changes: Any) -> dict[str, Fraction]:
    """A school's lines that meet everything, changed by name."""
    return values_of(primary(OWN_SCHOOL, **changes))


def filled_workbook(submission: Submission, values: Mapping[str, Fraction | str]) -> bytes:
    """The school's own workbook with its cells filled in; a text stands there as it is."""
    asked = {one.item.title: one.item for one in filling.asked_of(submission)}
    return _filled(
        school_workbook(submission), {title: values[item.key] for title, item in asked.items()}
    )


def _filled(content: bytes, texts: Mapping[str, Fraction | str]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    for title, _, value, *_ in book[SHEET].iter_rows(min_row=4):
        if str(title.value) in texts:
            text = texts[str(title.value)]
            value.value = text if isinstance(text, str) else float(text)
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def upload(content: bytes, school: str = OWN_SCHOOL, kind: str = "clerk") -> tuple[Fault, ...]:
    """What the school's clerk hands in."""
    return filling.fill_figures(
        submission_of(school).code, name="表.xlsx", content=content, by=actor(kind), at=LATER
    )


def filled(school: str = OWN_SCHOOL, **changes: Any) -> Submission:
    """The school has filled in."""
    kind = "clerk" if school == OWN_SCHOOL else "clerk_elsewhere"
    faults = upload(filled_workbook(submission_of(school), good_values(**changes)), school, kind)
    assert faults == ()
    return submission_of(school)


def submitted(**changes: Any) -> Submission:
    """The own school has handed in."""
    found = filled(**changes)
    filling.explain(found.code, "数据已经逐项核对。", by=actor("clerk"), at=LATER)
    return reviewing.submit(found.code, by=actor("principal"), at=LATER)


def county_filled(period: MonitoringPeriod, own: Mapping[str, Fraction]) -> tuple[Fault, ...]:
    """The bureau fills in the county's figures."""
    titles = {one.title: one.name for one in period.catalogue.quantities.values()}
    book = openpyxl.load_workbook(io.BytesIO(county_workbook(period, None)))
    for title, _, value, *_ in book[SHEET].iter_rows(min_row=4):
        name = titles.get(str(title.value), "")
        if name in own:
            value.value = float(own[name])
    return periods.fill_county(
        period.code, name="县.xlsx", content=saved(book), by=actor("operator"), at=LATER
    )

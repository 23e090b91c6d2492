"""What the pages of a round ask of the database: a number that more schools do not raise."""

from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from junheng.apps.inspections.models import FoundClassList, ListDifference, Round, Visit
from junheng.apps.inspections.rules.kept import kept_as_text, kept_of
from junheng.apps.inspections.services import findings
from junheng.apps.inspections.states import DifferenceKind, ListState
from junheng.engine.scrutiny import Effort, scrutinise_several
from junheng.profiles import load_profile
from junheng.rosters.class_lists import ListChoices, read_class_lists
from junheng.rosters.tested_lists import section_of
from tests.apps.inspections.inspections_made import (
    a_finding,
    an_open_round,
    more_schools,
    plain_rows,
    sheet,
)
from tests.people import AT, actor, signed_in

pytestmark = pytest.mark.usefixtures("county")

MOST_OF_A_PAGE, MOST_OF_A_LONG_ONE = 10, 16
"""Questions of one page, those of the sign-in, the menu and its marks among them."""
LONG = frozenset(("ranking", "home"))
FEW, MANY = 2, 8


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What is kept of one test."""
    file: Path = tmp_path_factory.mktemp("lists") / "名单.xlsx"
    file.write_bytes(sheet(plain_rows()))
    [found] = read_class_lists(file, load_profile("national"), ListChoices(), today=AT.date())
    assert found.class_list is not None
    [tested] = scrutinise_several([(found.school, found.class_list)], effort=Effort(lists=999))
    return kept_as_text(kept_of(section_of(found, tested, say=lambda note: note.code)))


def a_tested_list(visit: Visit, result: str) -> FoundClassList:
    """A list that differs in two students, tested, with a finding that became a rectification."""
    found = FoundClassList.objects.create(
        visit=visit,
        grade="八年级",
        state=ListState.TESTED,
        file_digest="0" * 64,
        has_marks=False,
        student_count=36,
        class_count=3,
        compared_count=36,
        agreeing_count=34,
        level="no_sign",
        result=result,
        read_at=AT,
        read_by="x",
        read_by_name="督学",
        tested_at=AT,
        tested_by="x",
    )
    ListDifference.objects.bulk_create(
        ListDifference(found_list=found, number=number, kind=DifferenceKind.MOVED, masked="张*明")
        for number in (1, 2)
    )
    finding = a_finding(visit, list_code=found.code)
    findings.issue_finding(finding.code, by=actor("reviewer"), at=AT)
    findings.start_rectification(
        finding.code, what="请核对三班的名单。", deadline=None, by=actor("operator"), at=AT
    )
    return found


def a_tested_round(schools: int, result: str) -> Round:
    """A round of so many schools with a list each."""
    codes = [school.code for school in more_schools(schools)]
    held = an_open_round(*codes)
    for visit in Visit.objects.filter(round=held).select_related("round", "school"):
        a_tested_list(visit, result)
    return held


def questions_of(browser: Client, address: str, *, is_posted: bool = False) -> int:
    """How many questions a page asks when it is looked at again."""
    ask = browser.post if is_posted else browser.get
    assert ask(address).status_code == 200, address
    with CaptureQueriesContext(connection) as asked:
        ask(address)
    return len(asked)


def costs(schools: int, result: str) -> dict[str, int]:
    held = a_tested_round(schools, result)
    operator, inspector, principal = map(signed_in, ("operator", "inspector", "principal"))
    found = FoundClassList.objects.select_related("visit").first()
    assert found is not None
    finding = found.findings.get()
    at, visit = f"/inspections/{held.code}/", f"/inspections/schools/{found.visit.code}/"
    return {
        "rounds": questions_of(operator, "/inspections/"),
        "round": questions_of(operator, at),
        "choose": questions_of(operator, f"{at}choose/"),
        "results": questions_of(operator, f"{at}results/"),
        "ranking": questions_of(operator, f"{at}results/xlsx/", is_posted=True),
        "school": questions_of(inspector, visit),
        "read a list": questions_of(inspector, f"{visit}list/"),
        "write a finding": questions_of(inspector, f"{visit}finding/"),
        "list": questions_of(inspector, f"/inspections/lists/{found.code}/"),
        "finding": questions_of(inspector, f"/findings/{finding.code}/"),
        "home": questions_of(inspector, "/"),
        "findings": questions_of(principal, "/findings/"),
    }


COSTS: dict[int, dict[str, int]] = {}


@pytest.mark.parametrize("schools", [FEW, MANY])
def test_a_page_asks_no_more_for_more_schools(schools: int, result: str) -> None:
    COSTS[schools] = costs(schools, result)

    for page, questions in COSTS[schools].items():
        assert questions <= (MOST_OF_A_LONG_ONE if page in LONG else MOST_OF_A_PAGE), page
    assert all(found == COSTS[schools] for found in COSTS.values())

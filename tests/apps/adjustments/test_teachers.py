"""A homeroom teacher is replaced only with the bureau's consent, person for person."""

from collections.abc import Callable

import pytest

from junheng.apps.adjustments.models import ChangeRequest
from junheng.apps.adjustments.services import changing, posting
from junheng.apps.adjustments.services.changing import Wanted
from junheng.apps.assignment.models import LedgerEvent
from junheng.apps.assignment.queries import session_of_cohort
from junheng.apps.assignment.services.checking import check_sessions
from junheng.apps.campaigns.models import Cohort
from junheng.apps.teachers.models import HomeroomTeacher, TeacherList
from junheng.apps.teachers.queries import find_list, names_on
from junheng.core.access import StepRefused
from junheng.engine.errors import JunhengError
from tests.apps.adjustments.adjustments_made import CLERK, EVIDENCE, LATER, OPERATOR
from tests.apps.adjustments.test_changing import approved

REASON = "原班主任已调往外县任教，须由他人接任。"


@pytest.fixture
def school(in_world: Callable[[int, bool], Cohort]) -> Cohort:
    """A locked school with homeroom lots and a filed list of teachers."""
    found = in_world(2, True)
    filed = TeacherList.objects.create(
        cohort=found,
        state="filed",
        filing_number="2026-T001",
        begun_at=LATER,
        submitted_at=LATER,
        submitted_by="p",
        filed_at=LATER,
        filed_by="r",
    )
    for place, name in enumerate(("林安", "陈朴"), start=1):
        HomeroomTeacher.objects.create(list=filed, place=place, name=name)
    return found


def asked(school: Cohort, *, who: str = "林安", successor: str = "何静") -> ChangeRequest:
    wanted = Wanted("teacher", "post", REASON, who=who, successor=successor)
    return changing.ask_change(school.code, wanted, evidence=EVIDENCE, by=CLERK, at=LATER)


def test_a_successor_takes_the_place_with_consent_and_a_line_in_the_ledger(school: Cohort) -> None:
    request = asked(school)
    assert request.class_before in {"1班", "2班"}
    assert ["本年级已更换班主任", "0 人", "1 人"] in request.effects

    request = approved(request)

    assert request.state == "done"
    assert names_on(find_list(school)) == ("何静", "陈朴")
    last = LedgerEvent.objects.order_by("-number").first()
    assert last is not None
    assert '"kind":"teacher"' in last.line
    assert "林安" not in last.line
    notice = posting.make_change_notice(request.code, by=OPERATOR, at=LATER)
    assert "何静" in notice.body


def test_nobody_is_replaced_between_the_freeze_and_the_lots(school: Cohort) -> None:
    school.state = "drawn"

    with pytest.raises(StepRefused, match="teacher_between_freeze_and_lots"):
        changing._teacher_facts(school, Wanted("teacher", "post", REASON, who="林安"))


def test_an_open_list_is_changed_by_the_school_itself(school: Cohort) -> None:
    TeacherList.objects.update(
        state="draft", filing_number="", filed_at=None, filed_by="", submitted_at=None,
        submitted_by="",
    )  # fmt: skip

    with pytest.raises(StepRefused, match="teacher_list_is_open"):
        asked(school)


def test_who_is_not_on_the_list_is_not_replaced(school: Cohort) -> None:
    with pytest.raises(StepRefused, match="teacher_not_on_list"):
        asked(school, who="某人")
    with pytest.raises(JunhengError, match="successor_missing"):
        asked(school, successor=" ")


def test_what_a_power_cut_left_is_done_at_the_next_start(
    school: Cohort, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = asked(school)
    with monkeypatch.context() as cut:
        cut.setattr(changing, "_carry_out", lambda _request, _at: None)
        assert approved(request).state == "approved"

    checked = check_sessions(at=LATER)

    request.refresh_from_db()
    session = session_of_cohort(school)
    assert session is not None
    assert checked.continued == (session.code,)
    assert (request.state, session.underway) == ("done", "")
    assert names_on(find_list(school)) == ("何静", "陈朴")

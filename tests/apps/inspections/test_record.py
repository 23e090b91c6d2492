"""What the record knows since the lock is explained when a list is compared with it."""

from junheng.apps.adjustments.services import changing, numbers
from junheng.apps.adjustments.services.standing import standing_of
from junheng.apps.campaigns.models import Cohort
from junheng.apps.inspections.models import ListDifference
from junheng.apps.inspections.services import reading
from tests.apps.adjustments.adjustments_made import (
    CARDS,
    CLERK,
    DICE,
    EVIDENCE,
    INSPECTOR,
    LATER,
    OPERATOR,
    PRINCIPAL,
    REVIEWER,
    a_frozen_batch,
    numbers_of,
)
from tests.apps.inspections.inspections_made import a_visit, rows_of, sheet, upload
from tests.people import actor


def approved(cohort: Cohort, kind: str, ground: str, number: str) -> str:
    """An approved change of the student with this number; returns its code."""
    wanted = changing.Wanted(
        kind=kind,
        ground=ground,
        reason="家长在本班任教，按规定应当回避。",
        identity_number=number,
    )
    made = changing.ask_change(cohort.code, wanted, evidence=EVIDENCE, by=CLERK, at=LATER)
    changing.submit_request(made.code, by=PRINCIPAL, at=LATER)
    changing.examine_request(made.code, words="材料属实", by=OPERATOR, at=LATER)
    changing.approve_request(made.code, words="同意", paper_number="7", by=REVIEWER, at=LATER)
    return made.code


def test_late_arrivals_moves_and_leavers_are_explained_by_their_approvals(cohort: Cohort) -> None:
    mover, leaver, *_ = numbers_of(standing_of(cohort))
    move = approved(cohort, "move", "kin", mover)
    for by in (OPERATOR, INSPECTOR):
        numbers.type_move(move, public=DICE, cards=CARDS, by=by, at=LATER)
    approved(cohort, "leave", "absent", leaver)
    batch = a_frozen_batch(cohort)
    for by in (OPERATOR, INSPECTOR):
        numbers.type_late(batch, public=DICE, cards=CARDS, by=by, at=LATER)
    given = upload(sheet(rows_of(cohort)), cohort=cohort.code)

    read = reading.read_list(a_visit().code, given, by=actor("inspector"), at=LATER)

    assert read.found is not None
    assert (read.found.compared_count, read.found.agreeing_count) == (24, 24)
    told = {one.kind: one.explanation for one in ListDifference.objects.all()}
    assert sorted(told) == ["changed", "late", "left"]
    assert "2026-C001" in told["changed"]
    assert "2026-C002" in told["left"]

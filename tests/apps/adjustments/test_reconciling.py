"""The registered roll worked off: uploaded, decided one by one, passed when nothing is open."""

import json
from pathlib import Path

import pytest

from junheng.apps.adjustments import queries
from junheng.apps.adjustments.models import Difference, RollCheck
from junheng.apps.adjustments.services import papers, reconciling
from junheng.apps.campaigns.models import Cohort
from junheng.core.access import NotAllowed, StepRefused
from junheng.core.audit.models import AuditEntry
from junheng.engine.errors import JunhengError
from tests.apps.adjustments.adjustments_made import (
    CLERK,
    LATER,
    OPERATOR,
    REVIEWER,
    agreeing_roll,
    roll_sheet,
)
from tests.apps.adjustments.test_changing import approved_leave
from tests.rosters_made import identity_number


def compared(cohort: Cohort, rows: list[list[str]]) -> RollCheck:
    done = reconciling.compare_roll(
        cohort.code, name="学籍.xlsx", content=roll_sheet(rows), by=CLERK, at=LATER
    )
    assert done.check is not None
    return done.check


def decided(check: RollCheck, decision: str) -> Difference:
    one = Difference.objects.filter(check_of=check, decision="").first()
    assert one is not None
    return reconciling.decide(
        one.code, decision=decision, note="已在学籍系统更正", by=CLERK, at=LATER
    )


def moved(rows: list[list[str]], place: int = 0) -> list[list[str]]:
    """The roll with one child in a class that does not exist."""
    rows[place][-1] = "9班"
    return rows


def test_a_roll_that_agrees_is_passed_and_recorded(cohort: Cohort, tmp_path: Path) -> None:
    check = compared(cohort, agreeing_roll(cohort))
    assert (check.compared_count, check.agreeing_count) == (24, 24)

    done = reconciling.approve_check(check.code, by=REVIEWER, at=LATER)

    assert done.state == "approved"
    assert done.form is not None
    [ledger] = (tmp_path / "sessions").glob("*/internal/ledger.jsonl")
    event = json.loads(ledger.read_text(encoding="utf-8").splitlines()[-1])
    assert (event["type"], event["body"]["compared"], event["body"]["mismatched"]) == (
        "RECONCILE", 24, 0,
    )  # fmt: skip
    assert event["body"]["report"] == done.form.digest


def test_nothing_is_passed_while_one_is_open(cohort: Cohort) -> None:
    check = compared(cohort, moved(agreeing_roll(cohort)))

    with pytest.raises(StepRefused, match="differences_open"):
        reconciling.approve_check(check.code, by=REVIEWER, at=LATER)
    decided(check, "registry_corrected")

    assert reconciling.approve_check(check.code, by=REVIEWER, at=LATER).state == "approved"


def test_a_decision_stays(cohort: Cohort) -> None:
    check = compared(cohort, moved(agreeing_roll(cohort)))
    done = decided(check, "registry_corrected")

    with pytest.raises(StepRefused, match="difference_is_decided"):
        reconciling.decide(
            done.code, decision="registry_corrected", note="再来一次", by=OPERATOR, at=LATER
        )


def test_a_wrong_class_cannot_be_explained_away(cohort: Cohort) -> None:
    check = compared(cohort, moved(agreeing_roll(cohort)))

    with pytest.raises(JunhengError, match="decision_not_for_this"):
        decided(check, "papers_seen")


def test_a_stranger_in_the_roll_needs_the_late_draw(cohort: Cohort) -> None:
    rows = agreeing_roll(cohort)
    stranger = ["钱新安", "男", identity_number(377, "男"), "G999", cohort.school.name, "1班"]
    check = compared(cohort, [*rows, stranger])

    with pytest.raises(StepRefused, match="difference_without_late_batch"):
        decided(check, "placed_late")

    assert decided(check, "registry_removed").decision == "registry_removed"


def test_a_child_that_is_gone_needs_the_approved_leave(cohort: Cohort) -> None:
    rows = agreeing_roll(cohort)
    check = compared(cohort, rows[1:])

    with pytest.raises(StepRefused, match="difference_without_leave"):
        decided(check, "left")
    approved_leave(cohort, rows[0][2])

    assert decided(check, "left").decision == "left"


def test_a_new_roll_takes_the_place_of_an_open_one(cohort: Cohort) -> None:
    first = compared(cohort, moved(agreeing_roll(cohort)))
    second = compared(cohort, agreeing_roll(cohort))

    first.refresh_from_db()
    assert (first.state, second.state) == ("replaced", "open")
    with pytest.raises(StepRefused, match="check_is_over"):
        decided(first, "registry_corrected")


def test_who_compared_does_not_pass(cohort: Cohort) -> None:
    both = type(REVIEWER)(CLERK.ident, CLERK.name, (*CLERK.posts, *REVIEWER.posts))
    check = compared(cohort, agreeing_roll(cohort))

    with pytest.raises(NotAllowed, match="second_person_is_the_first"):
        reconciling.approve_check(check.code, by=both, at=LATER)
    with pytest.raises(NotAllowed):
        reconciling.approve_check(check.code, by=OPERATOR, at=LATER)


def test_a_faulty_sheet_writes_nothing(cohort: Cohort) -> None:
    rows = agreeing_roll(cohort)
    rows[0][0] = ""

    done = reconciling.compare_roll(
        cohort.code, name="学籍.xlsx", content=roll_sheet(rows), by=CLERK, at=LATER
    )

    assert done.check is None
    assert [fault.code for fault in done.faults] == ["cell_required"]
    assert not RollCheck.objects.exists()


def test_the_roll_of_another_school_is_sent_back(cohort: Cohort) -> None:
    other = ["钱新安", "男", identity_number(377, "男"), "G999", "城关第二小学", "1班"]

    with pytest.raises(JunhengError, match="roll_without_own_students"):
        compared(cohort, [other])


def test_the_form_shows_masked_names_and_what_is_open(cohort: Cohort) -> None:
    check = compared(cohort, moved(agreeing_roll(cohort)))

    content, title = papers.check_form(check.code, by=CLERK, at=LATER)

    assert content.startswith(b"%PDF-")
    assert "学籍核对差异表" in title
    assert AuditEntry.objects.filter(event="adjustments.paper.open").count() == 1


def test_the_list_of_checks_counts_what_is_open(cohort: Cohort) -> None:
    compared(cohort, moved(agreeing_roll(cohort)))

    [check] = queries.checks_of(REVIEWER, cohort)

    assert (check.found, check.open) == (1, 1)  # type: ignore[attr-defined]
    assert queries.status_of(cohort) == "学籍差异 1 处未办结"

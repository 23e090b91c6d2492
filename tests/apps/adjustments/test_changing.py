"""Requests for changes: from the school over the principal to two people of the bureau."""

import json
from pathlib import Path

import pytest

from junheng.apps.adjustments.models import ChangeRequest
from junheng.apps.adjustments.rules.forbidden import FORBIDDEN
from junheng.apps.adjustments.services import changing, forbidden, numbers, posting
from junheng.apps.adjustments.services.changing import Wanted
from junheng.apps.adjustments.services.papers import request_pdf
from junheng.apps.adjustments.services.standing import standing_of
from junheng.apps.adjustments.states import REQUEST_TRANSITIONS, RequestState
from junheng.apps.campaigns.models import Cohort
from junheng.core.access import NotAllowed, NotVisible, StepRefused
from junheng.core.audit.models import AuditEntry
from junheng.core.workflow.transitions import table_of, unreachable_states
from junheng.engine.errors import JunhengError
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
    numbers_of,
)

REASON = "家长在本班任教，按规定应当回避。"


def asked(cohort: Cohort, **words: str) -> ChangeRequest:
    wanted = Wanted(**{"kind": "move", "ground": "kin", "reason": REASON, **words})
    return changing.ask_change(cohort.code, wanted, evidence=EVIDENCE, by=CLERK, at=LATER)


def approved(request: ChangeRequest) -> ChangeRequest:
    changing.submit_request(request.code, by=PRINCIPAL, at=LATER)
    changing.examine_request(request.code, words="材料属实", by=OPERATOR, at=LATER)
    return changing.approve_request(
        request.code, words="同意", paper_number="示教（2026）7号", by=REVIEWER, at=LATER
    )


def approved_leave(cohort: Cohort, number: str) -> ChangeRequest:
    return approved(asked(cohort, kind="leave", ground="absent", identity_number=number))


def ledger_of(folder: Path) -> list[dict[str, object]]:
    [file] = (folder / "sessions").glob("*/internal/ledger.jsonl")
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def test_the_way_of_a_request_is_this_one() -> None:
    assert table_of(REQUEST_TRANSITIONS) == (
        "draft: submit -> submitted, withdraw -> withdrawn, lapse -> refused\n"
        "submitted: return -> draft, examine -> examined, refuse -> refused, lapse -> refused\n"
        "examined: return -> draft, approve -> approved, refuse -> refused, lapse -> refused\n"
        "approved: carry_out -> done, lapse -> refused\n"
        "done: final\n"
        "refused: final\n"
        "withdrawn: final"
    )
    assert not unreachable_states(REQUEST_TRANSITIONS, RequestState.DRAFT)


def test_a_move_is_approved_by_two_and_drawn_from_the_other_classes(
    cohort: Cohort, tmp_path: Path
) -> None:
    standing = standing_of(cohort)
    before = standing.title_of(standing.placed[0])
    request = asked(cohort, identity_number=numbers_of(standing)[0])
    assert request.class_before == before
    assert request.effects[0][0] == "班级人数"

    request = approved(request)
    assert (request.state, request.number) == ("approved", "2026-C001")
    numbers.type_move(request.code, public=DICE, cards=CARDS, by=OPERATOR, at=LATER)
    numbers.type_move(request.code, public=DICE, cards=CARDS, by=INSPECTOR, at=LATER)

    request.refresh_from_db()
    assert request.state == "done"
    assert request.class_after not in {"", before}
    assert not any("至多" in after for _, _, after in request.effects)
    now = standing_of(cohort)
    assert now.title_of(now.placed[0]) == request.class_after
    changes = [event["body"] for event in ledger_of(tmp_path) if event["type"] == "CHANGE"]
    assert [body["kind"] for body in changes] == ["move", "placed"]  # type: ignore[index]
    assert posting.make_change_notice(request.code, by=OPERATOR, at=LATER).kind == "change"


def test_a_child_who_left_is_in_no_class_and_on_no_second_request(cohort: Cohort) -> None:
    number = numbers_of(standing_of(cohort))[0]

    assert approved_leave(cohort, number).state == "done"

    assert len(standing_of(cohort).placed) == 23
    with pytest.raises(JunhengError, match="student_not_in_classes"):
        asked(cohort, identity_number=number)


def test_a_plain_transfer_in_the_first_term_is_refused_by_its_rule(cohort: Cohort) -> None:
    number = numbers_of(standing_of(cohort))[0]

    with pytest.raises(StepRefused, match="forbidden_transfer"):
        asked(cohort, kind="leave", ground="transfer", identity_number=number)

    assert AuditEntry.objects.filter(event="adjustments.wish.refuse").count() == 1
    assert not ChangeRequest.objects.exists()


def test_a_permit_opens_the_way_in_for_one_batch(cohort: Cohort) -> None:
    from junheng.apps.adjustments import queries  # noqa: PLC0415
    from junheng.apps.adjustments.services import late  # noqa: PLC0415

    permit = approved(asked(cohort, kind="admit", ground="law", who="某学生"))
    assert permit.state == "done"
    assert [one.code for one in queries.permits_of(cohort)] == [permit.code]

    late.open_batch(
        cohort.code, reason=2, registered_on=LATER.date(), permit=permit.code, by=CLERK, at=LATER
    )

    assert queries.permits_of(cohort) == []


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ({"ground": "transfer"}, "ground_not_for_this"),
        ({"reason": "不想"}, "reason_too_short"),
        ({"identity_number": ""}, "change_who_missing"),
        ({"identity_number": "360121201401050017"}, "student_not_in_classes"),
        ({"kind": "merge", "ground": "numbers"}, "plan_missing"),
    ],
)
def test_a_request_that_lacks_something_is_not_written(
    cohort: Cohort, words: dict[str, str], code: str
) -> None:
    with pytest.raises(JunhengError, match=code):
        asked(cohort, **{"identity_number": "x", **words})

    assert not ChangeRequest.objects.exists()


def test_evidence_is_a_pdf(cohort: Cohort) -> None:
    wanted = Wanted("move", "kin", REASON, identity_number="x")

    with pytest.raises(JunhengError, match="evidence_is_no_pdf"):
        changing.ask_change(cohort.code, wanted, evidence=b"GIF89a", by=CLERK, at=LATER)


def test_each_step_is_for_its_own_person(cohort: Cohort) -> None:
    request = asked(cohort, identity_number=numbers_of(standing_of(cohort))[0])

    with pytest.raises(NotAllowed):
        changing.submit_request(request.code, by=CLERK, at=LATER)
    changing.submit_request(request.code, by=PRINCIPAL, at=LATER)
    for person in (PRINCIPAL, REVIEWER, INSPECTOR):
        with pytest.raises(NotAllowed):
            changing.examine_request(request.code, words="", by=person, at=LATER)
    changing.examine_request(request.code, words="", by=OPERATOR, at=LATER)
    with pytest.raises(NotAllowed):
        changing.approve_request(request.code, words="", paper_number="", by=OPERATOR, at=LATER)


def test_whoever_examined_does_not_approve_even_with_both_posts(cohort: Cohort) -> None:
    from junheng.core.access import StaffActor  # noqa: PLC0415

    both = StaffActor(OPERATOR.ident, OPERATOR.name, (*OPERATOR.posts, *REVIEWER.posts))
    request = asked(cohort, identity_number=numbers_of(standing_of(cohort))[0])
    changing.submit_request(request.code, by=PRINCIPAL, at=LATER)
    changing.examine_request(request.code, words="", by=both, at=LATER)

    with pytest.raises(NotAllowed, match="second_person_is_the_first"):
        changing.approve_request(request.code, words="", paper_number="", by=both, at=LATER)


def test_an_approval_twice_is_refused(cohort: Cohort) -> None:
    request = approved_leave(cohort, numbers_of(standing_of(cohort))[0])

    with pytest.raises(StepRefused, match="step_refused"):
        changing.approve_request(request.code, words="", paper_number="", by=REVIEWER, at=LATER)

    request.refresh_from_db()
    assert request.number == "2026-C001"


def test_a_returned_request_goes_the_whole_way_again(cohort: Cohort) -> None:
    request = asked(cohort, identity_number=numbers_of(standing_of(cohort))[0])
    changing.submit_request(request.code, by=PRINCIPAL, at=LATER)

    changing.return_request(request.code, words="请补证明", by=OPERATOR, at=LATER)

    request.refresh_from_db()
    assert (request.state, request.submitted_by) == ("draft", "")
    assert approved(request).state == "approved"


def test_the_form_holds_the_request(cohort: Cohort) -> None:
    request = approved_leave(cohort, numbers_of(standing_of(cohort))[0])

    assert request_pdf(request, at=LATER).startswith(b"%PDF-")
    kept = changing.keep_form(request.code, by=REVIEWER, at=LATER)
    again = changing.keep_form(request.code, by=REVIEWER, at=LATER)
    assert kept.form == again.form


@pytest.mark.parametrize("wish", list(FORBIDDEN))
def test_every_forbidden_wish_is_refused_with_rule_and_source(cohort: Cohort, wish: str) -> None:
    from junheng.core.messages import describe  # noqa: PLC0415

    with pytest.raises(StepRefused) as refused:
        forbidden.ask_forbidden(cohort.code, wish, by=PRINCIPAL, at=LATER)

    rule = FORBIDDEN[wish]
    words = describe(refused.value)
    assert rule.rule in words
    assert rule.source in words
    assert AuditEntry.objects.filter(event="adjustments.wish.refuse").count() == 1


def test_an_unknown_wish_does_not_exist(cohort: Cohort) -> None:
    with pytest.raises(NotVisible):
        forbidden.ask_forbidden(cohort.code, "please", by=PRINCIPAL, at=LATER)

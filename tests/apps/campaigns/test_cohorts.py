"""A school's starting grade from collecting to approval, back again, and on to the lock."""

import pytest
from django.db import IntegrityError, transaction

from junheng.apps.campaigns import queries, services
from junheng.apps.campaigns.models import Cohort, CohortDecision
from junheng.apps.campaigns.rules import RosterFigures
from junheng.apps.campaigns.states import COHORT_TRANSITIONS, CohortState, CohortStep
from junheng.core.access import NotAllowed, NotVisible, Permission, StepRefused
from junheng.core.access.proposals import confirm
from junheng.core.audit.models import AuditEntry
from junheng.core.audit.services import act
from junheng.core.secrets.keyring import Keyring
from junheng.core.workflow.transitions import table_of, unreachable_states
from junheng.engine.errors import JunhengError
from tests.apps.campaigns.campaigns_made import a_campaign, a_cohort, approved
from tests.people import AT, OTHER_SCHOOL, a_county, actor

TABLE = """
collecting: submit -> submitted, exempt -> approved
submitted: return -> collecting, approve -> approved, exempt -> approved
approved: reopen -> collecting, freeze -> frozen
frozen: draw -> drawn, void -> approved
drawn: lots -> teachers_drawn, void -> approved
teachers_drawn: sign -> effective, void -> approved
effective: publish -> published, void -> approved
published: lock -> locked, void -> approved
locked: void -> approved
"""


@pytest.fixture(autouse=True)
def county(db: None, keys: Keyring) -> None:
    a_county()


@pytest.fixture
def cohort() -> Cohort:
    return a_cohort(a_campaign())


def refusal(error: pytest.ExceptionInfo[JunhengError]) -> str:
    return error.value.code


def test_the_table_of_states_and_steps_is_this_one() -> None:
    assert table_of(COHORT_TRANSITIONS) == TABLE.strip()
    assert unreachable_states(COHORT_TRANSITIONS, CohortState.COLLECTING) == ()


def test_the_unit_is_named_by_county_school_grade_and_year(cohort: Cohort) -> None:
    assert cohort.unit == "520123.010001.p1.2026"
    assert cohort.title == "城关第一小学一年级"


def test_the_principal_submits_and_the_reviewer_approves_with_a_number(cohort: Cohort) -> None:
    done = approved(cohort)

    assert done.state == CohortState.APPROVED
    assert (done.class_count, done.approval_number, done.is_exempt) == (4, "2026-001", False)
    assert done.submitted_by == actor("principal").ident
    assert done.approved_by == actor("reviewer").ident


def test_the_clerk_who_typed_the_roster_does_not_submit_it(cohort: Cohort) -> None:
    with pytest.raises(NotAllowed):
        services.submit_cohort(cohort.code, class_count=4, by=actor("clerk"), at=AT)


def test_the_operator_does_not_approve(cohort: Cohort) -> None:
    services.submit_cohort(cohort.code, class_count=4, by=actor("principal"), at=AT)

    with pytest.raises(NotAllowed):
        services.approve_cohort(cohort.code, by=actor("operator"), at=AT)


def test_another_schools_cohort_does_not_exist_for_a_principal() -> None:
    other = a_cohort(a_campaign(), OTHER_SCHOOL)

    with pytest.raises(NotVisible):
        services.submit_cohort(other.code, class_count=4, by=actor("principal"), at=AT)


@pytest.mark.parametrize(
    ("classes", "reason", "code"),
    [
        (3, "", "classes_too_few"),
        (5, "", "classes_need_reason"),
        (5, "  ", "classes_need_reason"),
        (181, "很多", "classes_too_many"),
    ],
)
def test_the_number_of_classes_follows_from_sizes_and_standards(
    cohort: Cohort, classes: int, reason: str, code: str
) -> None:
    with pytest.raises(JunhengError) as error:
        services.submit_cohort(
            cohort.code, class_count=classes, reason=reason, by=actor("principal"), at=AT
        )

    assert refusal(error) == code
    assert Cohort.objects.get(pk=cohort.pk).state == CohortState.COLLECTING


def test_more_classes_than_needed_go_with_a_reason_that_is_kept(cohort: Cohort) -> None:
    services.submit_cohort(
        cohort.code, class_count=5, reason="教室面积小", by=actor("principal"), at=AT
    )

    decision = CohortDecision.objects.get(cohort=cohort)
    assert (decision.step, decision.reason) == (CohortStep.SUBMIT, "教室面积小")


def test_open_disputes_stop_the_submission() -> None:
    cohort = a_cohort(a_campaign(), figures=RosterFigures(students=90, disputed=1))

    with pytest.raises(JunhengError) as error:
        services.submit_cohort(cohort.code, class_count=2, by=actor("principal"), at=AT)
    assert refusal(error) == "disputes_open"


def test_an_empty_roster_cannot_be_submitted() -> None:
    cohort = a_cohort(a_campaign(), figures=RosterFigures())

    with pytest.raises(JunhengError) as error:
        services.submit_cohort(cohort.code, class_count=1, by=actor("principal"), at=AT)
    assert refusal(error) == "roster_is_empty"


def test_a_returned_roster_shows_why_and_can_be_submitted_again(cohort: Cohort) -> None:
    services.submit_cohort(cohort.code, class_count=4, by=actor("principal"), at=AT)
    back = services.return_cohort(cohort.code, reason="缺两人", by=actor("reviewer"), at=AT)
    assert (back.state, back.returned_reason, back.submitted_at) == ("collecting", "缺两人", None)

    again = services.submit_cohort(cohort.code, class_count=4, by=actor("principal"), at=AT)
    assert again.returned_reason == ""


def test_a_return_without_a_reason_is_refused(cohort: Cohort) -> None:
    services.submit_cohort(cohort.code, class_count=4, by=actor("principal"), at=AT)

    with pytest.raises(JunhengError) as error:
        services.return_cohort(cohort.code, reason=" ", by=actor("reviewer"), at=AT)
    assert refusal(error) == "reason_needed"


def test_what_is_approved_is_what_stood_on_the_page(cohort: Cohort) -> None:
    services.submit_cohort(cohort.code, class_count=4, by=actor("principal"), at=AT)

    with pytest.raises(StepRefused):
        services.approve_cohort(
            cohort.code, roster_at="2026-08-01T00:00:00+00:00", by=actor("reviewer"), at=AT
        )


def test_a_second_approval_is_refused_and_takes_no_number(cohort: Cohort) -> None:
    approved(cohort)

    with pytest.raises(StepRefused):
        services.approve_cohort(cohort.code, by=actor("reviewer"), at=AT)
    assert Cohort.objects.get(pk=cohort.pk).approval_number == "2026-001"


def test_a_single_class_is_exempt_and_never_frozen() -> None:
    cohort = a_cohort(a_campaign(), figures=RosterFigures(students=30))
    done = approved(cohort, class_count=1)

    assert done.is_exempt
    with pytest.raises(StepRefused) as error:
        services.mark(done, CohortStep.FREEZE, by=actor("operator"), at=AT)
    assert refusal(error) == "cohort_is_exempt"


def test_a_school_without_a_roster_is_recorded_as_a_single_class() -> None:
    cohort = a_cohort(a_campaign(), figures=RosterFigures())
    reviewer = actor("reviewer")
    done = services.exempt_cohort(
        cohort.code, student_count=28, reason="只招一个班", by=reviewer, at=AT
    )

    assert (done.state, done.is_exempt, done.student_count) == ("approved", True, 28)


def test_who_needs_two_classes_is_not_exempt() -> None:
    cohort = a_cohort(a_campaign(), figures=RosterFigures())

    with pytest.raises(JunhengError) as error:
        services.exempt_cohort(
            cohort.code, student_count=46, reason="只招一个班", by=actor("reviewer"), at=AT
        )
    assert refusal(error) == "single_class_too_large"


def test_two_of_the_bureau_open_an_approved_roster_again(cohort: Cohort) -> None:
    approved(cohort)
    proposal = services.propose_reopening(
        cohort.code, reason="漏报一人", by=actor("operator"), at=AT
    )
    assert Cohort.objects.get(pk=cohort.pk).state == CohortState.APPROVED

    confirm(proposal.code, digest=proposal.digest, by=actor("reviewer"), at=AT)

    opened = Cohort.objects.get(pk=cohort.pk)
    assert (opened.state, opened.approval_number) == ("collecting", "")
    assert (opened.approved_at, opened.submitted_at) == (None, None)
    assert approved(opened).approval_number == "2026-002"


def test_a_proposal_to_open_again_dies_with_the_approval_it_was_made_for(cohort: Cohort) -> None:
    done = approved(cohort)
    proposal = services.propose_reopening(
        cohort.code, reason="漏报一人", by=actor("operator"), at=AT
    )
    services.mark(done, CohortStep.FREEZE, by=actor("operator"), at=AT)

    with pytest.raises(StepRefused):
        confirm(proposal.code, digest=proposal.digest, by=actor("reviewer"), at=AT)
    assert Cohort.objects.get(pk=cohort.pk).state == CohortState.FROZEN


def test_the_ceremony_marks_its_steps_until_nothing_can_be_changed(cohort: Cohort) -> None:
    done, operator = approved(cohort), actor("operator")
    for step in ("freeze", "draw", "lots", "sign", "publish", "lock"):
        done = services.mark(done, CohortStep(step), by=operator, at=AT)

    assert done.state == CohortState.LOCKED
    assert done.locked_by == operator.ident
    with pytest.raises(IntegrityError), transaction.atomic():
        Cohort.objects.filter(pk=done.pk).update(class_count=9)


def test_a_void_takes_the_stamps_of_the_ceremony_off(cohort: Cohort) -> None:
    done = approved(cohort)
    for step in (CohortStep.FREEZE, CohortStep.DRAW, CohortStep.VOID):
        done = services.mark(done, step, by=actor("operator"), at=AT)

    assert (done.state, done.frozen_at, done.drawn_by) == ("approved", None, "")
    assert done.approved_at is not None


def test_steps_of_these_pages_are_not_marked_from_above(cohort: Cohort) -> None:
    with pytest.raises(ValueError, match="approve"):
        services.mark(cohort, CohortStep.APPROVE, by=actor("reviewer"), at=AT)


def test_figures_stay_once_the_roster_is_frozen(cohort: Cohort) -> None:
    done = services.mark(approved(cohort), CohortStep.FREEZE, by=actor("operator"), at=AT)

    with pytest.raises(StepRefused), act():
        services.note_roster(done, RosterFigures(students=1), at=AT)


def test_a_cohort_is_held_only_in_the_states_asked_for(cohort: Cohort) -> None:
    approved(cohort)

    with act(), pytest.raises(StepRefused):
        services.hold_cohort(
            cohort.code, by=actor("principal"), permission=Permission.COHORTS_SUBMIT
        )


def test_words_stay_out_of_the_audit_trail(cohort: Cohort) -> None:
    services.submit_cohort(cohort.code, class_count=4, by=actor("principal"), at=AT)
    services.return_cohort(cohort.code, reason="缺两人", by=actor("reviewer"), at=AT)

    assert "缺两人" not in str([entry.payload for entry in AuditEntry.objects.all()])


def test_decisions_cannot_be_rewritten(cohort: Cohort) -> None:
    approved(cohort)

    with pytest.raises(IntegrityError), transaction.atomic():
        CohortDecision.objects.update(reason="别的")


def test_the_list_finds_by_state_and_by_part_of_a_name() -> None:
    campaign = a_campaign()
    approved(a_cohort(campaign))
    operator = actor("operator")

    assert len(queries.list_cohorts(operator, campaign)) == 2
    assert [c.school.code for c in queries.list_cohorts(operator, campaign, state="approved")] == [
        "010001"
    ]
    assert [c.school.code for c in queries.list_cohorts(operator, campaign, search="第二")] == [
        "010002"
    ]

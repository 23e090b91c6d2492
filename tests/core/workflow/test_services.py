"""Taking steps: by the table, once, audited; the database holds what the table says."""

from datetime import timedelta
from itertools import product

import pytest
from django.db import IntegrityError, transaction

from junheng.core.access.refusals import StepRefused
from junheng.core.audit.models import AuditEntry
from junheng.core.audit.services import check_chain, head
from junheng.core.messages import describe
from junheng.core.workflow.events import StepTaken
from junheng.core.workflow.services import take_step
from junheng.engine.errors import JunhengError
from tests.conftest import AT
from tests.core.samples.models import Plan
from tests.core.samples.people import Clerk
from tests.core.samples.states import TRANSITIONS, PlanState, PlanStep
from tests.databases import OwnDatabase, in_threads


@pytest.mark.django_db
@pytest.mark.usefixtures("both_databases")
class TestSteps:
    @pytest.mark.parametrize(("state", "step"), list(product(PlanState, PlanStep)))
    def test_every_state_and_step_does_what_the_table_says(
        self, state: PlanState, step: PlanStep
    ) -> None:
        plan = Plan.objects.create(state=state)
        after = TRANSITIONS.get((state, step))

        if after is None:
            with pytest.raises(StepRefused):
                take_step(plan, step, by=Clerk(), at=AT)
        else:
            assert take_step(plan, step, by=Clerk(), at=AT).state == after

        assert Plan.objects.get().state == (after or state)
        assert head().sequence == (0 if after is None else 1)

    def test_a_refusal_names_state_and_step_in_words(self) -> None:
        plan = Plan.objects.create(state=PlanState.PUBLISHED)

        with pytest.raises(StepRefused) as refused:
            take_step(plan, PlanStep.FREEZE, by=Clerk(), at=AT)

        assert describe(refused.value).startswith("现在是“已公布”，不能“冻结”。")

    def test_the_state_that_counts_is_the_databases(self) -> None:
        plan = Plan.objects.create()
        take_step(plan, PlanStep.FREEZE, by=Clerk(), at=AT)

        assert plan.state == PlanState.DRAFT
        with pytest.raises(StepRefused):
            take_step(plan, PlanStep.FREEZE, by=Clerk(), at=AT)

    def test_a_stamped_step_keeps_moment_and_person(self) -> None:
        plan = take_step(Plan.objects.create(), PlanStep.FREEZE, by=Clerk(), at=AT)

        plan.refresh_from_db()
        assert (plan.frozen_at, plan.frozen_by) == (AT, "clerk-1")

    def test_a_step_is_in_the_audit_trail_with_words_people_know(self) -> None:
        plan = Plan.objects.create(school_code="110105")
        take_step(plan, PlanStep.FREEZE, by=Clerk(), at=AT)

        entry = AuditEntry.objects.get()
        assert (entry.event, entry.subject_kind) == ("workflow.step.take", "plan")
        assert (entry.subject_code, entry.subject_school_code) == (plan.code, "110105")
        assert StepTaken.describe(entry.payload) == "方案：冻结，由“草稿”变为“已冻结”。"

    def test_a_step_of_a_model_that_is_gone_is_told_by_its_codes(self) -> None:
        payload = {"model": "old.Plan", "step": "freeze", "before": "draft", "after": "frozen"}

        assert StepTaken.describe(payload) == "old.Plan：freeze，由“draft”变为“frozen”。"

    def test_the_steps_of_a_row_are_those_of_its_state(self) -> None:
        assert Plan(state=PlanState.FROZEN).possible_steps() == (
            PlanStep.RETURN,
            PlanStep.PUBLISH,
            PlanStep.VOID,
        )

    @pytest.mark.parametrize(
        "values",
        [
            {"state": "lost"},
            {"frozen_at": AT},
            {"frozen_by": "clerk-1"},
        ],
    )
    def test_the_database_refuses_unknown_states_and_half_stamps(
        self, values: dict[str, object]
    ) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            Plan.objects.create(**values)

    @pytest.mark.parametrize("state", [PlanState.PUBLISHED, PlanState.VOID])
    def test_the_database_refuses_to_change_or_delete_what_is_final(self, state: PlanState) -> None:
        plan = Plan.objects.create(state=state)

        with pytest.raises(IntegrityError), transaction.atomic():
            Plan.objects.update(state=PlanState.DRAFT)
        with pytest.raises(IntegrityError), transaction.atomic():
            plan.delete()

        assert Plan.objects.get().state == state

    def test_what_is_not_final_can_be_deleted(self) -> None:
        Plan.objects.create(state=PlanState.FROZEN).delete()

        assert not Plan.objects.exists()


def test_of_many_people_taking_a_step_at_once_one_succeeds(own_database: OwnDatabase) -> None:
    plan = Plan.objects.create()

    refusals = in_threads(
        own_database,
        [
            lambda number=number: take_step(  # type: ignore[misc]
                plan, PlanStep.FREEZE, by=Clerk(), at=AT + timedelta(seconds=number)
            )
            for number in range(8)
        ],
    )

    assert [type(refusal) for refusal in refusals] == [StepRefused] * 7
    assert all(isinstance(refusal, JunhengError) for refusal in refusals)
    report = check_chain()
    assert (report.events, report.is_whole) == (1, True)

"""What can be read off a machine."""

from junheng.core.workflow.transitions import (
    final_states,
    steps_from,
    table_of,
    unreachable_states,
)
from tests.core.samples.states import TRANSITIONS, PlanState, PlanStep


def test_the_buttons_of_a_state_are_its_steps() -> None:
    assert steps_from(TRANSITIONS, "draft") == (PlanStep.FREEZE, PlanStep.VOID)
    assert steps_from(TRANSITIONS, PlanState.VOID) == ()


def test_final_states_have_no_way_out() -> None:
    assert final_states(TRANSITIONS) == (PlanState.PUBLISHED, PlanState.VOID)


def test_a_state_that_nothing_leads_to_is_found() -> None:
    without = {key: after for key, after in TRANSITIONS.items() if key[1] != PlanStep.PUBLISH}

    assert unreachable_states(TRANSITIONS, PlanState.DRAFT) == ()
    assert unreachable_states(without, PlanState.DRAFT) == (PlanState.PUBLISHED,)


def test_the_table_shows_every_state() -> None:
    assert table_of(TRANSITIONS).splitlines() == [
        "draft: freeze -> frozen, void -> void",
        "frozen: return -> draft, publish -> published, void -> void",
        "published: final",
        "void: final",
    ]

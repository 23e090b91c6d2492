"""The machine itself: which step leads from which state to which; knows no database rows."""

from collections.abc import Mapping
from typing import TypeAlias

from django.db.models import TextChoices

Transitions: TypeAlias = Mapping[tuple[TextChoices, TextChoices], TextChoices]
"""`{(state, step): next state}`; what is not in it is refused."""


def steps_from(transitions: Transitions, state: str) -> tuple[TextChoices, ...]:
    """The steps that can be taken from a state, in the order of the dictionary: the buttons."""
    return tuple(step for (before, step) in transitions if before == state)


def final_states(transitions: Transitions) -> tuple[TextChoices, ...]:
    """The states that no step leads out of, in the order of their enum."""
    left = {before for before, _ in transitions}
    states = type(next(iter(left)))
    return tuple(state for state in states if state not in left)


def unreachable_states(transitions: Transitions, first: TextChoices) -> tuple[TextChoices, ...]:
    """States that no way from the first one leads to: mistakes in a machine."""
    reached = {first}
    while True:
        more = {after for (before, _), after in transitions.items() if before in reached} - reached
        if not more:
            return tuple(state for state in type(first) if state not in reached)
        reached |= more


def table_of(transitions: Transitions) -> str:
    """The whole table of states and steps as text, one line a state, for a test to pin."""
    states = type(next(iter(transitions))[0])
    steps = type(next(iter(transitions))[1])
    lines = []
    for state in states:
        ways = [
            f"{step.value} -> {transitions[state, step].value}"
            for step in steps
            if (state, step) in transitions
        ]
        lines.append(f"{state.value}: {', '.join(ways) or 'final'}")
    return "\n".join(lines)

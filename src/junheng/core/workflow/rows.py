"""Rows that have a state: what their model declares and what the database holds them to."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q, TextChoices

from junheng.core.secrets.codes import PublicCodeField
from junheng.core.workflow.transitions import Transitions, steps_from


class StatefulModel(models.Model):
    """Base of models with a workflow.

    A subclass has a `state` field and names its machine in `TRANSITIONS`. `STAMPS` says which
    steps are written down with moment and person: `{Step.FREEZE: "frozen"}` fills `frozen_at` and
    `frozen_by`. `school_code`, a field or a property, goes into the audit trail where there is one.
    """

    TRANSITIONS: ClassVar[Transitions]
    STAMPS: ClassVar[Mapping[TextChoices, str]] = {}

    code = PublicCodeField()
    state: Any

    class Meta:
        abstract = True

    def possible_steps(self) -> tuple[TextChoices, ...]:
        """The steps the state allows; whether a person may take them is another question."""
        return steps_from(self.TRANSITIONS, self.state)


def state_constraints(
    name: str, states: Iterable[str], stamps: Iterable[str] = ()
) -> list[models.CheckConstraint]:
    """For `Meta.constraints`: a known state; of each stamp moment and person, or neither."""
    constraints = [
        models.CheckConstraint(name=f"{name}_state_known", condition=Q(state__in=sorted(states)))
    ]
    for stamp in sorted(set(stamps)):
        at, by = f"{stamp}_at", f"{stamp}_by"
        both = Q(**{f"{at}__isnull": False}) & ~Q(**{by: ""})
        constraints.append(
            models.CheckConstraint(
                name=f"{name}_{stamp}_at_and_by",
                condition=both | Q(**{f"{at}__isnull": True, by: ""}),
            )
        )
    return constraints

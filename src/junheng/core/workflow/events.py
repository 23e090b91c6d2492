"""What the audit trail says about a step."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.apps import apps

from junheng.core.audit.events import AuditEvent, Value


@dataclass(frozen=True, kw_only=True)
class StepTaken(AuditEvent):
    """A row went from one state to another; `model` is its `app.Model`."""

    NAME = "workflow.step.take"
    SENTENCE = "%(model)s：%(step)s，由“%(before)s”变为“%(after)s”。"

    model: str
    step: str
    before: str
    after: str

    @classmethod
    def describe(cls, payload: Mapping[str, Value]) -> str:
        """The sentence with the names people know instead of codes."""
        try:
            model = apps.get_model(str(payload["model"]))
        except (LookupError, ValueError):
            return super().describe(payload)
        labels = {
            choice.value: choice.label
            for (before, step), after in model.TRANSITIONS.items()
            for choice in (before, after)
        }
        steps = {step.value: step.label for _, step in model.TRANSITIONS}
        return super().describe(
            {
                "model": str(model._meta.verbose_name),  # noqa: SLF001 - the documented name
                "step": steps.get(payload["step"], payload["step"]),
                "before": labels.get(payload["before"], payload["before"]),
                "after": labels.get(payload["after"], payload["after"]),
            }
        )

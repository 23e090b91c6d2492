"""Taking a step."""

from datetime import datetime
from typing import TypeVar

from django.db.models import TextChoices

from junheng.core.access.refusals import StepRefused
from junheng.core.audit.events import Author, Subject
from junheng.core.audit.services import act, record
from junheng.core.workflow.events import StepTaken
from junheng.core.workflow.rows import StatefulModel

Row = TypeVar("Row", bound=StatefulModel)


def take_step(row: Row, step: TextChoices, *, by: Author, at: datetime) -> Row:
    """Take a step and return the row as it is now in the database, locked by the act.

    The state that counts is the database's, not the one `row` was read with. Whether `by` may do
    it is decided before. Raises `StepRefused`, with nothing changed.
    """
    model = type(row)
    with act():
        current = model._default_manager.select_for_update().get(pk=row.pk)  # noqa: SLF001 - Django's documented name
        before = type(next(iter(model.TRANSITIONS))[0])(current.state)
        after = model.TRANSITIONS.get((before, step))
        if after is None:
            raise StepRefused("step_refused", state=before.label, step=step.label)
        current.state = after
        changed = ["state"]
        stamp = model.STAMPS.get(step)
        if stamp is not None:
            setattr(current, f"{stamp}_at", at)
            setattr(current, f"{stamp}_by", by.ident)
            changed += [f"{stamp}_at", f"{stamp}_by"]
        current.save(update_fields=changed)
        record(_event(current, step, before, after), by=by, at=at)
    return current


def _event(
    row: StatefulModel, step: TextChoices, before: TextChoices, after: TextChoices
) -> StepTaken:
    label = row._meta.label  # noqa: SLF001 - the documented name
    return StepTaken(
        subject=Subject(
            kind=label.rpartition(".")[2].lower(),
            code=row.code,
            school_code=getattr(row, "school_code", None) or "",
        ),
        model=label,
        step=step.value,
        before=before.value,
        after=after.value,
    )

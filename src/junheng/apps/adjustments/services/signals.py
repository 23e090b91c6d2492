"""Signals about a batch, from what the platform knows (SG1 §9)."""

from django.utils.timezone import localdate

from junheng.apps.adjustments import queries
from junheng.apps.adjustments.models import ChangeRequest, LateBatch
from junheng.apps.adjustments.rules.signals import LateFigures, signals_of
from junheng.apps.adjustments.services.posting import placements_of
from junheng.apps.adjustments.states import BatchState, RequestKind, RequestState


def of_batch(batch: LateBatch) -> tuple[str, ...]:
    """What an inspector should look at."""
    cohort = batch.cohort
    leavers = ChangeRequest.objects.filter(
        cohort=cohort, kind=RequestKind.LEAVE, state=RequestState.DONE
    )
    arrived = placements_of(batch) if batch.state == BatchState.DRAWN else []
    day = localdate(batch.drawn_at) if batch.drawn_at else batch.registered_on
    return signals_of(
        LateFigures(
            students=cohort.student_count,
            late=sum(one.student_count for one in queries.batches_of(cohort)),
            registered_on=batch.registered_on,
            frozen_on=localdate(cohort.frozen_at) if cohort.frozen_at else None,
            leavers=[
                (one.class_before, localdate(one.carried_out_at))
                for one in leavers
                if one.carried_out_at
            ],
            arrived=[(title, day) for _, _, title in arrived],
        )
    )

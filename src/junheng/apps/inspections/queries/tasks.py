"""What waits for somebody, for his workbench."""

from dataclasses import dataclass

from junheng.apps.inspections.models import Finding, RoundInspector, Visit
from junheng.apps.inspections.queries.findings import findings_visible_to
from junheng.apps.inspections.queries.rounds import visits_visible_to
from junheng.apps.inspections.states import FindingState, RoundState
from junheng.core.access import Permission, StaffActor

_SHOWN = 8


@dataclass(frozen=True)
class InspectionTasks:
    """What waits for somebody: findings to issue, or to answer; schools to go to."""

    to_issue: tuple[Finding, ...] = ()
    to_answer: tuple[Finding, ...] = ()
    to_visit: tuple[Visit, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.to_issue or self.to_answer or self.to_visit)


def tasks_of(actor: StaffActor) -> InspectionTasks:
    """What waits for this person, for his workbench."""
    to_issue: tuple[Finding, ...] = ()
    to_answer: tuple[Finding, ...] = ()
    to_visit: tuple[Visit, ...] = ()
    if actor.may(Permission.INSPECTIONS_ISSUE):
        drafts = findings_visible_to(actor).filter(state=FindingState.DRAFT)
        to_issue = tuple(drafts.exclude(written_by=actor.ident).defer("text", "reply")[:_SHOWN])
    if actor.may(Permission.FINDINGS_REPLY):
        waiting = findings_visible_to(actor).filter(state=FindingState.ISSUED, replied_at=None)
        to_answer = tuple(waiting.defer("text", "reply")[:_SHOWN])
    if actor.may(Permission.INSPECTIONS_ENTER):
        mine = RoundInspector.objects.filter(account=actor.ident).values("round")
        open_visits = visits_visible_to(actor).filter(
            round__in=mine, round__state=RoundState.OPEN, visited_on__isnull=True
        )
        to_visit = tuple(open_visits.defer("notes")[:_SHOWN])
    return InspectionTasks(to_issue, to_answer, to_visit)

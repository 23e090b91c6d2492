"""The bureau's decision about a child on two lists."""

from datetime import datetime

from junheng.apps.campaigns.models import Cohort
from junheng.apps.campaigns.states import CohortState
from junheng.apps.students import queries
from junheng.apps.students.events import DoubleDecided
from junheng.apps.students.models import DoubleListing, Student
from junheng.apps.students.services.doubles import count_again
from junheng.apps.students.services.late_lists import late_lists
from junheng.apps.students.services.records import note_change, take_off
from junheng.apps.students.states import (
    ChangeKind,
    DoubleSide,
    DoubleState,
    DoubleStep,
    StudentState,
)
from junheng.core.access import Permission, StaffActor, StepRefused
from junheng.core.audit import services as audit
from junheng.core.audit.events import Subject
from junheng.core.workflow.services import take_step
from junheng.engine.errors import JunhengError


def decide_double(
    code: str, *, keeps: DoubleSide, reason: str, by: StaffActor, at: datetime
) -> DoubleListing:
    """Leave a child with one school and take it off the other one's list.

    Raises NotVisible, NotAllowed, StepRefused, and JunhengError: `reason_needed`,
    `double_school_past_this` where the other list is not collected any more.
    """
    if not reason.strip():
        raise JunhengError("reason_needed")
    by.must(Permission.COHORTS_REVIEW)
    with audit.act():
        double = queries.get_double(by, code)
        if double.state != DoubleState.OPEN:
            raise StepRefused("double_is_over")
        stays, goes = double.earlier, double.later
        if keeps == DoubleSide.LATER:
            stays, goes = goes, stays
        is_arriving = goes.state == StudentState.ARRIVING
        cohort = goes.cohort if is_arriving else _collecting(goes)
        double = take_step(double, DoubleStep.DECIDE, by=by, at=at)
        double.kept, double.reason = keeps, reason.strip()
        double.save(update_fields=["kept", "reason"])
        because = f"教育局决定：{reason.strip()}"
        if is_arriving:
            note_change(goes, ChangeKind.WITHDRAW, (), because, by=by, at=at)
            late_lists().take_out(goes, by, at)
        else:
            take_off(goes, cohort, reason=because, by=by, at=at)
        count_again(double.later.cohort_id)
        event = DoubleDecided(
            subject=Subject("doublelisting", double.code, goes.cohort.school.code),
            kept=stays.cohort.school.code,
            left=goes.cohort.school.code,
        )
        audit.record(event, by=by, at=at)
    return double


def _collecting(goes: Student) -> Cohort:
    """The cohort of the child that goes, locked; the roster must still be the school's."""
    cohort = Cohort.objects.select_for_update(of=("self",)).select_related("campaign", "school")
    held = cohort.get(pk=goes.cohort_id)
    if held.state != CohortState.COLLECTING:
        state = CohortState(held.state).label
        raise JunhengError("double_school_past_this", school=held.school.name, state=state)
    return held

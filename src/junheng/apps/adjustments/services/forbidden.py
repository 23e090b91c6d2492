"""Wishes that no rule allows: refused with the rule's words, and written down (LK-01)."""

from datetime import datetime
from typing import NoReturn

from junheng.apps.adjustments import queries
from junheng.apps.adjustments.events import ForbiddenAsked
from junheng.apps.adjustments.rules.forbidden import FORBIDDEN
from junheng.apps.campaigns.models import Cohort
from junheng.core.access import NotVisible, StaffActor, StepRefused
from junheng.core.audit import services as audit
from junheng.core.audit.events import Subject


def ask_forbidden(cohort_code: str, wish: str, *, by: StaffActor, at: datetime) -> NoReturn:
    """Refuse a wish by its rule; raises NotVisible for an unknown wish or cohort."""
    if wish not in FORBIDDEN:
        raise NotVisible
    refuse(queries.get_cohort(by, cohort_code), wish, by=by, at=at)


def refuse(cohort: Cohort, wish: str, *, by: StaffActor, at: datetime) -> NoReturn:
    """Write the wish down and raise StepRefused with the rule; call it outside an act."""
    rule = FORBIDDEN[wish]
    event = ForbiddenAsked(
        subject=Subject("cohort", cohort.code, cohort.school_code), wish=wish, rule=rule.code
    )
    audit.record_refusal(event, by=by, at=at)
    raise StepRefused(rule.code, rule=rule.rule, source=rule.source, way_out=rule.way_out)

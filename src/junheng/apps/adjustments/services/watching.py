"""The change watch: whom the changes after the lock hit, beside what chance would do."""

from dataclasses import dataclass
from datetime import datetime

from junheng.apps.adjustments import queries
from junheng.apps.adjustments.events import ChangesWatched
from junheng.apps.assignment.models import Session
from junheng.apps.assignment.services.folders import read_ceremony
from junheng.apps.campaigns import queries as campaigns
from junheng.apps.campaigns.models import Campaign, Cohort
from junheng.ceremony.finished import finished_draw
from junheng.ceremony.lots import final_classes
from junheng.ceremony.opened import Ceremony
from junheng.ceremony.watching import UnitChanges, changes_of
from junheng.core.access import Permission, StaffActor, StepRefused
from junheng.core.audit import services as audit
from junheng.core.audit.events import Subject
from junheng.engine.scrutiny import Watch, benjamini_hochberg, holm, watch, watch_together


@dataclass(frozen=True)
class CohortWatch:
    """One school's grade; `titles` are its classes by index, with the teacher where known.

    `holm` and `rate` are the p adjusted over all schools of the page, Holm's and Benjamini and
    Hochberg's.
    """

    cohort: Cohort
    titles: tuple[str, ...]
    found: UnitChanges
    watch: Watch
    holm: float
    rate: float


@dataclass(frozen=True)
class CountyWatch:
    """All schools with changes, the most striking first, and all of them taken together."""

    campaign: Campaign | None
    schools: tuple[CohortWatch, ...]
    whole: Watch


def watch_cohort(code: str, *, by: StaffActor, at: datetime) -> CohortWatch:
    """Ask about one school's changes; looking is written down.

    Raises NotVisible, NotAllowed, StepRefused `classes_stand_later`.
    """
    cohort = queries.get_cohort(by, code)
    by.must(Permission.ADJUSTMENTS_WATCH, cohort.school.code)
    if cohort.state not in queries.AFTER_EFFECT or queries.session_of(cohort) is None:
        raise StepRefused("classes_stand_later", state=cohort.get_state_display())
    [found] = _watched([cohort])
    _record(Subject("cohort", cohort.code, cohort.school.code), 1, by=by, at=at)
    return found


def watch_county(*, by: StaffActor, at: datetime) -> CountyWatch:
    """Ask about all schools that the actor sees in this year; looking is written down.

    Raises NotAllowed.
    """
    by.must(Permission.ADJUSTMENTS_WATCH)
    campaign = campaigns.current_campaign(by)
    cohorts = queries.cohorts_with_changes(by, campaign) if campaign else []
    schools = sorted(_watched(cohorts), key=lambda one: (one.watch.p, one.cohort.pk))
    whole = watch_together([one.found.changes for one in schools])
    _record(Subject("changes", str(campaign.year) if campaign else ""), len(schools), by=by, at=at)
    return CountyWatch(campaign, tuple(schools), whole)


def _watched(cohorts: list[Cohort]) -> list[CohortWatch]:
    """Each cohort's changes, the record of a session read once for all of its schools."""
    ceremonies: dict[int, Ceremony] = {}
    read = []
    for cohort in cohorts:
        session = queries.session_of(cohort)
        if session is None:
            continue
        ceremony = _ceremony(ceremonies, session)
        drawn = finished_draw(ceremony, cohort.unit)
        found = changes_of(ceremony, drawn)
        read.append((cohort, _titles(ceremony, cohort), found, watch(found.changes)))
    p_values = [float(one[-1].p) for one in read]
    return [
        CohortWatch(*one, holm=by_holm, rate=rate)
        for one, by_holm, rate in zip(
            read, holm(p_values), benjamini_hochberg(p_values), strict=True
        )
    ]


def _ceremony(held: dict[int, Ceremony], session: Session) -> Ceremony:
    if session.pk not in held:
        held[session.pk] = read_ceremony(session)
    return held[session.pk]


def _titles(ceremony: Ceremony, cohort: Cohort) -> tuple[str, ...]:
    """Names of the classes by their index, after the lots with the teacher who drew them."""
    unit = ceremony.frozen.unit_of(cohort.unit)
    count = unit.class_count if unit else 0
    titles = [f"G{number}" for number in range(1, count + 1)]
    for one in final_classes(ceremony, unit) if unit else ():
        place = int(one.group.removeprefix("G")) - 1
        titles[place] = f"{one.title}（{one.teacher_name}）" if one.teacher_name else one.title
    return tuple(titles)


def _record(subject: Subject, schools: int, *, by: StaffActor, at: datetime) -> None:
    with audit.act():
        audit.record(ChangesWatched(subject=subject, schools=schools), by=by, at=at)

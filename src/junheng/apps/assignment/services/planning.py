"""From approved rosters and filed teachers to what will be frozen."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, replace

from junheng.apps.assignment.models import Session, SessionCohort
from junheng.apps.campaigns.states import CohortState
from junheng.apps.schools import queries as schools
from junheng.apps.schools.models import Bureau
from junheng.apps.students import services as students
from junheng.apps.teachers import services as teachers
from junheng.ceremony.planning import PlannedUnit, PlanOptions, plan_units, profile_record
from junheng.ceremony.session import Announcement
from junheng.ceremony.surroundings import record_moment
from junheng.core.access import StepRefused
from junheng.core.messages import sentence
from junheng.engine.errors import JunhengError
from junheng.engine.randomness.seeds import CeremonyRules
from junheng.engine.randomness.suites import suite_named
from junheng.profiles import JurisdictionProfile, load_profile
from junheng.rosters import SchoolRoster


def bureau_of_platform() -> Bureau:
    """The bureau; every page behind the set-up has one."""
    bureau = schools.find_bureau()
    if bureau is None:
        raise StepRefused("bureau_missing")
    return bureau


def profile_of_platform() -> JurisdictionProfile:
    """The rules of the place."""
    return load_profile(bureau_of_platform().profile)


def ceremony_rules(profile: JurisdictionProfile) -> CeremonyRules:
    """How numbers are drawn at this place."""
    return CeremonyRules(
        public=profile.public_kind.value,
        public_len=profile.public_length.value,
        env_len=profile.envelope_length.value,
        min_env=profile.min_envelopes.value,
    )


def planned_units(session: Session) -> tuple[PlannedUnit, ...]:
    """Every school of the session as it would be frozen now.

    Raises StepRefused `cohort_not_approved` and `session_without_schools`, JunhengError
    `teachers_not_filed`, and what `plan_units` raises.
    """
    parts = list(session.parts.select_related("cohort__school", "cohort__campaign"))
    if not parts:
        raise StepRefused("session_without_schools")
    for part in parts:
        if part.cohort.state != CohortState.APPROVED or part.cohort.is_exempt:
            raise StepRefused("cohort_not_approved", cohort=part.cohort.title)
    profile = profile_of_platform()
    rosters = [_roster(part) for part in parts]
    warnings = [
        replace(fault, sheet=part.cohort.title)
        for part in parts
        for fault in students.roster_warnings(part.cohort)
    ]
    options = PlanOptions(
        county_code=bureau_of_platform().county_code,
        year=session.campaign.year,
        class_counts={part.cohort.title: part.cohort.class_count or 0 for part in parts},
    )
    planned = plan_units(rosters, profile, options, sentence, warnings)
    return tuple(
        replace(unit, unit=part.unit, teachers=_teachers(part, unit))
        for unit, part in zip(planned, parts, strict=True)
    )


def _roster(part: SessionCohort) -> SchoolRoster:
    """The confirmed roster; its sheet is named after the school, which no other one is."""
    roster, sheet = students.school_roster(part.cohort), part.cohort.title
    return replace(
        roster,
        sheet=sheet,
        title=part.cohort.school.name,
        students=tuple(replace(student, sheet=sheet) for student in roster.students),
    )


def _teachers(part: SessionCohort, unit: PlannedUnit) -> tuple[str, ...]:
    names = tuple(teachers.homeroom_teachers(part.cohort))
    if len(names) != unit.class_count:
        raise JunhengError(
            "teachers_not_filed", school=unit.school, found=len(names), needed=unit.class_count
        )
    return names


def digest_of(planned: Sequence[PlannedUnit]) -> str:
    """A digest of everything that would be frozen, to tell that it is still the same."""
    return hashlib.sha256(repr([asdict(unit) for unit in planned]).encode()).hexdigest()


def announcement_of(
    session: Session, planned: Sequence[PlannedUnit], *, digest: str
) -> Announcement:
    """What the session says about itself in its record."""
    bureau, profile = bureau_of_platform(), profile_of_platform()
    return Announcement(
        suite=suite_named(session.campaign.suite),
        title=session.title,
        county=bureau.county_name,
        host=session.host,
        place=session.place,
        planned=record_moment(session.planned_at),
        ceremony=ceremony_rules(profile),
        is_one_sitting=False,
        profile=profile_record(profile),
        roster_file={
            "name": "平台名册",
            "rows": sum(len(unit.students) for unit in planned),
            "digest": digest,
        },
    )

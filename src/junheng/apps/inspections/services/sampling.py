"""Drawing the schools of a round: the frame is announced first, the public number comes after."""

from datetime import datetime

from junheng.apps.inspections import queries
from junheng.apps.inspections.events import SampleAnnounced, SampleDrawn
from junheng.apps.inspections.models import Round, Sample, Visit
from junheng.apps.inspections.rules.sampling import (
    Frame,
    divided,
    drawn,
    public_digits,
    seed_text,
)
from junheng.apps.inspections.services.rounds import hold_round, round_subject
from junheng.apps.inspections.states import Chosen, Strata
from junheng.apps.schools.models import School
from junheng.core.access import StaffActor, StepRefused
from junheng.core.audit import services as audit
from junheng.core.secrets.services import suite_in_use
from junheng.engine.errors import JunhengError
from junheng.engine.randomness.suites import suite_named

SHORTEST_SOURCE = 6


def announce_sample(
    code: str, *, strata: Strata, wanted: int, source: str, by: StaffActor, at: datetime
) -> Sample:
    """Fix from which schools how many are drawn, and by which public number that is not known yet.

    Schools already chosen by hand are not among them. Raises NotVisible, NotAllowed, StepRefused
    `sample_is_announced`, JunhengError `sample_needs_source`, `sample_without_schools`,
    `sample_too_small`, `sample_too_large`.
    """
    if len(source.strip()) < SHORTEST_SOURCE:
        raise JunhengError("sample_needs_source", least=SHORTEST_SOURCE)
    with audit.act():
        held = hold_round(code, by=by)
        if queries.sample_of(held) is not None:
            raise StepRefused("sample_is_announced")
        schools = queries.schools_to_choose(held)
        if not schools:
            raise JunhengError("sample_without_schools")
        frame = Frame(
            round=f"{held.year}-{held.period}-{held.code}",
            source=source.strip(),
            strata=divided(_parts(schools, strata), wanted),
        )
        suite = suite_in_use()
        sample = Sample.objects.create(
            round=held,
            suite=suite.name,
            frame=frame.document(),
            frame_digest=frame.digest(suite),
            announced_at=at,
            announced_by=by.ident,
        )
        event = SampleAnnounced(
            subject=round_subject(held),
            schools=len(schools),
            wanted=wanted,
            frame=sample.frame_digest,
        )
        audit.record(event, by=by, at=at)
    return sample


def draw_sample(code: str, *, number: str, by: StaffActor, at: datetime) -> list[Visit]:
    """Draw the schools with the public number, once; they come into the round.

    Raises NotVisible, NotAllowed, StepRefused `sample_not_announced`, `sample_is_drawn`,
    JunhengError `public_number_wrong`.
    """
    digits = public_digits(number)
    with audit.act():
        held = hold_round(code, by=by)
        sample = Sample.objects.select_for_update().filter(round=held).first()
        if sample is None:
            raise StepRefused("sample_not_announced")
        if sample.drawn_at is not None:
            raise StepRefused("sample_is_drawn")
        sample.digits, sample.drawn_at, sample.drawn_by = digits, at, by.ident
        sample.save()
        codes = sorted(code for part in drawn_codes(sample).values() for code in part)
        # Chosen by hand since the frame was fixed, a school is in the round already.
        inside = set(held.visits.values_list("school__code", flat=True))
        schools = School.objects.filter(code__in=codes).exclude(code__in=inside)
        made = [
            Visit.objects.create(round=held, school=school, chosen=Chosen.BY_SAMPLE)
            for school in schools
        ]
        event = SampleDrawn(subject=round_subject(held), digits=digits, schools=tuple(codes))
        audit.record(event, by=by, at=at)
    return made


def frame_of(sample: Sample) -> Frame:
    """The frame as it was fixed."""
    return Frame.from_document(sample.frame)


def drawn_codes(sample: Sample) -> dict[str, tuple[str, ...]]:
    """The codes of the schools drawn, by part; nothing before the public number."""
    if sample.drawn_at is None:
        return {}
    return drawn(suite_named(sample.suite), frame_of(sample), sample.digits)


def seed_text_of(sample: Sample) -> str:
    """The seed text of a drawn sample."""
    return seed_text(suite_named(sample.suite), frame_of(sample), sample.digits)


def seed_of(held: Round) -> str:
    """The public seed of a round as hexadecimal digits; empty without a drawn sample."""
    sample = queries.sample_of(held)
    if sample is None or sample.drawn_at is None:
        return ""
    return suite_named(sample.suite).digest(seed_text_of(sample).encode("ascii")).hex()


def _parts(schools: list[School], strata: Strata) -> dict[str, list[str]]:
    parts: dict[str, list[str]] = {}
    for school in schools:
        name = school.stages_label
        if strata == Strata.STAGES_AND_OWNERS:
            name += "·民办" if school.is_private else "·公办"
        parts.setdefault(name, []).append(school.code)
    return parts

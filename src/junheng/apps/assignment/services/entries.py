"""Double entry: two people type the same paper, and nothing follows until they agree (SG1 §5.1)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from junheng.apps.assignment import queries, rules
from junheng.apps.assignment.events import NumbersDiffered, NumbersDiscarded, NumbersTyped
from junheng.apps.assignment.models import Entry, Session, SessionCohort
from junheng.apps.assignment.queries import SEED
from junheng.apps.assignment.services.folders import folder_of
from junheng.apps.assignment.services.performing import entry_of
from junheng.apps.assignment.services.undertaking import refuse_stale
from junheng.apps.assignment.states import SessionState
from junheng.apps.teachers import queries as teacher_lists
from junheng.ceremony.folder import FREEZE_FILE, CeremonyFolder
from junheng.ceremony.lots import SEED_KIND as LOTS_KIND
from junheng.ceremony.lots import check_lots, differing_lots, refuse_unit_without_lots
from junheng.ceremony.opened import Ceremony
from junheng.ceremony.representatives import SEED_KIND as REPRESENTATIVES_KIND
from junheng.core.access import NotAllowed, Permission, Post, Role, StaffActor, StepRefused
from junheng.core.access.people import two_people
from junheng.core.audit import services as audit
from junheng.core.audit.events import Subject
from junheng.engine.errors import JunhengError
from junheng.engine.randomness.seeds import (
    SMALL_CEREMONY,
    CeremonyRules,
    SeedText,
    check_seed_fits,
    differing_lines,
)
from junheng.engine.randomness.suites import suite_named

AT_SCHOOL: Final = frozenset(
    (Role.SCHOOL_CLERK, Role.PRINCIPAL, Role.BUREAU_OPERATOR, Role.BUREAU_REVIEWER)
)
"""Roles of whom two different ones type what is drawn at a school."""

Compare = Callable[[Mapping[str, Any], Mapping[str, Any]], Sequence[str]]


@dataclass(frozen=True)
class Outcome:
    """What became of an entry: it waits for the second, agrees, or differs in these lines."""

    place: int
    differing: tuple[str, ...] = ()

    @property
    def agrees(self) -> bool:
        """Whether both people typed the same."""
        return self.place == 2 and not self.differing  # noqa: PLR2004 - the second person


# -- the seed ---------------------------------------------------------------------------------


def rules_of_freeze(session: Session) -> CeremonyRules:
    """How numbers are drawn, as the freeze says it."""
    freeze = CeremonyFolder(folder_of(session)).read_json(FREEZE_FILE)
    return CeremonyRules.from_document(freeze["ceremony"])


def seats_of_session(session: Session) -> list[str]:
    """The seats whose envelopes lie in the box."""
    sealed = queries.bodies(queries.events_of_freeze(session), "ENVELOPES_SEALED")
    return [str(seat) for seat in sealed[-1]["seats"]] if sealed else []


def type_seed(
    code: str,
    *,
    believes: str,
    public: str,
    cards: Sequence[str],
    by: StaffActor,
    at: datetime,
) -> Outcome:
    """One person's entry of all numbers of the ceremony.

    Raises StepRefused, and JunhengError `public_numbers_malformed`, `card_malformed`,
    `public_numbers_differ_from_dice`.
    """
    session = queries.get_session_for(by, code, Permission.ASSIGNMENT_ENTER)
    refuse_stale(session, believes)
    if session.state != SessionState.OPENING:
        raise StepRefused("session_has_moved_on", state=session.get_state_display())
    read = rules_of_freeze(session)
    numbers = rules.public_numbers(public, read)
    seats = seats_of_session(session)
    if len(cards) != len(seats):
        raise StepRefused("session_has_moved_on", state=session.get_state_display())
    content = {
        "public": numbers,
        "cards": rules.card_numbers(cards, seats, read.env_len),
    }
    drawn = queries.bodies(queries.events_of_freeze(session), "PUBLIC_DRAWN")[-1]["public"]
    if numbers != drawn:
        raise JunhengError("public_numbers_differ_from_dice")

    def compare(one: Mapping[str, Any], other: Mapping[str, Any]) -> Sequence[str]:
        return differing_lines(_seed_text(session, one), _seed_text(session, other))

    return _type(session, SEED, content, compare, by=by, at=at, believes=believes)


def agreed_seed_text(session: Session) -> SeedText:
    """The seed text that two people typed the same.

    Raises StepRefused `entries_missing`, and what `check_seed_fits` raises.
    """
    entries = queries.entries_of(session, SEED)
    if len(entries) < 2:  # noqa: PLR2004 - two people
        raise StepRefused("entries_missing")
    text = _seed_text(session, entries[0].content)
    check_seed_fits(text, rules_of_freeze(session))
    return text


def _seed_text(session: Session, content: Mapping[str, Any]) -> SeedText:
    return SeedText(
        kind="SG1-SEED/1",
        suite=suite_named(session.campaign.suite),
        bound_to=session.freeze_code,
        public=content["public"],
        envelopes=tuple(content["cards"]),
    )


def discard_seed(code: str, *, believes: str, by: StaffActor, at: datetime) -> None:
    """Take both entries back: what stood on the screen was not what stands on the paper."""
    session = queries.get_session_for(by, code, Permission.ASSIGNMENT_HOLD)
    refuse_stale(session, believes)
    _discard(session, SEED, by=by, at=at)


# -- lots and representatives at a school -----------------------------------------------------


def refuse_unposted_teachers(part: SessionCohort) -> None:
    """Who draws was made public before he draws; raises StepRefused `teachers_not_posted`."""
    if not teacher_lists.are_posted(part.cohort):
        raise StepRefused("teachers_not_posted", school=part.cohort.school.name)


def type_lots(
    part: SessionCohort,
    ceremony: Ceremony,
    *,
    believes: str,
    groups: Sequence[str],
    teachers: Sequence[str],
    recusals: str,
    by: StaffActor,
    at: datetime,
) -> Outcome:
    """One person's entry of the lots from the box. Raises what `check_lots` raises, StepRefused."""
    _may_draw(part, by)
    refuse_unposted_teachers(part)
    unit = next(unit for unit in ceremony.frozen.units if unit.unit == part.unit)
    refuse_unit_without_lots(unit)
    entry = rules.lots_entry(groups, teachers, recusals)
    check_lots(unit, entry)
    content = {
        "groups": list(entry.group_lots),
        "teachers": list(entry.teacher_lots),
        "recusals": [list(pair) for pair in entry.recusals],
    }

    def compare(one: Mapping[str, Any], other: Mapping[str, Any]) -> Sequence[str]:
        return differing_lots(entry_of(one), entry_of(other))

    subject = lots_subject(part)
    _refuse_stale_part(part, subject, believes)
    return _type(part.session, subject, content, compare, by=by, at=at, needs_two=True)


def type_representatives(
    part: SessionCohort,
    *,
    believes: str,
    public: str,
    cards: str,
    by: StaffActor,
    at: datetime,
) -> Outcome:
    """One person's entry of the numbers from which parents' representatives are drawn."""
    subject = representatives_subject(part)
    return _type_numbers(
        part, REPRESENTATIVES_KIND, subject, public, cards, believes=believes, by=by, at=at
    )


def type_electronic_lots(
    part: SessionCohort,
    ceremony: Ceremony,
    *,
    believes: str,
    public: str,
    cards: str,
    by: StaffActor,
    at: datetime,
) -> Outcome:
    """One person's entry of the fresh numbers from which a computer draws the lots (SG1 §8)."""
    refuse_unposted_teachers(part)
    unit = next(unit for unit in ceremony.frozen.units if unit.unit == part.unit)
    refuse_unit_without_lots(unit)
    subject = electronic_subject(part)
    return _type_numbers(part, LOTS_KIND, subject, public, cards, believes=believes, by=by, at=at)


def _type_numbers(
    part: SessionCohort,
    kind: str,
    subject: str,
    public: str,
    cards: str,
    *,
    believes: str,
    by: StaffActor,
    at: datetime,
) -> Outcome:
    """One person's entry of the numbers of a small ceremony at a school."""
    _may_draw(part, by)
    content = {"public": rules.small_public_numbers(public), "cards": rules.small_cards(cards)}

    def text(words: Mapping[str, Any]) -> SeedText:
        suite = suite_named(part.session.campaign.suite)
        return SeedText(kind, suite, part.result, words["public"], tuple(words["cards"]))

    check_seed_fits(text(content), SMALL_CEREMONY)
    _refuse_stale_part(part, subject, believes)

    def compare(one: Mapping[str, Any], other: Mapping[str, Any]) -> Sequence[str]:
        return differing_lines(text(one), text(other))

    return _type(part.session, subject, content, compare, by=by, at=at, needs_two=True)


def discard_of_part(
    part: SessionCohort, subject: str, *, believes: str, by: StaffActor, at: datetime
) -> None:
    """Take both entries of a school back before they are recorded."""
    by.must(Permission.ASSIGNMENT_LOTS, part.cohort.school.code)
    _refuse_stale_part(part, subject, believes)
    _discard(part.session, subject, by=by, at=at)


def lots_subject(part: SessionCohort) -> str:
    """What entries of a school's lots are called."""
    return f"lots:{part.unit}"


def electronic_subject(part: SessionCohort) -> str:
    """What entries of the numbers are called from which a computer draws the lots."""
    return f"electronic_lots:{part.unit}"


def representatives_subject(part: SessionCohort) -> str:
    """What entries of the representatives' numbers are called."""
    return f"representatives:{part.unit}"


def position_of_part(part: SessionCohort, subject: str) -> str:
    """What a page of a school's lots believes in."""
    typed = len(queries.entries_of(part.session, subject))
    is_done = part.representatives_drawn if subject == representatives_subject(part) else part.lots
    return f"{part.session.freeze_number}.{part.result[:8]}.{typed}.{int(bool(is_done))}"


def _refuse_stale_part(part: SessionCohort, subject: str, believes: str) -> None:
    if position_of_part(part, subject) != believes:
        raise StepRefused("session_has_moved_on", state=part.cohort.get_state_display())


def _may_draw(part: SessionCohort, by: StaffActor) -> None:
    by.must(Permission.ASSIGNMENT_LOTS, part.cohort.school.code)
    if not part.result or part.session.state != SessionState.DRAWN:
        raise StepRefused("session_has_moved_on", state=part.session.get_state_display())
    if part.lots:
        raise StepRefused("lots_are_recorded")


# -- both -------------------------------------------------------------------------------------


def _type(
    session: Session,
    subject: str,
    content: Mapping[str, Any],
    compare: Compare,
    *,
    by: StaffActor,
    at: datetime,
    needs_two: bool = False,
    believes: str | None = None,
) -> Outcome:
    with audit.act():
        locked = Session.objects.select_for_update().get(pk=session.pk)
        refuse_stale(locked, believes)
        entries = queries.entries_of(locked, subject)
        if len(entries) >= 2:  # noqa: PLR2004 - two people
            raise StepRefused("entries_are_complete")
        what, place = subject.partition(":")[0], len(entries) + 1
        differing: tuple[str, ...] = ()
        if entries:
            if needs_two:
                _second_person(entries[0], by)
            differing = tuple(compare(entries[0].content, content))
        if differing:
            Entry.objects.filter(pk__in=[entry.pk for entry in entries]).delete()
            event = NumbersDiffered(
                subject=Subject("session", locked.code), what=what, lines=len(differing)
            )
            audit.record(event, by=by, at=at)
            return Outcome(place, differing)
        Entry.objects.create(
            session=locked,
            freeze_number=locked.freeze_number,
            subject=subject,
            place=place,
            content=content,
            typed_by=by.ident,
            typed_by_name=by.name,
            typed_as=[[post.role, post.school_code or ""] for post in by.posts],
            typed_at=at,
        )
        typed = NumbersTyped(subject=Subject("session", locked.code), what=what, place=place)
        audit.record(typed, by=by, at=at)
    return Outcome(place)


def _second_person(first: Entry, by: StaffActor) -> None:
    posts = tuple(Post(Role(role), school or None) for role, school in first.typed_as)
    actor = StaffActor(first.typed_by, first.typed_by_name, posts)
    try:
        two_people(actor, by, first_roles=AT_SCHOOL, second_roles=AT_SCHOOL)
    except NotAllowed as refusal:
        if refusal.code == "second_person_is_the_first":
            raise NotAllowed("second_entry_is_the_firsts") from refusal
        raise


def _discard(session: Session, subject: str, *, by: StaffActor, at: datetime) -> None:
    with audit.act():
        locked = Session.objects.select_for_update().get(pk=session.pk)
        if locked.underway:
            raise StepRefused("session_act_underway", act=locked.get_underway_display())
        if not queries.entries_of(locked, subject):
            return
        Entry.objects.filter(
            session=locked, freeze_number=locked.freeze_number, subject=subject
        ).delete()
        event = NumbersDiscarded(
            subject=Subject("session", locked.code), what=subject.partition(":")[0]
        )
        audit.record(event, by=by, at=at)

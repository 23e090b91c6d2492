"""The query accounts of a child: a second one, ending one, another code on the slip."""

from datetime import datetime

from junheng.apps.guardians import queries
from junheng.apps.guardians.events import (
    CodesShown,
    ConsentWithdrawn,
    GuardianEnded,
    GuardianOpened,
)
from junheng.apps.guardians.models import FIRST, SECOND, Consent, Guardian
from junheng.apps.guardians.services import telephones
from junheng.apps.guardians.services.sittings import end_sittings
from junheng.apps.students.models import Student, new_query_code
from junheng.apps.students.services.own_child import replace_query_code
from junheng.apps.students.services.records import subject_of
from junheng.core.access import GuardianActor, NotAllowed, NotVisible, StaffActor, StepRefused
from junheng.core.audit import services as audit
from junheng.core.audit.events import Author


def open_second(actor: GuardianActor, *, at: datetime) -> str:
    """The first guardian lets a second one in; returns the code, to be told once.

    Raises NotAllowed `guardian_is_second` and StepRefused `guardian_second_exists`.
    """
    with audit.act():
        own = queries.get_own(actor)
        if own.place != FIRST:
            raise NotAllowed("guardian_is_second")
        return _open_second(own.student, by=actor, at=at)


def open_second_at_school(student_code: str, *, by: StaffActor, at: datetime) -> str:
    """The school lets a second guardian in; raises NotVisible and `guardian_second_exists`."""
    with audit.act():
        return _open_second(queries.get_student(by, student_code), by=by, at=at)


def end_own(actor: GuardianActor, place: int, *, at: datetime) -> None:
    """A guardian ends the own account, or the first one the second.

    Raises NotAllowed `guardian_is_second`, StepRefused `guardian_already_ended`.
    """
    with audit.act():
        own = queries.get_own(actor)
        if own.place not in {place, FIRST}:
            raise NotAllowed("guardian_is_second")
        _end(own.student, place, by=actor, at=at)


def end_at_school(student_code: str, place: int, *, by: StaffActor, at: datetime) -> None:
    """The school ends an account; the first one's slip is printed anew with another code.

    Raises NotVisible and `guardian_already_ended`.
    """
    with audit.act():
        _end(queries.get_student(by, student_code), place, by=by, at=at)


def show_accounts(student_code: str, *, by: StaffActor, at: datetime) -> Student:
    """A child for the page of its accounts, written down as seen. Raises NotVisible."""
    with audit.act():
        student = queries.get_student(by, student_code)
        audit.record(CodesShown(subject=subject_of(student)), by=by, at=at)
    return student


def withdraw_consent(actor: GuardianActor, *, at: datetime) -> None:
    """A guardian takes the consent back: the own account ends, nothing else changes."""
    with audit.act():
        own = queries.get_own(actor)
        held = Consent.objects.filter(guardian=own, withdrawn_at__isnull=True)
        version = own.agreed_to
        held.update(withdrawn_at=at)
        Guardian.objects.filter(pk=own.pk).update(agreed_to="")
        end_sittings(own)
        telephones.withdraw_of(own, by=actor, at=at)
        event = ConsentWithdrawn(subject=subject_of(own.student), version=version)
        audit.record(event, by=actor, at=at)


def _open_second(student: Student, *, by: Author, at: datetime) -> str:
    if any(one.place == SECOND for one in queries.guardians_of(student)):
        raise StepRefused("guardian_second_exists")
    code = new_query_code()
    Guardian.objects.create(
        student=student, place=SECOND, query_code=code, opened_at=at, opened_by=by.ident
    )
    audit.record(GuardianOpened(subject=subject_of(student), place=SECOND), by=by, at=at)
    return code


def _end(student: Student, place: int, *, by: Author, at: datetime) -> None:
    if place not in {FIRST, SECOND}:
        raise NotVisible
    found = next((one for one in queries.guardians_of(student) if one.place == place), None)
    if found is None and place == SECOND:
        raise StepRefused("guardian_already_ended")
    if found is not None:
        end_sittings(found)
        telephones.withdraw_of(found, by=by, at=at)
        Guardian.objects.filter(pk=found.pk).update(ended_at=at, ended_by=by.ident)
    if place == FIRST:
        # The slip's code is the student's, whether or not anybody signed in with it.
        replace_query_code(student, by=by, at=at)
    audit.record(GuardianEnded(subject=subject_of(student), place=place), by=by, at=at)

"""The sign-in of a family: query code and last six, one child, the same answer to every failure.

Every attempt does the same work in the same order: the same look-ups (of some other row where the
code leads to nobody), the same openings of encrypted values, the same comparison, the same writes.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime
from hmac import compare_digest

from junheng.apps.guardians import queries, rules
from junheng.apps.guardians.events import ChildOpened, SignInRefused
from junheng.apps.guardians.models import FIRST, Consent, Failures, Guardian
from junheng.apps.guardians.services.sittings import actor_of
from junheng.apps.students import queries as students
from junheng.apps.students.models import Student
from junheng.apps.students.services.records import subject_of
from junheng.apps.students.states import TAKES_PART
from junheng.core.access import PublicActor
from junheng.core.audit import services as audit
from junheng.core.audit.events import Subject
from junheng.core.secrets.services import blind_index
from junheng.engine.errors import JunhengError

FAILED = "child_sign_in_failed"


@dataclass(frozen=True)
class Attempt:
    """What was typed, where from, and whether the processing rule was agreed to."""

    query_code: str
    last_six: str
    address: str
    agrees: bool = True


@dataclass(frozen=True)
class _Found:
    """Whose code it is; `student` is some other child where it is nobody's."""

    student: Student | None
    guardian_key: int | None
    is_known: bool


def sign_in(attempt: Attempt, *, at: datetime) -> Guardian:
    """Open one child for a family; written down either way.

    Raises JunhengError `child_agreement_needed` before anything is looked at, and
    `child_sign_in_failed` for every failure alike: unknown code, wrong digits, a child that was
    taken off the roster, a code or an address that is locked.
    """
    if not attempt.agrees:
        raise JunhengError("child_agreement_needed")
    typed = rules.normalised_code(attempt.query_code)
    digits = rules.normalised_digits(attempt.last_six)
    # More than one where two codes are equal by chance: the numbers tell the children apart.
    checked = [(_fault(one, digits), one) for one in _find(typed)]
    reason, found = next((pair for pair in checked if not pair[0]), checked[0])
    whose = found.student.code if found.is_known and found.student else f"typed:{typed}"
    counted = (
        blind_index("failures-child", whose),
        blind_index("failures-address", attempt.address),
    )
    guardian = None
    with audit.act():
        kept = Failures.objects.filter(of__in=counted, last_at__gte=at - rules.FAILURES_KEPT)
        rows = {row.of: row for row in kept}
        tallies = [_tally(rows.get(of)) for of in counted]
        if any(tally.is_locked(at) for tally in tallies):
            reason = "locked"
        if reason:
            forget_failures(at=at)
            tallies = [tally.after_failure(at) for tally in tallies]
            for of, tally in zip(counted, tallies, strict=True):
                _keep(rows.get(of), of, tally, at)
            event = SignInRefused(subject=_subject(found), reason=reason, failures=tallies[0].count)
            audit.record(event, by=PublicActor(), at=at)
        else:
            guardian = _opened(found, at=at)
            if rows:
                Failures.objects.filter(of__in=counted).delete()
    if guardian is None:
        raise JunhengError(FAILED)
    return guardian


def forget_failures(*, at: datetime) -> int:
    """Remove what is older than a day; return how many rows."""
    removed, _ = Failures.objects.filter(last_at__lt=at - rules.FAILURES_KEPT).delete()
    return removed


def _find(typed: str) -> list[_Found]:
    """Whose code it may be: one child as a rule; where nobody's, another one to do the work on."""
    first = students.keys_of_query_code(typed)
    second = queries.guardians_of_query_code(typed)
    stand_in = students.any_key()
    pairs: list[tuple[int, int | None]] = [(key, None) for key in first]
    pairs += [(student_key, guardian_key) for guardian_key, student_key in second]
    is_known = bool(pairs)
    return [
        _Found(students.student_of_key(key), guardian_key, is_known=is_known)
        for key, guardian_key in pairs or [(stand_in, None)]
    ]


def _fault(found: _Found, digits: str) -> str:
    """Why this is no sign-in, for the trail; nothing where it is one."""
    if found.student is None:
        return "unknown_code"
    born = date.fromisoformat(json.loads(found.student.attributes)["birth_date"])
    expected = rules.last_six(found.student.identity_number, born)
    is_right = compare_digest(expected.encode(), digits.encode())
    if not found.is_known:
        return "unknown_code"
    if not is_right:
        return "wrong_digits"
    return "" if found.student.state in TAKES_PART else "withdrawn"


def _opened(found: _Found, *, at: datetime) -> Guardian:
    """The account that signed in, made at its first time; inside the act."""
    student, version = found.student, rules.RULE.version
    if student is None:
        raise LookupError("nobody signed in")
    open_ones = Guardian.objects.filter(student=student, ended_at__isnull=True)
    if found.guardian_key is not None:
        guardian = open_ones.filter(pk=found.guardian_key).first()
        if guardian is None:  # ended a moment ago
            raise JunhengError(FAILED)
    else:
        guardian = open_ones.filter(place=FIRST).order_by().first() or Guardian(
            student=student, place=FIRST, opened_at=at, opened_by="slip"
        )
    guardian.student = student
    agrees_anew = guardian.agreed_to != version
    if agrees_anew:
        guardian.agreed_to = version
        guardian.save()
        Consent.objects.create(
            guardian=guardian, version=version, digest=rules.RULE.digest, given_at=at
        )
    event = ChildOpened(
        subject=subject_of(student),
        place=guardian.place,
        agreed_to=version if agrees_anew else "",
    )
    audit.record(event, by=actor_of(guardian), at=at)
    return guardian


def _tally(row: Failures | None) -> rules.Tally:
    return rules.Tally(row.count, row.locked_until) if row else rules.Tally()


def _keep(row: Failures | None, of: str, tally: rules.Tally, at: datetime) -> None:
    row = row or Failures(of=of)
    row.count, row.locked_until, row.last_at = tally.count, tally.locked_until, at
    row.save()


def _subject(found: _Found) -> Subject:
    return subject_of(found.student) if found.is_known and found.student else Subject("student")

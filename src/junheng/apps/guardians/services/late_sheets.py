"""What the record holds of late arrivals: their batch before its draw, class and slip after it.

Their ticket is the late slip (sg1/late-slip): batch and leaf, the class stands in the ledger.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

from junheng.apps.assignment.models import SessionCohort
from junheng.apps.guardians import queries
from junheng.apps.students.models import Student
from junheng.apps.students.services.late import late_students
from junheng.ceremony.frozen import FrozenUnit
from junheng.ceremony.late_batches import LateBatch, load_batches
from junheng.ceremony.opened import Ceremony
from junheng.ceremony.reconciling import is_committed
from junheng.engine.record.canonical import canonical_bytes, document_hash
from junheng.engine.record.documents import late_slip_document


def late_basis_of(part: SessionCohort) -> str:
    """What the sheets of a cohort's late arrivals are made of now; empty without a batch."""
    batches = queries.late_codes(part.cohort)
    if not batches:
        return ""
    is_published = part.cohort.published_at is not None
    words = " ".join(f"{code}.{state}" for code, state in batches)
    digest = hashlib.sha256(f"{words} {is_published}".encode()).hexdigest()
    return f"late.{digest[:40]}.{part.lots}"


def late_contents(
    ceremony: Ceremony,
    unit: FrozenUnit,
    part: SessionCohort,
    classes: Mapping[str, tuple[int, str]],
) -> list[tuple[Student, dict[str, Any]]]:
    """The sheet of each late arrival that a batch of the unit has frozen."""
    batches = [one for one in load_batches(ceremony) if one.unit == unit.unit]
    found = []
    for student in late_students(part.cohort):
        for batch in batches:
            content = _content(ceremony, batch, student, part, classes)
            if content is not None:
                found.append((student, content))
                break
    return found


def _content(
    ceremony: Ceremony,
    batch: LateBatch,
    student: Student,
    part: SessionCohort,
    classes: Mapping[str, tuple[int, str]],
) -> dict[str, Any] | None:
    number = student.identity_number
    places = [
        place
        for place, one in enumerate(batch.students)
        if is_committed(ceremony.frozen, one, number)
    ]
    if not places:
        return None
    code = document_hash(ceremony.frozen.suite, batch.document)
    slip = late_slip_document(late=code, roster_leaf=batch.students[places[0]].leaf)
    text = canonical_bytes(slip).decode()
    content: dict[str, Any] = {
        "ticket": text,
        "is_published": False,
        "late": code,
        "freeze": ceremony.frozen.code,
    }
    if not batch.placed or part.cohort.published_at is None:
        return content
    group = f"G{batch.placed[places[0]] + 1}"
    class_number, teacher = classes.get(group, (0, ""))
    return content | {
        "is_published": True,
        "slip": text,
        "group": group,
        "number": class_number,
        "teacher": teacher,
        "teachers": {f"{one}班": name for one, name in classes.values()},
    }

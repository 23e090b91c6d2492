"""Tickets made ready: one row a child, so that the evening of publication reads and never draws.

A sheet is made of freeze, result and lots. While it is not published it holds the pre-ticket
(预凭条); afterwards the ticket as it lies in the session's folder, and what the lots say. After the
publication the worker makes them; a family that comes before it, or between freeze and
publication, makes ready what is stale in the whole session.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet

from junheng.apps.assignment.models import Session, SessionCohort
from junheng.apps.assignment.services.folders import read_ceremony, refuse_destroyed
from junheng.apps.assignment.states import SessionState
from junheng.apps.campaigns.models import Cohort
from junheng.apps.guardians import queries
from junheng.apps.guardians.models import LONGEST_BASIS, Sheet
from junheng.apps.guardians.services.late_sheets import late_basis_of, late_contents
from junheng.apps.students import queries as students
from junheng.apps.students.models import Student
from junheng.apps.students.states import StudentState
from junheng.ceremony.frozen import FrozenStudent, FrozenUnit
from junheng.ceremony.lots import final_classes
from junheng.ceremony.opened import Ceremony
from junheng.ceremony.publishing import TICKETS, roster_tree
from junheng.ceremony.reconciling import is_committed
from junheng.engine.record.canonical import canonical_bytes, document_hash
from junheng.engine.record.documents import pre_ticket_document, slip_document
from junheng.engine.record.merkle import LeafTree

_AT_ONCE: Final = 500
_ONE_AT_A_TIME: Final = Lock()
"""In one process one thread reads a session's record; the others find the sheets afterwards."""


@dataclass(frozen=True)
class OwnSheet:
    """What the record holds of one child.

    `ticket` is canonical text: sg1/ticket, without the placement while `is_published` is false.
    `slip` is the short form for a QR code. `number` is that of the class, 0 where it has none;
    `teachers` are those of all classes of the grade, by the class's title, as the lots said. Of a
    late arrival the ticket is sg1/late-slip, `late` its batch's code and `freeze` the grade's.
    """

    ticket: str
    is_published: bool
    slip: str = ""
    group: str = ""
    number: int = 0
    teacher: str = ""
    teachers: Mapping[str, str] = field(default_factory=dict)
    late: str = ""
    freeze: str = ""

    @property
    def record(self) -> dict[str, Any]:
        """The child's leaf in the frozen roster."""
        leaf: dict[str, Any] = json.loads(self.ticket)["s"]
        return leaf

    @property
    def class_title(self) -> str:
        """The class as people say it."""
        return f"{self.number}班" if self.number else self.group

    @property
    def freeze_code(self) -> str:
        """The freeze code of the grade, which the ticket names."""
        return self.freeze or str(json.loads(self.ticket)["freeze"])


def own_sheet(student: Student, part: SessionCohort | None) -> OwnSheet | None:
    """The sheet of a child; None before a freeze, after a void, for a child that is not in it.

    Raises StepRefused `record_destroyed` after the end of the retention.
    """
    if part is None:
        return None
    refuse_destroyed(part.session)
    is_late = student.state == StudentState.LATE
    made_of = late_basis_of(part) if is_late else basis_of(part)
    if not made_of:
        return None
    sheet = queries.sheet_of(student)
    if sheet is None or sheet.made_of != made_of:
        if not queries.are_ready(part.cohort, made_of):
            if is_late:
                _prepare_late(part)
            else:
                prepare_session(part.session)
        sheet = queries.newest_sheet_of(student)
    if sheet is None or sheet.made_of != made_of:
        return None
    return OwnSheet(**json.loads(sheet.content))


def basis_of(part: SessionCohort | None) -> str:
    """What a cohort's sheets are made of now; empty while there is nothing to show."""
    if part is None or not part.session.freeze_code:
        return ""
    if part.session.state in {SessionState.PLANNED, SessionState.VOID}:
        return ""
    freeze = part.session.freeze_code
    return f"{freeze}.{part.result}.{part.lots}"[:LONGEST_BASIS] if _is_published(part) else freeze


def prepare_session(session: Session) -> int:
    """Make ready what is stale in a session; return how many sheets."""
    with _ONE_AT_A_TIME:
        stale = [
            one
            for one in queries.parts_of(session)
            if basis_of(one) and not queries.are_ready(one.cohort, basis_of(one))
        ]
        if not stale:
            return 0
        ceremony = read_ceremony(session)
        return sum(_prepare(ceremony, one) for one in stale)


def _prepare(ceremony: Ceremony, part: SessionCohort) -> int:
    unit = ceremony.frozen.unit_of(part.unit)
    if unit is None or ceremony.frozen.code != part.session.freeze_code:
        return 0
    stale = Sheet.objects.filter(student__cohort=part.cohort)
    stale = stale.exclude(student__state=StudentState.LATE)
    return _replace(stale, part.cohort, basis_of(part), _contents(ceremony, unit, part))


def _prepare_late(part: SessionCohort) -> int:
    """Make ready the sheets of a cohort's late arrivals; return how many."""
    with _ONE_AT_A_TIME:
        made_of = late_basis_of(part)
        ceremony = read_ceremony(part.session)
        unit = ceremony.frozen.unit_of(part.unit)
        if unit is None or queries.are_ready(part.cohort, made_of):
            return 0
        contents = late_contents(ceremony, unit, part, _classes(ceremony, unit))
        stale = Sheet.objects.filter(student__cohort=part.cohort, student__state=StudentState.LATE)
        return _replace(stale, part.cohort, made_of, contents)


def _replace(
    stale: QuerySet[Sheet],
    cohort: Cohort,
    made_of: str,
    contents: Sequence[tuple[Student, Mapping[str, Any]]],
) -> int:
    with transaction.atomic():
        # Another process may be at the same work.
        Cohort.objects.select_for_update(of=("self",)).get(pk=cohort.pk)
        if queries.are_ready(cohort, made_of):
            return 0
        stale.delete()
        sheets = [
            Sheet(student=student, made_of=made_of, content=json.dumps(content, ensure_ascii=False))
            for student, content in contents
        ]
        Sheet.objects.bulk_create(sheets, batch_size=_AT_ONCE)
    return len(sheets)


def _classes(ceremony: Ceremony, unit: FrozenUnit) -> dict[str, tuple[int, str]]:
    """Number and homeroom teacher of each class by its group, once the lots are drawn."""
    return {one.group: (one.number, one.teacher_name) for one in final_classes(ceremony, unit)}


def _contents(
    ceremony: Ceremony, unit: FrozenUnit, part: SessionCohort
) -> list[tuple[Student, dict[str, Any]]]:
    """The sheet of each student that the frozen roster has under his number."""
    frozen_rows = {one.row: one for one in unit.students}
    is_published = _is_published(part)
    classes = _classes(ceremony, unit)
    tree = roster_tree(ceremony.frozen.suite, unit)
    found = []
    for student in students.active_students(part.cohort):
        frozen = frozen_rows.get(student.row)
        # The row says where to look, the commitment says that it is this child.
        if frozen is None or not is_committed(ceremony.frozen, frozen, student.identity_number):
            continue
        if is_published:
            content = _published(ceremony, unit, frozen, classes)
        else:
            content = _awaited(ceremony, tree, frozen)
        found.append((student, content))
    return found


def _awaited(ceremony: Ceremony, tree: LeafTree, frozen: FrozenStudent) -> dict[str, Any]:
    suite = ceremony.frozen.suite
    document = pre_ticket_document(
        session=document_hash(suite, ceremony.frozen.session),
        freeze=ceremony.frozen.code,
        roster=tree,
        roster_leaf=frozen.leaf,
    )
    return {"ticket": canonical_bytes(document).decode(), "is_published": False}


def _published(
    ceremony: Ceremony,
    unit: FrozenUnit,
    frozen: FrozenStudent,
    classes: Mapping[str, tuple[int, str]],
) -> dict[str, Any]:
    ticket = ceremony.folder.read_bytes(f"{TICKETS}/{unit.unit}.{frozen.sid}.json").decode()
    placed = json.loads(ticket)["r"]
    slip = slip_document(freeze=ceremony.frozen.code, roster_leaf=frozen.leaf, result_leaf=placed)
    number, teacher = classes.get(placed["g"], (0, ""))
    return {
        "ticket": ticket,
        "is_published": True,
        "slip": canonical_bytes(slip).decode(),
        "group": placed["g"],
        "number": number,
        "teacher": teacher,
        "teachers": {f"{number}班": name for number, name in classes.values()},
    }


def _is_published(part: SessionCohort) -> bool:
    return part.cohort.published_at is not None and bool(part.result)

"""The sheet of schools: read, previewed, written."""

import hashlib
import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path, PurePath

from django.db.models import F

from junheng.apps.schools import queries
from junheng.apps.schools.columns import COLUMNS
from junheng.apps.schools.events import SchoolsImported
from junheng.apps.schools.models import School
from junheng.apps.schools.rules import SchoolEntry, SchoolsPreview, compare, entry_of, names_taken
from junheng.core.access import Actor, StepRefused
from junheng.core.audit import services as audit
from junheng.engine.errors import JunhengError
from junheng.tabular import Fault, read_table, read_workbook


def read_schools(name: str, content: bytes) -> tuple[tuple[SchoolEntry, ...], tuple[Fault, ...]]:
    """Read an uploaded sheet of schools; raises JunhengError when it is no spreadsheet at all."""
    with tempfile.TemporaryDirectory(prefix="junheng-") as folder:
        # The name on disk is ours: what a browser sends is never a path here.
        file = Path(folder) / f"upload{PurePath(name).suffix.lower()[:8]}"
        file.write_bytes(content)
        try:
            workbook = read_workbook(file)
        except JunhengError as error:
            raise JunhengError(error.code, **{**error.params, "file": name}) from error
    table = read_table(workbook.sheets[0], COLUMNS)
    required = {"code", "name", "stages", "is_private"}
    entries = tuple(entry_of(row.values) for row in table.rows if required <= row.values.keys())
    return entries, table.faults


def preview_schools(name: str, content: bytes) -> SchoolsPreview:
    """What the sheet would change, and everything that is wrong with it; writes nothing."""
    entries, faults = read_schools(name, content)
    known = queries.known_entries()
    taken = names_taken(entries, known)
    collisions = tuple(
        Fault("", None, "学校名称", "school_name_taken", {"code": code, "other": other})
        for code, other in sorted(taken.items())
    )
    return SchoolsPreview(compare(entries, known), faults + collisions)


def import_schools(
    entries: Sequence[SchoolEntry], *, file_digest: str, by: Actor, at: datetime
) -> SchoolsPreview:
    """Write the schools of a confirmed preview; schools that are not in it stay.

    Raises StepRefused when meanwhile another school took one of the names.
    """
    with audit.act():
        known = queries.known_entries()
        if names_taken(entries, known):
            raise StepRefused("schools_changed_meanwhile")
        changes = compare(entries, known)
        # Names are taken off first: two schools may exchange theirs in one sheet.
        changed = [change.entry.code for change in changes if change.change == "changed"]
        School.objects.filter(code__in=changed).update(name=F("code"))
        for change in changes:
            if change.change != "same":
                _write(change.entry, at)
        done = SchoolsPreview(changes, ())
        audit.record(
            SchoolsImported(
                file_digest=file_digest,
                new=done.new_count,
                changed=done.changed_count,
                same=done.same_count,
            ),
            by=by,
            at=at,
        )
    return done


def _write(entry: SchoolEntry, at: datetime) -> None:
    values = entry.as_json()
    School.objects.update_or_create(
        code=entry.code, defaults=values, create_defaults={**values, "registered_at": at}
    )


def digest_of(content: bytes) -> str:
    """Digest of an uploaded file, as the audit trail names it."""
    return hashlib.sha256(content).hexdigest()

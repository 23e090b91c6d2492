"""The only roads to imports of rosters."""

from django.db.models import QuerySet

from junheng.apps.campaigns.models import Cohort
from junheng.apps.students.models import RosterImport
from junheng.apps.students.states import ImportState
from junheng.core.access import NotVisible, Permission, StaffActor


def imports_visible_to(actor: StaffActor) -> QuerySet[RosterImport]:
    """The imports of the schools whose rosters the actor keeps."""
    found = RosterImport.objects.select_related("cohort__school", "cohort__campaign", "file")
    reach = actor.schools_for(Permission.STUDENTS_EDIT)
    return found if reach is None else found.filter(cohort__school__code__in=reach)


def get_import(actor: StaffActor, code: str) -> RosterImport:
    """One import; raises NotVisible."""
    found = imports_visible_to(actor).filter(code=code).first()
    if found is None:
        raise NotVisible
    return found


def open_import(actor: StaffActor, cohort: Cohort) -> RosterImport | None:
    """The preview that waits for its confirmation."""
    waiting = imports_visible_to(actor).filter(cohort=cohort, state=ImportState.PREVIEWED)
    return waiting.first()


def imports_of(actor: StaffActor, cohort: Cohort) -> list[RosterImport]:
    """All imports of a cohort, newest first."""
    return list(imports_visible_to(actor).filter(cohort=cohort)[:20])

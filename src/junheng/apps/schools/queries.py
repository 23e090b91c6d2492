"""The only roads to the bureau and its schools."""

from django.db.models import Q, QuerySet

from junheng.apps.schools.models import Bureau, Contact, School
from junheng.apps.schools.rules import (
    BUREAU_FIELDS,
    BureauEntry,
    ContactEntry,
    SchoolEntry,
    UnitContact,
)
from junheng.core.access import NotVisible, Permission, StaffActor


def find_bureau() -> Bureau | None:
    """The bureau, once the set-up has begun."""
    return Bureau.objects.first()


def is_set_up() -> bool:
    """Whether the guided set-up was finished."""
    return Bureau.objects.filter(set_up_at__isnull=False).exists()


def bureau_entry() -> BureauEntry:
    """The bureau's own data as they stand; raises `NotVisible` before the set-up."""
    bureau = find_bureau()
    if bureau is None:
        raise NotVisible
    return BureauEntry(**{field: getattr(bureau, field) for field in BUREAU_FIELDS})


def contact_entries() -> tuple[ContactEntry, ...]:
    """The table of telephones beside the bureau's own, in its order."""
    return tuple(
        ContactEntry(unit=one.unit, phone=one.phone, mailbox=one.mailbox, hours=one.hours)
        for one in Contact.objects.all()
    )


def contacts() -> tuple[UnitContact, ...]:
    """Where complaints are taken, for everybody: the bureau first, then the table in its order.

    The bureau is left out while it has neither telephone nor mailbox. Anyone may see this: it
    hangs on the boards.
    """
    bureau = find_bureau()
    own = []
    if bureau is not None and (bureau.complaint_phone or bureau.complaint_email):
        own.append(
            UnitContact(
                unit=bureau.name,
                phone=bureau.complaint_phone,
                mailbox=bureau.complaint_email,
                hours=bureau.complaint_hours,
                order=0,
                school_code="",
            )
        )
    others = [
        UnitContact(
            unit=one.unit,
            phone=one.phone,
            mailbox=one.mailbox,
            hours=one.hours,
            order=one.order,
            school_code=one.school.code if one.school else "",
        )
        for one in Contact.objects.select_related("school")
    ]
    return (*own, *others)


def schools_visible_to(actor: StaffActor) -> QuerySet[School]:
    """All schools for a post at the bureau, otherwise those of the actor's posts."""
    reach = actor.schools_for(Permission.SCHOOLS_VIEW)
    return School.objects.all() if reach is None else School.objects.filter(code__in=reach)


def get_school(actor: StaffActor, code: str) -> School:
    """One school; raises `NotVisible`."""
    school = schools_visible_to(actor).filter(code=code).first()
    if school is None:
        raise NotVisible
    return school


def list_schools(actor: StaffActor, *, search: str = "") -> list[School]:
    """The schools that the actor sees, by code; `search` is part of a name or a code."""
    found = schools_visible_to(actor)
    if search:
        found = found.filter(Q(name__icontains=search) | Q(code__startswith=search))
    return list(found)


def all_schools() -> list[School]:
    """Every school, for choosing the place of a post and for the set-up."""
    return list(School.objects.all())


def count_schools() -> int:
    """How many schools the county has."""
    return School.objects.count()


def known_entries() -> dict[str, SchoolEntry]:
    """Code → school as it stands, to compare a sheet with."""
    return {
        school.code: SchoolEntry(
            code=school.code,
            name=school.name,
            has_primary=school.has_primary,
            has_junior=school.has_junior,
            is_private=school.is_private,
            is_hot=school.is_hot,
        )
        for school in School.objects.all()
    }

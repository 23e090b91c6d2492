"""The bureau's own data and the telephones for complaints: at set-up, and by two people after it.

Names and numbers stand on every notice, and whoever changes a telephone changes who is told of a
complaint. So one of the bureau asks and another one confirms what stands on his page.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, Final

from junheng.apps.schools import queries
from junheng.apps.schools.events import BureauChanged, BureauDescribed, ContactsSet
from junheng.apps.schools.models import Bureau, Contact
from junheng.apps.schools.rules import (
    BUREAU_FIELDS,
    FIXED_IN_A_YEAR,
    BureauEntry,
    ContactEntry,
    changed_of_bureau,
)
from junheng.core.access import Actor, NotVisible, Permission, Role, StaffActor, StepRefused
from junheng.core.access.models import Proposal
from junheng.core.access.proposals import TwoPersonAct, declare_act, propose
from junheng.core.audit import services as audit
from junheng.engine.errors import JunhengError
from junheng.engine.record.canonical import canonical_bytes

PAGE: Final = "schools:change"
_ASKS: Final = frozenset((Role.BUREAU_OPERATOR,))
_CONFIRMS: Final = frozenset((Role.BUREAU_REVIEWER,))
_WITHIN: Final = timedelta(days=7)

_USES: dict[str, Callable[[], bool]] = {}


def declare_use_of_rules(name: str, is_used: Callable[[], bool]) -> None:
    """Say when the bureau's rules and code must stay: an application above knows its work."""
    _USES[name] = is_used


def rules_are_in_use() -> bool:
    """Whether work is under way that was begun under the rules and the code of now."""
    return any(is_used() for is_used in _USES.values())


def describe_bureau(
    *,
    county_code: str,
    county_name: str,
    name: str,
    profile: str,
    complaint_phone: str,
    complaint_email: str,
    complaint_hours: str = "",
    by: Actor,
    at: datetime,
) -> Bureau:
    """Write the bureau's own data; they can be written again until the set-up ends."""
    with audit.act():
        bureau = queries.find_bureau() or Bureau()
        bureau.county_code = county_code
        bureau.county_name = county_name
        bureau.name = name
        bureau.profile = profile
        bureau.complaint_phone = complaint_phone
        bureau.complaint_email = complaint_email
        bureau.complaint_hours = complaint_hours
        bureau.save()
        audit.record(BureauDescribed(county_code=county_code, profile=profile), by=by, at=at)
    return bureau


def finish_set_up(*, at: datetime) -> None:
    """Close the guided set-up; called inside the act that made the first accounts."""
    changed = Bureau.objects.filter(set_up_at__isnull=True).update(set_up_at=at)
    if not changed:
        raise StepRefused("already_set_up")


def propose_bureau(entry: BureauEntry, *, by: StaffActor, at: datetime) -> Proposal:
    """Ask to change the bureau's data.

    Raises NotAllowed, StepRefused, and JunhengError: `bureau_changes_nothing`,
    `bureau_rules_in_use` while a year is under way that was begun with code and rules.
    """
    by.must(Permission.BUREAU_EDIT)
    before = queries.bureau_entry()
    fields = _check_change(before, entry)
    titles = "、".join(BUREAU_FIELDS[field] for field in fields)
    what = {"before": asdict(before), "after": asdict(entry)}
    return propose(CHANGE_BUREAU, summary=f"修改教育局资料：{titles}", what=what, by=by, at=at)


def propose_contacts(entries: Sequence[ContactEntry], *, by: StaffActor, at: datetime) -> Proposal:
    """Ask for another table of telephones, as a whole.

    Raises NotAllowed, StepRefused, and JunhengError: `contacts_change_nothing`,
    `contact_unit_twice`.
    """
    by.must(Permission.BUREAU_EDIT)
    units = [entry.unit for entry in entries]
    for unit in units:
        if units.count(unit) > 1:
            raise JunhengError("contact_unit_twice", unit=unit)
    before = queries.contact_entries()
    if tuple(entries) == before:
        raise JunhengError("contacts_change_nothing")
    what = {
        "before": [asdict(entry) for entry in before],
        "after": [asdict(entry) for entry in entries],
    }
    summary = f"更换各单位监督举报电话表：原 {len(before)} 个单位，改为 {len(entries)} 个单位"
    return propose(SET_CONTACTS, summary=summary, what=what, by=by, at=at)


def _check_change(before: BureauEntry, after: BureauEntry) -> tuple[str, ...]:
    fields = changed_of_bureau(before, after)
    if not fields:
        raise JunhengError("bureau_changes_nothing")
    if FIXED_IN_A_YEAR & set(fields) and rules_are_in_use():
        raise JunhengError("bureau_rules_in_use")
    return fields


def _change_bureau(proposal: Proposal, by: StaffActor, at: datetime) -> str:
    before, after = (BureauEntry(**proposal.what[side]) for side in ("before", "after"))
    bureau = Bureau.objects.select_for_update().first()
    if bureau is None:
        raise NotVisible
    if queries.bureau_entry() != before:
        raise StepRefused("bureau_changed_meanwhile")
    fields = _check_change(before, after)
    for field in fields:
        setattr(bureau, field, getattr(after, field))
    bureau.save(update_fields=list(fields))
    audit.record(BureauChanged(fields=" ".join(fields), profile=after.profile), by=by, at=at)
    return ""


def _set_contacts(proposal: Proposal, by: StaffActor, at: datetime) -> str:
    before, after = (_entries(proposal.what[side]) for side in ("before", "after"))
    if queries.contact_entries() != before:
        raise StepRefused("bureau_changed_meanwhile")
    schools = {school.name: school for school in queries.all_schools()}
    Contact.objects.all().delete()
    Contact.objects.bulk_create(
        Contact(order=order, school=schools.get(entry.unit), **asdict(entry))
        for order, entry in enumerate(after, 1)
    )
    digest = hashlib.sha256(canonical_bytes({"contacts": proposal.what["after"]})).hexdigest()
    audit.record(ContactsSet(units=len(after), digest=digest), by=by, at=at)
    return ""


def _entries(rows: Sequence[Mapping[str, Any]]) -> tuple[ContactEntry, ...]:
    return tuple(ContactEntry(**row) for row in rows)


CHANGE_BUREAU: Final = declare_act(
    TwoPersonAct(
        "schools.change_bureau",
        "修改教育局资料",
        _ASKS,
        _CONFIRMS,
        _WITHIN,
        _change_bureau,
        page=PAGE,
    )
)
SET_CONTACTS: Final = declare_act(
    TwoPersonAct(
        "schools.set_contacts",
        "更换监督举报电话表",
        _ASKS,
        _CONFIRMS,
        _WITHIN,
        _set_contacts,
        page=PAGE,
    )
)

"""What the demo shows beside the rosters and sessions: telephones, a child twice, a backup."""

from datetime import datetime
from typing import Final

from junheng.apps.care.jobs import nightly
from junheng.apps.care.services import backups
from junheng.apps.schools import services as schools
from junheng.apps.schools.rules import ContactEntry
from junheng.apps.students import queries as students
from junheng.apps.students.services import entering, records
from junheng.core.access import SystemActor
from junheng.core.access import proposals as two_people
from junheng.core.jobs.services import enqueue
from junheng.engine.record.container import Passphrase
from junheng.profiles import Stage
from tools.demo_story import Story
from tools.demo_world import World

CONTACTS: Final = (
    ContactEntry(unit="示例市教育局", phone="0800-0000001", hours="工作日 8:30—17:30"),
    ContactEntry(unit="派驻教育局纪检监察组", phone="0800-0000002"),
    ContactEntry(unit="城关第一小学", phone="0800-0000010", hours="工作日 9:00—16:00"),
)
_LISTS_FIRST, _LISTS_LATER = "010003", "010002"


def telephones_listed(world: World) -> Story:
    """The table of telephones: asked for by the operator, confirmed by the reviewer."""
    at = yield world.days.at(-40, 14)
    proposal = schools.propose_contacts(CONTACTS, by=world.people["operator"], at=at)
    at = yield world.days.at(-40, 15)
    reviewer = world.people["reviewer"]
    two_people.confirm(proposal.code, digest=proposal.digest, by=reviewer, at=at)


def listed_twice(world: World) -> Story:
    """A school types a child in that another school has on its roster already."""
    at = yield world.days.at(-2, 10)
    child = students.active_students(world.cohort(_LISTS_FIRST, Stage.PRIMARY))[0]
    cohort = world.cohort(_LISTS_LATER, Stage.PRIMARY)
    entering.enter_student(
        cohort.code,
        records.texts_to_correct(child),
        reason="家长到校登记入学。",
        by=world.people[f"clerk.{_LISTS_LATER}"],
        at=at,
    )


def backup_key_made(world: World, at: datetime) -> Passphrase:
    """The key for backups, made when all else is done: earlier every step would have asked for one.

    Asks for the care of the night, which makes the first backup. Returns the passphrase.
    """
    passphrase = backups.change_backup_key(by=world.people["system"], at=at)
    enqueue(nightly, by=SystemActor("daily"), at=at)
    return passphrase

"""The platform of the demo: a made-up county in the middle of its year, in its own data folder.

One school stands in every state of the process. Everything is done by the applications' services,
at the moments at which people would do it, so that the trail and the ledgers are whole.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test.utils import override_settings
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from junheng.core.jobs.carrying_out import on_duty
from junheng.core.jobs.models import JobRun, JobState
from junheng.core.jobs.queue import carry_out
from junheng.core.jobs.running import Shift
from junheng.profiles import Stage
from tools import demo_afterwards as afterwards
from tools import demo_care as care
from tools import demo_inspections as inspections
from tools import demo_monitoring as monitoring
from tools import demo_rosters as rosters
from tools import demo_sittings as sittings
from tools import demo_teams as teams
from tools.demo_rosters import Home
from tools.demo_sittings import Sitting
from tools.demo_story import Story, tell
from tools.demo_world import World, opening

EARLY, USUAL = -34, -14
"""The first day of the schools that went ahead, and of the others."""


class QuickHasher(Argon2PasswordHasher):
    """Forty people choose a password that is printed for everybody: it need not cost a minute."""

    time_cost = 1
    memory_cost = 1024
    parallelism = 1


# A drill comes with the first night that it is served: nobody waits for it here.
@override_settings(PASSWORD_HASHERS=["tools.demo_platform.QuickHasher"], JUNHENG_DRILL_DAYS=0)
def build(now: datetime) -> World:
    """Fill an empty, migrated platform as it would look at the moment `now`.

    Raises RuntimeError when a job of it did not come to its end.
    """
    world = World.at(now)
    tell(stories(world), after_each=work_off)
    world.backup_passphrase = care.backup_key_made(world, now)
    work_off(now)
    failed = list(JobRun.objects.exclude(state=JobState.DONE).values_list("job", "fault_code"))
    if failed:
        raise RuntimeError(f"jobs of the demo failed: {failed}")
    return world


def stories(world: World) -> Iterator[Story]:
    """Every story of the county."""
    primary, junior = Stage.PRIMARY, Stage.JUNIOR

    def home(school: int, stage: Stage, size: int, first_day: int = USUAL) -> Home:
        return Home(world, f"{school:06}", stage, size, first_day)

    yield opening(world)
    yield care.telephones_listed(world)
    yield care.listed_twice(world)
    yield monitoring.collected(world)
    # 柳溪小学 (10001) has not begun.
    yield rosters.some_answers(home(10002, primary, 132, -11))
    yield teams.handed_in_with_teams(home(10003, primary, 85))
    yield rosters.given_back(home(10004, primary, 78))
    yield rosters.approved(home(10018, primary, 28))
    yield _planned(world, home(10005, junior, 140))
    yield _frozen(world, home(10006, primary, 80))
    yield _halfway(world, home(10007, junior, 96), sittings.SEALED, is_own=False)
    yield _halfway(world, home(10008, primary, 70), sittings.ROLLED, is_own=True)
    yield _halfway(world, home(10009, primary, 66), sittings.HALF_TYPED, is_own=False)
    yield _halfway(world, home(10010, primary, 84), sittings.LOCKED, is_own=True)
    yield from _county_session(
        world, home(10011, junior, 92), home(10012, primary, 60), home(10013, junior, 66)
    )
    yield _void(world, home(10017, primary, 74))
    published = home(10014, junior, 104, -24)
    yield _published(world, published)
    yield from _early_session(
        world,
        home(10015, primary, 52, EARLY),
        home(10015, junior, 58, EARLY),
        changed := home(10016, primary, 64, EARLY),
    )
    yield inspections.inspected(world, changed, published)


def _planned(world: World, home: Home) -> Story:
    """Approved, teachers posted, the session arranged."""
    yield from rosters.with_teachers(home)
    sitting = Sitting(world, "第二中学七年级阳光分班", [home], world.days.at(3, 9))
    yield from sittings.arranged(sitting, -5)


def _frozen(world: World, home: Home) -> Story:
    """Frozen, the notice posted, the freedom report there."""
    yield from rosters.with_teachers(home)
    sitting = Sitting(world, "西坪小学一年级阳光分班", [home], world.days.at(1, 9))
    yield from sittings.arranged(sitting, -5)
    yield from sittings.frozen(sitting, -3)
    yield from sittings.freedom_reported(sitting, -3)


def _halfway(world: World, home: Home, steps: int, *, is_own: bool) -> Story:
    """The ceremony is going on at this moment; `is_own`: the school holds it itself."""
    yield from rosters.with_teachers(home)
    cohort = home.cohort
    begins = world.days.ago(sittings.BETWEEN * steps + 2)
    sitting = Sitting(world, f"{cohort.title}阳光分班", [home], begins - timedelta(minutes=5))
    if is_own:
        sitting.holder, sitting.second = f"clerk.{home.school}", f"principal.{home.school}"
        sitting.place = f"{cohort.school.name}操场"
    yield from sittings.arranged(sitting, -5)
    yield from sittings.frozen(sitting, -3)
    yield from sittings.held(sitting, begins, steps)


def _void(world: World, home: Home) -> Story:
    """Frozen, then made void: the school is where it was before the freeze."""
    yield from rosters.with_teachers(home)
    sitting = Sitting(world, "南山小学一年级阳光分班", [home], world.days.at(2, 9))
    yield from sittings.arranged(sitting, -6)
    yield from sittings.frozen(sitting, -5)
    yield from sittings.made_void(sitting, -4)


def _county_session(world: World, drawn: Home, with_lots: Home, signed: Home) -> Iterator[Story]:
    """Yesterday's session of three schools that have come differently far."""
    homes = [drawn, with_lots, signed]
    yield from (rosters.with_teachers(home) for home in homes)
    sitting = Sitting(world, "青禾县北片阳光分班现场会", homes, world.days.at(-1, 9))

    def story() -> Story:
        yield from sittings.arranged(sitting, -5)
        yield from sittings.frozen(sitting, -3)
        yield from sittings.held(sitting, world.days.at(-1, 9, 5), sittings.DRAWN)
        yield from sittings.representatives(sitting, with_lots, world.days.at(-1, 10, 30))
        yield from sittings.lots(sitting, with_lots, world.days.at(-1, 11))
        yield from sittings.lots(sitting, signed, world.days.at(-1, 14))
        yield from sittings.evidence(sitting, world.days.at(-1, 15), [signed])
        yield from sittings.effective(sitting, world.days.at(-1, 16), [signed])

    yield story()


def _published(world: World, home: Home) -> Story:
    """Published last week with whole teams; the notice still hangs."""
    yield from teams.with_teams(home)
    day = -5
    sitting = Sitting(world, "第一中学七年级阳光分班", [home], world.days.at(day, 9))
    yield from sittings.arranged(sitting, day - 5)
    yield from sittings.frozen(sitting, day - 3)
    yield from sittings.held(sitting, world.days.at(day, 9, 5), sittings.DRAWN)
    yield from sittings.representatives(sitting, home, world.days.at(day, 10))
    yield from sittings.lots(sitting, home, world.days.at(day, 10, 30))
    yield from sittings.evidence(sitting, world.days.at(day, 14), [home])
    yield from sittings.effective(sitting, world.days.at(day, 15), [home])
    yield from sittings.published(sitting, world.days.at(day, 16))
    yield from teams.replaced(home, day + 2)


def _early_session(
    world: World, locked: Home, with_late: Home, with_change: Home
) -> Iterator[Story]:
    """Three schools that went ahead three weeks ago; their session is closed."""
    homes = [locked, with_late, with_change]
    yield from (rosters.with_teachers(home) for home in homes)
    day = -20
    sitting = Sitting(world, "青禾县阳光分班首批现场会", homes, world.days.at(day, 9))

    def story() -> Story:
        yield from sittings.arranged(sitting, -25)
        yield from sittings.frozen(sitting, -23)
        yield from sittings.held(sitting, world.days.at(day, 9, 5), sittings.DRAWN)
        for number, home in enumerate(homes):
            begins = world.days.at(day + 1, 9 + number)
            yield from sittings.representatives(sitting, home, begins)
            yield from sittings.lots(sitting, home, begins + timedelta(minutes=20))
        yield from sittings.evidence(sitting, world.days.at(day + 1, 15), homes)
        yield from sittings.effective(sitting, world.days.at(day + 1, 16), homes)
        yield from sittings.published(sitting, world.days.at(day + 1, 17))
        yield from sittings.locked(sitting, world.days.at(-10, 9), homes)

    yield story()
    yield afterwards.late_batch(with_late, -9)
    yield afterwards.change(with_change, -8)
    yield afterwards.roll_compared(locked, -7)


def work_off(at: datetime) -> None:
    """Carry out everything in the queue, as the worker beside the server would."""
    with on_duty(Shift("demo", lambda: at, timedelta(minutes=5))):
        while (entry := DBTaskResult.objects.ready().first()) is not None:
            entry.claim("demo")
            carry_out.call(**entry.args_kwargs["kwargs"])
            DBTaskResult.objects.filter(pk=entry.pk).update(status=TaskResultStatus.SUCCESSFUL)

"""Teaching teams of the demo: proposed, locked, filed, drawn by their heads, replaced.

One school goes the whole way to a replacement; another one, whose first list lacked a teacher, has
handed its teams in. Everywhere else homeroom teachers draw alone.
"""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from junheng.apps.teams import queries
from junheng.apps.teams.rules.curriculum import usual_lessons
from junheng.apps.teams.rules.inputs import LockedRow
from junheng.apps.teams.services import filing, preparing, proposing, replacing
from junheng.apps.teams.services.reporting import take_report
from junheng.apps.teams.services.showing import shown_teams
from junheng.core.access.models import Proposal as Asked
from junheng.core.access.proposals import confirm
from junheng.engine.randomness.stream import RandomStream
from junheng.rosters.curriculum import CORE_SUBJECTS
from tools.demo_rosters import Home, approved, handed_in, teachers_posted
from tools.demo_story import Story, minute_after
from tools.demo_world import post
from tools.make_county import COUNTY, make_names

SUBJECT: Final = "数学"
"""Taught by one person more than there are classes: one to lock, and one to take over."""
MISSING: Final = "音乐"
KEPT_BECAUSE: Final = "支教教师本学期跟岗，须与师父同班。"
REPLACED_BECAUSE: Final = "原任教师休产假，由同年级同学科教师接任。"
ASKED_BECAUSE: Final = "原任教师借调进修一学期。"

_CLASSES_OF_ONE = 3
"""How many classes a teacher of a subject of few hours has."""
_HEADINGS: Final = "工号,姓名,学科,性别,职称,教龄,骨干称号,是否可任班主任"
_TITLES: Final = ("二级教师", "一级教师", "一级教师", "高级教师")
_BACKBONE: Final = ("", "", "校级", "县级", "市级")


def handed_in_with_teams(home: Home) -> Story:
    """Roster and teams are at the bureau; of the first list no teams could be made."""
    yield from handed_in(home)
    at = yield home.at(3, 14)
    _import(home, at, without=MISSING)
    proposing.ask_for_teams(home.cohort.code, by=home.clerk, at=at)
    at = yield minute_after(at, 30)
    yield from _chosen(home, at)


def with_teams(home: Home) -> Story:
    """The same as `rosters.with_teachers`, with whole teams on the list."""
    yield from approved(home)
    at = yield home.at(4, 10)
    yield from _chosen(home, at)
    yield from teachers_posted(home)


def replaced(home: Home, day: int) -> Story:
    """After the lots: the report, a teacher replaced with consent and posted, another asked for."""
    world = home.world
    at = yield world.days.at(day, 10)
    filed = queries.filed_proposal(home.cohort)
    if filed is None:
        raise LookupError(f"no teams are filed of {home.cohort.title}")
    take_report(home.cohort.code, filed.code, by=home.principal, at=at)
    first, second = _replaceable(home)
    asked = _ask(home, first, REPLACED_BECAUSE, at)
    at = yield world.days.at(day, 14)
    confirm(asked.code, digest=asked.digest, by=world.people["reviewer"], at=at)
    at = yield minute_after(at, 40)
    done = queries.replacements_of(home.cohort)[0]
    notice = replacing.make_replacement_notice(home.cohort.code, done.code, by=home.clerk, at=at)
    at = yield minute_after(at, 20)
    post(notice, home.clerk, at)
    at = yield world.days.at(day + 2, 8)
    _ask(home, second, ASKED_BECAUSE, at)


def _chosen(home: Home, at: datetime) -> Story:
    """Proposed, a row locked, proposed again; the principal hands the second one in."""
    code = home.cohort.code
    _import(home, at)
    first = proposing.ask_for_teams(code, by=home.clerk, at=at)
    at = yield minute_after(at, 10)
    preparing.keep_row(code, _row_to_lock(home, first.code), by=home.clerk, at=at)
    second = proposing.ask_for_teams(code, by=home.clerk, at=at)
    at = yield minute_after(at, 15)
    filing.file_proposal(code, second.code, by=home.principal, at=at)


def _import(home: Home, at: datetime, *, without: str = "") -> None:
    rows = [row for row in _rows(home) if f",{without}," not in row or not without]
    content = "\n".join((_HEADINGS, *rows)).encode()
    code = home.cohort.code
    done = preparing.import_roster(code, "任课教师.csv", content, by=home.clerk, at=at)
    if done.roster is None:
        raise ValueError([fault.code for fault in done.reading.faults])
    preparing.set_lessons(code, usual_lessons(home.stage), by=home.clerk, at=at)


def _rows(home: Home) -> Iterator[str]:
    """The teachers of a year as its school's sheet has them, a line each."""
    words = f"{COUNTY} {home.cohort.school.name} {home.stage.value} 任课教师"
    stream = RandomStream(hashlib.sha256(words.encode()).digest())
    classes = home.cohort.class_count or 0
    posts = [
        subject
        for subject in usual_lessons(home.stage).names
        for _ in range(_needed(subject, classes))
    ]
    for number, (subject, name) in enumerate(
        zip(posts, make_names(len(posts), stream), strict=True), start=1
    ):
        years = 2 + stream.below(28)
        values = (
            *(f"T{number:03}", name, subject, "男女"[stream.below(2)]),
            *(_TITLES[min(years // 6, 3)], str(years), _BACKBONE[stream.below(5)]),
            "是" if subject in CORE_SUBJECTS else "",
        )
        yield ",".join(values)


def _needed(subject: str, classes: int) -> int:
    if subject in CORE_SUBJECTS:
        return classes + (subject == SUBJECT)
    return -(-classes // _CLASSES_OF_ONE)


def _row_to_lock(home: Home, proposal: str) -> LockedRow:
    """A teacher who is nobody's homeroom teacher, for the first class that has another one."""
    teams = shown_teams(queries.proposal_of_code(proposal)).teams
    heads = {team.homeroom for team in teams}
    roster = queries.newest_roster(home.cohort)
    numbers = {one.name: one.number for one in roster.teachers} if roster else {}
    free = [
        one.name
        for one in (roster.teachers if roster else ())
        if SUBJECT in one.subjects and one.name not in heads
    ]
    head, name = next(
        (team.homeroom, name)
        for team in teams
        for member in team.members
        for name in free
        if member.subject == SUBJECT and not member.is_homeroom and member.name != name
    )
    return LockedRow((head, numbers[head]), SUBJECT, (name, numbers[name]), KEPT_BECAUSE)


def _replaceable(home: Home) -> list[tuple[int, str]]:
    """Rows of the list, one a subject, that are not locked and have a successor.

    Homeroom teachers are replaced elsewhere.
    """
    standing = replacing.standing_of(home.cohort)
    kept = {row.teacher for row in queries.kept_rows(home.cohort)}
    found: dict[str, int] = {}
    for place in range(1, len(standing.plan.teams) + 1):
        for subject in standing.roster.subjects:
            taught, head = standing.names_at(place, subject)
            if taught not in (head, *kept) and replacing.possible_successors(
                standing, place, subject
            ):
                found.setdefault(subject, place)
    return [(place, subject) for subject, place in found.items()][:2]


def _ask(home: Home, row: tuple[int, str], reason: str, at: datetime) -> Asked:
    place, subject = row
    standing = replacing.standing_of(home.cohort)
    before, _ = standing.names_at(place, subject)
    after = replacing.possible_successors(standing, place, subject)[0]
    swap = replacing.Swap(place, subject, before, after)
    return replacing.ask_replacement(
        home.cohort.code, swap, reason=reason, by=home.principal, at=at
    )

"""What a school of the demo does before its classes are drawn, as far as its story goes."""

from dataclasses import dataclass
from datetime import datetime

from junheng.apps.campaigns import services as campaigns
from junheng.apps.campaigns.models import Cohort
from junheng.apps.campaigns.rules import needed_classes
from junheng.apps.notices import services as notices
from junheng.apps.students import queries as students
from junheng.apps.students.services import answers, imports, slips
from junheng.apps.teachers import services as teachers
from junheng.core.access import StaffActor
from junheng.profiles import Stage, load_profile
from tools.demo_county import roster_sheet, teachers_of
from tools.demo_story import Story, minute_after
from tools.demo_world import PROFILE, World, post


@dataclass(frozen=True)
class Home:
    """A starting grade of the demo with its number of children."""

    world: World
    school: str
    stage: Stage
    size: int
    first_day: int
    """The day, counted from today, on which its clerk begins."""

    @property
    def cohort(self) -> Cohort:
        """It as it stands."""
        return self.world.cohort(self.school, self.stage)

    @property
    def clerk(self) -> StaffActor:
        """Who fills in."""
        return self.world.people[f"clerk.{self.school}"]

    @property
    def principal(self) -> StaffActor:
        """Who answers for it."""
        return self.world.people[f"principal.{self.school}"]

    def at(self, apart: int, hour: int) -> datetime:
        """A moment of this school's own, `apart` days after its beginning."""
        minute = int(self.school) % 40 + (10 if self.stage is Stage.JUNIOR else 0)
        return self.world.days.at(self.first_day + apart, hour, minute)


def roster(home: Home, *, has_scores: bool = False) -> Story:
    """The roster is uploaded, looked at, confirmed."""
    at = yield home.at(0, 9)
    people = home.world.children.of(home.cohort.school.name, home.stage, home.size)
    content = roster_sheet(home.cohort.school.name, people, has_scores=has_scores)
    found = imports.upload_roster(
        home.cohort.code, name="新生名册.xlsx", content=content, by=home.clerk, at=at
    )
    at = yield minute_after(at, 6)
    imports.confirm_import(found.code, by=home.clerk, at=at)


def some_answers(home: Home) -> Story:
    """Slips are out; half of them came back, one with an objection."""
    yield from roster(home, has_scores=True)
    at = yield home.at(0, 15)
    slips.print_slips(home.cohort.code, by=home.clerk, at=at)
    codes = students.student_codes(home.cohort)
    at = yield home.at(2, 16)
    answers.record_confirmed(home.cohort.code, codes[: len(codes) // 2], by=home.clerk, at=at)
    at = yield minute_after(at, 3)
    answers.open_dispute(
        codes[-1], statement="户口簿上的民族是苗族，名册写成了汉族。", by=home.clerk, at=at
    )


def handed_in(home: Home) -> Story:
    """All slips came back; the principal hands the roster in."""
    yield from roster(home)
    at = yield home.at(2, 16)
    answers.record_confirmed(home.cohort.code, None, by=home.clerk, at=at)
    at = yield home.at(3, 10)
    needed = needed_classes(home.cohort.figures, home.stage, load_profile(PROFILE))
    campaigns.submit_cohort(home.cohort.code, class_count=needed, by=home.principal, at=at)


def given_back(home: Home) -> Story:
    """The bureau gives the roster back."""
    yield from handed_in(home)
    at = yield home.at(4, 9)
    campaigns.return_cohort(
        home.cohort.code,
        reason="随迁子女人数与招生登记差 2 人，请核对后再报。",
        by=home.world.people["reviewer"],
        at=at,
    )


def approved(home: Home) -> Story:
    """The bureau approves; a single class is exempt with that."""
    yield from handed_in(home)
    at = yield home.at(4, 9)
    campaigns.approve_cohort(home.cohort.code, by=home.world.people["reviewer"], at=at)


def with_teachers(home: Home) -> Story:
    """The homeroom teachers are filed and posted."""
    yield from approved(home)
    cohort = home.cohort
    at = yield home.at(4, 11)
    names = teachers_of(cohort.school.name, home.stage, cohort.class_count or 0)
    teachers.write_list(cohort.code, names, by=home.clerk, at=at)
    at = yield minute_after(at, 9)
    teachers.submit_list(cohort.code, by=home.principal, at=at)
    yield from teachers_posted(home)


def teachers_posted(home: Home) -> Story:
    """The bureau files the list that was handed in; the school posts it."""
    cohort, reviewer = home.cohort, home.world.people["reviewer"]
    at = yield home.at(4, 15)
    teachers.file_list(cohort.code, by=reviewer, at=at)
    at = yield home.at(4, 16)
    notice = notices.make_teachers_notice(cohort, by=home.clerk, at=at)
    at = yield home.at(4, 17)
    post(notice, home.clerk, at)

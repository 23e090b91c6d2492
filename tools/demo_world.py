"""The demo's platform from its set-up to the published plan, and the people who act on it."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from PIL import Image, ImageDraw

from junheng.apps.accounts.models import SecondFactor, User
from junheng.apps.accounts.queries import actor_of
from junheng.apps.accounts.services import management, passwords, second_factor, set_up
from junheng.apps.campaigns import services as campaigns
from junheng.apps.campaigns.models import Campaign, Cohort
from junheng.apps.campaigns.states import DayKind
from junheng.apps.notices import services as notices
from junheng.apps.notices.models import Notice
from junheng.apps.schools import services as schools
from junheng.apps.schools.services import digest_of
from junheng.ceremony.surroundings import real_surroundings
from junheng.core.access import Role, StaffActor
from junheng.engine.randomness.digits import uniform_digits
from junheng.engine.record.container import Passphrase
from junheng.profiles import Stage
from junheng.reporting.forms.papers import Letterhead
from junheng.reporting.forms.posted import PostedNotice, posted_notice_pdf
from tools.demo_county import (
    ADMINISTRATORS,
    BUREAU,
    BUREAU_PEOPLE,
    COUNTY_CODE,
    SCHOOL_ROLES,
    SCHOOLS,
    Children,
    schools_sheet,
    staff_name,
)
from tools.demo_story import Days, Story, minute_after
from tools.make_county import COUNTY

PASSWORD: Final = "Qinghe-demo-2468"  # noqa: S105 - printed for everybody: nothing here is real
PROFILE: Final = "national"
HOTLINE: Final = "0800-0000000"
CALENDAR: Final = {
    DayKind.PLAN: -40,
    DayKind.ROSTER_DUE: -10,
    DayKind.CONFIRM_DUE: -5,
    DayKind.REVIEW_DUE: -4,
    DayKind.FREEZE: -3,
    DayKind.CEREMONY: 0,
    DayKind.LOTS: 1,
    DayKind.NOTICE_END: 8,
    DayKind.LATE_DRAW: 11,
}
"""Days from the day of the demo; the schools that went ahead were three weeks earlier."""

_STEP_SECONDS: Final = 30


@dataclass
class World:
    """What the stories share: the days, the people who act by their user names, the children."""

    days: Days
    children: Children
    people: dict[str, StaffActor] = field(default_factory=dict)
    backup_passphrase: Passphrase | None = None

    @classmethod
    def at(cls, now: datetime) -> "World":
        """The demo as it is made at a moment."""
        days = Days(now)
        return cls(days, Children(days.today.year))

    @property
    def campaign(self) -> Campaign:
        """The work of this year."""
        return Campaign.objects.get(year=self.days.today.year)

    def cohort(self, school_code: str, stage: Stage) -> Cohort:
        """A starting grade as it stands."""
        found = Cohort.objects.select_related("school", "campaign")
        return found.get(school__code=school_code, stage=stage.value)


def opening(world: World) -> Story:
    """Set-up, accounts, plan and calendar."""
    at = yield world.days.at(-45, 9)
    set_up.make_keys(at=at)
    schools.describe_bureau(
        county_code=COUNTY_CODE,
        county_name=COUNTY,
        name=BUREAU,
        profile=PROFILE,
        complaint_phone=HOTLINE,
        complaint_email="",
        by=set_up.BY,
        at=at,
    )
    sheet = schools_sheet()
    entries = [change.entry for change in schools.preview_schools("学校名单.xlsx", sheet).changes]
    schools.import_schools(entries, file_digest=digest_of(sheet), by=set_up.BY, at=at)
    first = [set_up.FirstAccount(role, username, name) for role, username, name in ADMINISTRATORS]
    for opened in set_up.finish(first, at=at):
        _begin_work(world, opened.user, opened.password, at)
        _set_second_factor(world.people[opened.user.username], at)
    at = yield world.days.at(-44, 9)
    _open_accounts(world, at)
    yield from _publish_plan(world)


def _open_accounts(world: World, at: datetime) -> None:
    system, security = world.people["system"], world.people["security"]
    wanted: list[tuple[str, str, Role, str | None]] = [
        (username, name, role, None) for role, username, name in BUREAU_PEOPLE
    ]
    wanted += [
        (f"{word}.{place.code}", staff_name(place.name, role), role, place.code)
        for place in SCHOOLS
        for role, word in SCHOOL_ROLES
    ]
    for username, name, role, school in wanted:
        opened = management.open_account(username=username, name=name, by=system, at=at)
        management.grant_post(opened.user.code, role=role, school_code=school, by=security, at=at)
        _begin_work(world, opened.user, opened.password, at)


def _begin_work(world: World, user: User, initial: str, at: datetime) -> None:
    actor = actor_of(user)
    passwords.change_own_password(now_used=initial, new=PASSWORD, by=actor, keep_sign_in="", at=at)
    world.people[user.username] = actor


def _set_second_factor(actor: StaffActor, at: datetime) -> None:
    factor = second_factor.begin_second_factor(by=actor)
    second_factor.finish_second_factor(one_time_code=code_of(factor, at), by=actor, at=at)


def code_of(factor: SecondFactor, at: datetime) -> str:
    """The one-time code that an administrator's telephone would show at a moment."""
    generator = TOTP(bytes.fromhex(factor.secret), 6, SHA1(), _STEP_SECONDS)  # noqa: S303 - RFC 6238
    return generator.generate(int(at.timestamp())).decode("ascii")


def _publish_plan(world: World) -> Story:
    operator, days = world.people["operator"], world.days
    year = days.today.year
    at = yield days.at(-41, 10)
    campaign = campaigns.open_campaign(
        year=year, title=f"{COUNTY}{year}年秋季起始年级阳光分班", by=operator, at=at
    )
    plan = _paper(
        world, "工作方案", ("全县起始年级新生一律由计算机随机均衡编班（演示文件）。",), at
    )
    campaigns.file_plan(
        campaign.code,
        plan,
        plan_on=days.day(-40),
        enrolment_plan_on=days.day(-38),
        by=operator,
        at=at,
    )
    calendar = {kind: days.day(apart) for kind, apart in CALENDAR.items()}
    campaigns.set_calendar(campaign.code, calendar, by=operator, at=at)
    at = yield days.at(-40, 9)
    campaigns.publish_plan(campaign.code, by=operator, at=at)
    at = yield minute_after(at, 5)
    notice = notices.make_plan_notice(world.campaign, by=operator, at=at)
    at = yield minute_after(at, 30)
    post(notice, operator, at, place="教育局门口公告栏、教育局网站")
    at = yield days.at(-32, 9)
    notices.take_down(notice.code, by=operator, at=at)


def post(notice: Notice, by: StaffActor, at: datetime, *, place: str = "校门口公告栏") -> None:
    """Hang a notice up and write it down with a photograph."""
    notices.record_posting(
        notice.code, place=place, posted_at=at, photo=[_photograph()], by=by, at=at
    )


def evidence_pdf(world: World, title: str, words: Sequence[str], at: datetime) -> bytes:
    """A made-up document to be uploaded."""
    return _paper(world, title, words, at)


def dice(count: int) -> str:
    """Digits as they lie on the table."""
    return uniform_digits(real_surroundings().entropy, count)


def _paper(world: World, title: str, paragraphs: Sequence[str], at: datetime) -> bytes:
    return posted_notice_pdf(
        PostedNotice(
            letterhead=Letterhead(
                county=COUNTY,
                school=BUREAU,
                grade="起始年级",
                year=world.days.today.year,
                printed_at=at,
                hotline=HOTLINE,
            ),
            kind_title=f"{title}（演示）",
            number="演示",
            paragraphs=tuple(paragraphs),
            facts=(),
            tables=(),
            days=0,
            trail_entries=0,
            trail_lines=(),
            signer=BUREAU,
        )
    )


def _photograph() -> bytes:
    """A sheet on a board, as a telephone would take it."""
    picture = Image.new("RGB", (320, 240), "#9a8f80")
    drawing = ImageDraw.Draw(picture)
    drawing.rectangle((90, 30, 230, 215), fill="#fbfaf5", outline="#777777")
    for line in range(50, 200, 14):
        drawing.line((105, line, 215, line), fill="#999999", width=2)
    output = io.BytesIO()
    picture.save(output, "JPEG")
    return output.getvalue()

"""Rules of a campaign: pure decisions over values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from junheng.apps.campaigns.states import CohortState, DayKind
from junheng.core.access import Role
from junheng.engine.errors import JunhengError
from junheng.profiles import JurisdictionProfile, Stage
from junheng.rosters import classes_needed

_HOURS_OF_A_DAY: Final = 24

# Days from the ceremony, negative before it: the calendar that is proposed (protocol §4.1).
_PROPOSED: Final = {
    DayKind.PLAN: -14,
    DayKind.ROSTER_DUE: -10,
    DayKind.CONFIRM_DUE: -5,
    DayKind.REVIEW_DUE: -3,
    DayKind.FREEZE: -2,
    DayKind.CEREMONY: 0,
    DayKind.LOTS: 1,
}
_LATE_DRAW_AFTER_NOTICE: Final = 3

NEEDED_DAYS: Final = tuple(kind for kind in DayKind if kind is not DayKind.LATE_DRAW)
"""Days without which no plan is published; a late draw is held only where there is need."""

Calendar = Mapping[DayKind, date]


def proposed_calendar(ceremony: date, profile: JurisdictionProfile) -> dict[DayKind, date]:
    """A calendar around the day of the ceremony, to be changed as the county needs it."""
    days = {kind: ceremony + timedelta(days=apart) for kind, apart in _PROPOSED.items()}
    freeze_by = ceremony - timedelta(days=days_before_ceremony(profile))
    days[DayKind.FREEZE] = min(days[DayKind.FREEZE], freeze_by)
    days[DayKind.NOTICE_END] = days[DayKind.LOTS] + timedelta(days=profile.notice_days.value)
    days[DayKind.LATE_DRAW] = days[DayKind.NOTICE_END] + timedelta(days=_LATE_DRAW_AFTER_NOTICE)
    return {kind: days[kind] for kind in DayKind}


def days_before_ceremony(profile: JurisdictionProfile) -> int:
    """Whole days that the notice of the freeze hangs before the ceremony."""
    return -(-profile.notice_hours_before_ceremony.value // _HOURS_OF_A_DAY)


def check_calendar(days: Calendar, profile: JurisdictionProfile) -> None:
    """Raise JunhengError where the days do not follow each other as the rules want it.

    `calendar_day_missing`, `calendar_out_of_order`, `calendar_freeze_too_late`,
    `calendar_notice_too_short`.
    """
    for kind in NEEDED_DAYS:
        if kind not in days:
            raise JunhengError("calendar_day_missing", day=kind.label)
    given = [kind for kind in DayKind if kind in days]
    for earlier, later in pairwise(given):
        if days[later] < days[earlier]:
            raise JunhengError("calendar_out_of_order", earlier=earlier.label, later=later.label)
    notice = days_before_ceremony(profile)
    if days[DayKind.CEREMONY] - days[DayKind.FREEZE] < timedelta(days=notice):
        raise JunhengError("calendar_freeze_too_late", days=notice)
    if days[DayKind.NOTICE_END] - days[DayKind.LOTS] < timedelta(days=profile.notice_days.value):
        raise JunhengError("calendar_notice_too_short", days=profile.notice_days.value)


def check_plan_days(
    *, plan_on: date | None, enrolment_plan_on: date | None, today: date, calendar: Calendar
) -> None:
    """CA-11: the plan is public no later than the enrolment plan, and before the draw.

    Raises JunhengError: `plan_days_missing`, `plan_not_public_yet`, `plan_after_enrolment_plan`,
    `plan_after_ceremony`.
    """
    if plan_on is None or enrolment_plan_on is None:
        raise JunhengError("plan_days_missing")
    if plan_on > today:
        raise JunhengError("plan_not_public_yet", day=plan_on.isoformat())
    if plan_on > enrolment_plan_on:
        raise JunhengError("plan_after_enrolment_plan")
    check_plan_before_ceremony(plan_on, calendar)


def check_plan_before_ceremony(plan_on: date | None, calendar: Calendar) -> None:
    """Raise JunhengError `plan_after_ceremony` unless the plan is public before the draw."""
    if plan_on is not None and plan_on >= calendar[DayKind.CEREMONY]:
        raise JunhengError("plan_after_ceremony")


@dataclass(frozen=True)
class RosterFigures:
    """What a school's roster comes to, in numbers; the application of the students counts them.

    `inclusion` are students in inclusive education (随班就读); `confirmed` families that returned
    their slip; `disputed` slips whose objection is open; `warnings` findings that need a look.
    """

    students: int = 0
    inclusion: int = 0
    confirmed: int = 0
    disputed: int = 0
    warnings: int = 0


def needed_classes(figures: RosterFigures, stage: Stage, profile: JurisdictionProfile) -> int:
    """The fewest classes that the standard size allows, seats kept free counted in."""
    empty = figures.inclusion * profile.inclusion_size_reduction.value
    return classes_needed(figures.students + empty, stage, profile)


def check_class_count(
    class_count: int,
    reason: str,
    *,
    figures: RosterFigures,
    stage: Stage,
    profile: JurisdictionProfile,
) -> None:
    """Raise JunhengError unless this many classes can be.

    `roster_is_empty`, `classes_too_few`, `classes_too_many`, `classes_need_reason`.
    """
    if not figures.students:
        raise JunhengError("roster_is_empty")
    needed = needed_classes(figures, stage, profile)
    limit = profile.class_size_limit(stage).value
    if class_count < needed:
        raise JunhengError("classes_too_few", students=figures.students, limit=limit, needed=needed)
    if class_count > figures.students:
        raise JunhengError("classes_too_many", students=figures.students)
    if class_count > needed and not reason.strip():
        raise JunhengError("classes_need_reason", needed=needed)


def class_sizes(students: int, class_count: int) -> tuple[int, int]:
    """Smallest and largest class when the students are spread evenly."""
    return students // class_count, -(-students // class_count)


def approval_number(year: int, number: int) -> str:
    """The number of an approval, as it is printed and written down: 2026-003."""
    return f"{year}-{number:03d}"


_SOON_DAYS: Final = 3


@dataclass(frozen=True)
class NextStep:
    """What is to be done next, by whom and until when, in words.

    `roles` are those who do it; nobody when nothing is left to do. `kind` is the day of the
    calendar that `due` comes from.
    """

    what: str
    roles: frozenset[Role]
    due: date | None
    today: date
    kind: DayKind | None = None

    @property
    def who(self) -> str:
        """The roles by their names, in the order of the enum."""
        return "、".join(role.label for role in Role if role in self.roles)

    @property
    def days_left(self) -> int | None:
        """Days until it is due; negative when it is late."""
        return None if self.due is None else (self.due - self.today).days

    @property
    def is_late(self) -> bool:
        """Whether the day has passed."""
        return self.days_left is not None and self.days_left < 0

    @property
    def is_soon(self) -> bool:
        """Whether it is due within three days."""
        return self.days_left is not None and 0 <= self.days_left <= _SOON_DAYS

    @property
    def due_words(self) -> str:
        """9月5日前，还有 3 天."""
        if self.due is None or self.days_left is None:
            return ""
        day = f"{self.due.month}月{self.due.day}日"
        if self.days_left < 0:
            return f"应在{day}前办完，已逾期 {-self.days_left} 天"
        return f"{day}，就是今天" if self.days_left == 0 else f"{day}前，还有 {self.days_left} 天"


_CLERK: Final = frozenset((Role.SCHOOL_CLERK,))
_PRINCIPAL: Final = frozenset((Role.PRINCIPAL,))
_REVIEWER: Final = frozenset((Role.BUREAU_REVIEWER,))
_BUREAU: Final = frozenset((Role.BUREAU_OPERATOR, Role.BUREAU_REVIEWER))
_NOBODY: Final[frozenset[Role]] = frozenset()

_AFTER_APPROVAL: Final = {
    CohortState.SUBMITTED: ("审定学校提交的名册和班级数", _REVIEWER, DayKind.REVIEW_DUE),
    CohortState.APPROVED: ("冻结名册，打印并张贴冻结公告", _BUREAU, DayKind.FREEZE),
    CohortState.FROZEN: ("现场编班", _BUREAU, DayKind.CEREMONY),
    CohortState.DRAWN: ("在学校现场抽签，确定各班班主任", _CLERK | _PRINCIPAL, DayKind.LOTS),
    CohortState.TEACHERS_DRAWN: ("监督人员逐一签字，签齐后生效", _BUREAU, DayKind.LOTS),
    CohortState.EFFECTIVE: ("张贴编班结果公示", _BUREAU, DayKind.LOTS),
    CohortState.PUBLISHED: ("公示期满后锁定名单", _BUREAU, DayKind.NOTICE_END),
}


def next_step(
    state: CohortState,
    *,
    figures: RosterFigures,
    is_exempt: bool,
    calendar: Calendar,
    today: date,
) -> NextStep:
    """What a cohort waits for."""
    if is_exempt:
        return NextStep("只有一个班，已登记免编，不用再办", _NOBODY, None, today)
    if state == CohortState.LOCKED:
        return NextStep("名单已锁定，全部办完", _NOBODY, None, today)
    if state == CohortState.COLLECTING:
        what, roles, kind = _while_collecting(figures)
    else:
        what, roles, kind = _AFTER_APPROVAL[state]
    return NextStep(what, roles, calendar.get(kind), today, kind)


def _while_collecting(figures: RosterFigures) -> tuple[str, frozenset[Role], DayKind]:
    if not figures.students:
        return "导入新生名册", _CLERK, DayKind.ROSTER_DUE
    if figures.disputed:
        return f"办结家长异议 {figures.disputed} 份", _CLERK, DayKind.CONFIRM_DUE
    if figures.confirmed < figures.students:
        done = f"已核对 {figures.confirmed} 人，共 {figures.students} 人"
        return f"发放并收回家长核对单（{done}）", _CLERK, DayKind.CONFIRM_DUE
    return "核对人数和班级数，提交教育局审定", _PRINCIPAL, DayKind.CONFIRM_DUE


def campaign_next_step(
    *, has_plan: bool, calendar: Calendar, is_published: bool, today: date
) -> NextStep | None:
    """What the bureau does before the schools can begin; None once the plan is published."""
    if is_published:
        return None
    operator = frozenset((Role.BUREAU_OPERATOR,))
    if not has_plan:
        return NextStep("上传盖章的工作方案，填写公布日期", operator, None, today)
    if not calendar:
        return NextStep("排好全年日程", operator, None, today)
    return NextStep("公布方案和日程，学校随即可以填报", operator, calendar[DayKind.PLAN], today)

"""What each public page shows, put together from rows, ledgers and public reports; changes nothing.

The pages are kept and shown to everybody alike (decision 36), so nothing here depends on who asks.
"""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.timezone import localdate

from junheng.apps.assignment.models import LedgerEvent, Session
from junheng.apps.assignment.services.showing import EVENT_TITLES
from junheng.apps.campaigns import queries as campaigns
from junheng.apps.campaigns.models import Campaign, Cohort
from junheng.apps.notices.models import Notice
from junheng.apps.notices.states import NoticeKind, NoticeState
from junheng.apps.overview import queries as overview
from junheng.apps.portal import queries, rules
from junheng.apps.schools import queries as schools
from junheng.apps.schools.models import School
from junheng.apps.schools.rules import UnitContact
from junheng.engine.randomness.suites import suite_named
from junheng.engine.record.paper import paper_lines
from junheng.reporting.county import CohortBalance, attribute_lines
from junheng.reporting.forms.void import VOID_REASONS

_REASONS: Final = {one.letter: one.meaning for one in VOID_REASONS}
_STEP_WORDS: Final = {
    "SESSION": "宣布谁主持、在哪里、什么时候",
    "FREEZE": "名单和规则从此不能改动",
    "PIN": "约定以后用到的公开数",
    "NOTICE_POSTED": "学校贴出带冻结码的公告",
    "FREEDOM": "演练许多次，查有没有哪两个孩子总在一班",
    "ENVELOPES_SEALED": "各方把自己写的数字封进信封",
    "PUBLIC_DRAWN": "当众掷骰子",
    "OPENING": "当众拆开信封",
    "SEED_LOCKED": "骰子和信封里的数字合成种子，从此只有一个结果",
    "DRAW": "按种子编班",
    "REPRESENTATIVES": "抽签请出家长代表",
    "LOTS": "班主任当众抽签",
    "DISC": "刻光盘存档",
    "SIGN": "各方签字，结果生效",
    "PUBLISH": "公布结果和核验文件",
    "LATE_FREEZE": "晚到的孩子名单定下",
    "LATE_DRAW": "晚到的孩子抽签进班",
    "CHANGE": "经批准的调整",
    "VOID": "这一次编班不算，记录保留",
    "RESTORE": "从备份恢复",
    "KEY_DESTROYED": "保存期满，名册、名单、凭条等个人信息全部销毁；公开记录保留",
}


@dataclass(frozen=True)
class VoidShown:
    """A draw that was made void: when and why."""

    at: datetime
    reason: str


@dataclass(frozen=True)
class BalanceShown:
    """A school's balance in words and pictures."""

    school: str
    school_code: str
    grade: str
    balance: CohortBalance

    @property
    def size_words(self) -> str:
        """The sizes of the classes."""
        return rules.size_words(self.balance)

    @property
    def verdict(self) -> str:
        """One sentence."""
        return rules.verdict(self.balance)

    @property
    def gaps(self) -> list[tuple[str, str, bool]]:
        """Each attribute: title, sentence, whether no less was possible."""
        return [(one.title, rules.gap_words(one), one.is_best) for one in self.balance.gaps]

    @property
    def size_picture(self) -> rules.Picture:
        """The sizes of the classes."""
        return rules.size_picture(self.balance)

    @property
    def gap_picture(self) -> rules.Picture:
        """The gaps between the classes."""
        return rules.gap_picture(rules.gaps_of(self.balance))


@dataclass(frozen=True)
class GradeShown:
    """A starting grade on the page of its school."""

    cohort: Cohort
    notices: list[Notice]
    balance: BalanceShown | None
    session: Session | None
    is_checkable: bool
    voids: list[VoidShown]

    @property
    def state(self) -> str:
        """Where it stands, in plain words."""
        return state_words(self.cohort)


@dataclass(frozen=True)
class NoticeShown:
    """A notice as it hangs, with what came after it."""

    notice: Notice
    paragraphs: list[str]
    facts: list[list[str]]
    tables: list[dict[str, Any]]
    name_lists: list[rules.NameList]
    later: list[Notice]
    void: Notice | None
    is_void_public: bool


@dataclass(frozen=True)
class StepShown:
    """A line of a draw's record."""

    title: str
    words: str
    at: datetime
    is_void: bool


def state_words(cohort: Cohort) -> str:
    """Where a starting grade stands, as a parent reads it."""
    return rules.STATE_WORDS[cohort.list_state]


def days_of(campaign: Campaign, *, at: datetime) -> tuple[rules.Day, ...]:
    """The calendar of a year."""
    return rules.days_of(campaigns.calendar_of(campaign), localdate(at))


# -- notices ----------------------------------------------------------------------------------


def notice_shown(notice: Notice, *, at: datetime) -> NoticeShown:
    """A hanging notice; lists of names are told from other tables."""
    words = notice.words
    tables, lists = [], []
    for table in words.get("tables", []):
        names = rules.name_list(table)
        if names is None:
            tables.append(table)
        else:
            lists.append(names)
    void = queries.void_after(notice)
    return NoticeShown(
        notice=notice,
        paragraphs=words.get("paragraphs", []),
        facts=words.get("facts", []),
        tables=tables,
        name_lists=lists,
        later=[one for one in queries.notices_after(notice, at=at) if one != void],
        void=void,
        is_void_public=void is not None and _hangs(void, at=at),
    )


def replacements_of(notice: Notice, *, at: datetime) -> list[Notice]:
    """The hanging notices of the same kind that came after one that hangs no more."""
    return [one for one in queries.notices_after(notice, at=at) if one.kind == notice.kind]


def is_withdrawn(notice: Notice) -> bool:
    """Whether it was wrong, and not only over."""
    return notice.state == NoticeState.WITHDRAWN


def notices_by_kind(*, at: datetime) -> list[tuple[str, str, list[Notice]]]:
    """What hangs: the question that a kind answers, the kind's name, the notices."""
    found: dict[str, list[Notice]] = {kind.value: [] for kind in NoticeKind}
    for notice in queries.hanging_notices(at=at).order_by("cohort__school__code", "-posted_at"):
        found[notice.kind].append(notice)
    return [
        (rules.KIND_WORDS[kind], kind.label, found[kind.value])
        for kind in NoticeKind
        if found[kind.value]
    ]


def _hangs(notice: Notice, *, at: datetime) -> bool:
    return (
        notice.state == NoticeState.POSTED
        and notice.shown_until is not None
        and notice.shown_until >= localdate(at)
    )


# -- schools and balance ----------------------------------------------------------------------


def grades_of(school: School, *, at: datetime) -> list[GradeShown]:
    """Everything public about the starting grades of a school, newest year first."""
    cohorts = queries.cohorts_of_school(school)
    hanging: dict[int, list[Notice]] = {}
    for notice in queries.hanging_notices(at=at).filter(cohort__in=cohorts).order_by("-posted_at"):
        hanging.setdefault(notice.cohort_id or 0, []).append(notice)
    sessions = queries.sessions_of(cohorts)
    voids: dict[int, list[VoidShown]] = {}
    for event in queries.void_lines(list(sessions.values())):
        voids.setdefault(event.session_id, []).append(_void(event))
    checkable = {one.pk for one in queries.public_sessions()}
    balances = {one.balance.code: one for one in balances_of(cohorts)}
    return [
        GradeShown(
            cohort=cohort,
            notices=hanging.get(cohort.pk, []),
            balance=balances.get(cohort.code),
            session=session,
            is_checkable=session is not None and session.pk in checkable,
            voids=voids.get(session.pk, []) if session else [],
        )
        for cohort in cohorts
        for session in (sessions.get(cohort.pk),)
    ]


def balances_of(cohorts: list[Cohort]) -> list[BalanceShown]:
    """The balance of every published result among these grades, from the public reports."""
    codes = {one.code: one.school.code for one in cohorts}
    return [
        BalanceShown(one.school, codes[one.code], one.grade, one)
        for one in overview.balances_of(queries.published_parts(cohorts))
    ]


def county_picture(balances: Sequence[BalanceShown]) -> rules.Picture | None:
    """The mean gaps of the county; None where nothing is published yet."""
    lines = attribute_lines([one.balance for one in balances])
    return rules.gap_picture(rules.mean_gaps(lines)) if lines else None


def _void(event: LedgerEvent) -> VoidShown:
    document = json.loads(event.line)
    reason = _REASONS.get(document["body"]["reason"], "")
    return VoidShown(datetime.fromisoformat(document["at"]), reason)


# -- draws ------------------------------------------------------------------------------------


def steps_of(events: Sequence[LedgerEvent]) -> list[StepShown]:
    """The record of a draw in plain words; what happened many times at once stands once."""
    steps: list[StepShown] = []
    counts: Counter[tuple[str, str]] = Counter()
    for event in events:
        document = json.loads(event.line)
        at = datetime.fromisoformat(document["at"])
        # Each school has its own DRAW, LOTS and SIGN: one line a day and kind is enough to read.
        key = (event.kind, at.date().isoformat())
        counts[key] += 1
        if counts[key] > 1 and event.kind not in {"VOID", "FREEZE", "CHANGE"}:
            continue
        words = _STEP_WORDS.get(event.kind, "")
        if event.kind == "VOID":
            words = f"{words}。原因：{_void(event).reason}"
        title = EVENT_TITLES.get(event.kind, event.kind)
        steps.append(StepShown(title, words, at, event.kind == "VOID"))
    return steps


def head_lines(session: Session, events: Sequence[LedgerEvent]) -> tuple[str, ...]:
    """The head of the ledger (账尾) as papers print it."""
    if not events:
        return ()
    suite = suite_named(session.campaign.suite)
    return tuple(paper_lines(suite.digest(events[-1].line.encode()).hex()))


# -- whom to turn to --------------------------------------------------------------------------


def contacts_of(school_code: str) -> list[UnitContact]:
    """The school's own telephone, if it has one, and the bureau's."""
    return [one for one in schools.contacts() if one.school_code == school_code or not one.order]

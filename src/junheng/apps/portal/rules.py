"""Plain words and small pictures: pure functions over values, for readers who know no jargon."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from junheng.apps.campaigns.models import EXEMPT
from junheng.apps.campaigns.states import CohortState, DayKind
from junheng.apps.notices.states import NoticeKind
from junheng.reporting.county import AttributeGap, AttributeLine, CohortBalance

_S = CohortState

STATE_WORDS: Final[Mapping[str, str]] = {
    _S.COLLECTING: "正在登记新生名单",
    _S.SUBMITTED: "名单已报教育局，等待审定",
    _S.APPROVED: "名单和班级数已审定，等待编班",
    _S.FROZEN: "名单已定，不能再改，等待现场编班",
    _S.DRAWN: "已现场编班，等待班主任抽签",
    _S.TEACHERS_DRAWN: "班主任已抽签，等待签字生效",
    _S.EFFECTIVE: "结果已签字生效，等待公布",
    _S.PUBLISHED: "分班结果已公布",
    _S.LOCKED: "分班结果已公布并锁定，不再变动",
    EXEMPT: "只有一个班，不用编班",
}
"""`Cohort.list_state` as a parent reads it."""

RESULT_STATES: Final = (_S.PUBLISHED, _S.LOCKED)
"""From here on the public sees the result."""

DAY_WORDS: Final[Mapping[DayKind, str]] = {
    DayKind.PLAN: "教育局公布今年的工作方案。",
    DayKind.ROSTER_DUE: "学校向教育局报送新生名单的最后一天。",
    DayKind.CONFIRM_DUE: "家长核对孩子登记信息的最后一天。有错请在这一天之前告诉学校。",
    DayKind.REVIEW_DUE: "教育局审定名单和班级数的最后一天。",
    DayKind.FREEZE: "名单从这一天起不能再改。学校贴出公告，请拍下公告上的冻结码。",
    DayKind.CEREMONY: "当众掷骰子、拆信封，由计算机编班。家长可以到场看。",
    DayKind.LOTS: "班主任当众抽签，决定带哪个班。",
    DayKind.NOTICE_END: "分班结果公示的最后一天。有异议请在这一天之前提出。",
    DayKind.LATE_DRAW: "晚到和转入的孩子公开抽签，补进各班；其他孩子的班级不变。",
}

KIND_WORDS: Final[Mapping[NoticeKind, str]] = {
    NoticeKind.PLAN: "今年怎样编班",
    NoticeKind.FREEZE: "名单已定，什么时候现场编班",
    NoticeKind.TEACHERS: "哪些老师当班主任",
    NoticeKind.RESULT: "分班结果",
    NoticeKind.LATE: "晚到和转入的孩子",
    NoticeKind.CHANGE: "经批准的调整",
    NoticeKind.VOID: "作废的编班",
}
"""What a kind of notice answers."""

WIDTH: Final = 320
"""Units of a picture: pixels on the narrowest telephone."""

_ROW, _LABEL, _BAR = 22, 22, 15
_LONGEST_BAR = 240
_MOST_PER_CHILD = 40


@dataclass(frozen=True)
class Day:
    """A day of the calendar as it looks on the day `today`."""

    kind: DayKind
    on: date
    today: date

    @property
    def title(self) -> str:
        """现场编班."""
        return self.kind.label

    @property
    def words(self) -> str:
        """What happens on it."""
        return DAY_WORDS[self.kind]

    @property
    def is_over(self) -> bool:
        """Whether it has passed."""
        return self.on < self.today

    @property
    def when(self) -> str:
        """已经过了, 就是今天 or 还有 3 天."""
        left = (self.on - self.today).days
        if left < 0:
            return "已经过了"
        return f"还有 {left} 天" if left else "就是今天"


def days_of(calendar: Mapping[DayKind, date], today: date) -> tuple[Day, ...]:
    """The calendar in the order of the dates."""
    days = [Day(kind, on, today) for kind, on in calendar.items()]
    return tuple(sorted(days, key=lambda day: day.on))


def next_day(days: Sequence[Day]) -> Day | None:
    """The first day that has not passed."""
    return next((day for day in days if not day.is_over), None)


# -- balance in words -------------------------------------------------------------------------


def size_words(balance: CohortBalance) -> str:
    """4 个班，每班 38 至 39 人，最多相差 1 人."""
    fewest, most = min(balance.class_sizes), max(balance.class_sizes)
    each = (
        f"{fewest} 人" if fewest == most else f"{fewest} 至 {most} 人，最多相差 {most - fewest} 人"
    )
    return f"{len(balance.class_sizes)} 个班，每班 {each}"


def gap_words(gap: AttributeGap) -> str:
    """How far two classes differ at most, and whether less was possible."""
    if gap.is_best:
        return f"各班最多相差 {gap.achieved} 人，不可能更少"
    return f"各班最多相差 {gap.achieved} 人，最少可以做到 {gap.best} 人"


def verdict(balance: CohortBalance) -> str:
    """One sentence on a school's balance."""
    if not balance.gaps:
        return "这个年级人数太少，按规定不公布各项差距。"
    if not balance.short:
        return "公布的每一项都做到了最均衡，不可能更均衡。"
    titles = "、".join(gap.title for gap in balance.short)
    at_best = len(balance.gaps) - len(balance.short)
    return (
        f"公布的 {len(balance.gaps)} 项中，{at_best} 项做到了最均衡；"
        f"{titles}还有差距，原因写在均衡报告里。"
    )


# -- pictures ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Bar:
    """A bar with the words above it (none: `label` is empty) and its value at its end."""

    label: str
    label_y: int
    y: int
    height: int
    width: int
    value: str
    is_pale: bool

    @property
    def value_x(self) -> int:
        """Where the value begins."""
        return self.width + 6

    @property
    def value_y(self) -> int:
        """The line on which the value stands."""
        return self.y + self.height - 3


@dataclass(frozen=True)
class Picture:
    """Bars one below another; `words` say the same to whoever cannot see them."""

    words: str
    bars: tuple[Bar, ...]
    height: int
    width: int = WIDTH


def size_picture(balance: CohortBalance) -> Picture:
    """One bar a class, as long as the class is large; no class is named."""
    most = max(balance.class_sizes)
    bars = tuple(
        Bar("", 0, place * _ROW, _BAR, size * _LONGEST_BAR // most, f"{size} 人", is_pale=False)
        for place, size in enumerate(sorted(balance.class_sizes, reverse=True))
    )
    return Picture(f"各班人数：{size_words(balance)}。", bars, len(bars) * _ROW)


def gap_picture(gaps: Sequence[tuple[str, float, float]]) -> Picture:
    """Of each attribute the gap and, pale, the smallest possible; `gaps` are title and both."""
    most = max((max(gap, best) for _, gap, best in gaps), default=1)
    child = min(_MOST_PER_CHILD, _LONGEST_BAR / max(most, 1))
    bars: list[Bar] = []
    y = 0
    for title, gap, best in gaps:
        top = y + _LABEL
        below = top + _BAR + 3
        wide, narrow = round(gap * child), round(best * child)
        bars += [
            Bar(title, y + 16, top, _BAR, wide, f"{_number(gap)} 人", is_pale=False),
            Bar("", 0, below, _BAR, narrow, f"{_number(best)} 人", is_pale=True),
        ]
        y = top + 2 * _ROW
    words = "；".join(
        f"{title}相差 {_number(gap)} 人，最少可能 {_number(best)} 人" for title, gap, best in gaps
    )
    return Picture(f"各班之间的差距：{words}。", tuple(bars), y)


def gaps_of(balance: CohortBalance) -> tuple[tuple[str, float, float], ...]:
    """The gaps of one school, for the picture."""
    return tuple((gap.title, gap.achieved, gap.best) for gap in balance.gaps)


def mean_gaps(lines: Sequence[AttributeLine]) -> tuple[tuple[str, float, float], ...]:
    """The mean gaps of the county, for the picture."""
    return tuple((one.title, float(one.achieved_mean), float(one.best_mean)) for one in lines)


def _number(value: float) -> str:
    return f"{value:g}"


# -- lists of names ---------------------------------------------------------------------------

_LIST_HEAD: Final = ["序号", "姓名", "登记编号末位"]


@dataclass(frozen=True)
class NameList:
    """A class of a result: masked names, each with the end of the registration number."""

    title: str
    entries: tuple[tuple[str, str], ...]


def name_list(table: Mapping[str, object]) -> NameList | None:
    """A table of a notice as a list of names, if it is one."""
    head, rows = table["head"], table["rows"]
    if head != _LIST_HEAD or not isinstance(rows, list):
        return None
    return NameList(str(table["title"]), tuple((row[1], row[2]) for row in rows))


# -- the published monitoring -------------------------------------------------------------------

MOST_LINES: Final = 100
"""Longer tables stand in the document only: the page stays light for an old telephone."""


@dataclass(frozen=True)
class PublicTable:
    """A table of the page; `is_left_out` says that only the document has its lines."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    is_left_out: bool


@dataclass(frozen=True)
class PublicSection:
    """A part of the published report."""

    heading: str
    paragraphs: tuple[str, ...]
    tables: tuple[PublicTable, ...]


def public_sections(content: Mapping[str, Any]) -> tuple[PublicSection, ...]:
    """The published words as a page shows them: empty columns and endless tables left out."""
    return tuple(
        PublicSection(
            section["heading"],
            tuple(section["paragraphs"]),
            tuple(_public_table(table) for table in section["tables"]),
        )
        for section in content["sections"]
    )


def _public_table(table: Mapping[str, Any]) -> PublicTable:
    rows = table["rows"]
    kept = [
        column
        for column in range(len(table["headings"]))
        if any(row[column] for row in rows) or not rows
    ]
    is_left_out = len(rows) > MOST_LINES
    return PublicTable(
        title=table["title"],
        headings=tuple(table["headings"][column] for column in kept),
        rows=() if is_left_out else tuple(tuple(row[column] for column in kept) for row in rows),
        is_left_out=is_left_out,
    )

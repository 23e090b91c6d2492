"""What each kind of notice says, made from values; nothing about a child but a masked name.

A notice says the same on paper and on its public page.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from junheng.apps.notices.states import NoticeKind
from junheng.engine.errors import JunhengError
from junheng.profiles.profile import PublicNames
from junheng.reporting.forms.papers import PublicClass
from junheng.reporting.forms.printing import date_words, minute_words

_MASK: Final = "*"
_HOW_TO_OBJECT: Final = "对公示内容有异议的，请在公示期内向学校或教育局提出。"


@dataclass(frozen=True)
class NoticeTable:
    """A table of a notice."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class NoticeContent:
    """The words of a notice.

    `about` is the code of what it tells (filing number, freeze code, result code): of one kind
    there is one notice about one thing. It hangs `days` days, and until the day `until` at least.
    """

    kind: NoticeKind
    about: str
    paragraphs: tuple[str, ...]
    facts: tuple[tuple[str, str], ...] = ()
    tables: tuple[NoticeTable, ...] = ()
    days: int = 0
    until: dt.date | None = None

    def words(self) -> dict[str, Any]:
        """What is kept and shown again."""
        words = asdict(self)
        return {key: words[key] for key in ("paragraphs", "facts", "tables")}


@dataclass(frozen=True)
class LateEntry:
    """A child who was placed later: masked name, end of the registration number, class."""

    masked_name: str
    registration_tail: str
    class_title: str


def plan_notice(
    *,
    title: str,
    plan_on: dt.date,
    enrolment_plan_on: dt.date,
    days_of_year: Sequence[tuple[str, dt.date]],
    file_digest: str,
    days: int,
) -> NoticeContent:
    """工作方案公告: the plan, its calendar, and the digest of its file."""
    return NoticeContent(
        kind=NoticeKind.PLAN,
        about=file_digest,
        paragraphs=(
            (
                f"{title}工作方案已于{date_words(plan_on)}公布，招生方案公布日期为"
                f"{date_words(enrolment_plan_on)}。方案全文随本公告一并张贴，主要日程见下表。"
            ),
            (
                "编班由计算机随机进行，班主任抽签确定；任何单位和个人不得以考试、竞赛成绩或者证书"
                "作为编班依据，不得设置重点班。请社会各界监督。"
            ),
        ),
        facts=(("方案文件摘要", file_digest),),
        tables=(
            NoticeTable(
                "主要日程",
                ("事项", "日期"),
                tuple((name, date_words(day)) for name, day in days_of_year),
            ),
        ),
        days=days,
    )


def freeze_notice(
    *,
    students: int,
    classes: int,
    freeze_code: str,
    ceremony_at: dt.datetime,
    place: str,
    host: str,
) -> NoticeContent:
    """名册冻结公告: the freeze code, and when and where the draw is held."""
    return NoticeContent(
        kind=NoticeKind.FREEZE,
        about=freeze_code,
        paragraphs=(
            (
                f"新生名册已经冻结：共 {students} 名学生，编为 {classes} 个班。从现在起，名册、"
                "班级数和编班规则都不能再改动；改动任何一个字，下面的冻结码就会完全不同。"
            ),
            "请家长现在就拍下这张公告，现场编班和查询结果时用它核对。欢迎家长到现场监督。",
        ),
        facts=(
            ("冻结码", freeze_code),
            ("现场编班时间", minute_words(ceremony_at)),
            ("地点", place),
            ("主持", host),
        ),
        until=ceremony_at.date(),
    )


def teachers_notice(
    *,
    filing_number: str,
    filed_on: dt.date,
    teachers: Sequence[str],
    teams: Mapping[str, Sequence[tuple[str, str]]],
    days: int,
) -> NoticeContent:
    """班主任名单公示: names in the filed order; `teams` are (subject, name) by homeroom teacher."""
    has_teams = any(teams.values())
    rows = (
        (str(place), name, "、".join(f"{subject}：{one}" for subject, one in teams.get(name, ())))
        for place, name in enumerate(teachers, start=1)
    )
    return NoticeContent(
        kind=NoticeKind.TEACHERS,
        about=filing_number,
        paragraphs=(
            (
                f"起始年级班主任名单已于{date_words(filed_on)}报教育局备案，共 {len(teachers)} 位，"
                "现予公示。哪位班主任带哪个班，由现场抽签确定。"
            ),
            f"名单公示后不得更换；确需更换的，须经教育局同意并再次公示。{_HOW_TO_OBJECT}",
        ),
        facts=(("备案号", filing_number),),
        tables=(
            NoticeTable(
                "班主任名单",
                ("序号", "班主任", "任课教师") if has_teams else ("序号", "班主任"),
                tuple(row if has_teams else row[:2] for row in rows),
            ),
        ),
        days=days,
    )


def result_notice(
    *,
    result_code: str,
    classes: Sequence[PublicClass],
    public_names: PublicNames,
    days: int,
    teams: Mapping[str, Sequence[tuple[str, str]]] | None = None,
) -> NoticeContent:
    """分班结果公示: classes with homeroom teacher and size; masked names where the rules allow.

    `teams` are (subject, name) by the title of a class, where teams are drawn.

    Raises JunhengError `notice_name_not_masked`.
    """
    sizes = NoticeTable(
        "各班情况",
        ("班级", "班主任", "人数"),
        tuple((one.title, one.homeroom_teacher, str(len(one.entries))) for one in classes),
    )
    lists: tuple[NoticeTable, ...] = ()
    if public_names != "none":
        _check_masked(entry.masked_name for one in classes for entry in one.entries)
        lists = tuple(
            NoticeTable(
                f"{one.title}（班主任：{one.homeroom_teacher}）"
                if one.homeroom_teacher
                else one.title,
                ("序号", "姓名", "登记编号末位"),
                tuple(
                    (str(number), entry.masked_name, entry.registration_tail)
                    for number, entry in enumerate(one.entries, start=1)
                ),
            )
            for one in classes
        )
    shown = (
        "姓名按规定隐去一部分；同名的看登记编号末位。"
        if lists
        else "按本地规定不公布学生姓名，家长凭条可查询自己孩子的班级。"
    )
    return NoticeContent(
        kind=NoticeKind.RESULT,
        about=result_code,
        paragraphs=(
            f"新生分班结果现予公示。{shown}",
            (
                "班级名单、班主任和任课教师公示后不再变动，学生不得转班；"
                f"公示不含学生的身份信息。{_HOW_TO_OBJECT}"
            ),
        ),
        facts=(("结果码", result_code),),
        tables=(sizes, *_team_tables(teams or {}), *lists),
        days=days,
    )


def _team_tables(teams: Mapping[str, Sequence[tuple[str, str]]]) -> tuple[NoticeTable, ...]:
    """各班任课教师; nothing without teams."""
    rows = tuple(
        (title, "、".join(f"{subject}：{name}" for subject, name in team))
        for title, team in teams.items()
    )
    return (NoticeTable("各班任课教师", ("班级", "任课教师"), rows),) if rows else ()


def late_notice(
    *,
    batch_code: str,
    entries: Sequence[LateEntry],
    public_names: PublicNames,
    days: int,
) -> NoticeContent:
    """补录结果公示: how many went to which class; masked names where the rules allow.

    Raises JunhengError `notice_name_not_masked`.
    """
    counts: dict[str, int] = {}
    for entry in entries:
        counts[entry.class_title] = counts.get(entry.class_title, 0) + 1
    tables = [
        NoticeTable(
            "编入情况",
            ("班级", "补录人数"),
            tuple((title, str(count)) for title, count in sorted(counts.items())),
        )
    ]
    if public_names != "none":
        _check_masked(entry.masked_name for entry in entries)
        rows = tuple(
            (str(number), entry.masked_name, entry.registration_tail, entry.class_title)
            for number, entry in enumerate(entries, start=1)
        )
        tables.append(NoticeTable("补录名单", ("序号", "姓名", "登记编号末位", "班级"), rows))
    return NoticeContent(
        kind=NoticeKind.LATE,
        about=batch_code,
        paragraphs=(
            (
                f"本批补录、转入学生 {len(entries)} 名，已按规定公开抽签编入班级，"
                f"原有学生的班级不变。{_HOW_TO_OBJECT}"
            ),
        ),
        facts=(("本批编号", batch_code),),
        tables=tuple(tables),
        days=days,
    )


def change_notice(
    *, change_code: str, consent_number: str, what: str, before: str, after: str, days: int
) -> NoticeContent:
    """特殊情况调整公示: what was changed with whose consent; names no child."""
    return NoticeContent(
        kind=NoticeKind.CHANGE,
        about=change_code,
        paragraphs=(f"经教育局同意，现将一项特殊情况调整予以公示。{_HOW_TO_OBJECT}",),
        facts=(
            ("调整事项", what),
            ("调整前", before),
            ("调整后", after),
            ("同意文号", consent_number),
        ),
        days=days,
    )


def void_notice(
    *, freeze_code: str, reason: str, voided_at: dt.datetime, what_follows: str, days: int
) -> NoticeContent:
    """作废公告: which freeze is void, why, and what follows."""
    return NoticeContent(
        kind=NoticeKind.VOID,
        about=freeze_code,
        paragraphs=(
            f"{minute_words(voided_at)}，本次编班按规定作废，作废的记录予以保留，任何人可以查。",
            what_follows,
        ),
        facts=(("作废的冻结码", freeze_code), ("作废原因", reason)),
        days=days,
    )


def _check_masked(names: Iterable[str]) -> None:
    if any(_MASK not in name for name in names):
        raise JunhengError("notice_name_not_masked")


def _class_heading(one: PublicClass) -> str:
    return f"{one.title}（班主任：{one.homeroom_teacher}）" if one.homeroom_teacher else one.title

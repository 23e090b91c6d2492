"""What a family sees of its child, and what it says to it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from junheng.apps.adjustments.states import RequestKind
from junheng.apps.assignment.models import SessionCohort
from junheng.apps.campaigns.models import Cohort
from junheng.apps.guardians import queries
from junheng.apps.guardians.events import CopyTaken
from junheng.apps.guardians.models import Consent, Guardian, RightsRequest
from junheng.apps.guardians.services.looks import Look, looks_of
from junheng.apps.guardians.services.sheets import OwnSheet, own_sheet
from junheng.apps.guardians.services.telephones import own_recipients
from junheng.apps.students.models import DISPUTE_PICTURE, Dispute, Student, StudentChange
from junheng.apps.students.services import own_child
from junheng.apps.students.services.records import facts_of, subject_of
from junheng.apps.teams.queries import team_of_class
from junheng.core.access import GuardianActor
from junheng.core.audit import services as audit
from junheng.core.files import services as files
from junheng.core.files.pictures import clean_picture
from junheng.core.outbox.models import Recipient
from junheng.core.outbox.recipients import messages_to
from junheng.reporting.forms.printing import date_words
from junheng.verifier.sentences import ATTRIBUTES, CODES


@dataclass(frozen=True)
class OwnClass:
    """Where a child is by now: what was drawn, and what was changed after it with an approval."""

    title: str
    teacher: str
    drawn_title: str
    drawn_teacher: str

    @property
    def is_changed(self) -> bool:
        """Whether it is not what the draw said."""
        return (self.title, self.teacher) != (self.drawn_title, self.drawn_teacher)


@dataclass(frozen=True)
class Happening:
    """One thing that happened after the draw, in words."""

    at: datetime | None
    words: str


def sheet_of(guardian: Guardian) -> tuple[SessionCohort | None, OwnSheet | None]:
    """Where the child's cohort stands, and what the record holds of the child."""
    student = guardian.student
    part = queries.part_of(student.cohort)
    return part, own_sheet(student, part)


def class_of(student: Student, sheet: OwnSheet) -> OwnClass:
    """The child's class by now."""
    title, sid = sheet.class_title, str(sheet.record["sid"])
    changes = queries.changes_since(student.cohort)
    for one in changes:
        if one.kind == RequestKind.MOVE and one.sid == sid:
            title = one.class_after or title
    teacher = sheet.teachers.get(title, sheet.teacher if title == sheet.class_title else "")
    for one in changes:
        if one.kind == RequestKind.TEACHER and one.class_before == title:
            teacher = one.successor or teacher
    return OwnClass(title, teacher, sheet.class_title, sheet.teacher)


def team_of(student: Student, own: OwnClass) -> tuple[tuple[str, str], ...]:
    """The subjects of the child's class with their teachers; nothing where no team was drawn."""
    number = own.title.removesuffix("班")
    team = team_of_class(student.cohort, int(number)) if number.isdecimal() else ()
    return tuple((one.subject, one.name) for one in team if one.subject)


def facts(student: Student, *, at: datetime) -> list[tuple[str, str]]:
    """What is kept of the child, by title."""
    return facts_of(student, at=at)


def disputes_of(student: Student) -> list[Dispute]:
    """What the family objected to, newest first."""
    return queries.disputes_of(student)


def registered(sheet: OwnSheet) -> list[tuple[str, str]]:
    """What was frozen of the child, in words: number, then each attribute of the draw."""
    leaf = sheet.record
    rows = [("名册内编号", str(leaf["sid"]))]
    for name, code in leaf["a"].items():
        title = ATTRIBUTES.get(name, name)
        rows.append((title, _coded(name, code)))
    return rows


def _coded(name: str, code: int) -> str:
    if name == "registered":  # of a late arrival: a day, as 20260903
        return date_words(datetime.strptime(str(code), "%Y%m%d").date())  # noqa: DTZ007 - a day
    return str(CODES.get(name, {}).get(code, code))


def as_paragraphs(kept: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    """A copy for reading: each heading with its lines."""
    return [(title, _lines(value)) for title, value in kept.items()]


def _lines(value: object) -> list[str]:
    if isinstance(value, Mapping):
        return [f"{name}：{one or '无'}" for name, one in value.items()] or ["无"]
    if isinstance(value, list):
        return ["；".join(_lines(one)) for one in value] or ["无"]
    return [str(value) or "无"]


def may_answer(student: Student) -> bool:
    """Whether the family may still confirm or object."""
    return own_child.may_answer(student)


def confirm(actor: GuardianActor, *, at: datetime) -> None:
    """The family found nothing wrong; raises as `own_child.confirm_own`."""
    own_child.confirm_own(queries.get_own(actor).student, by=actor, at=at)


def dispute(
    actor: GuardianActor, *, statement: str, picture: Iterable[bytes] | None, at: datetime
) -> Dispute:
    """The family objects, with a picture or without.

    The picture is made anew from its pixels. Raises as `own_child.dispute_own` and
    `clean_picture`.
    """
    student = queries.get_own(actor).student
    written = None
    if picture is not None:
        written = files.write(DISPUTE_PICTURE, [clean_picture(picture)])
    with audit.act():
        kept = files.keep(written, at=at) if written else None
        return own_child.dispute_own(student, statement=statement, picture=kept, by=actor, at=at)


def take_copy(actor: GuardianActor, *, at: datetime) -> dict[str, Any]:
    """All that is kept of the child, as plain values; taking it is written down."""
    with audit.act():
        guardian = queries.get_own(actor)
        audit.record(CopyTaken(subject=subject_of(guardian.student)), by=actor, at=at)
    return kept_of(guardian, at=at)


def happenings_of(student: Student, sheet: OwnSheet | None) -> list[Happening]:
    """What happened to child and grade since the draw, oldest first."""
    cohort, sid = student.cohort, str(sheet.record["sid"]) if sheet else ""
    found = []
    for one in queries.changes_since(cohort):
        if one.kind == RequestKind.TEACHER:
            words = f"经批准，{one.class_before or '一个班'}更换了班主任。"
        elif one.sid == sid and sheet and sheet.is_published:
            words = (
                f"经批准，孩子由{one.class_before}调整到{one.class_after}，批准号 {one.number}。"
            )
        else:
            continue
        found.append(Happening(one.carried_out_at, words))
    found += [
        Happening(
            one.drawn_at,
            f"第 {one.number} 批补录：{one.student_count} 名后到的学生由公开抽签编入各班，"
            "其他学生的班级不变。",
        )
        for one in queries.late_batches_of(cohort)
    ]
    return sorted(found, key=lambda one: (one.at is not None, one.at or student.changed_at))


def kept_of(guardian: Guardian, *, at: datetime) -> dict[str, Any]:
    """All that is kept of the child, as plain values for a copy (个人信息保护法 art. 45)."""
    student, cohort = guardian.student, guardian.student.cohort
    _, sheet = sheet_of(guardian)
    return {
        "资料": dict(facts(student, at=at)),
        "学校和年级": _place(cohort),
        "核对结果": student.get_answer_display(),
        "家长异议": [_dispute(one) for one in queries.disputes_of(student)],
        "学校办理记录": [_change(one) for one in queries.changes_of(student)],
        "编班": _class(student, sheet),
        "凭条": sheet.ticket if sheet else "",
        "查询账号": [_account(one) for one in student.guardians.all()],
        "同意": [_consent(one) for one in queries.consents_of(guardian)],
        "接收短信的手机号": [_phone(one) for one in own_recipients(guardian)],
        "请求": [_request(one) for one in queries.requests_of(student)],
        "谁看过": [_look(one) for one in looks_of(student)],
    }


def _change(one: StudentChange) -> dict[str, str]:
    kind = one.get_kind_display()
    return {"时间": _moment(one.at), "办理": kind, "项目": one.titles, "理由": one.reason}


def _account(one: Guardian) -> dict[str, str]:
    opened, ended = _moment(one.opened_at), _moment(one.ended_at)
    return {"账号": one.get_place_display(), "开通": opened, "停用": ended}


def _consent(one: Consent) -> dict[str, str]:
    given, withdrawn = _moment(one.given_at), _moment(one.withdrawn_at)
    return {"版本": one.version, "同意时间": given, "撤回时间": withdrawn}


def _phone(one: Recipient) -> dict[str, str]:
    return {
        "手机号": one.phone,
        "登记": _moment(one.consented_at),
        "同意的版本": one.consent_version,
        "短信": "；".join(
            f"{_moment(sent.queued_at)} {sent.get_state_display()}：{sent.text}"
            for sent in messages_to(one)
        ),
    }


def _request(one: RightsRequest) -> dict[str, str]:
    return {
        "类别": one.get_kind_display(),
        "提出": _moment(one.asked_at),
        "说明": one.words,
        "状态": one.get_state_display(),
        "答复": one.answer,
    }


def _look(one: Look) -> dict[str, str]:
    return {"时间": _moment(one.at), "谁": one.who, "做了什么": one.what, "为什么": one.why}


def _place(cohort: Cohort) -> str:
    return f"{cohort.school.name} {cohort.grade_label}"


def _class(student: Student, sheet: OwnSheet | None) -> dict[str, str]:
    if sheet is None or not sheet.is_published:
        return {}
    own = class_of(student, sheet)
    team = "；".join(f"{subject} {name}" for subject, name in team_of(student, own))
    kept = {"班级": own.title, "班主任": own.teacher, "编组": sheet.group}
    return kept | ({"任课教师": team} if team else {})


def _dispute(one: Dispute) -> dict[str, str]:
    return {
        "时间": _moment(one.stated_at),
        "意见": one.statement,
        "图片": "有" if one.picture_id else "无",
        "状态": one.get_state_display(),
        "处理结果": one.settlement,
    }


def _moment(at: datetime | None) -> str:
    return at.isoformat(timespec="seconds") if at else ""

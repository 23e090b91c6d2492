"""Who looked at a child's record, in plain words, from the audit trail."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from junheng.apps.guardians import queries
from junheng.apps.guardians.models import PLACES
from junheng.apps.students.models import Student
from junheng.core.audit.models import AuditEntry

_ANSWERS: Final = {"confirmed": "核对无误", "disputed": "有异议", "waiting": "撤销登记"}
_WHY: Final[Mapping[str, tuple[str, str]]] = {
    "students.student.view": ("打开了孩子的资料", "核对、办理入学和编班"),
    "students.student.correct": ("更正了孩子的资料", "名册有误，理由记在学校"),
    "students.student.withdraw": ("把孩子撤出名册", "不在本校入学，理由记在学校"),
    "students.answer.record": ("登记了核对结果", "家长核对单"),
    "students.dispute_picture.view": ("看了您附的图片", "核实您提出的异议"),
    "students.query_code.replace": ("更换了查询码", "原查询码停用"),
    "guardians.guardian.view": ("打开了查询账号页面", "办理家长查询码"),
    "guardians.guardian.open": ("开通了第二个查询码", "第二位监护人查询"),
    "guardians.guardian.end": ("停用了一个查询码", "查询账号停用"),
    "guardians.request.make": ("提出了个人信息请求", "家长行使权利"),
    "guardians.request.view": ("看了您的个人信息请求", "办理您的请求"),
    "guardians.child.open": ("登录查询", "家长查询自己的孩子"),
    "guardians.child.refuse": ("有人用这个查询码登录没有成功", "查询码或后六位不对，或者已锁定"),
    "guardians.child.leave": ("退出了查询", "家长查询自己的孩子"),
    "outbox.phone.leave": ("登记了接收短信的手机号", "用短信告知班级和班主任"),
    "outbox.phone.withdraw": ("撤回了接收短信的手机号", "不再用短信告知"),
    "guardians.copy.take": ("下载了资料或凭条", "家长查询自己的孩子"),
    "guardians.consent.withdraw": ("撤回了同意", "家长行使权利"),
}
EVENTS: Final = tuple(_WHY)
MOST: Final = 500


@dataclass(frozen=True)
class Look:
    """One line: when, who as role and unit, what was done, what for."""

    at: datetime
    who: str
    what: str
    why: str
    is_own: bool


def looks_of(student: Student) -> list[Look]:
    """Everything in the trail that touched this child's record, newest first, 500 at the most."""
    entries = queries.entries_about(student, EVENTS, most=MOST)
    staff = {entry.actor_id for entry in entries if entry.actor_kind == "staff"}
    posts = queries.posts_of_accounts(staff)
    return [_look(entry, posts) for entry in entries]


def _look(entry: AuditEntry, posts: Mapping[str, list[queries.PostThen]]) -> Look:
    what, why = _WHY[entry.event]
    if entry.event == "students.answer.record":
        what = f"登记了核对结果：{_ANSWERS.get(str(entry.payload.get('answer')), '')}"
    return Look(entry.at, _who(entry, posts), what, why, entry.actor_kind == "guardian")


def _who(entry: AuditEntry, posts: Mapping[str, list[queries.PostThen]]) -> str:
    """Role and unit; no name: who exactly it was stands in the trail, for the supervisors."""
    match entry.actor_kind:
        case "guardian":
            return PLACES.get(int(str(entry.payload.get("place", 0))), "家长本人")
        case "staff":
            held = [post for post in posts.get(entry.actor_id, []) if post.held_at(entry.at)]
            own = [p for p in held if p.place != "教育局"] or held
            return "、".join(dict.fromkeys(f"{p.place} {p.role}" for p in own)) or "工作人员"
        case "system":
            return "系统"
    return "没有登录的人"

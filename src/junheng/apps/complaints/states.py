"""The ways of a complaint and of what is referred to a school; what it can be about."""

from collections.abc import Mapping
from typing import Final

from django.db.models import TextChoices

from junheng.core.workflow.transitions import Transitions


class ComplaintState(TextChoices):
    """How far a complaint has come."""

    RECEIVED = "received", "待受理"
    ACCEPTED = "accepted", "已受理"
    REFERRED = "referred", "已转办"
    INVESTIGATING = "investigating", "调查中"
    REPLIED = "replied", "已答复"
    CLOSED = "closed", "已办结"
    CLOSED_UNREPLIED = "unreplied", "不答复办结"
    DECLINED = "declined", "不予受理"
    WITHDRAWN = "withdrawn", "已撤回"


class ComplaintStep(TextChoices):
    """What is done to a complaint."""

    ACCEPT = "accept", "受理"
    DECLINE = "decline", "不予受理"
    REFER = "refer", "转办"
    INVESTIGATE = "investigate", "开始调查"
    REPLY = "reply", "答复"
    CLOSE = "close", "办结"
    CLOSE_UNREPLIED = "close_unreplied", "不答复办结"
    WITHDRAW = "withdraw", "撤回"


_S, _T = ComplaintState, ComplaintStep

COMPLAINT_TRANSITIONS: Final[Transitions] = {
    (_S.RECEIVED, _T.ACCEPT): _S.ACCEPTED,
    (_S.RECEIVED, _T.DECLINE): _S.DECLINED,
    (_S.RECEIVED, _T.WITHDRAW): _S.WITHDRAWN,
    (_S.ACCEPTED, _T.REFER): _S.REFERRED,
    (_S.ACCEPTED, _T.INVESTIGATE): _S.INVESTIGATING,
    (_S.ACCEPTED, _T.REPLY): _S.REPLIED,
    (_S.ACCEPTED, _T.CLOSE_UNREPLIED): _S.CLOSED_UNREPLIED,
    (_S.ACCEPTED, _T.WITHDRAW): _S.WITHDRAWN,
    (_S.REFERRED, _T.INVESTIGATE): _S.INVESTIGATING,
    (_S.REFERRED, _T.WITHDRAW): _S.WITHDRAWN,
    (_S.INVESTIGATING, _T.REFER): _S.REFERRED,
    (_S.INVESTIGATING, _T.REPLY): _S.REPLIED,
    (_S.INVESTIGATING, _T.CLOSE_UNREPLIED): _S.CLOSED_UNREPLIED,
    (_S.INVESTIGATING, _T.WITHDRAW): _S.WITHDRAWN,
    (_S.REPLIED, _T.CLOSE): _S.CLOSED,
    (_S.REPLIED, _T.INVESTIGATE): _S.INVESTIGATING,
}

COMPLAINT_STAMPS: Final[Mapping[TextChoices, str]] = {
    _T.ACCEPT: "accepted",
    _T.DECLINE: "declined",
    _T.REFER: "referred",
    _T.INVESTIGATE: "investigated",
    _T.REPLY: "replied",
    _T.CLOSE: "closed",
    _T.CLOSE_UNREPLIED: "closed",
    _T.WITHDRAW: "withdrawn",
}

OPEN_STATES: Final = (
    _S.RECEIVED,
    _S.ACCEPTED,
    _S.REFERRED,
    _S.INVESTIGATING,
    _S.REPLIED,
)
"""In these states something is still to be done, and a deadline runs."""


class ReferralState(TextChoices):
    """A referral waits for the school until it is answered or called back."""

    WAITING = "waiting", "待回复"
    ANSWERED = "answered", "已回复"
    RECALLED = "recalled", "已收回"


class ReferralStep(TextChoices):
    """What is done to a referral."""

    ANSWER = "answer", "回复"
    RECALL = "recall", "收回"


REFERRAL_TRANSITIONS: Final[Transitions] = {
    (ReferralState.WAITING, ReferralStep.ANSWER): ReferralState.ANSWERED,
    (ReferralState.WAITING, ReferralStep.RECALL): ReferralState.RECALLED,
}

REFERRAL_STAMPS: Final[Mapping[TextChoices, str]] = {
    ReferralStep.ANSWER: "answered",
    ReferralStep.RECALL: "recalled",
}


class Channel(TextChoices):
    """How a complaint came in."""

    WEB = "web", "网上"
    TELEPHONE = "telephone", "电话"
    LETTER = "letter", "来信"
    VISIT = "visit", "来访"
    MAIL = "mail", "电子邮件"
    TRANSFERRED = "transferred", "上级转来"


class Category(TextChoices):
    """What a complaint is about."""

    CLASS_LIST = "class_list", "分班名单、分班结果"
    PROCESS = "process", "分班过程不公开、不按程序"
    KEY_CLASSES = "key_classes", "变相设重点班、快慢班"
    EXAMS = "exams", "分班考试、看成绩和证书"
    TEACHERS = "teachers", "班主任、教师安排"
    CHANGES = "changes", "公布以后调班、换班主任"
    FAVOURS = "favours", "打招呼、递条子"
    FEES = "fees", "收费"
    PRIVACY = "privacy", "泄露学生信息"
    OTHER = "other", "其他"


class About(TextChoices):
    """Against whom a complaint is directed."""

    SCHOOL = "school", "学校"
    OFFICIAL = "official", "教育局工作人员"
    OTHER = "other", "其他、不清楚"


class Conclusion(TextChoices):
    """What was found."""

    UPHELD = "upheld", "反映属实"
    PARTLY = "partly", "部分属实"
    REJECTED = "rejected", "反映不属实"
    UNPROVEN = "unproven", "查无实据"


class ReplyWay(TextChoices):
    """How the reply reached the complainant; it stands on the web page in any case."""

    WEB = "web", "网上查询"
    TELEPHONE = "telephone", "电话"
    LETTER = "letter", "书面"
    VISIT = "visit", "当面"


class UnrepliedGround(TextChoices):
    """Why a complaint may close without a reply; two people see to it."""

    NOBODY = "nobody", "没有留下任何联系方式，也不能网上查询"
    DUPLICATE = "duplicate", "与已经答复的投诉内容相同"
    MOVED = "moved", "依法移送其他机关办理"


class NoteKind(TextChoices):
    """What was written down beside a complaint."""

    SUPPLEMENT = "supplement", "投诉人补充"
    FINDING = "finding", "调查记录"
    DECISION = "decision", "办理说明"

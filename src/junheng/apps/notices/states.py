"""The ways of a notice and of an objection; kinds of notices."""

from collections.abc import Mapping
from typing import Final

from django.db.models import TextChoices

from junheng.core.workflow.transitions import Transitions


class NoticeKind(TextChoices):
    """What a notice is about, in the order of the year."""

    PLAN = "plan", "工作方案公告"
    FREEZE = "freeze", "名册冻结公告"
    TEACHERS = "teachers", "班主任名单公示"
    RESULT = "result", "分班结果公示"
    LATE = "late", "补录结果公示"
    CHANGE = "change", "特殊情况调整公示"
    VOID = "void", "作废公告"


class NoticeState(TextChoices):
    """How far a notice has come."""

    MADE = "made", "待张贴"
    POSTED = "posted", "公示中"
    TAKEN_DOWN = "taken_down", "已撤下"
    WITHDRAWN = "withdrawn", "已作废"


class NoticeStep(TextChoices):
    """What is done to a notice."""

    POST = "post", "登记张贴"
    TAKE_DOWN = "take_down", "撤下"
    WITHDRAW = "withdraw", "作废"


NOTICE_TRANSITIONS: Final[Transitions] = {
    (NoticeState.MADE, NoticeStep.POST): NoticeState.POSTED,
    (NoticeState.MADE, NoticeStep.WITHDRAW): NoticeState.WITHDRAWN,
    (NoticeState.POSTED, NoticeStep.TAKE_DOWN): NoticeState.TAKEN_DOWN,
    (NoticeState.POSTED, NoticeStep.WITHDRAW): NoticeState.WITHDRAWN,
}

NOTICE_STAMPS: Final[Mapping[TextChoices, str]] = {
    NoticeStep.POST: "recorded",
    NoticeStep.TAKE_DOWN: "taken_down",
    NoticeStep.WITHDRAW: "withdrawn",
}


class ObjectionState(TextChoices):
    """An objection is open until it is answered."""

    OPEN = "open", "待答复"
    ANSWERED = "answered", "已答复"


class ObjectionStep(TextChoices):
    """What is done to an objection."""

    ANSWER = "answer", "答复"


OBJECTION_TRANSITIONS: Final[Transitions] = {
    (ObjectionState.OPEN, ObjectionStep.ANSWER): ObjectionState.ANSWERED,
}

OBJECTION_STAMPS: Final[Mapping[TextChoices, str]] = {ObjectionStep.ANSWER: "answered"}


class Channel(TextChoices):
    """How an objection came in."""

    TELEPHONE = "telephone", "来电"
    VISIT = "visit", "来访"
    LETTER = "letter", "来信"
    MAIL = "mail", "电子邮件"
    OTHER = "other", "其他"


class Conclusion(TextChoices):
    """What was found."""

    UPHELD = "upheld", "成立，予以纠正"
    PARTLY = "partly", "部分成立，予以纠正"
    REJECTED = "rejected", "不成立，已说明情况"

"""The ways of a campaign and of a cohort: states, steps, and which step leads where."""

from collections.abc import Mapping
from typing import Final

from django.db.models import TextChoices

from junheng.core.workflow.transitions import Transitions


class CampaignState(TextChoices):
    """A year's work as a whole."""

    DRAFT = "draft", "筹备中"
    PUBLISHED = "published", "已公布"
    CLOSED = "closed", "已结束"


class CampaignStep(TextChoices):
    """What is done to a campaign."""

    PUBLISH = "publish", "公布方案"
    CLOSE = "close", "结束"


CAMPAIGN_TRANSITIONS: Final[Transitions] = {
    (CampaignState.DRAFT, CampaignStep.PUBLISH): CampaignState.PUBLISHED,
    (CampaignState.PUBLISHED, CampaignStep.CLOSE): CampaignState.CLOSED,
}


class CohortState(TextChoices):
    """How far a school's starting grade has come."""

    COLLECTING = "collecting", "填报中"
    SUBMITTED = "submitted", "待审定"
    APPROVED = "approved", "已审定"
    FROZEN = "frozen", "已冻结"
    DRAWN = "drawn", "已编班"
    TEACHERS_DRAWN = "teachers_drawn", "已抽班主任"
    EFFECTIVE = "effective", "已生效"
    PUBLISHED = "published", "已公示"
    LOCKED = "locked", "已锁定"


class CohortStep(TextChoices):
    """What is done to a cohort."""

    SUBMIT = "submit", "提交审定"
    RETURN = "return", "退回"
    APPROVE = "approve", "审定"
    EXEMPT = "exempt", "登记单班免编"
    REOPEN = "reopen", "重新开放填报"
    FREEZE = "freeze", "冻结"
    DRAW = "draw", "编班"
    LOTS = "lots", "抽班主任"
    SIGN = "sign", "签字生效"
    PUBLISH = "publish", "公示"
    LOCK = "lock", "锁定"
    VOID = "void", "作废重来"


_S, _T = CohortState, CohortStep

COHORT_TRANSITIONS: Final[Transitions] = {
    (_S.COLLECTING, _T.SUBMIT): _S.SUBMITTED,
    (_S.COLLECTING, _T.EXEMPT): _S.APPROVED,
    (_S.SUBMITTED, _T.APPROVE): _S.APPROVED,
    (_S.SUBMITTED, _T.RETURN): _S.COLLECTING,
    (_S.SUBMITTED, _T.EXEMPT): _S.APPROVED,
    (_S.APPROVED, _T.REOPEN): _S.COLLECTING,
    (_S.APPROVED, _T.FREEZE): _S.FROZEN,
    (_S.FROZEN, _T.DRAW): _S.DRAWN,
    (_S.FROZEN, _T.VOID): _S.APPROVED,
    (_S.DRAWN, _T.LOTS): _S.TEACHERS_DRAWN,
    (_S.DRAWN, _T.VOID): _S.APPROVED,
    (_S.TEACHERS_DRAWN, _T.SIGN): _S.EFFECTIVE,
    (_S.TEACHERS_DRAWN, _T.VOID): _S.APPROVED,
    (_S.EFFECTIVE, _T.PUBLISH): _S.PUBLISHED,
    (_S.EFFECTIVE, _T.VOID): _S.APPROVED,
    (_S.PUBLISHED, _T.LOCK): _S.LOCKED,
    (_S.PUBLISHED, _T.VOID): _S.APPROVED,
    (_S.LOCKED, _T.VOID): _S.APPROVED,
}

STAMPED: Final[Mapping[TextChoices, str]] = {
    _T.SUBMIT: "submitted",
    _T.APPROVE: "approved",
    _T.EXEMPT: "approved",
    _T.FREEZE: "frozen",
    _T.DRAW: "drawn",
    _T.LOTS: "teachers_drawn",
    _T.SIGN: "effective",
    _T.PUBLISH: "published",
    _T.LOCK: "locked",
}
"""Steps that are written down with moment and person; a step back takes the stamps off again."""

TAKEN_OFF: Final = {
    _T.RETURN: ("submitted",),
    _T.REOPEN: ("submitted", "approved"),
    _T.VOID: ("frozen", "drawn", "teachers_drawn", "effective", "published", "locked"),
}

MARKED_FROM_ABOVE: Final = frozenset(
    (_T.FREEZE, _T.DRAW, _T.LOTS, _T.SIGN, _T.PUBLISH, _T.LOCK, _T.VOID)
)
"""Steps that the ceremony takes; the others are taken on the pages of this application."""

ROSTER_OPEN: Final = frozenset((_S.COLLECTING, _S.SUBMITTED, _S.APPROVED))
"""States in which the figures of a roster may still change."""


class DayKind(TextChoices):
    """The days of the calendar, in their order."""

    PLAN = "plan", "公布方案"
    ROSTER_DUE = "roster_due", "名册上报截止"
    CONFIRM_DUE = "confirm_due", "家长核对截止"
    REVIEW_DUE = "review_due", "教育局审定截止"
    FREEZE = "freeze", "冻结并张贴公告"
    CEREMONY = "ceremony", "现场编班"
    LOTS = "lots", "班主任抽签"
    NOTICE_END = "notice_end", "公示结束"
    LATE_DRAW = "late_draw", "补录编班"

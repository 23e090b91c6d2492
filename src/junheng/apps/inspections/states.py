"""The ways of a round, of a list found in class, and of a finding."""

from collections.abc import Mapping
from typing import Final

from django.db.models import TextChoices

from junheng.core.workflow.transitions import Transitions


class Period(TextChoices):
    """When a round is held: the four of every year (policy 000, 五(四)), or a special one."""

    SPRING = "spring", "春季开学后"
    MAY = "may", "5 月"
    AUTUMN = "autumn", "秋季开学后"
    NOVEMBER = "november", "11 月"
    SPECIAL = "special", "专项督查"


REGULAR_PERIODS: Final = (Period.SPRING, Period.MAY, Period.AUTUMN, Period.NOVEMBER)
"""Every year each of them once."""


class RoundState(TextChoices):
    """How far a round has come."""

    PLANNED = "planned", "准备中"
    OPEN = "open", "进行中"
    CLOSED = "closed", "已结束"
    DROPPED = "dropped", "已取消"


class RoundStep(TextChoices):
    """What is done to a round."""

    OPEN = "open", "开始督查"
    CLOSE = "close", "结束督查"
    DROP = "drop", "取消"


ROUND_TRANSITIONS: Final[Transitions] = {
    (RoundState.PLANNED, RoundStep.OPEN): RoundState.OPEN,
    (RoundState.PLANNED, RoundStep.DROP): RoundState.DROPPED,
    (RoundState.OPEN, RoundStep.CLOSE): RoundState.CLOSED,
}
ROUND_STAMPS: Final[Mapping[TextChoices, str]] = {
    RoundStep.OPEN: "opened",
    RoundStep.CLOSE: "closed",
    RoundStep.DROP: "dropped",
}


class ListState(TextChoices):
    """How far a list found in class has come."""

    WAITING = "waiting", "等待检验"
    TESTED = "tested", "已检验"
    UNTESTED = "untested", "没有检验"
    REPLACED = "replaced", "已作废"


class ListStep(TextChoices):
    """What becomes of a list."""

    TEST = "test", "检验"
    GIVE_UP = "give_up", "放弃检验"
    REPLACE = "replace", "作废"


LIST_TRANSITIONS: Final[Transitions] = {
    (ListState.WAITING, ListStep.TEST): ListState.TESTED,
    (ListState.WAITING, ListStep.GIVE_UP): ListState.UNTESTED,
    (ListState.WAITING, ListStep.REPLACE): ListState.REPLACED,
    (ListState.TESTED, ListStep.REPLACE): ListState.REPLACED,
    (ListState.UNTESTED, ListStep.REPLACE): ListState.REPLACED,
}
LIST_STAMPS: Final[Mapping[TextChoices, str]] = {
    ListStep.TEST: "tested",
    ListStep.REPLACE: "replaced",
}
LIVE_LISTS: Final = (ListState.WAITING, ListState.TESTED, ListState.UNTESTED)
"""Of each grade of a school one list at most is in one of these states."""


class FindingState(TextChoices):
    """How far a finding has come."""

    DRAFT = "draft", "待签发"
    ISSUED = "issued", "已签发"
    WITHDRAWN = "withdrawn", "已撤销"


class FindingStep(TextChoices):
    """What is done to a finding."""

    ISSUE = "issue", "签发"
    WITHDRAW = "withdraw", "撤销"


FINDING_TRANSITIONS: Final[Transitions] = {
    (FindingState.DRAFT, FindingStep.ISSUE): FindingState.ISSUED,
    (FindingState.DRAFT, FindingStep.WITHDRAW): FindingState.WITHDRAWN,
    (FindingState.ISSUED, FindingStep.WITHDRAW): FindingState.WITHDRAWN,
}
FINDING_STAMPS: Final[Mapping[TextChoices, str]] = {
    FindingStep.ISSUE: "issued",
    FindingStep.WITHDRAW: "withdrawn",
}


class Chosen(TextChoices):
    """How a school came into a round."""

    BY_HAND = "hand", "指定"
    BY_SAMPLE = "sample", "随机抽取"


class Strata(TextChoices):
    """What the schools are divided by before some are drawn of each part."""

    STAGES = "stages", "学段"
    STAGES_AND_OWNERS = "owners", "学段、公办民办"


class CheckItem(TextChoices):
    """Three ways to look and four papers to read (policy 001, 五(三))."""

    REPORT = "report", "听取汇报"
    TALKS = "talks", "师生访谈"
    ROLL_CALL = "roll_call", "到班点名"
    PLAN = "plan", "查阅分班方案"
    STUDENT_LISTS = "student_lists", "查阅学生名册"
    TEACHER_LISTS = "teacher_lists", "查阅教师组合名册"
    MATERIALS = "materials", "查阅分班过程材料"


class FindingKind(TextChoices):
    """What a finding is about."""

    LISTS_DIFFER = "differ", "班里的名单与锁定名单不一致"
    NOT_RANDOM = "not_random", "名单的检验结果需要核查"
    KEY_CLASSES = "key_classes", "疑似重点班、快慢班"
    PAPERS = "papers", "材料不全、不规范"
    TEACHERS = "teachers", "教师配备"
    OTHER = "other", "其他"


class DifferenceKind(TextChoices):
    """How a student stands in the list as found, beside the classes of the record."""

    MOVED = "moved", "不在抽签确定的班"
    MISSING = "missing", "班里没有"
    EXTRA = "extra", "名单以外的学生"
    LATE = "late", "补录"
    CHANGED = "changed", "经批准换班"
    LEFT = "left", "经批准转出、离校"


EXPLAINED: Final = frozenset((DifferenceKind.LATE, DifferenceKind.CHANGED, DifferenceKind.LEFT))
"""Known to the platform since the lock: shown with the reason, never counted as a difference."""

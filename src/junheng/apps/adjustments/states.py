"""The ways of a late batch, of a request for a change, and of a comparison with the roll."""

from collections.abc import Mapping
from typing import Final

from django.db.models import TextChoices

from junheng.core.workflow.transitions import Transitions


class BatchState(TextChoices):
    """How far a batch of late arrivals has come."""

    COLLECTING = "collecting", "收集中"
    FROZEN = "frozen", "已冻结，待抽签"
    DRAWN = "drawn", "已编班"
    DROPPED = "dropped", "已取消"


class BatchStep(TextChoices):
    """What is done to a batch."""

    FREEZE = "freeze", "冻结"
    DRAW = "draw", "抽签"
    DROP = "drop", "取消"


BATCH_TRANSITIONS: Final[Transitions] = {
    (BatchState.COLLECTING, BatchStep.FREEZE): BatchState.FROZEN,
    (BatchState.COLLECTING, BatchStep.DROP): BatchState.DROPPED,
    (BatchState.FROZEN, BatchStep.DRAW): BatchState.DRAWN,
    (BatchState.FROZEN, BatchStep.DROP): BatchState.DROPPED,
    (BatchState.DRAWN, BatchStep.DROP): BatchState.DROPPED,
}
"""What was frozen or drawn is dropped only together with the result that it belongs to."""
BATCH_STAMPS: Final[Mapping[TextChoices, str]] = {
    BatchStep.FREEZE: "frozen",
    BatchStep.DRAW: "drawn",
    BatchStep.DROP: "dropped",
}


class RequestState(TextChoices):
    """How far a request for a change has come."""

    DRAFT = "draft", "学校填写中"
    SUBMITTED = "submitted", "待教育局初审"
    EXAMINED = "examined", "待教育局批准"
    APPROVED = "approved", "已批准，待执行"
    DONE = "done", "已执行"
    REFUSED = "refused", "不予批准"
    WITHDRAWN = "withdrawn", "学校已撤回"


class RequestStep(TextChoices):
    """What is done to a request."""

    SUBMIT = "submit", "校长提交"
    RETURN = "return", "退回学校"
    EXAMINE = "examine", "初审同意"
    APPROVE = "approve", "批准"
    REFUSE = "refuse", "不予批准"
    CARRY_OUT = "carry_out", "执行"
    WITHDRAW = "withdraw", "撤回"
    LAPSE = "lapse", "随结果作废终止"


_R, _T = RequestState, RequestStep

REQUEST_TRANSITIONS: Final[Transitions] = {
    (_R.DRAFT, _T.SUBMIT): _R.SUBMITTED,
    (_R.DRAFT, _T.WITHDRAW): _R.WITHDRAWN,
    (_R.SUBMITTED, _T.EXAMINE): _R.EXAMINED,
    (_R.SUBMITTED, _T.RETURN): _R.DRAFT,
    (_R.SUBMITTED, _T.REFUSE): _R.REFUSED,
    (_R.EXAMINED, _T.APPROVE): _R.APPROVED,
    (_R.EXAMINED, _T.RETURN): _R.DRAFT,
    (_R.EXAMINED, _T.REFUSE): _R.REFUSED,
    (_R.APPROVED, _T.CARRY_OUT): _R.DONE,
    (_R.DRAFT, _T.LAPSE): _R.REFUSED,
    (_R.SUBMITTED, _T.LAPSE): _R.REFUSED,
    (_R.EXAMINED, _T.LAPSE): _R.REFUSED,
    (_R.APPROVED, _T.LAPSE): _R.REFUSED,
}
REQUEST_STAMPS: Final[Mapping[TextChoices, str]] = {
    _T.SUBMIT: "submitted",
    _T.EXAMINE: "examined",
    _T.APPROVE: "approved",
    _T.REFUSE: "refused",
    _T.LAPSE: "refused",
    _T.CARRY_OUT: "carried_out",
    _T.WITHDRAW: "withdrawn",
}


class RequestKind(TextChoices):
    """What is asked for."""

    MOVE = "move", "学生换班"
    LEAVE = "leave", "学生转出、离校"
    ADMIT = "admit", "第一学期内转入"
    TEACHER = "teacher", "更换班主任"
    MERGE = "merge", "班级建制调整"


ABOUT_A_STUDENT: Final = frozenset((RequestKind.MOVE, RequestKind.LEAVE))
"""Requests that name a student of the classes."""


class Ground(TextChoices):
    """Why: a closed list, because “other reasons” would be a door for everyone."""

    KIN = "kin", "近亲属在本班任教，应当回避"
    SAFETY = "safety", "校园欺凌或人身安全，需要保护"
    DISABILITY = "disability", "残疾学生的合理便利"
    ORDER = "order", "法院裁判或纪检监察机关的书面决定"
    LAW = "law", "法律法规规定的情形（写明条款）"
    STRUCTURE = "structure", "经批准的班级建制调整"
    ABSENT = "absent", "没有报到入学"
    TRANSFER = "transfer", "一般转学"
    POST = "post", "班主任调离、离职、退休或长期病休"
    FAULT = "fault", "班主任不再适合任教（写明事由）"
    NUMBERS = "numbers", "学生人数变化，须增减班级"


GROUNDS: Final[Mapping[str, tuple[Ground, ...]]] = {
    RequestKind.MOVE: (
        Ground.KIN,
        Ground.SAFETY,
        Ground.DISABILITY,
        Ground.ORDER,
        Ground.STRUCTURE,
    ),
    RequestKind.LEAVE: (Ground.ABSENT, Ground.LAW, Ground.ORDER, Ground.TRANSFER),
    RequestKind.ADMIT: (Ground.LAW, Ground.ORDER),
    RequestKind.TEACHER: (Ground.POST, Ground.FAULT, Ground.KIN),
    RequestKind.MERGE: (Ground.NUMBERS, Ground.ORDER),
}
"""Which grounds go with which request."""


class CheckState(TextChoices):
    """How far a comparison with the registered roll has come."""

    OPEN = "open", "办理中"
    APPROVED = "approved", "已通过"
    REPLACED = "replaced", "已由新的一次核对代替"


class CheckStep(TextChoices):
    """What is done to a comparison."""

    APPROVE = "approve", "通过"
    REPLACE = "replace", "重新核对"


CHECK_TRANSITIONS: Final[Transitions] = {
    (CheckState.OPEN, CheckStep.APPROVE): CheckState.APPROVED,
    (CheckState.OPEN, CheckStep.REPLACE): CheckState.REPLACED,
    (CheckState.APPROVED, CheckStep.REPLACE): CheckState.REPLACED,
}
CHECK_STAMPS: Final[Mapping[TextChoices, str]] = {
    CheckStep.APPROVE: "approved",
    CheckStep.REPLACE: "replaced",
}


class DifferenceKind(TextChoices):
    """In what the roll and the result differ (XJ-01)."""

    ONLY_IN_RESULT = "only_in_result", "学籍系统里没有"
    ONLY_IN_REGISTRY = "only_in_registry", "分班结果里没有"
    CLASS = "class_mismatch", "班级不一致"
    SCHOOL = "school_mismatch", "学校不一致"
    NAME = "name_mismatch", "姓名不一致"
    BIRTH = "birth_mismatch", "出生日期不一致"
    GENDER = "gender_mismatch", "性别不一致"
    IDENTITY = "identity_mismatch", "证件号不一致"
    DUPLICATE_IDENTITY = "duplicate_id", "证件号重复"
    DUPLICATE_REGISTRY = "duplicate_registry_no", "学籍号重复"
    INVALID_IDENTITY = "invalid_id", "证件号不合规则"


class Decision(TextChoices):
    """What was done about a difference."""

    REGISTRY_CORRECTED = "registry_corrected", "学籍系统已按分班结果更正"
    REGISTRY_ADDED = "registry_added", "学籍系统已补建"
    REGISTRY_REMOVED = "registry_removed", "学籍系统已删除"
    PAPERS_SEEN = "papers_seen", "已核对证件原件，以证件为准，两处登记已分别更正"
    LEFT = "left", "已按“学生转出、离校”批准"
    PLACED_LATE = "placed_late", "已按补录程序抽签编班"


_D = Decision

DECISIONS: Final[Mapping[str, tuple[Decision, ...]]] = {
    DifferenceKind.ONLY_IN_RESULT: (_D.REGISTRY_ADDED, _D.LEFT),
    DifferenceKind.ONLY_IN_REGISTRY: (_D.PLACED_LATE, _D.REGISTRY_REMOVED),
    DifferenceKind.CLASS: (_D.REGISTRY_CORRECTED,),
    DifferenceKind.SCHOOL: (_D.REGISTRY_CORRECTED, _D.LEFT),
    DifferenceKind.NAME: (_D.REGISTRY_CORRECTED, _D.PAPERS_SEEN),
    DifferenceKind.BIRTH: (_D.REGISTRY_CORRECTED, _D.PAPERS_SEEN),
    DifferenceKind.GENDER: (_D.REGISTRY_CORRECTED, _D.PAPERS_SEEN),
    DifferenceKind.IDENTITY: (_D.REGISTRY_CORRECTED, _D.PAPERS_SEEN),
    DifferenceKind.DUPLICATE_IDENTITY: (_D.REGISTRY_REMOVED, _D.REGISTRY_CORRECTED),
    DifferenceKind.DUPLICATE_REGISTRY: (_D.REGISTRY_REMOVED, _D.REGISTRY_CORRECTED),
    DifferenceKind.INVALID_IDENTITY: (_D.REGISTRY_CORRECTED, _D.PAPERS_SEEN),
}
"""What may be decided about each kind: a wrong class in the roll is corrected there, never here."""

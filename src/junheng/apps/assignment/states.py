"""How far a session has come: states that follow the ledger, and the acts that write into it."""

from collections.abc import Iterable, Mapping
from typing import Final

from django.db.models import TextChoices

from junheng.core.workflow.transitions import Transitions


class SessionState(TextChoices):
    """Where a session stands; each but the first and the last is the ledger's word."""

    PLANNED = "planned", "已安排"
    FROZEN = "frozen", "已冻结"
    SEALED = "sealed", "已封签"
    ROLLED = "rolled", "已掷骰"
    OPENING = "opening", "拆封录入"
    LOCKED = "locked", "种子已锁定"
    DRAWN = "drawn", "已编班"
    VOID = "void", "已作废"
    CLOSED = "closed", "已结束"


class SessionStep(TextChoices):
    """What brings a session further."""

    FREEZE = "freeze", "冻结"
    SEAL = "seal", "封签"
    ROLL = "roll", "当众掷骰"
    OPEN = "open", "拆封"
    LOCK = "lock", "锁定种子"
    DRAW = "draw", "抽签编班"
    VOID = "void", "作废"
    CLOSE = "close", "结束"


_S, _T = SessionState, SessionStep

TRANSITIONS: Final[Transitions] = {
    (_S.PLANNED, _T.FREEZE): _S.FROZEN,
    (_S.VOID, _T.FREEZE): _S.FROZEN,
    (_S.FROZEN, _T.SEAL): _S.SEALED,
    (_S.FROZEN, _T.VOID): _S.VOID,
    (_S.SEALED, _T.ROLL): _S.ROLLED,
    (_S.SEALED, _T.VOID): _S.VOID,
    (_S.ROLLED, _T.OPEN): _S.OPENING,
    (_S.ROLLED, _T.VOID): _S.VOID,
    (_S.OPENING, _T.LOCK): _S.LOCKED,
    (_S.OPENING, _T.VOID): _S.VOID,
    (_S.LOCKED, _T.DRAW): _S.DRAWN,
    (_S.LOCKED, _T.VOID): _S.VOID,
    (_S.DRAWN, _T.VOID): _S.VOID,
    (_S.DRAWN, _T.CLOSE): _S.CLOSED,
    (_S.CLOSED, _T.VOID): _S.VOID,
}

STEP_OF_EVENT: Final[Mapping[str, SessionStep]] = {
    "FREEZE": _T.FREEZE,
    "ENVELOPES_SEALED": _T.SEAL,
    "PUBLIC_DRAWN": _T.ROLL,
    "OPENING": _T.OPEN,
    "SEED_LOCKED": _T.LOCK,
    "VOID": _T.VOID,
}
"""Events of the ledger that are steps. The step DRAW is taken by the last unit's DRAW."""

LEDGER_WORDS: Final[Mapping[str, str]] = {
    "SESSION": "现场会开始",
    "CHECK_OPEN": "开始核对名册",
    "CHECK_CLOSED": "核对名册结束",
    "PIN": "同班、分班或指定的安排",
    "FREEZE": "冻结名册",
    "NOTICE_POSTED": "张贴冻结公告",
    "FREEDOM": "自由度报告",
    "REHEARSAL": "演练",
    "ENVELOPES_SEALED": "封签",
    "PUBLIC_DRAWN": "公开数",
    "OPENING": "拆封",
    "SEED_LOCKED": "锁定种子",
    "DRAW": "抽签编班",
    "PRINT": "打印名单",
    "SIGN": "签字",
    "DISC": "存档光盘",
    "REPRESENTATIVES": "抽家长代表",
    "LOTS": "班主任签",
    "PUBLISH": "公示",
    "LATE_FREEZE": "冻结补录名单",
    "LATE_DRAW": "补录抽签",
    "CHANGE": "经批准的调整",
    "VOID": "作废",
    "RECONCILE": "学籍核对",
    "ANCHOR": "链头登记",
    "ACCESS": "查询情况",
    "CLOCK": "校正时钟",
    "RESTORE": "从备份恢复",
    "KEY_DESTROYED": "销毁密钥",
}
"""Lines of the ledger as a person calls them."""


class Act(TextChoices):
    """What somebody set out to write into the ledger; it is in the database until it is done."""

    FREEZE = "freeze", "冻结名册"
    NOTICE = "notice", "登记公告张贴"
    FREEDOM = "freedom", "计算自由度报告"
    SEAL = "seal", "记录封签"
    ROLL = "roll", "记录公开数"
    OPEN = "open", "开始拆封"
    LOCK = "lock", "锁定种子"
    DRAW = "draw", "抽签编班"
    REPRESENTATIVES = "representatives", "抽家长代表"
    LOTS = "lots", "记录班主任签"
    ARCHIVE = "archive", "做存档光盘"
    SIGN = "sign", "记录签字生效"
    PUBLISH = "publish", "记录公示"
    VOID = "void", "作废"
    LATE_FREEZE = "late_freeze", "冻结补录名单"
    LATE_DRAW = "late_draw", "补录抽签"
    CHANGE = "change", "记录经批准的调整"
    MOVE = "move", "调整抽签"
    RECONCILE = "reconcile", "记录学籍核对"
    DESTROY = "destroy", "按期销毁个人信息"


DECLARED_ABOVE: Final = frozenset(
    (Act.LATE_FREEZE, Act.LATE_DRAW, Act.CHANGE, Act.MOVE, Act.RECONCILE)
)
"""Acts of the application of what comes after the lock, which says how they are done."""


class SecretKind(TextChoices):
    """What is kept encrypted beside a session for a while."""

    DIGITS = "digits", "保密数字"
    FIRST_HALF = "first_half", "口令前半"
    SECOND_HALF = "second_half", "口令后半"


BEHIND: Final = frozenset((Act.FREEDOM, Act.ARCHIVE))
"""Acts of a job: minutes long, taken up again by their own worker and by nobody else."""

NEVER_GIVEN_UP: Final = frozenset((Act.DESTROY,))
"""Acts that stay underway where the folder refuses them: they are tried until they are done."""

MANAGED_STATES: Final = frozenset((_S.PLANNED, _S.VOID))
"""States in which schools still enter or leave a session."""


def state_after(kinds: Iterable[str], *, drawn: int, units: int) -> SessionState:
    """The state that a ledger's kinds of events come to; `drawn` of `units` results are in it."""
    state = SessionState.PLANNED
    for kind in kinds:
        step = STEP_OF_EVENT.get(kind)
        if step is not None:
            state = SessionState(TRANSITIONS[state, step])
    if state is SessionState.LOCKED and units and drawn >= units:
        return SessionState.DRAWN
    return state

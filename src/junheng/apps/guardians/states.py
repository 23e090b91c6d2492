"""The ways of a family's request, and what can be asked for."""

from typing import Final

from django.db.models import TextChoices

from junheng.core.workflow.transitions import Transitions


class RightKind(TextChoices):
    """What a guardian may ask for (个人信息保护法 art. 45–47)."""

    ACCESS = "access", "查阅"
    COPY = "copy", "复制"
    CORRECT = "correct", "更正、补充"
    DELETE = "delete", "删除"


class RightState(TextChoices):
    """How far a request has come."""

    OPEN = "open", "待答复"
    GRANTED = "granted", "已办理"
    REFUSED = "refused", "不能办理"


class RightStep(TextChoices):
    """What is done with a request."""

    GRANT = "grant", "按要求办理"
    REFUSE = "refuse", "不能办理，说明理由"


RIGHT_TRANSITIONS: Final[Transitions] = {
    (RightState.OPEN, RightStep.GRANT): RightState.GRANTED,
    (RightState.OPEN, RightStep.REFUSE): RightState.REFUSED,
}

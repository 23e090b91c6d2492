"""The states of a sample plan."""

from django.db.models import TextChoices


class PlanState(TextChoices):
    DRAFT = "draft", "草稿"
    FROZEN = "frozen", "已冻结"
    PUBLISHED = "published", "已公布"
    VOID = "void", "已作废"


class PlanStep(TextChoices):
    FREEZE = "freeze", "冻结"
    RETURN = "return", "退回"
    PUBLISH = "publish", "公布"
    VOID = "void", "作废"


TRANSITIONS = {
    (PlanState.DRAFT, PlanStep.FREEZE): PlanState.FROZEN,
    (PlanState.FROZEN, PlanStep.RETURN): PlanState.DRAFT,
    (PlanState.FROZEN, PlanStep.PUBLISH): PlanState.PUBLISHED,
    (PlanState.DRAFT, PlanStep.VOID): PlanState.VOID,
    (PlanState.FROZEN, PlanStep.VOID): PlanState.VOID,
}
STAMPS = {PlanStep.FREEZE: "frozen"}

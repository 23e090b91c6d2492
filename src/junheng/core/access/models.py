"""What one person proposed and a second one has to confirm."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from junheng.core.access.sensitivity import Sensitivity
from junheng.core.secrets.codes import PublicCodeField


class ProposalState(models.TextChoices):
    """A proposal is open until a second person decides, its author withdraws it, or time is up."""

    OPEN = "open", "待确认"
    CONFIRMED = "confirmed", "已确认"
    DECLINED = "declined", "未同意"
    WITHDRAWN = "withdrawn", "已撤回"


class Proposal(models.Model):
    """An act that waits for its second person.

    `act` is the key of a `TwoPersonAct`, `what` its content (identifiers only) and `digest` the
    digest of both: the second person confirms exactly what the first one asked for. `summary` is
    the sentence that both read.
    """

    code = PublicCodeField("编号")
    act = models.CharField("事项", max_length=60)
    summary = models.CharField("内容", max_length=200)
    what = models.JSONField("对象")
    digest = models.CharField("摘要", max_length=64)
    school_code = models.CharField("学校", max_length=6, blank=True)
    state = models.CharField(
        "状态", max_length=12, choices=ProposalState.choices, default=ProposalState.OPEN
    )
    asked_by = models.CharField("提出人编号", max_length=12)
    asked_by_name = models.CharField("提出人", max_length=40)
    asked_as = models.JSONField("提出人岗位")
    asked_at = models.DateTimeField("提出时间")
    expires_at = models.DateTimeField("有效期至")
    closed_by = models.CharField("办理人编号", max_length=12, blank=True)
    closed_by_name = models.CharField("办理人", max_length=40, blank=True)
    closed_at = models.DateTimeField("办理时间", null=True)

    sensitivity: ClassVar = {
        "id": Sensitivity.INTERNAL,
        "code": Sensitivity.INTERNAL,
        "act": Sensitivity.INTERNAL,
        "summary": Sensitivity.INTERNAL,
        "what": Sensitivity.INTERNAL,
        "digest": Sensitivity.INTERNAL,
        "school_code": Sensitivity.PUBLIC,
        "state": Sensitivity.INTERNAL,
        "asked_by": Sensitivity.INTERNAL,
        "asked_by_name": Sensitivity.INTERNAL,
        "asked_as": Sensitivity.INTERNAL,
        "asked_at": Sensitivity.INTERNAL,
        "expires_at": Sensitivity.INTERNAL,
        "closed_by": Sensitivity.INTERNAL,
        "closed_by_name": Sensitivity.INTERNAL,
        "closed_at": Sensitivity.INTERNAL,
    }

    class Meta:
        ordering: ClassVar = ["-asked_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="access_proposal_closed_by_and_at",
                condition=Q(state="open", closed_by="", closed_at__isnull=True)
                | (~Q(state="open") & ~Q(closed_by="") & Q(closed_at__isnull=False)),
            ),
            # Nobody is the second person of his own act, whatever the code above forgets.
            models.CheckConstraint(
                name="access_proposal_two_people",
                condition=~Q(state="confirmed") | ~Q(closed_by=models.F("asked_by")),
            ),
            # The same thing asked for twice waits once.
            models.UniqueConstraint(
                fields=["digest"], condition=Q(state="open"), name="access_proposal_waits_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.code}"

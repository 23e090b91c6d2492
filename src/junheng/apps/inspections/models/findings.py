"""What was found at a school, and what the school says to it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from junheng.apps.inspections.models.lists import FoundClassList
from junheng.apps.inspections.models.rounds import Visit
from junheng.apps.inspections.states import (
    FINDING_STAMPS,
    FINDING_TRANSITIONS,
    FindingKind,
    FindingState,
)
from junheng.core.access import Sensitivity
from junheng.core.secrets.sealed_fields import EncryptedTextField
from junheng.core.workflow.rows import StatefulModel, state_constraints

_INTERNAL, _PERSONAL = Sensitivity.INTERNAL, Sensitivity.PERSONAL


class Finding(StatefulModel):
    """What an inspector found in a school; the school sees it once another person issued it.

    `reply` is what the school has to say (教育督导条例 art. 20), once. What was started from it is
    found by `rectifications.queries.made_of`.
    """

    TRANSITIONS = FINDING_TRANSITIONS
    STAMPS = FINDING_STAMPS

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="findings")
    found_list = models.ForeignKey(
        FoundClassList, models.PROTECT, null=True, related_name="findings"
    )
    number = models.PositiveIntegerField("编号")
    kind = models.CharField("事项", max_length=12, choices=FindingKind.choices)
    text = EncryptedTextField("督查发现")
    ground = models.CharField("依据", max_length=200)
    state = models.CharField(
        "状态", max_length=10, choices=FindingState.choices, default=FindingState.DRAFT
    )
    written_at = models.DateTimeField("填写时间")
    written_by = models.CharField("填写人编号", max_length=12)
    written_by_name = models.CharField("填写人", max_length=40)
    issued_at = models.DateTimeField("签发时间", null=True)
    issued_by = models.CharField(max_length=12, blank=True)
    withdrawn_at = models.DateTimeField("撤销时间", null=True)
    withdrawn_by = models.CharField(max_length=12, blank=True)
    reply = EncryptedTextField("学校的说明", default="")
    replied_at = models.DateTimeField("说明时间", null=True)
    replied_by = models.CharField(max_length=12, blank=True)

    sensitivity: ClassVar = dict.fromkeys(
        (
            "id", "code", "visit", "found_list", "number", "kind", "ground", "state", "written_at",
            "written_by", "written_by_name", "issued_at", "issued_by", "withdrawn_at",
            "withdrawn_by", "replied_at", "replied_by",
        ),
        _INTERNAL,
    ) | {"text": _PERSONAL, "reply": _PERSONAL}  # fmt: skip

    class Meta:
        verbose_name = "督查意见"
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            *state_constraints("inspections_finding", FindingState.values, FINDING_STAMPS.values()),
            models.CheckConstraint(
                name="inspections_finding_replied_at_and_by",
                condition=Q(replied_at__isnull=True, replied_by="")
                | (Q(replied_at__isnull=False) & ~Q(replied_by="")),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def school_code(self) -> str:
        """The school's code, for the audit trail."""
        return self.visit.school.code

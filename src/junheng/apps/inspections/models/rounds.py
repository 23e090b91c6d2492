"""A round of inspection: who inspects, its sample, its schools."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from junheng.apps.inspections.states import (
    ROUND_STAMPS,
    ROUND_TRANSITIONS,
    Chosen,
    Period,
    RoundState,
)
from junheng.apps.schools.models import School
from junheng.core.access import Sensitivity
from junheng.core.secrets.codes import PublicCodeField
from junheng.core.secrets.sealed_fields import EncryptedTextField
from junheng.core.workflow.rows import StatefulModel, state_constraints

_INTERNAL, _PERSONAL = Sensitivity.INTERNAL, Sensitivity.PERSONAL


class Round(StatefulModel):
    """One round of inspection (一轮督查)."""

    TRANSITIONS = ROUND_TRANSITIONS
    STAMPS = ROUND_STAMPS

    year = models.PositiveSmallIntegerField("年度")
    period = models.CharField("时段", max_length=10, choices=Period.choices)
    title = models.CharField("名称", max_length=60)
    begins_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期")
    state = models.CharField(
        "状态", max_length=10, choices=RoundState.choices, default=RoundState.PLANNED
    )
    planned_at = models.DateTimeField("安排时间")
    planned_by = models.CharField("安排人编号", max_length=12)
    opened_at = models.DateTimeField("开始时间", null=True)
    opened_by = models.CharField(max_length=12, blank=True)
    closed_at = models.DateTimeField("结束时间", null=True)
    closed_by = models.CharField(max_length=12, blank=True)
    dropped_at = models.DateTimeField("取消时间", null=True)
    dropped_by = models.CharField(max_length=12, blank=True)

    sensitivity: ClassVar = dict.fromkeys(
        (
            "id", "code", "year", "period", "title", "begins_on", "ends_on", "state", "planned_at",
            "planned_by", "opened_at", "opened_by", "closed_at", "closed_by", "dropped_at",
            "dropped_by",
        ),
        _INTERNAL,
    )  # fmt: skip

    class Meta:
        verbose_name = "督查"
        ordering: ClassVar = ["-year", "-begins_on", "-id"]
        constraints: ClassVar = [
            *state_constraints("inspections_round", RoundState.values, ROUND_STAMPS.values()),
            models.UniqueConstraint(
                name="inspections_regular_round_once",
                fields=["year", "period"],
                condition=~Q(period=Period.SPECIAL) & ~Q(state=RoundState.DROPPED),
            ),
            models.CheckConstraint(
                name="inspections_round_ends_after_it_begins",
                condition=Q(ends_on__gte=models.F("begins_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether inspectors may write."""
        return self.state == RoundState.OPEN


class RoundInspector(models.Model):
    """Somebody who inspects in a round, by his account."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="inspectors")
    account = models.CharField("督学编号", max_length=12)
    account_name = models.CharField("督学", max_length=40)

    sensitivity: ClassVar = dict.fromkeys(("id", "round", "account", "account_name"), _INTERNAL)

    class Meta:
        ordering: ClassVar = ["account_name", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="inspections_inspector_once", fields=["round", "account"]),
        ]

    def __str__(self) -> str:
        return self.account


class Sample(models.Model):
    """The random sample of a round: its frame, fixed before the public number, then the number.

    `frame` is `rules.sampling.Frame.document()`; with `digits` and the suite anybody draws the
    same schools again.
    """

    code = PublicCodeField()
    round = models.OneToOneField(Round, models.PROTECT, related_name="sample")
    suite = models.CharField("密码算法", max_length=8)
    frame = models.JSONField("抽查范围")
    frame_digest = models.CharField("范围摘要", max_length=64)
    announced_at = models.DateTimeField("公布时间")
    announced_by = models.CharField("公布人编号", max_length=12)
    digits = models.CharField("公开数", max_length=64, blank=True)
    drawn_at = models.DateTimeField("抽取时间", null=True)
    drawn_by = models.CharField("抽取人编号", max_length=12, blank=True)

    sensitivity: ClassVar = dict.fromkeys(
        (
            "id", "code", "round", "suite", "frame", "frame_digest", "announced_at",
            "announced_by", "digits", "drawn_at", "drawn_by",
        ),
        _INTERNAL,
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="inspections_sample_drawn_with_number",
                condition=Q(drawn_at__isnull=True, drawn_by="", digits="")
                | (Q(drawn_at__isnull=False) & ~Q(drawn_by="") & ~Q(digits="")),
            ),
        ]

    def __str__(self) -> str:
        return self.frame_digest


class Visit(models.Model):
    """A school in a round, and what was looked at there."""

    code = PublicCodeField()
    round = models.ForeignKey(Round, models.PROTECT, related_name="visits")
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    chosen = models.CharField("产生方式", max_length=8, choices=Chosen.choices)
    reason = models.CharField("指定理由", max_length=100, blank=True)
    visited_on = models.DateField("到校日期", null=True)
    items = models.JSONField("完成的项目", default=list)
    notes = EncryptedTextField("督查记录", default="")
    recorded_at = models.DateTimeField("填写时间", null=True)
    recorded_by = models.CharField("填写人编号", max_length=12, blank=True)
    recorded_by_name = models.CharField("填写人", max_length=40, blank=True)

    sensitivity: ClassVar = dict.fromkeys(
        (
            "id", "code", "round", "school", "chosen", "reason", "visited_on", "items",
            "recorded_at", "recorded_by", "recorded_by_name",
        ),
        _INTERNAL,
    ) | {"notes": _PERSONAL}  # fmt: skip

    class Meta:
        ordering: ClassVar = ["school__code"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="inspections_school_once", fields=["round", "school"]),
            models.CheckConstraint(
                name="inspections_chosen_by_hand_with_reason",
                condition=~Q(chosen=Chosen.BY_HAND) | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.code

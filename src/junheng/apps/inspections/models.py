"""Rounds of inspection, their inspectors, schools, lists as found, and findings."""

from datetime import timedelta
from typing import ClassVar, Final

from django.db import models
from django.db.models import Q

from junheng.apps.campaigns.models import Cohort
from junheng.apps.inspections.states import (
    EXPLAINED,
    FINDING_STAMPS,
    FINDING_TRANSITIONS,
    LIST_STAMPS,
    LIST_TRANSITIONS,
    LIVE_LISTS,
    ROUND_STAMPS,
    ROUND_TRANSITIONS,
    Chosen,
    DifferenceKind,
    FindingKind,
    FindingState,
    ListState,
    Period,
    RoundState,
)
from junheng.apps.schools.models import School
from junheng.core.access import Sensitivity
from junheng.core.files.kinds import FileKind
from junheng.core.files.models import StoredFile
from junheng.core.secrets.codes import PublicCodeField
from junheng.core.secrets.sealed_fields import EncryptedTextField
from junheng.core.workflow.rows import StatefulModel, state_constraints

_INTERNAL, _PERSONAL = Sensitivity.INTERNAL, Sensitivity.PERSONAL

WAITING_FILE: Final = FileKind(
    name="inspections.waiting",
    suffix=".json",
    media_type="application/json",
    is_private=True,
    kept_for=timedelta(days=1),
)
"""A list on its way to its test, as codes and marks without names; destroyed with the test."""


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


class FoundClassList(StatefulModel):
    """A list as found in class: its comparison and its test, never its students.

    `waiting` is the list on its way to the test (see `WAITING_FILE`); it is destroyed by the act
    that writes the result. `result` is `rules.kept.KeptTest` as text. Counts are of students.
    """

    TRANSITIONS = LIST_TRANSITIONS
    STAMPS = LIST_STAMPS

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="lists")
    cohort = models.ForeignKey(Cohort, models.PROTECT, null=True, related_name="+")
    grade = models.CharField("年级", max_length=20)
    state = models.CharField(
        "状态", max_length=10, choices=ListState.choices, default=ListState.WAITING
    )
    file_digest = models.CharField("文件摘要", max_length=64)
    waiting = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    has_marks = models.BooleanField("带成绩")
    seed = models.CharField("公开种子", max_length=120, blank=True)
    student_count = models.PositiveIntegerField("人数")
    class_count = models.PositiveIntegerField("班数")
    compared_count = models.PositiveIntegerField("应核", null=True)
    agreeing_count = models.PositiveIntegerField("一致", null=True)
    level = models.CharField("结论", max_length=12, blank=True)
    result = EncryptedTextField("检验结果", default="")
    read_at = models.DateTimeField("读入时间")
    read_by = models.CharField("读入人编号", max_length=12)
    read_by_name = models.CharField("读入人", max_length=40)
    tested_at = models.DateTimeField("检验时间", null=True)
    tested_by = models.CharField(max_length=12, blank=True)
    replaced_at = models.DateTimeField("作废时间", null=True)
    replaced_by = models.CharField(max_length=12, blank=True)

    sensitivity: ClassVar = dict.fromkeys(
        (
            "id", "code", "visit", "cohort", "grade", "state", "file_digest", "has_marks", "seed",
            "student_count", "class_count", "compared_count", "agreeing_count", "level", "read_at",
            "read_by", "read_by_name", "tested_at", "tested_by", "replaced_at", "replaced_by",
        ),
        _INTERNAL,
    ) | {"waiting": _PERSONAL, "result": _PERSONAL}  # fmt: skip

    class Meta:
        verbose_name = "督查名单"
        ordering: ClassVar = ["grade", "-read_at", "-id"]
        constraints: ClassVar = [
            *state_constraints("inspections_list", ListState.values, LIST_STAMPS.values()),
            models.UniqueConstraint(
                name="inspections_list_of_a_grade_once",
                fields=["visit", "grade"],
                condition=Q(state__in=sorted(LIVE_LISTS)),
            ),
            models.CheckConstraint(
                name="inspections_list_tested_with_level",
                condition=~Q(state=ListState.TESTED) | ~Q(level=""),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def school_code(self) -> str:
        """The school's code, for the audit trail."""
        return self.visit.school.code

    @property
    def test_name(self) -> str:
        """What the list is called among those of a round: it is part of its seed."""
        return f"{self.visit.school.name} {self.grade}"


class ListDifference(models.Model):
    """A student in whom a list differs from the record; of his name only a masked form is kept."""

    found_list = models.ForeignKey(FoundClassList, models.PROTECT, related_name="differences")
    number = models.PositiveIntegerField("序号")
    kind = models.CharField("情形", max_length=10, choices=DifferenceKind.choices)
    masked = models.CharField("姓名（已遮盖）", max_length=60)
    row = models.PositiveIntegerField("表中行号", null=True)
    found_class = models.CharField("班里的名单", max_length=40, blank=True)
    record_class = models.CharField("抽签和变动后的班", max_length=40, blank=True)
    explanation = models.CharField("说明", max_length=120, blank=True)

    sensitivity: ClassVar = dict.fromkeys(
        ("id", "found_list", "number", "kind", "row", "found_class", "record_class", "explanation"),
        _INTERNAL,
    ) | {"masked": _PERSONAL}

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="inspections_difference_number_once", fields=["found_list", "number"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"

    @property
    def is_explained(self) -> bool:
        """Whether the platform knows why."""
        return self.kind in EXPLAINED


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

"""A list as found in class, and the students in whom it differs from the record."""

from datetime import timedelta
from typing import ClassVar, Final

from django.db import models
from django.db.models import Q

from junheng.apps.campaigns.models import Cohort
from junheng.apps.inspections.models.rounds import Visit
from junheng.apps.inspections.states import (
    EXPLAINED,
    LIST_STAMPS,
    LIST_TRANSITIONS,
    LIVE_LISTS,
    DifferenceKind,
    ListState,
)
from junheng.core.access import Sensitivity
from junheng.core.files.kinds import FileKind
from junheng.core.files.models import StoredFile
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

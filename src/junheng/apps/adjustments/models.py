"""Late batches, requests for changes, numbers typed from paper, comparisons with the roll."""

from datetime import timedelta
from typing import ClassVar, Final

from django.db import models
from django.db.models import Q

from junheng.apps.adjustments.states import (
    BATCH_STAMPS,
    BATCH_TRANSITIONS,
    CHECK_STAMPS,
    CHECK_TRANSITIONS,
    REQUEST_STAMPS,
    REQUEST_TRANSITIONS,
    BatchState,
    CheckState,
    Decision,
    DifferenceKind,
    Ground,
    RequestKind,
    RequestState,
)
from junheng.apps.campaigns.models import Cohort
from junheng.core.access import Sensitivity
from junheng.core.files.kinds import MEBIBYTE, FileKind
from junheng.core.files.models import StoredFile
from junheng.core.secrets.codes import PublicCodeField
from junheng.core.secrets.sealed_fields import EncryptedTextField
from junheng.core.workflow.rows import StatefulModel, state_constraints

_INTERNAL, _PUBLIC = Sensitivity.INTERNAL, Sensitivity.PUBLIC
_PERSONAL = Sensitivity.PERSONAL
_KEPT_FOR: Final = timedelta(days=3 * 366)
_SHEETS: Final = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xls": "application/vnd.ms-excel",
    ".csv": "text/csv",
}
ROLL_FILES: Final = {
    suffix: FileKind(
        name=f"adjustments.roll{suffix}",
        suffix=suffix,
        media_type=media_type,
        is_private=True,
        kept_for=_KEPT_FOR,
        largest_bytes=30 * MEBIBYTE,
    )
    for suffix, media_type in _SHEETS.items()
}
"""The school's registered roll as it was exported; children's data, so it lies encrypted."""

PAPER: Final = FileKind(
    name="adjustments.paper",
    suffix=".pdf",
    media_type="application/pdf",
    is_private=True,
    kept_for=None,
)
"""Evidence of a request, and the forms that are printed here."""


class LateBatch(StatefulModel):
    """Late arrivals of one school that are drawn together (补录批次), SG1 §9.

    `roster` is JSON: the frame and the students as `rosters` keeps them. `number`, `late_code` and
    `sizes` (per class before) are of the ledger; `is_forced` says that only one class has room,
    which needs the inspector's signature and the reason of the hole.
    """

    TRANSITIONS = BATCH_TRANSITIONS
    STAMPS = BATCH_STAMPS

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="late_batches")
    state = models.CharField(
        "状态", max_length=12, choices=BatchState.choices, default=BatchState.COLLECTING
    )
    reason = models.PositiveSmallIntegerField(
        "来由", choices=[(1, "补报"), (2, "转入"), (9, "其他")]
    )
    registered_on = models.DateField("登记日期")
    permit = models.ForeignKey(
        "ChangeRequest", models.PROTECT, null=True, related_name="batches", verbose_name="批准"
    )
    roster = EncryptedTextField("名单", default="")
    student_count = models.PositiveSmallIntegerField("人数", default=0)
    number = models.PositiveSmallIntegerField("批次", null=True)
    late_code = models.CharField("补录码", max_length=64, blank=True)
    sizes = models.JSONField("抽签前各班人数", default=list)
    tokens = models.JSONField("袋中各班签数", default=list)
    is_forced = models.BooleanField("别无选择", default=False)
    hole_reason = models.CharField("空位原因", max_length=200, blank=True)
    countersigned_at = models.DateTimeField("督学签字时间", null=True)
    countersigned_by = models.CharField(max_length=12, blank=True)
    countersigned_by_name = models.CharField("签字督学", max_length=40, blank=True)
    begun_at = models.DateTimeField("开始登记")
    begun_by = models.CharField(max_length=12)
    frozen_at = models.DateTimeField("冻结时间", null=True)
    frozen_by = models.CharField(max_length=12, blank=True)
    drawn_at = models.DateTimeField("抽签时间", null=True)
    drawn_by = models.CharField(max_length=12, blank=True)
    dropped_at = models.DateTimeField("取消时间", null=True)
    dropped_by = models.CharField(max_length=12, blank=True)

    sensitivity: ClassVar = dict.fromkeys(
        (
            "id", "code", "cohort", "state", "reason", "registered_on", "permit", "student_count",
            "number", "late_code", "sizes", "tokens", "is_forced", "hole_reason",
            "countersigned_at", "countersigned_by", "countersigned_by_name", "begun_at",
            "begun_by", "frozen_at", "frozen_by", "drawn_at", "drawn_by", "dropped_at",
            "dropped_by",
        ),
        _INTERNAL,
    ) | {"roster": _PERSONAL}  # fmt: skip

    class Meta:
        verbose_name = "补录批次"
        ordering: ClassVar = ["-begun_at", "-id"]
        constraints: ClassVar = [
            *state_constraints("adjustments_batch", BatchState.values, BATCH_STAMPS.values()),
            models.UniqueConstraint(
                fields=["cohort"],
                condition=Q(state__in=[BatchState.COLLECTING, BatchState.FROZEN]),
                name="adjustments_batch_one_at_a_time",
            ),
            models.CheckConstraint(
                name="adjustments_batch_frozen_with_code",
                condition=~Q(state__in=[BatchState.FROZEN, BatchState.DRAWN])
                | (~Q(late_code="") & Q(number__gte=1)),
            ),
            models.CheckConstraint(
                name="adjustments_batch_forced_is_countersigned",
                condition=~Q(state=BatchState.DRAWN, is_forced=True)
                | (Q(countersigned_at__isnull=False) & ~Q(hole_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.state}"

    @property
    def school_code(self) -> str:
        """The school's code, for the audit trail."""
        return self.cohort.school.code

    @property
    def needs_countersign(self) -> bool:
        """Whether the inspector has still to sign that there is no choice."""
        return self.is_forced and self.countersigned_at is None


class ChangeRequest(StatefulModel):
    """A request for a change after the lists stand (特殊情况调整).

    `sid` is the student's number in the record. `effects` are rows of the balance before and
    after as [title, before, after]. `number` is given with the approval; `paper_number` is the
    bureau's own. `successor` is who follows a teacher, `who` the teacher.
    """

    TRANSITIONS = REQUEST_TRANSITIONS
    STAMPS = REQUEST_STAMPS

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="change_requests")
    kind = models.CharField("事项", max_length=12, choices=RequestKind.choices)
    ground = models.CharField("理由类别", max_length=12, choices=Ground.choices)
    state = models.CharField(
        "状态", max_length=12, choices=RequestState.choices, default=RequestState.DRAFT
    )
    who = EncryptedTextField("学生或教师")
    successor = models.CharField("接任教师", max_length=40, blank=True)
    sid = models.CharField("名册内编号", max_length=20, blank=True)
    class_before = models.CharField("原班级", max_length=20, blank=True)
    class_after = models.CharField("新班级", max_length=20, blank=True)
    reason = EncryptedTextField("原因")
    plan = EncryptedTextField("调整方案", default="")
    evidence = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    effects = models.JSONField("对均衡的影响", default=list)
    number = models.CharField("批准号", max_length=16, blank=True)
    paper_number = models.CharField("文号", max_length=40, blank=True)
    examined_words = models.CharField("初审意见", max_length=300, blank=True)
    decided_words = models.CharField("审批意见", max_length=300, blank=True)
    change_code = models.CharField("变动码", max_length=64, blank=True)
    form = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, related_name="+", verbose_name="审批表"
    )
    begun_at = models.DateTimeField("填写时间")
    begun_by = models.CharField(max_length=12)
    begun_by_name = models.CharField("填写人", max_length=40)
    submitted_at = models.DateTimeField("提交时间", null=True)
    submitted_by = models.CharField(max_length=12, blank=True)
    examined_at = models.DateTimeField("初审时间", null=True)
    examined_by = models.CharField(max_length=12, blank=True)
    approved_at = models.DateTimeField("批准时间", null=True)
    approved_by = models.CharField(max_length=12, blank=True)
    refused_at = models.DateTimeField("不予批准时间", null=True)
    refused_by = models.CharField(max_length=12, blank=True)
    carried_out_at = models.DateTimeField("执行时间", null=True)
    carried_out_by = models.CharField(max_length=12, blank=True)
    withdrawn_at = models.DateTimeField("撤回时间", null=True)
    withdrawn_by = models.CharField(max_length=12, blank=True)

    sensitivity: ClassVar = dict.fromkeys(
        (
            "id", "code", "cohort", "kind", "ground", "state", "successor", "sid", "class_before",
            "class_after", "evidence", "effects", "number", "paper_number", "examined_words",
            "decided_words", "change_code", "form", "begun_at", "begun_by", "begun_by_name",
        ),
        _INTERNAL,
    ) | dict.fromkeys(("who", "reason", "plan"), _PERSONAL) | {
        f"{stamp}_{part}": _INTERNAL for stamp in REQUEST_STAMPS.values() for part in ("at", "by")
    }  # fmt: skip

    class Meta:
        verbose_name = "特殊情况调整"
        ordering: ClassVar = ["-begun_at", "-id"]
        constraints: ClassVar = [
            *state_constraints("adjustments_request", RequestState.values, REQUEST_STAMPS.values()),
            models.UniqueConstraint(
                fields=["number"],
                condition=~Q(number=""),
                name="adjustments_request_number_once",
            ),
            models.CheckConstraint(
                name="adjustments_request_approved_with_number",
                condition=~Q(state__in=[RequestState.APPROVED, RequestState.DONE]) | ~Q(number=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.kind} {self.state}"

    @property
    def school_code(self) -> str:
        """The school's code, for the audit trail."""
        return self.cohort.school.code


class PaperEntry(models.Model):
    """The numbers of a small ceremony as the first of two people typed them; gone once compared.

    `subject` is `late:<code of the batch>` or `move:<code of the request>`.
    """

    subject = models.CharField("录入内容", max_length=40, unique=True)
    public = models.CharField("公开数", max_length=80)
    cards = models.JSONField("封签卡")
    typed_by = models.CharField("录入人编号", max_length=12)
    typed_by_name = models.CharField("录入人", max_length=40)
    typed_as = models.JSONField("岗位")
    typed_at = models.DateTimeField("录入时间")

    sensitivity: ClassVar = dict.fromkeys(
        (
            "id", "subject", "public", "cards", "typed_by", "typed_by_name", "typed_as",
            "typed_at",
        ),
        _INTERNAL,
    )  # fmt: skip

    def __str__(self) -> str:
        return self.subject


class RollCheck(StatefulModel):
    """A comparison of a school's registered roll (学籍) with the classes of the record (XJ-01)."""

    TRANSITIONS = CHECK_TRANSITIONS
    STAMPS = CHECK_STAMPS

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="roll_checks")
    state = models.CharField(
        "状态", max_length=12, choices=CheckState.choices, default=CheckState.OPEN
    )
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    compared_count = models.PositiveIntegerField("应核")
    agreeing_count = models.PositiveIntegerField("一致")
    elsewhere_count = models.PositiveIntegerField("他校学生")
    form = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, related_name="+", verbose_name="差异表"
    )
    compared_at = models.DateTimeField("核对时间")
    compared_by = models.CharField(max_length=12)
    compared_by_name = models.CharField("核对人", max_length=40)
    approved_at = models.DateTimeField("通过时间", null=True)
    approved_by = models.CharField(max_length=12, blank=True)
    replaced_at = models.DateTimeField("重新核对时间", null=True)
    replaced_by = models.CharField(max_length=12, blank=True)

    sensitivity: ClassVar = dict.fromkeys(
        (
            "id", "code", "cohort", "state", "file", "compared_count", "agreeing_count",
            "elsewhere_count", "form", "compared_at", "compared_by", "compared_by_name",
            "approved_at", "approved_by", "replaced_at", "replaced_by",
        ),
        _INTERNAL,
    )  # fmt: skip

    class Meta:
        verbose_name = "学籍核对"
        ordering: ClassVar = ["-compared_at", "-id"]
        constraints: ClassVar = [
            *state_constraints("adjustments_check", CheckState.values, CHECK_STAMPS.values()),
            models.UniqueConstraint(
                fields=["cohort"],
                condition=Q(state=CheckState.OPEN),
                name="adjustments_check_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.state}"

    @property
    def school_code(self) -> str:
        """The school's code, for the audit trail."""
        return self.cohort.school.code


class Difference(models.Model):
    """One difference between the roll and the classes, until it was worked off."""

    code = PublicCodeField()
    check_of = models.ForeignKey(RollCheck, models.PROTECT, related_name="differences")
    number = models.PositiveIntegerField("序号")
    kind = models.CharField("差异类型", max_length=24, choices=DifferenceKind.choices)
    name = EncryptedTextField("姓名")
    identity_tail = EncryptedTextField("证件号后四位")
    row = models.PositiveIntegerField("表中行号", null=True)
    result_place = models.CharField("分班结果", max_length=80, blank=True)
    registry_place = models.CharField("学籍系统", max_length=80, blank=True)
    decision = models.CharField("处理意见", max_length=24, choices=Decision.choices, blank=True)
    note = EncryptedTextField("说明", default="")
    decided_at = models.DateTimeField("办结时间", null=True)
    decided_by = models.CharField(max_length=12, blank=True)
    decided_by_name = models.CharField("责任人", max_length=40, blank=True)

    sensitivity: ClassVar = dict.fromkeys(
        (
            "id", "code", "check_of", "number", "kind", "row", "result_place", "registry_place",
            "decision", "decided_at", "decided_by", "decided_by_name",
        ),
        _INTERNAL,
    ) | dict.fromkeys(("name", "identity_tail", "note"), _PERSONAL)  # fmt: skip

    class Meta:
        verbose_name = "学籍差异"
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["check_of", "number"], name="adjustments_difference_number_once"
            ),
            models.CheckConstraint(
                name="adjustments_difference_decided_by_somebody",
                condition=Q(decision="", decided_at__isnull=True, decided_by="")
                | (~Q(decision="") & Q(decided_at__isnull=False) & ~Q(decided_by="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.kind}"

"""Students, the rosters they came in, and what their families said."""

from datetime import timedelta
from typing import ClassVar, Final

from django.db import models
from django.db.models import Q

from junheng.apps.campaigns.models import Cohort
from junheng.apps.students.rules import FIELD_TITLES
from junheng.apps.students.states import (
    DISPUTE_TRANSITIONS,
    DOUBLE_TRANSITIONS,
    IMPORT_TRANSITIONS,
    LATE_LISTED,
    Answer,
    ChangeKind,
    DisputeState,
    DisputeStep,
    DoubleSide,
    DoubleState,
    DoubleStep,
    ImportState,
    ImportStep,
    StudentState,
)
from junheng.core.access import Sensitivity
from junheng.core.files.kinds import MEBIBYTE, FileKind
from junheng.core.files.models import StoredFile
from junheng.core.secrets.codes import PublicCodeField, new_code
from junheng.core.secrets.sealed_fields import (
    BlindIndexField,
    EncryptedTextField,
    IdentityIndexField,
)
from junheng.core.workflow.rows import StatefulModel, state_constraints

_INTERNAL, _PERSONAL = Sensitivity.INTERNAL, Sensitivity.PERSONAL
_SECRET = Sensitivity.SECRET

QUERY_CODE_LENGTH: Final = 8
QUERY_CODE: Final = "query"
"""For what purpose query codes are indexed."""
_KEPT_FOR: Final = timedelta(days=3 * 366)
_MEDIA_TYPES: Final = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xls": "application/vnd.ms-excel",
    ".csv": "text/csv",
}
ROSTER_FILES: Final = {
    suffix: FileKind(
        name=f"students.roster{suffix}",
        suffix=suffix,
        media_type=media_type,
        is_private=True,
        kept_for=_KEPT_FOR,
        largest_bytes=30 * MEBIBYTE,
    )
    for suffix, media_type in _MEDIA_TYPES.items()
}
"""Uploaded rosters by the kind of their file; they hold children's data and lie encrypted."""


DISPUTE_PICTURE: Final = FileKind(
    name="students.dispute_picture",
    suffix=".jpg",
    media_type="image/jpeg",
    is_private=True,
    kept_for=_KEPT_FOR,
    largest_bytes=20 * MEBIBYTE,
)
"""What a family attached to its objection, made anew from its pixels."""


def new_query_code() -> str:
    """Eight characters on the family's slip, by which it asks for its own child later."""
    return new_code()[:QUERY_CODE_LENGTH]


class Roster(models.Model):
    """What the sheet of a cohort said beside its students; one a cohort.

    `frame` is JSON as `rosters.frame_of` makes it, `warnings` as `rosters.faults_as_json`.
    `version` counts every change of any of its students, so that a preview knows when it is stale.
    """

    code = PublicCodeField()
    cohort = models.OneToOneField(Cohort, models.PROTECT, related_name="roster")
    frame = EncryptedTextField()
    warnings = EncryptedTextField()
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField("更新时间")

    sensitivity: ClassVar = {
        "id": _INTERNAL,
        "code": _INTERNAL,
        "cohort": _INTERNAL,
        "frame": _PERSONAL,
        "warnings": _PERSONAL,
        "version": _INTERNAL,
        "changed_at": _INTERNAL,
    }

    def __str__(self) -> str:
        return f"{self.cohort_id} {self.version}"


class SiblingGroup(models.Model):
    """Twins or more of one birth (多胞胎), and what their guardians wish."""

    code = PublicCodeField()
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="sibling_groups")
    wish = models.CharField(
        "意愿",
        max_length=8,
        choices=[("together", "同班"), ("apart", "不同班"), ("none", "无要求")],
    )
    linked_by = models.CharField("依据", max_length=16)
    is_entered = models.BooleanField("由学校登记", default=False)

    sensitivity: ClassVar = dict.fromkeys(
        ("id", "code", "cohort", "wish", "linked_by", "is_entered"), _PERSONAL
    )

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="students_siblings_wish_known",
                condition=Q(wish__in=["together", "apart", "none"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.wish}"


class Student(models.Model):
    """One child of a starting grade.

    `attributes` is JSON as `rosters.attributes_of` makes it; `row` the row of the sheet.
    `registration_number` is null when the sheet's numbers could not be used. `is_entered` marks a
    child that was typed in alone and stands in no sheet yet.
    """

    code = PublicCodeField()
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="students")
    row = models.PositiveIntegerField("行")
    name = EncryptedTextField("姓名")
    identity_number = EncryptedTextField("证件号")
    identity_index = IdentityIndexField()
    registration_number = models.CharField("报名号", max_length=60, null=True)
    attributes = EncryptedTextField("资料")
    query_code = EncryptedTextField("查询码", default=new_query_code)
    query_index = BlindIndexField(of="query_code", purpose=QUERY_CODE)
    siblings = models.ForeignKey(
        SiblingGroup, models.SET_NULL, null=True, related_name="members", verbose_name="多胞胎"
    )
    is_entered = models.BooleanField("单独登记", default=False)
    state = models.CharField(
        "状态", max_length=10, choices=StudentState.choices, default=StudentState.ACTIVE
    )
    answer = models.CharField(
        "核对结果", max_length=10, choices=Answer.choices, default=Answer.WAITING
    )
    answered_at = models.DateTimeField("交回登记时间", null=True)
    answered_by = models.CharField(max_length=12, blank=True)
    changed_at = models.DateTimeField("资料更新时间")

    sensitivity: ClassVar = {
        "id": _INTERNAL,
        "code": _INTERNAL,
        "cohort": _INTERNAL,
        "row": _INTERNAL,
        "name": _PERSONAL,
        "identity_number": _PERSONAL,
        "identity_index": _SECRET,
        "registration_number": _PERSONAL,
        "attributes": _PERSONAL,
        "query_code": _SECRET,
        "query_index": _SECRET,
        "siblings": _PERSONAL,
        "is_entered": _INTERNAL,
        "state": _INTERNAL,
        "answer": _INTERNAL,
        "answered_at": _INTERNAL,
        "answered_by": _INTERNAL,
        "changed_at": _INTERNAL,
    }

    class Meta:
        ordering: ClassVar = ["row", "id"]
        indexes: ClassVar = [
            models.Index(fields=["cohort", "state", "row"], name="students_by_row"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="students_student_state_known", condition=Q(state__in=StudentState.values)
            ),
            models.CheckConstraint(
                name="students_student_answered_at_and_by",
                condition=Q(answer=Answer.WAITING, answered_at__isnull=True, answered_by="")
                | (~Q(answer=Answer.WAITING) & Q(answered_at__isnull=False) & ~Q(answered_by="")),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def listed_on(self) -> str:
        """The list that it stands on, in the words that another school may read."""
        return f"{self.cohort.title}的{'补录名单' if self.state in LATE_LISTED else '名册'}"


class StudentChange(models.Model):
    """What was done to one student by hand, and why; the values before are kept nowhere."""

    code = PublicCodeField()
    student = models.ForeignKey(Student, models.PROTECT, related_name="changes")
    kind = models.CharField("办理", max_length=10, choices=ChangeKind.choices)
    fields = models.JSONField("项目", default=list)
    reason = EncryptedTextField("理由")
    by = models.CharField("办理人编号", max_length=12)
    by_name = models.CharField("办理人", max_length=40)
    at = models.DateTimeField("办理时间")

    sensitivity: ClassVar = dict.fromkeys(
        ("id", "code", "student", "kind", "fields", "by", "by_name", "at"), _INTERNAL
    ) | {"reason": _PERSONAL}

    class Meta:
        ordering: ClassVar = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.student_id} {self.kind}"

    @property
    def titles(self) -> str:
        """The fields in words."""
        return "、".join(FIELD_TITLES.get(field, field) for field in self.fields)


class Dispute(StatefulModel):
    """A family's objection to what its slip says, until it was worked off."""

    TRANSITIONS = DISPUTE_TRANSITIONS
    STAMPS: ClassVar = {DisputeStep.SETTLE: "settled"}

    student = models.ForeignKey(Student, models.PROTECT, related_name="disputes")
    state = models.CharField(
        "状态", max_length=10, choices=DisputeState.choices, default=DisputeState.OPEN
    )
    statement = EncryptedTextField("家长意见")
    picture = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, related_name="+", verbose_name="家长所附图片"
    )
    stated_at = models.DateTimeField("登记时间")
    stated_by = models.CharField(max_length=12)
    settlement = EncryptedTextField("处理结果", default="")
    settled_at = models.DateTimeField("处理时间", null=True)
    settled_by = models.CharField(max_length=12, blank=True)

    sensitivity: ClassVar = {
        "id": _INTERNAL,
        "code": _INTERNAL,
        "student": _INTERNAL,
        "state": _INTERNAL,
        "statement": _PERSONAL,
        "picture": _PERSONAL,
        "stated_at": _INTERNAL,
        "stated_by": _INTERNAL,
        "settlement": _PERSONAL,
        "settled_at": _INTERNAL,
        "settled_by": _INTERNAL,
    }

    class Meta:
        verbose_name = "家长异议"
        ordering: ClassVar = ["stated_at", "id"]
        constraints: ClassVar = [
            *state_constraints("students_dispute", DisputeState.values, ["settled"]),
            models.UniqueConstraint(
                fields=["student"],
                condition=Q(state=DisputeState.OPEN),
                name="students_dispute_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.student_id} {self.state}"

    @property
    def school_code(self) -> str:
        """The school's code, for the audit trail."""
        return self.student.cohort.school.code


class DoubleListing(StatefulModel):
    """A child on two lists of one year: the row that stood first, and the one that came later.

    The later roster cannot be handed in, a later batch cannot be frozen, while it is open. `kept`
    and `reason` are the bureau's decision, where it decided.
    """

    TRANSITIONS = DOUBLE_TRANSITIONS
    STAMPS: ClassVar = {DoubleStep.END: "ended", DoubleStep.DECIDE: "decided"}

    earlier = models.ForeignKey(Student, models.PROTECT, related_name="doubled_later")
    later = models.ForeignKey(Student, models.PROTECT, related_name="doubled_earlier")
    state = models.CharField(
        "状态", max_length=10, choices=DoubleState.choices, default=DoubleState.OPEN
    )
    kept = models.CharField("留在", max_length=8, choices=DoubleSide.choices, blank=True)
    reason = EncryptedTextField("理由", default="")
    noticed_at = models.DateTimeField("发现时间")
    ended_at = models.DateTimeField("撤出时间", null=True)
    ended_by = models.CharField(max_length=12, blank=True)
    decided_at = models.DateTimeField("决定时间", null=True)
    decided_by = models.CharField(max_length=12, blank=True)

    sensitivity: ClassVar = dict.fromkeys(
        (
            "id", "code", "earlier", "later", "state", "kept", "noticed_at", "ended_at", "ended_by",
            "decided_at", "decided_by",
        ),
        _INTERNAL,
    ) | {"reason": _PERSONAL}  # fmt: skip

    class Meta:
        verbose_name = "重复在册"
        ordering: ClassVar = ["noticed_at", "id"]
        constraints: ClassVar = [
            *state_constraints("students_double", DoubleState.values, ["ended", "decided"]),
            models.UniqueConstraint(
                fields=["earlier", "later"],
                condition=Q(state=DoubleState.OPEN),
                name="students_double_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.state}"

    @property
    def school_code(self) -> str:
        """The school that listed the child later, for the audit trail."""
        return self.later.cohort.school.code


class RosterImport(StatefulModel):
    """An uploaded roster, from its preview to the confirmation.

    `reading` is what was read, as JSON; it goes when the import ends, the file stays as proof of
    a confirmed one. `based_on` is the roster's version that it was compared with, 0 without one.
    `refused_columns` are headings, never values.
    """

    TRANSITIONS = IMPORT_TRANSITIONS
    STAMPS: ClassVar = {ImportStep.CONFIRM: "confirmed", ImportStep.DISCARD: "discarded"}

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="roster_imports")
    state = models.CharField(
        "状态", max_length=10, choices=ImportState.choices, default=ImportState.PREVIEWED
    )
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    reading = EncryptedTextField(default="")
    based_on = models.PositiveIntegerField(default=0)
    new_count = models.PositiveIntegerField("新增")
    changed_count = models.PositiveIntegerField("变化")
    same_count = models.PositiveIntegerField("不变")
    missing_count = models.PositiveIntegerField("表中没有")
    fault_count = models.PositiveIntegerField("错误")
    warning_count = models.PositiveIntegerField("提醒")
    refused_columns = models.JSONField("拒收的列", default=list)
    uploaded_at = models.DateTimeField("上传时间")
    uploaded_by = models.CharField(max_length=12)
    uploaded_by_name = models.CharField("上传人", max_length=40)
    confirmed_at = models.DateTimeField("写入时间", null=True)
    confirmed_by = models.CharField(max_length=12, blank=True)
    discarded_at = models.DateTimeField("放弃时间", null=True)
    discarded_by = models.CharField(max_length=12, blank=True)

    sensitivity: ClassVar = dict.fromkeys(
        (
            "id", "code", "cohort", "state", "file", "based_on", "new_count", "changed_count",
            "same_count", "missing_count", "fault_count", "warning_count", "refused_columns",
            "uploaded_at", "uploaded_by", "uploaded_by_name", "confirmed_at", "confirmed_by",
            "discarded_at", "discarded_by",
        ),
        _INTERNAL,
    ) | {"reading": _PERSONAL}  # fmt: skip

    class Meta:
        verbose_name = "名册导入"
        ordering: ClassVar = ["-uploaded_at", "-id"]
        constraints: ClassVar = [
            *state_constraints("students_import", ImportState.values, ["confirmed", "discarded"]),
            models.UniqueConstraint(
                fields=["cohort"],
                condition=Q(state=ImportState.PREVIEWED),
                name="students_import_one_preview",
            ),
            models.CheckConstraint(
                name="students_import_faulty_is_not_confirmed",
                condition=~Q(state=ImportState.CONFIRMED) | Q(fault_count=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.state}"

    @property
    def school_code(self) -> str:
        """The school's code, for the audit trail."""
        return self.cohort.school.code

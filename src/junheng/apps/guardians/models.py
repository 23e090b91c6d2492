"""Guardians, what they agreed to and asked for, their locks, and the tickets made ready."""

from typing import ClassVar, Final

from django.db import models
from django.db.models import Q

from junheng.apps.guardians.states import RIGHT_TRANSITIONS, RightKind, RightState, RightStep
from junheng.apps.students.models import QUERY_CODE, Student
from junheng.core.access import Sensitivity
from junheng.core.secrets.codes import PublicCodeField
from junheng.core.secrets.sealed_fields import BlindIndexField, EncryptedTextField
from junheng.core.workflow.rows import StatefulModel, state_constraints

_INTERNAL, _PERSONAL = Sensitivity.INTERNAL, Sensitivity.PERSONAL
_SECRET = Sensitivity.SECRET

FIRST, SECOND = 1, 2
LONGEST_BASIS: Final = 200
PLACES: Final = {FIRST: "第一位监护人", SECOND: "第二位监护人"}


class Guardian(models.Model):
    """One of at most two query accounts (查询账号) of a child; nothing is known of the person.

    The first one's code is the student's own, printed on the slip; the second one has a code of
    its own. `sittings` counts up when every open browser of this account shall be out.
    """

    code = PublicCodeField()
    student = models.ForeignKey(Student, models.PROTECT, related_name="guardians")
    place = models.PositiveSmallIntegerField("第几位", choices=list(PLACES.items()))
    query_code = EncryptedTextField("查询码", default="")
    query_index = BlindIndexField(of="query_code", purpose=QUERY_CODE)
    sittings = models.PositiveIntegerField("退出次数", default=0)
    agreed_to = models.CharField("同意的规则版本", max_length=16, blank=True)
    opened_at = models.DateTimeField("开通时间")
    opened_by = models.CharField("开通人编号", max_length=12)
    ended_at = models.DateTimeField("停用时间", null=True)
    ended_by = models.CharField("停用人编号", max_length=12, blank=True)

    sensitivity: ClassVar = {
        "id": _INTERNAL,
        "code": _INTERNAL,
        "student": _INTERNAL,
        "place": _INTERNAL,
        "query_code": _SECRET,
        "query_index": _SECRET,
        "sittings": _INTERNAL,
        "agreed_to": _INTERNAL,
        "opened_at": _INTERNAL,
        "opened_by": _INTERNAL,
        "ended_at": _INTERNAL,
        "ended_by": _INTERNAL,
    }

    class Meta:
        ordering: ClassVar = ["place", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["student", "place"],
                condition=Q(ended_at__isnull=True),
                name="guardians_one_in_each_place",
            ),
            models.CheckConstraint(
                name="guardians_two_at_most", condition=Q(place__in=[FIRST, SECOND])
            ),
            models.CheckConstraint(
                name="guardians_ended_at_and_by",
                condition=Q(ended_at__isnull=True, ended_by="")
                | (Q(ended_at__isnull=False) & ~Q(ended_by="")),
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Consent(models.Model):
    """That a guardian agreed to a version of the processing rule, and took it back."""

    code = PublicCodeField()
    guardian = models.ForeignKey(Guardian, models.PROTECT, related_name="consents")
    version = models.CharField("规则版本", max_length=16)
    digest = models.CharField("规则摘要", max_length=64)
    given_at = models.DateTimeField("同意时间")
    withdrawn_at = models.DateTimeField("撤回时间", null=True)

    sensitivity: ClassVar = dict.fromkeys(
        ("id", "code", "guardian", "version", "digest", "given_at", "withdrawn_at"), _INTERNAL
    )

    class Meta:
        ordering: ClassVar = ["given_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["guardian", "version"],
                condition=Q(withdrawn_at__isnull=True),
                name="guardians_consent_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.guardian_id} {self.version}"


class Failures(models.Model):
    """Failed sign-ins in a row, of one child or one address.

    `of` is a keyed digest: of a student's code, of a code that was typed and does not exist, or of
    a network address. `locked_until` is set by the fifth. A row is removed a day after `last_at`.
    """

    of = models.CharField("摘要", max_length=97, unique=True)
    count = models.PositiveSmallIntegerField("连续失败次数", default=0)
    last_at = models.DateTimeField("最近一次", db_index=True)
    locked_until = models.DateTimeField("锁定至", null=True)

    sensitivity: ClassVar = {
        "id": _INTERNAL,
        "of": _SECRET,
        "count": _INTERNAL,
        "last_at": _INTERNAL,
        "locked_until": _INTERNAL,
    }

    def __str__(self) -> str:
        return f"{self.pk} {self.count}"


class Sheet(models.Model):
    """What the record holds of one child, made ready for its family.

    `made_of` names freeze, result and lots that it was made from; another one makes it stale.
    `content` is JSON: `ticket` (its canonical text) and, once published, `slip`, `number` of the
    class, `teacher`, `group`.
    """

    code = PublicCodeField()
    student = models.OneToOneField(Student, models.PROTECT, related_name="sheet")
    made_of = models.CharField("依据", max_length=LONGEST_BASIS)
    content = EncryptedTextField("内容")

    sensitivity: ClassVar = {
        "id": _INTERNAL,
        "code": _INTERNAL,
        "student": _INTERNAL,
        "made_of": _INTERNAL,
        "content": _PERSONAL,
    }

    def __str__(self) -> str:
        return self.code


class RightsRequest(StatefulModel):
    """A request of a guardian about what is kept of the child, until it was answered."""

    TRANSITIONS = RIGHT_TRANSITIONS
    STAMPS: ClassVar = {RightStep.GRANT: "granted", RightStep.REFUSE: "refused"}

    student = models.ForeignKey(Student, models.PROTECT, related_name="rights_requests")
    guardian = models.ForeignKey(
        Guardian, models.PROTECT, null=True, related_name="rights_requests"
    )
    kind = models.CharField("要求", max_length=10, choices=RightKind.choices)
    state = models.CharField(
        "状态", max_length=10, choices=RightState.choices, default=RightState.OPEN
    )
    words = EncryptedTextField("家长的说明")
    asked_at = models.DateTimeField("提出时间")
    due_on = models.DateField("答复期限", db_index=True)
    answer = EncryptedTextField("答复", default="")
    granted_at = models.DateTimeField("办理时间", null=True)
    granted_by = models.CharField(max_length=12, blank=True)
    refused_at = models.DateTimeField("答复时间", null=True)
    refused_by = models.CharField(max_length=12, blank=True)

    sensitivity: ClassVar = {
        "id": _INTERNAL,
        "code": _INTERNAL,
        "student": _INTERNAL,
        "guardian": _INTERNAL,
        "kind": _INTERNAL,
        "state": _INTERNAL,
        "words": _PERSONAL,
        "asked_at": _INTERNAL,
        "due_on": _INTERNAL,
        "answer": _PERSONAL,
        "granted_at": _INTERNAL,
        "granted_by": _INTERNAL,
        "refused_at": _INTERNAL,
        "refused_by": _INTERNAL,
    }

    class Meta:
        verbose_name = "个人信息请求"
        ordering: ClassVar = ["due_on", "id"]
        constraints: ClassVar = [
            *state_constraints("guardians_request", RightState.values, ["granted", "refused"]),
            models.UniqueConstraint(
                fields=["student", "kind"],
                condition=Q(state=RightState.OPEN),
                name="guardians_request_one_open_of_a_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.state}"

    @property
    def school_code(self) -> str:
        """The school's code, for the audit trail."""
        return self.student.cohort.school.code

    @property
    def answered_at(self) -> object:
        """When it was answered, either way."""
        return self.granted_at or self.refused_at

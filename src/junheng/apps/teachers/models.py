"""Lists of homeroom teachers, and the teams of subject teachers around them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from junheng.apps.campaigns.models import Cohort
from junheng.apps.teachers.states import IN_FORCE, STAMPS, TRANSITIONS, ListState
from junheng.core.access import Sensitivity
from junheng.core.secrets.codes import PublicCodeField
from junheng.core.workflow.rows import StatefulModel, state_constraints

_INTERNAL, _PUBLIC = Sensitivity.INTERNAL, Sensitivity.PUBLIC


class TeacherList(StatefulModel):
    """The homeroom teachers of a cohort, one for each class (班主任名单)."""

    TRANSITIONS = TRANSITIONS
    STAMPS = STAMPS

    cohort = models.OneToOneField(Cohort, models.PROTECT, related_name="teacher_list")
    state = models.CharField(
        "状态", max_length=16, choices=ListState.choices, default=ListState.DRAFT
    )
    filing_number = models.CharField("备案号", max_length=16, blank=True)
    returned_reason = models.CharField("退回理由", max_length=300, blank=True)
    begun_at = models.DateTimeField("开始填报")
    submitted_at = models.DateTimeField("报送时间", null=True)
    submitted_by = models.CharField(max_length=12, blank=True)
    filed_at = models.DateTimeField("备案时间", null=True)
    filed_by = models.CharField(max_length=12, blank=True)
    posted_at = models.DateTimeField("公示时间", null=True)
    posted_by = models.CharField(max_length=12, blank=True)

    sensitivity: ClassVar = {
        "id": _INTERNAL,
        "code": _INTERNAL,
        "cohort": _PUBLIC,
        "state": _PUBLIC,
        "filing_number": _PUBLIC,
        "returned_reason": _INTERNAL,
        "begun_at": _INTERNAL,
    } | {f"{stamp}_{part}": _INTERNAL for stamp in STAMPS.values() for part in ("at", "by")}

    class Meta:
        verbose_name = "班主任名单"
        ordering: ClassVar = ["cohort_id"]
        constraints: ClassVar = [
            *state_constraints("teachers_list", ListState.values, STAMPS.values()),
            models.UniqueConstraint(
                fields=["filing_number"],
                condition=~Q(filing_number=""),
                name="teachers_list_filing_number_once",
            ),
            models.CheckConstraint(
                name="teachers_list_in_force_with_number",
                condition=~Q(state__in=sorted(IN_FORCE)) | ~Q(filing_number=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cohort_id} {self.state}"

    @property
    def school_code(self) -> str:
        """The school's code, for the audit trail."""
        return self.cohort.school_code

    @property
    def is_in_force(self) -> bool:
        """Whether the list is filed, so that nobody on it is replaced any more."""
        return self.state in IN_FORCE


class Filing(models.Model):
    """A list as it was filed, kept as it was whatever becomes of the list (备案)."""

    code = PublicCodeField()
    list = models.ForeignKey(TeacherList, models.PROTECT, related_name="filings")
    number = models.CharField("备案号", max_length=16, unique=True)
    names = models.JSONField("班主任")
    by = models.CharField("备案人编号", max_length=12)
    by_name = models.CharField("备案人", max_length=40)
    at = models.DateTimeField("备案时间")

    sensitivity: ClassVar = {
        "id": _INTERNAL,
        "code": _INTERNAL,
        "list": _INTERNAL,
        "number": _PUBLIC,
        "names": _PUBLIC,
        "by": _INTERNAL,
        "by_name": _INTERNAL,
        "at": _PUBLIC,
    }

    class Meta:
        ordering: ClassVar = ["-at", "-id"]

    def __str__(self) -> str:
        return self.number


class HomeroomTeacher(models.Model):
    """Someone on a list, at his place; one who was replaced stays, with the consent it needed.

    `change` is the code of the approved change, `consent_number` its number on paper.
    """

    code = PublicCodeField()
    list = models.ForeignKey(TeacherList, models.CASCADE, related_name="entries")
    place = models.PositiveSmallIntegerField("序号")
    name = models.CharField("姓名", max_length=40)
    replaced_at = models.DateTimeField("更换时间", null=True)
    change = models.CharField("更换依据", max_length=12, blank=True)
    consent_number = models.CharField("同意文号", max_length=60, blank=True)

    sensitivity: ClassVar = {
        "id": _INTERNAL,
        "code": _INTERNAL,
        "list": _INTERNAL,
        "place": _PUBLIC,
        "name": _PUBLIC,
        "replaced_at": _PUBLIC,
        "change": _INTERNAL,
        "consent_number": _PUBLIC,
    }

    class Meta:
        ordering: ClassVar = ["list_id", "place", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="teachers_one_a_place",
                fields=["list", "place"],
                condition=Q(replaced_at__isnull=True),
            ),
            models.UniqueConstraint(
                name="teachers_named_once",
                fields=["list", "name"],
                condition=Q(replaced_at__isnull=True),
            ),
            models.CheckConstraint(
                name="teachers_replaced_with_consent",
                condition=Q(replaced_at__isnull=True, change="", consent_number="")
                | (Q(replaced_at__isnull=False) & ~Q(change="") & ~Q(consent_number="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.list_id} {self.place}"


class SubjectTeacher(models.Model):
    """Who teaches a subject in the class that goes to a place of the list (任课教师)."""

    list = models.ForeignKey(TeacherList, models.CASCADE, related_name="subject_teachers")
    place = models.PositiveSmallIntegerField("班主任序号")
    subject = models.CharField("学科", max_length=20)
    name = models.CharField("姓名", max_length=40)

    sensitivity: ClassVar = {
        "id": _INTERNAL,
        "list": _INTERNAL,
        "place": _PUBLIC,
        "subject": _PUBLIC,
        "name": _PUBLIC,
    }

    class Meta:
        ordering: ClassVar = ["list_id", "place", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="teachers_subject_once", fields=["list", "place", "subject"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.list_id} {self.place} {self.subject}"

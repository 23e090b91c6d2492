"""What teams are made from, what was proposed, what a lot gave to whom, who was replaced."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from junheng.apps.campaigns.models import Cohort
from junheng.core.access import Sensitivity
from junheng.core.secrets.codes import PublicCodeField
from junheng.core.secrets.sealed_fields import EncryptedTextField

_INTERNAL, _PUBLIC = Sensitivity.INTERNAL, Sensitivity.PUBLIC
_PERSONAL = Sensitivity.PERSONAL


class Curriculum(models.Model):
    """The year's subjects of a cohort with their hours (课程和课时), see `rules.curriculum`."""

    cohort = models.OneToOneField(Cohort, models.PROTECT, related_name="curriculum")
    subjects = models.JSONField("学科")
    most_percent = models.PositiveSmallIntegerField("工作量上限百分数", default=150)
    set_at = models.DateTimeField("填写时间")
    set_by = models.CharField("填写人编号", max_length=12)

    sensitivity: ClassVar = {
        "id": _INTERNAL,
        "cohort": _PUBLIC,
        "subjects": _INTERNAL,
        "most_percent": _INTERNAL,
        "set_at": _INTERNAL,
        "set_by": _INTERNAL,
    }

    def __str__(self) -> str:
        return f"{self.cohort_id}"


class TeacherRoster(models.Model):
    """The teachers of a cohort as a sheet gave them; a new sheet makes a new row, none changes.

    `content` is JSON, see `rules.kept`.
    """

    code = PublicCodeField()
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="teacher_rosters")
    content = EncryptedTextField("教师")
    teacher_count = models.PositiveSmallIntegerField("教师数")
    file_digest = models.CharField("来源文件摘要", max_length=64)
    imported_at = models.DateTimeField("导入时间")
    imported_by = models.CharField("导入人编号", max_length=12)

    sensitivity: ClassVar = {
        "id": _INTERNAL,
        "code": _INTERNAL,
        "cohort": _INTERNAL,
        "content": _PERSONAL,
        "teacher_count": _INTERNAL,
        "file_digest": _INTERNAL,
        "imported_at": _INTERNAL,
        "imported_by": _INTERNAL,
    }

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.code


class KeptRow(models.Model):
    """A teacher whom the school keeps for a subject in somebody's class, and why (锁定).

    People are named as on the roster: by name, and by number where one is given.
    """

    code = PublicCodeField()
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="kept_rows")
    homeroom = models.CharField("班主任", max_length=40)
    homeroom_number = models.CharField("班主任工号", max_length=40, blank=True)
    subject = models.CharField("学科", max_length=20)
    teacher = models.CharField("教师", max_length=40)
    teacher_number = models.CharField("教师工号", max_length=40, blank=True)
    reason = models.CharField("理由", max_length=200)
    kept_at = models.DateTimeField("锁定时间")
    kept_by = models.CharField("锁定人编号", max_length=12)
    kept_by_name = models.CharField("锁定人", max_length=40)
    released_at = models.DateTimeField("解除时间", null=True)

    sensitivity: ClassVar = dict.fromkeys(
        (
            "id",
            "code",
            "cohort",
            "homeroom",
            "homeroom_number",
            "subject",
            "teacher",
            "teacher_number",
            "reason",
            "kept_at",
            "kept_by",
            "kept_by_name",
            "released_at",
        ),
        _INTERNAL,
    )

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="teams_kept_once",
                fields=["cohort", "homeroom", "homeroom_number", "subject"],
                condition=Q(released_at__isnull=True),
            ),
            models.CheckConstraint(name="teams_kept_with_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return self.code


class Proposal(models.Model):
    """Teams that were asked for, from the asking to the answer, with everything they rest on.

    `inputs` is JSON, see `rules.inputs`. `record` is the file that the verifier takes (no names);
    `causes` says why there are no teams. `filed_at` is when it was handed in.
    """

    code = PublicCodeField()
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="team_proposals")
    number = models.PositiveSmallIntegerField("方案号")
    roster = models.ForeignKey(TeacherRoster, models.PROTECT, related_name="+")
    inputs = models.JSONField("课程和锁定")
    record = models.JSONField("记录", null=True)
    freeze_code = models.CharField("冻结码", max_length=64, blank=True)
    causes = models.JSONField("组不成的原因", default=list)
    asked_at = models.DateTimeField("提出时间")
    asked_by = models.CharField("提出人编号", max_length=12)
    asked_by_name = models.CharField("提出人", max_length=40)
    answered_at = models.DateTimeField("得出时间", null=True)
    filed_at = models.DateTimeField("报送时间", null=True)
    filed_by = models.CharField("报送人编号", max_length=12, blank=True)

    sensitivity: ClassVar = {
        "id": _INTERNAL,
        "code": _INTERNAL,
        "cohort": _INTERNAL,
        "number": _INTERNAL,
        "roster": _INTERNAL,
        "inputs": _INTERNAL,
        "record": _INTERNAL,
        "freeze_code": _PUBLIC,
        "causes": _INTERNAL,
        "asked_at": _INTERNAL,
        "asked_by": _INTERNAL,
        "asked_by_name": _INTERNAL,
        "answered_at": _INTERNAL,
        "filed_at": _INTERNAL,
        "filed_by": _INTERNAL,
    }

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="teams_proposal_once", fields=["cohort", "number"]),
            models.CheckConstraint(
                name="teams_proposal_filed_is_answered",
                condition=Q(filed_at__isnull=True, filed_by="")
                | (Q(filed_at__isnull=False, record__isnull=False) & ~Q(filed_by="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cohort_id} {self.number}"

    @property
    def is_waiting(self) -> bool:
        """Whether the answer is still to come."""
        return self.answered_at is None

    @property
    def is_ready(self) -> bool:
        """Whether there are teams."""
        return self.record is not None


class DrawnTeam(models.Model):
    """Which place of the filed list drew a class: the homeroom teacher, and the team around him."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="drawn_teams")
    class_number = models.PositiveSmallIntegerField("班级")
    place = models.PositiveSmallIntegerField("名单序号")
    drawn_at = models.DateTimeField("抽定时间")

    sensitivity: ClassVar = {
        "id": _INTERNAL,
        "cohort": _PUBLIC,
        "class_number": _PUBLIC,
        "place": _PUBLIC,
        "drawn_at": _PUBLIC,
    }

    class Meta:
        ordering: ClassVar = ["cohort_id", "class_number"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="teams_class_once", fields=["cohort", "class_number"]),
            models.UniqueConstraint(name="teams_place_once", fields=["cohort", "place"]),
        ]

    def __str__(self) -> str:
        return f"{self.cohort_id} {self.class_number}"


class Replacement(models.Model):
    """A subject teacher of a filed list who was replaced with the bureau's consent.

    `effects` are rows of item, before and after, as both people saw them.
    """

    code = PublicCodeField()
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="replacements")
    number = models.CharField("同意文号", max_length=16, unique=True)
    place = models.PositiveSmallIntegerField("名单序号")
    subject = models.CharField("学科", max_length=20)
    before = models.CharField("原任课教师", max_length=40)
    after = models.CharField("接任教师", max_length=40)
    reason = models.CharField("理由", max_length=200)
    effects = models.JSONField("均衡变化")
    asked_by = models.CharField("申请人编号", max_length=12)
    asked_by_name = models.CharField("申请人", max_length=40)
    consented_at = models.DateTimeField("同意时间")
    consented_by = models.CharField("同意人编号", max_length=12)
    consented_by_name = models.CharField("同意人", max_length=40)

    sensitivity: ClassVar = {
        "id": _INTERNAL,
        "code": _PUBLIC,
        "cohort": _PUBLIC,
        "number": _PUBLIC,
        "place": _PUBLIC,
        "subject": _PUBLIC,
        "before": _PUBLIC,
        "after": _PUBLIC,
        "reason": _INTERNAL,
        "effects": _INTERNAL,
        "asked_by": _INTERNAL,
        "asked_by_name": _INTERNAL,
        "consented_at": _PUBLIC,
        "consented_by": _INTERNAL,
        "consented_by_name": _INTERNAL,
    }

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.number

"""The bureau (one row) and its schools."""

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from junheng.apps.schools.rules import stages_label
from junheng.core.access import Sensitivity
from junheng.profiles import Stage

SIX_DIGITS = RegexValidator(r"\A[0-9]{6}\Z", "请填写六位数字。")


class Bureau(models.Model):
    """The education bureau that runs this platform; there is one.

    `profile` names the jurisdiction profile. `set_up_at` closes the guided set-up for good.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    county_code = models.CharField("行政区划代码", max_length=6, validators=[SIX_DIGITS])
    county_name = models.CharField("县（区、市）名称", max_length=40)
    name = models.CharField("教育局名称", max_length=60)
    profile = models.CharField("地方规则", max_length=60)
    complaint_phone = models.CharField("监督举报电话", max_length=40, blank=True)
    complaint_email = models.EmailField("监督举报邮箱", blank=True)
    complaint_hours = models.CharField("接听时间", max_length=60, blank=True)
    set_up_at = models.DateTimeField(null=True)

    sensitivity: ClassVar = {
        "id": Sensitivity.PUBLIC,
        "county_code": Sensitivity.PUBLIC,
        "county_name": Sensitivity.PUBLIC,
        "name": Sensitivity.PUBLIC,
        "profile": Sensitivity.PUBLIC,
        "complaint_phone": Sensitivity.PUBLIC,
        "complaint_email": Sensitivity.PUBLIC,
        "complaint_hours": Sensitivity.PUBLIC,
        "set_up_at": Sensitivity.INTERNAL,
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(id=1), name="schools_one_bureau"),
        ]

    def __str__(self) -> str:
        return self.name


class School(models.Model):
    """A school of the county; its six-digit code never changes and is never used again."""

    code = models.CharField("学校代码", max_length=6, unique=True, validators=[SIX_DIGITS])
    name = models.CharField("学校名称", max_length=60, unique=True)
    has_primary = models.BooleanField("有小学部")
    has_junior = models.BooleanField("有初中部")
    is_private = models.BooleanField("民办")
    is_hot = models.BooleanField("热点学校")
    registered_at = models.DateTimeField()

    sensitivity: ClassVar = {
        "id": Sensitivity.INTERNAL,
        "code": Sensitivity.PUBLIC,
        "name": Sensitivity.PUBLIC,
        "has_primary": Sensitivity.PUBLIC,
        "has_junior": Sensitivity.PUBLIC,
        "is_private": Sensitivity.PUBLIC,
        "is_hot": Sensitivity.INTERNAL,
        "registered_at": Sensitivity.INTERNAL,
    }

    class Meta:
        ordering: ClassVar = ["code"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(has_primary=True) | Q(has_junior=True), name="schools_has_a_stage"
            ),
            models.CheckConstraint(
                condition=Q(code__regex=r"^[0-9]{6}$"), name="schools_code_of_six_digits"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The stages that the school has, lower one first."""
        has = ((Stage.PRIMARY, self.has_primary), (Stage.JUNIOR, self.has_junior))
        return tuple(stage for stage, is_there in has if is_there)

    @property
    def stages_label(self) -> str:
        """The kind of school as a list prints it."""
        return stages_label(has_primary=self.has_primary, has_junior=self.has_junior)


class Contact(models.Model):
    """Where a unit beside the bureau takes complaints (监督举报电话): a school, the city's bureau.

    `school` is set where the unit is a school of the county; `order` is the place in the table.
    """

    order = models.PositiveSmallIntegerField("顺序", unique=True)
    unit = models.CharField("单位", max_length=60, unique=True)
    school = models.OneToOneField(School, models.PROTECT, null=True, related_name="contact")
    phone = models.CharField("电话", max_length=40)
    mailbox = models.EmailField("邮箱", blank=True)
    hours = models.CharField("接听时间", max_length=60, blank=True)

    sensitivity: ClassVar = {
        "id": Sensitivity.INTERNAL,
        "order": Sensitivity.PUBLIC,
        "unit": Sensitivity.PUBLIC,
        "school": Sensitivity.PUBLIC,
        "phone": Sensitivity.PUBLIC,
        "mailbox": Sensitivity.PUBLIC,
        "hours": Sensitivity.PUBLIC,
    }

    class Meta:
        ordering: ClassVar = ["order"]

    def __str__(self) -> str:
        return self.unit

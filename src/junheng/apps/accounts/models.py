"""Accounts, posts, and sign-ins."""

from datetime import datetime
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from junheng.apps.schools.models import School
from junheng.core.access import Role, Sensitivity
from junheng.core.secrets.codes import PublicCodeField
from junheng.core.secrets.sealed_fields import EncryptedTextField

USERNAME = RegexValidator(
    r"\A[a-z][a-z0-9._-]{2,29}\Z", "用小写字母开头，3–30 个小写字母、数字、点或横线。"
)


class User(AbstractBaseUser):
    """One person's account; never shared, never deleted, only closed."""

    # Sign-ins are kept in a table of their own.
    last_login = None

    code = PublicCodeField("编号")
    username = models.CharField("用户名", max_length=30, unique=True, validators=[USERNAME])
    name = models.CharField("姓名", max_length=40)
    must_change_password = models.BooleanField("须修改密码", default=True)
    password_changed_at = models.DateTimeField("密码修改时间")
    failures = models.PositiveSmallIntegerField("连续失败次数", default=0)
    locked_until = models.DateTimeField("锁定至", null=True, blank=True)
    opened_at = models.DateTimeField("开通时间")
    closed_at = models.DateTimeField("停用时间", null=True, blank=True)

    USERNAME_FIELD = "username"

    sensitivity: ClassVar = {
        "id": Sensitivity.INTERNAL,
        "password": Sensitivity.SECRET,
        "code": Sensitivity.INTERNAL,
        "username": Sensitivity.INTERNAL,
        "name": Sensitivity.INTERNAL,
        "must_change_password": Sensitivity.INTERNAL,
        "password_changed_at": Sensitivity.INTERNAL,
        "failures": Sensitivity.INTERNAL,
        "locked_until": Sensitivity.INTERNAL,
        "opened_at": Sensitivity.INTERNAL,
        "closed_at": Sensitivity.INTERNAL,
    }

    class Meta:
        ordering: ClassVar = ["username"]

    def __str__(self) -> str:
        return self.username

    @property
    def one_time_set_at(self) -> datetime | None:
        """Since when one-time codes are asked for; None while they are not."""
        factor: SecondFactor | None = getattr(self, "second_factor", None)
        return factor.set_at if factor else None


class SecondFactor(models.Model):
    """The secret of an account's one-time codes; in use from `set_at` on.

    `step` is the last half minute whose code was taken, so that none is taken twice.
    """

    code = PublicCodeField("编号")
    user = models.OneToOneField(User, models.CASCADE, related_name="second_factor")
    secret = EncryptedTextField("动态口令密钥", bound_to="code")
    set_at = models.DateTimeField("启用时间", null=True)
    step = models.BigIntegerField("最近用过的动态口令", default=0)

    sensitivity: ClassVar = {
        "id": Sensitivity.INTERNAL,
        "code": Sensitivity.INTERNAL,
        "user": Sensitivity.INTERNAL,
        "secret": Sensitivity.SECRET,
        "set_at": Sensitivity.INTERNAL,
        "step": Sensitivity.SECRET,
    }

    def __str__(self) -> str:
        return self.code


_AT_SCHOOL = [role.value for role in Role if role.is_at_school]


class HeldPost(models.Model):
    """A role that someone holds at a place, from when until when."""

    code = PublicCodeField("编号")
    user = models.ForeignKey(User, models.PROTECT, related_name="held_posts")
    role = models.CharField("岗位", max_length=20, choices=[(r.value, r.label) for r in Role])
    school = models.ForeignKey(School, models.PROTECT, null=True, blank=True)
    granted_at = models.DateTimeField("授予时间")
    granted_by = models.CharField("授予人编号", max_length=12)
    withdrawn_at = models.DateTimeField("收回时间", null=True, blank=True)
    withdrawn_by = models.CharField("收回人编号", max_length=12, blank=True)

    sensitivity: ClassVar = {
        "id": Sensitivity.INTERNAL,
        "code": Sensitivity.INTERNAL,
        "user": Sensitivity.INTERNAL,
        "role": Sensitivity.INTERNAL,
        "school": Sensitivity.INTERNAL,
        "granted_at": Sensitivity.INTERNAL,
        "granted_by": Sensitivity.INTERNAL,
        "withdrawn_at": Sensitivity.INTERNAL,
        "withdrawn_by": Sensitivity.INTERNAL,
    }

    class Meta:
        ordering: ClassVar = ["granted_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="accounts_post_at_its_place",
                condition=Q(role__in=_AT_SCHOOL, school__isnull=False)
                | (~Q(role__in=_AT_SCHOOL) & Q(school__isnull=True)),
            ),
            models.CheckConstraint(
                name="accounts_post_withdrawn_at_and_by",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_by="")),
            ),
            # Two, because a missing school is equal to nothing.
            models.UniqueConstraint(
                name="accounts_post_held_once_at_school",
                fields=["user", "role", "school"],
                condition=Q(withdrawn_at__isnull=True),
            ),
            models.UniqueConstraint(
                name="accounts_post_held_once_at_bureau",
                fields=["user", "role"],
                condition=Q(withdrawn_at__isnull=True, school__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.role}"


class PasswordUsed(models.Model):
    """A password that an account had, as its hash, so that it is not used again."""

    user = models.ForeignKey(User, models.CASCADE, related_name="passwords_used")
    password = models.CharField(max_length=128)
    used_at = models.DateTimeField()

    sensitivity: ClassVar = {
        "id": Sensitivity.INTERNAL,
        "user": Sensitivity.INTERNAL,
        "password": Sensitivity.SECRET,
        "used_at": Sensitivity.INTERNAL,
    }

    class Meta:
        ordering: ClassVar = ["-used_at", "-id"]

    def __str__(self) -> str:
        return f"{self.user_id} {self.used_at}"


class SignIn(models.Model):
    """One sign-in from one browser; ended by the person, by time, or by an administrator."""

    class End(models.TextChoices):
        """Why it ended."""

        SIGNED_OUT = "signed_out", "本人退出"
        IDLE = "idle", "长时间未操作"
        ENDED = "ended", "被下线"
        PASSWORD = "password", "修改密码"

    code = PublicCodeField("编号")
    user = models.ForeignKey(User, models.CASCADE, related_name="sign_ins")
    started_at = models.DateTimeField("登录时间")
    seen_at = models.DateTimeField("最近操作")
    address = models.GenericIPAddressField("地址", null=True)
    browser = models.CharField("浏览器", max_length=60, blank=True)
    ended_at = models.DateTimeField("结束时间", null=True)
    ended_because = models.CharField("结束原因", max_length=12, choices=End.choices, blank=True)

    sensitivity: ClassVar = {
        "id": Sensitivity.INTERNAL,
        "code": Sensitivity.INTERNAL,
        "user": Sensitivity.INTERNAL,
        "started_at": Sensitivity.INTERNAL,
        "seen_at": Sensitivity.INTERNAL,
        "address": Sensitivity.PERSONAL,
        "browser": Sensitivity.INTERNAL,
        "ended_at": Sensitivity.INTERNAL,
        "ended_because": Sensitivity.INTERNAL,
    }

    class Meta:
        ordering: ClassVar = ["-started_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="accounts_sign_in_ended_at_and_because",
                condition=Q(ended_at__isnull=True, ended_because="")
                | (Q(ended_at__isnull=False) & ~Q(ended_because="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.started_at}"
